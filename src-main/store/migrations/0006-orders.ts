import type { Migration } from './migration.ts';

/** Accounts at shops, and what was ordered with them. */
export const orders: Migration = {
  version: 6,
  name: 'orders',
  up(db) {
    db.exec(`
      CREATE TABLE order_accounts (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        connector TEXT NOT NULL CHECK (connector IN ('truphone', 'octopus')),
        label TEXT NOT NULL UNIQUE,
        base_url TEXT NOT NULL,
        -- Sealed with a key of the vault.
        token BLOB NOT NULL,
        key_id INTEGER NOT NULL REFERENCES vault_keys (id),
        simulated INTEGER NOT NULL DEFAULT 0 CHECK (simulated IN (0, 1)),
        created_at INTEGER NOT NULL,
        updated_at INTEGER NOT NULL
      ) STRICT;

      CREATE TABLE orders (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        account_id INTEGER REFERENCES order_accounts (id) ON DELETE SET NULL,
        connector TEXT NOT NULL CHECK (connector IN ('truphone', 'octopus')),
        account_label TEXT NOT NULL,
        -- Made here, before anything is sent: client_reference, X-Correlation-ID.
        reference TEXT NOT NULL UNIQUE,
        operation_type TEXT NOT NULL CHECK (operation_type IN ('ACTIVATION', 'TOPUP')),
        product_id TEXT NOT NULL,
        product_name TEXT NOT NULL,
        -- What is sent, as JSON, sealed with a key of the vault: it holds names and addresses of people.
        request BLOB NOT NULL,
        key_id INTEGER NOT NULL REFERENCES vault_keys (id),
        -- 'placing': on its way, not known to have arrived. 'outcome_unknown': never placed again by itself.
        status TEXT NOT NULL
          CHECK (status IN ('placing', 'outcome_unknown', 'open', 'delivered', 'failed', 'cancelled')),
        remote_id TEXT,
        -- As the shop has it: ACCEPTED, FULFILLING, COMPLETED, FAILED; PENDING, DELIVERED, CANCELLED.
        remote_status TEXT,
        activation_status TEXT,
        is_installed INTEGER CHECK (is_installed IN (0, 1)),
        price_amount TEXT,
        price_currency TEXT,
        expected_amount TEXT,
        expected_currency TEXT,
        iccid TEXT,
        code_id INTEGER REFERENCES codes (id) ON DELETE SET NULL,
        error TEXT,
        batch TEXT,
        created_by TEXT NOT NULL DEFAULT '',
        source TEXT NOT NULL DEFAULT '',
        created_at INTEGER NOT NULL,
        updated_at INTEGER NOT NULL,
        -- From when on the shop may have it: written before it is sent. NULL: it was not sent, or is known not to have been taken.
        sent_at INTEGER,
        ended_at INTEGER,
        polls INTEGER NOT NULL DEFAULT 0,
        -- NULL: asked on demand only.
        next_poll_at INTEGER
      ) STRICT;
      CREATE INDEX orders_to_poll ON orders (next_poll_at) WHERE next_poll_at IS NOT NULL;
      -- An order at a shop is one order here.
      CREATE UNIQUE INDEX orders_by_remote_id ON orders (account_id, remote_id) WHERE remote_id IS NOT NULL;
    `);
  },
};
