/**
 * Watches readers and cards on a PC/SC context of its own, for as long as somebody listens: hot plug of both, and a
 * service that stops, comes back or is installed later.
 */

import {
  type Context,
  ReaderStateFlag as Flag,
  PNP_NOTIFICATION,
  type ReaderEvent,
} from '@euicc-workbench/pcsclite';
import { WorkbenchError } from '../../src-shared/errors/index.ts';
import type { Clock } from '../../src-shared/ports.ts';
import type { PcscBinding } from './pcsc-binding.ts';
import { pcscCode, unavailable } from './pcsc-errors.ts';
import { readNow, sameSnapshot, snapshotOf } from './pcsc-states.ts';
import type { ReaderSnapshot } from './port.ts';

export type SnapshotListener = (snapshot: ReaderSnapshot) => void;

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 2000;
/**
 * pcsc-lite (1.9) wakes nobody when a program takes or frees a card, nor for a reader that came between the list and
 * the wait: so everything is read again at times.
 */
const RESYNC_MS = 2000;
/** So long after we have taken or freed a card the others are told of it. */
const REFRESH_PAUSE_MS = 50;
/** A service that takes the connection and says nothing must not keep the other readers waiting. */
const FIRST_ANSWER_MS = 5000;
/** How long `close` waits for a service that says nothing. */
const CLOSE_PATIENCE_MS = 2000;
/** Where PnP notification is not known (macOS), new readers are found by looking. */
const POLL_MS = 1000;

export class PcscMonitor {
  readonly #binding: PcscBinding;
  readonly #clock: Clock;
  readonly #listeners = new Map<symbol, SnapshotListener>();
  #last: ReaderSnapshot | undefined;
  #stop: AbortController | undefined;
  #context: Context | undefined;
  #refreshing = false;
  #running: Promise<void> = Promise.resolve();

  constructor(binding: PcscBinding, clock: Clock) {
    this.#binding = binding;
    this.#clock = clock;
  }

