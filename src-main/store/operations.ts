/** Operations, their steps and their transactions with servers. */

import type Database from 'better-sqlite3';
import { normalizeCarrier } from '../../src-shared/carrier.ts';
import { WorkbenchError } from '../../src-shared/errors/index.ts';
import {
  isFinal,
  type Operation,
  type OperationRequest,
  type OperationStatus,
  type OperationStep,
  operationRequest,
  operationStep,
} from '../../src-shared/model/index.ts';
import { type Actions, messageOf } from './actions.ts';
import type { LineClaims } from './batches.ts';
import type { CodeClaims } from './code-claims.ts';
import type { Disk } from './disk.ts';
import {
  type Columns,
  changed,
  changeOf,
  type OperationRow,
  operationColumns,
  operationShape,
  toOperation,
} from './operation-rows.ts';
import type { NewOperation, OperationPatch, OperationStore } from './port.ts';
import type { Opener, Sealer } from './seal.ts';
import { checked, corrupt, fromJson, type Place, toJson, toStoreError } from './sqlite.ts';
import type { Owner, WriteBehind } from './write-behind.ts';

export const requestContext = (id: number) => `operations.request:${id}`;

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
        operationRequest,
        fromJson(place, 'request', Buffer.from(text).toString()),
      );
    },
  };
}

