/** How lines that came or changed find their place in what is shown of the history. */

import type { HistoryEntry } from '../../src-shared/model/fleet.ts';
import type { Operation } from '../../src-shared/model/index.ts';
import type { Sort } from '../ui/sort.ts';

/** What a line says of an operation, for queries and for the eye: an event that changes none of it changes no line. */
export function lineOf(operation: Operation): string {
  const { status, eid, iccid, smdpAddress, activationCodeUse, endedAt, batch, carrier } = operation;
  return JSON.stringify([
    status,
    eid,
    iccid,
    smdpAddress,
    activationCodeUse,
    endedAt,
    batch,
    carrier,
    operation.error?.code,
    operation.reconciliation.state,
  ]);
}

/** Letters of ASCII without their case, as the store compares them. */
const folded = (value: unknown) =>
  typeof value === 'string' ? value.replace(/[A-Z]/g, (letter) => letter.toLowerCase()) : value;

/** The order of the store: what is not known before all else, what is the same by its number. */
export function historyOrder({ by, direction }: Sort): (a: HistoryEntry, b: HistoryEntry) => number {
  const sign = direction === 'asc' ? 1 : -1;
  const keyOf = (row: HistoryEntry) => folded(row[by as keyof HistoryEntry]) as string | number | undefined;
  return (a, b) => {
    const [left, right] = [keyOf(a), keyOf(b)];
    if (left === right) return sign * (a.id - b.id);
    if (left === undefined) return -sign;
    if (right === undefined) return sign;
    return left < right ? -sign : sign;
  };
}

/**
 * The rows, in order, with `changed` at their places and without `gone`. `more`: there are rows behind the last, so what belongs
 * behind it is left to the page that brings it.
 */
export function merged(
  rows: readonly HistoryEntry[],
  change: { readonly changed: readonly HistoryEntry[]; readonly gone: ReadonlySet<number> },
  sort: Sort,
  more: boolean,
): readonly HistoryEntry[] {
  const order = historyOrder(sort);
  const last = rows.at(-1);
  const byId = new Map(change.changed.map((row) => [row.id, row]));
  const out: HistoryEntry[] = [];
  for (const row of rows) {
    if (change.gone.has(row.id)) continue;
    const next = byId.get(row.id);
    // What keeps its place is exchanged there; what does not is placed anew below.
    if (next === undefined) out.push(row);
    else if (order(row, next) === 0) {
      out.push(next);
      byId.delete(row.id);
    }
  }
  for (const row of byId.values()) {
    if (more && last !== undefined && order(row, last) > 0) continue;
    let from = 0;
    let to = out.length;
    while (from < to) {
      const middle = (from + to) >> 1;
      const other = out[middle];
      if (other !== undefined && order(other, row) < 0) from = middle + 1;
      else to = middle;
    }
    out.splice(from, 0, row);
  }
  return out;
}
