/** The key file `store.key` (mode 0600): what can stand in it, how it is read and written, and the wrapping with a passphrase. */

import { createCipheriv, createDecipheriv, scryptSync } from 'node:crypto';
import { chmodSync, readFileSync, statSync } from 'node:fs';
import { z } from 'zod';
import { fromHex, toHex } from '../../src-shared/bytes.ts';
import { WorkbenchError } from '../../src-shared/errors/index.ts';
import { hexText } from '../../src-shared/model/common.ts';
import type { Entropy } from '../../src-shared/ports.ts';
import { replaceFile } from '../files/replace-file.ts';
import { keyLength } from './seal.ts';

export const keyFileName = 'store.key';

const hexOf = (bytes: number) => hexText.length(2 * bytes);
/** The master key under a passphrase. */
const passphraseWrapping = z.object({
  // The limits keep a damaged file from asking for all the memory there is (128 * N * r bytes).
  scrypt: z.object({
    N: z
      .int()
      .min(2)
      .max(1 << 20)
      .refine((n) => (n & (n - 1)) === 0),
    r: z.int().min(1).max(16),
    p: z.int().min(1).max(16),
    salt: hexOf(16),
  }),
  nonce: hexOf(12),
  wrapped: hexOf(keyLength),
  tag: hexOf(16),
});
export type PassphraseWrapping = z.infer<typeof passphraseWrapping>;

/** As many as may be there at a time, the newest among them. */
export const mostKeys = 8;

const keyNumber = z.int().min(2).max(0xffff_ffff);
/** An older key, sealed with the newest: where that is wrapped, it is too, whatever wraps it. */
const olderKey = z.object({
  number: z.int().min(1).max(0xffff_ffff),
  sealed: hexText.min(2).max(200),
});
/** Version 1 holds the first key of a folder and no other; version 2 the one of that number, and older ones that still open. */
const head = {
  version: z.union([z.literal(1), z.literal(2)]),
  number: keyNumber.exactOptional(),
  older: z
    .array(olderKey)
    .max(mostKeys - 1)
    .exactOptional(),
};
export interface KeyRingHead {
  readonly version: 1 | 2;
  readonly number?: number;
  readonly older?: z.infer<typeof olderKey>[];
}

function hasWholeHead({ version, number, older }: KeyRingHead): boolean {
  if (version === 1) return number === undefined && older === undefined;
  if (number === undefined || older === undefined) return false;
  const numbers = older.map((one) => one.number);
  return numbers.every((one) => one < number) && new Set(numbers).size === numbers.length;
}

const keyFile = z
  .discriminatedUnion('kind', [
    z.object({ ...head, kind: z.literal('plain'), key: hexOf(keyLength) }),
    passphraseWrapping.extend({ ...head, kind: z.literal('passphrase') }),
    z.object({
      ...head,
      kind: z.literal('keychain'),
      /** Which keychain, for people: it is said where it does not open the key. */
      backend: z.string().max(64),
      /** What the keychain has made of the key. */
      wrapped: hexText.min(2).max(2048),
      /** Derived from the key: not every keychain tells by itself that what it has opened is something else. */
      check: hexOf(keyLength),
      /** The same key under a passphrase, for whoever does not reach the keychain. */
      passphrase: passphraseWrapping.exactOptional(),
    }),
  ])
  .refine(hasWholeHead, { path: ['older'] });
export type KeyFile = z.infer<typeof keyFile>;
export type KeychainFile = Extract<KeyFile, { kind: 'keychain' }>;

/** 128 MiB and about 0.3 s: what an attacker pays for each guess. */
const scryptCost = { N: 1 << 17, r: 8, p: 1 } as const;
const wrapContext = Buffer.from('euicc-workbench store key v1');

function passphraseKey(passphrase: string, cost: PassphraseWrapping['scrypt']): Uint8Array {
  const { N, r, p } = cost;
  // NFC: the same passphrase from another keyboard layout or system must give the same bytes.
  return scryptSync(passphrase.normalize('NFC'), fromHex(cost.salt), keyLength, {
    N,
    r,
    p,
    maxmem: 128 * N * r + 128 * r * p + (1 << 20),
  });
}

export function wrapWithPassphrase(
  master: Uint8Array,
  passphrase: string,
  entropy: Entropy,
): PassphraseWrapping {
  const scrypt = { ...scryptCost, salt: toHex(entropy.bytes(16)) };
  const nonce = entropy.bytes(12);
  const cipher = createCipheriv('aes-256-gcm', passphraseKey(passphrase, scrypt), nonce);
  cipher.setAAD(wrapContext);
  const wrapped = Buffer.concat([cipher.update(master), cipher.final()]);
  return {
    scrypt,
    nonce: toHex(nonce),
    wrapped: toHex(wrapped),
    tag: toHex(cipher.getAuthTag()),
  };
}

/** The master key; undefined where the passphrase is another one. */
export function unwrapWithPassphrase(file: PassphraseWrapping, passphrase: string): Uint8Array | undefined {
  const key = passphraseKey(passphrase, file.scrypt);
  const decipher = createDecipheriv('aes-256-gcm', key, fromHex(file.nonce), { authTagLength: 16 });
  decipher.setAAD(wrapContext);
  decipher.setAuthTag(fromHex(file.tag));
  try {
    return Buffer.concat([decipher.update(fromHex(file.wrapped)), decipher.final()]);
  } catch {
    return undefined;
  }
}

/** Whole or not at all, and on the disk. */
export function writeKeyFile(path: string, content: KeyFile): void {
  replaceFile(path, `${JSON.stringify(content)}\n`, 'name');
}

/** Throws store_key_damaged. */
export function readKeyFile(path: string): KeyFile {
  return parseKeyFile(path, () => {
    if (statSync(path).size > 4096) throw new RangeError('too large');
    return readFileSync(path, 'utf8');
  });
}

/** The same of a text that comes from elsewhere; `path` is what it is called in the error. Throws store_key_damaged. */
export function parseKeyFile(path: string, read: () => string): KeyFile {
  let value: unknown;
  try {
    value = JSON.parse(read());
  } catch (error) {
    const reason =
      error instanceof SyntaxError ? 'no JSON' : error instanceof Error ? error.message : 'unreadable';
    throw new WorkbenchError('store_key_damaged', { file: path, reason });
  }
  const result = keyFile.safeParse(value);
  if (!result.success) {
    const reason = result.error.issues[0]?.path.join('.') ?? 'unknown format';
    throw new WorkbenchError('store_key_damaged', { file: path, reason });
  }
  return result.data;
}

/** Somebody may have copied the folder with a lax umask. */
export function takeRights(path: string): void {
  if (process.platform !== 'win32' && (statSync(path).mode & 0o077) !== 0) chmodSync(path, 0o600);
}
