/** Batches of the station: what is in them, which line an operation is for, and what becomes of both. */

import type Database from 'better-sqlite3';
import { WorkbenchError } from '../../src-shared/errors/index.ts';
import {
  type Batch,
  type BatchCounts,
  type BatchLine,
  batchRecipe,
  batch as batchSchema,
  codePlace,
  eidText,
  holdsReaders,
} from '../../src-shared/model/index.ts';
import type { BatchStore, LineStart } from './batch-port.ts';
import { createBatchReaders } from './batch-readers.ts';
import {
  type BatchRow,
  batchColumns,
  type LineRow,
  lineChangeColumns,
  lineColumns,
  toBatch,
  toLine,
} from './batch-rows.ts';
import { clear, toJson } from './sqlite.ts';
import type { WriteBehind } from './write-behind.ts';

/** What the row of an operation needs of its line: for `createOperations`, within its transaction. */
export interface LineClaims {
  /** The line runs on this card from now on. Throws batch_line_taken, batch_state: then there is no operation. */
  claim(
    start: LineStart,
    operation: { readonly id: number; readonly readerId: string; readonly at: number },
  ): void;
}

export interface BatchParts {
  readonly store: BatchStore;
  readonly claims: LineClaims;
}

/** EIDs that are named where one of several cards is expected. */
const mostExpected = 20;

