import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { migrate } from '../../../src-main/store/migrate.ts';
import { migrations } from '../../../src-main/store/migrations/index.ts';

it('migration 15 keeps which reader is of which batch, and lets another batch name it too', () => {
  const db = new Database(':memory:');
  db.pragma('foreign_keys = ON');
  migrate(db, 0, migrations.slice(0, 14), () => {
    db.exec("INSERT INTO sealing VALUES (1, x'00')");
  });
  db.exec(`INSERT INTO batches (id, name, state, recipe, created_at, updated_at)
    VALUES (1, 'a', 'running', '{}', 1, 1), (2, 'b', 'draft', '{}', 1, 1)`);
  db.exec(
    `INSERT INTO batch_readers (id, reader_id, batch_id, served) VALUES (7, 'sim:0', 1, '{"outcome":"done"}')`,
  );
  migrate(db, 14, migrations.slice(0, 15));
  expect(db.pragma('user_version', { simple: true })).toBe(15);
  const rows = () =>
    db.prepare('SELECT id, reader_id, batch_id, served FROM batch_readers ORDER BY id').all();
  const kept = { id: 7, reader_id: 'sim:0', batch_id: 1, served: '{"outcome":"done"}' };
  expect(rows()).toEqual([kept]);
  const name = (batch: number) =>
    db.exec(`INSERT INTO batch_readers (reader_id, batch_id) VALUES ('sim:0', ${batch})`);
  name(2);
  expect(rows()).toEqual([kept, { id: 8, reader_id: 'sim:0', batch_id: 2, served: null }]);
  expect(() => name(2)).toThrow(/UNIQUE/);
  expect(db.pragma('foreign_key_check')).toEqual([]);
  db.exec('DELETE FROM batches');
  expect(rows()).toEqual([]);
  db.close();
});
