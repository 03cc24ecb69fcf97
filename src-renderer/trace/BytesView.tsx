import {
  type KeyboardEvent,
  memo,
  type PointerEvent,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import type { TracePlace } from '../../src-shared/model/index.ts';
import { fillText, formatInteger, traceText, visibleText } from '../../src-shared/texts.ts';
import { CopyButton } from '../ui/text.tsx';
import { type Cell, rangesIn } from './tree-places.ts';
import { useWindow } from './use-window.ts';

const text = traceText.bytes;
const ROW = 18;

/** A part of an exchange: the bytes of an APDU in hexadecimal, or the text of a body. */
export interface Part {
  readonly seq: number;
  readonly part: TracePlace['part'];
  readonly kind: 'hex' | 'text';
  readonly data: string;
  readonly title: string;
}

const lengthOf = ({ kind, data }: Part) => (kind === 'hex' ? data.length / 2 : data.length);

type Row = { readonly head: Part } | { readonly part: Part; readonly from: number; readonly to: number };

function rowsOf(parts: readonly Part[], perRow: { readonly hex: number; readonly text: number }): Row[] {
  return parts.flatMap((part): Row[] => {
    const length = lengthOf(part);
    const step = perRow[part.kind];
    const rows: Row[] = [{ head: part }];
    for (let from = 0; from < length; from += step)
      rows.push({ part, from, to: Math.min(length, from + step) });
    return rows;
  });
}

/**
 * The bytes of exchanges in rows, with what is chosen, pointed at and found marked; only the rows in sight are in the page. What
 * the pointer is on, or the arrow keys come to, is told: whoever shows the tree marks its node.
 */
export function BytesView({
  parts,
  label,
  chosen,
  pointed,
  found,
  onChoose,
  onPoint,
}: {
  readonly parts: readonly Part[];
  readonly label: string;
  readonly chosen: readonly TracePlace[];
  readonly pointed: readonly TracePlace[];
  readonly found: readonly TracePlace[];
  readonly onChoose: (cell: Cell) => void;
  readonly onPoint: (cell: Cell | undefined) => void;
}) {
  const box = useRef<HTMLElement>(null);
  const [width, setWidth] = useState(480);
  const [cursor, setCursor] = useState<Cell>();
  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    const observer = new ResizeObserver(() => setWidth(element.clientWidth));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  const perRow = useMemo(
    () => ({
      hex: width < 400 ? 8 : width < 900 ? 16 : 32,
      text: Math.max(16, Math.floor((width - 70) / 6.8 / 16) * 16),
    }),
    [width],
  );
  const rows = useMemo(() => rowsOf(parts, perRow), [parts, perRow]);
  const view = useWindow(box, rows.length, ROW);

  // What is chosen in the tree comes into sight; the cursor goes there, unless it is within.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only when the choice changes
  useLayoutEffect(() => {
    const [first] = chosen;
    if (first === undefined) return;
    const within =
      cursor !== undefined &&
      rangesIn(chosen, cursor.seq, cursor.part).some(([from, to]) => cursor.at >= from && cursor.at < to);
    if (within) return;
    const { seq, part, from } = first;
    setCursor({ seq, part, at: from });
    view.reveal(rowOf(rows, { seq, part, at: from }));
  }, [chosen]);

  const cells = useMemo(() => parts.flatMap((part) => (lengthOf(part) === 0 ? [] : [part])), [parts]);
  const move = (by: number) => {
    const [first] = cells;
    if (first === undefined) return;
    let index = cells.findIndex(({ seq, part }) => seq === cursor?.seq && part === cursor.part);
    let at = index === -1 ? 0 : (cursor?.at ?? 0) + by;
    if (index === -1) index = 0;
    let current = cells[index] ?? first;
    while (at < 0 && index > 0) {
      current = cells[--index] ?? first;
      at += lengthOf(current);
    }
    while (at >= lengthOf(current) && index < cells.length - 1) {
      at -= lengthOf(current);
      current = cells[++index] ?? first;
    }
    at = Math.max(0, Math.min(lengthOf(current) - 1, at));
    const next = { seq: current.seq, part: current.part, at };
    setCursor(next);
    view.reveal(rowOf(rows, next));
    onChoose(next);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const kind = parts.find(({ seq }) => seq === cursor?.seq)?.kind ?? parts[0]?.kind ?? 'hex';
    const moves: Partial<Record<string, number>> = {
      ArrowRight: 1,
      ArrowLeft: -1,
      ArrowDown: perRow[kind],
      ArrowUp: -perRow[kind],
      PageDown: view.page() * perRow[kind],
      PageUp: -view.page() * perRow[kind],
      Home: -Number.MAX_SAFE_INTEGER,
      End: Number.MAX_SAFE_INTEGER,
    };
    const by = moves[event.key];
    if (by === undefined) return;
    event.preventDefault();
    move(by);
  };
  const cellOf = (event: PointerEvent | React.MouseEvent): Cell | undefined => {
    const target =
      event.target instanceof HTMLElement ? event.target.closest<HTMLElement>('[data-at]') : null;
    const row = target?.closest<HTMLElement>('[data-row]');
    const found = row === null || row === undefined ? undefined : rows[Number(row.dataset['row'])];
    if (target === null || found === undefined || 'head' in found) return undefined;
    return { seq: found.part.seq, part: found.part.part, at: Number(target.dataset['at']) };
  };
  return (
    <section
      ref={box}
      className="bytes mono"
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: arrows move from byte to byte
      tabIndex={0}
      onScroll={view.onScroll}
      onKeyDown={onKeyDown}
      onPointerMove={(event) => onPoint(cellOf(event))}
      onPointerLeave={() => onPoint(undefined)}
      onClick={(event) => {
        const cell = cellOf(event);
        if (cell === undefined) return;
        setCursor(cell);
        onChoose(cell);
      }}
    >
      <div className="bytes-spacer" style={{ height: rows.length * ROW }}>
        {rows.slice(view.first, view.last).map((row, index) => {
          const at = view.first + index;
          if ('head' in row)
            return <PartHead key={`${row.head.seq}${row.head.part}`} part={row.head} top={at * ROW} />;
          const { seq, part, kind } = row.part;
          const mark = (places: readonly TracePlace[]) =>
            rangesIn(places, seq, part).filter(([from, to]) => from < row.to && to > row.from);
          return (
            <CellRow
              key={`${seq}${part}${row.from}`}
              index={at}
              kind={kind}
              data={
                kind === 'hex'
                  ? row.part.data.slice(2 * row.from, 2 * row.to)
                  : row.part.data.slice(row.from, row.to)
              }
              from={row.from}
              chosen={JSON.stringify(mark(chosen))}
              pointed={JSON.stringify(mark(pointed))}
              found={JSON.stringify(mark(found))}
              cursor={
                cursor !== undefined &&
                cursor.seq === seq &&
                cursor.part === part &&
                cursor.at >= row.from &&
                cursor.at < row.to
                  ? cursor.at
                  : -1
              }
            />
          );
        })}
      </div>
    </section>
  );
}

function rowOf(rows: readonly Row[], { seq, part, at }: Cell): number {
  return rows.findIndex(
    (row) =>
      !('head' in row) && row.part.seq === seq && row.part.part === part && at >= row.from && at < row.to,
  );
}

function PartHead({ part, top }: { readonly part: Part; readonly top: number }) {
  const length = lengthOf(part);
  return (
    <div className="bytes-head open" style={{ transform: `translateY(${top}px)` }}>
      <span>{visibleText(part.title, 80)}</span>
      <span className="num quiet">
        {length === 0
          ? text.none
          : fillText(part.kind === 'hex' ? text.bytes : text.characters, { count: formatInteger(length) })}
      </span>
      {length === 0 ? null : <CopyButton value={part.data} what={part.title} />}
    </div>
  );
}

type Ranges = readonly (readonly [number, number])[];

/** A row of bytes or characters. Its marks are text, so that a row that has not changed is not painted again. */
const CellRow = memo(function CellRow({
  index,
  kind,
  data,
  from,
  chosen,
  pointed,
  found,
  cursor,
}: {
  readonly index: number;
  readonly kind: Part['kind'];
  readonly data: string;
  readonly from: number;
  readonly chosen: string;
  readonly pointed: string;
  readonly found: string;
  readonly cursor: number;
}) {
  const [chosenRanges, pointedRanges, foundRanges] = [chosen, pointed, found].map(
    (one) => JSON.parse(one) as Ranges,
  );
  const within = (ranges: Ranges | undefined, at: number) =>
    ranges?.some(([begin, end]) => at >= begin && at < end) === true;
  const classOf = (at: number) =>
    [
      within(chosenRanges, at) ? 'cell-chosen' : '',
      within(pointedRanges, at) ? 'cell-pointed' : '',
      within(foundRanges, at) ? 'cell-found' : '',
      at === cursor ? 'cell-cursor' : '',
    ]
      .filter((one) => one !== '')
      .join(' ');
  const cells = kind === 'hex' ? (data.match(/../g) ?? []) : data.split('');
  return (
    <div
      className={`bytes-row bytes-${kind}`}
      data-row={index}
      style={{ transform: `translateY(${index * ROW}px)` }}
    >
      <span className="bytes-offset open" aria-hidden>
        {kind === 'hex' ? from.toString(16).toUpperCase().padStart(4, '0') : from}
      </span>
      <span className="bytes-cells">
        {cells.map((cell, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a byte's offset is its name
          <span key={at} data-at={from + at} className={classOf(from + at)}>
            {kind === 'hex' ? cell : character(cell)}
          </span>
        ))}
      </span>
      {kind === 'hex' ? (
        <span className="bytes-text" aria-hidden>
          {cells.map((cell, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: see above
            <span key={at} data-at={from + at} className={classOf(from + at)}>
              {printable(cell)}
            </span>
          ))}
        </span>
      ) : null}
    </div>
  );
});

function printable(byte: string): string {
  const value = Number.parseInt(byte, 16);
  return value >= 0x20 && value < 0x7f ? String.fromCharCode(value) : '·';
}

/** A character alone in its cell; what would act, or is half of one, is a dot. */
function character(one: string): string {
  return visibleText(one) === one && !/[\p{M}\p{Cs}\p{Cn}]/u.test(one) ? one : '·';
}
