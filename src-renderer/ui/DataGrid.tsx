import { useVirtualizer } from '@tanstack/react-virtual';
import { ArrowUp } from 'lucide-react';
import {
  type KeyboardEvent,
  type MouseEvent,
  memo,
  type ReactNode,
  useEffect,
  useId,
  useRef,
  useState,
} from 'react';
import { fillText, windowText } from '../../src-shared/texts.ts';
import { rowOfKey } from './row-keys.ts';
import { SortButton } from './SortButton.tsx';
import { ariaSort, type Sort } from './sort.ts';
import { useLatest } from './use-latest.ts';
import { usePrinting } from './use-printing.ts';
import { useStill } from './use-still.ts';

export interface GridColumn<Row> {
  readonly name: string;
  readonly label: string;
  /** In place of the label, as a box to tick all. */
  readonly head?: ReactNode;
  readonly cell: (row: Row) => ReactNode;
  /** Whether the list can be sorted by it. */
  readonly sortable?: boolean;
}

interface GridProps<Row> {
  readonly label: string;
  /** Says how wide the columns are. */
  readonly className: string;
  readonly columns: readonly GridColumn<Row>[];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => number;
  readonly rowClass?: (row: Row) => string;
  readonly rowHeight: number;
  /** The row that the keys stand on. */
  readonly active: number | undefined;
  /** `how`: by moving there, or by a click that means this very row. */
  readonly onActive: (key: number, how: 'move' | 'click') => void;
  /** Enter, or a click. */
  readonly onOpen?: (row: Row) => void;
  /** Space. */
  readonly onPick?: (row: Row) => void;
  /** Ctrl+C, where nothing is selected. */
  readonly onCopy?: (row: Row) => void;
  /** The last rows have come into sight. */
  readonly onEnd?: () => void;
  readonly sort?: Sort | undefined;
  readonly onSort?: (by: string) => void;
  /**
   * What the rows are the answer to. Where it stays, rows that come or go above those in sight move nothing, and are counted;
   * where it changes, the list begins at its top. Absent: rows move as they come.
   */
  readonly of?: string;
  /** Below the rows. */
  readonly foot?: ReactNode;
}

const isCopy = ({ key, ctrlKey, metaKey, altKey }: KeyboardEvent) =>
  key === 'c' && (ctrlKey || metaKey) && !altKey;

const hasSelection = () => window.getSelection()?.isCollapsed === false;

/** What was pressed in a row is a button of its own, or the end of a selection: the row itself is not meant. */
const isOfRow = ({ target }: MouseEvent) =>
  !(target instanceof Element && target.closest('button') !== null) && !hasSelection();

/** After what time the rows around those in sight are drawn. */
const beyondMs = 60;

/** So many rows above and below those in sight are printed: some fifty sheets. For more there are reports. */
const mostPrinted = 1000;

/**
 * A table of any length of which only the rows in sight are in the page. One stop of the Tab key: arrows, Page and Home, End move,
 * Enter opens, Space picks.
 */
