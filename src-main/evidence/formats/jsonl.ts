/** A trace as JSON Lines: what `trace.jsonl` of an evidence file holds. */

import type { DisguisedEntry } from '../disguise/disguise.ts';
import { lineOf } from '../trace-lines.ts';

export function jsonLines(trace: readonly DisguisedEntry[]): Buffer {
  return Buffer.from(trace.map((entry) => `${JSON.stringify(lineOf(entry))}\n`).join(''));
}
