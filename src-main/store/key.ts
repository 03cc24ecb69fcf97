/**
 * The key of a data folder: random, and kept in `store.key` as it is, wrapped with a passphrase, or wrapped by the system
 * keychain. Since the key itself stays when its place changes, nothing is sealed anew then. Where it is changed, the older ones
 * stay beside it, sealed with the newest, as long as something is sealed with them.
 */

import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fromHex, toHex } from '../../src-shared/bytes.ts';
import { toWorkbenchError, WorkbenchError } from '../../src-shared/errors/index.ts';
import type { KeyPlace } from '../../src-shared/model/index.ts';
import type { Entropy } from '../../src-shared/ports.ts';
import { databaseName } from './data-folder.ts';
import {
  type KeychainFile,
  type KeyFile,
  keyFileName,
  type PassphraseWrapping,
  parseKeyFile,
  readKeyFile,
  takeRights,
  unwrapWithPassphrase,
  wrapWithPassphrase,
  writeKeyFile,
} from './key-file.ts';
import { headOf, type KeyRing, newRing, ringOf, rotatedRing, storeKeyOf } from './key-ring.ts';
import { firstKey, keyLength, StoreKey } from './seal.ts';

export { keyFileName } from './key-file.ts';

/** The system keychain: it wraps the key with one of its own, which opens for this user of this system alone. */
export interface KeychainPort {
  /** Its name, or why there is none to be used. */
  available(): Promise<{ readonly backend: string } | { readonly reason: string }>;
  /** Rejects where the keychain refuses. */
  wrap(bytes: Uint8Array): Promise<Uint8Array>;
  /** Rejects where it does not open. */
  unwrap(wrapped: Uint8Array): Promise<Uint8Array>;
}

export interface KeyFacts {
  readonly kind: KeyFile['kind'];
  /** The rights of the file (`0o600`), as they were. */
  readonly mode: number;
  /** Whether a passphrase opens it. */
  readonly passphrase: boolean;
  /** The name of the keychain, where it is in one. */
  readonly backend?: string;
  /** Which of the folder's keys is the newest: they count from 1. */
  readonly number: number;
  /** The numbers of older ones that are kept, since something may still be sealed with them. */
  readonly older: readonly number[];
}

/** What can be told of a key file without opening it. Undefined: there is none. Throws store_key_damaged. */
export function inspectKey(folder: string): KeyFacts | undefined {
  const path = join(folder, keyFileName);
  if (!existsSync(path)) return undefined;
  const mode = statSync(path).mode & 0o777;
  const file = readKeyFile(path);
  const numbers = { number: file.number ?? firstKey, older: (file.older ?? []).map(({ number }) => number) };
  return file.kind === 'keychain'
    ? { kind: file.kind, mode, passphrase: file.passphrase !== undefined, backend: file.backend, ...numbers }
    : { kind: file.kind, mode, passphrase: file.kind === 'passphrase', ...numbers };
}

export interface OpenKeyOptions {
  /** The data folder. It must exist and be locked by the caller. */
  readonly folder: string;
  readonly passphrase?: string | undefined;
  readonly entropy: Entropy;
}

export interface HoldKeyOptions extends OpenKeyOptions {
  /** Absent where nobody reaches a keychain: at the command line. */
  readonly keychain?: KeychainPort | undefined;
}

const reasonOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

/** The newest key without the keychain. */
function masterKey(folder: string, file: KeyFile, passphrase: string | undefined): Uint8Array {
  if (file.kind === 'plain') {
    if (passphrase !== undefined) throw new WorkbenchError('store_passphrase_not_set', { folder });
    return fromHex(file.key);
  }
  const wrapping = file.kind === 'keychain' ? file.passphrase : file;
  if (file.kind === 'keychain' && (wrapping === undefined || passphrase === undefined))
    throw new WorkbenchError('store_key_in_keychain', { folder });
  if (wrapping === undefined || passphrase === undefined)
    throw new WorkbenchError('store_passphrase_required', { folder });
  const master = unwrapWithPassphrase(wrapping, passphrase);
  if (master === undefined) throw new WorkbenchError('store_wrong_passphrase', { folder });
  return master;
}