export function DataGrid<Row>({
  label,
  className,
  columns,
  rows,
  keyOf,
  rowClass,
  rowHeight,
  active,
  onActive,
  onOpen,
  onPick,
  onCopy,
  onEnd,
  sort,
  onSort,
  of,
  foot,
}: GridProps<Row>) {
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  // Of a new answer, those in sight are painted first.
  const [painted, setPainted] = useState(of);
  useEffect(() => {
    if (painted === of) return;
    const timer = setTimeout(() => setPainted(of), beyondMs);
    return () => clearTimeout(timer);
  }, [painted, of]);
  const printing = usePrinting();
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: printing ? mostPrinted : painted === of ? 10 : 0,
    getItemKey: (index) => {
      const row = rows[index];
      return row === undefined ? index : keyOf(row);
    },
  });
  const items = virtual.getVirtualItems();
  const above = useStill({ of, rows, keyOf, rowHeight, scroller });
  const at = active === undefined ? -1 : rows.findIndex((row) => keyOf(row) === active);
  const last = items.at(-1)?.index ?? -1;

  const end = useRef(onEnd);
  end.current = onEnd;
  useEffect(() => {
    // What is printed is what is there: it would come too late.
    if (!printing && rows.length > 0 && last >= rows.length - 20) end.current?.();
  }, [last, rows.length, printing]);

  // Only when the row changes, not when others come above it.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  useEffect(() => {
    if (at >= 0) virtual.scrollToIndex(at, { align: 'auto' });
  }, [active, at >= 0]);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== event.currentTarget) return;
    const row = rows[at];
    if (isCopy(event) && row !== undefined && !hasSelection()) onCopy?.(row);
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if ((event.key === 'Enter' && onOpen !== undefined) || (event.key === ' ' && onPick !== undefined)) {
      event.preventDefault();
      if (row !== undefined) (event.key === 'Enter' ? onOpen : onPick)?.(row);
      return;
    }
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? rowHeight) / rowHeight) - 1);
    const to = rowOfKey(event.key, at, rows.length, page);
    if (to === undefined) return;
    event.preventDefault();
    const next = rows[to];
    if (next !== undefined) onActive(keyOf(next), 'move');
  };

  const onClick = useLatest((row: Row) => {
    onActive(keyOf(row), 'click');
    onOpen?.(row);
  });
  return (
    // biome-ignore lint/a11y/useSemanticElements: a virtualised list cannot be a table element
    <div
      role="grid"
      aria-label={label}
      aria-rowcount={rows.length + 1}
      tabIndex={0}
      aria-activedescendant={
        at >= 0 && items.some((item) => item.index === at) ? `${id}-${active}` : undefined
      }
      className={`grid data-grid ${className}`}
      onKeyDown={onKeyDown}
    >
      {/* biome-ignore lint/a11y/useSemanticElements: see above */}
      <div role="rowgroup" className="grid-head">
        {/* biome-ignore lint/a11y/useSemanticElements: see above */}
        {/* biome-ignore lint/a11y/useFocusableInteractive: the grid names its active row */}
        <div role="row" aria-rowindex={1} className="grid-row">
          {columns.map((column) => {
            const sortable = column.sortable === true && onSort !== undefined;
            return (
              // biome-ignore lint/a11y/useSemanticElements: see above
              // biome-ignore lint/a11y/useFocusableInteractive: the button within takes the focus, where there is one
              <span
                role="columnheader"
                key={column.name}
                className={`col-${column.name}`}
                {...(sortable ? ariaSort(sort, column.name) : {})}
              >
                {column.head ??
                  (sortable ? (
                    <SortButton label={column.label} by={column.name} sort={sort} onSort={onSort} />
                  ) : (
                    column.label
                  ))}
              </span>
            );
          })}
        </div>
      </div>
      {above.count === 0 ? null : (
        <button type="button" className="grid-new" onClick={above.show}>
          <ArrowUp size={13} aria-hidden /> {fillText(windowText.common.newAbove, { count: above.count })}
        </button>
      )}
      {/* biome-ignore lint/a11y/useSemanticElements: see above */}
      <div
        ref={scroller}
        role="rowgroup"
        className="grid-body"
        // A browser makes a place of its own for the Tab key of what scrolls, where the arrows would move no row.
        tabIndex={-1}
        // What is clicked leaves the keys with the grid; not before the button is up, or no text could be selected.
        onMouseUp={({ currentTarget }) => {
          if (document.activeElement === currentTarget)
            currentTarget.parentElement?.focus({ preventScroll: true });
        }}
        onScroll={above.onScroll}
      >
        <div className="grid-spacer" style={{ height: virtual.getTotalSize() }}>
          {items.map((item) => {
            const row = rows[item.index];
            if (row === undefined) return null;
            const key = keyOf(row);
            return (
              <GridRow
                key={key}
                id={`${id}-${key}`}
                row={row}
                index={item.index}
                top={item.start}
                height={rowHeight}
                className={rowClass?.(row) ?? ''}
                columns={columns}
                active={key === active}
                onClick={onClick}
              />
            );
          })}
        </div>
        {foot}
      </div>
    </div>
  );
}

interface GridRowProps<Row> {
  readonly id: string;
  readonly row: Row;
  readonly index: number;
  readonly top: number;
  readonly height: number;
  readonly className: string;
  readonly columns: readonly GridColumn<Row>[];
  readonly active: boolean;
  readonly onClick: (row: Row) => void;
}

/** Painted again only where the row or its columns are others: a page that keeps its columns paints no row for what is typed above. */
const GridRow = memo(function GridRow<Row>(props: GridRowProps<Row>) {
  const { id, row, index, top, height, className, columns, active, onClick } = props;
  return (
    // biome-ignore lint/a11y/useSemanticElements: see the grid
    // biome-ignore lint/a11y/useFocusableInteractive: the grid names its active row
    // biome-ignore lint/a11y/useKeyWithClickEvents: the grid takes the keys
    <div
      role="row"
      id={id}
      aria-rowindex={index + 2}
      aria-selected={active}
      className={`grid-row grid-link ${className}`}
      style={{ transform: `translateY(${top}px)`, height }}
      onClick={(event) => {
        if (isOfRow(event)) onClick(row);
      }}
    >
      {columns.map((column) => (
        // biome-ignore lint/a11y/useSemanticElements: see the grid
        // biome-ignore lint/a11y/useFocusableInteractive: see the grid
        <div role="gridcell" key={column.name} className={`cell col-${column.name}`}>
          {column.cell(row)}
        </div>
      ))}
    </div>
  );
}) as <Row>(props: GridRowProps<Row>) => ReactNode;
