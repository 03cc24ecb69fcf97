/** An operation as a row of its table, and a patch of it as the columns that it writes. */

import type Database from 'better-sqlite3';
import type { z } from 'zod';
import { type Operation, operation as operationSchema } from '../../src-shared/model/index.ts';
import type { OperationPatch } from './port.ts';
import { checked, clear, fromJson, type Place } from './sqlite.ts';

export interface OperationRow {
  id: number;
  kind: string;
  status: string;
  reader_id: string;
  reader_name: string;
  simulated: number;
  eid: string | null;
  iccid: string | null;
  smdp_address: string | null;
  profile: string | null;
  progress: string | null;
  question: string | null;
  error: string | null;
  reconciliation_state: string;
  reconciliation_outcome: string | null;
  reconciliation_at: number | null;
  activation_code_use: string;
  remarks: string;
  events: string | null;
  cause: string;
  cause_id: string | null;
  created_by: string;
  source: string;
  batch: string | null;
  code_id: number | null;
  carrier: string | null;
  download_tx: string | null;
  enable_tx: string | null;
  created_at: number;
  updated_at: number;
  ended_at: number | null;
}

/** All but the request, which is unsealed only where it is asked for. */
export const operationColumns = `id, kind, status, reader_id, reader_name, simulated, eid, iccid, smdp_address, profile, progress,
  question, error, reconciliation_state, reconciliation_outcome, reconciliation_at, activation_code_use, remarks,
  events, cause, cause_id, created_by, source, batch, code_id, carrier, download_tx, enable_tx, created_at, updated_at, ended_at`;

export function toOperation(row: OperationRow): Operation {
  const place: Place = { table: 'operations', row: row.id };
  const fields = {
    id: row.id,
    kind: row.kind,
    status: row.status,
    readerId: row.reader_id,
    readerName: row.reader_name,
    simulated: row.simulated === 1,
    eid: row.eid ?? undefined,
    iccid: row.iccid ?? undefined,
    smdpAddress: row.smdp_address ?? undefined,
    profile: fromJson(place, 'profile', row.profile),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    endedAt: row.ended_at ?? undefined,
    progress: fromJson(place, 'progress', row.progress),
    question: fromJson(place, 'question', row.question),
    error: fromJson(place, 'error', row.error),
    reconciliation: {
      state: row.reconciliation_state,
      ...(row.reconciliation_outcome === null ? {} : { outcome: row.reconciliation_outcome }),
      ...(row.reconciliation_at === null ? {} : { at: row.reconciliation_at }),
    },
    activationCodeUse: row.activation_code_use,
    remarks: fromJson(place, 'remarks', row.remarks),
    events: fromJson(place, 'events', row.events),
    cause: row.cause,
    causeId: row.cause_id ?? undefined,
    createdBy: row.created_by,
    source: row.source,
    batch: row.batch ?? undefined,
    codeId: row.code_id ?? undefined,
    carrier: row.carrier ?? undefined,
    downloadTx: row.download_tx ?? undefined,
    enableTx: row.enable_tx ?? undefined,
  };
  const present: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(fields)) if (value !== undefined) present[name] = value;
  return checked(place, 'row', operationSchema, present);
}

export type Columns = Record<string, Database.Value>;

export const operationShape = operationSchema.shape;

/** Where each field of a patch is kept; `json`: as JSON. `empty`: what stands there when the field is removed. */
const patchFields = {
  eid: { column: 'eid' },
  iccid: { column: 'iccid' },
  smdpAddress: { column: 'smdp_address' },
  endedAt: { column: 'ended_at' },
  activationCodeUse: { column: 'activation_code_use', empty: 'none' },
  profile: { column: 'profile', json: true },
  progress: { column: 'progress', json: true },
  question: { column: 'question', json: true },
  error: { column: 'error', json: true },
  remarks: { column: 'remarks', json: true, empty: [] },
  events: { column: 'events', json: true },
} as const satisfies Partial<
  Record<keyof OperationPatch, { readonly column: string; readonly json?: true; readonly empty?: unknown }>
>;

/** What a patch writes: the columns of the fields that it has, and those fields as they will be read. */
interface Change {
  readonly columns: Columns;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** Every field is checked as it will be when it is read. */
export function changeOf(patch: OperationPatch): Change {
  const columns: Columns = {};
  const fields: Record<string, unknown> = {};
  for (const [name, given] of Object.entries(patch)) {
    if (name === 'reconciliation') continue;
    const field: { readonly column: string; readonly json?: true; readonly empty?: unknown } =
      patchFields[name as keyof typeof patchFields];
    const value = given ?? field.empty;
    const clean =
      value === undefined
        ? undefined
        : clear(name, operationShape[name as keyof typeof operationShape] as z.ZodType, value);
    fields[name] = clean;
    columns[field.column] =
      clean === undefined ? null : field.json ? JSON.stringify(clean) : (clean as Database.Value);
  }
  if ('reconciliation' in patch) {
    const value = clear(
      'reconciliation',
      operationShape.reconciliation,
      patch.reconciliation ?? { state: 'none' },
    );
    fields['reconciliation'] = value;
    columns['reconciliation_state'] = value.state;
    columns['reconciliation_outcome'] = value.outcome ?? null;
    columns['reconciliation_at'] = value.at ?? null;
  }
  return { columns, fields };
}

/** An operation after a change; what is undefined is gone. */
export function changed(operation: Operation, fields: Readonly<Record<string, unknown>>): Operation {
  const out: Record<string, unknown> = { ...operation, ...fields };
  for (const name of Object.keys(fields)) if (out[name] === undefined) delete out[name];
  return out as unknown as Operation;
}
