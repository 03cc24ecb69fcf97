/**
 * Where a key of a list leads: arrows to the next row, the Page keys by `page` rows, Home and End to its ends.
 * `from`: the row that the keys stand on, from 0; -1: none yet. Out: a row of the `count` that there are; undefined where the key
 * moves in no list, or nothing is there to move in.
 */
export function rowOfKey(key: string, from: number, count: number, page: number): number | undefined {
  const rows: Partial<Record<string, number>> = {
    ArrowDown: from + 1,
    ArrowUp: from - 1,
    PageDown: from + page,
    PageUp: from - page,
    Home: 0,
    End: count - 1,
  };
  const to = rows[key];
  return to === undefined || count === 0 ? undefined : Math.max(0, Math.min(count - 1, to));
}
