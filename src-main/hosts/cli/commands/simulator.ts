import { createHash } from 'node:crypto';
import { join, resolve } from 'node:path';
import { WorkbenchError } from '../../../../src-shared/errors/index.ts';
import type { FaultRuleState } from '../../../../src-shared/model/index.ts';
import type { Context } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import { addRule, type FaultOptions, givenRules, toldRule } from '../fault-rules.ts';
import { table } from '../output.ts';

export async function listCodes(context: Context): Promise<number> {
  const engine = await context.engine();
  const codes = await engine.call('simulator.codes', {});
  context.output.result(codes, () =>
    table(
      codes.map((code) => [code.activationCode, code.profileName, code.confirmationCode ?? '', code.state]),
      ['ACTIVATION CODE', 'PROFILE', 'CONFIRMATION CODE', 'STATE'],
    ),
  );
  return exitCodes.ok;
}

function showRules(context: Context, rules: readonly FaultRuleState[]): number {
  context.output.result(rules, () =>
    table(
      rules.map(({ id, rule, seen, done }) => [String(id), rule, String(seen), String(done)]),
      ['ID', 'RULE', 'SEEN', 'DONE'],
    ),
  );
  return exitCodes.ok;
}

export async function listFaults(context: Context): Promise<number> {
  const engine = await context.engine();
  return showRules(context, await engine.call('simulator.faults.list', {}));
}

/** Only to an engine that stays: a rule in this command's own would end with it. */
export async function addFault(context: Context, words: readonly string[]): Promise<number> {
  const [rule] = await givenRules({ fault: [words.join(' ')] });
  const engine = await context.engine();
  if (engine.own) throw new WorkbenchError('fault_rules_end');
  return showRules(context, rule === undefined ? [] : [await addRule(engine, rule)]);
}

export async function clearFaults(context: Context, id: number | undefined): Promise<number> {
  const engine = await context.engine();
  const gone = await engine.call('simulator.faults.clear', id === undefined ? {} : { id });
  return showRules(context, gone);
}

function once(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

/** `HOST:PORT`, a host in brackets for IPv6. Throws usage. */
function hostAndPort(text: string): { readonly host: string; readonly port: number } {
  const match = /^(\[[0-9A-Fa-f:.]+\]|[^:\s]+):(\d{1,5})$/.exec(text);
  const [, host, port] = match ?? [];
  if (host === undefined || Number(port) < 1 || Number(port) > 65535)
    throw new WorkbenchError('usage', { reason: 'The reader of vpcd must be given as HOST:PORT' });
  return { host: host.replace(/^\[|\]$/g, ''), port: Number(port) };
}

/** Keeps the card in the reader until Ctrl-C, which takes it out. */
export async function runSimulatedCard(
  context: Context,
  options: {
    readonly vpcd: string;
    readonly pki: string;
    readonly state: string;
    readonly delay: number;
  } & FaultOptions,
): Promise<number> {
  const vpcd = hostAndPort(options.vpcd);
  const rules = await givenRules(options);
  const { runCard } = await import('../../../simulator/run-card.ts');
  const run = await runCard({
    vpcd,
    rules,
    pkiDir: options.pki,
    stateFile: options.state,
    apduDelayMs: options.delay,
    signal: context.interrupted,
    log: (line) => context.output.note(line),
  });
  for (const rule of run.rules) context.output.note(toldRule(rule));
  return run.end === 'removed' ? exitCodes.ok : exitCodes.card;
}

/** A file of the data folder for the orders of an SM-DP+ that was given none: PKI and profiles may be read-only. */
function defaultState(dataFolder: string, address: string, profiles: string): string {
  const name = createHash('sha256')
    .update(`${address}\0${resolve(profiles)}`)
    .digest('hex')
    .slice(0, 16);
  return join(dataFolder, 'simulator', `smdp-${name}.json`);
}

/** Serves until Ctrl-C. Says on stdout how it is reached, when it is. */
export async function runSimulatedSmdp(
  context: Context,
  options: {
    readonly port: number;
    readonly address: string;
    readonly pki: string;
    readonly profiles: string;
    readonly state?: string;
  } & FaultOptions,
): Promise<number> {
  const { output, dataFolder } = context;
  const { runSmdp } = await import('../../../simulator/smdp/run.ts');
  const { address } = options;
  const stateFile = options.state ?? defaultState(dataFolder, address, options.profiles);
  const running = await runSmdp({
    port: options.port,
    address,
    pkiDir: options.pki,
    profilesDir: options.profiles,
    stateFile,
    rules: await givenRules(options),
    log: (line) => output.note(line),
  });
  const reached = { address, host: '127.0.0.1', port: running.port, stateFile };
  output.result(reached, () => `SM-DP+ ${address} is at 127.0.0.1:${running.port}`);
  await once(context.interrupted);
  for (const rule of running.rules()) output.note(toldRule(rule));
  await running.close();
  return exitCodes.ok;
}
