/** The customer_id of the fleet API: made once for a data folder, and the same for as long as that lives. */

import Database from 'better-sqlite3';
import * as fc from 'fast-check';
import { expect, it, onTestFinished } from 'vitest';
import { makeCustomerId, readCustomerId } from '../../src-main/store/customer-id.ts';
import { migrate } from '../../src-main/store/migrate.ts';
import { migrations } from '../../src-main/store/migrations/index.ts';
import { openStore } from '../../src-main/store/open.ts';
import { openDatabase } from '../../src-main/store/sqlite.ts';
import { systemEntropy } from '../../src-shared/system-ports.ts';
import { clock, errorOf, temporaryFolder, testKey } from './fixtures.ts';

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

function database(): Database {
  const db = new Database(':memory:');
  onTestFinished(() => void db.close());
  migrate(db, 0, migrations, () => {
    db.exec("INSERT INTO sealing VALUES (1, x'00')");
  });
  return db;
}

function opened(folder: string): string {
  openStore({ folder, clock, entropy: systemEntropy, key: testKey() }).close();
  const db = openDatabase(`${folder}/workbench.db`, { readonly: true });
  try {
    return readCustomerId(db);
  } finally {
    db.close();
  }
}

it('is a random UUID (RFC 9562, version 4), whatever the bytes are', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), (bytes) => {
      const db = new Database(':memory:');
      db.exec(
        'CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL, updated_at INTEGER NOT NULL)',
      );
      makeCustomerId(db, { bytes: () => bytes }, 1_000.7);
      expect(readCustomerId(db)).toMatch(uuid);
      expect(db.prepare('SELECT name, updated_at FROM settings').all()).toEqual([
        { name: 'customerId', updated_at: 1_001 },
      ]);
      db.close();
    }),
  );
});

it('is made where there is none, and never again', () => {
  const db = database();
  makeCustomerId(db, systemEntropy, 1);
  const first = readCustomerId(db);
  const never = {
    bytes: () => {
      throw new Error('nothing is drawn');
    },
  };
  makeCustomerId(db, never, 2);
  expect(readCustomerId(db)).toBe(first);
});

it('outlives restarts of the store, and is another one for another folder', () => {
  const [one, other] = [temporaryFolder(), temporaryFolder()];
  const ids = [opened(one), opened(one), opened(other)];
  expect(ids[0]).toMatch(uuid);
  expect(ids[1]).toBe(ids[0]);
  expect(ids[2]).not.toBe(ids[0]);
});

it('is told as broken where it is not there or is no text; nothing is made up', () => {
  const db = database();
  for (const value of [undefined, '7', '{}', 'null', 'no JSON']) {
    db.exec('DELETE FROM settings');
    if (value !== undefined) db.prepare("INSERT INTO settings VALUES ('customerId', ?, 1)").run(value);
    expect(errorOf(() => readCustomerId(db)).code).toBe('store_corrupt');
  }
});
