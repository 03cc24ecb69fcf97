import { ArrowDown, ArrowUp, ChevronsUpDown } from 'lucide-react';
import { fillText, windowText } from '../../src-shared/texts.ts';
import type { Sort } from './sort.ts';

/** What stands in the heading of a column that can be sorted by. */
export function SortButton({
  label,
  by,
  sort,
  onSort,
}: {
  readonly label: string;
  readonly by: string;
  readonly sort: Sort | undefined;
  readonly onSort: (by: string) => void;
}) {
  const direction = sort?.by === by ? sort.direction : undefined;
  const Icon = direction === undefined ? ChevronsUpDown : direction === 'asc' ? ArrowUp : ArrowDown;
  return (
    <button
      type="button"
      className="sort"
      title={fillText(windowText.common.sortBy, { column: label })}
      onClick={() => onSort(by)}
    >
      {label}
      <Icon size={12} aria-hidden />
    </button>
  );
}
