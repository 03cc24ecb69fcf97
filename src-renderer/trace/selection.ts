/** Which rows of the list are meant: the one that the keys stand on, and those picked besides. */

import type { TraceColumns } from './columns.ts';
import { type Groups, groupOfHead, type RowId } from './groups.ts';

export interface Selection {
  /** The row of the keys; undefined: none yet. */
  readonly cursor: RowId | undefined;
  /** Where extending began. */
  readonly anchor: RowId | undefined;
  readonly picked: ReadonlySet<RowId>;
}

export const noSelection: Selection = { cursor: undefined, anchor: undefined, picked: new Set() };

/** The keys or the pointer go to a row. */
export function moved(
  selection: Selection,
  rows: Int32Array,
  to: number,
  how: 'extend' | 'toggle' | undefined,
): Selection {
  const row = rows[to];
  if (row === undefined) return selection;
  if (how === 'toggle') {
    const picked = new Set(selection.picked);
    // What the keys stood on is picked as well, once a second one is.
    if (picked.size === 0 && selection.cursor !== undefined && selection.cursor !== row)
      picked.add(selection.cursor);
    if (!picked.delete(row)) picked.add(row);
    return { cursor: row, anchor: row, picked };
  }
  if (how === 'extend' && selection.anchor !== undefined) {
    const from = rows.indexOf(selection.anchor);
    if (from >= 0) {
      const picked = new Set<RowId>(rows.subarray(Math.min(from, to), Math.max(from, to) + 1));
      return { cursor: row, anchor: selection.anchor, picked };
    }
  }
  return { cursor: row, anchor: row, picked: new Set() };
}

export function allPicked(selection: Selection, rows: Int32Array): Selection {
  return { ...selection, picked: new Set<RowId>(rows) };
}

/** Numbers of the exchanges that are meant, rising; a function stands for all of its. */
export function meantSeqs(columns: TraceColumns, groups: Groups, selection: Selection): readonly number[] {
  const { picked, cursor } = selection;
  const rows = picked.size > 0 ? picked : new Set(cursor === undefined ? [] : [cursor]);
  const places = new Set<number>();
  for (const row of rows) {
    if (row >= 0) {
      places.add(row);
      continue;
    }
    const group = groupOfHead(row);
    const last = groups.last[group] ?? -1;
    for (let at = groups.first[group] ?? 0; at <= last; at++) places.add(at);
  }
  return [...places].sort((a, b) => a - b).map((at) => columns.seqs[at] ?? 0);
}
