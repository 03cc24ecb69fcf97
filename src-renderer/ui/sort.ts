import { compareNames } from '../../src-shared/texts.ts';

/** By which column a list is sorted. */
export interface Sort<By extends string = string> {
  readonly by: By;
  readonly direction: 'asc' | 'desc';
}

/** The order after a click on a heading: that column, or the other way round where it is it already. */
export function nextSort<By extends string>(now: Sort<By> | undefined, by: By): Sort<By> {
  return { by, direction: now?.by === by && now.direction === 'asc' ? 'desc' : 'asc' };
}

/** As `aria-sort` says it of the heading of a column that can be sorted by. */
export function ariaSort(
  sort: Sort | undefined,
  by: string,
): { readonly 'aria-sort': 'ascending' | 'descending' | 'none' } {
  if (sort?.by !== by) return { 'aria-sort': 'none' };
  return { 'aria-sort': sort.direction === 'asc' ? 'ascending' : 'descending' };
}

export type SortKey = string | number | undefined;

/** Texts in the order of the language that is spoken; what has no value comes last in both directions; what is the same, the newest first. */
export function sorted<Row extends { readonly id: number }>(
  rows: readonly Row[],
  direction: Sort['direction'],
  keyOf: (row: Row) => SortKey,
): readonly Row[] {
  const sign = direction === 'asc' ? 1 : -1;
  return rows
    .map((row) => ({ row, key: keyOf(row) }))
    .sort((a, b) => {
      if (a.key === b.key) return b.row.id - a.row.id;
      if (a.key === undefined) return 1;
      if (b.key === undefined) return -1;
      const order =
        typeof a.key === 'number' && typeof b.key === 'number'
          ? a.key - b.key
          : compareNames(String(a.key), String(b.key));
      return order === 0 ? b.row.id - a.row.id : sign * order;
    })
    .map(({ row }) => row);
}

/** Names that are known already and those that are seen now, each once and in order; the same list where none is new. */
export function withNames(known: readonly string[], seen: readonly string[]): readonly string[] {
  const all = [...new Set([...known, ...seen])];
  return all.length === known.length ? known : all.sort(compareNames);
}
