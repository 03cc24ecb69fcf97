import { useEffect, useSyncExternalStore } from 'react';

/** While it is set, nothing but the page is in the window. */
const fullClass = 'station-full';
const listeners = new Set<() => void>();
const isFull = () => document.documentElement.classList.contains(fullClass);

function set(full: boolean): void {
  document.documentElement.classList.toggle(fullClass, full);
  for (const listener of listeners) listener();
}

/**
 * Full screen on or off. Where the system gives no screen (a browser that was asked by nobody's hand, a desktop that denies it),
 * the page has the whole window all the same.
 */
export function toggleFull(): void {
  const next = !isFull();
  set(next);
  if (next) document.documentElement.requestFullscreen?.().catch(() => undefined);
  else if (document.fullscreenElement !== null) void document.exitFullscreen();
}

/** Whether the page has all of the window; it gives it back when it goes. Escape leaves. */
export function useFull(): boolean {
  const full = useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, isFull);
  useEffect(() => {
    const onChange = () => {
      if (document.fullscreenElement === null && isFull()) set(false);
    };
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || !isFull() || document.querySelector('[role="dialog"]') !== null) return;
      event.preventDefault();
      toggleFull();
    };
    document.addEventListener('fullscreenchange', onChange);
    // Before the keys of the window: there Escape leads one page up.
    window.addEventListener('keydown', onKey, { capture: true });
    return () => {
      document.removeEventListener('fullscreenchange', onChange);
      window.removeEventListener('keydown', onKey, { capture: true });
      if (isFull()) toggleFull();
    };
  }, []);
  return full;
}