/** The steps of operations, read only. */
export function createStepList(db: Database): (id: number) => OperationStep[] {
  const select = db.prepare(`SELECT seq, at, status, step, apdus, duration_ms FROM operation_steps
    WHERE operation_id = ? ORDER BY seq`);
  return (id) =>
    select.all(id).map((value) => {
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
}

type Part = Pick<
  OperationStore,
  | 'createOperation'
  | 'claimCode'
  | 'enterStatus'
  | 'beginStep'
  | 'endStep'
  | 'noteProgress'
  | 'patchOperation'
  | 'getOperation'
  | 'getRequest'
  | 'discardImport'
  | 'listOperations'
  | 'unfinishedOperations'
  | 'listSteps'
  | 'synced'
>;

export interface OperationsOptions {
  readonly db: Database;
  readonly sealer: Sealer;
  readonly behind: WriteBehind;
  readonly disk: Disk;
  readonly actions: Actions;
  readonly claims: CodeClaims;
  readonly lines: LineClaims;
}

/** The profile that a request names. What comes of it may be another one: a server offers what it has for a code. */
function iccidOf(request: OperationRequest): string | undefined {
  if ('profile' in request && 'iccid' in request.profile) return request.profile.iccid;
  if ('expect' in request) return request.expect?.iccid;
  return 'iccid' in request ? request.iccid : undefined;
}

export function createOperations(options: OperationsOptions): Part {
  const { db, sealer, behind, disk, actions, claims, lines } = options;
  const insert = db.prepare(`INSERT INTO operations
    (kind, status, reader_id, reader_name, simulated, request, smdp_address, activation_code_use, cause, cause_id,
      created_by, source, batch, carrier, normalized_carrier, iccid, message_code, message, created_at, updated_at)
    VALUES (@kind, 'starting', @readerId, @readerName, @simulated, x'', @smdpAddress, @codeUse, @cause, @causeId,
      @createdBy, @source, @batch, @carrier, @normalized, @iccid, @messageCode, @message, @at, @at)`);
  const setRequest = db.prepare(
    'UPDATE operations SET request = ?, code_id = ?, download_tx = ?, enable_tx = ?, remarks = ? WHERE id = ?',
  );
  const select = db.prepare(`SELECT ${operationColumns} FROM operations WHERE id = ?`);
  const selectUnfinished = db.prepare(`SELECT ${operationColumns} FROM operations
    WHERE status NOT IN ('successful', 'failed') OR reconciliation_state = 'pending' ORDER BY id`);
  const selectList = db.prepare(`SELECT ${operationColumns} FROM operations
    WHERE id < @before AND (@eid IS NULL OR eid = @eid) AND (@status IS NULL OR status = @status)
    ORDER BY id DESC LIMIT @limit`);
  const selectPlace = db.prepare(`SELECT max(seq) AS last, max(iif(step IS NULL, seq, 0)) AS status
    FROM operation_steps WHERE operation_id = ?`);
  const sumApdus = db
    .prepare('SELECT coalesce(sum(apdus), 0) FROM operation_steps WHERE operation_id = ? AND seq > ?')
    .pluck();
  const removeImport = db.prepare(
    "DELETE FROM operations WHERE id = ? AND kind = 'import' AND status NOT IN ('successful', 'failed')",
  );
  const insertStep = db.prepare(`INSERT INTO operation_steps (operation_id, seq, at, status, step)
    VALUES (@id, @seq, @at, @status, @step)`);
  const insertFunction = db.prepare(`INSERT INTO operation_steps (operation_id, seq, at, status, step)
    SELECT id, @seq, @at, status, @step FROM operations WHERE id = @id`);
  // It is written after what came after it; and an operation that has ended shows none while its card is read again.
  const setProgress =
    db.prepare(`UPDATE operations SET progress = @progress, updated_at = max(updated_at, @at)
    WHERE id = @id AND status NOT IN ('successful', 'failed')`);
  const closeStatusStep =
    db.prepare(`UPDATE operation_steps SET duration_ms = max(0, @at - at), apdus = @apdus
    WHERE operation_id = @id AND seq = @seq`);
  const updateStep = db.prepare(`UPDATE operation_steps SET apdus = @apdus, duration_ms = @duration
    WHERE operation_id = @id AND seq = @seq`);
  const listSteps = createStepList(db);
  const updates = new Map<string, Database.Statement>();

  function missing(id: number): WorkbenchError {
    return new WorkbenchError('store_row_missing', { what: 'operation', id });
  }

  /** Operations that run, as they stand in the database with all that is deferred: this process alone writes. */
  const running = new Map<number, Operation>();

  function current(id: number): Operation {
    const known = running.get(id);
    if (known !== undefined) return known;
    behind.flush();
    const row = select.get(id);
    if (row === undefined) throw missing(id);
    return toOperation(row as OperationRow);
  }

  /** Only what runs is kept in memory. */
  function remember(operation: Operation): Operation {
    if (isFinal(operation)) running.delete(operation.id);
    else running.set(operation.id, operation);
    return operation;
  }

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

  function deferProgress(id: number, at: number, progress: NonNullable<Operation['progress']>): void {
    const known = running.get(id);
    if (known !== undefined) running.set(id, { ...known, progress, updatedAt: at });
    // What comes many times between two commits is checked and written once.
    behind.deferLatest(
      `operation ${id}`,
      () => void setProgress.run({ id, at, progress: toJson('progress', operationShape.progress, progress) }),
    );
  }

  /** Who is told of what was lost of an operation. */
  function owners(id: number): Owner[] {
    const eid = running.get(id)?.eid;
    return [`operation ${id}`, ...(eid === undefined ? [] : [`card ${eid}` as const])];
  }

  /** The database alone says how it stands: a write was lost. */
  function drop(id: number): void {
    running.delete(id);
    places.delete(id);
  }

  /** A change that holds only with all that was deferred before it. Throws what of that was lost. */
  function changeDurably(id: number, body: () => void): void {
    try {
      durably(body);
    } catch (error) {
      // Whoever is told of this need not be told of what was lost with it.
      behind.forget(...owners(id));
      drop(id);
      throw error;
    }
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

  const requests = createRequests(db, sealer);

  return {
    async synced(id: number) {
      behind.commit();
      try {
        behind.check(...owners(id));
      } catch (error) {
        throw toStoreError(error);
      }
      await disk.synced();
    },

    createOperation({ request: asked, readerName, simulated, createdAt, caller, line }: NewOperation) {
      const made = durably(() => {
        const claim = claims.prepare(asked);
        const { request } = claim;
        const text = toJson('request', operationRequest, request) ?? '';
        const withCode =
          isDownload(request.kind) &&
          (('activationCode' in request && request.activationCode !== undefined) ||
            ('matchingId' in request && request.matchingId !== undefined) ||
            ('event' in request && request.event !== undefined));
        const carrier = 'carrier' in request ? request.carrier : undefined;
        const iccid = iccidOf(request) ?? claim.code?.iccid;
        const batch = request.batch ?? claim.code?.batch;
        const smdpAddress =
          ('smdpAddress' in request ? request.smdpAddress : undefined) ??
          ('codeId' in asked && asked.codeId !== undefined ? claim.code?.parsed.smdpAddress : undefined);
        const plain: Operation = {
          id: 0,
          kind: request.kind,
          status: 'starting',
          readerId: request.readerId,
          readerName,
          simulated,
          ...(iccid === undefined ? {} : { iccid }),
          ...(smdpAddress === undefined ? {} : { smdpAddress }),
          activationCodeUse: withCode ? 'unused' : 'none',
          reconciliation: { state: 'none' },
          remarks: [],
          cause: request.cause ?? 'request',
          ...(request.causeId === undefined ? {} : { causeId: request.causeId }),
          createdBy: caller?.createdBy ?? '',
          source: caller?.source ?? '',
          ...(batch === undefined ? {} : { batch }),
          ...(carrier === undefined ? {} : { carrier }),
          createdAt,
          updatedAt: createdAt,
        };
        const message = messageOf(plain);
        const { lastInsertRowid } = insert.run({
          kind: plain.kind,
          readerId: plain.readerId,
          readerName,
          simulated: simulated ? 1 : 0,
          smdpAddress: smdpAddress ?? null,
          codeUse: plain.activationCodeUse,
          cause: plain.cause ?? 'request',
          causeId: plain.causeId ?? null,
          createdBy: plain.createdBy ?? '',
          source: plain.source ?? '',
          batch: plain.batch ?? null,
          carrier: carrier ?? null,
          normalized: carrier === undefined ? null : normalizeCarrier(carrier),
          iccid: iccid ?? null,
          messageCode: message.code,
          message: message.text,
          at: createdAt,
        });
        const id = Number(lastInsertRowid);
        if (line !== undefined) lines.claim(line, { id, readerId: plain.readerId, at: createdAt });
        const claimed = claims.claim(claim, id, createdAt);
        const operation: Operation = {
          ...plain,
          id,
          ...(claimed === undefined ? {} : { codeId: claimed.codeId }),
          ...(claimed?.remark === undefined ? {} : { remarks: [claimed.remark] }),
        };
        const transactions = actions.begin(operation);
        setRequest.run(
          sealer.seal(requestContext(id), Buffer.from(text)),
          claimed?.codeId ?? null,
          transactions.downloadTx ?? null,
          transactions.enableTx ?? null,
          toJson('remarks', operationShape.remarks, operation.remarks),
          id,
        );
        insertStep.run({ id, seq: 1, at: createdAt, status: 'starting', step: null });
        return { ...operation, ...transactions };
      });
      places.set(made.id, { last: 1, status: 1, apdus: 0 });
      return remember(made);
    },

    claimCode(id: number, at: number, smdpAddress: string) {
      behind.settle();
      behind.check(...owners(id));
      const before = current(id);
      const request = requests.getRequest(id);
      if (request === undefined || before.codeId !== undefined) return { operation: before };
      let next = before;
      let confirmationCode: string | undefined;
      changeDurably(id, () => {
        const claim = claims.prepareAt(smdpAddress, request);
        const claimed = claims.claim(claim, id, at);
        if (claimed === undefined) return;
        if ('confirmationCode' in claim.request) confirmationCode = claim.request.confirmationCode;
        const { codeId, remark } = claimed;
        const remarks = remark === undefined ? before.remarks : [...before.remarks, remark];
        const batch = before.batch ?? claim.code?.batch;
        next = { ...before, codeId, remarks, updatedAt: at, ...(batch === undefined ? {} : { batch }) };
        update(id, {
          code_id: codeId,
          batch: batch ?? null,
          remarks: toJson('remarks', operationShape.remarks, remarks) ?? null,
          updated_at: at,
        });
      });
      return { operation: remember(next), ...(confirmationCode === undefined ? {} : { confirmationCode }) };
    },

    enterStatus(id: number, status: OperationStatus, at: number, patch: OperationPatch = {}) {
      const final = isFinal({ status });
      const ended: OperationPatch = final
        ? { endedAt: at, progress: undefined, question: undefined }
        : { endedAt: undefined };
      const { columns: values, fields } = changeOf({ ...ended, ...patch });
      behind.settle();
      behind.check(...owners(id));
      let next = changed(current(id), { ...fields, status, updatedAt: at });
      const place = placeOf(id);
      const seq = place.last + 1;
      changeDurably(id, () => {
        const { enableTx } = actions.follow(next, at);
        if (enableTx !== undefined) next = { ...next, enableTx };
        const message = messageOf(next);
        update(id, {
          ...values,
          status,
          updated_at: at,
          message_code: message.code,
          message: message.text,
          ...(enableTx === undefined ? {} : { enable_tx: enableTx }),
        });
        if (final) claims.settle(next, at);
        closeStatusStep.run({ id, at, seq: place.status, apdus: place.apdus });
        insertStep.run({ id, seq, at, status, step: null });
      });
      if (final) places.delete(id);
      else places.set(id, { last: seq, status: seq, apdus: 0 });
      return remember(next);
    },

    beginStep(id: number, step: string, at: number) {
      behind.check(...owners(id));
      const place = placeOf(id);
      place.last += 1;
      const seq = place.last;
      behind.later(
        `operation ${id}`,
        () => void insertFunction.run({ id, seq, at, step }),
        () => drop(id),
      );
      deferProgress(id, at, { step });
      return seq;
    },

    endStep(id: number, seq: number, { apdus, durationMs }) {
      behind.check(...owners(id));
      const place = placeOf(id);
      if (seq < 1 || seq > place.last)
        throw new WorkbenchError('store_row_missing', { what: 'operation step', id: `${id}/${seq}` });
      if (seq > place.status) place.apdus += apdus;
      behind.later(
        `operation ${id}`,
        () => void updateStep.run({ id, seq, apdus, duration: durationMs }),
        () => drop(id),
      );
    },

    noteProgress(id: number, at: number, progress) {
      behind.check(...owners(id));
      deferProgress(id, at, progress);
    },

    patchOperation(id: number, at: number, patch: OperationPatch) {
      const { columns: values, fields } = changeOf(patch);
      const durable = 'reconciliation' in patch;
      if (durable) behind.settle();
      behind.check(...owners(id));
      const before = current(id);
      // What was lost of a card before the operation came to it is none of its business.
      if (patch.eid !== undefined && patch.eid !== before.eid) behind.forget(`card ${patch.eid}`);
      const next = changed(before, { ...fields, updatedAt: at });
      const write = () => {
        if (!durable) {
          update(id, { ...values, updated_at: at });
          return;
        }
        actions.follow(next, at);
        const message = messageOf(next);
        update(id, { ...values, updated_at: at, message_code: message.code, message: message.text });
        if (isFinal(next)) claims.settle(next, at);
      };
      if (durable) changeDurably(id, write);
      else behind.later(`operation ${id}`, write, () => drop(id));
      return remember(next);
    },

    getOperation(id: number) {
      behind.flush();
      const row = select.get(id);
      return row === undefined ? undefined : toOperation(row as OperationRow);
    },

    ...requests,

    discardImport(id: number) {
      durably(() => void removeImport.run(id));
      drop(id);
    },

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
      return listSteps(id);
    },
  };
}
