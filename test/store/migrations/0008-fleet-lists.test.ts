import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { migrate } from '../../../src-main/store/migrate.ts';
import { migrations } from '../../../src-main/store/migrations/index.ts';

it('migration 8 keeps what is there, and leaves no reference dangling', () => {
  const db = new Database(':memory:');
  migrate(db, 0, migrations.slice(0, 7), () => {
    db.exec("INSERT INTO sealing VALUES (1, x'00')");
  });
  db.exec(`INSERT INTO operations (id, kind, status, reader_id, reader_name, simulated, request,
    activation_code_use, created_at, updated_at) VALUES (41, 'activate', 'failed', 'sim:0', 'r', 1, x'00', 'used', 1, 2)`);
  db.exec(
    "INSERT INTO cards (eid, last_seen_at, simulated) VALUES ('89049032000000000000000000000017', 1, 1)",
  );
  migrate(db, 7, migrations.slice(0, 8));
  expect(db.pragma('user_version', { simple: true })).toBe(8);
  expect(db.prepare('SELECT id, kind, status FROM operations').all()).toEqual([
    { id: 41, kind: 'activate', status: 'failed' },
  ]);
  expect(db.prepare('SELECT count(*) FROM cards').pluck().get()).toBe(1);
  expect(db.pragma('foreign_key_check')).toEqual([]);
  db.close();
});
