import { useCallback, useEffect, useRef, useState } from 'react';
import { type ErrorData, toWorkbenchError } from '../../src-shared/errors/index.ts';
import type { Batch } from '../../src-shared/model/index.ts';
import { useSnapshot, useWorkbench } from '../state/context.ts';

const PAGE = 100;

/** The batches, the newest first, page by page, kept by events. */
export function useBatches(): {
  readonly batches: readonly Batch[];
  readonly loaded: boolean;
  readonly more: boolean;
  readonly error: ErrorData | undefined;
  readonly loadMore: () => void;
  readonly again: () => void;
} {
  const workbench = useWorkbench();
  const connected = useSnapshot().connection.state === 'ready';
  const [known, setKnown] = useState<{
    readonly batches: readonly Batch[];
    readonly loaded: boolean;
    readonly more: boolean;
    readonly error?: ErrorData;
  }>({ batches: [], loaded: false, more: false });
  const [turn, setTurn] = useState(0);
  const asking = useRef(false);

  // biome-ignore lint/correctness/useExhaustiveDependencies: `turn` is there to ask again
  useEffect(() => {
    if (!connected) return;
    let stale = false;
    workbench.call('batches.list', { limit: PAGE }).then(
      (batches) => {
        if (!stale) setKnown({ batches, loaded: true, more: batches.length === PAGE });
      },
      (thrown: unknown) => {
        if (!stale) setKnown((now) => ({ ...now, error: toWorkbenchError(thrown).toData() }));
      },
    );
    return () => {
      stale = true;
    };
  }, [workbench, connected, turn]);

  useEffect(
    () =>
      workbench.onEvent((event) => {
        if (event.type === 'removed' && event.what === 'batch')
          setKnown((now) => ({ ...now, batches: now.batches.filter(({ id }) => id !== event.id) }));
        if (event.type !== 'batch') return;
        const { batch } = event;
        setKnown((now) => {
          const at = now.batches.findIndex(({ id }) => id === batch.id);
          const before = now.batches[at];
          if (before !== undefined && before.updatedAt > batch.updatedAt) return now;
          return {
            ...now,
            batches: at === -1 ? [batch, ...now.batches] : now.batches.with(at, batch),
          };
        });
      }),
    [workbench],
  );

  const loadMore = () => {
    const last = known.batches.at(-1);
    if (!known.more || asking.current || last === undefined) return;
    asking.current = true;
    workbench
      .call('batches.list', { limit: PAGE, before: last.id })
      .then(
        (older) =>
          setKnown((now) => ({
            ...now,
            batches: [...now.batches, ...older.filter(({ id }) => !now.batches.some((one) => one.id === id))],
            more: older.length === PAGE,
          })),
        (thrown: unknown) => setKnown((now) => ({ ...now, error: toWorkbenchError(thrown).toData() })),
      )
      .finally(() => {
        asking.current = false;
      });
  };
  const again = useCallback(() => setTurn((before) => before + 1), []);
  return { ...known, error: known.error, loadMore, again };
}
