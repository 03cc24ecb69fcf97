/** Small profile packages for tests of operations: a header and an end, which is all that an installation needs. */

import type { ProfileOffer } from '../../src-main/simulator/profile/index.ts';
import { makeOffer } from '../../src-main/simulator/smdp/catalogue.ts';
import { encodeTlv, textToBytes } from '../../src-main/tlv/index.ts';
import { fromHex } from '../../src-shared/bytes.ts';
import { smdpAddress } from '../support/operation-bench.ts';

/** ProfileHeader (A0) and PE-End (AA). */
export function tinyPackage(iccid: string): Uint8Array {
  const header = encodeTlv(
    0xa0,
    encodeTlv(0x80, Uint8Array.of(2)),
    encodeTlv(0x81, Uint8Array.of(3)),
    encodeTlv(0x82, textToBytes('Test')),
    // Digits in their order here, unlike in EF ICCID.
    encodeTlv(0x83, fromHex(iccid.padEnd(20, 'F'))),
    encodeTlv(0xa5),
    encodeTlv(0xa6),
  );
  const end = encodeTlv(0xaa, encodeTlv(0xa0, encodeTlv(0x80), encodeTlv(0x81, Uint8Array.of(1))));
  return new Uint8Array([...header, ...end]);
}

/** What the SM-DP+ offers under a matching id. */
export function offer(matchingId: string, iccid: string, file: Record<string, unknown> = {}): ProfileOffer {
  return makeOffer(matchingId, tinyPackage(iccid), file, smdpAddress);
}

export function codeFor(matchingId: string): string {
  return `LPA:1$${smdpAddress}$${matchingId}`;
}
