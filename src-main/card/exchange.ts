import { toHex } from '../../src-shared/bytes.ts';
import { elapsedMs } from '../../src-shared/elapsed.ts';
import { toWorkbenchError, WorkbenchError } from '../../src-shared/errors/index.ts';
import type { Clock } from '../../src-shared/ports.ts';
import type { TraceSink } from '../../src-shared/trace.ts';
import {
  type Command,
  decodeResponse,
  encodeCommand,
  type ParsedCommand,
  type Response,
  swMeaning,
  swText,
} from './apdu.ts';
import type { CardConnection, TransmittedAll } from './port.ts';

/** More than the longest answer of SGP.22 (a full notification list) by far; a card that goes on is broken. */
const maxResponse = 512 * 1024;
/** That much in pieces of 128 bytes; a card that gives a byte at a time would go on for hours. */
const maxPieces = 4096;
/** A card may have several proactive commands in a row; one that never ends is broken. */
const maxProactive = 16;

/** What a card wanted in a proactive session (ETSI TS 102 223), as far as the workbench answers it. */
export interface ProactiveCommand {
  /** Type of command: 01 is REFRESH. */
  readonly type: number;
  readonly qualifier: number;
}

/**
 * Commands to the card with everything that ISO 7816 puts between a command and its answer: GET RESPONSE on 61xx,
 * repetition with the right length on 6Cxx, FETCH and TERMINAL RESPONSE on 91xx. Every single exchange is traced.
 */
export class CardExchange {
  /** APDUs so far. */
  count = 0;
  /** Proactive commands that the card has sent and that were answered, the oldest first. */
  readonly proactive: ProactiveCommand[] = [];
  readonly connection: CardConnection;
  readonly #clock: Clock;
  readonly #trace: TraceSink;

  constructor(connection: CardConnection, ports: { readonly clock: Clock; readonly trace: TraceSink }) {
    this.connection = connection;
    this.#clock = ports.clock;
    this.#trace = ports.trace;
  }

  note(code: string, params: Readonly<Record<string, string | number | boolean>> = {}): void {
    this.#trace({ kind: 'note', startedAt: this.#clock.now(), code, params });
  }

