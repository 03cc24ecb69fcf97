/** Two sides of a deviation, taken apart where they begin to differ. */

import type { ReplayDeviation } from '../../src-shared/model/index.ts';

export interface Side {
  readonly before: string;
  /** The first character that differs; of bytes in hexadecimal the whole byte. Empty: this side ends here. */
  readonly mark: string;
  readonly after: string;
}

/** Of a command's bytes; of all other fields there is text. */
const isHex = (field: string) => field === 'command';

/** Where the sides of a deviation begin to differ, and what stands around. Joined, each side is as it was. */
export function sidesOf({ field, expected, found }: Pick<ReplayDeviation, 'field' | 'expected' | 'found'>): {
  readonly expected: Side;
  readonly found: Side;
} {
  let at = 0;
  while (at < expected.length && at < found.length && expected[at] === found[at]) at++;
  const width = isHex(field) ? 2 : 1;
  if (isHex(field)) at -= at % 2;
  // Half of a pair of surrogates is no character.
  else if (at > 0 && /[\uD800-\uDBFF]/.test(expected[at - 1] ?? '')) at--;
  const side = (text: string): Side => {
    const pair = !isHex(field) && /[\uD800-\uDBFF]/.test(text[at] ?? '') ? 1 : 0;
    const end = at + width + pair;
    return { before: text.slice(0, at), mark: text.slice(at, end), after: text.slice(end) };
  };
  return { expected: side(expected), found: side(found) };
}
