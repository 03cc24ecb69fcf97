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

/** Texts without regard to case; what has no value comes last in both directions; what is the same, the newest first. */
export function sorted<Row extends { readonly id: number }>(
  rows: readonly Row[],
  direction: Sort['direction'],
  keyOf: (row: Row) => SortKey,
): readonly Row[] {
  const sign = direction === 'asc' ? 1 : -1;
  const folded = (row: Row) => {
    const key = keyOf(row);
    return typeof key === 'string' ? key.toLowerCase() : key;
  };
  return rows
    .map((row) => ({ row, key: folded(row) }))
    .sort((a, b) => {
      if (a.key === b.key) return b.row.id - a.row.id;
      if (a.key === undefined) return 1;
      if (b.key === undefined) return -1;
      return a.key < b.key ? -sign : sign;
    })
    .map(({ row }) => row);
}
