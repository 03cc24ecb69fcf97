import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import type { OperationPatch } from '../../src-main/store/port.ts';
import type { OperationRequest } from '../../src-shared/model/index.ts';
import {
  clock,
  download,
  downloadOf,
  eid,
  errorOf,
  otherEid,
  temporaryFolder,
  testKey,
  testStore,
} from './fixtures.ts';

describe('operations', () => {
  it('starts with its first step', () => {
    const store = testStore();
    const operation = store.createOperation(download);
    expect(operation).toEqual({
      id: 1,
      kind: 'download',
      status: 'starting',
      readerId: 'sim:0',
      readerName: 'Simulated reader 0',
      simulated: true,
      createdAt: 1_000,
      updatedAt: 1_000,
      reconciliation: { state: 'none' },
      activationCodeUse: 'unused',
      remarks: [],
      cause: 'request',
      createdBy: '',
      source: '',
      codeId: 1,
      downloadTx: expect.stringMatching(
        /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
      ),
    });
    expect(store.getOperation(1)).toEqual(operation);
    expect(store.listSteps(1)).toEqual([{ seq: 1, at: 1_000, status: 'starting', apdus: 0 }]);
    expect(JSON.stringify(operation)).not.toContain('SECRET');
  });

  it('tells from the beginning of which profile it is, where the request or the vault says so', () => {
    const store = testStore();
    const iccid = '8949449999999990023';
    store.codes.add(
      [{ activationCode: 'LPA:1$smdp.example.com$VAULT-1', source: 'hand', iccid: '8949449999999990031' }],
      { createdBy: '', at: 1 },
    );
    const requests: readonly OperationRequest[] = [
      { kind: 'enable', readerId: 'sim:0', profile: { iccid }, refresh: true },
      { kind: 'nickname', readerId: 'sim:0', iccid, nickname: 'n' },
      { ...downloadOf('EXPECTED').request, expect: { iccid } } as OperationRequest,
      { kind: 'download', readerId: 'sim:0', codeId: 1, acceptProfile: true },
      { kind: 'delete', readerId: 'sim:0', profile: { isdpAid: 'A0000005591010FFFFFFFF8900001100' } },
    ];
    const made = requests.map((request) => store.createOperation({ ...download, request }));
    expect(made.map((operation) => operation.iccid)).toEqual([
      iccid,
      iccid,
      iccid,
      '8949449999999990031',
      undefined,
    ]);
    for (const operation of made) expect(store.getOperation(operation.id)).toEqual(operation);
    // What the server offers is another one: then it is that.
    const [, , , fromVault] = made;
    store.patchOperation(fromVault?.id ?? 0, 2_000, { iccid });
    expect(store.getOperation(fromVault?.id ?? 0)?.iccid).toBe(iccid);
  });

  it('gives the statuses in order, each with its time and the APDUs of its functions', () => {
    const store = testStore();
    const { id } = store.createOperation(download);
    store.enterStatus(id, 'download', 1_500, { eid });
    const a = store.beginStep(id, 'ES10b.AuthenticateServer', 1_600);
    store.endStep(id, a, { apdus: 9, durationMs: 80.5 });
    const b = store.beginStep(id, 'ES10b.PrepareDownload', 1_700);
    store.endStep(id, b, { apdus: 4, durationMs: 20 });
    store.enterStatus(id, 'download_verify', 2_500);
    expect(store.listSteps(id)).toEqual([
      { seq: 1, at: 1_000, status: 'starting', apdus: 0, durationMs: 500 },
      { seq: 2, at: 1_500, status: 'download', apdus: 13, durationMs: 1_000 },
      { seq: 3, at: 1_600, status: 'download', step: 'ES10b.AuthenticateServer', apdus: 9, durationMs: 80.5 },
      { seq: 4, at: 1_700, status: 'download', step: 'ES10b.PrepareDownload', apdus: 4, durationMs: 20 },
      { seq: 5, at: 2_500, status: 'download_verify', apdus: 0 },
    ]);
  });

  it('ends with a time and without progress and question', () => {
    const store = testStore();
    const { id } = store.createOperation(download);
    store.patchOperation(id, 1_100, {
      progress: { step: 'ES10b.LoadBoundProfilePackage', bytesDone: 1, bytesTotal: 2 },
      question: { kind: 'confirmation_code', retry: false },
    });
    const ended = store.enterStatus(id, 'failed', 1_200, {
      error: { code: 'card_removed', params: { reader: 'r' } },
      activationCodeUse: 'unknown',
      reconciliation: { state: 'pending' },
    });
    expect(ended).toMatchObject({ endedAt: 1_200, updatedAt: 1_200, error: { code: 'card_removed' } });
    expect(ended).not.toHaveProperty('progress');
    expect(ended).not.toHaveProperty('question');
  });

  it('takes every field of a patch and gives it back, and removes what is undefined', () => {
    const store = testStore();
    const { id } = store.createOperation(download);
    const patch: OperationPatch = {
      eid,
      iccid: '8949449999999990023',
      smdpAddress: 'smdp.example.com',
      profile: { iccid: '8949449999999990023', profileName: 'Näme', icon: { type: 'png', data: 'AAAA' } },
      progress: { step: 'x' },
      question: { kind: 'confirmation_code', retry: true },
      error: { code: 'timed_out', params: { what: 'x', seconds: 3 } },
      reconciliation: { state: 'done', outcome: 'profile_installed', at: 7 },
      activationCodeUse: 'used',
      remarks: [{ code: 'protocol_fallback', params: {} }],
      endedAt: 9,
    };
    expect(store.patchOperation(id, 2_000, patch)).toMatchObject({ ...patch, updatedAt: 2_000 });
    const nothing = Object.fromEntries(Object.keys(patch).map((name) => [name, undefined])) as OperationPatch;
    const { updatedAt, ...rest } = store.patchOperation(id, 3_000, nothing);
    expect(updatedAt).toBe(3_000);
    const { downloadTx } = rest;
    expect(rest).toEqual({
      ...store.createOperation(downloadOf('OTHER')),
      id,
      codeId: 1,
      downloadTx,
      activationCodeUse: 'none',
      updatedAt: undefined,
    });
  });

  it('refuses to write what it could not read again', () => {
    const store = testStore();
    const { id } = store.createOperation(download);
    const error = errorOf(() => store.patchOperation(id, 1, { iccid: '12' }));
    expect(error.code).toBe('internal');
    expect(error.params['reason']).toContain('iccid');
    expect(store.getOperation(id)?.iccid).toBeUndefined();
  });

  it('lists the newest first, filtered and by pages', () => {
    const store = testStore();
    for (let i = 0; i < 5; i++) store.createOperation(downloadOf(`CODE-${i}`));
    store.enterStatus(2, 'failed', 2_000, { eid });
    store.enterStatus(4, 'successful', 2_000, { eid });
    store.patchOperation(5, 2_000, { eid: otherEid });
    const ids = (filter: Parameters<typeof store.listOperations>[0]) =>
      store.listOperations(filter).map(({ id }) => id);
    expect(ids({ limit: 2 })).toEqual([5, 4]);
    expect(ids({ limit: 9, before: 4 })).toEqual([3, 2, 1]);
    expect(ids({ limit: 9, eid })).toEqual([4, 2]);
    expect(ids({ limit: 9, eid, status: 'failed' })).toEqual([2]);
    expect(ids({ limit: 9, status: 'starting' })).toEqual([5, 3, 1]);
  });

  it('knows what is unfinished', () => {
    const store = testStore();
    for (let i = 0; i < 4; i++) store.createOperation(downloadOf(`CODE-${i}`));
    store.enterStatus(1, 'successful', 2);
    store.enterStatus(2, 'failed', 2, { reconciliation: { state: 'pending' } });
    store.enterStatus(3, 'failed', 2, {
      reconciliation: { state: 'done', outcome: 'profile_not_installed', at: 3 },
    });
    store.enterStatus(4, 'download', 2);
    expect(store.unfinishedOperations().map(({ id }) => id)).toEqual([2, 4]);
  });

  it('names an operation that is not there', () => {
    const store = testStore();
    expect(store.getOperation(1)).toBeUndefined();
    expect(store.getRequest(1)).toBeUndefined();
    for (const body of [
      () => store.enterStatus(1, 'failed', 1),
      () => store.patchOperation(1, 1, {}),
      () => store.beginStep(1, 'x', 1),
      () => store.endStep(1, 1, { apdus: 0, durationMs: 0 }),
      () => store.appendTrace(1, { kind: 'note', startedAt: 0, code: 'x', params: {} }),
      () => store.setTransaction(1, 'A', { loadStarted: true }),
    ])
      expect(errorOf(body).code).toBe('store_row_missing');
    store.setTransaction(1, 'A', { status: 'failed' });
    expect(store.listTransactions(1)).toEqual([]);
    expect(errorOf(() => store.setTransaction(1, 'A', { status: 'failed' })).code).toBe('store_row_missing');
  });

  it('takes a request of every kind that has no code as having none to use up', () => {
    const store = testStore();
    const request = { kind: 'delete', readerId: 'sim:0', profile: { isdpAid: 'A0' } } as const;
    const operation = store.createOperation({ ...download, request });
    expect(operation.activationCodeUse).toBe('none');
    expect(store.getRequest(operation.id)).toEqual(request);
  });

  it('names a damaged column, and a request that was moved from another operation', () => {
    const folder = temporaryFolder();
    const store = testStore({ folder, clock, key: testKey() });
    store.createOperation(download);
    store.createOperation(downloadOf('OTHER'));
    const db = new Database(join(folder, 'workbench.db'));
    db.exec(`UPDATE operations SET progress = '{', remarks = '[{"code":1}]' WHERE id = 1`);
    db.exec('UPDATE operations SET request = (SELECT request FROM operations WHERE id = 1) WHERE id = 2');
    expect(errorOf(() => store.getOperation(1)).params).toEqual({
      table: 'operations',
      row: 1,
      column: 'progress',
      reason: 'no JSON',
    });
    db.exec('UPDATE operations SET progress = NULL WHERE id = 1');
    expect(errorOf(() => store.getOperation(1)).params).toMatchObject({ row: 1, column: 'remarks.0.code' });
    expect(errorOf(() => store.getRequest(2)).params).toMatchObject({
      table: 'operations',
      row: 2,
      column: 'request',
    });
    expect(store.getOperation(2)?.id).toBe(2);
    db.close();
  });
});

describe('transactions', () => {
  it('keeps status, the start of loading and the end', () => {
    const store = testStore();
    const { id } = store.createOperation(download);
    store.beginTransaction({ operationId: id, transactionId: 'AB12', smdpAddress: 'a', startedAt: 5 });
    store.beginTransaction({ operationId: id, transactionId: 'AB11', smdpAddress: 'a', startedAt: 6 });
    store.setTransaction(id, 'AB12', { loadStarted: true });
    store.setTransaction(id, 'AB12', { status: 'unknown', endedAt: 8 });
    expect(store.listTransactions(id)).toEqual([
      {
        operationId: id,
        transactionId: 'AB12',
        smdpAddress: 'a',
        status: 'unknown',
        loadStarted: true,
        startedAt: 5,
        endedAt: 8,
      },
      {
        operationId: id,
        transactionId: 'AB11',
        smdpAddress: 'a',
        status: 'in_progress',
        loadStarted: false,
        startedAt: 6,
      },
    ]);
    expect(store.listTransactions(id + 1)).toEqual([]);
  });
});
