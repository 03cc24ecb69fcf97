import { ChevronDown, ChevronRight } from 'lucide-react';
import {
  type KeyboardEvent,
  type MouseEvent,
  memo,
  type RefObject,
  useEffect,
  useLayoutEffect,
  useSyncExternalStore,
} from 'react';
import type { TraceLine } from '../../src-shared/model/index.ts';
import { traceText, visibleText } from '../../src-shared/texts.ts';
import { rowOfKey } from '../ui/row-keys.ts';
import { entryCells, groupCells } from './cells.ts';
import type { TraceColumns } from './columns.ts';
import { type Groups, groupOfHead, type RowId, rowOfEntry } from './groups.ts';
import { KindIcon } from './KindIcon.tsx';
import type { LineCache } from './line-cache.ts';
import type { Hits } from './search.ts';
import { useWindow } from './use-window.ts';

const text = traceText.list;
const ROW = 24;
const HEAD = 25;
const STILL_MS = 80;
/** Exchanges of a function of which the answer is looked up. */
const nearAnswer = 16;

export interface ListProps {
  readonly id: string;
  /** The list itself, which takes the keys. */
  readonly scroller: RefObject<HTMLDivElement | null>;
  readonly columns: TraceColumns;
  /** Whether more of the trace is read. */
  readonly busy: boolean;
  readonly groups: Groups;
  readonly rows: Int32Array;
  readonly openGroup: (group: number) => boolean;
  readonly cache: LineCache;
  readonly hits: Hits;
  /** The row that the keys stand on. */
  readonly cursor: number;
  /** Rows that are picked besides. */
  readonly picked: ReadonlySet<RowId>;
  readonly follow: boolean;
  readonly onFollow: (follows: boolean) => void;
  /** `extend`: with Shift, all rows up to it; `toggle`: with Ctrl, this one besides. */
  readonly onMove: (row: number, how?: 'extend' | 'toggle') => void;
  readonly onTurn: (group: number) => void;
  readonly onAll: () => void;
  readonly onCopy: () => void;
}

/**
 * The exchanges as a table of which only the rows in sight are in the page, whatever its length. One stop of the Tab key: arrows, Page
 * and Home, End move; right and left unfold and fold a function; Shift extends, Ctrl+A picks all, Ctrl+C copies.
 */
