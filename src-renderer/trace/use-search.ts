import { useEffect, useMemo, useRef, useState } from 'react';
import { type ErrorData, toWorkbenchError } from '../../src-shared/errors/index.ts';
import { useWorkbench } from '../state/context.ts';
import { useLatest } from '../ui/use-latest.ts';
import type { TraceColumns } from './columns.ts';
import { Hits, localTerms, meets, mostHits } from './search.ts';

const WAIT_MS = 200;
const PAGE = 500;

export interface SearchState {
  /** What the hits are of: what is typed, a moment later. */
  readonly query: string;
  readonly hits: Hits;
  /** Changes with every hit that comes. */
  readonly version: number;
  readonly searching: boolean;
  /** How much of the trace was looked at: 0 to 1. */
  readonly share: number;
  readonly error: ErrorData | undefined;
  /** Looks for what is typed now, without that moment. */
  readonly hurry: () => void;
}

const nothing: Omit<SearchState, 'hurry'> = {
  query: '',
  hits: new Hits(),
  version: 0,
  searching: false,
  share: 1,
  error: undefined,
};

/**
 * Looks for a query in the trace: what headers tell in the columns, at once; everything else by the engine, page by page. A trace
 * that grows is searched on.
 */
export function useSearch(
  operationId: number,
  columns: TraceColumns,
  columnsVersion: number,
  typed: string,
): SearchState {
  const workbench = useWorkbench();
  const [query, hurry] = useLater(typed.trim());
  const local = useMemo(() => localTerms(query), [query]);
  const [found, setFound] = useState(nothing);
  const done = useRef<{ query: string; hits: Hits; seq: number }>({ query: '', hits: nothing.hits, seq: 0 });

  // biome-ignore lint/correctness/useExhaustiveDependencies: `columnsVersion`: the trace has grown
  useEffect(() => {
    let stale = false;
    if (query === '') {
      done.current = { query, hits: nothing.hits, seq: 0 };
      setFound(nothing);
      return;
    }
    if (done.current.query !== query) done.current = { query, hits: new Hits(), seq: 0 };
    const state = done.current;
    const say = (searching: boolean, error?: ErrorData) =>
      setFound((before) => ({
        query,
        hits: state.hits,
        version: before.version + 1,
        searching,
        share: columns.count === 0 ? 1 : Math.max(0, columns.placeOf(state.seq) + 1) / columns.count,
        error,
      }));
    if (local !== undefined) {
      for (let at = columns.placeOf(state.seq) + 1; at < columns.count; at++)
        if (meets(columns, at, local)) state.hits.add(columns.seqs[at] ?? 0, []);
      state.seq = columns.seqs[columns.count - 1] ?? 0;
      say(false);
      return;
    }
    const search = async () => {
      const end = () => columns.seqs[columns.count - 1] ?? 0;
      say(true);
      while (!stale && state.hits.count < mostHits) {
        const page = await workbench.call('trace.search', {
          query,
          operationId,
          limit: PAGE,
          ...(state.seq === 0 ? {} : { after: { operationId, seq: state.seq } }),
        });
        if (stale) return;
        for (const { seq, places } of page.hits) state.hits.add(seq, places);
        state.seq = page.next?.seq ?? Math.max(end(), page.hits.at(-1)?.seq ?? 0);
        say(page.next !== undefined);
        if (page.next === undefined) return;
      }
      say(false);
    };
    if (columns.count === 0) say(false);
    else
      search().catch((thrown: unknown) => {
        if (!stale) say(false, toWorkbenchError(thrown).toData());
      });
    return () => {
      stale = true;
    };
  }, [workbench, operationId, query, local, columns, columnsVersion]);

  return useMemo(() => ({ ...found, hurry }), [found, hurry]);
}

/** A value that follows when it has not changed for a moment; and what makes it follow at once. */
function useLater(value: string): [string, () => void] {
  const [later, setLater] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setLater(value), WAIT_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return [later, useLatest(() => setLater(value))];
}
