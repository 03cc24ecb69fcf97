import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { migrate } from '../../../src-main/store/migrate.ts';
import { migrations } from '../../../src-main/store/migrations/index.ts';

it('migration 11 keeps accounts with their tokens, and knows of none when it runs out', () => {
  const db = new Database(':memory:');
  migrate(db, 0, migrations.slice(0, 10), () => {
    db.exec("INSERT INTO sealing VALUES (1, x'00')");
  });
  db.exec(`INSERT INTO vault_keys (id, sealed, created_at) VALUES (1, x'00', 1);
    INSERT INTO order_accounts (id, connector, label, base_url, token, key_id, created_at, updated_at)
      VALUES (1, 'octopus', 'A', 'https://a/', x'AB', 1, 1, 1)`);
  migrate(db, 10, migrations.slice(0, 11));
  expect(db.pragma('user_version', { simple: true })).toBe(11);
  expect(
    db
      .prepare('SELECT label, hex(token) AS token, token_expires_at, login, login_key_id FROM order_accounts')
      .all(),
  ).toEqual([{ label: 'A', token: 'AB', token_expires_at: null, login: null, login_key_id: null }]);
  expect(db.pragma('foreign_key_check')).toEqual([]);
  db.close();
});
