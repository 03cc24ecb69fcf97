/** What each tile of the bench tells, made of what the window knows. Pure. */

import {
  type Card,
  isFinal,
  type Operation,
  type Reader,
  type StationSlot,
} from '../../src-shared/model/index.ts';
import { shownPresence } from '../../src-shared/texts.ts';

export interface TileModel {
  readonly reader: Reader;
  readonly card: Card | undefined;
  readonly running: Operation | undefined;
  /** The last operation that says something about what is in the reader now, or was last. */
  readonly last: Operation | undefined;
  /** One that broke off, whose end the card in this reader can tell. */
  readonly unresolved: Operation | undefined;
  /** Where a batch runs on this reader. */
  readonly station: StationSlot | undefined;
}

/** What comes by itself and went well says nothing about the work that was done. */
function isNews({ kind, status }: Operation): boolean {
  return status !== 'successful' || (kind !== 'read_card' && kind !== 'send_notifications');
}

/** Whether an operation that has ended is about what is in the reader now, or was in it last. */
function concerns({ eid }: Operation, reader: Reader): boolean {
  return eid === undefined || reader.eid === undefined || eid === reader.eid;
}

/** The tiles in the order of the readers. Operations are walked once. */
export function tileModels(
  readers: readonly Reader[],
  cards: ReadonlyMap<string, Card>,
  operations: ReadonlyMap<number, Operation>,
  stations: ReadonlyMap<string, StationSlot>,
): readonly TileModel[] {
  const running = new Map<string, Operation>();
  const last = new Map<string, Operation>();
  const pending: Operation[] = [];
  for (const operation of operations.values()) {
    const { id, readerId, reconciliation } = operation;
    if (!isFinal(operation)) {
      running.set(readerId, operation);
      continue;
    }
    if (reconciliation.state === 'pending') pending.push(operation);
    const known = last.get(readerId);
    if ((known === undefined || known.id < id) && isNews(operation)) last.set(readerId, operation);
  }
  return readers.map((reader) => {
    const held = reader.operationId === undefined ? undefined : operations.get(reader.operationId);
    const newest = last.get(reader.id);
    return {
      reader,
      card: reader.eid === undefined ? undefined : cards.get(reader.eid),
      running: held !== undefined && !isFinal(held) ? held : running.get(reader.id),
      last: newest !== undefined && concerns(newest, reader) ? newest : undefined,
      unresolved: pending.find(({ eid, readerId }) =>
        eid === undefined ? readerId === reader.id : eid === reader.eid,
      ),
      station: stations.get(reader.id),
    };
  });
}

/** Whether an operation can be begun at a tile: a card is there, and nobody is at it. */
export function isFree({ reader, running }: Pick<TileModel, 'reader' | 'running'>): boolean {
  return running === undefined && reader.operationId === undefined && reader.presence === 'present';
}

/** Whether the last operation has failed in a way that somebody has to look at, and its card is still here. */
export function hasFailed({ reader, last, running, unresolved }: TileModel): boolean {
  return (
    running === undefined &&
    unresolved === undefined &&
    last?.status === 'failed' &&
    last.error?.code !== 'cancelled' &&
    shownPresence(reader) !== 'empty'
  );
}

export interface BenchCounts {
  readonly readers: number;
  readonly cards: number;
  readonly running: number;
}

export function benchCounts(tiles: readonly TileModel[]): BenchCounts {
  return {
    readers: tiles.length,
    cards: tiles.filter(({ reader }) => shownPresence(reader) === 'present').length,
    running: tiles.filter(({ running }) => running !== undefined).length,
  };
}
