import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { migrate } from '../../../src-main/store/migrate.ts';
import { migrations } from '../../../src-main/store/migrations/index.ts';

it('migration 13 keeps what is there, and has a place for evidence in which a file stands once', () => {
  const db = new Database(':memory:');
  migrate(db, 0, migrations.slice(0, 12), () => {
    db.exec("INSERT INTO sealing VALUES (1, x'00')");
  });
  db.exec(`INSERT INTO operations (id, kind, status, reader_id, reader_name, simulated, request,
    activation_code_use, created_at, updated_at) VALUES (41, 'activate', 'failed', 'sim:0', 'r', 1, x'00', 'used', 1, 2)`);
  migrate(db, 12, migrations.slice(0, 13));
  expect(db.pragma('user_version', { simple: true })).toBe(13);
  expect(db.prepare('SELECT id, kind FROM operations').all()).toEqual([{ id: 41, kind: 'activate' }]);
  const insert = db.prepare("INSERT INTO evidence (sha256, about, file) VALUES ('00', '{}', x'01')");
  insert.run();
  expect(() => insert.run()).toThrow('UNIQUE');
  expect(db.pragma('foreign_key_check')).toEqual([]);
  db.close();
});
