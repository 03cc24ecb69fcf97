import { useEffect, useRef, useState } from 'react';

/**
 * A value as it is when it stands still: at once where it has not changed for `stillMs`, else as soon as it has not. Whoever holds
 * a key down runs through rows of which none but the last is opened.
 */
export function useSettled<T>(value: T, stillMs = 120): T {
  const [settled, setSettled] = useState(value);
  const changedAt = useRef(Number.NEGATIVE_INFINITY);
  useEffect(() => {
    const now = performance.now();
    const stood = now - changedAt.current;
    changedAt.current = now;
    if (stood >= stillMs) {
      setSettled(value);
      return;
    }
    const timer = setTimeout(() => setSettled(value), stillMs);
    return () => clearTimeout(timer);
  }, [value, stillMs]);
  return settled;
}