  /** See ReaderProvider.watch. */
  subscribe(listener: SnapshotListener): () => void {
    const key = Symbol('listener');
    this.#listeners.set(key, listener);
    if (this.#stop === undefined) this.#start();
    else if (this.#last !== undefined) {
      queueMicrotask(() => {
        if (this.#last !== undefined && this.#listeners.has(key)) listener(this.#last);
      });
    }
    return () => {
      this.#listeners.delete(key);
      if (this.#listeners.size === 0) this.#halt();
    };
  }

  /** ATR of the card that was in the reader when it was last looked at. */
  atrOf(readerName: string): Uint8Array | undefined {
    return this.#last?.readers.find(({ name }) => name === readerName)?.atr;
  }

  /**
   * Has the states read again, since a card was taken or freed by ourselves: not at once, while the service is asked to
   * connect, and once for what comes shortly after it.
   */
  refreshSoon(): void {
    const stop = this.#stop;
    if (this.#refreshing || stop === undefined) return;
    this.#refreshing = true;
    const refresh = () => {
      this.#refreshing = false;
      this.#context?.cancel();
    };
    this.#clock.sleep(REFRESH_PAUSE_MS, stop.signal).then(refresh, refresh);
  }

  /** Ends all subscriptions; resolves when the context is gone. */
  async close(): Promise<void> {
    this.#listeners.clear();
    this.#halt();
    const ended = new AbortController();
    const tired = this.#clock.sleep(CLOSE_PATIENCE_MS, ended.signal).catch(() => {});
    await Promise.race([this.#running, tired]);
    ended.abort();
  }

  #start(): void {
    const stop = new AbortController();
    this.#stop = stop;
    // One after the other: a subscription right after the last one ended waits for that context's end.
    this.#running = this.#running.then(() => this.#run(stop.signal));
    this.#clock.sleep(FIRST_ANSWER_MS, stop.signal).then(
      () => {
        if (this.#last !== undefined) return;
        const reason = `no answer within ${FIRST_ANSWER_MS / 1000} s`;
        const silent = new WorkbenchError('pcsc_service_stopped', { reason });
        this.#publish({ status: unavailable(silent), readers: [] }, stop.signal);
      },
      () => {},
    );
  }

  #halt(): void {
    this.#stop?.abort();
    this.#stop = undefined;
    this.#last = undefined;
  }

  async #run(stop: AbortSignal): Promise<void> {
    let pause = FIRST_PAUSE_MS;
    while (!stop.aborted) {
      try {
        await this.#watchOneContext(stop, () => {
          pause = FIRST_PAUSE_MS;
        });
      } catch (error) {
        if (stop.aborted) return;
        this.#publish({ status: unavailable(error), readers: [] }, stop);
        // An addon that is not built does not come by waiting.
        if (pcscCode(error) === 'PCSC_ADDON_UNAVAILABLE') return;
      }
      await this.#clock.sleep(pause, stop).catch(() => {});
      pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
    }
  }

  /** Follows one context until it dies (rejects), or until `stop`. */
  async #watchOneContext(stop: AbortSignal, onAlive: () => void): Promise<void> {
    const context = await this.#binding.openContext();
    const onStop = () => context.cancel();
    stop.addEventListener('abort', onStop);
    this.#context = context;
    try {
      let pnp = true;
      while (!stop.aborted) {
        const events = await readNow(context).catch((error: unknown) => {
          // A refresh that came while the states were being read: what was read may be old, and the service is well.
          if (pcscCode(error) === 'SCARD_E_CANCELLED') return 'again';
          if (readerVanished(error)) return undefined;
          throw error;
        });
        if (stop.aborted) return;
        if (events === 'again') continue;
        if (events === undefined) {
          await this.#clock.sleep(FIRST_PAUSE_MS, stop);
          continue;
        }
        onAlive();
        const known = new Map(events.map((event) => [event.name, event.eventState & ~Flag.CHANGED]));
        this.#publish(snapshotOf(events), stop);
        pnp = await waitForChange(context, known, pnp);
      }
    } catch (error) {
      if (!stop.aborted) throw error;
    } finally {
      stop.removeEventListener('abort', onStop);
      this.#context = undefined;
      await context.close();
    }
  }

  #publish(snapshot: ReaderSnapshot, stop: AbortSignal): void {
    if (stop.aborted || (this.#last !== undefined && sameSnapshot(this.#last, snapshot))) return;
    this.#last = snapshot;
    for (const listener of [...this.#listeners.values()]) {
      try {
        listener(snapshot);
      } catch (error) {
        // A listener's mistake is its own, and must not end the watch of the others.
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }
}

function readerVanished(error: unknown): boolean {
  const code = pcscCode(error);
  return code === 'SCARD_E_UNKNOWN_READER' || code === 'SCARD_E_READER_UNAVAILABLE';
}

/** Waits until something may have changed. Returns whether the service knows PnP notification. */
async function waitForChange(context: Context, known: Map<string, number>, pnp: boolean): Promise<boolean> {
  const queries = [...known].map(([name, currentState]) => ({ name, currentState }));
  // Windows and newer versions of pcsc-lite compare the number of readers in the upper half.
  if (pnp) queries.push({ name: PNP_NOTIFICATION, currentState: (known.size << 16) >>> 0 });
  let events: ReaderEvent[];
  try {
    events = await context.getStatusChange(queries, { timeoutMs: pnp ? RESYNC_MS : POLL_MS });
  } catch (error) {
    const code = pcscCode(error);
    if (code === 'SCARD_E_TIMEOUT' || code === 'SCARD_E_CANCELLED' || readerVanished(error)) return pnp;
    throw error;
  }
  const notification = events.find((event) => event.name === PNP_NOTIFICATION);
  return pnp && !(notification !== undefined && notification.eventState & Flag.UNKNOWN);
}
