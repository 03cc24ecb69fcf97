import { type KeyboardEvent, useEffect, useId, useLayoutEffect, useRef } from 'react';
import {
  formatDuration,
  hasRemarkText,
  remarkText,
  statusWordText,
  traceText,
  visibleText,
} from '../../src-shared/texts.ts';
import { rowOfKey } from '../ui/row-keys.ts';
import { differenceText } from './ComparePage.tsx';
import type { ComparedRow, LoadedComparison } from './use-comparison.ts';
import { useWindow } from './use-window.ts';

const text = traceText.compare;
const ROW = 24;
const HEAD = 25;

/** The rows of a comparison: what the first trace has on the left, the second on the right. Arrows move, F3 and Shift+F3 jump. */
export function CompareList({
  comparison,
  names,
  only,
  cursor,
  onMove,
}: {
  readonly comparison: LoadedComparison;
  readonly names: readonly [string, string];
  /** The rows that are shown, rising; undefined: all. */
  readonly only: readonly number[] | undefined;
  /** The row of the comparison that the keys stand on, or -1. */
  readonly cursor: number;
  readonly onMove: (row: number) => void;
}) {
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const { want } = comparison;
  const count = only?.length ?? comparison.count;
  const view = useWindow(scroller, count, ROW, HEAD);
  const chosen = only?.indexOf(cursor) ?? cursor;
  useLayoutEffect(() => {
    if (chosen >= 0) view.reveal(chosen);
  }, [chosen, view.reveal]);
  useEffect(() => {
    if (only === undefined) want(view.first, view.last);
    else for (const row of only.slice(view.first, view.last)) want(row, row + 1);
    if (cursor >= 0) want(cursor, cursor + 1);
  }, [want, only, view.first, view.last, cursor]);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const to = rowOfKey(event.key, chosen, count, view.page());
    if (to === undefined) return;
    event.preventDefault();
    onMove(only?.[to] ?? to);
  };
  const painted = [];
  for (let at = view.first; at < view.last; at++) {
    const row = only?.[at] ?? at;
    painted.push(
      <CompareRow
        key={at - view.shift}
        id={`${id}-${at}`}
        at={at}
        row={comparison.row(row)}
        chosen={at === chosen}
        onMove={() => onMove(row)}
      />,
    );
  }
  return (
    // biome-ignore lint/a11y/useSemanticElements: a virtualised list cannot be a table element
    <div
      ref={scroller}
      className="panel trace-list compare-list"
      role="grid"
      aria-label={text.list}
      aria-rowcount={count + 1}
      tabIndex={0}
      aria-activedescendant={chosen >= view.first && chosen < view.last ? `${id}-${chosen}` : undefined}
      onKeyDown={onKeyDown}
      onScroll={view.onScroll}
    >
      {/* biome-ignore lint/a11y/useSemanticElements: see above */}
      <div role="rowgroup" className="trace-heads">
        {/* biome-ignore lint/a11y/useSemanticElements: see above */}
        {/* biome-ignore lint/a11y/useFocusableInteractive: the grid names its active row */}
        <div role="row" aria-rowindex={1} className="pair">
          {[text.kind, names[0], text.function, names[1], text.difference].map((name) => (
            // biome-ignore lint/a11y/useSemanticElements: see above
            // biome-ignore lint/a11y/useFocusableInteractive: see above
            <span role="columnheader" key={name} className="pair-cell">
              {name}
            </span>
          ))}
        </div>
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: see above */}
      <div role="rowgroup" className="trace-rows" style={{ height: count * ROW }}>
        {painted}
      </div>
    </div>
  );
}

function CompareRow({
  id,
  at,
  row,
  chosen,
  onMove,
}: {
  readonly id: string;
  readonly at: number;
  readonly row: ComparedRow | undefined;
  readonly chosen: boolean;
  readonly onMove: () => void;
}) {
  const cells =
    row === undefined
      ? ['', '', text.loading, '', '']
      : [
          text.kinds[row.kind],
          sideText(row.a),
          visibleText(hasRemarkText(row.purpose) ? remarkText(row.purpose) : row.purpose, 80),
          sideText(row.b),
          visibleText(row.differences.map(differenceText).join('; '), 300),
        ];
  return (
    // biome-ignore lint/a11y/useSemanticElements: see the list
    // biome-ignore lint/a11y/useFocusableInteractive: the grid names its active row
    // biome-ignore lint/a11y/useKeyWithClickEvents: the grid takes the keys
    <div
      role="row"
      id={id}
      aria-rowindex={at + 2}
      aria-selected={chosen}
      data-cursor={chosen ? '' : undefined}
      className={`pair pair-${row?.kind ?? 'same'}`}
      style={{ transform: `translateY(${at * ROW}px)`, height: ROW }}
      onClick={onMove}
    >
      {cells.map((cell, index) => (
        // biome-ignore lint/a11y/useSemanticElements: see the list
        // biome-ignore lint/a11y/useFocusableInteractive: see above
        // biome-ignore lint/suspicious/noArrayIndexKey: columns stand where they stand
        <span role="gridcell" key={index} className="pair-cell">
          {cell}
        </span>
      ))}
    </div>
  );
}

function sideText(side: ComparedRow['a']): string {
  if (side === undefined) return '–';
  const words = side.result?.length === 4 ? (statusWordText(side.result) ?? '') : '';
  return [
    `#${side.seq}`,
    side.durationMs === undefined ? '' : formatDuration(side.durationMs),
    side.result === undefined ? '' : `${side.result}${words === '' ? '' : ` ${words}`}`,
  ]
    .filter((one) => one !== '')
    .join(' · ');
}
