import {
  type Cipheriv,
  createCipheriv,
  createDecipheriv,
  createSecretKey,
  type KeyObject,
} from 'node:crypto';

export const BLOCK = 16;
const zeroBlock = new Uint8Array(BLOCK);

/** What is made of a key once: making it again for every block takes longer than the blocks themselves. */
interface Prepared {
  readonly key: KeyObject;
  /** In ECB mode without padding a cipher has no memory, so one serves for all blocks. */
  readonly ecb: Cipheriv;
  subkeys?: { readonly whole: Uint8Array; readonly padded: Uint8Array };
}

const preparedKeys = new WeakMap<Uint8Array, Prepared>();
/** `key` must not change afterwards. */
function prepare(key: Uint8Array): Prepared {
  let known = preparedKeys.get(key);
  if (known === undefined) {
    const object = createSecretKey(key);
    known = { key: object, ecb: createCipheriv('aes-128-ecb', object, null).setAutoPadding(false) };
    preparedKeys.set(key, known);
  }
  return known;
}

function plain(buffer: Buffer): Uint8Array {
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength);
}

/** AES-128-CBC without padding; the length of `data` is a multiple of 16 bytes. */
export function encryptCbc(key: Uint8Array, iv: Uint8Array, data: Uint8Array): Uint8Array {
  // Without padding nothing is held back, so `final` would add nothing.
  return plain(createCipheriv('aes-128-cbc', prepare(key).key, iv).setAutoPadding(false).update(data));
}

/** Undoes `encryptCbc`. */
export function decryptCbc(key: Uint8Array, iv: Uint8Array, data: Uint8Array): Uint8Array {
  return plain(createDecipheriv('aes-128-cbc', prepare(key).key, iv).setAutoPadding(false).update(data));
}

/** One block, by itself. */
export function encryptBlock(key: Uint8Array, block: Uint8Array): Uint8Array {
  return plain(prepare(key).ecb.update(block));
}

/** Doubling in GF(2^128) (NIST SP 800-38B §6.1). */
function double(block: Uint8Array): Uint8Array {
  const out = new Uint8Array(BLOCK);
  let carry = 0;
  for (let i = BLOCK - 1; i >= 0; i--) {
    const byte = block[i] ?? 0;
    out[i] = ((byte << 1) | carry) & 0xff;
    carry = byte >> 7;
  }
  out[BLOCK - 1] = (out[BLOCK - 1] ?? 0) ^ (carry === 1 ? 0x87 : 0);
  return out;
}

/** AES-CMAC (NIST SP 800-38B), 16 bytes. */
export function cmac(key: Uint8Array, data: Uint8Array): Uint8Array {
  const prepared = prepare(key);
  if (prepared.subkeys === undefined) {
    const first = double(encryptBlock(key, zeroBlock));
    prepared.subkeys = { whole: first, padded: double(first) };
  }
  const whole = data.length > 0 && data.length % BLOCK === 0;
  const padded = new Uint8Array(whole ? data.length : data.length + BLOCK - (data.length % BLOCK));
  padded.set(data);
  if (!whole) padded[data.length] = 0x80;
  const last = whole ? prepared.subkeys.whole : prepared.subkeys.padded;
  const from = padded.length - BLOCK;
  for (let i = 0; i < BLOCK; i++) padded[from + i] = (padded[from + i] ?? 0) ^ (last[i] ?? 0);
  return encryptCbc(key, zeroBlock, padded).subarray(from);
}