const checkOf = (master: Uint8Array) => toHex(new StoreKey(master).derive('keychain check v1'));

async function askKeychain(
  keychain: KeychainPort,
  folder: string,
  file: Pick<KeychainFile, 'backend' | 'wrapped' | 'check'>,
): Promise<Uint8Array> {
  const failed = (reason: string, cause?: unknown) =>
    new WorkbenchError('store_keychain_failed', { folder, backend: file.backend, reason }, { cause });
  let master: Uint8Array;
  try {
    const found = await keychain.available();
    if ('reason' in found) throw failed(found.reason);
    master = await keychain.unwrap(fromHex(file.wrapped));
  } catch (error) {
    throw error instanceof WorkbenchError && error.code === 'store_keychain_failed'
      ? error
      : failed(reasonOf(error), error);
  }
  if (master.length !== keyLength || checkOf(master) !== file.check)
    throw failed('it has opened another key');
  return master;
}

/** Has the keychain wrap the key, and open it again: what it cannot open must not be the only place of the key. */
async function wrapByKeychain(
  keychain: KeychainPort | undefined,
  folder: string,
  ring: KeyRing,
  entropy: Entropy,
): Promise<KeychainFile> {
  const master = ring.bytes;
  const found = (await keychain?.available()) ?? { reason: 'only the desktop application reaches it' };
  if (keychain === undefined || 'reason' in found)
    throw new WorkbenchError('store_keychain_unavailable', {
      reason: 'reason' in found ? found.reason : '',
    });
  let wrapped: Uint8Array;
  try {
    wrapped = await keychain.wrap(master);
  } catch (error) {
    throw new WorkbenchError('store_keychain_unavailable', { reason: reasonOf(error) }, { cause: error });
  }
  const file = {
    ...headOf(ring, entropy),
    kind: 'keychain',
    backend: found.backend.slice(0, 64),
    wrapped: toHex(wrapped),
    check: checkOf(master),
  } as const;
  await askKeychain(keychain, folder, file);
  return file;
}

function writeNew(folder: string, content: KeyFile): void {
  try {
    writeKeyFile(join(folder, keyFileName), content);
  } catch (error) {
    throw new WorkbenchError('data_folder_unusable', { folder, reason: reasonOf(error) }, { cause: error });
  }
}

/** The key file of a folder; undefined where it has none and may get one. Throws store_key_missing, store_key_damaged. */
function presentFile(folder: string): KeyFile | undefined {
  const path = join(folder, keyFileName);
  if (existsSync(path)) {
    const file = readKeyFile(path);
    takeRights(path);
    return file;
  }
  const database = join(folder, databaseName);
  if (existsSync(database) && statSync(database).size > 0)
    throw new WorkbenchError('store_key_missing', { folder, file: keyFileName });
  return undefined;
}

function fileWithout(ring: KeyRing, passphrase: string | undefined, entropy: Entropy): KeyFile {
  const head = headOf(ring, entropy);
  return passphrase === undefined
    ? { ...head, kind: 'plain', key: toHex(ring.bytes) }
    : { ...head, kind: 'passphrase', ...wrapWithPassphrase(ring.bytes, passphrase, entropy) };
}

function openRing({ folder, passphrase, entropy }: OpenKeyOptions): KeyRing {
  const file = presentFile(folder);
  if (file !== undefined) return ringOf(file, masterKey(folder, file, passphrase), keyFileName, entropy);
  const ring = newRing(entropy);
  writeNew(folder, fileWithout(ring, passphrase, entropy));
  return ring;
}

/** The same where a keychain can be reached: a new folder's key goes there, unless a passphrase was asked for. */
async function openRingWith(keychain: KeychainPort, options: OpenKeyOptions): Promise<KeyRing> {
  const { folder, passphrase, entropy } = options;
  const file = presentFile(folder);
  if (file?.kind === 'keychain' && (passphrase === undefined || file.passphrase === undefined))
    return ringOf(file, await askKeychain(keychain, folder, file), keyFileName, entropy);
  if (file !== undefined || passphrase !== undefined) return openRing(options);
  const ring = newRing(entropy);
  const wrapped = await wrapByKeychain(keychain, folder, ring, entropy).catch((error: unknown) => {
    // A system without a keychain, or with one that fails, has the key in the file.
    const { code } = toWorkbenchError(error);
    if (code === 'store_keychain_unavailable' || code === 'store_keychain_failed') return undefined;
    throw error;
  });
  writeNew(folder, wrapped ?? fileWithout(ring, undefined, entropy));
  return ring;
}

