/**
 * The keys of the vault: random, each sealed with the key of the data folder, so that a rotation seals anew what is in the
 * vault and nothing else. The rows of codes, accounts and orders say by which key they are sealed.
 */

import type Database from 'better-sqlite3';
import type { Entropy } from '../../src-shared/ports.ts';
import { createSealer, keyLength, type Sealer, StoreKey } from './seal.ts';
import { corrupt } from './sqlite.ts';

export interface Sealed {
  readonly keyId: number;
  readonly sealed: Uint8Array;
}

export interface Vault {
  /** Seals with the newest key, which is made where there is none. `context` is bound to the value. To be called in a transaction. */
  seal(context: string, text: string): Sealed;
  /** Throws store_corrupt. */
  open(context: string, value: Sealed): string;
  /**
   * Makes a new key, lets `reseal` seal everything anew with `seal`, and forgets the older keys. To be called in a
   * transaction: where `reseal` throws, all is as before once that is rolled back and `forget` was called.
   */
  rotate(at: number, reseal: () => void): void;
  /** Of the keyed hashes by which codes are known again. It never changes: the hashes of codes that are used up could not follow. */
  fingerprintKey(): Uint8Array;
  /** Throws store_corrupt where one of the keys does not open. */
  check(): void;
  /**
   * Wraps all keys anew with the key of the data folder that now seals; the keys themselves stay. Keeps the key of the simulated
   * bench, unless it is there. To be called in a transaction. Throws store_corrupt.
   */
  rewrap(benchKey: Uint8Array): void;
  /** The key of the simulated bench, where it is kept here. Throws store_corrupt. */
  benchKey(): Uint8Array | undefined;
  /** Forgets what is known of the keys in memory: after a transaction that was undone. */
  forget(): void;
}

/** The number of the key of fingerprints; keys that seal count from 1. */
const fingerprintId = 0;
/** The number of the key of the simulated bench, which is here once the key of the data folder was changed. */
const benchKeyId = -1;

/** What a key of the vault is bound to. */
export const vaultKeyContext = (id: number) => `vault_keys.sealed:${id}`;

export function createVault(db: Database, sealer: Sealer, entropy: Entropy, now: () => number): Vault {
  const select = db.prepare('SELECT sealed FROM vault_keys WHERE id = ?').pluck();
  const newest = db.prepare('SELECT max(id) FROM vault_keys WHERE id > 0').pluck();
  const insert = db.prepare("INSERT INTO vault_keys (sealed, created_at) VALUES (x'', ?)");
  const setSealed = db.prepare('UPDATE vault_keys SET sealed = ? WHERE id = ?');
  const insertNumbered = db.prepare('INSERT INTO vault_keys (id, sealed, created_at) VALUES (?, ?, ?)');
  const removeOlder = db.prepare('DELETE FROM vault_keys WHERE id > 0 AND id <> ?');
  const selectAll = db.prepare('SELECT id, sealed FROM vault_keys');
  const sealers = new Map<number, Sealer>();
  let present: number | undefined;
  let fingerprints: Uint8Array | undefined;

  function make(at: number): number {
    const key = entropy.bytes(keyLength);
    const id = Number(insert.run(at).lastInsertRowid);
    setSealed.run(sealer.seal(vaultKeyContext(id), key), id);
    sealers.set(id, createSealer(new StoreKey(key), entropy));
    present = id;
    return id;
  }

  function keyOf(id: number, sealed: unknown): Uint8Array {
    const place = { table: 'vault_keys', row: id };
    if (!(sealed instanceof Uint8Array)) throw corrupt(place, 'sealed', 'it is not there');
    const key = sealer.open(vaultKeyContext(id), sealed);
    if (key === undefined) throw corrupt(place, 'sealed', 'it does not unseal');
    return key;
  }

  const all = () => selectAll.all() as { readonly id: number; readonly sealed: unknown }[];

  function sealerOf(id: number): Sealer {
    const known = sealers.get(id);
    if (known !== undefined) return known;
    const made = createSealer(new StoreKey(keyOf(id, select.get(id))), entropy);
    sealers.set(id, made);
    return made;
  }

  function presentKey(): number {
    if (present !== undefined) return present;
    const id = newest.get();
    present = id === null ? make(now()) : Number(id);
    return present;
  }

  return {
    seal(at, text) {
      const keyId = presentKey();
      return { keyId, sealed: sealerOf(keyId).seal(at, Buffer.from(text)) };
    },
    open(at, { keyId, sealed }) {
      const opened = sealerOf(keyId).open(at, sealed);
      if (opened === undefined) throw corrupt({ table: 'vault', row: at }, 'sealed', 'it does not unseal');
      return Buffer.from(opened).toString();
    },
    rotate(at, reseal) {
      const id = make(at);
      reseal();
      removeOlder.run(id);
      for (const older of [...sealers.keys()]) if (older !== id) sealers.delete(older);
    },
    fingerprintKey() {
      if (fingerprints !== undefined) return fingerprints;
      const sealed = select.get(fingerprintId);
      if (sealed !== undefined) {
        fingerprints = keyOf(fingerprintId, sealed);
      } else {
        fingerprints = entropy.bytes(keyLength);
        insertNumbered.run(fingerprintId, sealer.seal(vaultKeyContext(fingerprintId), fingerprints), now());
      }
      return fingerprints;
    },
    check() {
      for (const { id, sealed } of all()) keyOf(id, sealed);
    },
    rewrap(benchKey) {
      for (const { id, sealed } of all())
        setSealed.run(sealer.seal(vaultKeyContext(id), keyOf(id, sealed)), id);
      if (select.get(benchKeyId) === undefined)
        insertNumbered.run(benchKeyId, sealer.seal(vaultKeyContext(benchKeyId), benchKey), now());
    },
    benchKey() {
      const sealed = select.get(benchKeyId);
      return sealed === undefined ? undefined : keyOf(benchKeyId, sealed);
    },
    forget() {
      fingerprints = undefined;
      sealers.clear();
      present = undefined;
    },
  };
}
