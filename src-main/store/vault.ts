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
  /** Forgets what is known of the keys in memory: after a transaction that was undone. */
  forget(): void;
}

const context = (id: number) => `vault_keys.sealed:${id}`;

export function createVault(db: Database, sealer: Sealer, entropy: Entropy, now: () => number): Vault {
  const select = db.prepare('SELECT sealed FROM vault_keys WHERE id = ?').pluck();
  const newest = db.prepare('SELECT max(id) FROM vault_keys').pluck();
  const insert = db.prepare("INSERT INTO vault_keys (sealed, created_at) VALUES (x'', ?)");
  const setSealed = db.prepare('UPDATE vault_keys SET sealed = ? WHERE id = ?');
  const removeOlder = db.prepare('DELETE FROM vault_keys WHERE id <> ?');
  const sealers = new Map<number, Sealer>();
  let present: number | undefined;

  function make(at: number): number {
    const key = entropy.bytes(keyLength);
    const id = Number(insert.run(at).lastInsertRowid);
    setSealed.run(sealer.seal(context(id), key), id);
    sealers.set(id, createSealer(new StoreKey(key), entropy));
    present = id;
    return id;
  }

  function sealerOf(id: number): Sealer {
    const known = sealers.get(id);
    if (known !== undefined) return known;
    const place = { table: 'vault_keys', row: id };
    const sealed = select.get(id);
    if (!(sealed instanceof Uint8Array)) throw corrupt(place, 'sealed', 'it is not there');
    const key = sealer.open(context(id), sealed);
    if (key === undefined) throw corrupt(place, 'sealed', 'it does not unseal');
    const made = createSealer(new StoreKey(key), entropy);
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
    forget() {
      sealers.clear();
      present = undefined;
    },
  };
}
