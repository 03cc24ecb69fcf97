/** A known text, sealed with the key of a database: tells a wrong key before anything is read or written. */

import type { Opener } from './seal.ts';

export const probeContext = 'sealing.probe';
export const probeText = new TextEncoder().encode('euicc-workbench');

/** `probe`: as it is in the database. */
export function probeFits(opener: Opener, probe: unknown): boolean {
  return probe instanceof Uint8Array && opener.open(probeContext, probe) !== undefined;
}