/**
 * The key of an existing data folder, with the older ones that still open something, made when the folder has none yet; with a
 * passphrase, wrapped with it.
 * Throws store_key_missing (a database without its key: never made anew), store_key_damaged, store_passphrase_required,
 * store_wrong_passphrase, store_passphrase_not_set, store_key_in_keychain, data_folder_unusable.
 */
export function openKey(options: OpenKeyOptions): StoreKey {
  return storeKeyOf(openRing(options));
}

/** The wrapping with a passphrase, which stays when the key goes into the keychain, so that the command line can open the folder. */
function besideKeychain(file: Exclude<KeyFile, { kind: 'plain' }>): PassphraseWrapping | undefined {
  if (file.kind === 'keychain') return file.passphrase;
  const { scrypt, nonce, wrapped, tag } = file;
  return { scrypt, nonce, wrapped, tag };
}

/** The opened key, by whoever holds the lock of its folder. What changes it is done one after the other. */
export interface HeldKey {
  /** As it is now, with the older ones. */
  readonly key: StoreKey;
  /**
   * Keeps the key elsewhere from now on; the file is replaced whole or not at all. A passphrase
   * that it had stays beside the keychain. Rejects with store_keychain_unavailable, store_keychain_failed, store_key_damaged, data_folder_unusable.
   */
  move(place: KeyPlace): Promise<void>;
  /**
   * Sets or changes the passphrase: beside the keychain, or the one that protects the key. Rejects with store_key_unprotected
   * where the key lies in its file as it is, store_key_damaged, data_folder_unusable.
   */
  setPassphrase(passphrase: string): Promise<void>;
  /**
   * Puts a new key in front, where and how the present one is kept; that one still opens. When this resolves the file has both, so
   * that whatever is sealed with either can be opened after a crash. `passphrase`: the present one, where there is one.
   * Rejects with store_passphrase_required, store_wrong_passphrase, store_passphrase_not_set, store_key_ring_full, and as `move` does.
   */
  rotate(passphrase: string | undefined): Promise<void>;
  /**
   * Forgets the keys before `newest`, for good: nothing may be sealed with them any more. Nothing is done where another key is
   * the newest by now. Rejects with store_key_damaged, data_folder_unusable.
   */
  dropOlder(newest: number): Promise<void>;
  /**
   * `work`, and then all keys that were there meanwhile, wrapped with another passphrase, as the text of a key file: for an export
   * of what `work` has copied. The folder's own file stays.
   */
  wrapped<R>(passphrase: string, work: () => Promise<R>): Promise<{ readonly key: string; readonly made: R }>;
}

function presentRing(folder: string, passphrase: string | undefined, entropy: Entropy): KeyRing {
  const path = join(folder, keyFileName);
  if (!existsSync(path)) throw new WorkbenchError('store_key_missing', { folder, file: keyFileName });
  const file = readKeyFile(path);
  return ringOf(file, masterKey(folder, file, passphrase), keyFileName, entropy);
}

/** The present passphrase, which a new key is wrapped with; undefined where there is none. */
function checkPassphrase(folder: string, file: KeyFile, passphrase: string | undefined): void {
  const wrapping = file.kind === 'plain' ? undefined : besideKeychain(file);
  if (wrapping === undefined) {
    if (passphrase !== undefined) throw new WorkbenchError('store_passphrase_not_set', { folder });
    return;
  }
  if (passphrase === undefined) throw new WorkbenchError('store_passphrase_required', { folder });
  if (unwrapWithPassphrase(wrapping, passphrase) === undefined)
    throw new WorkbenchError('store_wrong_passphrase', { folder });
}

/**
 * As `openKey`, with the keychain where there is one: it opens what it has wrapped, unless a passphrase is given that opens it, too.
 * Rejects with store_keychain_failed, and with what `openKey` throws.
 */
