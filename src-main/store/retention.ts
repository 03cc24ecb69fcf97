/**
 * Removal of old records, in parts so small that the engine's thread is never held up: each call removes a part and says
 * where it has come to. Operations are walked by their number, which is the order in which they were begun.
 */

import type Database from 'better-sqlite3';
import type { WriteBehind } from './write-behind.ts';

/** Where a walk has come to; `done`: nothing older is left. */
export interface RetentionPart {
  /** The operation to go on after. */
  readonly after: number;
  readonly done: boolean;
  /** Operations of which something was removed. */
  readonly operations: readonly number[];
}

/** An operation as a run would find it. */
export interface SurveyedOperation {
  readonly createdAt: number;
  readonly endedAt: number | null;
  /** Its traces stay, however old they are; and so does it itself. */
  readonly tracesStay: boolean;
  readonly stays: boolean;
  readonly traceBytes: number;
}

export interface RetentionStore {
  /** Bytes of the database that hold something, and those that hold nothing. */
  size(): { readonly bytes: number; readonly freeBytes: number };
  /** Removes a part of the traces of operations that have ended before `before`; `after`: 0, or from the part before. */
  removeTraces(before: number, after: number): RetentionPart;
  /**
   * The same of operations with all that belongs to them. What has not ended, waits for reconciliation, holds a code or
   * belongs to an order that is open, stays.
   */
  removeOperations(before: number, after: number): RetentionPart;
  /** Looks at a part of the operations, the oldest first; `after`: 0, or from the part before. */
  survey(after: number): {
    readonly after: number;
    readonly done: boolean;
    readonly operations: readonly SurveyedOperation[];
  };
  /** Gives some free pages back to the disk. False: there is nothing more to give, or this database cannot. */
  giveBack(): boolean;
  /** Writes the database anew without free pages; from then on `giveBack` can. Takes about a minute for 5 GB. */
  compact(): void;
}

/** Rows of traces in one part: some 200 kB. */
const tracesAtOnce = 200;
/** Operations that one part looks at for traces. */
const tracedAtOnce = 200;
const operationsAtOnce = 20;
const surveyedAtOnce = 500;
const pagesAtOnce = 200;

const stays = `status NOT IN ('successful', 'failed') OR reconciliation_state = 'pending' OR ended_at IS NULL`;

export function createRetention(db: Database, behind: WriteBehind): RetentionStore {
  const nextTraced = db
    .prepare('SELECT operation_id FROM trace_batches WHERE operation_id > ? ORDER BY operation_id LIMIT 1')
    .pluck();
  const facts = db.prepare(
    `SELECT created_at AS createdAt, ended_at AS endedAt, (${stays}) AS stays FROM operations WHERE id = ?`,
  );
  const removeBatches = db.prepare(`DELETE FROM trace_batches WHERE rowid IN
    (SELECT rowid FROM trace_batches WHERE operation_id = ? LIMIT ?)`);
  const staysWhole = `(${stays}
      OR EXISTS (SELECT 1 FROM codes WHERE operation_id = operations.id AND state = 'claimed')
      OR EXISTS (SELECT 1 FROM orders WHERE code_id IS NOT NULL AND code_id = operations.code_id
        AND status IN ('placing', 'outcome_unknown', 'open')))`;
  const surveyed =
    db.prepare(`SELECT id, created_at AS createdAt, ended_at AS endedAt, (${stays}) AS tracesStay,
      ${staysWhole} AS stays,
      (SELECT coalesce(sum(length(payload)), 0) FROM trace_batches WHERE operation_id = operations.id) AS traceBytes
    FROM operations WHERE id > ? ORDER BY id LIMIT ${surveyedAtOnce}`);
  const nextOperations =
    db.prepare(`SELECT id, created_at AS createdAt, ended_at AS endedAt, ${staysWhole} AS stays
    FROM operations WHERE id > ? ORDER BY id LIMIT ${operationsAtOnce}`);
  const hasTraces = db.prepare('SELECT 1 FROM trace_batches WHERE operation_id = ? LIMIT 1').pluck();
  const removeOperation = db.prepare('DELETE FROM operations WHERE id = ?');

  interface Facts {
    readonly createdAt: number;
    readonly endedAt: number | null;
    readonly stays: number;
  }

  function pages(pragma: 'page_count' | 'freelist_count'): number {
    return Number(db.pragma(pragma, { simple: true })) * Number(db.pragma('page_size', { simple: true }));
  }

  return {
    size() {
      const freeBytes = pages('freelist_count');
      return { bytes: pages('page_count') - freeBytes, freeBytes };
    },

    removeTraces(before, after) {
      behind.flush();
      return behind.atomically(() => {
        const operations: number[] = [];
        let place = after;
        let left = tracesAtOnce;
        // Most have a few rows: as many as make up a part go together, since between parts the job waits.
        for (let looked = 0; looked < tracedAtOnce; looked++) {
          const next = nextTraced.get(place);
          if (typeof next !== 'number') return { after: place, done: true, operations };
          const found = facts.get(next) as Facts;
          // Those that come after were begun later still.
          if (found.createdAt >= before) return { after: place, done: true, operations };
          if (found.stays === 0 && (found.endedAt ?? 0) < before) {
            left -= removeBatches.run(next, left).changes;
            // The last part of an operation is the one that counts it.
            if (hasTraces.get(next) !== undefined) break;
            operations.push(next);
          }
          place = next;
          if (left === 0) break;
        }
        return { after: place, done: false, operations };
      });
    },

    removeOperations(before, after) {
      behind.flush();
      const rows = nextOperations.all(after) as (Facts & { readonly id: number })[];
      let place = after;
      const operations: number[] = [];
      const done = behind.atomically(() => {
        for (const { id, createdAt, endedAt, stays: kept } of rows) {
          if (createdAt >= before) return true;
          if (kept === 0 && endedAt !== null && endedAt < before) {
            // What is many goes in parts of its own.
            if (
              hasTraces.get(id) !== undefined &&
              removeBatches.run(id, tracesAtOnce).changes === tracesAtOnce
            )
              return false;
            removeOperation.run(id);
            operations.push(id);
          }
          place = id;
        }
        return rows.length < operationsAtOnce;
      });
      return { after: place, done, operations };
    },

    survey(after) {
      behind.flush();
      const rows = surveyed.all(after) as (Facts & {
        readonly id: number;
        readonly tracesStay: number;
        readonly traceBytes: number;
      })[];
      return {
        after: rows.at(-1)?.id ?? after,
        done: rows.length < surveyedAtOnce,
        operations: rows.map(({ createdAt, endedAt, tracesStay, stays: kept, traceBytes }) => ({
          createdAt,
          endedAt,
          tracesStay: tracesStay === 1,
          stays: kept === 1,
          traceBytes,
        })),
      };
    },

    giveBack() {
      behind.flush();
      const before = Number(db.pragma('freelist_count', { simple: true }));
      if (before === 0) return false;
      db.pragma(`incremental_vacuum(${pagesAtOnce})`);
      return Number(db.pragma('freelist_count', { simple: true })) < before;
    },

    compact() {
      behind.flush();
      db.pragma('auto_vacuum = INCREMENTAL');
      db.exec('VACUUM');
      // What was removed stands in the log until it is written back.
      db.pragma('wal_checkpoint(PASSIVE)');
    },
  };
}
