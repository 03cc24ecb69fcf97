import { useEffect, useRef, useState } from 'react';
import { type ErrorData, toWorkbenchError } from '../../src-shared/errors/index.ts';
import type { TraceLine } from '../../src-shared/model/index.ts';
import { useWorkbench } from '../state/context.ts';

const PAGE = 1000;
/** What an overview shows; the rest is on the page of the trace. */
const MOST = 5000;

/**
 * The first exchanges of an operation, or with a negative number of opened evidence. Those that came since are asked for when
 * `key` changes.
 */
export function useLines(
  id: number,
  key: number,
): { readonly lines: readonly TraceLine[]; readonly more: boolean; readonly error: ErrorData | undefined } {
  const workbench = useWorkbench();
  const [known, setKnown] = useState<{ readonly lines: readonly TraceLine[]; readonly more: boolean }>({
    lines: [],
    more: false,
  });
  const [error, setError] = useState<ErrorData>();
  const read = useRef<{ id: number; lines: readonly TraceLine[] }>({ id, lines: [] });

  // biome-ignore lint/correctness/useExhaustiveDependencies: `key` is there to ask again
  useEffect(() => {
    let stale = false;
    const ask = async () => {
      let lines = read.current.id === id ? read.current.lines : [];
      for (;;) {
        if (lines.length >= MOST) {
          setKnown({ lines, more: true });
          return;
        }
        const after = lines.at(-1)?.seq ?? 0;
        const page =
          id < 0
            ? await workbench.call('evidence.trace.list', { id: -id, after, limit: PAGE })
            : await workbench.call('trace.list', { operationId: id, after, limit: PAGE });
        if (stale) return;
        lines = [...lines, ...page];
        read.current = { id, lines };
        if (page.length < PAGE) break;
      }
      setKnown({ lines, more: false });
      setError(undefined);
    };
    ask().catch((thrown: unknown) => stale || setError(toWorkbenchError(thrown).toData()));
    return () => {
      stale = true;
    };
  }, [workbench, id, key]);

  return { ...known, error };
}
