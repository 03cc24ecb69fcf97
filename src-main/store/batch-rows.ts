/** Batches and their lines as rows of their tables. */

import type Database from 'better-sqlite3';
import type { z } from 'zod';
import {
  type Batch,
  type BatchCounts,
  type BatchLine,
  batch as batchSchema,
  batchLine as lineSchema,
} from '../../src-shared/model/index.ts';
import type { LineChange } from './batch-port.ts';
import { checked, clear, fromJson, type Place } from './sqlite.ts';

export interface BatchRow {
  readonly id: number;
  readonly name: string;
  readonly state: string;
  readonly stop_reason: string | null;
  readonly stop_count: number | null;
  readonly recipe: string;
  readonly refused: string;
  readonly failures_in_a_row: number;
  readonly failures: number;
  readonly created_by: string;
  readonly created_at: number;
  readonly updated_at: number;
  readonly started_at: number | null;
  readonly ended_at: number | null;
}

export const batchColumns = `id, name, state, stop_reason, stop_count, recipe, refused, failures_in_a_row, failures, created_by,
  created_at, updated_at, started_at, ended_at`;

const present = (fields: object) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null && value !== undefined));

export function toBatch(row: BatchRow, readers: readonly string[], counts: BatchCounts): Batch {
  const place: Place = { table: 'batches', row: row.id };
  return checked(place, 'row', batchSchema, {
    id: row.id,
    name: row.name,
    state: row.state,
    ...(row.stop_reason === null
      ? {}
      : { stop: present({ reason: row.stop_reason, count: row.stop_count }) }),
    recipe: fromJson(place, 'recipe', row.recipe),
    readers,
    counts,
    failures: { inARow: row.failures_in_a_row, inAll: row.failures },
    refused: fromJson(place, 'refused', row.refused),
    createdBy: row.created_by,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    ...present({ startedAt: row.started_at, endedAt: row.ended_at }),
  });
}

export interface LineRow {
  readonly batch_id: number;
  readonly line: number;
  readonly place: string;
  readonly code_id: number;
  readonly eid: string | null;
  readonly state: string;
  readonly wanted_eid: string | null;
  readonly card_eid: string | null;
  readonly reader_id: string | null;
  readonly iccid: string | null;
  readonly step: string | null;
  readonly error: string | null;
  readonly remarks: string;
  readonly started_at: number | null;
  readonly ended_at: number | null;
  readonly updated_at: number;
  /** Numbers as a JSON list. */
  readonly operations: string;
}

export const lineColumns = `batch_id, line, place, code_id, eid, state, wanted_eid, card_eid, reader_id, iccid, step, error, remarks,
  started_at, ended_at, updated_at, (SELECT json_group_array(operation_id ORDER BY operation_id) FROM batch_operations
    WHERE batch_id = batch_lines.batch_id AND line = batch_lines.line) AS operations`;

export function toLine(row: LineRow): BatchLine {
  const place: Place = { table: 'batch_lines', row: `${row.batch_id}/${row.line}` };
  return checked(place, 'row', lineSchema, {
    batchId: row.batch_id,
    line: row.line,
    place: fromJson(place, 'place', row.place),
    codeId: row.code_id,
    state: row.state,
    operations: fromJson(place, 'operations', row.operations),
    remarks: fromJson(place, 'remarks', row.remarks),
    updatedAt: row.updated_at,
    ...present({
      eid: row.eid,
      wantedEid: row.wanted_eid,
      cardEid: row.card_eid,
      readerId: row.reader_id,
      iccid: row.iccid,
      step: row.step,
      error: fromJson(place, 'error', row.error),
      startedAt: row.started_at,
      endedAt: row.ended_at,
    }),
  });
}

const columnOf: Readonly<Record<keyof LineChange, string>> = {
  state: 'state',
  wantedEid: 'wanted_eid',
  cardEid: 'card_eid',
  iccid: 'iccid',
  step: 'step',
  error: 'error',
  remarks: 'remarks',
};

/** What a change writes. Every field is checked as it will be when it is read. */
export function lineChangeColumns(change: LineChange): Record<string, Database.Value> {
  const columns: Record<string, Database.Value> = {};
  for (const name of Object.keys(change) as (keyof LineChange)[]) {
    const schema: z.ZodType = lineSchema.shape[name];
    const given = change[name];
    const value = given === undefined ? null : clear(name, schema, given);
    columns[columnOf[name]] =
      name === 'error' || name === 'remarks'
        ? value === null
          ? null
          : JSON.stringify(value)
        : (value as Database.Value);
  }
  return columns;
}
