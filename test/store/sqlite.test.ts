import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import {
  atomically,
  configureDatabase,
  durably,
  guarded,
  openDatabase,
  toStoreError,
} from '../../src-main/store/sqlite.ts';
import { errorOf } from './fixtures.ts';

const synchronous = (db: Database) => db.pragma('synchronous', { simple: true });
const NORMAL = 1;
const FULL = 2;

describe('durably', () => {
  it('syncs, and leaves the connection as it was, also after an error', () => {
    const db = openDatabase(':memory:');
    configureDatabase(db);
    expect(synchronous(db)).toBe(NORMAL);
    expect(durably(db, () => [synchronous(db), db.inTransaction])).toEqual([FULL, true]);
    expect(synchronous(db)).toBe(NORMAL);
    db.exec('CREATE TABLE a (x)');
    expect(() =>
      durably(db, () => {
        db.exec('INSERT INTO a VALUES (1)');
        throw new Error('no');
      }),
    ).toThrow('no');
    expect(synchronous(db)).toBe(NORMAL);
    expect(db.prepare('SELECT count(*) FROM a').pluck().get()).toBe(0);
    expect(atomically(db, () => [synchronous(db), db.inTransaction])).toEqual([NORMAL, true]);
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
