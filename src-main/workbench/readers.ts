/** The readers of all providers as one list, with what the engine knows of them besides. */

import { toHex } from '../../src-shared/bytes.ts';
import { WorkbenchError } from '../../src-shared/errors/index.ts';
import type { Reader } from '../../src-shared/model/index.ts';
import type { CardGone, ReaderProvider, ReaderSnapshot } from '../card/port.ts';
import type { OperationReader } from '../operations/index.ts';
import type { ReaderName } from '../store/batch-port.ts';
import { withNames } from './reader-names.ts';

export interface ReaderRegistry {
  /** Begins to watch; providers may tell their first state before this returns. */
  start(): void;
  list(): Reader[];
  /** By id, for an operation. Throws reader_not_found. */
  find(readerId: string): OperationReader;
  snapshotOf(kind: ReaderProvider['kind']): ReaderSnapshot | undefined;
  /** The operation that holds a reader; undefined gives it free. */
  setOperation(readerId: string, operationId: number | undefined): void;
  operationOf(readerId: string): number | undefined;
  /** The EID that was read from the card that is in it now. */
  setEid(readerId: string, eid: string): void;
  readerOfCard(eid: string): string | undefined;
  /** Resolves when every provider has told its readers once. */
  ready(): Promise<void>;
  close(): void;
}

interface Listeners {
  readonly onChange: () => void;
  /** A card was put into a reader (or was there at the start). */
  readonly onCard: (readerId: string) => void;
  /** Its card was taken out, or the reader itself was, while an operation holds it. */
  readonly onLeft: (readerId: string, what: CardGone) => void;
}

interface Known {
  readonly provider: ReaderProvider;
  readonly name: string;
  eid: string | undefined;
  operationId: number | undefined;
  /** ATR of the card at the last change; undefined where there is none. */
  atr: string | undefined;
  /** While an operation holds it: reader or card were gone in between, so the card that is there may be another. */
  left: boolean;
}

export function createReaderRegistry(
  providers: readonly ReaderProvider[],
  listeners: Listeners,
  names: () => ReadonlyMap<string, ReaderName> = () => new Map(),
): ReaderRegistry {
  const snapshots = new Map<ReaderProvider, ReaderSnapshot>();
  const known = new Map<string, Known>();
  const stops: (() => void)[] = [];
  /** Numbers of simulated readers by name, in the order in which they were first seen: one that goes moves no other. */
  const numbers = new Map<string, number>();

  function idOf(provider: ReaderProvider, name: string): string {
    if (provider.kind !== 'simulator') return `pcsc:${name}`;
    // A reader of the bench has its number in its name, so that it keeps it when others were taken away before a restart.
    const own = /^Simulated reader (\d{1,4})$/.exec(name)?.[1];
    const taken = new Set(numbers.values());
    let number = numbers.get(name) ?? Number(own ?? numbers.size);
    while (!numbers.has(name) && taken.has(number)) number += 1;
    numbers.set(name, number);
    return `sim:${number}`;
  }

  function leave(entry: Known): void {
    entry.left = true;
    entry.eid = undefined;
    entry.atr = undefined;
  }

  function update(provider: ReaderProvider, snapshot: ReaderSnapshot): void {
    snapshots.set(provider, snapshot);
    const inserted: string[] = [];
    const left: Parameters<typeof listeners.onLeft>[] = [];
    const present = new Set<string>();
    for (const state of snapshot.readers) {
      const id = idOf(provider, state.name);
      present.add(id);
      const hasCard = state.presence === 'present' || state.presence === 'in_use';
      const atr = hasCard ? toHex(state.atr ?? new Uint8Array(0)) : undefined;
      const entry = known.get(id);
      if (entry === undefined) {
        const { name } = state;
        known.set(id, { provider, name, eid: undefined, operationId: undefined, atr, left: false });
        if (hasCard) inserted.push(id);
        continue;
      }
      if (entry.operationId !== undefined) {
        // While an operation resets its card the state flickers; but no reset takes the card out.
        if (state.presence === 'empty') {
          leave(entry);
          left.push([id, 'card_removed']);
        }
        continue;
      }
      if (entry.atr !== atr) {
        if (atr === undefined || entry.atr !== undefined) entry.eid = undefined;
        entry.atr = atr;
        if (hasCard) inserted.push(id);
      }
    }
    for (const [id, entry] of known) {
      if (entry.provider !== provider || present.has(id)) continue;
      if (entry.operationId === undefined) known.delete(id);
      else {
        leave(entry);
        left.push([id, 'reader_unplugged']);
      }
    }
    listeners.onChange();
    for (const one of left) listeners.onLeft(...one);
    for (const id of inserted) listeners.onCard(id);
  }

  let firsts: Promise<void>[] = [];

  function list(): Reader[] {
    const out: Reader[] = [];
    for (const provider of providers) {
      for (const state of snapshots.get(provider)?.readers ?? []) {
        const id = idOf(provider, state.name);
        const entry = known.get(id);
        out.push({
          id,
          kind: provider.kind,
          index: out.length,
          name: state.name,
          presence: state.presence,
          ...(state.atr === undefined ? {} : { atr: toHex(state.atr) }),
          ...(entry?.eid === undefined ? {} : { eid: entry.eid }),
          ...(entry?.operationId === undefined ? {} : { operationId: entry.operationId }),
        });
      }
    }
    return withNames(out, names());
  }

  return {
    start() {
      firsts = providers.map(
        (provider) =>
          new Promise<void>((resolve) => {
            const stop = provider.watch((snapshot) => {
              update(provider, snapshot);
              resolve();
            });
            stops.push(stop);
          }),
      );
    },
    list,
    find(readerId) {
      const entry = known.get(readerId);
      if (entry === undefined) throw new WorkbenchError('reader_not_found', { reader: readerId });
      return {
        id: readerId,
        name: entry.name,
        simulated: entry.provider.kind === 'simulator',
        provider: entry.provider,
      };
    },
    snapshotOf: (kind) => [...snapshots].find(([provider]) => provider.kind === kind)?.[1],
    setOperation(readerId, operationId) {
      const entry = known.get(readerId);
      if (entry === undefined) return;
      entry.operationId = operationId;
      entry.left = false;
      const provider = entry.provider;
      const snapshot = snapshots.get(provider);
      // What happened to the reader meanwhile counts now.
      if (operationId === undefined && snapshot !== undefined) update(provider, snapshot);
      else listeners.onChange();
    },
    operationOf: (readerId) => known.get(readerId)?.operationId,
    setEid(readerId, eid) {
      const entry = known.get(readerId);
      // Of a card that has left its operation knows no more where it is.
      if (entry === undefined || entry.left || entry.eid === eid) return;
      for (const other of known.values()) if (other.eid === eid) other.eid = undefined;
      entry.eid = eid;
      listeners.onChange();
    },
    readerOfCard: (eid) => [...known].find(([, entry]) => entry.eid === eid)?.[0],
    ready: async () => {
      await Promise.all(firsts);
    },
    close() {
      for (const stop of stops) stop();
    },
  };
}
