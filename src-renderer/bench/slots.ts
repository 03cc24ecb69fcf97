/** Where the tiles of the bench stand: slots, the grid that they make, and how a reader comes into another one. Pure. */

import type { Reader } from '../../src-shared/model/index.ts';

type Placed = Pick<Reader, 'id' | 'place'>;

/** One place of the grid: a slot with its reader or without, or a reader that has no slot. */
export interface Cell {
  readonly place?: number;
  readonly readerId?: string;
}

/** Slots up to this one are shown with those that are empty; of higher numbers only those that are taken. */
const MOST_EMPTY = 64;

/**
 * The grid in order: slots from 1 up to the last that is taken (or `atLeast`), then the readers without a slot as they are listed.
 * Where no reader has a slot and none is asked for, there are only readers.
 */
export function benchCells(readers: readonly Placed[], atLeast = 0): readonly Cell[] {
  const bySlot = new Map<number, string>();
  const loose: Cell[] = [];
  for (const { id, place } of readers)
    if (place === undefined || bySlot.has(place)) loose.push({ readerId: id });
    else bySlot.set(place, id);
  const last = Math.max(atLeast, ...bySlot.keys());
  const slots: Cell[] = [];
  for (let place = 1; place <= Math.min(last, MOST_EMPTY); place++) {
    const readerId = bySlot.get(place);
    slots.push(readerId === undefined ? { place } : { place, readerId });
  }
  for (const place of [...bySlot.keys()].filter((one) => one > MOST_EMPTY).sort((a, b) => a - b))
    slots.push({ place, readerId: bySlot.get(place) ?? '' });
  return [...slots, ...loose];
}

/** How many slots are offered while readers are arranged: enough for all, whole rows, and one row more to grow into. */
export function slotsToArrange(readers: readonly Placed[], columns: number): number {
  const needed = Math.max(readers.length, ...readers.map(({ place = 0 }) => Math.min(place, MOST_EMPTY)));
  return Math.min(MOST_EMPTY, (Math.ceil(needed / columns) + (needed % columns === 0 ? 1 : 0)) * columns);
}

/** A call of `readers.place`. */
export interface PlaceMove {
  readonly readerId: string;
  readonly place: number | null;
}

/** The calls that bring a reader into a slot (null: out of its slot). One that stands there takes the place that it leaves. */
export function placeMoves(
  readers: readonly Placed[],
  readerId: string,
  place: number | null,
): readonly PlaceMove[] {
  const from = readers.find(({ id }) => id === readerId)?.place;
  if ((from ?? null) === place) return [];
  const there =
    place === null ? undefined : readers.find((one) => one.id !== readerId && one.place === place);
  return [{ readerId, place }, ...(there === undefined ? [] : [{ readerId: there.id, place: from ?? null }])];
}

/** The calls that give all readers slots from 1 in the order of the grid. */
export function numberAll(cells: readonly Cell[]): readonly PlaceMove[] {
  const ids = cells.flatMap(({ readerId }) => (readerId === undefined ? [] : [readerId]));
  return ids.map((readerId, at) => ({ readerId, place: at + 1 }));
}

/** The calls that take back what `moves` did to readers that stood as `before` says. */
export function movesBack(before: readonly Placed[], moves: readonly PlaceMove[]): readonly PlaceMove[] {
  const touched = new Set(moves.map(({ readerId }) => readerId));
  const taken = new Set(moves.map(({ place }) => place));
  return before
    .filter(({ id, place }) => touched.has(id) || (place !== undefined && taken.has(place)))
    .map(({ id, place }) => ({ readerId: id, place: place ?? null }));
}

/** How many columns a bench has: so many tiles on one screen without scrolling, each at least `narrowest` pixels wide. */
export function columnsFor(count: number, width: number, narrowest = 236, gap = 8): number {
  const wanted =
    count <= 2 ? Math.max(1, count) : count <= 4 ? 2 : count <= 9 ? 3 : Math.max(4, Math.ceil(count / 4));
  const fit = Math.floor((width + gap) / (narrowest + gap));
  return Math.max(1, Math.min(wanted, fit));
}

/** How much a tile says. */
export type Density = 'roomy' | 'medium' | 'dense';

export function densityFor(count: number): Density {
  return count <= 4 ? 'roomy' : count <= 9 ? 'medium' : 'dense';
}

/** Where a key leads from a cell of a grid: to the next one that holds a reader. Undefined: the key means nothing, or leads nowhere. */
export function nextCell(
  cells: readonly Cell[],
  columns: number,
  at: number,
  key: string,
  withCtrl = false,
): number | undefined {
  const step: Partial<Record<string, number>> = {
    ArrowRight: 1,
    ArrowLeft: -1,
    ArrowDown: columns,
    ArrowUp: -columns,
  };
  const isTaken = (index: number) => cells[index]?.readerId !== undefined;
  const by = step[key];
  if (by !== undefined) {
    for (let index = at + by; index >= 0 && index < cells.length; index += by)
      if (isTaken(index)) return index;
    // Below a last row that is not full stands nothing, but the last tile is below all others.
    if (key !== 'ArrowDown') return undefined;
    const lastRow = Math.floor((cells.length - 1) / columns);
    const last = cells.findLastIndex(({ readerId }) => readerId !== undefined);
    return Math.floor(at / columns) < lastRow &&
      last > at &&
      Math.floor(last / columns) > Math.floor(at / columns)
      ? last
      : undefined;
  }
  if (key !== 'Home' && key !== 'End') return undefined;
  const row = Math.floor(at / columns) * columns;
  const [from, to] = withCtrl ? [0, cells.length - 1] : [row, Math.min(row + columns, cells.length) - 1];
  const indices = Array.from({ length: to - from + 1 }, (_, index) => from + index).filter(isTaken);
  const found = key === 'Home' ? indices[0] : indices.at(-1);
  return found === at ? undefined : found;
}

/** The slot into which a reader goes with a key: the neighbour of its own, or the first free one where it has none. */
export function nextSlot(
  cells: readonly Cell[],
  columns: number,
  at: number,
  key: string,
): number | undefined {
  if (cells[at]?.place === undefined)
    return cells.find(({ place, readerId }) => place !== undefined && readerId === undefined)?.place;
  const by = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: columns, ArrowUp: -columns }[key];
  return by === undefined ? undefined : cells[at + by]?.place;
}
