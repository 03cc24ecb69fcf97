/** What on the bench waits for a person, in the order in which it is looked at. Pure. */

import type { Operation } from '../../src-shared/model/index.ts';
import { readerTitle } from '../../src-shared/reader-names.ts';
import type { Route } from '../state/route.ts';
import { hasFailed, type TileModel } from './tiles.ts';

export type HintKind = 'question' | 'put_back' | 'take_out' | 'unresolved' | 'failed' | 'trouble';

export interface HintLink {
  /** The reader's name here. */
  readonly name: string;
  readonly place?: number | undefined;
  readonly route: Route;
}

export interface Hint {
  readonly kind: HintKind;
  readonly links: readonly HintLink[];
}

const order: readonly HintKind[] = ['question', 'put_back', 'take_out', 'unresolved', 'failed', 'trouble'];

/** What a tile waits for, and where that is done. A reader waits for one thing at a time. */
function hintOf(tile: TileModel): readonly [HintKind, Route] | undefined {
  const { reader, running, station, unresolved, last } = tile;
  if (running?.question !== undefined) return ['question', { page: 'operation', id: running.id }];
  if (station?.phase === 'put_back' || station?.phase === 'take_out')
    return [station.phase, { page: 'station', parts: [String(station.batchId)] }];
  if (unresolved !== undefined) return ['unresolved', { page: 'operation', id: unresolved.id }];
  if (hasFailed(tile) && last !== undefined) return ['failed', { page: 'operation', id: last.id }];
  if (running === undefined && (reader.presence === 'mute' || reader.presence === 'unavailable'))
    return ['trouble', { page: 'reader', readerId: reader.id }];
  return undefined;
}

/** All hints, those of a kind together, in the order of the tiles; `operations` for what broke off with cards that are elsewhere. */
export function benchHints(
  tiles: readonly TileModel[],
  operations: ReadonlyMap<number, Operation>,
): readonly Hint[] {
  const links = new Map<HintKind, HintLink[]>();
  const add = (kind: HintKind, link: HintLink) => links.set(kind, [...(links.get(kind) ?? []), link]);
  const shown = new Set<number>();
  for (const tile of tiles) {
    const found = hintOf(tile);
    if (tile.unresolved !== undefined) shown.add(tile.unresolved.id);
    if (found === undefined) continue;
    const [kind, route] = found;
    add(kind, { name: readerTitle(tile.reader), place: tile.reader.place, route });
  }
  for (const { id, readerName, reconciliation } of operations.values())
    if (reconciliation.state === 'pending' && !shown.has(id))
      add('unresolved', { name: readerName, route: { page: 'operation', id } });
  return order.flatMap((kind) => {
    const found = links.get(kind);
    return found === undefined ? [] : [{ kind, links: found }];
  });
}
