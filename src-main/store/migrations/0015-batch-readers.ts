import type { Migration } from './migration.ts';

/** Several batches may name a reader: the one that is at work holds it. What the others name is what they will want. */
export const batchReaders: Migration = {
  version: 15,
  name: 'batch-readers',
  up(db) {
    db.exec(`
      CREATE TABLE readers_of_batches (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        reader_id TEXT NOT NULL,
        batch_id INTEGER NOT NULL REFERENCES batches (id) ON DELETE CASCADE,
        -- The card that is in it and has had its turn, as JSON: it is not begun again until it was out.
        served TEXT,
        UNIQUE (reader_id, batch_id)
      ) STRICT;
      INSERT INTO readers_of_batches SELECT id, reader_id, batch_id, served FROM batch_readers;
      DROP TABLE batch_readers;
      ALTER TABLE readers_of_batches RENAME TO batch_readers;
      CREATE INDEX batch_readers_by_batch ON batch_readers (batch_id);
    `);
  },
};
