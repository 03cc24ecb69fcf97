/** What every table of the store shares: opening a database, durable transactions, errors by name, JSON columns. */

import Database from 'better-sqlite3';
import type { z } from 'zod';
import { toWorkbenchError, WorkbenchError } from '../../src-shared/errors/index.ts';

/**
 * Opens (or makes) a database file, or `:memory:`. WAL, so that a reader in another thread never waits for the writer.
 *
 * Durability: a commit in WAL mode has been handed to the operating system when it returns, so it survives `kill -9`
 * at `synchronous = NORMAL`; what NORMAL may lose is the tail of the log at a loss of power. What has to survive that is
 * brought to the disk through `Disk` (disk.ts), whose fsync is of the whole log and so of everything before it.
 */
export function openDatabase(path: string, { readonly = false } = {}): Database {
  const db = new Database(path, { timeout: 5000, readonly, fileMustExist: readonly });
  try {
    db.pragma('foreign_keys = ON');
    db.pragma('trusted_schema = OFF');
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** To be called only after the file is known to be ours: it changes the file. */
export function configureDatabase(db: Database): void {
  // Counts for a file that is made now: its free pages can be given back in parts.
  db.pragma('auto_vacuum = INCREMENTAL');
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = NORMAL');
  // On macOS fsync alone does not reach the disk; without effect elsewhere.
  db.pragma('fullfsync = ON');
  db.pragma('journal_size_limit = 16777216');
  // What is deleted is overwritten: codes and traces, sealed as they are, shall not lie in free pages.
  db.pragma('secure_delete = ON');
}

/** Runs `body` in a transaction that survives the death of the process. */
export function atomically<R>(db: Database, body: () => R): R {
  return db.transaction(body).immediate();
}

/** An error of SQLite as one of the catalogue; others pass. SQLite's messages hold names of tables, never values. */
export function toStoreError(thrown: unknown): WorkbenchError {
  if (!(thrown instanceof Database.SqliteError)) return toWorkbenchError(thrown);
  const { code } = thrown;
  const options = { cause: thrown };
  if (code.startsWith('SQLITE_FULL')) return new WorkbenchError('store_full', {}, options);
  if (code.startsWith('SQLITE_CORRUPT') || code.startsWith('SQLITE_NOTADB'))
    return new WorkbenchError('store_damaged', { reason: code }, options);
  if (code.startsWith('SQLITE_CONSTRAINT'))
    return new WorkbenchError('internal', { reason: `${code}: ${thrown.message}` }, options);
  return new WorkbenchError('store_failed', { reason: code }, options);
}

type Methods<T> = { readonly [K in keyof T]: T[K] };

/** The same functions, which throw nothing but WorkbenchError. */
export function guarded<T extends object>(methods: T): Methods<T> {
  const out: Record<string, unknown> = {};
  for (const [name, method] of Object.entries(methods)) {
    if (typeof method !== 'function') throw new TypeError(`${name} is no function`);
    out[name] = (...args: unknown[]): unknown => {
      try {
        return method(...args);
      } catch (error) {
        throw toStoreError(error);
      }
    };
  }
  return out as Methods<T>;
}

/** Where a value was read, for the error that names it. */
export interface Place {
  readonly table: string;
  readonly row: string | number;
}

export function corrupt(place: Place, column: string, reason: string, cause?: unknown): WorkbenchError {
  return new WorkbenchError('store_corrupt', { ...place, column, reason }, { cause });
}

/** The value of a JSON column, unchecked; null gives undefined. Throws store_corrupt. */
export function fromJson(place: Place, column: string, text: string | null): unknown {
  if (text === null) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    // The parser's message quotes the text, which may be anything.
    throw corrupt(place, column, 'no JSON');
  }
}

/** Checks what was read against its schema. Throws store_corrupt, which names the first field that is wrong. */
export function checked<S extends z.ZodType>(
  place: Place,
  column: string,
  schema: S,
  value: unknown,
): z.output<S> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const path = issue?.path.join('.') ?? '';
  throw corrupt(place, path === '' ? column : path, issue?.code ?? 'invalid');
}

/**
 * The value to be written, after the check that it will be accepted when it is read.
 * Throws `internal`: a caller's mistake must not become a row that nobody can read.
 */
export function clear<S extends z.ZodType>(what: string, schema: S, value: z.input<S>): z.output<S> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const path = [what, ...(issue?.path ?? [])].join('.');
  throw new WorkbenchError('internal', { reason: `the store was given a bad ${path} (${issue?.code})` });
}

/** The same as JSON text; undefined gives null. */
export function toJson<S extends z.ZodType>(
  what: string,
  schema: S,
  value: z.input<S> | undefined,
): string | null {
  return value === undefined ? null : JSON.stringify(clear(what, schema, value));
}
