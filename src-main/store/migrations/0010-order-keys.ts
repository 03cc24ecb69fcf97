import type { Migration } from './migration.ts';

/** By which a client that repeats a call names its order: one order for a key of an account. */
export const orderKeys: Migration = {
  version: 10,
  name: 'order-keys',
  up(db) {
    db.exec(`
      ALTER TABLE orders ADD COLUMN client_key TEXT;
      CREATE UNIQUE INDEX orders_by_client_key ON orders (account_id, client_key) WHERE client_key IS NOT NULL;
    `);
  },
};
