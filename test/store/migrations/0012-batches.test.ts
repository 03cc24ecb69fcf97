import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { migrate } from '../../../src-main/store/migrate.ts';
import { migrations } from '../../../src-main/store/migrations/index.ts';

it('migration 12 keeps what is there, and two batches cannot hold one code or one reader', () => {
  const db = new Database(':memory:');
  db.pragma('foreign_keys = ON');
  migrate(db, 0, migrations.slice(0, 11), () => {
    db.exec("INSERT INTO sealing VALUES (1, x'00')");
  });
  db.exec(`INSERT INTO operations (id, kind, status, reader_id, reader_name, simulated, request,
    activation_code_use, created_at, updated_at) VALUES (41, 'activate', 'failed', 'sim:0', 'r', 1, x'00', 'used', 1, 2)`);
  migrate(db, 11, migrations.slice(0, 12));
  expect(db.pragma('user_version', { simple: true })).toBe(12);
  expect(db.prepare('SELECT id FROM operations').pluck().all()).toEqual([41]);
  expect(db.pragma('foreign_key_check')).toEqual([]);

  db.exec(`INSERT INTO batches (id, name, state, recipe, created_at, updated_at)
    VALUES (1, 'a', 'running', '{}', 1, 1), (2, 'b', 'running', '{}', 1, 1)`);
  const line = (batch: number, number: number, code: number, state: string) =>
    db
      .prepare(
        'INSERT INTO batch_lines (batch_id, line, place, code_id, state, updated_at) VALUES (?, ?, ?, ?, ?, 1)',
      )
      .run(batch, number, '{}', code, state);
  line(1, 1, 7, 'waiting');
  expect(() => line(2, 1, 7, 'waiting')).toThrow(/UNIQUE/);
  line(2, 1, 7, 'failed');
  db.exec("INSERT INTO batch_readers (reader_id, batch_id) VALUES ('sim:0', 1)");
  expect(() => db.exec("INSERT INTO batch_readers (reader_id, batch_id) VALUES ('sim:0', 2)")).toThrow(
    /UNIQUE/,
  );
  db.exec("INSERT INTO batch_operations VALUES (41, 1, 1, 'download')");
  db.exec('DELETE FROM operations');
  expect(db.prepare('SELECT count(*) FROM batch_operations').pluck().get()).toBe(0);
  db.exec('DELETE FROM batches');
  expect(db.prepare('SELECT count(*) FROM batch_lines').pluck().get()).toBe(0);
  db.close();
});
