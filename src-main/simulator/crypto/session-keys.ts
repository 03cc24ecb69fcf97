import { createHash } from 'node:crypto';
import { concatBytes } from '../../../src-shared/bytes.ts';
import { WorkbenchError } from '../../../src-shared/errors/index.ts';

/** Keys of an SCP03t session: derived by key agreement, or sent by ReplaceSessionKeys (PPK-ENC, PPK-CMAC). */
export interface SessionKeys {
  /** Initial MAC chaining value, 16 bytes. */
  readonly macChainingValue: Uint8Array;
  /** S-ENC or PPK-ENC, 16 bytes. */
  readonly sEnc: Uint8Array;
  /** S-MAC or PPK-CMAC, 16 bytes. */
  readonly sMac: Uint8Array;
}

export interface SessionKeyInput {
  /** Result of `agreeKey`. */
  readonly sharedSecret: Uint8Array;
  /** Key type of the control reference template, one byte; AES is 0x88. */
  readonly keyType: number;
  /** Key length of the control reference template in bytes; 0x10. */
  readonly keyLength: number;
  /** HostID of the control reference template, 1 to 16 bytes. */
  readonly hostId: Uint8Array;
  /** The 16 bytes of the EID. */
  readonly eid: Uint8Array;
}

/** Concatenation KDF of ANSI X9.63 (BSI TR-03111 §4.3.3.2) with SHA-256. `length` in bytes. */
export function x963Kdf(sharedSecret: Uint8Array, sharedInfo: Uint8Array, length: number): Uint8Array {
  const out = new Uint8Array(Math.ceil(length / 32) * 32);
  const counter = new DataView(new ArrayBuffer(4));
  for (let i = 0; i * 32 < length; i++) {
    counter.setUint32(0, i + 1);
    const hash = createHash('sha256').update(sharedSecret).update(new Uint8Array(counter.buffer));
    out.set(hash.update(sharedInfo).digest(), i * 32);
  }
  return out.subarray(0, length);
}

/**
 * Session keys of a bound profile package (SGP.22 v2.5 Annex G): SharedInfo is key type, key length, HostID and EID
 * with their lengths; the output is, in this order, initial MAC chaining value, S-ENC and S-MAC.
 * Throws `crt_unsupported` where the control reference template asks for anything but AES-128.
 */
export function deriveSessionKeys(input: SessionKeyInput): SessionKeys {
  const { keyType, keyLength, hostId, eid } = input;
  if (keyType !== 0x88 || keyLength !== 16 || hostId.length < 1 || hostId.length > 16)
    throw new WorkbenchError('crt_unsupported', { keyType, keyLength, hostIdLength: hostId.length });
  if (eid.length !== 16) throw new RangeError('an EID has 16 bytes');
  const sharedInfo = concatBytes(
    Uint8Array.of(keyType, keyLength, hostId.length),
    hostId,
    Uint8Array.of(eid.length),
    eid,
  );
  const out = x963Kdf(input.sharedSecret, sharedInfo, 48);
  return { macChainingValue: out.slice(0, 16), sEnc: out.slice(16, 32), sMac: out.slice(32, 48) };
}
