import type { Migration } from './migration.ts';

/** Batches of the station with their lines, and what readers are called here. */
export const batches: Migration = {
  version: 12,
  name: 'batches',
  up(db) {
    db.exec(`
      CREATE TABLE batches (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        name TEXT NOT NULL UNIQUE,
        -- Of the caller: a call that comes again makes no second batch.
        request_key TEXT UNIQUE,
        state TEXT NOT NULL CHECK (state IN ('draft', 'running', 'paused', 'stopped', 'finished')),
        stop_reason TEXT CHECK (stop_reason IN ('request', 'failures_in_a_row', 'failures_in_all')),
        stop_count INTEGER,
        recipe TEXT NOT NULL,
        -- What of its list is in no line.
        refused TEXT NOT NULL DEFAULT '[]',
        -- Since it was started or resumed.
        failures_in_a_row INTEGER NOT NULL DEFAULT 0,
        failures INTEGER NOT NULL DEFAULT 0,
        created_by TEXT NOT NULL DEFAULT '',
        created_at INTEGER NOT NULL,
        updated_at INTEGER NOT NULL,
        started_at INTEGER,
        ended_at INTEGER
      ) STRICT;

      CREATE TABLE batch_lines (
        batch_id INTEGER NOT NULL REFERENCES batches (id) ON DELETE CASCADE,
        line INTEGER NOT NULL,
        place TEXT NOT NULL,
        -- Its number in the vault. No reference: a code that is taken out of the vault fails its line by name.
        code_id INTEGER NOT NULL,
        eid TEXT,
        state TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'failed', 'skipped')),
        -- Of a line that waits: the one card with which it goes on.
        wanted_eid TEXT,
        card_eid TEXT,
        reader_id TEXT,
        iccid TEXT,
        step TEXT CHECK (step IN ('test_profiles', 'download', 'enable', 'nickname')),
        error TEXT,
        remarks TEXT NOT NULL DEFAULT '[]',
        started_at INTEGER,
        ended_at INTEGER,
        updated_at INTEGER NOT NULL,
        PRIMARY KEY (batch_id, line)
      ) STRICT, WITHOUT ROWID;
      -- Two batches never hold one code.
      CREATE UNIQUE INDEX batch_lines_by_code ON batch_lines (code_id) WHERE state IN ('waiting', 'running');
      CREATE UNIQUE INDEX batch_lines_by_eid ON batch_lines (batch_id, eid) WHERE eid IS NOT NULL;
      CREATE INDEX batch_lines_by_state ON batch_lines (batch_id, state, line);
      CREATE INDEX batch_lines_by_card ON batch_lines (batch_id, card_eid) WHERE card_eid IS NOT NULL;

      CREATE TABLE batch_operations (
        operation_id INTEGER PRIMARY KEY REFERENCES operations (id) ON DELETE CASCADE,
        batch_id INTEGER NOT NULL,
        line INTEGER NOT NULL,
        step TEXT NOT NULL,
        FOREIGN KEY (batch_id, line) REFERENCES batch_lines (batch_id, line) ON DELETE CASCADE
      ) STRICT;
      CREATE INDEX batch_operations_by_line ON batch_operations (batch_id, line);

      -- A reader takes part in one batch at a time.
      CREATE TABLE batch_readers (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        reader_id TEXT NOT NULL UNIQUE,
        batch_id INTEGER NOT NULL REFERENCES batches (id) ON DELETE CASCADE,
        -- The card that is in it and has had its turn, as JSON: it is not begun again until it was out.
        served TEXT
      ) STRICT;
      CREATE INDEX batch_readers_by_batch ON batch_readers (batch_id);

      -- By the serial number where PC/SC tells one, else by the whole name.
      CREATE TABLE reader_names (
        reader_key TEXT PRIMARY KEY,
        name TEXT,
        place INTEGER UNIQUE CHECK (place >= 1),
        updated_at INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;
    `);
  },
};
