import type { Migration } from './migration.ts';

/** How long the token of an account at a shop lasts, and what the account gets another one with. */
export const shopLogins: Migration = {
  version: 11,
  name: 'shop-logins',
  up(db) {
    db.exec(`
      -- As the shop, or the token itself, says it. NULL: not known.
      ALTER TABLE order_accounts ADD COLUMN token_expires_at INTEGER;
      -- Name and password of a login, and the refresh token, as JSON, sealed with a key of the vault.
      ALTER TABLE order_accounts ADD COLUMN login BLOB;
      ALTER TABLE order_accounts ADD COLUMN login_key_id INTEGER REFERENCES vault_keys (id);
    `);
  },
};
