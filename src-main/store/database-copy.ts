/** A copy of the database for an export, in the data folder and for as long as the export runs. */

import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type Database from 'better-sqlite3';
import { databaseName, makePrivateFile } from './data-folder.ts';
import { inspectVersion } from './migrate.ts';
import { migrations } from './migrations/index.ts';
import { openDatabase, toStoreError } from './sqlite.ts';

export interface DatabaseCopy {
  readonly bytes: number;
  /** Of the database's tables. */
  readonly version: number;
}

/** `id`: hexadecimal; whoever makes a copy takes it away again. */
export function copyName(id: string): string {
  return `export-${id}.tmp`;
}

/** Takes away what exports have left that were killed. To be called by whoever has locked the folder. */
export function removeCopies(folder: string): void {
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder))
    if (/^export-[0-9A-F]{32}\.tmp$/.test(name)) rmSync(join(folder, name), { force: true });
}

/**
 * Writes the database as it is at this moment into the file `copyName(id)`, while others write on: one file without log and without free pages.
 * Throws store_foreign, store_newer_version, store_damaged, store_full, store_failed; no copy is left then.
 */
export function copyDatabase(folder: string, id: string): DatabaseCopy {
  const file = join(folder, databaseName);
  const copy = join(folder, copyName(id));
  let db: Database | undefined;
  try {
    db = openDatabase(file, { readonly: true });
    const version = inspectVersion(db, folder, file, migrations);
    // SQLite would make it with the rights of the umask; an empty file it fills.
    makePrivateFile(copy);
    db.prepare('VACUUM INTO ?').run(copy);
    return { bytes: statSync(copy).size, version };
  } catch (error) {
    rmSync(copy, { force: true });
    throw toStoreError(error);
  } finally {
    db?.close();
  }
}
