import type { Migration } from './migration.ts';

/**
 * What a card held at earlier times: a row for each state that it was found in, from when it was first found so until it was last.
 * `content` is the JSON of a reading's content; icons are left out. When its EUICCInfo2 was read is kept of a card from now on.
 */
export const cardReadings: Migration = {
  version: 14,
  name: 'card-readings',
  up(db) {
    db.exec(`
      ALTER TABLE cards ADD COLUMN info_at INTEGER;
      CREATE TABLE card_readings (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        eid TEXT NOT NULL REFERENCES cards (eid) ON DELETE CASCADE,
        first_seen_at INTEGER NOT NULL,
        last_seen_at INTEGER NOT NULL,
        info_at INTEGER,
        operation_id INTEGER NOT NULL,
        content TEXT NOT NULL
      ) STRICT;
      CREATE INDEX card_readings_by_eid ON card_readings (eid, id);
    `);
  },
};
