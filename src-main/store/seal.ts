/** Sealing of what must not lie readable in the database: AES-256-GCM, one nonce per sealed value. */

import { createCipheriv, createDecipheriv, createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';
import { inspect } from 'node:util';
import { concatBytes } from '../../src-shared/bytes.ts';
import type { Entropy } from '../../src-shared/ports.ts';

export const keyLength = 32;
const nonceLength = 12;
const tagLength = 16;
/** First byte of every sealed value, so that a later scheme can stand beside this one. */
const sealVersion = 1;

/** The master key of a data folder. It prints itself as a placeholder, wherever it may be printed. */
export class StoreKey {
  readonly #bytes: Uint8Array;

  /** `bytes`: 32 bytes, which are copied. */
  constructor(bytes: Uint8Array) {
    if (bytes.length !== keyLength) throw new RangeError(`a key has ${keyLength} bytes, not ${bytes.length}`);
    this.#bytes = Uint8Array.from(bytes);
  }

  /** A key for one use (HKDF-SHA-256), so that no two uses share one. */
  derive(purpose: string): Uint8Array {
    const info = Buffer.from(`euicc-workbench ${purpose}`);
    return new Uint8Array(hkdfSync('sha256', this.#bytes, new Uint8Array(0), info, keyLength));
  }

  toJSON(): string {
    return '[key]';
  }

  [inspect.custom](): string {
    return '[key]';
  }
}

/** Opens what was sealed. */
export interface Opener {
  /** The value, or undefined where it was changed, moved to another context or sealed with another key. */
  open(context: string, sealed: Uint8Array): Uint8Array | undefined;
}

export interface Sealer extends Opener {
  /** `context` is bound to the value: it opens under the same context only. Out: version, nonce, ciphertext, tag. */
  seal(context: string, plain: Uint8Array): Uint8Array;
}

/** The key of sealed values alone, as an object that can be passed to a worker and prints nothing of itself. */
export function sealingKey(key: StoreKey): KeyObject {
  return createSecretKey(key.derive('seal v1'));
}

/** Fetched at once: a call for random bytes costs as much as the sealing of an APDU. */
const noncesAtOnce = 64;

export function createSealer(key: StoreKey, entropy: Entropy): Sealer {
  const dataKey = sealingKey(key);
  let nonces: Uint8Array = new Uint8Array(0);
  function nextNonce(): Uint8Array {
    if (nonces.length === 0) nonces = entropy.bytes(noncesAtOnce * nonceLength);
    const nonce = nonces.subarray(0, nonceLength);
    nonces = nonces.subarray(nonceLength);
    return nonce;
  }
  return {
    ...createOpener(dataKey),
    seal(context, plain) {
      const nonce = nextNonce();
      const cipher = createCipheriv('aes-256-gcm', dataKey, nonce);
      cipher.setAAD(Buffer.from(context));
      const body = cipher.update(plain);
      const rest = cipher.final();
      return concatBytes(Uint8Array.of(sealVersion), nonce, body, rest, cipher.getAuthTag());
    },
  };
}

/** `dataKey`: from `sealingKey`. */
export function createOpener(dataKey: KeyObject): Opener {
  return {
    open(context, sealed) {
      if (sealed.length < 1 + nonceLength + tagLength || sealed[0] !== sealVersion) return undefined;
      const nonce = sealed.subarray(1, 1 + nonceLength);
      const tagAt = sealed.length - tagLength;
      const decipher = createDecipheriv('aes-256-gcm', dataKey, nonce, { authTagLength: tagLength });
      decipher.setAAD(Buffer.from(context));
      decipher.setAuthTag(sealed.subarray(tagAt));
      const plain = decipher.update(sealed.subarray(1 + nonceLength, tagAt));
      try {
        decipher.final();
      } catch {
        return undefined;
      }
      return new Uint8Array(plain.buffer, plain.byteOffset, plain.length);
    },
  };
}
