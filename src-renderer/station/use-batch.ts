import { useCallback, useEffect, useRef, useState } from 'react';
import { type ErrorData, toWorkbenchError } from '../../src-shared/errors/index.ts';
import type { Batch, BatchDetail, BatchLine, StationSlot } from '../../src-shared/model/index.ts';
import { useSnapshot, useWorkbench } from '../state/context.ts';

const PAGE = 1000;
/** Events of sixteen readers come in bursts; the lists are painted at most this often. */
const PAINT_EVERY_MS = 40;

export interface KnownBatch {
  readonly batch: BatchDetail | undefined;
  /** In the order of the list; all of them once `loaded`. */
  readonly lines: readonly BatchLine[];
  readonly loaded: boolean;
  readonly error: ErrorData | undefined;
  /** Reads all of it again. */
  readonly again: () => void;
  /** What a call has answered about it. */
  readonly took: (batch: Batch) => void;
}

interface Known {
  batch: BatchDetail | undefined;
  readonly lines: Map<number, BatchLine>;
  loaded: boolean;
  error: ErrorData | undefined;
}

const nothing = (): Known => ({ batch: undefined, lines: new Map(), loaded: false, error: undefined });

/** Slots by reader, in the order of the batch's readers; a reader that has left it has none. */
function withSlot(batch: BatchDetail, slot: StationSlot): BatchDetail {
  const others = batch.slots.filter(({ readerId }) => readerId !== slot.readerId);
  const slots = batch.readers.flatMap(
    (reader) => [...others, slot].find(({ readerId }) => readerId === reader) ?? [],
  );
  return { ...batch, slots };
}

function withBatch(known: BatchDetail, batch: Batch): BatchDetail {
  if (batch.updatedAt < known.updatedAt) return known;
  return { ...batch, slots: known.slots.filter(({ readerId }) => batch.readers.includes(readerId)) };
}

/**
 * A batch with its readers and all its lines, kept by events; read anew whenever the engine is there again. `onSlot` is told of
 * every change at a reader, with what was shown there before.
 */
export function useBatch(
  id: number,
  onSlot?: (slot: StationSlot, before: StationSlot | undefined) => void,
): KnownBatch {
  const workbench = useWorkbench();
  const connected = useSnapshot().connection.state === 'ready';
  const known = useRef<Known>(nothing());
  const [shown, setShown] = useState<Omit<KnownBatch, 'again' | 'took'>>({
    batch: undefined,
    lines: [],
    loaded: false,
    error: undefined,
  });
  const [turn, setTurn] = useState(0);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const told = useRef(onSlot);
  told.current = onSlot;

  const paint = useCallback(() => {
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      const { batch, lines, loaded, error } = known.current;
      setShown({ batch, loaded, error, lines: [...lines.values()].sort((a, b) => a.line - b.line) });
    }, PAINT_EVERY_MS);
  }, []);

  const putLine = useCallback((line: BatchLine) => {
    const { lines } = known.current;
    const before = lines.get(line.line);
    // An answer may be overtaken by an event.
    if (before === undefined || before.updatedAt <= line.updatedAt) lines.set(line.line, line);
  }, []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: `turn` is there to ask again
  useEffect(() => {
    if (!connected) return;
    let stale = false;
    const ask = async () => {
      try {
        const batch = await workbench.call('batches.get', { id });
        if (stale) return;
        known.current = { ...known.current, batch, error: undefined };
        paint();
        for (let after = 0; ; ) {
          const part = await workbench.call('batches.lines', { id, after, limit: PAGE });
          if (stale) return;
          for (const line of part) putLine(line);
          after = part.at(-1)?.line ?? after;
          if (part.length < PAGE) break;
        }
        known.current.loaded = true;
      } catch (thrown) {
        if (!stale) known.current.error = toWorkbenchError(thrown).toData();
      }
      paint();
    };
    void ask();
    return () => {
      stale = true;
    };
  }, [workbench, connected, id, turn, paint, putLine]);

  useEffect(() => {
    const stop = workbench.onEvent((event) => {
      const { batch } = known.current;
      if (event.type === 'removed' && event.what === 'batch' && event.id === id) {
        known.current = nothing();
        // The engine says what has become of it.
        setTurn((before) => before + 1);
      } else if (event.type === 'batchLine' && event.line.batchId === id) putLine(event.line);
      else if (batch === undefined) return;
      else if (event.type === 'batch' && event.batch.id === id)
        known.current.batch = withBatch(batch, event.batch);
      else if (event.type === 'station' && event.slot.batchId === id) {
        const { slot } = event;
        const before = batch.slots.find(({ readerId }) => readerId === slot.readerId);
        known.current.batch = withSlot(batch, slot);
        told.current?.(slot, before);
      } else return;
      paint();
    });
    return () => {
      stop();
      clearTimeout(timer.current);
      timer.current = undefined;
    };
  }, [workbench, id, paint, putLine]);

  const again = useCallback(() => setTurn((before) => before + 1), []);
  const took = useCallback(
    (batch: Batch) => {
      const { batch: before } = known.current;
      if (before !== undefined && batch.id === before.id) known.current.batch = withBatch(before, batch);
      paint();
    },
    [paint],
  );
  return { ...shown, again, took };
}
