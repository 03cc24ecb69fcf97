/** A card whose every word is written down beforehand, and an exchange with it under a clock that the test moves. */

import { CardExchange } from '../../src-main/card/exchange.ts';
import type { CardConnection, Protocol, TransmittedAll } from '../../src-main/card/port.ts';
import { type Quirks, standardQuirks } from '../../src-main/card/quirks.ts';
import { type EuiccSession, openEuiccSession } from '../../src-main/card/session.ts';
import { fromHex, toHex } from '../../src-shared/bytes.ts';
import { toWorkbenchError } from '../../src-shared/errors/index.ts';
import type { Clock } from '../../src-shared/ports.ts';
import type { TraceEntry } from '../../src-shared/trace.ts';

export interface ScriptLine {
  /** The command that must come, in hexadecimal; `undefined` for any. */
  readonly command: string | undefined;
  /** The response, in hexadecimal, or the error with which the reader fails. */
  readonly response: string | Error;
}

const hex = (text: string) => toHex(fromHex(text));

/** Lines as `command -> response`; a command of `*` is any. */
export function script(...lines: readonly string[]): ScriptLine[] {
  return lines.map((line) => {
    const [command = '', response = ''] = line.split('->').map((part) => part.trim());
    return { command: command === '*' ? undefined : hex(command), response: hex(response) };
  });
}

export interface ScriptedCardOptions {
  readonly protocol?: Protocol;
  /** Whether a chain of commands can be given at once. */
  readonly allAtOnce?: boolean;
  /** What the clock goes on while a command is at the card, in milliseconds. */
  readonly msPerCommand?: number;
  /** Answers for ever with this when the script has ended. */
  readonly thereafter?: (command: Uint8Array) => string;
}

export class ScriptedCard implements CardConnection {
  readonly readerName = 'Scripted 00 00';
  readonly atr = fromHex('3B00');
  readonly protocol: Protocol;
  readonly notes: readonly string[] = [];
  /** Every command that came, in hexadecimal. */
  readonly commands: string[] = [];
  readonly trace: TraceEntry[] = [];
  readonly exchange: CardExchange;
  #now = 1_000_000;
  readonly #script: ScriptLine[];
  readonly #options: ScriptedCardOptions;

  constructor(lines: readonly ScriptLine[], options: ScriptedCardOptions = {}) {
    this.#script = [...lines];
    this.#options = options;
    this.protocol = options.protocol ?? 'T=0';
    const clock: Clock = {
      now: () => this.#now,
      // Another start than that of wall-clock time, so that the two cannot be mistaken for each other.
      monotonic: () => this.#now - 999_000,
      sleep: async () => {},
    };
    this.exchange = new CardExchange(this, { clock, trace: (entry) => this.trace.push(entry) });
  }

  /** A card that plays a recording; where that lacks TERMINAL CAPABILITY, it is put before it. */
  static fromLog(
    log: readonly { readonly command: Uint8Array; readonly response: Uint8Array }[],
    options: ScriptedCardOptions = {},
  ): ScriptedCard {
    const lines = log.map(({ command, response }) => ({
      command: toHex(command),
      response: toHex(response),
    }));
    const capability = { command: '80AA00000AA9088100820101830107', response: '9000' };
    return new ScriptedCard(lines[0]?.command.startsWith('80AA') ? lines : [capability, ...lines], options);
  }

  /** Commands that have not come. */
  left(): (string | undefined)[] {
    return this.#script.map((line) => line.command);
  }

  async transmit(command: Uint8Array): Promise<Uint8Array> {
    this.commands.push(toHex(command));
    this.#now += this.#options.msPerCommand ?? 0;
    const line = this.#script.shift();
    if (line === undefined) {
      const { thereafter } = this.#options;
      if (thereafter === undefined) throw new Error(`the script has ended, and ${toHex(command)} came`);
      return fromHex(thereafter(command));
    }
    if (line.command !== undefined && line.command !== toHex(command))
      throw new Error(`${toHex(command)} came where ${line.command} was expected`);
    if (line.response instanceof Error) throw line.response;
    return fromHex(line.response);
  }

  get transmitAll(): CardConnection['transmitAll'] & {} {
    return this.#options.allAtOnce ? (commands) => this.#transmitAll(commands) : (undefined as never);
  }

  async #transmitAll(commands: readonly Uint8Array[]): Promise<TransmittedAll> {
    const answers: { response: Uint8Array; durationMs: number }[] = [];
    for (const command of commands) {
      try {
        const response = await this.transmit(command);
        answers.push({ response, durationMs: this.#options.msPerCommand ?? 0 });
        if (toHex(response) !== '9000') break;
      } catch (error) {
        return { answers, error: toWorkbenchError(error) };
      }
    }
    return { answers };
  }

  async reset(): Promise<void> {
    throw new Error('nobody resets a scripted card');
  }

  async disconnect(): Promise<void> {}
}

/** A session with the card, under the standard quirks but for those that are given. */
export function openScriptedSession(card: ScriptedCard, quirks: Partial<Quirks> = {}): Promise<EuiccSession> {
  return openEuiccSession(card.exchange, { ...standardQuirks, ...quirks });
}
