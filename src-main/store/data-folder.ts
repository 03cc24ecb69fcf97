/** Where the workbench keeps its data, and that only one engine works in it. */

import { accessSync, closeSync, constants, existsSync, mkdirSync, openSync, statSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { WorkbenchError } from '../../src-shared/errors/index.ts';

export const databaseName = 'workbench.db';
export const lockName = 'engine.lock';

function unusable(folder: string, error: unknown): WorkbenchError {
  const reason = error instanceof Error ? error.message : String(error);
  return new WorkbenchError('data_folder_unusable', { folder, reason }, { cause: error });
}

/**
 * Makes the folder (mode 0700) where there is none, and checks that it can be written. The mode of a folder that was
 * there is left alone, since it may be anybody's; what the workbench puts into it has mode 0600.
 * Throws data_folder_unusable.
 */
export function prepareDataFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    if (!statSync(folder).isDirectory()) throw new Error('it is not a folder');
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    throw unusable(folder, error);
  }
}

/** Makes a file of mode 0600 where there is none, so that SQLite (which knows the umask only) opens a private one. */
export function makePrivateFile(path: string): void {
  if (!existsSync(path)) closeSync(openSync(path, 'a', 0o600));
}

export interface EngineLock {
  readonly folder: string;
  /** Lets another engine in. Further calls do nothing. */
  release(): void;
}

/** Keeps the connections of held locks from being collected, which would release them. */
const held = new Set<Database>();

/**
 * Takes the data folder for this engine alone. The lock is an exclusive transaction that is never written to, on a
 * database of its own: the operating system drops it with the process, however that dies, and no file has to be judged
 * stale. (The lock file must not be opened by other means in this process: POSIX drops all of a process's locks on a
 * file as soon as one descriptor of it is closed.)
 * Throws engine_locked, data_folder_unusable.
 */
export function lockDataFolder(folder: string): EngineLock {
  prepareDataFolder(folder);
  let db: Database;
  try {
    makePrivateFile(join(folder, lockName));
    db = new Database(join(folder, lockName), { timeout: 0 });
  } catch (error) {
    throw unusable(folder, error);
  }
  try {
    db.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    db.close();
    if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY'))
      throw new WorkbenchError('engine_locked', { folder }, { cause: error });
    throw unusable(folder, error);
  }
  held.add(db);
  return {
    folder,
    release() {
      if (held.delete(db)) db.close();
    },
  };
}
