import type { Migration } from './migration.ts';

/** Evidence files that were opened. `about` is what lists show of them; the file itself is sealed. */
export const evidenceFiles: Migration = {
  version: 13,
  name: 'evidence',
  up(db) {
    db.exec(`
      CREATE TABLE evidence (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        sha256 TEXT NOT NULL UNIQUE,
        about TEXT NOT NULL,
        file BLOB NOT NULL,
        last_replay TEXT
      ) STRICT;
    `);
  },
};
