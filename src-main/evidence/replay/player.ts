/**
 * Plays a segment of a recording to an operation: answers what was asked then, in the same order, and stops at the first
 * request that is another one. What a person did comes at the moment at which it came.
 */

import { equalBytes, toHex } from '../../../src-shared/bytes.ts';
import { WorkbenchError } from '../../../src-shared/errors/index.ts';
import type { Answer, ExchangeCounts, Operation, ReplayDeviation } from '../../../src-shared/model/index.ts';
import type { Clock } from '../../../src-shared/ports.ts';
import type { CardGone } from '../../card/port.ts';
import { recordingNotes } from '../../operations/notes.ts';
import type { RecordedEvent, RecordedNote, Segment } from './recording.ts';

/** The operation that is played to, as far as a person has a hand in it. */
export interface Played {
  cancel(): void;
  answer(answer: Answer): void;
  cardGone(code: CardGone): void;
}

type EventOf<K extends RecordedEvent['kind']> = Extract<RecordedEvent, { kind: K }>;

/** How a segment was left before its operation ended: a deviation, the place where the recording was broken off, or nobody wants it any more. */
export type Stop =
  | { readonly deviation: ReplayDeviation }
  | { readonly interrupted: true }
  | { readonly cancelled: true };

export interface PlayerOptions {
  /** Each exchange takes as long as it did. */
  readonly recordedSpeed: boolean;
  readonly signal: AbortSignal;
  /** Called from time to time. */
  readonly tell: () => void;
}

/** How often is told how far it is, and others in this thread come between, in milliseconds. */
const tellMs = 100;

export class Player {
  readonly replayed: ExchangeCounts & { apdus: number; http: number } = { apdus: 0, http: 0 };
  readonly #clock: Clock;
  readonly #options: PlayerOptions;
  readonly #codes: string[];
  #segment: Segment = { kind: 'run', events: [], notes: [[]] };
  #at = 0;
  #played: Played | undefined;
  #time = 0;
  #asked = false;
  #expire: (() => void) | undefined;
  #stop = Promise.withResolvers<Stop>();
  #told: number;

  /** `codes`: what a person has given as confirmation codes, in their order. */
  constructor(codes: readonly string[], clock: Clock, options: PlayerOptions) {
    this.#codes = [...codes];
    this.#clock = clock;
    this.#options = options;
    this.#told = clock.monotonic();
    options.signal.addEventListener('abort', () => this.#stop.resolve({ cancelled: true }), { once: true });
  }

  begin(segment: Segment, played: Played): void {
    this.#segment = segment;
    this.#played = played;
    this.#at = 0;
    this.#asked = false;
    this.#stop = Promise.withResolvers();
    if (this.#options.signal.aborted) this.#stop.resolve({ cancelled: true });
    this.#time = segment.events[0]?.at ?? this.#time;
  }

  /** Resolves where the segment cannot be played to its end. */
  get stopped(): Promise<Stop> {
    return this.#stop.promise;
  }

  /** The event that is awaited next; after the operation has ended, the first that it did not come to. */
  get next(): RecordedEvent | undefined {
    return this.#segment.events[this.#at];
  }

  /** The clock of the operation: it stands at what is played. */
  get clock(): Clock {
    return {
      now: () => Math.round(this.#time),
      monotonic: () => this.#time,
      sleep: (ms, signal) => this.#sleep(ms, signal),
    };
  }

  #sleep(ms: number, signal: AbortSignal | undefined): Promise<void> {
    if (ms === 0) return new Promise((resolve) => void setImmediate(resolve));
    return new Promise((resolve, reject) => {
      const abort = () => reject(signal?.reason);
      if (signal?.aborted) abort();
      signal?.addEventListener('abort', abort, { once: true });
      this.#expire = resolve;
    });
  }

  // --- notes ------------------------------------------------------------------------------------------------------

  /** Takes the first note at this place that has one of the codes. */
  takeNote(...codes: readonly string[]): RecordedNote['entry'] | undefined {
    const found = this.#segment.notes[this.#at]?.find(
      ({ used, entry }) => !used && codes.includes(entry.code),
    );
    if (found === undefined) return undefined;
    found.used = true;
    return found.entry;
  }

  /** The confirmation code that the vault gave at this place, where it gave one. */
  takeVaultCode(): string | undefined {
    return this.takeNote(recordingNotes.vaultCode) === undefined ? undefined : this.#codes.shift();
  }

  /** What a person did while the operation was at work: before the next event began, or while it lasted. */
  #cancelAtWork(begins: boolean): void {
    const { next } = this;
    const [found] = (this.#segment.notes[this.#at] ?? []).filter(
      ({ used, entry }) =>
        !used && entry.code === recordingNotes.cancelled && entry.params['during'] === 'work',
    );
    if (found === undefined) return;
    // Connecting and resetting are told when they are over.
    const timed = next?.kind === 'apdu' || next?.kind === 'http';
    const meanwhile = next !== undefined && (!timed || found.entry.startedAt >= next.at);
    if (meanwhile !== begins) return;
    found.used = true;
    this.#played?.cancel();
  }

