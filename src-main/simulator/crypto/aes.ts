import { createCipheriv, createDecipheriv } from 'node:crypto';

export const BLOCK = 16;
const zeroBlock = new Uint8Array(BLOCK);

/** AES-128-CBC without padding; the length of `data` is a multiple of 16 bytes. */
export function encryptCbc(key: Uint8Array, iv: Uint8Array, data: Uint8Array): Uint8Array {
  const cipher = createCipheriv('aes-128-cbc', key, iv).setAutoPadding(false);
  return new Uint8Array(Buffer.concat([cipher.update(data), cipher.final()]));
}

/** Undoes `encryptCbc`. */
export function decryptCbc(key: Uint8Array, iv: Uint8Array, data: Uint8Array): Uint8Array {
  const decipher = createDecipheriv('aes-128-cbc', key, iv).setAutoPadding(false);
  return new Uint8Array(Buffer.concat([decipher.update(data), decipher.final()]));
}

/** One block with an initial vector of zero. */
export function encryptBlock(key: Uint8Array, block: Uint8Array): Uint8Array {
  return encryptCbc(key, zeroBlock, block);
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
  const k1 = double(encryptBlock(key, zeroBlock));
  const whole = data.length > 0 && data.length % BLOCK === 0;
  const padded = new Uint8Array(whole ? data.length : data.length + BLOCK - (data.length % BLOCK));
  padded.set(data);
  if (!whole) padded[data.length] = 0x80;
  const last = whole ? k1 : double(k1);
  const from = padded.length - BLOCK;
  for (let i = 0; i < BLOCK; i++) padded[from + i] = (padded[from + i] ?? 0) ^ (last[i] ?? 0);
  return encryptCbc(key, zeroBlock, padded).subarray(from);
}
