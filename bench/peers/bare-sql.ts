/**
 * Runs SQL bare through better-sqlite3, in a thread of its own that rests between one page and the next, as the one does that reads
 * our lists: a thread that never rests finds its pages in the caches of its processor.
 */

import { parentPort, workerData } from 'node:worker_threads';
import Database from 'better-sqlite3';
import { systemClock } from '../../src-shared/system-ports.ts';

export interface BareStatement {
  readonly sql: string;
  readonly params: readonly Database.Value[];
  /** Rows as arrays, the second cell of the one there is telling how many it stands for. */
  readonly counted: boolean;
}

export interface BareAnswer {
  readonly ms: number;
  readonly rows: number;
}

const db = new Database(workerData as string, { readonly: true });
const prepared = new Map<string, Database.Statement>();

function statementOf({ sql, counted }: BareStatement): Database.Statement {
  let statement = prepared.get(sql);
  if (statement === undefined) {
    statement = db.prepare(sql).raw(counted);
    prepared.set(sql, statement);
  }
  return statement;
}

parentPort?.on('message', ({ limit, statements }: { limit: number; statements: BareStatement[] }) => {
  const ready = statements.map((one) => ({ ...one, statement: statementOf(one) }));
  const began = systemClock.monotonic();
  let rows = 0;
  for (const { statement, params, counted } of ready) {
    if (rows >= limit) break;
    const found = statement.all(...params, limit - rows);
    rows += counted ? Number((found[0] as unknown[])[1]) : found.length;
  }
  parentPort?.postMessage({ ms: systemClock.monotonic() - began, rows } satisfies BareAnswer);
});