export function TraceList(props: ListProps) {
  const { id, scroller, columns, groups, rows, busy, cache, hits, cursor, follow, onMove, onTurn, onFollow } =
    props;
  const view = useWindow(scroller, rows.length, ROW, HEAD);
  // What comes into the cache is shown.
  useSyncExternalStore(cache.listen, cache.version);
  const cursorRow = rows[cursor];

  useLayoutEffect(() => {
    if (cursor >= 0) view.reveal(cursor);
  }, [cursor, view.reveal]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: more rows have come
  useLayoutEffect(() => {
    if (follow) view.toEnd();
  }, [follow, rows.length, view.toEnd]);

  // Their bytes are asked for when the rows stand still: nobody reads what flies by. And not while the trace is read: for the bytes
  // the engine goes through all of it once more.
  useEffect(() => {
    if (busy) return;
    const timer = setTimeout(() => {
      const seqs: number[] = [];
      for (let at = view.first; at < view.last; at++) {
        const row = rows[at];
        if (row === undefined) continue;
        const group = row >= 0 ? -1 : groupOfHead(row);
        const place = group < 0 ? row : (groups.last[group] ?? 0);
        // Of a function its answer is shown, where that is near: not for the sake of each of many long ones.
        if (group < 0 || place - (groups.first[group] ?? 0) < nearAnswer) seqs.push(columns.seqs[place] ?? 0);
      }
      cache.want('list', seqs);
    }, STILL_MS);
    return () => clearTimeout(timer);
  }, [cache, columns, groups, rows, busy, view.first, view.last]);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.altKey) return;
    if (event.ctrlKey || event.metaKey) {
      const key = event.key.toLowerCase();
      if (key === 'a') props.onAll();
      else if (key === 'c' && (window.getSelection()?.isCollapsed ?? true)) props.onCopy();
      else return;
      event.preventDefault();
      return;
    }
    const group =
      cursorRow === undefined ? undefined : cursorRow < 0 ? groupOfHead(cursorRow) : groups.of[cursorRow];
    const to =
      event.key === 'Enter' ? Math.max(0, cursor) : rowOfKey(event.key, cursor, rows.length, view.page());
    if (to !== undefined) {
      if (event.key === 'End') view.toEnd();
      onMove(to, event.shiftKey ? 'extend' : undefined);
    } else if (event.key === 'ArrowRight' && cursorRow !== undefined && cursorRow < 0) {
      if (props.openGroup(groupOfHead(cursorRow))) onMove(cursor + 1);
      else onTurn(groupOfHead(cursorRow));
    } else if (event.key === 'ArrowLeft' && group !== undefined && cursorRow !== undefined) {
      const head = rowOfHead(rows, groups, group);
      if (cursorRow < 0 && props.openGroup(group)) onTurn(group);
      else if (cursorRow >= 0 && head >= 0) onMove(head);
    } else return;
    event.preventDefault();
  };

  const painted = [];
  for (let at = view.first; at < view.last; at++) {
    const row = rows[at];
    if (row === undefined) continue;
    const head = row < 0 ? groupOfHead(row) : -1;
    const place = head >= 0 ? (groups.first[head] ?? 0) : row;
    const seq = columns.seqs[place] ?? 0;
    painted.push(
      <Row
        key={at - view.shift}
        id={`${id}-${row}`}
        row={row}
        index={at}
        columns={columns}
        groups={groups}
        before={at === 0 ? -1 : previous(rows, groups, at)}
        line={cache.get(head >= 0 ? (columns.seqs[groups.last[head] ?? 0] ?? 0) : seq)}
        level={head < 0 && rowOfHead(rows, groups, groups.of[place] ?? -1) >= 0 ? 2 : 1}
        open={head >= 0 ? props.openGroup(head) : undefined}
        cursor={at === cursor}
        picked={props.picked.has(row)}
        found={head >= 0 ? groupHasHit(columns, groups, head, hits) : hits.has(seq)}
        onMove={onMove}
        onTurn={onTurn}
      />,
    );
  }
  return (
    <div
      id={id}
      ref={scroller}
      className="panel trace-list"
      role="treegrid"
      aria-label={text.label}
      aria-multiselectable
      aria-rowcount={rows.length + 1}
      aria-busy={busy}
      tabIndex={0}
      aria-activedescendant={cursor >= view.first && cursor < view.last ? `${id}-${cursorRow}` : undefined}
      onKeyDown={onKeyDown}
      onScroll={() => {
        view.onScroll();
        // The end is followed until somebody scrolls away from it.
        onFollow(view.atEnd());
      }}
    >
      <Heads />
      {rows.length === 0 ? <p className="quiet pad">{text.noMatch}</p> : null}
      {/* biome-ignore lint/a11y/useSemanticElements: a virtualised list cannot be a table element */}
      <div role="rowgroup" className="trace-rows" style={{ height: rows.length * ROW }}>
        {painted}
      </div>
    </div>
  );
}

function previous(rows: Int32Array, groups: Groups, at: number): number {
  const row = rows[at - 1] ?? -1;
  if (row >= 0) return row;
  // Behind the head of an open group comes its first entry: that follows on what was before the group.
  const group = groupOfHead(row);
  return groups.of[rows[at] ?? 0] === group ? (groups.first[group] ?? 0) - 1 : (groups.last[group] ?? 0);
}

function rowOfHead(rows: Int32Array, groups: Groups, group: number): number {
  if (group < 0) return -1;
  const found = rowOfEntry(rows, groups, groups.first[group] ?? -1);
  if (found < 0) return -1;
  if ((rows[found] ?? 0) < 0) return found;
  return (rows[found - 1] ?? 0) === -1 - group ? found - 1 : -1;
}

function groupHasHit(columns: TraceColumns, groups: Groups, group: number, hits: Hits): boolean {
  if (hits.count === 0) return false;
  const next = hits.from((columns.seqs[groups.first[group] ?? 0] ?? 0) - 1, 1) ?? 0;
  return (
    next >= (columns.seqs[groups.first[group] ?? 0] ?? 0) &&
    next <= (columns.seqs[groups.last[group] ?? 0] ?? 0)
  );
}

const names = ['seq', 'at', 'delta', 'what', 'result', 'took', 'size', 'bytes'] as const;

const Heads = memo(function Heads() {
  return (
    // biome-ignore lint/a11y/useSemanticElements: see the list
    <div role="rowgroup" className="trace-heads">
      {/* biome-ignore lint/a11y/useSemanticElements: see the list */}
      {/* biome-ignore lint/a11y/useFocusableInteractive: the list names its active row */}
      <div role="row" aria-rowindex={1} className="line">
        {names.map((name) => (
          // biome-ignore lint/a11y/useSemanticElements: see the list
          // biome-ignore lint/a11y/useFocusableInteractive: see above
          <span role="columnheader" key={name} className={`line-${name}`} title={text.hints[name]}>
            {text.columns[name]}
          </span>
        ))}
      </div>
    </div>
  );
});

