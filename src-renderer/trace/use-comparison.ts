import { useCallback, useEffect, useRef, useState } from 'react';
import type { CallOutput } from '../../src-shared/api.ts';
import { type ErrorData, toWorkbenchError } from '../../src-shared/errors/index.ts';
import { useWorkbench } from '../state/context.ts';

export type Comparison = CallOutput<'trace.compare'>;
export type ComparedRow = Comparison['rows'][number];
export interface CompareOptions {
  readonly bytes: boolean;
  readonly times: boolean;
}

const PAGE = 200;

export interface LoadedComparison {
  readonly about: Omit<Comparison, 'rows' | 'next'> | undefined;
  /** All rows, those included that are not here yet. */
  readonly count: number;
  readonly row: (at: number) => ComparedRow | undefined;
  /** Rows [from, to) have come into sight. */
  readonly want: (from: number, to: number) => void;
  readonly loading: boolean;
  readonly error: ErrorData | undefined;
  readonly again: () => void;
}

/** Two traces compared; their rows come as they are looked at. */
export function useComparison(a: number, b: number, options: CompareOptions): LoadedComparison {
  const workbench = useWorkbench();
  const { bytes, times } = options;
  const [about, setAbout] = useState<LoadedComparison['about']>();
  const [, setVersion] = useState(0);
  const [loading, setLoading] = useState(true);
  const [error, setError] = useState<ErrorData>();
  const [turn, setTurn] = useState(0);
  const pages = useRef<{ rows: Map<number, readonly ComparedRow[]>; asked: Set<number> }>({
    rows: new Map(),
    asked: new Set(),
  });

  const load = useCallback(
    async (page: number, into: typeof pages.current) => {
      if (into.asked.has(page)) return;
      into.asked.add(page);
      try {
        const {
          rows,
          next: _,
          ...rest
        } = await workbench.call('trace.compare', {
          a,
          b,
          ignore: [...(bytes ? [] : (['bytes'] as const)), ...(times ? [] : (['times'] as const))],
          from: page * PAGE,
          limit: PAGE,
        });
        if (into !== pages.current) return;
        into.rows.set(page, rows);
        setAbout(rest);
        setError(undefined);
      } catch (thrown) {
        if (into !== pages.current) return;
        into.asked.delete(page);
        setError(toWorkbenchError(thrown).toData());
      }
      setLoading(false);
      setVersion((before) => before + 1);
    },
    [workbench, a, b, bytes, times],
  );

  // biome-ignore lint/correctness/useExhaustiveDependencies: `turn` is there to ask again
  useEffect(() => {
    pages.current = { rows: new Map(), asked: new Set() };
    setLoading(true);
    void load(0, pages.current);
  }, [load, turn]);

  const want = useCallback(
    (from: number, to: number) => {
      for (let page = Math.floor(from / PAGE); page * PAGE < to; page++) void load(page, pages.current);
    },
    [load],
  );
  const { counts } = about ?? {};
  return {
    about,
    count: counts === undefined ? 0 : counts.same + counts.changed + counts.onlyA + counts.onlyB,
    row: (at) => pages.current.rows.get(Math.floor(at / PAGE))?.[at % PAGE],
    want,
    loading,
    error,
    again: useCallback(() => setTurn((before) => before + 1), []),
  };
}
