import { useCallback, useEffect, useRef, useState } from 'react';
import { type ErrorData, toWorkbenchError } from '../../src-shared/errors/index.ts';
import type { HistoryEntry } from '../../src-shared/model/fleet.ts';
import { useSnapshot, useWorkbench } from '../state/context.ts';
import type { Sort } from '../ui/sort.ts';
import { askHistory, rowOrder } from './history-page.ts';
import { lineOf, merged } from './live.ts';

const PAGE = 100;
/** The most that one call gives. */
const MOST = 1000;
/** Rows that are asked for again after the engine was gone; who had scrolled further begins at the top. */
const MOST_AGAIN = 10_000;
/** Events come in bursts. */
const EVENTS_MS = 200;
/** Operations that one query asks about. */
const AT_ONCE = 50;
/** So many at once are asked for as the list itself. */
const MANY = 500;

export interface HistoryRows {
  /** The query and order whose answer the rows are. */
  readonly of: string;
  readonly rows: readonly HistoryEntry[];
  readonly loading: boolean;
  /** Whether the first page is there. */
  readonly loaded: boolean;
  readonly more: boolean;
  readonly error: ErrorData | undefined;
  readonly loadMore: () => void;
  readonly again: () => void;
}

interface Known {
  readonly of: string;
  readonly rows: readonly HistoryEntry[];
  readonly cursor?: string | undefined;
  readonly error?: ErrorData | undefined;
}

/**
 * What matches a query, page by page, kept up to date by events: what begins, changes or no longer matches is asked for by its
 * number and put in its place. The rows of the query before stay until the first page is there.
 */
export function useHistory(query: string, sort: Sort): HistoryRows {
  const workbench = useWorkbench();
  const connected = useSnapshot().connection.state === 'ready';
  const order = rowOrder(sort);
  const wanted = JSON.stringify([query, order.by, order.direction]);
  const [turn, setTurn] = useState(0);
  const [known, setKnown] = useState<Known>();
  const [loading, setLoading] = useState(false);
  const latest = useRef(known);
  latest.current = known;
  const current = useRef('');
  const asking = useRef(false);
  const again = useCallback(() => setTurn((before) => before + 1), []);

  const failed = useCallback(
    (of: string, thrown: unknown) =>
      setKnown((before) => ({
        of,
        rows: before?.rows ?? [],
        cursor: before?.of === of ? before.cursor : undefined,
        error: toWorkbenchError(thrown).toData(),
      })),
    [],
  );

  // biome-ignore lint/correctness/useExhaustiveDependencies: `turn` is there to ask again
  useEffect(() => {
    if (!connected) return;
    let stale = false;
    current.current = wanted;
    asking.current = true;
    setLoading(true);
    const ask = async () => {
      const before = latest.current?.of === wanted ? latest.current.rows.length : 0;
      let left = before > MOST_AGAIN ? PAGE : Math.max(PAGE, before);
      const rows: HistoryEntry[] = [];
      let cursor: string | undefined;
      do {
        const size = Math.min(MOST, left);
        const page = await askHistory(workbench, {
          query,
          order,
          size,
          ...(cursor === undefined ? {} : { cursor }),
        });
        if (stale) return;
        rows.push(...page.list);
        left -= size;
        cursor = page.cursor;
      } while (cursor !== undefined && left > 0);
      setKnown({ of: wanted, rows, cursor });
    };
    ask()
      .catch((thrown: unknown) => stale || failed(wanted, thrown))
      .finally(() => {
        if (stale) return;
        asking.current = false;
        setLoading(false);
      });
    return () => {
      stale = true;
    };
  }, [workbench, connected, wanted, turn]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: query and order are in `wanted`
  useEffect(() => {
    const lines = new Map<number, string>();
    let changed = new Set<number>();
    let timer: ReturnType<typeof setTimeout> | undefined;
    let stopped = false;
    let busy = false;

    const update = async () => {
      timer = undefined;
      // What the first page does not show yet is asked for when it is there.
      if (busy || latest.current?.of !== wanted) return later();
      const ids = [...changed];
      changed = new Set();
      if (ids.length > MANY) return again();
      busy = true;
      try {
        for (let at = 0; at < ids.length; at += AT_ONCE) {
          const some = ids.slice(at, at + AT_ONCE);
          const one = some.map((id) => `id = ${id}`).join(' or ');
          const narrowed = query === '' ? one : `(${query}) and (${one})`;
          const { list } = await askHistory(workbench, { query: narrowed, order, size: MOST });
          if (stopped) return;
          const found = new Set(list.map(({ id }) => id));
          const gone = new Set(some.filter((id) => !found.has(id)));
          setKnown((before) =>
            before?.of === wanted
              ? {
                  ...before,
                  rows: merged(before.rows, { changed: list, gone }, order, before.cursor !== undefined),
                }
              : before,
          );
        }
      } catch {
        // The query is too long for an addition, or the engine is gone: the list itself tells which.
        if (!stopped) again();
      } finally {
        busy = false;
      }
    };
    const later = () => {
      if (!stopped) timer ??= setTimeout(() => void update(), EVENTS_MS);
    };
    const stop = workbench.onEvent((event) => {
      if (event.type !== 'operation') return;
      const { operation } = event;
      const line = lineOf(operation);
      if (lines.get(operation.id) === line) return;
      lines.set(operation.id, line);
      changed.add(operation.id);
      later();
    });
    return () => {
      stopped = true;
      stop();
      clearTimeout(timer);
    };
  }, [workbench, wanted, again]);

  const loadMore = () => {
    const cursor = known?.cursor;
    if (cursor === undefined || asking.current || known?.of !== wanted) return;
    asking.current = true;
    setLoading(true);
    askHistory(workbench, { query, order, size: PAGE, cursor })
      .then(
        (page) =>
          current.current === wanted &&
          setKnown((before) => {
            const rows = before?.rows ?? [];
            // One that has changed meanwhile may have got behind the last of the page before.
            const there = new Set(rows.map(({ id }) => id));
            return {
              of: wanted,
              rows: [...rows, ...page.list.filter(({ id }) => !there.has(id))],
              cursor: page.cursor,
            };
          }),
        (thrown: unknown) => current.current === wanted && failed(wanted, thrown),
      )
      .finally(() => {
        if (current.current !== wanted) return;
        asking.current = false;
        setLoading(false);
      });
  };
  return {
    of: known?.of ?? '',
    rows: known?.rows ?? [],
    loading,
    loaded: known !== undefined,
    more: known?.cursor !== undefined,
    error: known?.of === wanted ? known.error : undefined,
    loadMore,
    again,
  };
}
