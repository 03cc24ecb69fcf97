import type { Migration } from './migration.ts';

/** What is known of a used-up code stays when its row is taken out of the vault, so that it does not count as free when it comes again. */
export const usedCodes: Migration = {
  version: 9,
  name: 'used-codes',
  up(db) {
    db.exec(`
      CREATE TABLE used_codes (
        -- As in codes: a keyed hash, which tells the same code again and nothing of it.
        fingerprint BLOB PRIMARY KEY,
        -- How it ended.
        state TEXT NOT NULL CHECK (state IN ('ACTIVE', 'burned', 'EXPIRED')),
        iccid TEXT,
        eid TEXT,
        used_at INTEGER,
        removed_at INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;
    `);
  },
};
