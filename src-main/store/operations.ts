/** Operations, their steps and their transactions with servers. */

import type Database from 'better-sqlite3';
import type { z } from 'zod';
import { WorkbenchError } from '../../src-shared/errors/index.ts';
import {
  type Operation,
  type OperationStatus,
  type OperationStep,
  operation as operationSchema,
  operationStep,
  startOperation,
} from '../../src-shared/model/index.ts';
import type { Disk } from './disk.ts';
import type { NewOperation, OperationPatch, OperationStore } from './port.ts';
import type { Opener, Sealer } from './seal.ts';
import { checked, corrupt, fromJson, type Place, toJson } from './sqlite.ts';
import type { WriteBehind } from './write-behind.ts';

interface OperationRow {
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
  created_at: number;
  updated_at: number;
  ended_at: number | null;
}

/** All but the request, which is unsealed only where it is asked for. */
const columns = `id, kind, status, reader_id, reader_name, simulated, eid, iccid, smdp_address, profile, progress,
  question, error, reconciliation_state, reconciliation_outcome, reconciliation_at, activation_code_use, remarks,
  created_at, updated_at, ended_at`;

const requestContext = (id: number) => `operations.request:${id}`;

/** `written`: by this process and just now, field by field checked; else the row is checked as a whole. */
function toOperation(row: OperationRow, written = false): Operation {
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
  };
  const present: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(fields)) if (value !== undefined) present[name] = value;
  if (written) return present as unknown as Operation;
  return checked(place, 'row', operationSchema, present);
}

type Columns = Record<string, Database.Value>;

const shape = operationSchema.shape;
/** A plain column's value, checked as it will be when it is read. */
function plain<S extends z.ZodType>(what: string, schema: S, value: z.input<S> | undefined): Database.Value {
  const text = toJson(what, schema, value);
  return text === null ? null : (JSON.parse(text) as Database.Value);
}

/** What a patch writes: only the columns of the fields that it has. */
function patchColumns(patch: OperationPatch): Columns {
  const out: Columns = {};
  if ('eid' in patch) out['eid'] = plain('eid', shape.eid, patch.eid);
  if ('iccid' in patch) out['iccid'] = plain('iccid', shape.iccid, patch.iccid);
  if ('smdpAddress' in patch)
    out['smdp_address'] = plain('smdpAddress', shape.smdpAddress, patch.smdpAddress);
  if ('profile' in patch) out['profile'] = toJson('profile', shape.profile, patch.profile);
  if ('progress' in patch) out['progress'] = toJson('progress', shape.progress, patch.progress);
  if ('question' in patch) out['question'] = toJson('question', shape.question, patch.question);
  if ('error' in patch) out['error'] = toJson('error', shape.error, patch.error);
  if ('endedAt' in patch) out['ended_at'] = plain('endedAt', shape.endedAt, patch.endedAt);
  if ('remarks' in patch) out['remarks'] = toJson('remarks', shape.remarks, patch.remarks ?? []);
  if ('activationCodeUse' in patch)
    out['activation_code_use'] = plain(
      'activationCodeUse',
      shape.activationCodeUse,
      patch.activationCodeUse ?? 'none',
    );
  if ('reconciliation' in patch) {
    const value = patch.reconciliation ?? { state: 'none' as const };
    toJson('reconciliation', shape.reconciliation, value);
    out['reconciliation_state'] = value.state;
    out['reconciliation_outcome'] = value.outcome ?? null;
    out['reconciliation_at'] = value.at ?? null;
  }
  return out;
}

function isDownload(kind: string): boolean {
  return kind === 'activate' || kind === 'download';
}

/** The requests of operations, read only. */
export function createRequests(db: Database, opener: Opener): Pick<OperationStore, 'getRequest'> {
  const select = db.prepare('SELECT request FROM operations WHERE id = ?').pluck();
  return {
    getRequest(id: number) {
      const sealed = select.get(id);
      if (sealed === undefined) return undefined;
      const place: Place = { table: 'operations', row: id };
      const text = opener.open(requestContext(id), sealed as Uint8Array);
      if (text === undefined) throw corrupt(place, 'request', 'it does not unseal');
      return checked(
        place,
        'request',
        startOperation,
        fromJson(place, 'request', Buffer.from(text).toString()),
      );
    },
  };
}

type Part = Pick<
  OperationStore,
  | 'createOperation'
  | 'enterStatus'
  | 'beginStep'
  | 'endStep'
  | 'noteProgress'
  | 'patchOperation'
  | 'getOperation'
  | 'getRequest'
  | 'listOperations'
  | 'unfinishedOperations'
  | 'listSteps'
