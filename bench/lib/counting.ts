/** Where the primitives of a process are counted: one list, filled by the modules that stand in for the simulators' own. */

import type { Primitive } from './primitives.ts';

let list: Primitive[] | undefined;
/** Primitives that are made of others (a signature hashes) count once. */
let depth = 0;

/** Counts what `work` does. */
export async function count(work: () => Promise<unknown>): Promise<readonly Primitive[]> {
  list = [];
  await work();
  const counted = list;
  list = undefined;
  return counted;
}

/** Counts one that was done, unless within another one that is counted. */
export function tally(kind: Primitive['kind'], bytes: number): void {
  if (depth === 0) list?.push({ kind, bytes });
}

/** `work`, counted each time that it is called, unless within another one that is. */
export function counted<A extends readonly unknown[], R>(
  kind: Primitive['kind'],
  work: (...input: A) => R,
  bytes: (...input: A) => number = () => 0,
): (...input: A) => R {
  return (...input) => {
    tally(kind, bytes(...input));
    depth++;
    try {
      return work(...input);
    } finally {
      depth--;
    }
  };
}
