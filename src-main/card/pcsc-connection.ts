/** A card that is connected through PC/SC. */

import { type Card, CardStateFlag } from '@euicc-workbench/pcsclite';
import { WorkbenchError } from '../../src-shared/errors/index.ts';
import type { Clock } from '../../src-shared/ports.ts';
import { fromPcsc, isFatal } from './pcsc-errors.ts';
import type { CardConnection, Protocol, TransmittedAll } from './port.ts';

/**
 * pcscd looks for the card every 400 ms: so long, and a little more, an exchange that has failed may be one with a
 * card that has gone.
 */
const SETTLE_MS = 1200;
const SETTLE_STEP_MS = 50;
/** How long `disconnect` waits for a command that the card is still at. */
const DISCONNECT_PATIENCE_MS = 10_000;

/**
 * How long a card may take for one command. The slowest that SGP.22 has (the last segment of a large profile, a memory
 * reset) takes well under a minute; a card that sends nothing but procedure bytes would be waited for without end.
 */
const ANSWER_PATIENCE_MS = 180_000;
/**
 * How much longer for each further command of a chain. All but one only hand over a block; were each waited for as long as
 * the slowest, a card that hangs at the first of 100 would hold its reader for hours.
 */
const BLOCK_PATIENCE_MS = 10_000;

/** A reason that is made once: making an AbortError takes as long as an exchange does. */
const over = Symbol('the connection has ended');

/** An exchange that the card is at. */
interface Waiting {
  /** On the monotonic clock. */
  readonly until: number;
  readonly patienceMs: number;
  readonly reject: (error: unknown) => void;
}

export interface PcscConnectionOptions {
  readonly card: Card;
  readonly atr: Uint8Array;
  readonly protocol: Protocol;
  /** The protocols that the card was connected with, for the next reset. */
  readonly protocols: readonly Protocol[];
  readonly notes: readonly string[];
  readonly clock: Clock;
  readonly onEnd: () => void;
}

export class PcscConnection implements CardConnection {
  readonly readerName: string;
  readonly notes: readonly string[];
  readonly #options: PcscConnectionOptions;
  #atr: Uint8Array;
  #protocol: Protocol;
  #dead: WorkbenchError | undefined;
  #ending: Promise<void> | undefined;
  /** The oldest first. */
  readonly #waiting = new Set<Waiting>();
  #watched = false;
  readonly #ended = new AbortController();

  constructor(options: PcscConnectionOptions) {
    this.#options = options;
    this.readerName = options.card.readerName;
    this.notes = options.notes;
    this.#atr = options.atr;
    this.#protocol = options.protocol;
  }

  get atr(): Uint8Array {
    return this.#atr;
  }

  get protocol(): Protocol {
    return this.#protocol;
  }

  async transmit(command: Uint8Array): Promise<Uint8Array> {
    this.#check();
    let response: Uint8Array;
    try {
      // Without a transaction: the share is exclusive, so nobody could come between, and SCardTransmit itself refuses
      // a card that was lost or reset before. Beginning and ending one would make three exchanges with the service of each.
      response = await this.#inTime(this.#options.card.transmit(command));
    } catch (error) {
      throw await this.#diagnose(error);
    }
    const gone = await this.#whyShort(response);
    if (gone !== undefined) throw gone;
    return response;
  }

  /** A whole command to the ISD-R goes to the reader's thread at once: each way through the event loop costs as much as an exchange. */
  async transmitAll(commands: readonly Uint8Array[]): Promise<TransmittedAll> {
    this.#check();
    let sent: Awaited<ReturnType<Card['transmitAll']>>;
    try {
      sent = await this.#inTime(this.#options.card.transmitAll(commands), commands.length);
    } catch (error) {
      return { answers: [], error: await this.#diagnose(error) };
    }
    const { answers, error } = sent;
    if (error !== undefined) return { answers, error: await this.#diagnose(error) };
    const last = answers.at(-1);
    const gone = last === undefined ? undefined : await this.#whyShort(last.response);
    return gone === undefined ? { answers } : { answers: answers.slice(0, -1), error: gone };
  }

  /** Some drivers report success and nothing else where the card was taken out in mid-command. */
  async #whyShort(response: Uint8Array): Promise<WorkbenchError | undefined> {
    if (response.length >= 2) return undefined;
    const reason = `a response of ${response.length} bytes`;
    const found = await this.#diagnose(
      new WorkbenchError('reader_failed', { reader: this.readerName, reason }),
    );
    return isFatal(found) ? found : undefined;
  }

