import { toHex } from '../../src-shared/bytes.ts';
import { elapsedMs } from '../../src-shared/elapsed.ts';
import { toWorkbenchError, WorkbenchError } from '../../src-shared/errors/index.ts';
import {
  type Answer,
  isFinal,
  type Operation,
  type OperationRequest,
  type OperationStatus,
  type Question,
} from '../../src-shared/model/index.ts';
import type { TraceSink } from '../../src-shared/trace.ts';
import { CardExchange } from '../card/exchange.ts';
import type { CardConnection, CardGone } from '../card/port.ts';
import { type LearnedQuirk, type Quirks, quirksFor } from '../card/quirks.ts';
import { type EuiccSession, openEuiccSession } from '../card/session.ts';
import { callEs10, callEs10Raw, type Es10Function } from '../es10/index.ts';
import type { OperationPatch } from '../store/port.ts';
import { ConsoleLine } from './console.ts';
import { recordingNotes } from './notes.ts';
import type { Es9Port, OperationPorts, OperationReader } from './ports.ts';

/** An operator who is away must not hold reader, card and server for ever. */
const answerMinutes = 10;

/** What an operation carries from phase to phase while it runs, and the ways to card, server, store and user. */
export class OperationRun {
  readonly id: number;
  readonly request: OperationRequest;
  readonly ports: OperationPorts;
  readonly reader: OperationReader;
  readonly es9: Es9Port;
  /** By which inputs come; of a console alone. */
  readonly console: ConsoleLine | undefined;
  readonly #trace: TraceSink;
  readonly #abort = new AbortController();
  #operation: Operation;
  #connection: CardConnection | undefined;
  #exchange: CardExchange | undefined;
  #session: EuiccSession | undefined;
  #apdusOfEarlierExchanges = 0;
  #learned: string[] = [];
  #uncancellable = false;
  /** What is written must be safe from a loss of power before the next function: that one changes the card. */
  #toBeSynced = false;
  /** Set once the card was read after the change: whatever broke off before, what is on the card is known. */
  cardVerified = false;
  /** Between what the card has said of a change and the reading that shows it: what the card has said is not believed. */
  changeSaid = false;
  #waiting:
    | {
        readonly question: Question;
        readonly resolve: (answer: Answer) => void;
        readonly reject: (error: WorkbenchError) => void;
      }
    | undefined;

