import type { Migration } from './migration.ts';

/** Tokens for scripts: what is kept of one cannot be turned back into it. */
export const tokens: Migration = {
  version: 7,
  name: 'tokens',
  up(db) {
    db.exec(`
      CREATE TABLE tokens (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        name TEXT NOT NULL,
        -- SHA-256: a token has 256 bits of its own, so that nothing is to be gained by guessing.
        hash BLOB NOT NULL UNIQUE,
        read_only INTEGER NOT NULL CHECK (read_only IN (0, 1)),
        created_by TEXT NOT NULL,
        created_at INTEGER NOT NULL,
        last_used_at INTEGER,
        revoked_at INTEGER
      ) STRICT;
      -- A name may be given again once its token is revoked.
      CREATE UNIQUE INDEX tokens_by_name ON tokens (name) WHERE revoked_at IS NULL;
    `);
  },
};
