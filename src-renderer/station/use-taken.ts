import { useMemo } from 'react';
import { holdsReaders } from '../../src-shared/model/index.ts';
import { useCall } from '../state/context.ts';

/** Readers that batches hold, with the names of those; `but` is left out. */
export function useTaken(but?: number): ReadonlyMap<string, string> {
  const { value } = useCall('batches.list', { limit: 500 });
  return useMemo(
    () =>
      new Map(
        (value ?? [])
          .filter(({ state, id }) => holdsReaders(state) && id !== but)
          .flatMap(({ readers, name }) => readers.map((reader): [string, string] => [reader, name])),
      ),
    [value, but],
  );
}
