/**
 * Delivers, while the engine runs and the card is there, what could not be delivered before: each notification at the
 * time that was stored for it, so that a new start of the engine changes nothing. It takes a reader only when it is idle.
 */

import type { Reader } from '../../src-shared/model/index.ts';
import type { Clock } from '../../src-shared/ports.ts';
import { nextDue } from '../operations/index.ts';
import type { OperationStore } from '../store/port.ts';

export interface Courier {
  /** Something has happened (a card came, an operation ended): it looks again, a moment later. */
  wake(): void;
  close(): void;
}

/** After something has happened, whoever works with the card goes first. */
const settleMs = 2_000;
/** A card that does not let itself be served is left alone for so long. */
const restMs = 5 * 60_000;

export function createCourier(ports: {
  readonly store: Pick<OperationStore, 'listNotifications'>;
  readonly clock: Clock;
  readonly readers: () => readonly Reader[];
  /** Sends what is due on the card in this reader. Resolves when that has ended, however. */
  readonly send: (readerId: string) => Promise<unknown>;
}): Courier {
  const { store, clock } = ports;
  const end = new AbortController();
  /** By EID: not before this time. */
  const resting = new Map<string, number>();
  let woken = Promise.withResolvers<void>();

  /** When there is something to do for the card in a reader that is idle. */
  function dueAt({ eid, presence, operationId }: Reader): number | undefined {
    if (eid === undefined || presence !== 'present' || operationId !== undefined) return undefined;
    const due = nextDue(store.listNotifications(eid));
    return due === undefined ? undefined : Math.max(due, resting.get(eid) ?? 0);
  }

  /** Serves the cards that are due. Gives the time of the next one. */
  async function serve(): Promise<number | undefined> {
    for (const reader of ports.readers()) {
      const due = dueAt(reader);
      if (due === undefined || due > clock.now() || end.signal.aborted) continue;
      await ports.send(reader.id);
      const { eid = '' } = reader;
      // What is due still was not even tried, since each attempt puts off the next.
      const left = nextDue(store.listNotifications(eid));
      if (left !== undefined && left <= clock.now()) resting.set(eid, clock.now() + restMs);
    }
    const times = ports.readers().flatMap((reader) => dueAt(reader) ?? []);
    return times.length === 0 ? undefined : Math.min(...times);
  }

  async function work(): Promise<void> {
    while (!end.signal.aborted) {
      await woken.promise;
      woken = Promise.withResolvers();
      await clock.sleep(settleMs, end.signal);
      let next: number | undefined;
      try {
        next = await serve();
      } catch {
        // The store: it tells the operations that use it, and may work again.
        next = clock.now() + restMs;
      }
      if (next === undefined) continue;
      const { resolve } = woken;
      // Whichever comes first; a timer that comes late wakes it once more than needed.
      void clock.sleep(Math.max(0, next - clock.now()), end.signal).then(resolve, () => undefined);
    }
  }
  // Ended by the signal, in mid-sleep.
  work().catch(() => undefined);

  return {
    wake: () => woken.resolve(),
    close() {
      end.abort();
      woken.resolve();
    },
  };
}
