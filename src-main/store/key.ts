/**
 * The key of a data folder, in its file `store.key` (mode 0600): either as it is, or wrapped with a passphrase. The
 * master key itself is random in both cases, so that a passphrase can change without sealing anything anew.
 */

import { createCipheriv, createDecipheriv, scryptSync } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { fromHex, toHex } from '../../src-shared/bytes.ts';
import { WorkbenchError } from '../../src-shared/errors/index.ts';
import { hexText } from '../../src-shared/model/common.ts';
import type { Entropy } from '../../src-shared/ports.ts';
import { databaseName } from './data-folder.ts';
import { keyLength, StoreKey } from './seal.ts';

export const keyFileName = 'store.key';

const hexOf = (bytes: number) => hexText.length(2 * bytes);
const keyFile = z.discriminatedUnion('kind', [
  z.object({ version: z.literal(1), kind: z.literal('plain'), key: hexOf(keyLength) }),
  z.object({
    version: z.literal(1),
    kind: z.literal('passphrase'),
    // The limits keep a damaged file from asking for all the memory there is (128 * N * r bytes).
    scrypt: z.object({
      N: z
        .number()
        .int()
        .min(2)
        .max(1 << 20)
        .refine((n) => (n & (n - 1)) === 0),
      r: z.number().int().min(1).max(16),
      p: z.number().int().min(1).max(16),
      salt: hexOf(16),
    }),
    nonce: hexOf(12),
    wrapped: hexOf(keyLength),
    tag: hexOf(16),
  }),
]);
type KeyFile = z.infer<typeof keyFile>;
type WrappedKey = Extract<KeyFile, { kind: 'passphrase' }>;

/** 128 MiB and about 0.3 s: what an attacker pays for each guess. */
const scryptCost = { N: 1 << 17, r: 8, p: 1 } as const;
const wrapContext = Buffer.from('euicc-workbench store key v1');

function passphraseKey(passphrase: string, cost: WrappedKey['scrypt']): Uint8Array {
  const { N, r, p } = cost;
  // NFC: the same passphrase from another keyboard layout or system must give the same bytes.
  return scryptSync(passphrase.normalize('NFC'), fromHex(cost.salt), keyLength, {
    N,
    r,
    p,
    maxmem: 128 * N * r + 128 * r * p + (1 << 20),
  });
}

function wrap(master: Uint8Array, passphrase: string, entropy: Entropy): WrappedKey {
  const scrypt = { ...scryptCost, salt: toHex(entropy.bytes(16)) };
  const nonce = entropy.bytes(12);
  const cipher = createCipheriv('aes-256-gcm', passphraseKey(passphrase, scrypt), nonce);
  cipher.setAAD(wrapContext);
  const wrapped = Buffer.concat([cipher.update(master), cipher.final()]);
  return {
    version: 1,
    kind: 'passphrase',
    scrypt,
    nonce: toHex(nonce),
    wrapped: toHex(wrapped),
    tag: toHex(cipher.getAuthTag()),
  };
}

function unwrap(file: WrappedKey, passphrase: string): Uint8Array | undefined {
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

/** Whole or not at all: written beside, synced, renamed over. */
function writeKeyFile(path: string, content: KeyFile): void {
  const beside = `${path}.new`;
  if (existsSync(beside)) unlinkSync(beside);
  const fd = openSync(beside, 'wx', 0o600);
  try {
    writeSync(fd, `${JSON.stringify(content)}\n`);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  renameSync(beside, path);
  if (process.platform === 'win32') return;
  const folder = openSync(join(path, '..'), 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

function readKeyFile(path: string): KeyFile {
  let value: unknown;
  try {
    if (statSync(path).size > 4096) throw new RangeError('too large');
    value = JSON.parse(readFileSync(path, 'utf8'));
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
function takeRights(path: string): void {
  if (process.platform !== 'win32' && (statSync(path).mode & 0o077) !== 0) chmodSync(path, 0o600);
}

export interface KeyFacts {
  readonly kind: KeyFile['kind'];
  /** The rights of the file (`0o600`). */
  readonly mode: number;
}

/** What can be told of a key file without opening it. Undefined: there is none. Throws store_key_damaged. */
export function inspectKey(
  folder: string,
):
  | { readonly kind: KeyFile['kind'] /** The rights of others, as they were. */; readonly mode: number }
  | undefined {
  const path = join(folder, keyFileName);
  if (!existsSync(path)) return undefined;
  const mode = statSync(path).mode & 0o777;
  return { kind: readKeyFile(path).kind, mode };
}

function masterKey(folder: string, file: KeyFile, passphrase: string | undefined): Uint8Array {
  if (file.kind === 'plain') {
    if (passphrase !== undefined) throw new WorkbenchError('store_passphrase_not_set', { folder });
    return fromHex(file.key);
  }
  if (passphrase === undefined) throw new WorkbenchError('store_passphrase_required', { folder });
  const master = unwrap(file, passphrase);
  if (master === undefined) throw new WorkbenchError('store_wrong_passphrase', { folder });
  return master;
}

/**
 * The key of an existing data folder, made when the folder has none yet; with a passphrase, wrapped with it.
 * The folder must exist and be locked by the caller.
 * Throws store_key_missing (a database without its key: never made anew), store_key_damaged,
 * store_passphrase_required, store_wrong_passphrase, store_passphrase_not_set, data_folder_unusable.
 */
export function openKey(options: {
  readonly folder: string;
  readonly passphrase?: string | undefined;
  readonly entropy: Entropy;
}): StoreKey {
  const { folder, passphrase, entropy } = options;
  const path = join(folder, keyFileName);
  if (existsSync(path)) {
    const file = readKeyFile(path);
    takeRights(path);
    return new StoreKey(masterKey(folder, file, passphrase));
  }
  const database = join(folder, databaseName);
  if (existsSync(database) && statSync(database).size > 0)
    throw new WorkbenchError('store_key_missing', { folder, file: keyFileName });
  const master = entropy.bytes(keyLength);
  try {
    writeKeyFile(
      path,
      passphrase === undefined
        ? { version: 1, kind: 'plain', key: toHex(master) }
        : wrap(master, passphrase, entropy),
    );
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new WorkbenchError('data_folder_unusable', { folder, reason }, { cause: error });
  }
  return new StoreKey(master);
}

function presentMaster(folder: string, passphrase: string | undefined): Uint8Array {
  const path = join(folder, keyFileName);
  if (!existsSync(path)) throw new WorkbenchError('store_key_missing', { folder, file: keyFileName });
  return masterKey(folder, readKeyFile(path), passphrase);
}

/**
 * Sets, changes or (with `next` undefined) removes the passphrase of a data folder. What was sealed stays readable.
 * Throws what `openKey` throws.
 */
export function changePassphrase(options: {
  readonly folder: string;
  readonly present: string | undefined;
  readonly next: string | undefined;
  readonly entropy: Entropy;
}): void {
  const { folder, present, next, entropy } = options;
  const master = presentMaster(folder, present);
  writeKeyFile(
    join(folder, keyFileName),
    next === undefined ? { version: 1, kind: 'plain', key: toHex(master) } : wrap(master, next, entropy),
  );
}

/**
 * The key of a data folder, wrapped with another passphrase, as the text of a key file: for an export. The folder's own file stays.
 * Throws what `openKey` throws.
 */
export function wrappedKey(options: {
  readonly folder: string;
  readonly present: string | undefined;
  readonly passphrase: string;
  readonly entropy: Entropy;
}): string {
  const { folder, present, passphrase, entropy } = options;
  return `${JSON.stringify(wrap(presentMaster(folder, present), passphrase, entropy))}\n`;
}
