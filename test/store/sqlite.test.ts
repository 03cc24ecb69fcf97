import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import {
  atomically,
  configureDatabase,
  guarded,
  openDatabase,
  toStoreError,
} from '../../src-main/store/sqlite.ts';
import { errorOf } from './fixtures.ts';

describe('atomically', () => {
  it('writes all or nothing, at the durability that the connection has', () => {
    const db = openDatabase(':memory:');
    configureDatabase(db);
    db.exec('CREATE TABLE a (x)');
    expect(() =>
      atomically(db, () => {
        db.exec('INSERT INTO a VALUES (1)');
        throw new Error('no');
      }),
    ).toThrow('no');
    expect(db.prepare('SELECT count(*) FROM a').pluck().get()).toBe(0);
    // NORMAL: a commit waits for no disk.
    expect(atomically(db, () => [db.pragma('synchronous', { simple: true }), db.inTransaction])).toEqual([
      1,
      true,
    ]);
    db.close();
  });
});

describe('guarded', () => {
  it('gives names to the errors of SQLite', () => {
    const db = openDatabase(':memory:');
    db.exec('CREATE TABLE a (x INTEGER NOT NULL) STRICT; PRAGMA max_page_count = 3');
    const calls = guarded({
      fill: () =>
        db.prepare('INSERT INTO a SELECT value FROM json_each(?)').run(JSON.stringify(Array(9_999).fill(1))),
      constraint: () => db.exec('INSERT INTO a VALUES (NULL)'),
      closed: () => db.exec('SELECT 1'),
    });
    expect(errorOf(calls.fill).code).toBe('store_full');
    expect(errorOf(calls.constraint).code).toBe('internal');
    db.close();
    expect(errorOf(calls.closed).code).toBe('internal');
    for (const [code, expected] of [
      ['SQLITE_CORRUPT_INDEX', 'store_damaged'],
      ['SQLITE_NOTADB', 'store_damaged'],
      ['SQLITE_IOERR_READ', 'store_failed'],
      ['SQLITE_BUSY', 'store_failed'],
    ] as const)
      expect(toStoreError(new Database.SqliteError('text', code)).code).toBe(expected);
  });
});
