import type { TraceColumns } from './columns.ts';

/**
 * Which APDUs are one function: the blocks of its commands and the GET RESPONSEs for its answer. Of one purpose, from the first
 * block to the answer that holds data; the segments of a bound profile package are one function, since only the last of them is
 * answered. What lies between (a note) belongs to it; an HTTP exchange ends it.
 */
export interface Groups {
  readonly count: number;
  /** Place of the first entry of each group, and of the last. Together they are all entries, in order. */
  readonly first: Int32Array;
  readonly last: Int32Array;
  /** For each entry its group. */
  readonly of: Int32Array;
}

const getResponse = 0xc0;

export function groupsOf(columns: TraceColumns): Groups {
  const { count, kinds, purposes, heads, received, results } = columns;
  const first = new Int32Array(count);
  const last = new Int32Array(count);
  const of = new Int32Array(count);
  let groups = 0;
  let at = 0;
  while (at < count) {
    first[groups] = at;
    let end = at;
    if (kinds[at] === 0)
      for (let next = at + 1; next < count; next++) {
        const kind = kinds[next];
        if (kind === 2) continue;
        if (kind !== 0 || purposes[next] !== purposes[end]) break;
        const ins = ((heads[next] ?? 0) >>> 16) & 0xff;
        // An answer with data is the function's end, unless more of it waits.
        const answered = (received[end] ?? 0) > 2 && (results[end] ?? 0) >>> 8 !== 0x61;
        const refused = columns.isProblem(end);
        if (answered || (refused && ins !== getResponse)) break;
        end = next;
      }
    for (let one = at; one <= end; one++) of[one] = groups;
    last[groups] = end;
    groups++;
    at = end + 1;
  }
  return { count: groups, first: first.subarray(0, groups), last: last.subarray(0, groups), of };
}

/** What stands in the list: an entry (its place, 0 or more), or the head of a group (-1 minus the group's number). */
export type RowId = number;
export const headOfGroup = (group: number): RowId => -1 - group;
export const groupOfHead = (row: RowId): number => -1 - row;

export interface RowWish {
  readonly shows: (at: number) => boolean;
  /** Whether functions are rows of their own, folded until they are opened. Without: the exchanges alone. */
  readonly fold: boolean;
  /** Groups that are open, by the number of their first entry. */
  readonly opened: ReadonlySet<number>;
}

export function isOpen(columns: TraceColumns, groups: Groups, group: number, wish: RowWish): boolean {
  const seq = columns.seqs[groups.first[group] ?? 0] ?? 0;
  return wish.opened.has(seq);
}

/** The rows of the list in order. A group of which one entry is shown stands as that entry. */
export function rowsOf(columns: TraceColumns, groups: Groups, wish: RowWish): Int32Array {
  const out = new Int32Array(columns.count + groups.count);
  let length = 0;
  if (!wish.fold) {
    for (let at = 0; at < columns.count; at++) if (wish.shows(at)) out[length++] = at;
    return out.slice(0, length);
  }
  for (let group = 0; group < groups.count; group++) {
    const first = groups.first[group] ?? 0;
    const last = groups.last[group] ?? 0;
    const begin = length;
    // Its head is put in as soon as a second entry of it is shown.
    for (let at = first; at <= last; at++) if (wish.shows(at)) out[length++] = at;
    if (length - begin < 2) continue;
    if (isOpen(columns, groups, group, wish)) {
      out.copyWithin(begin + 1, begin, length);
      length++;
    } else length = begin + 1;
    out[begin] = headOfGroup(group);
  }
  return out.slice(0, length);
}

/** The row that shows an entry: its own, or the head of the group in which it is folded. -1: none. */
export function rowOfEntry(rows: Int32Array, groups: Groups, at: number): number {
  if (at < 0) return -1;
  const head = headOfGroup(groups.of[at] ?? -1);
  let low = 0;
  let high = rows.length - 1;
  let nearest = -1;
  // Rows are in the order of their first entries; a head comes before its own.
  while (low <= high) {
    const middle = (low + high) >> 1;
    const row = rows[middle] ?? 0;
    const place = row >= 0 ? row : (groups.first[groupOfHead(row)] ?? 0);
    if (place <= at && row !== at) {
      nearest = middle;
      low = middle + 1;
    } else if (row === at) return middle;
    else high = middle - 1;
  }
  return nearest >= 0 && rows[nearest] === head ? nearest : -1;
}
