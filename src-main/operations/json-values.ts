/** Values that the JSON binding of ES9+ carries with their tags, without them. */

import { WorkbenchError } from '../../src-shared/errors/index.ts';

/** The JSON binding carries the signature with its tag 5F37 (§6.5.2.6); the value is what the request declares. */
export function signatureOf(bytes: Uint8Array, where: string): Uint8Array {
  if (bytes.length === 67 && bytes[0] === 0x5f && bytes[1] === 0x37 && bytes[2] === 0x40)
    return bytes.subarray(3);
  throw new WorkbenchError('tlv_bad_value', {
    path: where,
    reason: 'no signature of 64 bytes with tag 5F37',
  });
}

/** As above, for the OCTET STRING of the CI's key identifier. */
export function keyIdOf(bytes: Uint8Array): Uint8Array {
  if (bytes[0] === 0x04 && bytes[1] === bytes.length - 2) return bytes.subarray(2);
  throw new WorkbenchError('tlv_bad_value', { path: 'euiccCiPKIdToBeUsed', reason: 'no OCTET STRING' });
}
