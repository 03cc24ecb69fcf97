/** The operations of a report, part by part, and the counts of all of them. For the reading worker: it may take long. */

import type Database from 'better-sqlite3';
import type { Operation, ReportTotals } from '../../src-shared/model/index.ts';
import { type OperationRow, operationColumns, toOperation } from './operation-rows.ts';

export interface ReportFilter {
  readonly eid?: string | undefined;
  readonly iccid?: string | undefined;
  readonly batch?: string | undefined;
  /** Begun at that time or later, and before that one. */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  readonly kinds?: readonly string[] | undefined;
}

export interface ReportStore {
  /** Those with a larger number than `after`, by number, one after another: whoever reads may stop. */
  reportOperations(filter: ReportFilter, after: number, limit: number): IterableIterator<Operation>;
  reportTotals(filter: ReportFilter): { readonly real: ReportTotals; readonly simulated: ReportTotals };
}

function conditions(filter: ReportFilter): {
  readonly where: string[];
  readonly values: Record<string, Database.Value>;
} {
  const where: string[] = [];
  const values: Record<string, Database.Value> = {};
  const add = (condition: string, name: string, value: Database.Value | undefined) => {
    if (value === undefined) return;
    where.push(condition);
    values[name] = value;
  };
  add('eid = @eid', 'eid', filter.eid);
  add('iccid = @iccid', 'iccid', filter.iccid);
  // The first is found by an index without regard to case; batches differ by case all the same.
  add('batch = @batch COLLATE NOCASE AND batch = @batch', 'batch', filter.batch);
  add('created_at >= @from', 'from', filter.from);
  add('created_at < @to', 'to', filter.to);
  filter.kinds?.forEach((kind, at) => {
    values[`kind${at}`] = kind;
  });
  if (filter.kinds !== undefined)
    where.push(`kind IN (${filter.kinds.map((_, at) => `@kind${at}`).join(', ')})`);
  return { where, values };
}

/** As `ReportOutcome`. */
const outcome = `iif(reconciliation_state = 'pending', 'unknown',
  iif(status = 'failed' AND error ->> '$.code' = 'cancelled', 'cancelled',
    iif(status IN ('successful', 'failed'), status, 'running')))`;

const none: ReportTotals = {
  operations: 0,
  successful: 0,
  failed: 0,
  cancelled: 0,
  running: 0,
  unknown: 0,
};

export function createReports(db: Database): ReportStore {
  return {
    *reportOperations(filter, after, limit) {
      const { where, values } = conditions(filter);
      // With the plus, the number is a condition only: an index of the filter is worth more than the order of the table.
      const place = where.length === 0 ? 'id > @after' : '+id > @after';
      const rows = db
        .prepare(
          `SELECT ${operationColumns} FROM operations WHERE ${[place, ...where].join(' AND ')} ORDER BY id LIMIT @limit`,
        )
        .iterate({ ...values, after, limit });
      for (const row of rows) yield toOperation(row as OperationRow);
    },

    reportTotals(filter) {
      const { where, values } = conditions(filter);
      const rows = db
        .prepare(
          `SELECT simulated, ${outcome} AS outcome, count(*) AS count FROM operations
          ${where.length === 0 ? '' : `WHERE ${where.join(' AND ')}`} GROUP BY 1, 2`,
        )
        .all(values) as {
        readonly simulated: number;
        readonly outcome: Exclude<keyof ReportTotals, 'operations'>;
        readonly count: number;
      }[];
      const totals = { real: { ...none }, simulated: { ...none } };
      for (const { simulated, outcome: ended, count } of rows) {
        const of = simulated === 1 ? totals.simulated : totals.real;
        of[ended] += count;
        of.operations += count;
      }
      return totals;
    },
  };
}
