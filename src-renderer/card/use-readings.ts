import { useEffect, useState } from 'react';
import { type ErrorData, toWorkbenchError } from '../../src-shared/errors/index.ts';
import type { CardReading } from '../../src-shared/model/index.ts';
import { useCall, useWorkbench } from '../state/context.ts';

const AT_ONCE = 100;

export interface Readings {
  /** The newest first; undefined while they are not known yet. */
  readonly list: readonly CardReading[] | undefined;
  readonly error: ErrorData | undefined;
  /** Asks for older ones; absent where there are none. */
  readonly older?: () => void;
  readonly again: () => void;
}

/** The readings of a card, asked for again whenever it has been seen anew. */
export function useReadings(eid: string | undefined, seenAt: number): Readings {
  const workbench = useWorkbench();
  const newest = useCall('cards.readings', eid === undefined ? undefined : { eid, limit: AT_ONCE }, seenAt);
  const [more, setMore] = useState<{ readonly list: readonly CardReading[]; readonly ended: boolean }>();
  const [error, setError] = useState<ErrorData>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: another card has others
  useEffect(() => {
    setMore(undefined);
    setError(undefined);
  }, [eid]);
  const list = newest.value === undefined ? undefined : [...newest.value, ...(more?.list ?? [])];
  const before = list?.at(-1)?.id;
  const full = newest.value?.length === AT_ONCE && more?.ended !== true;
  return {
    // A reading that has come since stands in both.
    list: list?.filter(({ id }, at) => list.findIndex((one) => one.id === id) === at),
    error: error ?? (newest.state === 'error' ? newest.error : undefined),
    again: newest.again,
    ...(eid === undefined || before === undefined || !full
      ? {}
      : {
          older: () => {
            workbench.call('cards.readings', { eid, limit: AT_ONCE, before }).then(
              (found) => {
                setMore((had) => ({ list: [...(had?.list ?? []), ...found], ended: found.length < AT_ONCE }));
                setError(undefined);
              },
              (thrown: unknown) => setError(toWorkbenchError(thrown).toData()),
            );
          },
        }),
  };
}
