import type { Migration } from './migration.ts';

/**
 * When a notification is to be tried again, so that its retries outlive the engine; and what a discovery has found: the
 * servers for everybody to see, the event ids sealed, since an event id is a matching id.
 */
export const retriesAndEvents: Migration = {
  version: 4,
  name: 'retries-and-events',
  up(db) {
    db.exec(`
      -- NULL: no retry is planned.
      ALTER TABLE notifications ADD COLUMN next_attempt_at INTEGER;
      -- Whoever was delivered and is gone from its card is done with; 'delivered' now means: still on the card.
      UPDATE notifications SET state = 'removed' WHERE state = 'delivered';

      ALTER TABLE operations ADD COLUMN events TEXT;
      CREATE TABLE operation_events (
        operation_id INTEGER NOT NULL REFERENCES operations (id) ON DELETE CASCADE,
        -- The place in the operation's list of events.
        seq INTEGER NOT NULL,
        -- Sealed.
        event_id BLOB NOT NULL,
        PRIMARY KEY (operation_id, seq)
      ) STRICT, WITHOUT ROWID;
    `);
  },
};
