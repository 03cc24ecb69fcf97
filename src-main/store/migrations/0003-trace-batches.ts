import type { Migration } from './migration.ts';

/**
 * Entries of a trace that were written together share a row: to seal and insert each by itself took a third of the time that
 * the workbench needs for a download. What older versions wrote becomes rows of one entry, sealed as it was.
 */
export const traceBatches: Migration = {
  version: 3,
  name: 'trace-batches',
  up(db) {
    db.exec(`
      CREATE TABLE trace_batches (
        operation_id INTEGER NOT NULL REFERENCES operations (id) ON DELETE CASCADE,
        -- The numbers of the entries, all from the first to the last.
        seq INTEGER NOT NULL,
        last_seq INTEGER NOT NULL CHECK (last_seq >= seq),
        -- Kind, purpose and times of an entry that was written before this version, as JSON; else they are in the payload.
        older TEXT,
        -- Everything else, sealed.
        payload BLOB NOT NULL,
        PRIMARY KEY (operation_id, seq)
      ) STRICT;

      INSERT INTO trace_batches (operation_id, seq, last_seq, older, payload)
        SELECT operation_id, seq, seq,
          json_object('kind', kind, 'purpose', purpose, 'started_at', started_at, 'duration_ms', duration_ms), payload
        FROM trace_entries;
      DROP TABLE trace_entries;
    `);
  },
};
