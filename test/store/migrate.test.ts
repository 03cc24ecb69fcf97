import { existsSync, readdirSync } from 'node:fs';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { migrate } from '../../src-main/store/migrate.ts';
import { migrations } from '../../src-main/store/migrations/index.ts';
import type { Migration } from '../../src-main/store/migrations/migration.ts';

const first: Migration = {
  version: 1,
  name: 'first',
  up: (db) => void db.exec('CREATE TABLE a (x) STRICT'.replace('x', 'x TEXT')),
};
const second: Migration = {
  version: 2,
  name: 'second',
  up: (db) => void db.exec("ALTER TABLE a ADD COLUMN y TEXT DEFAULT 'y'"),
};
const broken: Migration = {
  version: 2,
  name: 'broken',
  up(db) {
    db.exec('DELETE FROM a');
    db.exec('CREATE TABLE a (x)');
  },
};

function versionOf(db: Database): unknown {
  return db.pragma('user_version', { simple: true });
}

describe('migrate', () => {
  it('runs only what is newer, and keeps what is there', () => {
    const db = new Database(':memory:');
    migrate(db, 0, [first]);
    db.exec("INSERT INTO a VALUES ('kept')");
    migrate(db, 1, [first, second]);
    expect(db.prepare('SELECT * FROM a').all()).toEqual([{ x: 'kept', y: 'y' }]);
    expect(versionOf(db)).toBe(2);
    db.close();
  });

  it('leaves the version before whole where one fails', () => {
    const db = new Database(':memory:');
    migrate(db, 0, [first]);
    db.exec("INSERT INTO a VALUES ('kept')");
    expect(() => migrate(db, 1, [first, broken])).toThrow();
    expect(db.prepare('SELECT * FROM a').all()).toEqual([{ x: 'kept' }]);
    expect(versionOf(db)).toBe(1);
    db.close();
  });

  it('refuses a list with a gap', () => {
    const db = new Database(':memory:');
    expect(() => migrate(db, 0, [second])).toThrow(RangeError);
    db.close();
  });
});

describe('the list of migrations', () => {
  it('is numbered without gaps, and each has a file and a test of its number and name', () => {
    const here = new URL('./migrations/', import.meta.url);
    const there = new URL('../../src-main/store/migrations/', import.meta.url);
    const files = readdirSync(there).filter((name) => /^\d/.test(name));
    expect(files).toEqual(
      migrations.map(({ version, name }) => `${String(version).padStart(4, '0')}-${name}.ts`),
    );
    for (const [index, { version }] of migrations.entries()) expect(version).toBe(index + 1);
    for (const file of files)
      expect(existsSync(new URL(file.replace('.ts', '.test.ts'), here)), file).toBe(true);
  });
});
