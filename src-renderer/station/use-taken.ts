import { useMemo } from 'react';
import { useCall } from '../state/context.ts';

/** Readers that take part in batches that are not finished, with the names of those; `but` is left out. */
export function useTaken(but?: number): ReadonlyMap<string, string> {
  const { value } = useCall('batches.list', { limit: 500 });
  return useMemo(
    () =>
      new Map(
        (value ?? [])
          .filter(({ state, id }) => state !== 'finished' && id !== but)
          .flatMap(({ readers, name }) => readers.map((reader): [string, string] => [reader, name])),
      ),
    [value, but],
  );
}
