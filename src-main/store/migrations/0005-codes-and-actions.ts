import type { Migration } from './migration.ts';

/**
 * The vault of activation codes, and what other systems ask of an operation: who started it and why, and the actions
 * (download, enable, disable, delete) that it consists of, each with an id by which it can be followed.
 */
export const codesAndActions: Migration = {
  version: 5,
  name: 'codes-and-actions',
  up(db) {
    db.exec(`
      -- Keys of the vault, each sealed with the key of the data folder. The newest seals; a rotation leaves no other.
      CREATE TABLE vault_keys (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        sealed BLOB NOT NULL,
        created_at INTEGER NOT NULL
      ) STRICT;

      CREATE TABLE codes (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        -- Keyed hash of server address and matching id: tells the same code again, without holding it.
        fingerprint BLOB NOT NULL UNIQUE,
        -- Activation code and confirmation code as JSON, sealed; NULL from the moment in which the code is used up.
        secret BLOB,
        key_id INTEGER REFERENCES vault_keys (id),
        smdp_address TEXT NOT NULL,
        confirmation_code_required INTEGER NOT NULL CHECK (confirmation_code_required IN (0, 1)),
        iccid TEXT,
        carrier TEXT,
        normalized_carrier TEXT,
        label TEXT,
        batch TEXT,
        source TEXT NOT NULL CHECK (source IN ('hand', 'list', 'csv', 'qr', 'order', 'operation')),
        order_id INTEGER,
        state TEXT NOT NULL DEFAULT 'NOT_INSTALLED'
          CHECK (state IN ('NOT_INSTALLED', 'ACTIVE', 'EXPIRED', 'claimed', 'burned')),
        -- Whether it was used up could not be found out: it is free, and the next try will tell.
        doubtful INTEGER NOT NULL DEFAULT 0 CHECK (doubtful IN (0, 1)),
        -- The operation that holds it, or had it last.
        operation_id INTEGER REFERENCES operations (id) ON DELETE SET NULL,
        eid TEXT,
        valid_until INTEGER,
        created_by TEXT NOT NULL DEFAULT '',
        created_at INTEGER NOT NULL,
        updated_at INTEGER NOT NULL,
        used_at INTEGER,
        CHECK (secret IS NULL OR key_id IS NOT NULL),
        CHECK (state <> 'claimed' OR operation_id IS NOT NULL)
      ) STRICT;
      CREATE INDEX codes_by_state ON codes (state, id);
      CREATE INDEX codes_by_iccid ON codes (iccid);
      CREATE INDEX codes_by_carrier ON codes (normalized_carrier, state);
      CREATE INDEX codes_by_operation ON codes (operation_id);

      ALTER TABLE operations ADD COLUMN cause TEXT NOT NULL DEFAULT 'request'
        CHECK (cause IN ('request', 'automation', 'template'));
      ALTER TABLE operations ADD COLUMN cause_id TEXT;
      -- Who: the name of a token, or of the user of this machine; and by which of our doors.
      ALTER TABLE operations ADD COLUMN created_by TEXT NOT NULL DEFAULT '';
      ALTER TABLE operations ADD COLUMN source TEXT NOT NULL DEFAULT '';
      ALTER TABLE operations ADD COLUMN batch TEXT;
      ALTER TABLE operations ADD COLUMN code_id INTEGER REFERENCES codes (id) ON DELETE SET NULL;
      -- The carrier that was asked for; what the profile says of itself is in the profile.
      ALTER TABLE operations ADD COLUMN carrier TEXT;
      ALTER TABLE operations ADD COLUMN normalized_carrier TEXT;
      ALTER TABLE operations ADD COLUMN download_tx TEXT;
      ALTER TABLE operations ADD COLUMN enable_tx TEXT;
      ALTER TABLE operations ADD COLUMN message_code TEXT NOT NULL DEFAULT '';
      ALTER TABLE operations ADD COLUMN message TEXT NOT NULL DEFAULT '';

      CREATE TABLE actions (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        transaction_id TEXT NOT NULL UNIQUE,
        operation_id INTEGER NOT NULL REFERENCES operations (id) ON DELETE CASCADE,
        action TEXT NOT NULL CHECK (action IN ('download', 'enable', 'disable', 'delete')),
        status TEXT NOT NULL CHECK (status IN ('in_progress', 'complete', 'failed', 'unknown')),
        reader_id TEXT NOT NULL,
        eid TEXT,
        iccid TEXT,
        message_code TEXT NOT NULL,
        message TEXT NOT NULL,
        created_at INTEGER NOT NULL,
        updated_at INTEGER NOT NULL
      ) STRICT;
      CREATE UNIQUE INDEX actions_by_operation ON actions (operation_id, action);
    `);
  },
};
