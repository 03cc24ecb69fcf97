import { useCallback, useEffect, useRef, useState } from 'react';
import { type ErrorData, toWorkbenchError } from '../../src-shared/errors/index.ts';
import type { HistoryEntry } from '../../src-shared/model/fleet.ts';
import { useWorkbench } from '../state/context.ts';
import { askHistory } from './history-page.ts';

const PAGE = 100;

export interface HistoryRows {
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

/** What matches a query, page by page. The rows of the query before stay until the first page is there. */
export function useHistory(query: string, orderby: string): HistoryRows {
  const workbench = useWorkbench();
  const wanted = JSON.stringify([query, orderby]);
  const [turn, setTurn] = useState(0);
  const [known, setKnown] = useState<Known>();
  const [loading, setLoading] = useState(false);
  const current = useRef('');
  const asking = useRef(false);

  // biome-ignore lint/correctness/useExhaustiveDependencies: `turn` is there to ask again
  useEffect(() => {
    let stale = false;
    current.current = wanted;
    asking.current = true;
    setLoading(true);
    askHistory(workbench, { query, orderby, size: PAGE })
      .then(
        ({ list, cursor }) => stale || setKnown({ of: wanted, rows: list, cursor }),
        (thrown: unknown) =>
          stale ||
          setKnown((before) => ({
            of: wanted,
            rows: before?.rows ?? [],
            error: toWorkbenchError(thrown).toData(),
          })),
      )
      .finally(() => {
        if (stale) return;
        asking.current = false;
        setLoading(false);
      });
    return () => {
      stale = true;
    };
  }, [workbench, wanted, turn]);

  const loadMore = () => {
    const cursor = known?.cursor;
    if (cursor === undefined || asking.current || known?.of !== wanted) return;
    asking.current = true;
    setLoading(true);
    askHistory(workbench, { query, orderby, size: PAGE, cursor })
      .then(
        (page) =>
          current.current === wanted &&
          setKnown((before) => ({
            of: wanted,
            rows: [...(before?.rows ?? []), ...page.list],
            cursor: page.cursor,
          })),
        (thrown: unknown) =>
          current.current === wanted &&
          setKnown((before) => ({
            of: wanted,
            rows: before?.rows ?? [],
            error: toWorkbenchError(thrown).toData(),
          })),
      )
      .finally(() => {
        if (current.current !== wanted) return;
        asking.current = false;
        setLoading(false);
      });
  };
  return {
    rows: known?.rows ?? [],
    loading,
    loaded: known !== undefined,
    more: known?.cursor !== undefined,
    error: known?.of === wanted ? known.error : undefined,
    loadMore,
    again: useCallback(() => setTurn((before) => before + 1), []),
  };
}
