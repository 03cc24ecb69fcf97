import { Button } from '@mantine/core';
import { LayoutGrid } from 'lucide-react';
import {
  type CSSProperties,
  type KeyboardEvent,
  type MouseEvent,
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { benchPageText, fillText, shellText } from '../../src-shared/texts.ts';
import { sameParts, useSelected } from '../state/context.ts';
import { focusTile, useFocusedTile } from '../state/tile-focus.ts';
import { PageHead } from '../ui/PageHead.tsx';
import { EmptyBench } from './EmptyBench.tsx';
import { HintStrip } from './HintStrip.tsx';
import { benchHints } from './hints.ts';
import {
  benchCells,
  type Cell,
  columnsFor,
  densityFor,
  nextCell,
  nextSlot,
  numberAll,
  slotsToArrange,
} from './slots.ts';
import { Tile } from './Tile.tsx';
import { benchCounts, type TileModel } from './tiles.ts';
import { PaceContext, usePace, useTiles } from './use-bench.ts';
import { useSlots } from './use-slots.ts';

const text = benchPageText;

/** All readers at a glance, each as a tile; where they stand, and what waits for somebody. */
export function BenchPage() {
  const pace = usePace();
  const tiles = useTiles();
  const { system, operations, remembered } = useSelected(
    ({ system, operations, remembered }) => ({ system, operations, remembered }),
    sameParts,
  );
  const [arranging, setArranging] = useState(false);
  const hints = useMemo(() => benchHints(tiles, operations), [tiles, operations]);
  const { readers, cards, running } = benchCounts(tiles);
  if (tiles.length === 0)
    return (
      <div className="page">
        <PageHead title={shellText.pages.home} />
        <EmptyBench system={system} />
      </div>
    );
  const counts = remembered
    ? [text.remembered]
    : [
        fillText(text.readers, { count: readers }),
        fillText(text.cards, { count: cards }),
        fillText(text.running, { count: running }),
      ];
  return (
    <PaceContext.Provider value={pace}>
      <div className="page page-fill bench-page">
        <PageHead title={shellText.pages.home} intro={counts.join(' · ')}>
          <Button
            variant={arranging ? 'filled' : 'default'}
            leftSection={<LayoutGrid size={14} aria-hidden />}
            aria-pressed={arranging}
            onClick={() => setArranging(!arranging)}
          >
            {arranging ? text.arrange.end : text.arrange.start}
          </Button>
        </PageHead>
        {arranging ? null : <HintStrip hints={hints} />}
        <TileGrid tiles={tiles} arranging={arranging} busy={remembered} />
      </div>
    </PaceContext.Provider>
  );
}

/** The columns that fit, for so many cells. */
function useColumns(count: number) {
  const ref = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(1100);
  useEffect(() => {
    const element = ref.current;
    if (element === null) return;
    const observer = new ResizeObserver(([entry]) => {
      if (entry !== undefined) setWidth(entry.contentRect.width);
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return { ref, columns: columnsFor(count, width) };
}

function rowsOf(cells: readonly Cell[], columns: number): readonly (readonly Cell[])[] {
  return Array.from({ length: Math.ceil(cells.length / columns) }, (_, row) =>
    cells.slice(row * columns, (row + 1) * columns),
  );
}

function TileGrid({
  tiles,
  arranging,
  busy,
}: {
  readonly tiles: readonly TileModel[];
  readonly arranging: boolean;
  /** Whether the engine has not told yet how it is. */
  readonly busy: boolean;
}) {
  const { move, place } = useSlots();
  const focused = useFocusedTile();
  const [dragged, setDragged] = useState<string>();
  const [over, setOver] = useState<number>();
  const readers = useMemo(() => tiles.map(({ reader }) => reader), [tiles]);
  const shown = benchCells(readers).length;
  const { ref, columns } = useColumns(shown);
  const cells = benchCells(readers, arranging ? slotsToArrange(readers, columns) : 0);
  const byId = new Map(tiles.map((tile) => [tile.reader.id, tile]));
  const current = focused !== undefined && byId.has(focused) ? focused : cells.find(isTaken)?.readerId;
  const hasSlots = cells.some((cell) => cell.place !== undefined);
  const density = arranging ? 'dense' : densityFor(shown);

  // A tile that goes to another row is made anew there, and the keyboard goes with it.
  const follow = useRef<string | undefined>(undefined);
  const order = cells.map(({ readerId = '' }) => readerId).join('\n');
  // biome-ignore lint/correctness/useExhaustiveDependencies: the order is the reason
  useEffect(() => {
    if (follow.current !== undefined) focusTile(follow.current);
    follow.current = undefined;
  }, [order]);
  const moveTo = (readerId: string, slot: number | null) => {
    follow.current = readerId;
    void place(readers, readerId, slot).then((done) => {
      if (!done) follow.current = undefined;
    });
  };
  const stopDrag = useCallback(() => {
    setDragged(undefined);
    setOver(undefined);
  }, []);
  // Who comes back from a reader goes on where he was.
  const first = useRef(focused);
  useEffect(() => {
    if (first.current !== undefined && document.activeElement === document.body) focusTile(first.current);
  }, []);

  const onKeyDown = (event: KeyboardEvent) => {
    const { target, key, shiftKey, ctrlKey, metaKey, altKey } = event;
    const readerId = target instanceof HTMLElement ? target.dataset['tile'] : undefined;
    if (readerId === undefined || altKey || metaKey) return;
    const at = cells.findIndex((cell) => cell.readerId === readerId);
    if (shiftKey && !ctrlKey && key.startsWith('Arrow')) {
      const slot = nextSlot(cells, columns, at, key);
      if (slot === undefined) return;
      event.preventDefault();
      moveTo(readerId, slot);
      return;
    }
    if (shiftKey) return;
    const to = nextCell(cells, columns, at, key, ctrlKey);
    if (to === undefined) return;
    event.preventDefault();
    focusTile(cells[to]?.readerId ?? '');
  };
  const onContextMenu = (event: MouseEvent) => {
    const cell = (event.target as Element).closest('[role=gridcell]');
    const button = cell?.querySelector<HTMLElement>('[data-tile-menu]');
    if (button === undefined || button === null) return;
    event.preventDefault();
    button.focus();
    button.click();
  };
  const drop = (cell: Cell) => {
    stopDrag();
    if (dragged !== undefined) moveTo(dragged, cell.place ?? null);
  };
  return (
    <>
      {arranging ? (
        <div className="bench-arrange">
          <span className="quiet grow">{text.arrange.hint}</span>
          <Button
            size="compact-sm"
            variant="default"
            onClick={() => void move(readers, numberAll(cells), text.arrange.numbered)}
          >
            {text.arrange.number}
          </Button>
          <Button
            size="compact-sm"
            variant="default"
            disabled={readers.every((reader) => reader.place === undefined)}
            onClick={() =>
              void move(
                readers,
                readers
                  .filter((reader) => reader.place !== undefined)
                  .map(({ id }) => ({ readerId: id, place: null })),
                text.arrange.cleared,
              )
            }
          >
            {text.arrange.clear}
          </Button>
        </div>
      ) : null}
      {/* biome-ignore lint/a11y/useSemanticElements: a grid of tiles is no table */}
      <div
        ref={ref}
        role="grid"
        aria-label={text.grid}
        aria-busy={busy}
        className={`bench-grid bench-grid-${density}${arranging ? ' bench-arranging' : ''}`}
        style={
          {
            gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))`,
            '--rows': Math.ceil(cells.length / columns),
            '--columns': columns,
          } as CSSProperties
        }
        onKeyDown={onKeyDown}
        onContextMenu={onContextMenu}
      >
        {rowsOf(cells, columns).map((row, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a row has no other name than its place
          // biome-ignore lint/a11y/useSemanticElements: see above
          // biome-ignore lint/a11y/useFocusableInteractive: see above
          <div role="row" key={index} className="bench-row">
            {row.map((cell) => {
              const tile = cell.readerId === undefined ? undefined : byId.get(cell.readerId);
              const isTarget = dragged !== undefined && dragged !== cell.readerId;
              return (
                // biome-ignore lint/a11y/useSemanticElements: see above
                // biome-ignore lint/a11y/useFocusableInteractive: see above
                <div
                  role="gridcell"
                  key={cell.readerId ?? `slot ${cell.place}`}
                  className={`bench-cell${over !== undefined && over === cell.place ? ' bench-over-slot' : ''}`}
                  onDragOver={(event) => {
                    if (!isTarget) return;
                    event.preventDefault();
                    setOver(cell.place);
                  }}
                  onDragLeave={() => setOver(undefined)}
                  onDrop={(event) => {
                    event.preventDefault();
                    drop(cell);
                  }}
                >
                  {tile === undefined ? (
                    <div className="bench-empty-slot">
                      <span className="num">{fillText(text.slot, { place: cell.place ?? 0 })}</span>
                      <span>{text.emptySlot}</span>
                    </div>
                  ) : (
                    <Tile
                      tile={tile}
                      density={density}
                      isCurrent={tile.reader.id === current}
                      isMovable={hasSlots}
                      onDragStart={setDragged}
                      onDragEnd={stopDrag}
                    />
                  )}
                </div>
              );
            })}
          </div>
        ))}
      </div>
    </>
  );
}

function isTaken(cell: Cell): boolean {
  return cell.readerId !== undefined;
}
