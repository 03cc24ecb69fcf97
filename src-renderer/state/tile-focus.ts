import { useSyncExternalStore } from 'react';

/** The reader on whose tile the keyboard is, or was last: what commands on the bench are about. */
let current: string | undefined;
const listeners = new Set<() => void>();

const get = () => current;
function listen(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Told by the tile that has got the focus. */
export function setFocusedTile(readerId: string): void {
  if (current === readerId) return;
  current = readerId;
  for (const listener of listeners) listener();
}

export function useFocusedTile(): string | undefined {
  return useSyncExternalStore(listen, get);
}

/** Gives the keyboard to the tile of a reader, where the page shows it. */
export function focusTile(readerId: string): void {
  document.querySelector<HTMLElement>(`[data-tile="${CSS.escape(readerId)}"]`)?.focus();
}
