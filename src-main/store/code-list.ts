/** The list of the vault: filtered, sorted, page by page. */

import type Database from 'better-sqlite3';
import { type CodeSortField, codeState } from '../../src-shared/model/index.ts';
import type { CodeStore } from './code-port.ts';
import { type CodeRow, codeColumns } from './code-rows.ts';

/** A free code whose time is over is no free code (`stateOf`). */
const stateNow = "iif(state = 'NOT_INSTALLED' AND valid_until <= @now, 'EXPIRED', state)";

/** By what a row is in its place, as `codeSortValue` has it. */
const sortValues: Readonly<Record<CodeSortField, string>> = {
  id: 'id',
  label: 'coalesce(label, carrier) COLLATE NOCASE',
  batch: 'batch COLLATE NOCASE',
  state: `CASE ${stateNow} ${codeState.options.map((state, at) => `WHEN '${state}' THEN ${at}`).join(' ')} END`,
  validUntil: 'valid_until',
  createdAt: 'created_at',
};

/**
 * Pages are found by the place of the last row before them, so that what is added or taken away meanwhile moves nothing. What
 * has no value comes last in both directions.
 */
export function createCodeList(
  db: Database,
): (filter: Parameters<CodeStore['list']>[0]) => readonly CodeRow[] {
  const prepared = new Map<string, Database.Statement>();

  function select(place: string, order: string): Database.Statement {
    const sql = `SELECT ${codeColumns} FROM codes WHERE ${place}
      AND (@state IS NULL OR ${stateNow} = @state)
      AND (@batch IS NULL OR batch = @batch)
      AND (@search IS NULL OR instr(lower(coalesce(label, '') || char(10) || coalesce(carrier, '') || char(10)
        || coalesce(iccid, '') || char(10) || coalesce(batch, '') || char(10) || smdp_address), lower(@search)) > 0)
      ORDER BY ${order} LIMIT @limit`;
    const known = prepared.get(sql);
    if (known !== undefined) return known;
    const statement = db.prepare(sql);
    prepared.set(sql, statement);
    return statement;
  }

  return ({ limit, before, state, batch, search, sort, now }) => {
    const params = {
      limit,
      before: before ?? Number.MAX_SAFE_INTEGER,
      state: state ?? null,
      batch: batch ?? null,
      search: search === undefined || search === '' ? null : search,
      now,
    };
    if (sort === undefined) return select('id < @before', 'id DESC').all(params) as CodeRow[];
    const value = sortValues[sort.by];
    const { after } = sort;
    const order = `${value} IS NULL, ${value} ${sort.direction.toUpperCase()}, id DESC`;
    if (after === undefined) return select('id < @before', order).all(params) as CodeRow[];
    const behind = sort.direction === 'asc' ? '>' : '<';
    const place =
      after.value === null
        ? `${value} IS NULL AND id < @afterId`
        : `(${value} IS NULL OR ${value} ${behind} @afterValue OR (${value} = @afterValue AND id < @afterId))`;
    return select(`id < @before AND ${place}`, order).all({
      ...params,
      afterId: after.id,
      ...(after.value === null ? {} : { afterValue: after.value }),
    }) as CodeRow[];
  };
}
