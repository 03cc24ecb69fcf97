import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { migrate } from '../../../src-main/store/migrate.ts';
import { migrations } from '../../../src-main/store/migrations/index.ts';

it('migration 14 keeps the cards that are there, and has a place for what they held earlier', () => {
  const db = new Database(':memory:');
  migrate(db, 0, migrations.slice(0, 13), () => {
    db.exec("INSERT INTO sealing VALUES (1, x'00')");
  });
  db.exec(
    "INSERT INTO cards (eid, last_seen_at, simulated) VALUES ('89049032123451234512345678901235', 7, 1)",
  );
  migrate(db, 13, migrations.slice(0, 14));
  expect(db.pragma('user_version', { simple: true })).toBe(14);
  expect(db.prepare('SELECT eid, last_seen_at, info_at FROM cards').all()).toEqual([
    { eid: '89049032123451234512345678901235', last_seen_at: 7, info_at: null },
  ]);
  const insert =
    db.prepare(`INSERT INTO card_readings (eid, first_seen_at, last_seen_at, operation_id, content)
    VALUES (?, 7, 7, 1, '{}')`);
  insert.run('89049032123451234512345678901235');
  expect(() => insert.run('89049032123451234512345678901243')).toThrow('FOREIGN KEY');
  expect(db.pragma('foreign_key_check')).toEqual([]);
  db.close();
});
