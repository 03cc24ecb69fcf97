import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { migrate } from '../../../src-main/store/migrate.ts';
import { initial } from '../../../src-main/store/migrations/0001-initial.ts';

describe('migration 1', () => {
  it('makes every table in an empty database', () => {
    const db = new Database(':memory:');
    migrate(db, 0, [initial]);
    const names = db
      .prepare(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name",
      )
      .pluck()
      .all();
    expect(names).toEqual([
      'cards',
      'notifications',
      'operation_steps',
      'operations',
      'profiles',
      'sealing',
      'settings',
      'trace_entries',
      'transactions',
    ]);
    expect(db.pragma('user_version', { simple: true })).toBe(1);
    expect(db.pragma('foreign_key_check')).toEqual([]);
    db.close();
  });
});