  /** One APDU out, one back, traced. */
  async #exchange(command: Uint8Array, purpose: string): Promise<Response> {
    const startedAt = this.#clock.now();
    const from = this.#clock.monotonic();
    const base = { kind: 'apdu', startedAt, purpose, command } as const;
    this.count += 1;
    try {
      const response = await this.connection.transmit(command);
      this.#trace({ ...base, durationMs: elapsedMs(this.#clock, from), response });
      return checkedResponse(response, purpose);
    } catch (thrown) {
      const error = toWorkbenchError(thrown);
      if (error.code !== 'malformed_response') {
        this.#trace({ ...base, durationMs: elapsedMs(this.#clock, from), error: error.toData() });
      }
      throw error;
    }
  }

  /** As many as the connection sends in one go, at least one; traced. All but the last were answered with 9000 and nothing else. */
  async #exchangeAll(commands: readonly Uint8Array[], purpose: string): Promise<Response[]> {
    const [first] = commands;
    const { transmitAll } = this.connection;
    if (transmitAll === undefined || commands.length < 2)
      return first === undefined ? [] : [await this.#exchange(first, purpose)];
    const startedAt = this.#clock.now();
    const from = this.#clock.monotonic();
    const { answers, error } = await transmitAll
      .call(this.connection, commands)
      .catch((thrown: unknown): TransmittedAll => ({ answers: [], error: toWorkbenchError(thrown) }));
    let spentMs = 0;
    const entry = (index: number) => ({
      kind: 'apdu' as const,
      startedAt: Math.round(startedAt + spentMs),
      purpose,
      command: commands[index] ?? new Uint8Array(0),
    });
    const responses = answers.map(({ response, durationMs }, index) => {
      this.#trace({ ...entry(index), durationMs, response });
      this.count += 1;
      spentMs += durationMs;
      return checkedResponse(response, purpose);
    });
    if (error === undefined) return responses;
    this.count += 1;
    const durationMs = Math.max(0, elapsedMs(this.#clock, from) - spentMs);
    this.#trace({ ...entry(responses.length), durationMs, error: error.toData() });
    throw error;
  }

  /**
   * Commands one after the other, each only where the one before it was answered with 9000 and nothing else. The answer to
   * the last that was sent, as `send` gives it, and which that is, from 0.
   * @throws WorkbenchError as `send`
   */
  async sendAll(
    commands: readonly Command[],
    purpose: string,
  ): Promise<Response & { readonly last: number }> {
    const { protocol } = this.connection;
    for (let at = 0; ; ) {
      const rest = commands.slice(at).map((command) => encodeCommand(command, protocol));
      const responses = await this.#exchangeAll(rest, purpose);
      const last = at + responses.length - 1;
      const [command, response] = [commands[last], responses.at(-1)];
      if (command === undefined || response === undefined) throw new RangeError('no commands');
      const answer = await this.#finish(command, response, purpose);
      if (last === commands.length - 1 || answer.sw !== 0x9000 || answer.data.length > 0)
        return { ...answer, last };
      at = last + 1;
    }
  }

  /**
   * A command and its whole answer. Any status word is returned as it is, but for 61xx, 6Cxx and 91xx, which are
   * served: after 91xx the word is 9000.
   * @throws WorkbenchError of family `reader`, malformed_response, response_too_long
   */
  async send(command: Command, purpose: string): Promise<Response> {
    const encoded = encodeCommand(command, this.connection.protocol);
    return this.#finish(command, await this.#exchange(encoded, purpose), purpose);
  }

  /** What ISO 7816 puts between the first answer to a command and its end. */
  async #finish(command: Command, first: Response, purpose: string): Promise<Response> {
    const { protocol } = this.connection;
    const parts: Uint8Array[] = [];
    let length = 0;
    let current = command;
    let response = first;
    for (let repeated = false; ; ) {
      if (response.sw >> 8 === 0x6c && !repeated) {
        repeated = true;
        current = { ...current, le: response.sw & 0xff || 256 };
        response = await this.#exchange(encodeCommand(current, protocol), purpose);
        continue;
      }
      parts.push(response.data);
      length += response.data.length;
      if (response.sw >> 8 !== 0x61) break;
      if (length > maxResponse || parts.length > maxPieces) {
        throw new WorkbenchError('response_too_long', {
          function: purpose,
          limit: Math.min(length, maxResponse),
        });
      }
      repeated = false;
      // GET RESPONSE has the class of ISO/IEC 7816-4 whatever the command's, on the same channel (TS 102 221 §10.1.2).
      current = { cla: command.cla & 0x7f, ins: 0xc0, p1: 0, p2: 0, le: response.sw & 0xff || 256 };
      response = await this.#exchange(encodeCommand(current, protocol), purpose);
      // A card that announces more and gives nothing would go on for ever.
      if (response.sw >> 8 === 0x61 && response.data.length === 0) {
        throw new WorkbenchError('no_answer_data', { function: purpose, sw: swText(response.sw) });
      }
    }
    let { sw } = response;
    if (sw >> 8 === 0x91) {
      await this.#serveProactiveSession(sw & 0xff);
      sw = 0x9000;
    }
    return { data: parts.length === 1 ? (parts[0] ?? new Uint8Array(0)) : join(parts, length), sw };
  }

  /**
   * An APDU exactly as it is given, which `command` says taken apart. `raw`: its first answer is the answer, whatever it says;
   * else it is completed as `send` does, but that an extended command is not repeated with another length.
   * @throws WorkbenchError as `send`
   */
  async sendAsIs(
    bytes: Uint8Array,
    command: ParsedCommand,
    purpose: string,
    raw: boolean,
  ): Promise<Response> {
    const first = await this.#exchange(bytes, purpose);
    if (raw || (command.extended && first.sw >> 8 === 0x6c)) return first;
    return this.#finish(command, first, purpose);
  }

  /** As `send`, and any status word but 9000 is an error. */
  async sendOk(command: Command, purpose: string): Promise<Uint8Array> {
    const { data, sw } = await this.send(command, purpose);
    if (sw !== 0x9000) throw statusError(purpose, sw);
    return data;
  }

  /**
   * What goes wrong after the answer must not cost the answer: a card that resets on REFRESH, or is pulled out there,
   * has still enabled its profile. If the connection is dead, the next command says so.
   */
  async #serveProactiveSession(announced: number): Promise<void> {
    try {
      await this.#serveProactive(announced);
    } catch (thrown) {
      this.note('proactive_session_broken', { error: toWorkbenchError(thrown).code });
    }
  }

  /**
   * FETCH and TERMINAL RESPONSE (ETSI TS 102 221 §11.2, TS 102 223 §6.4). The answer is 'performed successfully' to
   * everything: the workbench is no phone, and what it lets the card do is only REFRESH, for which the caller resets.
   */
  async #serveProactive(announced: number): Promise<void> {
    let length = announced;
    for (let i = 0; length > 0; i++) {
      if (i === maxProactive) {
        this.note('proactive_session_endless', { limit: maxProactive });
        return;
      }
      const fetch = { cla: 0x80, ins: 0x12, p1: 0, p2: 0 } as const;
      let fetched = await this.#exchange(encodeCommand({ ...fetch, le: length }), 'FETCH');
      if (fetched.sw >> 8 === 0x6c)
        fetched = await this.#exchange(encodeCommand({ ...fetch, le: fetched.sw & 0xff || 256 }), 'FETCH');
      if (fetched.sw !== 0x9000) {
        this.note('proactive_command_not_fetched', { sw: swText(fetched.sw) });
        return;
      }
      const details = commandDetails(fetched.data);
      if (details === undefined) {
        this.note('proactive_command_unknown', { data: toHex(fetched.data) });
        return;
      }
      this.proactive.push({ type: details[1] ?? 0, qualifier: details[2] ?? 0 });
      // Command details as they came, device identities terminal -> UICC, result 00.
      const answer = Uint8Array.of(0x81, 3, ...details, 0x82, 2, 0x82, 0x81, 0x83, 1, 0);
      const { sw } = await this.#exchange(
        encodeCommand({ cla: 0x80, ins: 0x14, p1: 0, p2: 0, data: answer }),
        'TERMINAL RESPONSE',
      );
      length = sw >> 8 === 0x91 ? sw & 0xff : 0;
    }
  }
}

function checkedResponse(response: Uint8Array, purpose: string): Response {
  const decoded = decodeResponse(response);
  if (decoded === undefined)
    throw new WorkbenchError('malformed_response', { function: purpose, length: response.length });
  return decoded;
}

function join(parts: readonly Uint8Array[], length: number): Uint8Array {
  const out = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** The three bytes of COMMAND DETAILS (tag 81 or 01) in a proactive command (tag D0). */
function commandDetails(data: Uint8Array): Uint8Array | undefined {
  let at = data[1] === 0x81 ? 3 : 2;
  if (data[0] !== 0xd0) return undefined;
  while (at + 1 < data.length) {
    const length = data[at + 1] ?? 0;
    if (((data[at] ?? 0) & 0x7f) === 0x01) return length === 3 ? data.subarray(at + 2, at + 5) : undefined;
    at += 2 + length;
  }
  return undefined;
}

export function statusError(purpose: string, sw: number): WorkbenchError {
  return new WorkbenchError('status_word', { function: purpose, sw: swText(sw), meaning: swMeaning(sw) });
}
