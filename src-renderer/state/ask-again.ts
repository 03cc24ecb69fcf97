import { useSyncExternalStore } from 'react';

/** Lists that are asked for, and of whose changes no event tells. */
type List = 'evidence' | 'trust';

const turns: Record<List, number> = { evidence: 0, trust: 0 };
const listeners = new Set<() => void>();

/** Has a list be asked for again, wherever it is shown by now: something in it was taken back. */
export function askAgain(list: List): void {
  turns[list]++;
  for (const listener of listeners) listener();
}

function listen(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The key of a call for the list: another one whenever it is to be asked for again. */
export function useListTurn(list: List): number {
  return useSyncExternalStore(listen, () => turns[list]);
}