export function createBatches(db: Database, behind: WriteBehind): BatchParts {
  const readers = createBatchReaders(db, behind);
  const select = db.prepare(`SELECT ${batchColumns} FROM batches WHERE id = ?`);
  const selectRequest = db.prepare('SELECT id FROM batches WHERE request_key = ?').pluck();
  const selectName = db.prepare('SELECT id FROM batches WHERE name = ?').pluck();
  const selectList = db.prepare(`SELECT ${batchColumns} FROM batches
    WHERE id < @before AND (@state IS NULL OR state = @state) ORDER BY id DESC LIMIT @limit`);
  const insert =
    db.prepare(`INSERT INTO batches (name, request_key, state, recipe, refused, created_by, created_at, updated_at)
    VALUES (@name, @requestKey, 'draft', @recipe, @refused, @createdBy, @at, @at)`);
  const rename = db.prepare('UPDATE batches SET name = @name WHERE id = @id');
  const insertLine =
    db.prepare(`INSERT INTO batch_lines (batch_id, line, place, code_id, eid, state, updated_at)
    VALUES (@id, @line, @place, @codeId, @eid, 'waiting', @at)`);
  const remove = db.prepare('DELETE FROM batches WHERE id = ?');
  const setState = db.prepare(`UPDATE batches SET state = @state, stop_reason = @reason, stop_count = @count,
      failures_in_a_row = iif(@state = 'running', 0, failures_in_a_row), failures = iif(@state = 'running', 0, failures),
      started_at = iif(@state = 'running', coalesce(started_at, @at), started_at),
      ended_at = iif(@state = 'finished', @at, NULL), updated_at = @at
    WHERE id = @id`);
  const count = db.prepare(
    `UPDATE batches SET updated_at = @at, failures_in_a_row = @inARow, failures = @inAll WHERE id = @id`,
  );
  const touch = db.prepare('UPDATE batches SET updated_at = @at WHERE id = @id');

  const selectWithReaders = db.prepare(`SELECT ${batchColumns} FROM batches
    WHERE id IN (SELECT batch_id FROM batch_readers) ORDER BY id`);
  const selectAtWork = db.prepare(`SELECT ${batchColumns} FROM batches
    WHERE id IN (SELECT batch_id FROM batch_lines WHERE state = 'running') ORDER BY id`);

  const selectLine = db.prepare(`SELECT ${lineColumns} FROM batch_lines WHERE batch_id = ? AND line = ?`);
  const selectLines = db.prepare(`SELECT ${lineColumns} FROM batch_lines
    WHERE batch_id = @id AND line > @after AND (@state IS NULL OR state = @state) ORDER BY line LIMIT @limit`);
  const countStates = db.prepare(
    'SELECT state, count(*) AS count FROM batch_lines WHERE batch_id = ? GROUP BY state',
  );
  const selectHolding = db
    .prepare("SELECT batch_id FROM batch_lines WHERE code_id = ? AND state IN ('waiting', 'running')")
    .pluck();
  // What wants the card back goes before what the list says of it, and that before what was done with it; the last of several counts.
  const selectOfCard = db.prepare(`SELECT ${lineColumns} FROM batch_lines
    WHERE batch_id = @id AND (wanted_eid = @eid OR eid = @eid OR (card_eid = @eid AND state IN ('done', 'running')))
    ORDER BY wanted_eid IS NOT @eid, eid IS NOT @eid, line DESC LIMIT 1`);
  const selectNext =
    db.prepare(`SELECT ${lineColumns} FROM batch_lines WHERE batch_id = @id AND state = 'waiting'
      AND eid IS NULL AND wanted_eid IS NULL AND line NOT IN (SELECT value FROM json_each(@taken))
    ORDER BY line LIMIT 1`);
  const selectExpected = db
    .prepare(`SELECT coalesce(wanted_eid, eid) FROM batch_lines
      WHERE batch_id = @id AND state = 'waiting' AND coalesce(wanted_eid, eid) IS NOT NULL ORDER BY line LIMIT @limit`)
    .pluck();
  const countExpected = db
    .prepare(`SELECT count(*) FROM batch_lines
      WHERE batch_id = ? AND state = 'waiting' AND coalesce(wanted_eid, eid) IS NOT NULL`)
    .pluck();
  const selectOfOperation = db.prepare('SELECT batch_id, line FROM batch_operations WHERE operation_id = ?');
  const insertOperation = db.prepare(`INSERT INTO batch_operations (operation_id, batch_id, line, step)
    VALUES (@operation, @batchId, @line, @step)`);
  const claimLine =
    db.prepare(`UPDATE batch_lines SET state = 'running', wanted_eid = NULL, card_eid = @eid, reader_id = @readerId,
      step = @step, error = NULL, started_at = coalesce(started_at, @at), ended_at = NULL, updated_at = @at
    WHERE batch_id = @batchId AND line = @line
      AND (state = 'waiting' AND coalesce(wanted_eid, eid, @eid) = @eid OR state = 'running' AND card_eid = @eid)`);

  function countsOf(id: number): BatchCounts {
    const counts: BatchCounts = { waiting: 0, running: 0, done: 0, failed: 0, skipped: 0 };
    for (const row of countStates.all(id)) {
      const { state, count: lines } = row as { state: keyof BatchCounts; count: number };
      counts[state] = lines;
    }
    return counts;
  }

  function batchOf(row: unknown): Batch {
    const { id } = row as BatchRow;
    return toBatch(row as BatchRow, readers.of(id), countsOf(id));
  }

  function requireBatch(id: number): Batch {
    const row = select.get(id);
    if (row === undefined) throw new WorkbenchError('batch_not_found', { id });
    return batchOf(row);
  }

  function lineOf(batchId: number, line: number): BatchLine | undefined {
    const row = selectLine.get(batchId, line);
    return row === undefined ? undefined : toLine(row as LineRow);
  }

  function requireLine(batchId: number, line: number): BatchLine {
    const found = lineOf(batchId, line);
    if (found === undefined) throw new WorkbenchError('batch_line_not_found', { id: batchId, line });
    return found;
  }

  function writeState(id: number, at: number, state: Batch['state'], stop?: Batch['stop']): void {
    setState.run({ id, at, state, reason: stop?.reason ?? null, count: stop?.count ?? null });
  }

  function writeLine(
    batchId: number,
    line: number,
    at: number,
    columns: Record<string, Database.Value>,
  ): void {
    const names = Object.keys(columns);
    const sets = [...names.map((name) => `${name} = @${name}`), 'updated_at = @at'].join(', ');
    const sql = `UPDATE batch_lines SET ${sets} WHERE batch_id = @batchId AND line = @line`;
    const { changes } = db.prepare(sql).run({ ...columns, at, batchId, line });
    if (changes === 0) throw new WorkbenchError('batch_line_not_found', { id: batchId, line });
  }

  /** What the end of a line means for its batch. */
  function follow(batchId: number, before: BatchLine, after: BatchLine, at: number): void {
    const { state, recipe, failures, counts } = requireBatch(batchId);
    let { inARow, inAll } = failures;
    if (after.state === 'failed' && before.state !== 'failed') {
      inARow++;
      inAll++;
    } else if (after.state === 'done') inARow = 0;
    count.run({ id: batchId, at, inARow, inAll });
    if (state === 'draft' || state === 'finished') return;
    if (counts.waiting + counts.running === 0) {
      writeState(batchId, at, 'finished');
      return;
    }
    if (state !== 'running' || after.state !== 'failed') return;
    const { inARow: mostInARow, inAll: mostInAll } = recipe.stopAfter;
    if (mostInARow > 0 && inARow >= mostInARow)
      writeState(batchId, at, 'stopped', { reason: 'failures_in_a_row', count: inARow });
    else if (mostInAll > 0 && inAll >= mostInAll)
      writeState(batchId, at, 'stopped', { reason: 'failures_in_all', count: inAll });
  }

  function reopen(batchId: number, line: number, at: number, wantedEid: string | undefined): void {
    const { codeId, state } = requireLine(batchId, line);
    const holder = selectHolding.get(codeId);
    if (holder !== undefined && holder !== batchId)
      throw new WorkbenchError('batch_code_taken', {
        id: codeId,
        batch: requireBatch(Number(holder)).name,
      });
    if (state === 'running' || state === 'done')
      throw new WorkbenchError('batch_line_taken', { id: batchId, line, state });
    const columns = lineChangeColumns({ state: 'waiting', wantedEid, error: undefined });
    writeLine(batchId, line, at, { ...columns, ended_at: null });
    if (requireBatch(batchId).state === 'finished') {
      // What it was worked off with may be at other work by now.
      readers.dropHeld(batchId);
      readers.hold(batchId);
      writeState(batchId, at, 'running');
    }
    touch.run({ id: batchId, at });
  }

  const claims: LineClaims = {
    claim({ batchId, line, step, eid }, { id, readerId, at }) {
      const before = requireLine(batchId, line);
      const { state } = requireBatch(batchId);
      // What was begun is brought to its end.
      if (before.state === 'waiting' && state !== 'running')
        throw new WorkbenchError('batch_state', { id: batchId, state });
      if (claimLine.run({ batchId, line, step, eid, readerId, at }).changes !== 1)
        throw new WorkbenchError('batch_line_taken', { id: batchId, line, state: before.state });
      insertOperation.run({ operation: id, batchId, line, step });
      touch.run({ id: batchId, at });
    },
  };

  const store: BatchStore = {
    createBatch({ name, requestKey, recipe, lines, refused, createdBy, at, readers: named = [] }) {
      return behind.atomically(() => {
        if (name !== undefined && selectName.get(name) !== undefined)
          throw new WorkbenchError('batch_name_taken', { name });
        const id = Number(
          insert.run({
            name: name ?? `\u0000${at}`,
            requestKey: requestKey ?? null,
            recipe: toJson('recipe', batchRecipe, recipe),
            refused: toJson('refused', batchSchema.shape.refused, refused),
            createdBy,
            at,
          }).lastInsertRowid,
        );
        if (name === undefined) {
          let own = `Batch ${id}`;
          while (selectName.get(own) !== undefined) own += "'";
          rename.run({ id, name: own });
        }
        for (const [index, { place, codeId, eid }] of lines.entries())
          insertLine.run({
            id,
            line: index + 1,
            place: toJson('place', codePlace, place),
            codeId,
            eid: eid === undefined ? null : clear('eid', eidText, eid),
            at,
          });
        readers.bind(id, named);
        return requireBatch(id);
      });
    },

    batchOfRequest(requestKey) {
      const id = selectRequest.get(requestKey);
      return id === undefined ? undefined : requireBatch(Number(id));
    },

    getBatch(id) {
      const row = select.get(id);
      return row === undefined ? undefined : batchOf(row);
    },

    listBatches: ({ limit, before, state }) =>
      selectList.all({ limit, before: before ?? Number.MAX_SAFE_INTEGER, state: state ?? null }).map(batchOf),

    setBatchState(id, at, state, stop) {
      return behind.atomically(() => {
        if (state === 'running') readers.hold(id);
        writeState(id, at, state, stop);
        return requireBatch(id);
      });
    },

    bindReaders(id, at, more) {
      return behind.atomically(() => {
        readers.bind(id, more);
        if (holdsReaders(requireBatch(id).state)) readers.hold(id);
        touch.run({ id, at });
        return requireBatch(id);
      });
    },

    unbindReaders(id, at, less) {
      return behind.atomically(() => {
        readers.unbind(id, less);
        touch.run({ id, at });
        return requireBatch(id);
      });
    },

    getServed: readers.getServed,
    setServed: readers.setServed,

    batchIdOfReader: readers.batchOf,

    batchOfReader(readerId) {
      const id = readers.batchOf(readerId);
      return id === undefined ? undefined : requireBatch(id);
    },

    batchesWithReaders: () => selectWithReaders.all().map(batchOf),
    batchesAtWork: () => selectAtWork.all().map(batchOf),

    removeBatch: (id) => behind.atomically(() => remove.run(id).changes === 1),

    batchHoldingCode(codeId) {
      const id = selectHolding.get(codeId);
      return id === undefined ? undefined : requireBatch(Number(id));
    },

    getLine: lineOf,

    listLines: ({ id, after, limit, state }) =>
      selectLines.all({ id, after, limit, state: state ?? null }).map((row) => toLine(row as LineRow)),

    lineOfCard(id, eid) {
      const row = selectOfCard.get({ id, eid });
      return row === undefined ? undefined : toLine(row as LineRow);
    },

    nextLine(id, taken) {
      const row = selectNext.get({ id, taken: JSON.stringify(taken) });
      return row === undefined ? undefined : toLine(row as LineRow);
    },

    lineOfOperation(operationId) {
      const row = selectOfOperation.get(operationId) as { batch_id: number; line: number } | undefined;
      return row === undefined ? undefined : lineOf(row.batch_id, row.line);
    },

    expects(id) {
      const next = store.nextLine(id, []);
      if (next !== undefined) return { kind: 'any', line: next.line };
      const total = Number(countExpected.get(id));
      if (total === 0) return { kind: 'none' };
      return {
        kind: 'cards',
        count: total,
        eids: selectExpected.all({ id, limit: mostExpected }) as string[],
      };
    },

    changeLine(batchId, line, at, change) {
      return behind.atomically(() => {
        const before = requireLine(batchId, line);
        const ended = change.state !== 'waiting' && change.state !== 'running';
        writeLine(batchId, line, at, { ...lineChangeColumns(change), ended_at: ended ? at : null });
        const after = requireLine(batchId, line);
        follow(batchId, before, after, at);
        return { line: after, batch: requireBatch(batchId) };
      });
    },

    reopenLines(batchId, lines, at) {
      return behind.atomically(() => {
        for (const { line, wantedEid } of lines) reopen(batchId, line, at, wantedEid);
        const batch = requireBatch(batchId);
        return lines.map(({ line }) => ({ line: requireLine(batchId, line), batch }));
      });
    },
  };

  return { store, claims };
}
