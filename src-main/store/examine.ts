/** The state of a data folder's database, for `doctor`. Changes nothing, and makes nothing that is not there. */

import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type Database from 'better-sqlite3';
import { type ErrorData, toWorkbenchError } from '../../src-shared/errors/index.ts';
import { databaseName } from './data-folder.ts';
import { inspectVersion } from './migrate.ts';
import { shopLogins } from './migrations/0011-shop-logins.ts';
import { migrations } from './migrations/index.ts';
import { probeFits } from './probe.ts';
import type { Opener } from './seal.ts';
import { openDatabase, toStoreError } from './sqlite.ts';
import { vaultKeyContext } from './vault.ts';

export interface DatabaseFacts {
  readonly exists: boolean;
  readonly bytes: number;
  readonly walBytes: number;
  /** Why it cannot be read at all. */
  readonly error?: ErrorData;
  readonly version?: number;
  readonly supported: number;
  readonly freeBytes?: number;
  /** What SQLite's quick_check says; empty: all is well. Absent: not checked. */
  readonly damage?: readonly string[];
  /** The tables of traces were left out of that check. */
  readonly partly: boolean;
  /** Rows that refer to nothing. */
  readonly brokenReferences?: number;
  readonly keyFits?: boolean;
  readonly vaultKeys?: { readonly all: number; readonly sealed: number };
  readonly newestOperationAt?: number;
  /** Accounts at shops whose token is known to run out and is not renewed by itself. */
  readonly tokens?: readonly { readonly label: string; readonly expiresAt: number }[];
}

/** Beyond this, traces are checked on demand only. */
const smallBytes = 500_000_000;
const mostFindings = 20;

function bytesOf(file: string): number {
  return existsSync(file) ? statSync(file).size : 0;
}

function quickCheck(db: Database, tables: readonly string[] | undefined): string[] {
  const said =
    tables === undefined
      ? (db.pragma(`quick_check(${mostFindings})`) as { readonly quick_check: string }[])
      : tables.flatMap((table) => db.pragma(`quick_check("${table}")`) as { readonly quick_check: string }[]);
  return said
    .map(({ quick_check }) => quick_check)
    .filter((one) => one !== 'ok')
    .slice(0, mostFindings);
}

function brokenReferences(db: Database, tables: readonly string[]): number {
  return tables.reduce(
    (count, table) => count + (db.pragma(`foreign_key_check("${table}")`) as unknown[]).length,
    0,
  );
}

function vaultKeys(db: Database, opener: Opener): { readonly all: number; readonly sealed: number } {
  const rows = db.prepare('SELECT id, sealed FROM vault_keys').all() as {
    readonly id: number;
    readonly sealed: Uint8Array;
  }[];
  const sealed = rows.filter(({ id, sealed: key }) => opener.open(vaultKeyContext(id), key) === undefined);
  return { all: rows.length, sealed: sealed.length };
}

function expiringTokens(db: Database): NonNullable<DatabaseFacts['tokens']> {
  return db
    .prepare(
      `SELECT label, token_expires_at AS expiresAt FROM order_accounts
        WHERE token_expires_at IS NOT NULL AND login IS NULL AND simulated = 0 ORDER BY id`,
    )
    .all() as { readonly label: string; readonly expiresAt: number }[];
}

/** `opener`: absent where the key could not be had; then what is sealed is not looked at. Never throws. */
export function examineDatabase(options: {
  readonly folder: string;
  readonly opener?: Opener | undefined;
  readonly deep: boolean;
}): DatabaseFacts {
  const { folder, opener, deep } = options;
  const file = join(folder, databaseName);
  const bytes = bytesOf(file);
  let facts: DatabaseFacts = {
    exists: bytes > 0,
    bytes,
    walBytes: bytesOf(`${file}-wal`),
    supported: migrations.length,
    partly: !deep && bytes > smallBytes,
  };
  if (bytes === 0) return facts;
  let db: Database | undefined;
  try {
    db = openDatabase(file, { readonly: true });
    const version = inspectVersion(db, folder, file, migrations);
    facts = { ...facts, version };
    const tables = (
      db
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
        .pluck()
        .all() as string[]
    ).filter((name) => name !== 'trace_batches');
    facts = { ...facts, damage: quickCheck(db, facts.partly ? tables : undefined) };
    const references = facts.partly ? tables : [...tables, 'trace_batches'];
    facts = {
      ...facts,
      brokenReferences: brokenReferences(db, references),
      freeBytes:
        Number(db.pragma('freelist_count', { simple: true })) *
        Number(db.pragma('page_size', { simple: true })),
    };
    const newest = db.prepare('SELECT created_at FROM operations ORDER BY id DESC LIMIT 1').pluck().get();
    if (typeof newest === 'number') facts = { ...facts, newestOperationAt: newest };
    if (version >= shopLogins.version) facts = { ...facts, tokens: expiringTokens(db) };
    if (opener === undefined) return facts;
    const probe = db.prepare('SELECT probe FROM sealing WHERE id = 1').pluck().get();
    const keyFits = probeFits(opener, probe);
    facts = { ...facts, keyFits, ...(keyFits && version >= 5 ? { vaultKeys: vaultKeys(db, opener) } : {}) };
    return facts;
  } catch (error) {
    return { ...facts, error: toWorkbenchError(toStoreError(error)).toData() };
  } finally {
    db?.close();
  }
}
