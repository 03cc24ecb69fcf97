import type { Migration } from './migration.ts';

/** What the lists of the fleet API are found by. */
export const fleetLists: Migration = {
  version: 8,
  name: 'fleet-lists',
  up(db) {
    db.exec(`
      -- The reader in which the card was seen last.
      ALTER TABLE cards ADD COLUMN reader_id TEXT;
    `);
  },
};
