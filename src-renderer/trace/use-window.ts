import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';

export interface RowWindow {
  /** Rows [first, last) are to be painted. */
  readonly first: number;
  readonly last: number;
  /**
   * What the key of a row's element is less than its place. It stays while rows scroll by, so those in sight are left as they are;
   * where none of them stays in sight, the elements are taken over by the rows that come, and none is made or thrown away.
   */
  readonly shift: number;
  readonly onScroll: () => void;
  /**
   * Brings a row into sight, with as little movement as that takes. In layout effects: what a later effect changes is painted by
   * itself, and of a held key's steps React takes such changes for one endless loop.
   */
  readonly reveal: (row: number) => void;
  /** Rows of a page of the Page keys. */
  readonly page: () => number;
  readonly toEnd: () => void;
  /** Whether the last row is in sight. */
  readonly atEnd: () => boolean;
}

/** Rows that are painted beyond those in sight. */
const BEYOND = 6;

/**
 * Which rows of a list of equal heights are in sight. Unlike a list that measures its rows it keeps nothing for each of them, so
 * that a hundred thousand cost what fifty do. `head`: pixels that are above the first row within the scroller and stay there.
 */
export function useWindow(
  scroller: RefObject<HTMLElement | null>,
  count: number,
  height: number,
  head = 0,
): RowWindow {
  const [range, setRange] = useState({ first: 0, last: 60, shift: 0 });
  const of = useRef(count);
  of.current = count;

  const measure = useCallback(() => {
    const box = scroller.current;
    if (box === null) return;
    // In steps, so that not every pixel paints anew.
    const top = Math.floor(Math.max(0, box.scrollTop) / height);
    const first = Math.max(0, top - (top % 4) - BEYOND);
    const last = first + Math.ceil(box.clientHeight / height) + 2 * BEYOND + 4;
    setRange((before) => {
      if (before.first === first && before.last === last) return before;
      const jumped = first >= before.last || last <= before.first;
      return { first, last, shift: before.shift + (jumped ? first - before.first : 0) };
    });
  }, [scroller, height]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: fewer rows move the end
  useLayoutEffect(measure, [measure, count]);
  useEffect(() => {
    const box = scroller.current;
    if (box === null) return;
    const observer = new ResizeObserver(measure);
    observer.observe(box);
    return () => observer.disconnect();
  }, [scroller, measure]);

  const reveal = useCallback(
    (row: number) => {
      const box = scroller.current;
      if (box === null || row < 0) return;
      const top = row * height;
      const room = box.clientHeight - head;
      if (top < box.scrollTop) box.scrollTop = top;
      else if (top + height > box.scrollTop + room) box.scrollTop = top + height - room;
      measure();
    },
    [scroller, height, head, measure],
  );
  const toEnd = useCallback(() => {
    const box = scroller.current;
    if (box !== null) box.scrollTop = of.current * height + head;
    measure();
  }, [scroller, height, head, measure]);
  const atEnd = useCallback(() => {
    const box = scroller.current;
    return box === null || box.scrollTop + box.clientHeight >= of.current * height + head - height;
  }, [scroller, height, head]);
  const page = useCallback(
    () => Math.max(1, Math.floor(((scroller.current?.clientHeight ?? height) - head) / height) - 1),
    [scroller, height, head],
  );
  return {
    first: range.first,
    last: Math.min(count, range.last),
    shift: range.shift,
    onScroll: measure,
    reveal,
    page,
    toEnd,
    atEnd,
  };
}
