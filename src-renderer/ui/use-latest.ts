import { useCallback, useRef } from 'react';

/**
 * A function that stays the same and does what `body` of the latest painting does: for parts that are painted again only where
 * what they are given changes. To be called by events and effects, not while painting.
 */
export function useLatest<A extends readonly unknown[], R>(body: (...args: A) => R): (...args: A) => R {
  const latest = useRef(body);
  latest.current = body;
  return useCallback((...args: A) => latest.current(...args), []);
}
