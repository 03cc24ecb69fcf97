/** The shortest edit between two sequences (E. Myers, An O(ND) Difference Algorithm, 1986), bounded. */

/** A place of both, of the first alone, or of the second alone. */
export type Aligned =
  | { readonly a: number; readonly b: number }
  | { readonly a: number }
  | { readonly b: number };

/** Edits beyond which what is between the common ends is told as taken away and put in. Its square is the memory. */
const mostEdits = 1_500;

/** Aligns two sequences of keys; in order, each place once. */
export function align(a: readonly string[], b: readonly string[]): Aligned[] {
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end])
    end++;
  const middle = edits(a.slice(start, a.length - end), b.slice(start, b.length - end));
  const shifted = middle.map((one): Aligned => {
    if ('a' in one && 'b' in one) return { a: one.a + start, b: one.b + start };
    return 'a' in one ? { a: one.a + start } : { b: one.b + start };
  });
  return [
    ...Array.from({ length: start }, (_, i) => ({ a: i, b: i })),
    ...shifted,
    ...Array.from({ length: end }, (_, i) => ({ a: a.length - end + i, b: b.length - end + i })),
  ];
}

function edits(a: readonly string[], b: readonly string[]): Aligned[] {
  const most = Math.min(a.length + b.length, mostEdits);
  const offset = most + 1;
  const furthest = new Int32Array(2 * most + 3);
  const history: Int32Array[] = [];
  for (let d = 0; d <= most; d++) {
    history.push(furthest.slice(offset - d - 1, offset + d + 2));
    for (let k = -d; k <= d; k += 2) {
      const left = furthest[offset + k - 1] ?? 0;
      const right = furthest[offset + k + 1] ?? 0;
      let x = k === -d || (k !== d && left < right) ? right : left + 1;
      let y = x - k;
      while (x < a.length && y < b.length && a[x] === b[y]) {
        x++;
        y++;
      }
      furthest[offset + k] = x;
      if (x >= a.length && y >= b.length) return backtrack(history, a.length, b.length);
    }
  }
  return [...a.map((_, i) => ({ a: i })), ...b.map((_, i) => ({ b: i }))];
}

function backtrack(history: readonly Int32Array[], lengthA: number, lengthB: number): Aligned[] {
  const out: Aligned[] = [];
  let x = lengthA;
  let y = lengthB;
  for (let d = history.length - 1; d >= 0; d--) {
    const row = history[d] as Int32Array;
    // Of each row only what its step could see is kept, from -d-1 to d+1.
    const at = (k: number) => row[k + d + 1] ?? 0;
    const k = x - y;
    const down = k === -d || (k !== d && at(k - 1) < at(k + 1));
    const beforeK = down ? k + 1 : k - 1;
    const beforeX = d === 0 ? 0 : at(beforeK);
    const beforeY = d === 0 ? 0 : beforeX - beforeK;
    while (x > beforeX && y > beforeY) out.push({ a: --x, b: --y });
    if (d === 0) break;
    if (down) out.push({ b: --y });
    else out.push({ a: --x });
  }
  return out.reverse();
}
