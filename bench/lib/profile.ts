/** The profile that the bench downloads. */

import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type ProfileOffer, sampleProfiles } from '../../src-main/simulator/profile/index.ts';
import { makeOffer } from '../../src-main/simulator/smdp/index.ts';

const vectors = resolve(import.meta.dirname, '..', '..', '..', 'shared', 'vectors');

/** Path of a file of the outside vectors, or undefined where it is absent. */
export function vectorFile(path: string): string | undefined {
  const file = resolve(vectors, path);
  return existsSync(file) ? file : undefined;
}

/** Bytes of TS48v1_A.der. */
const ts48Length = 11_768;

export interface BenchProfile {
  readonly offer: ProfileOffer;
  /** What it is, for the report. */
  readonly description: string;
}

/** TS.48 v1 where the outside vectors are here, else the simulator's sample that is nearest to it in size. */
export function benchProfile(address: string): BenchProfile {
  const file = vectorFile('upp/TS48v1_A.der');
  if (file !== undefined) {
    const upp = new Uint8Array(readFileSync(file));
    const offer = makeOffer('TS48V1A', upp, undefined, address);
    return { offer, description: `TS48v1_A.der, ${upp.length} bytes` };
  }
  const distance = ({ upp }: ProfileOffer) => Math.abs(upp.length - ts48Length);
  const [sample] = sampleProfiles(address).sort((a, b) => distance(a) - distance(b));
  if (sample === undefined) throw new Error('the simulator has no sample profiles');
  // Offered as TS.48 is: under the session keys, and without an icon in the metadata.
  const offer = makeOffer('SAMPLE', sample.upp, undefined, address);
  return { offer, description: `the simulator's ${sample.name}, ${sample.upp.length} bytes` };
}
