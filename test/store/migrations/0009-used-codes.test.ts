import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { migrate } from '../../../src-main/store/migrate.ts';
import { migrations } from '../../../src-main/store/migrations/index.ts';

it('migration 9 keeps what is there, and has room for used-up codes', () => {
  const db = new Database(':memory:');
  migrate(db, 0, migrations.slice(0, 8), () => {
    db.exec("INSERT INTO sealing VALUES (1, x'00')");
  });
  db.exec(`INSERT INTO codes (fingerprint, smdp_address, confirmation_code_required, source, state, created_at, updated_at)
    VALUES (x'AB', 'smdp.example.com', 0, 'hand', 'burned', 1, 2)`);
  migrate(db, 8, migrations.slice(0, 9));
  expect(db.pragma('user_version', { simple: true })).toBe(9);
  expect(db.prepare('SELECT state FROM codes').pluck().all()).toEqual(['burned']);
  db.exec("INSERT INTO used_codes (fingerprint, state, removed_at) VALUES (x'AB', 'burned', 3)");
  const free = "INSERT INTO used_codes (fingerprint, state, removed_at) VALUES (x'CD', 'NOT_INSTALLED', 3)";
  expect(() => db.exec(free)).toThrow('CHECK');
  expect(db.pragma('foreign_key_check')).toEqual([]);
  db.close();
});
