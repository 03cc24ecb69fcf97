import type Database from 'better-sqlite3';
import { WorkbenchError } from '../../src-shared/errors/index.ts';
import type { Migration } from './migrations/index.ts';

/** In the header of the file (`PRAGMA application_id`), so that no other program's database is taken for ours: 'eUWB'. */
export const applicationId = 0x65555742;

function numberOf(db: Database, pragma: string): number {
  return Number(db.pragma(pragma, { simple: true }));
}

/**
 * The version of a database; 0 for an empty one. Reads only.
 * Throws store_newer_version and store_foreign, before anything of the file has been changed.
 */
export function inspectVersion(
  db: Database,
  folder: string,
  file: string,
  known: readonly Migration[],
): number {
  const version = numberOf(db, 'user_version');
  const application = numberOf(db, 'application_id');
  const tables = Number(db.prepare('SELECT count(*) FROM sqlite_schema').pluck().get());
  if (application !== applicationId && (application !== 0 || version !== 0 || tables !== 0))
    throw new WorkbenchError('store_foreign', { file });
  if (version > known.length)
    throw new WorkbenchError('store_newer_version', { folder, found: version, supported: known.length });
  return version;
}

/**
 * Brings a database from `version` to the newest of `list`, each migration in a transaction of its own: one that fails leaves
 * the database at the version before, whole. `created` runs with the first one, in its transaction.
 */
export function migrate(
  db: Database,
  version: number,
  list: readonly Migration[],
  created: () => void = () => undefined,
): void {
  for (const [index, migration] of list.entries()) {
    if (migration.version !== index + 1)
      throw new RangeError(
        `migration ${migration.name} has number ${migration.version} at place ${index + 1}`,
      );
    if (migration.version <= version) continue;
    db.transaction(() => {
      migration.up(db);
      if (migration.version === 1) {
        created();
        db.pragma(`application_id = ${applicationId}`);
      }
      db.pragma(`user_version = ${migration.version}`);
    }).exclusive();
  }
}