  /** To be told of every change of the operation. */
  changed(operation: Operation): void {
    const asks = operation.question !== undefined;
    if (asks && !this.#asked) setImmediate(() => this.#answerQuestion());
    this.#asked = asks;
  }

  #answerQuestion(): void {
    const { answered, expired, cancelled, cardGone, codeTaken } = recordingNotes;
    const note = this.takeNote(answered, expired, cancelled, cardGone);
    switch (note?.code) {
      case expired:
        this.#expire?.();
        return;
      case cancelled:
        this.#played?.cancel();
        return;
      case cardGone:
        this.#played?.cardGone(
          note.params['error'] === 'reader_unplugged' ? 'reader_unplugged' : 'card_removed',
        );
        return;
      case answered: {
        const code = this.takeNote(codeTaken) === undefined ? undefined : this.#codes.shift();
        this.#played?.answer(answerOf(note.params, code));
        return;
      }
      default:
        if (this.#brokenOffHere()) this.#stop.resolve({ interrupted: true });
        else this.#deviate('stuck', 'answer', 'an answer of a person', 'none', this.next);
    }
  }

  // --- events -----------------------------------------------------------------------------------------------------

  /** An engine that was gone, or a reading of the card that was broken off, leaves a recording without an end. */
  #brokenOffHere(): boolean {
    const { kind, interrupted } = this.#segment;
    return this.next === undefined && (kind === 'reconcile' || interrupted !== undefined);
  }

  #deviate(
    at: ReplayDeviation['at'],
    field: string,
    expected: string,
    found: string,
    event?: RecordedEvent,
    offset?: number,
  ): void {
    this.#stop.resolve({
      deviation: {
        at,
        field,
        expected: expected.slice(0, mostShown),
        found: found.slice(0, mostShown),
        ...(event === undefined ? {} : { seq: event.seq }),
        ...(event !== undefined && 'entry' in event ? { purpose: event.entry.purpose } : {}),
        ...(offset === undefined ? {} : { offset }),
      },
    });
  }

  /** The next event, where it is one of this kind; else the replay stops and this never resolves. */
  async #take<K extends 'apdu' | 'http' | 'connect' | 'reset'>(
    kind: K,
    asked: string,
    check: (event: EventOf<K>) => Difference | undefined,
  ): Promise<EventOf<K>> {
    const event = this.next;
    if (event === undefined) {
      if (this.#brokenOffHere()) this.#stop.resolve({ interrupted: true });
      else this.#deviate('more', 'exchange', 'the end', asked);
      return await never();
    }
    if (event.kind !== kind) {
      this.#deviate(kind, 'exchange', describe(event), asked, event);
      return await never();
    }
    const difference = check(event as EventOf<K>);
    if (difference !== undefined) {
      const { field, expected, found, offset } = difference;
      this.#deviate(kind, field, expected, found, event, offset);
      return await never();
    }
    this.#time = event.at;
    this.#cancelAtWork(true);
    const durationMs = 'entry' in event ? event.entry.durationMs : 0;
    await this.#pass(durationMs);
    this.#at += 1;
    this.#time = event.at + durationMs;
    if (kind === 'apdu' || kind === 'http') this.replayed[kind === 'apdu' ? 'apdus' : 'http'] += 1;
    // What came after the last exchange of an engine that was gone is not known.
    if (this.next === undefined && this.#segment.interrupted !== undefined) {
      this.#stop.resolve({ interrupted: true });
      return await never();
    }
    this.#cancelAtWork(false);
    return event as EventOf<K>;
  }

  /** The time of an exchange, and room for whoever wants to end it. Never resolves where somebody did. */
  async #pass(durationMs: number): Promise<void> {
    const { recordedSpeed, signal, tell } = this.#options;
    if (recordedSpeed && durationMs > 0) await this.#clock.sleep(durationMs, signal).catch(() => undefined);
    const now = this.#clock.monotonic();
    if (now - this.#told >= tellMs) {
      this.#told = now;
      tell();
      await new Promise((resolve) => void setImmediate(resolve));
    }
    if (signal.aborted) await never();
  }

  async connect(): Promise<NonNullable<EventOf<'connect'>['contacts']>> {
    const { contacts, error } = await this.#take('connect', 'a connection to the card', () => undefined);
    if (contacts === undefined) throw error;
    return contacts;
  }

  async reset(how: string): Promise<NonNullable<EventOf<'reset'>['contacts']>> {
    const { contacts, error } = await this.#take('reset', `a ${how} reset`, (event) =>
      event.how === how ? undefined : { field: 'kind', expected: event.how, found: how },
    );
    if (contacts === undefined) throw error;
    return contacts;
  }

  async transmit(command: Uint8Array): Promise<Uint8Array> {
    const { entry } = await this.#take('apdu', `APDU ${toHex(command)}`, (event) =>
      bytesDiffer('command', event.entry.command, command, toHex),
    );
    if (entry.response === undefined) throw WorkbenchError.fromData(entry.error ?? noAnswer);
    return entry.response;
  }

  async request(request: {
    readonly method: string;
    readonly url: string;
    readonly headers: readonly (readonly [string, string])[];
    readonly body: Uint8Array;
  }): Promise<EventOf<'http'>['entry']> {
    const { entry } = await this.#take('http', `${request.method} ${request.url}`, ({ entry: recorded }) => {
      const headers = (list: typeof request.headers) => list.map((pair) => pair.join(': ')).join('\n');
      const texts = [
        ['method', recorded.method, request.method],
        ['url', recorded.url, request.url],
        ['requestHeaders', headers(recorded.requestHeaders), headers(request.headers)],
      ] as const;
      for (const [field, expected, found] of texts) if (expected !== found) return { field, expected, found };
      return bytesDiffer('requestBody', recorded.requestBody, request.body, (bytes) =>
        Buffer.from(bytes).toString(),
      );
    });
    return entry;
  }
}

