import { useEffect, useRef, useState } from 'react';
import { type ErrorData, toWorkbenchError } from '../../src-shared/errors/index.ts';
import type { TraceLine } from '../../src-shared/model/index.ts';
import { useWorkbench } from '../state/context.ts';

const PAGE = 1000;
const POLL_MS = 700;

/** All lines of an operation's trace, page by page; goes on asking while `running`. */
export function useTrace(
  operationId: number,
  running: boolean,
): {
  readonly lines: readonly TraceLine[];
  readonly loading: boolean;
  readonly error: ErrorData | undefined;
} {
  const workbench = useWorkbench();
  const [lines, setLines] = useState<readonly TraceLine[]>([]);
  const [loading, setLoading] = useState(true);
  const [error, setError] = useState<ErrorData>();
  const last = useRef(0);

  // When the operation ends, `running` changes, and what came last is asked for once more.
  useEffect(() => {
    let stale = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const next = async () => {
      try {
        for (;;) {
          const page = await workbench.call('trace.list', { operationId, after: last.current, limit: PAGE });
          if (stale) return;
          const end = page.at(-1);
          if (end !== undefined) {
            last.current = end.seq;
            setLines((before) => [...before, ...page]);
          }
          if (page.length < PAGE) break;
        }
        setError(undefined);
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
  }, [workbench, operationId, running]);

  return { lines, loading, error };
}