>;

export function createOperations(db: Database, sealer: Sealer, behind: WriteBehind, disk: Disk): Part {
  const insert = db.prepare(`INSERT INTO operations
    (kind, status, reader_id, reader_name, simulated, request, smdp_address, activation_code_use, created_at, updated_at)
    VALUES (?, 'starting', ?, ?, ?, x'', ?, ?, ?, ?)`);
  const setRequest = db.prepare('UPDATE operations SET request = ? WHERE id = ?');
  const select = db.prepare(`SELECT ${columns} FROM operations WHERE id = ?`);
  const selectUnfinished = db.prepare(`SELECT ${columns} FROM operations
    WHERE status NOT IN ('successful', 'failed') OR reconciliation_state = 'pending' ORDER BY id`);
  const selectList = db.prepare(`SELECT ${columns} FROM operations
    WHERE id < @before AND (@eid IS NULL OR eid = @eid) AND (@status IS NULL OR status = @status)
    ORDER BY id DESC LIMIT @limit`);
  const selectPlace = db.prepare(`SELECT max(seq) AS last, max(iif(step IS NULL, seq, 0)) AS status
    FROM operation_steps WHERE operation_id = ?`);
  const sumApdus = db
    .prepare('SELECT coalesce(sum(apdus), 0) FROM operation_steps WHERE operation_id = ? AND seq > ?')
    .pluck();
  const insertStep = db.prepare(`INSERT INTO operation_steps (operation_id, seq, at, status, step)
    VALUES (@id, @seq, @at, @status, @step)`);
  const insertFunction = db.prepare(`INSERT INTO operation_steps (operation_id, seq, at, status, step)
    SELECT id, @seq, @at, status, @step FROM operations WHERE id = @id`);
  const setProgress = db.prepare(
    'UPDATE operations SET progress = @progress, updated_at = @at WHERE id = @id',
  );
  const closeStatusStep =
    db.prepare(`UPDATE operation_steps SET duration_ms = max(0, @at - at), apdus = @apdus
    WHERE operation_id = @id AND seq = @seq`);
  const updateStep = db.prepare(`UPDATE operation_steps SET apdus = @apdus, duration_ms = @duration
    WHERE operation_id = @id AND seq = @seq`);
  const selectSteps = db.prepare(`SELECT seq, at, status, step, apdus, duration_ms FROM operation_steps
    WHERE operation_id = ? ORDER BY seq`);
  const updates = new Map<string, Database.Statement>();

  function missing(id: number): WorkbenchError {
    return new WorkbenchError('store_row_missing', { what: 'operation', id });
  }

  function read(id: number): Operation {
    const row = select.get(id);
    if (row === undefined) throw missing(id);
    const operation = toOperation(row as OperationRow, trusted.has(id));
    trusted.add(id);
    return operation;
  }

  /** Rows of operations that run, of which every field was checked when it was read or written. */
  const trusted = new Set<number>();

  /** Where an operation that runs has come to in its steps; this process alone writes. */
  interface StepPlace {
    last: number;
    /** The step of the present status. */
    status: number;
    /** APDUs of the functions within it. */
    apdus: number;
  }
  const places = new Map<number, StepPlace>();

  function placeOf(id: number): StepPlace {
    const known = places.get(id);
    if (known !== undefined) return known;
    behind.flush();
    const { last, status } = selectPlace.get(id) as { last: number | null; status: number | null };
    // `createOperation` writes the first.
    if (last === null || status === null) throw missing(id);
    const found = { last, status, apdus: Number(sumApdus.get(id, status)) };
    places.set(id, found);
    return found;
  }

  function deferProgress(id: number, at: number, progress: Operation['progress']): void {
    const row = { id, at, progress: toJson('progress', shape.progress, progress) };
    behind.deferLatest(`progress ${id}`, () => void setProgress.run(row));
  }

  /** In a transaction that is on its way to the disk when this returns. */
  function durably<R>(body: () => R): R {
    const result = behind.atomically(body);
    disk.begin();
    return result;
  }

  function update(id: number, values: Columns): void {
    const names = Object.keys(values);
    const key = names.join();
    let statement = updates.get(key);
    if (statement === undefined) {
      statement = db.prepare(
        `UPDATE operations SET ${names.map((name) => `${name} = @${name}`).join(', ')} WHERE id = @id`,
      );
      updates.set(key, statement);
    }
    if (statement.run({ ...values, id }).changes === 0) throw missing(id);
  }

  return {
    createOperation({ request, readerName, simulated, createdAt }: NewOperation) {
      const text = toJson('request', startOperation, request) ?? '';
      const withCode =
        isDownload(request.kind) &&
        (('activationCode' in request && request.activationCode !== undefined) ||
          ('matchingId' in request && request.matchingId !== undefined));
      const smdpAddress = 'smdpAddress' in request ? (request.smdpAddress ?? null) : null;
      const created = durably(() => {
        const { lastInsertRowid } = insert.run(
          request.kind,
          request.readerId,
          readerName,
          simulated ? 1 : 0,
          smdpAddress,
          withCode ? 'unused' : 'none',
          createdAt,
          createdAt,
        );
        const id = Number(lastInsertRowid);
        setRequest.run(sealer.seal(requestContext(id), Buffer.from(text)), id);
        insertStep.run({ id, seq: 1, at: createdAt, status: 'starting', step: null });
        return read(id);
      });
      places.set(created.id, { last: 1, status: 1, apdus: 0 });
      return created;
    },

    enterStatus(id: number, status: OperationStatus, at: number, patch: OperationPatch = {}) {
      const ended: Columns =
        status === 'successful' || status === 'failed'
          ? { ended_at: at, progress: null, question: null }
          : { ended_at: null };
      const values = { ...ended, ...patchColumns(patch), status, updated_at: at };
      const place = placeOf(id);
      const seq = place.last + 1;
      const operation = durably(() => {
        update(id, values);
        closeStatusStep.run({ id, at, seq: place.status, apdus: place.apdus });
        insertStep.run({ id, seq, at, status, step: null });
        return read(id);
      });
      if (status === 'successful' || status === 'failed') {
        places.delete(id);
        trusted.delete(id);
      } else places.set(id, { last: seq, status: seq, apdus: 0 });
      return operation;
    },

    beginStep(id: number, step: string, at: number) {
      behind.check();
      const place = placeOf(id);
      place.last += 1;
      const seq = place.last;
      behind.defer({ write: () => void insertFunction.run({ id, seq, at, step }) });
      deferProgress(id, at, { step });
      return seq;
    },

    endStep(id: number, seq: number, { apdus, durationMs }) {
      behind.check();
      const place = placeOf(id);
      if (seq < 1 || seq > place.last)
        throw new WorkbenchError('store_row_missing', { what: 'operation step', id: `${id}/${seq}` });
      if (seq > place.status) place.apdus += apdus;
      behind.defer({ write: () => void updateStep.run({ id, seq, apdus, duration: durationMs }) });
    },

    noteProgress(id: number, at: number, progress) {
      behind.check();
      deferProgress(id, at, progress);
    },

    patchOperation(id: number, at: number, patch: OperationPatch) {
      const values = { ...patchColumns(patch), updated_at: at };
      const write = () => {
        update(id, values);
        return read(id);
      };
      if ('eid' in patch || 'reconciliation' in patch) return durably(write);
      return 'activationCodeUse' in patch ? behind.atomically(write) : behind.soon(write);
    },

    getOperation(id: number) {
      behind.flush();
      const row = select.get(id);
      return row === undefined ? undefined : toOperation(row as OperationRow);
    },

    ...createRequests(db, sealer),

    listOperations({ limit, before, eid, status }) {
      behind.flush();
      const rows = selectList.all({
        limit,
        before: before ?? Number.MAX_SAFE_INTEGER,
        eid: eid ?? null,
        status: status ?? null,
      });
      return rows.map((row) => toOperation(row as OperationRow));
    },

    unfinishedOperations() {
      behind.flush();
      return selectUnfinished.all().map((row) => toOperation(row as OperationRow));
    },

    listSteps(id: number): OperationStep[] {
      behind.flush();
      return selectSteps.all(id).map((value) => {
        const row = value as Omit<OperationStep, 'step' | 'durationMs'> & {
          step: string | null;
          duration_ms: number | null;
        };
        return checked({ table: 'operation_steps', row: `${id}/${row.seq}` }, 'row', operationStep, {
          seq: row.seq,
          at: row.at,
          status: row.status,
          apdus: row.apdus,
          ...(row.step === null ? {} : { step: row.step }),
          ...(row.duration_ms === null ? {} : { durationMs: row.duration_ms }),
        });
      });
    },
  };
}
