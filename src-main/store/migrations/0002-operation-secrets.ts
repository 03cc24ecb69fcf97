import type { Migration } from './migration.ts';

/** Secrets that an operation came to know after its start, so that they can be hidden in what is shown of it. */
export const operationSecrets: Migration = {
  version: 2,
  name: 'operation-secrets',
  up(db) {
    db.exec(`
      CREATE TABLE operation_secrets (
        operation_id INTEGER NOT NULL REFERENCES operations (id) ON DELETE CASCADE,
        seq INTEGER NOT NULL,
        -- Kind and value as JSON, sealed.
        secret BLOB NOT NULL,
        PRIMARY KEY (operation_id, seq)
      ) STRICT, WITHOUT ROWID;
    `);
  },
};
