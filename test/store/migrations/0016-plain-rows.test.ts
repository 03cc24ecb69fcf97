import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { migrate } from '../../../src-main/store/migrate.ts';
import { migrations } from '../../../src-main/store/migrations/index.ts';

it('migration 16 tells which rows have texts that JSON escapes, those that are there and those that come', () => {
  const db = new Database(':memory:');
  migrate(db, 0, migrations.slice(0, 15), () => {
    db.exec("INSERT INTO sealing VALUES (1, x'00')");
  });
  const add = db.prepare(`INSERT INTO operations
    (id, kind, status, reader_id, reader_name, simulated, request, activation_code_use, created_at, updated_at, message)
    VALUES (?, 'enable', 'failed', 'sim:0', 'r', 1, x'', 'none', 1, 1, ?)`);
  add.run(1, 'plain');
  add.run(2, 'of "Carrier"');
  add.run(3, 'nothing \u0000');
  const act = db.prepare(`INSERT INTO actions
    (transaction_id, operation_id, action, status, reader_id, message_code, message, created_at, updated_at)
    VALUES (@tx, @operation, 'enable', 'failed', 'sim:0', '', @message, 1, 1)`);
  act.run({ tx: 'a', operation: 1, message: 'back\\slash' });
  act.run({ tx: 'b', operation: 2, message: 'ü' });
  migrate(db, 15, migrations.slice(0, 16));
  expect(db.pragma('user_version', { simple: true })).toBe(16);
  const marks = (table: string) => db.prepare(`SELECT escapes FROM ${table} ORDER BY rowid`).pluck().all();
  expect(marks('operations')).toEqual([0, 1, 1]);
  expect(marks('actions')).toEqual([1, 0]);
  add.run(4, '"');
  add.run(5, '');
  expect(marks('operations')).toEqual([0, 1, 1, 1, 0]);
  db.exec(
    "UPDATE operations SET batch = 'a' || char(10) WHERE id = 1; UPDATE operations SET message = 'it' WHERE id > 1",
  );
  expect(marks('operations')).toEqual([1, 0, 0, 0, 0]);
  db.close();
});
