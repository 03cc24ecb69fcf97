/** The card that a recording was made with, where its EID was read in it. */

import { toHex } from '../../../src-shared/bytes.ts';
import type { Exchange } from './recording.ts';

/** ES10c.GetEID (SGP.22 v2.5 §5.7.20): BF3E 12 5A 10 and the EID. */
const answer = Buffer.from('BF3E125A10', 'hex');

/** Undefined where none, or more than one card answered. */
export function eidIn(entries: readonly Exchange[]): string | undefined {
  const found = new Set<string>();
  for (const entry of entries) {
    if (entry.kind !== 'apdu' || entry.response === undefined || entry.response.length < 23) continue;
    if (!answer.equals(entry.response.subarray(0, answer.length))) continue;
    const eid = toHex(entry.response.subarray(5, 21));
    if (/^\d{32}$/.test(eid)) found.add(eid);
  }
  return found.size === 1 ? [...found][0] : undefined;
}
