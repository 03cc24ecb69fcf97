import type { Migration } from './migration.ts';

/** Of each list's table the columns with texts that anybody may have written. */
const written = {
  operations:
    'carrier, cause_id, created_by, reader_id, reader_name, smdp_address, batch, message_code, message, source'.split(
      ', ',
    ),
  actions: 'reader_id, message_code, message'.split(', '),
  profiles: 'carrier, normalized_carrier, reader_id'.split(', '),
};

/** Whether JSON writes one of them otherwise than it is. What has to be escaped is told by each character alone. */
function escapes(columns: readonly string[], row = ''): string {
  const text = `concat(${columns.map((name) => row + name).join(', ')})`;
  return `octet_length(json_quote(${text})) <> octet_length(${text}) + 2`;
}

/** Which rows of the fleet's lists have texts that JSON escapes: all others are read without looking for what to escape. */
export const plainRows: Migration = {
  version: 16,
  name: 'plain-rows',
  up(db) {
    for (const [table, columns] of Object.entries(written))
      db.exec(`
        ALTER TABLE ${table} ADD COLUMN escapes INTEGER NOT NULL DEFAULT 0 CHECK (escapes IN (0, 1));
        UPDATE ${table} SET escapes = 1 WHERE ${escapes(columns)};
        CREATE TRIGGER ${table}_escapes_inserted AFTER INSERT ON ${table} WHEN ${escapes(columns, 'NEW.')} BEGIN
          UPDATE ${table} SET escapes = 1 WHERE rowid = NEW.rowid;
        END;
        CREATE TRIGGER ${table}_escapes_updated AFTER UPDATE OF ${columns.join(', ')} ON ${table}
          WHEN (${escapes(columns, 'NEW.')}) <> NEW.escapes BEGIN
          UPDATE ${table} SET escapes = NOT NEW.escapes WHERE rowid = NEW.rowid;
        END;
      `);
  },
};
