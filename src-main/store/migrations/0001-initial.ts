import type { Migration } from './migration.ts';

/** Times are milliseconds since 1970. Columns of JSON are checked by the store's schemas when they are read. */
export const initial: Migration = {
  version: 1,
  name: 'initial',
  up(db) {
    db.exec(`
      -- A known text sealed with the key of this database: tells a wrong key before anything is read or written.
      CREATE TABLE sealing (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        probe BLOB NOT NULL
      ) STRICT;

      CREATE TABLE operations (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        kind TEXT NOT NULL,
        status TEXT NOT NULL CHECK (status IN ('starting', 'download', 'download_verify', 'enable', 'enable_verify',
          'successful', 'failed')),
        reader_id TEXT NOT NULL,
        reader_name TEXT NOT NULL,
        simulated INTEGER NOT NULL CHECK (simulated IN (0, 1)),
        -- The request as JSON, sealed: it holds activation code, matching id and confirmation code.
        request BLOB NOT NULL,
        eid TEXT,
        iccid TEXT,
        smdp_address TEXT,
        profile TEXT,
        progress TEXT,
        question TEXT,
        error TEXT,
        reconciliation_state TEXT NOT NULL DEFAULT 'none' CHECK (reconciliation_state IN ('none', 'pending', 'done')),
        reconciliation_outcome TEXT,
        reconciliation_at INTEGER,
        activation_code_use TEXT NOT NULL CHECK (activation_code_use IN ('none', 'unused', 'used', 'unknown')),
        remarks TEXT NOT NULL DEFAULT '[]',
        created_at INTEGER NOT NULL,
        updated_at INTEGER NOT NULL,
        ended_at INTEGER
      ) STRICT;
      CREATE INDEX operations_by_eid ON operations (eid, id);
      CREATE INDEX operations_unfinished ON operations (id)
        WHERE status NOT IN ('successful', 'failed') OR reconciliation_state = 'pending';

      CREATE TABLE operation_steps (
        operation_id INTEGER NOT NULL REFERENCES operations (id) ON DELETE CASCADE,
        seq INTEGER NOT NULL,
        at INTEGER NOT NULL,
        status TEXT NOT NULL,
        -- NULL for the status itself.
        step TEXT,
        apdus INTEGER NOT NULL DEFAULT 0,
        duration_ms REAL,
        PRIMARY KEY (operation_id, seq)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE transactions (
        operation_id INTEGER NOT NULL REFERENCES operations (id) ON DELETE CASCADE,
        transaction_id TEXT NOT NULL,
        smdp_address TEXT NOT NULL,
        status TEXT NOT NULL DEFAULT 'in_progress' CHECK (status IN ('in_progress', 'complete', 'failed', 'unknown')),
        load_started INTEGER NOT NULL DEFAULT 0 CHECK (load_started IN (0, 1)),
        started_at INTEGER NOT NULL,
        ended_at INTEGER,
        PRIMARY KEY (operation_id, transaction_id)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE trace_entries (
        operation_id INTEGER NOT NULL REFERENCES operations (id) ON DELETE CASCADE,
        seq INTEGER NOT NULL,
        kind TEXT NOT NULL CHECK (kind IN ('apdu', 'http', 'note')),
        -- The function, or the code of a note.
        purpose TEXT NOT NULL,
        started_at INTEGER NOT NULL,
        duration_ms REAL,
        -- Everything else (bytes, addresses, headers, parameters), sealed.
        payload BLOB NOT NULL,
        PRIMARY KEY (operation_id, seq)
      ) STRICT;

      CREATE TABLE cards (
        eid TEXT PRIMARY KEY,
        last_seen_at INTEGER NOT NULL,
        simulated INTEGER NOT NULL CHECK (simulated IN (0, 1)),
        info TEXT,
        quirks TEXT NOT NULL DEFAULT '[]'
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX cards_by_last_seen ON cards (last_seen_at);

      -- In the card's order; not unique by ICCID, since a card that lists one twice is to be shown as it is.
      CREATE TABLE profiles (
        eid TEXT NOT NULL REFERENCES cards (eid) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        iccid TEXT NOT NULL,
        state TEXT,
        profile TEXT NOT NULL,
        seen_at INTEGER NOT NULL,
        PRIMARY KEY (eid, position)
      ) STRICT;
      CREATE INDEX profiles_by_iccid ON profiles (iccid);

      CREATE TABLE notifications (
        eid TEXT NOT NULL REFERENCES cards (eid) ON DELETE CASCADE,
        sequence_number INTEGER NOT NULL,
        event TEXT NOT NULL,
        address TEXT NOT NULL,
        iccid TEXT,
        attempts INTEGER NOT NULL DEFAULT 0,
        last_error TEXT,
        state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'delivered', 'removed')),
        seen_at INTEGER NOT NULL,
        delivered_at INTEGER,
        PRIMARY KEY (eid, sequence_number)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE settings (
        name TEXT PRIMARY KEY,
        value TEXT NOT NULL,
        updated_at INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;
    `);
  },
};