interface Difference {
  readonly field: string;
  readonly expected: string;
  readonly found: string;
  readonly offset?: number;
}

const mostShown = 4000;
const noAnswer = { code: 'internal', params: { reason: 'the recording has no answer' } } as const;

function bytesDiffer(
  field: string,
  expected: Uint8Array,
  found: Uint8Array,
  show: (bytes: Uint8Array) => string,
): Difference | undefined {
  if (equalBytes(expected, found)) return undefined;
  let offset = 0;
  while (offset < expected.length && expected[offset] === found[offset]) offset++;
  // From a little before the difference on, so that it is seen in a long text.
  const from = field === 'command' ? 0 : Math.max(0, offset - 60);
  return { field, expected: show(expected.subarray(from)), found: show(found.subarray(from)), offset };
}

function describe(event: RecordedEvent): string {
  switch (event.kind) {
    case 'apdu':
      return `APDU ${toHex(event.entry.command)}`;
    case 'http':
      return `${event.entry.method} ${event.entry.url}`;
    case 'connect':
      return 'a connection to the card';
    case 'reset':
      return `a ${event.how} reset`;
  }
}

function answerOf(params: RecordedNote['entry']['params'], confirmationCode: string | undefined): Answer {
  const code = confirmationCode === undefined ? {} : { confirmationCode };
  if (params['question'] === 'confirmation_code')
    return { kind: 'confirmation_code', confirmationCode: confirmationCode ?? '' };
  const decision =
    params['decision'] === 'reject' || params['decision'] === 'postpone' ? params['decision'] : 'accept';
  return {
    kind: 'install',
    decision,
    ...code,
    ...(params['policyRules'] === true ? { acceptPolicyRules: true } : {}),
  };
}

/** The operation is left where it is: nothing that it does after a deviation says anything. */
const never = () => new Promise<never>(() => undefined);
