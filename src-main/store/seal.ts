/** Sealing of what must not lie readable in the database: AES-256-GCM, one nonce per sealed value. */

import { createCipheriv, createDecipheriv, createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';
import { inspect } from 'node:util';
import { concatBytes } from '../../src-shared/bytes.ts';
import type { Entropy } from '../../src-shared/ports.ts';

export const keyLength = 32;
const nonceLength = 12;
const tagLength = 16;
/** The first key of a folder has this number; what it has sealed does not name it. */
export const firstKey = 1;

/**
 * What stands before every value that a key has sealed, so that a later scheme can stand beside this one: 1 for the first key of
 * a folder, as it was before keys could be changed; 2 and the number of the key (4 bytes, big-endian) for those after it.
 */
export function sealMark(number: number): Uint8Array {
  if (number === firstKey) return Uint8Array.of(1);
  const mark = Buffer.alloc(5, 2);
  mark.writeUInt32BE(number, 1);
  return mark;
}

/**
 * The master key of a data folder, and the older ones by which something may still be sealed. It prints itself as a
 * placeholder, wherever it may be printed.
 */
export class StoreKey {
  readonly #bytes: Uint8Array;
  /** Which of the folder's keys it is: they count from 1. */
  readonly number: number;
  /** Those before it that still open, by their numbers. They seal nothing. */
  readonly older: readonly StoreKey[];

  /** `bytes`: 32 bytes, which are copied. */
  constructor(bytes: Uint8Array, number: number = firstKey, older: readonly StoreKey[] = []) {
    if (bytes.length !== keyLength) throw new RangeError(`a key has ${keyLength} bytes, not ${bytes.length}`);
    this.#bytes = Uint8Array.from(bytes);
    this.number = number;
    this.older = older;
  }

  /** The first of those that are there. */
  get oldest(): StoreKey {
    return this.older.reduce((first: StoreKey, one) => (one.number < first.number ? one : first), this);
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

/** The keys of sealed values alone, by the numbers of what they come from: objects that print nothing of themselves. */
export type SealingKeys = ReadonlyMap<number, KeyObject>;

/** To be passed to a worker, too. */
export function sealingKeys(key: StoreKey): SealingKeys {
  return new Map([key, ...key.older].map((one) => [one.number, sealingKey(one)]));
}

function sealingKey(key: StoreKey): KeyObject {
  return createSecretKey(key.derive('seal v1'));
}

/** A sealer of which the key can be changed while it is in use. */
export interface RenewableSealer extends Sealer {
  /** Seals with this key from now on, and opens what it and those older than it have sealed. */
  use(key: StoreKey): void;
}

/** Fetched at once: a call for random bytes costs as much as the sealing of an APDU. */
const noncesAtOnce = 64;

export function createSealer(first: StoreKey, entropy: Entropy): RenewableSealer {
  const inUse = (key: StoreKey) => ({
    dataKey: sealingKey(key),
    mark: sealMark(key.number),
    opener: createOpener(sealingKeys(key)),
  });
  let present = inUse(first);
  let nonces: Uint8Array = new Uint8Array(0);
  function nextNonce(): Uint8Array {
    if (nonces.length === 0) nonces = entropy.bytes(noncesAtOnce * nonceLength);
    const nonce = nonces.subarray(0, nonceLength);
    nonces = nonces.subarray(nonceLength);
    return nonce;
  }
  return {
    open: (context, sealed) => present.opener.open(context, sealed),
    seal(context, plain) {
      const nonce = nextNonce();
      const cipher = createCipheriv('aes-256-gcm', present.dataKey, nonce);
      cipher.setAAD(Buffer.from(context));
      const body = cipher.update(plain);
      const rest = cipher.final();
      return concatBytes(present.mark, nonce, body, rest, cipher.getAuthTag());
    },
    use(key) {
      present = inUse(key);
    },
  };
}

/** The number of the key that a value names; undefined where it begins as no sealed value does. */
function numberOf(sealed: Uint8Array): number | undefined {
  if (sealed[0] === 1) return firstKey;
  if (sealed[0] !== 2 || sealed.length < 5) return undefined;
  const number = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.length).readUInt32BE(1);
  return number > firstKey ? number : undefined;
}

/** `keys`: from `sealingKeys`. */
export function createOpener(keys: SealingKeys): Opener {
  return {
    open(context, sealed) {
      const number = numberOf(sealed);
      const dataKey = number === undefined ? undefined : keys.get(number);
      if (number === undefined || dataKey === undefined) return undefined;
      const nonceAt = number === firstKey ? 1 : 5;
      const bodyAt = nonceAt + nonceLength;
      if (sealed.length < bodyAt + tagLength) return undefined;
      const tagAt = sealed.length - tagLength;
      const nonce = sealed.subarray(nonceAt, bodyAt);
      const decipher = createDecipheriv('aes-256-gcm', dataKey, nonce, { authTagLength: tagLength });
      decipher.setAAD(Buffer.from(context));
      decipher.setAuthTag(sealed.subarray(tagAt));
      const plain = decipher.update(sealed.subarray(bodyAt, tagAt));
      try {
        decipher.final();
      } catch {
        return undefined;
      }
      return new Uint8Array(plain.buffer, plain.byteOffset, plain.length);
    },
  };
}
