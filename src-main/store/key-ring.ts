/** The keys of a data folder as bytes: the newest, which seals, and older ones by which something may still be sealed. */

import { fromHex, toHex } from '../../src-shared/bytes.ts';
import { WorkbenchError } from '../../src-shared/errors/index.ts';
import type { Entropy } from '../../src-shared/ports.ts';
import { type KeyRingHead, mostKeys } from './key-file.ts';
import { createSealer, firstKey, keyLength, StoreKey } from './seal.ts';

interface NumberedKey {
  readonly number: number;
  readonly bytes: Uint8Array;
}

export interface KeyRing extends NumberedKey {
  readonly older: readonly NumberedKey[];
}

/** What an older key is bound to where it stands in the key file. */
const olderContext = (number: number) => `store.key older:${number}`;

/** What is sealed in the key file is sealed with the newest key itself, whichever number that has. */
const fileSealer = (bytes: Uint8Array, entropy: Entropy) => createSealer(new StoreKey(bytes), entropy);

export function newRing(entropy: Entropy): KeyRing {
  return { number: firstKey, bytes: entropy.bytes(keyLength), older: [] };
}

/** With a new key in front. Throws store_key_ring_full. */
export function rotatedRing(ring: KeyRing, entropy: Entropy): KeyRing {
  if (ring.older.length + 2 > mostKeys) throw new WorkbenchError('store_key_ring_full', { count: mostKeys });
  const { number, bytes, older } = ring;
  return { number: number + 1, bytes: entropy.bytes(keyLength), older: [...older, { number, bytes }] };
}

export function storeKeyOf({ number, bytes, older }: KeyRing): StoreKey {
  return new StoreKey(
    bytes,
    number,
    older.map((one) => new StoreKey(one.bytes, one.number)),
  );
}

/** What stands in a key file of it beside the newest key. A folder whose key was never changed has the file that it always had. */
export function headOf({ number, bytes, older }: KeyRing, entropy: Entropy): KeyRingHead {
  if (number === firstKey) return { version: 1 };
  const sealer = fileSealer(bytes, entropy);
  return {
    version: 2,
    number,
    older: older.map((one) => ({
      number: one.number,
      sealed: toHex(sealer.seal(olderContext(one.number), one.bytes)),
    })),
  };
}

/** `bytes`: the newest key, as the file gave it. Throws store_key_damaged. */
export function ringOf(
  { number = firstKey, older = [] }: KeyRingHead,
  bytes: Uint8Array,
  file: string,
  entropy: Entropy,
): KeyRing {
  const sealer = fileSealer(bytes, entropy);
  return {
    number,
    bytes,
    older: older.map((one) => {
      const opened = sealer.open(olderContext(one.number), fromHex(one.sealed));
      if (opened?.length !== keyLength)
        throw new WorkbenchError('store_key_damaged', { file, reason: `key ${one.number} does not unseal` });
      return { number: one.number, bytes: opened };
    }),
  };
}
