/** Options that several commands share, and what their values may be. */

import { type Command, InvalidArgumentError, Option } from 'commander';
import { isServerAddress } from '../../../src-shared/activation-code.ts';
import { languages } from '../../../src-shared/language.ts';
import { parseConnectToText } from '../engine/connect-to.ts';
import type { ConnectTo } from '../engine/open.ts';

/** One `NAME:HOST:PORT`, added to those before it. */
export function parseConnectTo(text: string, before: readonly ConnectTo[] = []): readonly ConnectTo[] {
  const parsed = parseConnectToText(text);
  if (parsed === undefined) throw new InvalidArgumentError('It must be NAME:HOST:PORT.');
  return [...before, parsed];
}

/** The language of what is made to be read or printed; `what`: of what. The command line itself is English. */
export function languageOption(what: string): Option {
  return new Option('--language <language>', `language ${what}`).choices(languages).default('en');
}

export function parsePort(text: string): number {
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65535)
    throw new InvalidArgumentError('It must be a port, 0 to 65535.');
  return Number(text);
}

/** The name of a server, perhaps with a port. */
export function parseServer(text: string): string {
  if (!isServerAddress(text))
    throw new InvalidArgumentError('It must be the name of a server, perhaps with :PORT.');
  return text;
}

export function parseDelay(text: string): number {
  if (!/^\d{1,5}$/.test(text)) throw new InvalidArgumentError('It must be milliseconds, 0 to 99999.');
  return Number(text);
}

/** How many simulated readers one engine may have: as many as a batch may have readers. */
export function parseCards(text: string): number {
  const count = /^\d{1,2}$/.test(text) ? Number(text) : 0;
  if (count < 1 || count > 64) throw new InvalidArgumentError('It must be a whole number from 1 to 64.');
  return count;
}

export function parseCount(text: string): number {
  if (!/^\d{1,9}$/.test(text) || Number(text) < 1)
    throw new InvalidArgumentError('It must be a positive whole number.');
  return Number(text);
}

/** A moment, milliseconds since 1970; undefined for `never`. */
export function parseEnd(text: string): number | undefined {
  if (text === 'never') return undefined;
  const at = /^\d{4}-\d{2}-\d{2}/.test(text) ? Date.parse(text) : Number.NaN;
  if (!(at >= 0)) throw new InvalidArgumentError('It must be a date, as 2026-12-31 or 2026-12-31T12:00Z.');
  return at;
}

/** A whole number, 0 too. */
export function parseNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('It must be a whole number.');
  return Number(text);
}

/** Adds what makes a simulator fail; the example is one that it can have. */
export function faultOptions(command: Command, example = 'apdu 12 removal'): Command {
  return command
    .option(
      '--fault <rule>',
      `let something go wrong in the simulation, as '${example}' (may be repeated; docs/faults.md)`,
      (text: string, before: readonly string[] = []) => [...before, text],
    )
    .option('--faults <file>', 'fault rules from a file: a JSON list');
}

/** Adds what decides how an engine is started, and where. */
export function engineOptions(command: Command): Command {
  return faultOptions(command)
    .option(
      '--data <folder>',
      'data folder (default: EUICC_WORKBENCH_DATA, or the usual place of the system)',
    )
    .option('--no-simulator', 'leave out the simulated bench')
    .option('--simulator-delay <ms>', 'let the simulated cards take this long for each APDU', parseDelay)
    .option('--simulator-cards <number>', 'have so many simulated readers with a card each', parseCards)
    .option(
      '--connect-to <name:host:port>',
      'reach the server NAME at HOST:PORT (may be repeated)',
      parseConnectTo,
    )
    .option('--passphrase-file <file>', "passphrase of the data folder's key, where it has one");
}

/** Adds what every command with one result takes. */
export function common(command: Command): Command {
  return engineOptions(command.option('--json', 'print one JSON document on stdout'));
}

export const readerOption = ['-r, --reader <reader>', 'reader: its name, its index or sim:N'] as const;
export const yesOption = ['-y, --yes', 'do not ask'] as const;