  constructor(
    operation: Operation,
    request: OperationRequest,
    reader: OperationReader,
    ports: OperationPorts,
  ) {
    this.id = operation.id;
    this.request = request;
    this.ports = ports;
    this.reader = reader;
    this.#operation = operation;
    this.console = request.kind === 'console' ? new ConsoleLine() : undefined;
    this.#trace = ports.store.traceSink(operation.id);
    this.es9 = ports.createEs9(this.#trace);
  }

  get operation(): Operation {
    return this.#operation;
  }

  // --- status, steps, remarks -------------------------------------------------------------------------------------

  enterStatus(status: OperationStatus, patch: OperationPatch = {}): void {
    this.#changed(this.ports.store.enterStatus(this.id, status, this.ports.clock.now(), patch));
  }

  patch(patch: OperationPatch): void {
    this.#changed(this.ports.store.patchOperation(this.id, this.ports.clock.now(), patch));
  }

  /**
   * Takes the code of a matching id, now that its server is known. Gives the confirmation code that the vault keeps for it.
   * Throws code_claimed: another operation has it.
   */
  claimCode(smdpAddress: string): string | undefined {
    const { store, clock } = this.ports;
    const { operation, confirmationCode } = store.claimCode(this.id, clock.now(), smdpAddress);
    if (confirmationCode !== undefined) {
      store.addSecret(this.id, { kind: 'confirmation_code', value: confirmationCode });
      this.note(recordingNotes.vaultCode);
    }
    this.#changed(operation);
    return confirmationCode;
  }

  /** In the trace alone. */
  note(code: string, params: Readonly<Record<string, string | number | boolean>> = {}): void {
    this.#trace({ kind: 'note', startedAt: this.ports.clock.now(), code, params });
  }

  /** Notes what operations do by now. False in a replay of a recording that lacks the note: then it is done as it was. */
  doesByNow(code: string): boolean {
    if (this.ports.recorded?.(code) === false) return false;
    this.note(code);
    return true;
  }

  remark(code: string, params: Readonly<Record<string, string | number | boolean>> = {}): void {
    this.note(code, params);
    this.patch({ remarks: [...this.#operation.remarks, { code, params: { ...params } }] });
  }

  /** A remark that says the same however often there is a reason for it: a second session of the same download. */
  remarkOnce(code: string, params: Readonly<Record<string, string | number | boolean>> = {}): void {
    if (!this.#operation.remarks.some((one) => one.code === code)) this.remark(code, params);
  }

  #changed(operation: Operation): void {
    this.#operation = operation;
    this.ports.onChange(operation);
  }

  /** One function within the present status: stored with its APDUs and its duration, and shown as progress. */
  async step<T>(name: string, work: () => Promise<T>): Promise<T> {
    const { store, clock } = this.ports;
    const from = clock.monotonic();
    const apdusBefore = this.apdus;
    const at = clock.now();
    const seq = store.beginStep(this.id, name, at);
    this.#progressed(at, { step: name });
    try {
      if (this.#toBeSynced) {
        await store.synced(this.id);
        this.#toBeSynced = false;
      }
      return await work();
    } finally {
      store.endStep(this.id, seq, { apdus: this.apdus - apdusBefore, durationMs: elapsedMs(clock, from) });
    }
  }

  /** Nothing is done with the card for now: shown as progress, and no step of the operation. */
  waits(step: string): void {
    this.#note({ step });
  }

  progress(step: string, bytesDone: number, bytesTotal: number): void {
    this.#note({ step, bytesDone, bytesTotal });
  }

  #note(progress: NonNullable<Operation['progress']>): void {
    const { store, clock } = this.ports;
    const at = clock.now();
    store.noteProgress(this.id, at, progress);
    this.#progressed(at, progress);
  }

  /** Progress is told at once; the store writes it while the card is at work, and is not asked what it has written. */
  #progressed(at: number, progress: NonNullable<Operation['progress']>): void {
    // One that has ended shows none while its card is read again: nothing would take it away.
    if (isFinal(this.#operation)) return;
    this.#changed({ ...this.#operation, updatedAt: at, progress });
  }

  // --- cancelling and asking --------------------------------------------------------------------------------------

  /** For whatever can be broken off without harm: calls to the server and questions. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** Asks the operation to end. It does so at the next moment that is safe, or not at all once the card is writing. */
  cancel(): void {
    if (this.#uncancellable || this.#abort.signal.aborted) return;
    this.note(recordingNotes.cancelled, { during: this.#waiting === undefined ? 'work' : 'question' });
    this.#abort.abort(new WorkbenchError('cancelled'));
  }

  checkCancelled(): void {
    if (!this.#uncancellable) this.#abort.signal.throwIfAborted();
  }

  /** From here on the card is changed: an operation that stopped now would leave nobody knowing. */
  pointOfNoReturn(): void {
    this.checkCancelled();
    this.#uncancellable = true;
    this.#toBeSynced = true;
  }

  /**
   * Resolves when what was written is safe from a loss of power. The next function does not wait for it then: whoever
   * calls this waits before the card is really changed.
   */
  onDisk(): Promise<void> {
    this.#toBeSynced = false;
    const { store, clock } = this.ports;
    // In the next turn of the event loop, when the card is at work.
    const synced = clock.sleep(0).then(() => store.synced(this.id));
    synced.catch(() => undefined);
    return synced;
  }

  /** Whether the point of no return is behind. */
  get changing(): boolean {
    return this.#uncancellable;
  }

  async ask(question: Question): Promise<Answer> {
    this.checkCancelled();
    const answered = new Promise<Answer>((resolve, reject) => {
      this.#waiting = { question, resolve, reject };
    });
    const stop = new AbortController();
    const startedAt = this.ports.clock.now();
    const from = this.ports.clock.monotonic();
    this.patch({ question });
    try {
      const late = this.ports.clock
        .sleep(answerMinutes * 60_000, AbortSignal.any([stop.signal, this.signal]))
        .then(() => {
          this.note(recordingNotes.expired);
          throw new WorkbenchError('question_timed_out', { minutes: answerMinutes });
        });
      late.catch(() => undefined);
      return await Promise.race([answered, late]);
    } finally {
      stop.abort();
      this.#waiting = undefined;
      const params = { kind: question.kind, waitedMs: elapsedMs(this.ports.clock, from) };
      this.#trace({ kind: 'note', startedAt, code: recordingNotes.waited, params });
      this.patch({ question: undefined });
    }
  }

  answer(answer: Answer): void {
    const waiting = this.#waiting;
    if (waiting?.question.kind !== answer.kind) throw new WorkbenchError('no_question', { id: this.id });
    checkConsent(waiting.question, answer);
    this.#waiting = undefined;
    this.note(recordingNotes.answered, answerNote(answer));
    waiting.resolve(answer);
  }

  /**
   * The card, or its reader, is gone: while a person is asked, no exchange would tell, and whatever is answered would come to
   * nothing. Else nothing is done: the next exchange fails.
   */
  cardGone(code: CardGone): void {
    const waiting = this.#waiting;
    if (waiting === undefined) return;
    this.#waiting = undefined;
    this.note(recordingNotes.cardGone, { error: code });
    waiting.reject(new WorkbenchError(code, { reader: this.reader.name }));
  }

  // --- the card ---------------------------------------------------------------------------------------------------

  get apdus(): number {
    return this.#apdusOfEarlierExchanges + (this.#exchange?.count ?? 0);
  }

  get session(): EuiccSession {
    if (this.#session === undefined)
      throw new WorkbenchError('internal', { reason: 'no session with the card' });
    return this.#session;
  }

  /** Absent before the card was connected. */
  get exchange(): CardExchange | undefined {
    return this.#exchange;
  }

  get hasSession(): boolean {
    return this.#session !== undefined;
  }

  get quirks(): Quirks {
    return quirksFor({
      ...(this.#connection === undefined ? {} : { atr: toHex(this.#connection.atr) }),
      ...(this.#operation.eid === undefined ? {} : { eid: this.#operation.eid }),
      learned: this.#learned,
    });
  }

  learn(quirk: LearnedQuirk): void {
    if (this.#learned.includes(quirk)) return;
    this.#learned.push(quirk);
    this.remark('quirk_learned', { quirk });
  }

  get learned(): readonly string[] {
    return this.#learned;
  }

  /** What the store remembers of this card, once its EID is known. */
  remember(quirks: readonly string[]): void {
    if (quirks.length > 0) this.note(recordingNotes.cardQuirks, { quirks: quirks.join(' ') });
    this.#learned = [...new Set([...quirks, ...this.#learned])];
  }

  /** Takes the reader for this operation alone and opens the ISD-R. What the ATR is known by is tried first. */
  async openCard(): Promise<void> {
    await this.step('connect', async () => {
      const atrs = this.ports.store.getSetting('quirksByAtr') as Record<string, string[]> | undefined;
      const connection = await this.#connect();
      for (const note of connection.notes) this.remark(note, { reader: this.reader.name });
      this.#learned = [...(atrs?.[toHex(connection.atr)] ?? [])];
      const notes = connection.notes.join(' ');
      this.note(recordingNotes.connected, {
        ...contacts(connection),
        notes,
        quirks: this.#learned.join(' '),
      });
      await this.#openSession();
    });
  }

  async #connect(): Promise<CardConnection> {
    try {
      this.#connection = await this.reader.provider.connect(this.reader.name, { signal: this.signal });
      return this.#connection;
    } catch (thrown) {
      this.note(recordingNotes.notConnected, failure(thrown));
      throw thrown;
    }
  }

  async #openSession(): Promise<void> {
    if (this.#connection === undefined)
      throw new WorkbenchError('internal', { reason: 'no connection to the card' });
    this.#apdusOfEarlierExchanges = this.apdus;
    this.#exchange = new CardExchange(this.#connection, { clock: this.ports.clock, trace: this.#trace });
    this.#session = await openEuiccSession(this.#exchange, this.quirks);
    for (const quirk of this.#session.learned) this.learn(quirk);
  }

  /** Proactive commands that the card has sent since the session was opened. */
  get refreshAsked(): boolean {
    return this.#exchange?.proactive.some((command) => command.type === 0x01) ?? false;
  }

  /** Resets the card and opens the ISD-R again: after a profile was switched, or to find a lost session again. */
  async resetCard(kind: 'warm' | 'cold'): Promise<void> {
    await this.step(kind === 'warm' ? 'reset' : 'power cycle', async () => {
      const connection = this.#connection;
      if (connection === undefined)
        throw new WorkbenchError('internal', { reason: 'no connection to the card' });
      this.#session = undefined;
      try {
        await connection.reset(kind);
      } catch (thrown) {
        this.note(recordingNotes.notReset, { kind, ...failure(thrown) });
        throw thrown;
      }
      this.note(recordingNotes.reset, { kind, ...contacts(connection) });
      await this.#openSession();
    });
  }

  /** Forgets a connection that is dead and makes a new one. */
  async reconnectCard(): Promise<void> {
    this.#apdusOfEarlierExchanges = this.apdus;
    this.#exchange = undefined;
    this.#session = undefined;
    await this.#connection?.disconnect('reset');
    this.#connection = undefined;
    await this.openCard();
  }

  async call<Req, Res>(fn: Es10Function<Req, Res>, request: Req): Promise<{ value: Res; raw: Uint8Array }> {
    return this.step(fn.name, () => callEs10(this.session, fn, request));
  }

  async callRaw<Req, Res>(
    fn: Es10Function<Req, Res>,
    request: Uint8Array,
  ): Promise<{ value: Res; raw: Uint8Array }> {
    return this.step(fn.name, () => callEs10Raw(this.session, fn, request));
  }

  /** Remembers what the fall-backs found, by card and by ATR, so that the next time begins with it. */
  saveLearned(): void {
    for (const quirk of this.#session?.learned ?? []) if (!this.#learned.includes(quirk)) this.learn(quirk);
    const connection = this.#connection;
    if (connection === undefined || this.#learned.length === 0) return;
    const { store } = this.ports;
    const byAtr = (store.getSetting('quirksByAtr') as Record<string, string[]> | undefined) ?? {};
    const atr = toHex(connection.atr);
    const merged = [...new Set([...(byAtr[atr] ?? []), ...this.#learned])];
    if (merged.length !== byAtr[atr]?.length) store.setSetting('quirksByAtr', { ...byAtr, [atr]: merged });
  }

  /** Gives the reader free and closes what is open. Never rejects. */
  async close(): Promise<void> {
    try {
      this.saveLearned();
    } catch {
      // A store that cannot be written has said so already.
    }
    const session = this.#session;
    const connection = this.#connection;
    this.#session = undefined;
    this.#connection = undefined;
    const ending = session?.close().catch(() => undefined);
    await Promise.resolve(this.es9.close()).catch(() => undefined);
    await ending;
    await connection?.disconnect('leave').catch(() => undefined);
  }
}

/**
 * Strong confirmation (SGP.22 v2.5 §3.1.3): who accepts a profile whose rules want consent has to give it expressly. The
 * question stands on where it is missing.
 * @throws WorkbenchError policy_consent_missing
 */
function checkConsent(question: Question, answer: Answer): void {
  if (question.kind !== 'install' || answer.kind !== 'install' || answer.decision !== 'accept') return;
  const rules = question.consentRules ?? [];
  if (rules.length > 0 && answer.acceptPolicyRules !== true)
    throw new WorkbenchError('policy_consent_missing', { rules: rules.join(', ') });
}

/** What a trace says of an answer: everything but the confirmation code. */
function answerNote(answer: Answer): Record<string, string | boolean> {
  const { kind: question, confirmationCode } = answer;
  const code = confirmationCode !== undefined;
  if (answer.kind !== 'install') return { question, code };
  return { question, code, decision: answer.decision, policyRules: answer.acceptPolicyRules === true };
}

function contacts({ atr, protocol }: CardConnection): Record<string, string> {
  return { atr: toHex(atr), protocol };
}

function failure(thrown: unknown): Record<string, string | number | boolean> {
  const { code, params } = toWorkbenchError(thrown);
  return { ...params, error: code };
}

/** Errors after which the connection to the card is dead. */
export function isConnectionLost(error: unknown): boolean {
  return connectionLostCodes.has(toWorkbenchError(error).code);
}

/** Errors by which a reader tells that the connection to its card is over. */
export const connectionLostCodes: ReadonlySet<string> = new Set([
  'reader_unplugged',
  'card_removed',
  'card_reset',
  'pcsc_service_stopped',
  'reader_failed',
]);