  async reset(kind: 'warm' | 'cold'): Promise<void> {
    this.#check();
    const { card, protocols } = this.#options;
    try {
      await this.#inTime(
        card.reconnect({
          shareMode: 'exclusive',
          protocols,
          initialization: kind === 'warm' ? 'reset' : 'unpower',
        }),
      );
      const status = await card.status();
      this.#atr = status.atr;
      this.#protocol = usableProtocol(card, this.readerName);
    } catch (error) {
      throw await this.#diagnose(error);
    }
  }

  disconnect(disposition: 'leave' | 'reset' | 'unpower'): Promise<void> {
    this.#ending ??= this.#end(disposition, DISCONNECT_PATIENCE_MS);
    return this.#ending;
  }

  /** As `disconnect`, with a patience of its own, for the provider's end. */
  async close(patienceMs: number): Promise<void> {
    await this.#end('reset', patienceMs);
  }

  async #end(disposition: 'leave' | 'reset' | 'unpower', patienceMs: number): Promise<void> {
    const { card, clock, onEnd } = this.#options;
    this.#dead ??= new WorkbenchError('cancelled');
    const patience = new AbortController();
    // A failure means that card, reader or service are gone: then there is nothing to disconnect from.
    const ended = card.disconnect(disposition).catch(() => {});
    const tired = clock.sleep(patienceMs, patience.signal).then(
      () => card.abandon(),
      () => {},
    );
    await Promise.race([ended, tired]);
    patience.abort(over);
    this.#ended.abort(over);
    onEnd();
  }

  /** PC/SC cannot be told to give up a command: after the limit the connection is dead, and `disconnect` abandons it. */
  #inTime<T>(answering: Promise<T>, exchanges = 1): Promise<T> {
    return new Promise((resolve, reject) => {
      const patienceMs = ANSWER_PATIENCE_MS + (exchanges - 1) * BLOCK_PATIENCE_MS;
      const waiting: Waiting = { until: this.#options.clock.monotonic() + patienceMs, patienceMs, reject };
      this.#waiting.add(waiting);
      answering.then(
        (answer) => {
          this.#waiting.delete(waiting);
          resolve(answer);
        },
        (error: unknown) => {
          this.#waiting.delete(waiting);
          reject(error);
        },
      );
      if (!this.#watched) void this.#watch();
    });
  }

  /** One timer for all exchanges: to set and clear one for each costs as much as all else that is done for it. */
  async #watch(): Promise<void> {
    const { clock } = this.#options;
    this.#watched = true;
    let sleepMs = ANSWER_PATIENCE_MS;
    let waiting: Waiting | undefined;
    while (sleepMs > 0) {
      try {
        await clock.sleep(sleepMs, this.#ended.signal);
      } catch {
        return;
      }
      // They are served in their order.
      [waiting] = this.#waiting;
      if (waiting === undefined) break;
      sleepMs = waiting.until - clock.monotonic();
    }
    this.#watched = false;
    if (waiting === undefined) return;
    const reason = `no answer within ${waiting.patienceMs / 1000} s`;
    this.#dead ??= new WorkbenchError('reader_failed', { reader: this.readerName, reason });
    for (const { reject } of this.#waiting) reject(this.#dead);
  }

  #check(): void {
    if (this.#dead !== undefined) throw this.#dead;
  }

  /** What really happened to an exchange that failed; also decides whether the connection lives on. */
  async #diagnose(thrown: unknown): Promise<WorkbenchError> {
    if (this.#dead !== undefined && thrown === this.#dead) return this.#dead;
    const first = fromPcsc(thrown, this.readerName, 'connected');
    let found = first;
    if (first.code === 'reader_failed') found = await this.#settle(first);
    if (isFatal(found)) this.#dead ??= found;
    return found;
  }

  async #settle(failure: WorkbenchError): Promise<WorkbenchError> {
    const { card, clock } = this.#options;
    const until = clock.monotonic() + SETTLE_MS;
    for (;;) {
      try {
        const status = await card.status();
        if (status.state & CardStateFlag.ABSENT)
          return new WorkbenchError('card_removed', { reader: this.readerName }, { cause: failure });
      } catch (error) {
        const found = fromPcsc(error, this.readerName, 'connected');
        if (isFatal(found)) return found;
      }
      if (clock.monotonic() >= until || this.#ending !== undefined) return failure;
      await clock.sleep(SETTLE_STEP_MS);
    }
  }
}

/** T=0 or T=1; rejects a card that was connected with neither. */
export function usableProtocol(card: Card, readerName: string): Protocol {
  if (card.protocol === 'T=0' || card.protocol === 'T=1') return card.protocol;
  throw new WorkbenchError('protocol_mismatch', { reader: readerName });
}
