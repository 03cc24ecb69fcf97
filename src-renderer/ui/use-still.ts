import { type RefObject, useCallback, useLayoutEffect, useRef, useState } from 'react';

interface Still<Row> {
  readonly of: string | undefined;
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => number;
  readonly rowHeight: number;
  readonly scroller: RefObject<HTMLElement | null>;
}

/**
 * Holds the rows in sight where they are while others come or go above them. Who is at the top of a list sees what comes there.
 * Out: how many have come out of sight, above, since they were last looked at.
 */
export function useStill<Row>({ of, rows, keyOf, rowHeight, scroller }: Still<Row>): {
  readonly count: number;
  readonly show: () => void;
  readonly onScroll: () => void;
} {
  const before = useRef({ of, rows });
  const [above, setAbove] = useState<ReadonlySet<number>>(new Set());
  /** Whether it has been scrolled: to ask the browser lays out everything that is not laid out yet. */
  const scrolled = useRef(false);

  useLayoutEffect(() => {
    const was = before.current;
    before.current = { of, rows };
    const body = scroller.current;
    if (body === null || of === undefined || was.rows === rows) return;
    if (was.of !== of) {
      if (scrolled.current) body.scrollTop = 0;
      setAbove((keys) => (keys.size === 0 ? keys : new Set()));
      return;
    }
    const top = Math.floor(body.scrollTop / rowHeight);
    if (body.scrollTop <= 0) return;
    const indexes = new Map(rows.map((row, index) => [keyOf(row), index]));
    // The first of those in sight that is still there.
    for (let at = top; at < was.rows.length; at++) {
      const row = was.rows[at];
      const now = row === undefined ? undefined : indexes.get(keyOf(row));
      if (now === undefined) continue;
      if (now === at) return;
      body.scrollTop += (now - at) * rowHeight;
      const known = new Set(was.rows.map(keyOf));
      const came = rows
        .slice(0, now)
        .map(keyOf)
        .filter((key) => !known.has(key));
      if (came.length > 0) setAbove((keys) => new Set([...keys, ...came]));
      return;
    }
  }, [of, rows, keyOf, rowHeight, scroller]);

  const onScroll = useCallback(() => {
    const body = scroller.current;
    if (body === null) return;
    scrolled.current = body.scrollTop > 0;
    setAbove((keys) => {
      if (keys.size === 0) return keys;
      const hidden = new Set(before.current.rows.slice(0, Math.floor(body.scrollTop / rowHeight)).map(keyOf));
      const left = [...keys].filter((key) => hidden.has(key));
      return left.length === keys.size ? keys : new Set(left);
    });
  }, [keyOf, rowHeight, scroller]);

  const show = useCallback(() => {
    scroller.current?.scrollTo({ top: 0 });
    setAbove(new Set());
  }, [scroller]);

  return { count: above.size, show, onScroll };
}