export async function holdKey(options: HoldKeyOptions): Promise<HeldKey> {
  const { folder, entropy, keychain } = options;
  let ring = keychain === undefined ? openRing(options) : await openRingWith(keychain, options);
  let key = storeKeyOf(ring);
  const present = () => readKeyFile(join(folder, keyFileName));
  const copying = new Set<Promise<unknown>>();
  let last: Promise<unknown> = Promise.resolve();
  /** The keychain is waited for: two changes at once would undo each other. */
  function inTurn<R>(change: () => Promise<R> | R): Promise<R> {
    const done = last.then(change);
    last = done.catch(() => undefined);
    return done;
  }
  function keep(next: KeyRing, file: KeyFile): void {
    writeNew(folder, file);
    ring = next;
    key = storeKeyOf(next);
  }
  return {
    get key() {
      return key;
    },
    move: (place) =>
      inTurn(async () => {
        if (place.to !== 'keychain') {
          const passphrase = place.to === 'passphrase' ? place.passphrase : undefined;
          writeNew(folder, fileWithout(ring, passphrase, entropy));
          return;
        }
        const wrapped = await wrapByKeychain(keychain, folder, ring, entropy);
        const before = present();
        const beside = before.kind === 'plain' ? undefined : besideKeychain(before);
        writeNew(folder, beside === undefined ? wrapped : { ...wrapped, passphrase: beside });
      }),
    setPassphrase: (passphrase) =>
      inTurn(() => {
        const file = present();
        if (file.kind === 'plain') throw new WorkbenchError('store_key_unprotected', { folder });
        writeNew(
          folder,
          file.kind === 'keychain'
            ? { ...file, passphrase: wrapWithPassphrase(ring.bytes, passphrase, entropy) }
            : fileWithout(ring, passphrase, entropy),
        );
      }),
    rotate: (passphrase) =>
      inTurn(async () => {
        const file = present();
        checkPassphrase(folder, file, passphrase);
        const next = rotatedRing(ring, entropy);
        if (file.kind !== 'keychain') {
          keep(next, fileWithout(next, passphrase, entropy));
          return;
        }
        const wrapped = await wrapByKeychain(keychain, folder, next, entropy);
        keep(
          next,
          passphrase === undefined
            ? wrapped
            : { ...wrapped, passphrase: wrapWithPassphrase(next.bytes, passphrase, entropy) },
        );
      }),
    async dropOlder(newest) {
      // What is being copied may still be sealed with them.
      while (copying.size > 0) await Promise.allSettled(copying);
      await inTurn(() => {
        const file = present();
        if (file.version === 1 || ring.number !== newest) return;
        keep({ ...ring, older: [] }, { ...file, older: [] });
      });
    },
    async wrapped(passphrase, work) {
      const working = work();
      copying.add(working);
      try {
        const made = await working;
        return { key: keyText(fileWithout(ring, passphrase, entropy)), made };
      } finally {
        copying.delete(working);
      }
    },
  };
}

const keyText = (file: KeyFile) => `${JSON.stringify(file)}\n`;

/**
 * Sets, changes or (with `next` undefined) removes the passphrase of a data folder that nothing else has open. What was sealed stays
 * readable. Throws what `openKey` throws.
 */
export function changePassphrase(options: {
  readonly folder: string;
  readonly present: string | undefined;
  readonly next: string | undefined;
  readonly entropy: Entropy;
}): void {
  const { folder, present, next, entropy } = options;
  writeNew(folder, fileWithout(presentRing(folder, present, entropy), next, entropy));
}

/**
 * The key out of what `wrappedKey` or `HeldKey.wrapped` has given. Throws store_key_damaged, store_wrong_passphrase.
 */
export function openWrappedKey(text: string, passphrase: string, entropy: Entropy): StoreKey {
  const file = parseKeyFile(keyFileName, () => text);
  return storeKeyOf(ringOf(file, masterKey('', file, passphrase), keyFileName, entropy));
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
  return keyText(fileWithout(presentRing(folder, present, entropy), passphrase, entropy));
}
