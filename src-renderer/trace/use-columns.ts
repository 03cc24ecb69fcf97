import { useCallback, useEffect, useRef, useState } from 'react';
import { type ErrorData, toWorkbenchError } from '../../src-shared/errors/index.ts';
import { useWorkbench } from '../state/context.ts';
import { TraceColumns } from './columns.ts';

/** As many as are there at once, so that something is seen; the others follow in large parts. */
const FIRST = 2_000;
const PAGE = 25_000;
const POLL_MS = 700;

export interface LoadedColumns {
  readonly columns: TraceColumns;
  /** Changes whenever the columns have grown: what is made of them is made anew by it. */
  readonly version: number;
  readonly loading: boolean;
  readonly error: ErrorData | undefined;
  readonly again: () => void;
}

/** The whole trace of an operation, or of opened evidence (a number below 0), in columns; goes on asking while `running`. */
export function useColumns(operationId: number, running: boolean): LoadedColumns {
  const workbench = useWorkbench();
  const [columns] = useState(() => new TraceColumns());
  const [version, setVersion] = useState(0);
  const [loading, setLoading] = useState(true);
  const [error, setError] = useState<ErrorData>();
  const [turn, setTurn] = useState(0);
  const last = useRef(0);

  // When the operation ends, `running` changes, and what came last is asked for once more.
  // biome-ignore lint/correctness/useExhaustiveDependencies: `turn` is there to ask again
  useEffect(() => {
    let stale = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const next = async () => {
      try {
        for (;;) {
          const limit = last.current === 0 ? FIRST : PAGE;
          const page = await workbench.call('trace.outline', { operationId, after: last.current, limit });
          if (stale) return;
          if (page.count > 0) {
            columns.append(page);
            last.current = columns.seqs[columns.count - 1] ?? last.current;
            setVersion((before) => before + 1);
          }
          setError(undefined);
          if (page.complete) break;
        }
      } catch (thrown) {
        if (stale) return;
        setError(toWorkbenchError(thrown).toData());
      }
      setLoading(false);
      if (running) timer = setTimeout(() => void next(), POLL_MS);
    };
    void next();
    return () => {
      stale = true;
      clearTimeout(timer);
    };
  }, [workbench, columns, operationId, running, turn]);

  const again = useCallback(() => setTurn((before) => before + 1), []);
  return { columns, version, loading, error, again };
}