interface RowProps {
  readonly id: string;
  readonly row: RowId;
  readonly index: number;
  readonly columns: TraceColumns;
  /** Others when the columns have grown: a function may have more of its exchanges then. */
  readonly groups: Groups;
  /** The place of the entry in the row above, or -1. */
  readonly before: number;
  readonly line: TraceLine | undefined;
  readonly level: 1 | 2;
  readonly open: boolean | undefined;
  readonly cursor: boolean;
  readonly picked: boolean;
  readonly found: boolean;
  readonly onMove: ListProps['onMove'];
  readonly onTurn: ListProps['onTurn'];
}

/** Painted again only where something of it has changed: what scrolls by stays as it is. */
const Row = memo(function LineRow(props: RowProps) {
  const {
    id,
    row,
    index,
    columns,
    groups,
    before,
    line,
    level,
    open,
    cursor,
    picked,
    found,
    onMove,
    onTurn,
  } = props;
  const cells =
    row < 0 ? groupCells(columns, groups, groupOfHead(row), line) : entryCells(columns, row, before, line);
  const kind = traceText.kinds[cells.kind];
  const onClick = (event: MouseEvent) => {
    onMove(index, event.shiftKey ? 'extend' : event.ctrlKey || event.metaKey ? 'toggle' : undefined);
  };
  const classes = [
    'line',
    `line-${cells.kind}`,
    cells.bad ? 'line-bad' : '',
    found ? 'line-found' : '',
    level === 2 ? 'line-inner' : '',
  ];
  return (
    // biome-ignore lint/a11y/useSemanticElements: see the list
    // biome-ignore lint/a11y/useFocusableInteractive: the list names its active row
    // biome-ignore lint/a11y/useKeyWithClickEvents: the list takes the keys
    <div
      role="row"
      id={id}
      aria-rowindex={index + 2}
      aria-level={level}
      aria-expanded={open}
      aria-selected={cursor || picked}
      data-cursor={cursor ? '' : undefined}
      className={classes.filter((one) => one !== '').join(' ')}
      style={{ transform: `translateY(${index * ROW}px)`, height: ROW }}
      onClick={onClick}
    >
      <Cell name="seq">{cells.seq}</Cell>
      <Cell name="at">{cells.at}</Cell>
      <Cell name="delta">{cells.delta}</Cell>
      <Cell name="what">
        {open === undefined ? null : (
          // biome-ignore lint/a11y/noStaticElementInteractions: the arrow keys of the list do the same
          // biome-ignore lint/a11y/useKeyWithClickEvents: see above
          <span
            className="line-fold"
            onClick={(event) => {
              event.stopPropagation();
              onTurn(groupOfHead(row));
            }}
          >
            {open ? <ChevronDown size={13} aria-hidden /> : <ChevronRight size={13} aria-hidden />}
          </span>
        )}
        <span className="line-icon" title={kind}>
          <KindIcon kind={cells.kind} label={kind} />
        </span>
        <bdi className={cells.private ? 'line-name hostile' : 'line-name'}>
          {visibleText(cells.what, 160)}
          {cells.host === '' ? null : (
            <>
              {cells.what === '' ? '' : ' · '}
              <span className="private">{visibleText(cells.host, 120)}</span>
            </>
          )}
        </bdi>
        {cells.count > 1 ? <span className="line-count num">{cells.countText}</span> : null}
      </Cell>
      <Cell name="result">
        {cells.result === undefined ? null : (
          <>
            <span className={`mono open tone-${cells.tone}`}>{cells.result}</span>{' '}
            <bdi className="line-words">{visibleText(cells.words, 160)}</bdi>
          </>
        )}
      </Cell>
      <Cell name="took">{cells.took}</Cell>
      <Cell name="size">{cells.size}</Cell>
      <Cell name="bytes">{cells.bytes}</Cell>
    </div>
  );
});

function Cell({
  name,
  children,
}: {
  readonly name: (typeof names)[number];
  readonly children: React.ReactNode;
}) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: see the list
    // biome-ignore lint/a11y/useFocusableInteractive: see the list
    <span role="gridcell" className={name === 'bytes' ? 'line-bytes private' : `line-${name}`}>
      {children}
    </span>
  );
}
