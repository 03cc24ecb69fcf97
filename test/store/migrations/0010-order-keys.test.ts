import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { migrate } from '../../../src-main/store/migrate.ts';
import { migrations } from '../../../src-main/store/migrations/index.ts';

it('migration 10 keeps orders as they are, without keys; from then on an account has a key once', () => {
  const db = new Database(':memory:');
  migrate(db, 0, migrations.slice(0, 9), () => {
    db.exec("INSERT INTO sealing VALUES (1, x'00')");
  });
  db.exec(`INSERT INTO vault_keys (id, sealed, created_at) VALUES (1, x'00', 1);
    INSERT INTO order_accounts (id, connector, label, base_url, token, key_id, created_at, updated_at)
      VALUES (1, 'octopus', 'A', 'https://a/', x'00', 1, 1, 1), (2, 'octopus', 'B', 'https://b/', x'00', 1, 1, 1)`);
  const insert = (id: number, account: number, more = '') =>
    db.exec(`INSERT INTO orders (id, account_id, connector, account_label, reference, operation_type, product_id,
      product_name, request, key_id, status, created_at, updated_at ${more === '' ? '' : ', client_key'})
      VALUES (${id}, ${account}, 'octopus', 'A', 'r${id}', 'ACTIVATION', 'p', 'P', x'00', 1, 'open', 1, 1 ${more})`);
  insert(1, 1);
  insert(2, 1);
  migrate(db, 9, migrations.slice(0, 10));
  expect(db.pragma('user_version', { simple: true })).toBe(10);
  expect(db.prepare('SELECT id, client_key FROM orders').all()).toEqual([
    { id: 1, client_key: null },
    { id: 2, client_key: null },
  ]);
  insert(3, 1, ", 'k'");
  insert(4, 2, ", 'k'");
  expect(() => insert(5, 1, ", 'k'")).toThrow(/UNIQUE/);
  expect(db.pragma('foreign_key_check')).toEqual([]);
  db.close();
});
