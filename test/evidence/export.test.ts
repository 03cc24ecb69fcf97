/** What an evidence file holds of a lab's operations: no secret, and nothing personal, in no writing. */

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { luhnRemainder, mod97 } from '../../src-main/evidence/disguise/digits.ts';
import type { Operation, StartOperation } from '../../src-shared/model/index.ts';
import { address, type Bench, confirmationCode, matchingIds, startBench } from '../support/fault-bench.ts';
import { foundIn, partsOf } from './searched.ts';
import { exported, fetched, freshDesk } from './support.ts';

const imei = '490154203237518';
const nickname = 'Annas Zweittelefon';
const readerId = 'sim:0';
const code = (matchingId: string) => `LPA:1$${address}$${matchingId}`;
const fresh = freshDesk();

let bench: Bench;
let download: Operation;
let renamed: Operation;
let asked: Operation;
const personal = new Map<string, string>();
const secrets = new Map<string, string>([
  ['matching id', matchingIds.confirmed],
  ['activation code', code(matchingIds.confirmed)],
]);

beforeAll(async () => {
  bench = await startBench();
  const run = (request: StartOperation) => bench.run(request);
  download = await run({
    kind: 'activate',
    readerId,
    activationCode: code(matchingIds.plain),
    acceptProfile: true,
    deviceInfo: { tac: imei.slice(0, 8), imei },
  });
  renamed = await run({ kind: 'nickname', readerId, iccid: bench.iccid, nickname });
  // A person is asked, and gives the code.
  asked = await run({ kind: 'download', readerId, activationCode: code(matchingIds.confirmed) });
  for (const [name, value] of [
    ['EID', download.eid],
    ['ICCID', bench.iccid],
    ['second ICCID', asked.iccid],
    ['IMEI', imei],
    ['TAC', imei.slice(0, 8)],
    ['nickname', nickname],
    ['SM-DP+', address],
  ] as const)
    personal.set(name, value ?? '');
});
afterAll(async () => {
  fresh.close();
  await bench.close();
});

const operationOf = (file: Uint8Array) =>
  JSON.parse((partsOf(file).get('operation.json') ?? '').toString()) as {
    operation: Operation;
    request: Record<string, string>;
    confirmationCodes: string[];
  };

describe('an evidence file', () => {
  test('holds neither secrets nor personal data of its operation', async () => {
    expect([download.status, renamed.status, asked.status]).toEqual([
      'successful',
      'successful',
      'successful',
    ]);
    for (const { id } of [download, renamed, asked]) {
      const file = await exported(bench.workbench, id);
      expect(foundIn(file, personal)).toEqual([]);
      expect(foundIn(file, secrets)).toEqual([]);
    }
  });

  test('has profile names and codes of the specification as they were, so the search finds what is there', async () => {
    const file = await exported(bench.workbench, asked.id);
    const name = asked.profile?.serviceProviderName ?? '';
    expect(name).not.toBe('');
    const known = new Map([
      ['carrier', name],
      ['ISD-R', 'A0000005591010FFFFFFFF8900000100'],
    ]);
    expect(foundIn(file, known)).toEqual(
      expect.arrayContaining(['carrier as UTF-8', 'ISD-R as BCD', 'ISD-R as UTF-8']),
    );
  });

  test('replaces numbers by others of the same issuer, whose check digits are as right or wrong as they were', async () => {
    const { operation } = operationOf(await exported(bench.workbench, asked.id));
    const { eid = '', iccid = '' } = operation;
    expect(eid).not.toBe(asked.eid);
    expect(eid).toMatch(/^89049032\d{24}$/);
    expect(mod97(eid)).toBe(mod97(asked.eid ?? ''));
    expect(iccid).not.toBe(asked.iccid);
    expect(iccid).toHaveLength(asked.iccid?.length ?? 0);
    expect(luhnRemainder(iccid)).toBe(luhnRemainder(asked.iccid ?? ''));
  });

  test('cannot be joined with another one of the same operation', async () => {
    const [one, other] = [
      operationOf(await exported(bench.workbench, asked.id)),
      operationOf(await exported(bench.workbench, asked.id)),
    ];
    expect(one.operation.eid).not.toBe(other.operation.eid);
    expect(one.operation.iccid).not.toBe(other.operation.iccid);
    expect(one.request['activationCode']).not.toBe(other.request['activationCode']);
    expect(one.operation.smdpAddress).not.toBe(other.operation.smdpAddress);
  });

  test('keeps EIDs and ICCIDs where that is wanted, and nothing else', async () => {
    const file = await exported(bench.workbench, asked.id, { keepIds: true });
    const { operation } = operationOf(file);
    expect([operation.eid, operation.iccid]).toEqual([asked.eid, asked.iccid]);
    const rest = new Map([...personal].filter(([name]) => !/EID|ICCID/.test(name)));
    expect(foundIn(file, rest)).toEqual([]);
    expect(foundIn(file, secrets)).toEqual([]);
  });

  test('has a confirmation code of its own, from which its hash follows', async () => {
    const file = await exported(bench.workbench, asked.id);
    const { confirmationCodes } = operationOf(file);
    expect(confirmationCodes).toHaveLength(1);
    expect(confirmationCodes[0]).not.toBe(confirmationCode);
    const { id } = await fresh.open(file);
    // PrepareDownload holds the hash, and the card's answer to it does: both were made of the code in the file.
    expect(await fresh.replay(id)).toMatchObject({ equal: true });
  });

  test.each([
    ['activate', () => download],
    ['nickname', () => renamed],
    ['a download with questions', () => asked],
  ])('is replayed byte for byte: %s', async (_name, which) => {
    const opened = await fresh.open(await exported(bench.workbench, which().id));
    const result = await fresh.replay(opened.id);
    expect(result.deviation).toBeUndefined();
    expect(result).toMatchObject({ equal: true, replayed: opened.exchanges, recorded: opened.exchanges });
    expect(result.operation.readerId).toMatch(/^replay:/);
    expect((await fresh.desk['evidence.get']({ id: opened.id })).evidence.lastReplay).toMatchObject({
      equal: true,
    });
  });

  test('is told beforehand by its preview, with what would be replaced', async () => {
    const preview = await bench.workbench.call('evidence.preview', { operationId: asked.id });
    expect(preview.values).toEqual(
      expect.arrayContaining([expect.objectContaining({ kind: 'eid', value: asked.eid })]),
    );
    expect(preview.hidden.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['matching_id', 'confirmation_code', 'eid', 'iccid', 'profile_data']),
    );
    expect(JSON.stringify(preview)).not.toContain(matchingIds.confirmed);
    expect(preview.excerpt).toContain('Download');
  });

  test('carries a note, in which what is personal is replaced, too', async () => {
    const note = `Card ${asked.eid} at ${address}: please look`;
    const opened = await fresh.open(await exported(bench.workbench, asked.id, { note }));
    expect(opened.origin.note).toMatch(/^Card \d{32} at .*: please look$/);
    expect(opened.origin.note).not.toContain(asked.eid);
    expect(opened.origin.note).not.toContain(address);
  });

  test('is opened as what it is: no operation of this workbench', async () => {
    const opened = await fresh.open(await exported(bench.workbench, asked.id), 'from-lab-7.euicc-evidence');
    const { operation, excerpt } = await fresh.desk['evidence.get']({ id: opened.id });
    expect(operation).toMatchObject({
      id: -opened.id,
      readerId: `evidence:${opened.id}`,
      status: 'successful',
    });
    expect(opened.origin).toMatchObject({ fileName: 'from-lab-7.euicc-evidence', workbench: 'test' });
    expect(fresh.store.listOperations({ limit: 10 })).toEqual([]);
    expect(fresh.store.listCards()).toEqual([]);
    expect(excerpt).toContain('ES9+.GetBoundProfilePackage');
    const lines = await fresh.desk['evidence.trace.list']({ id: opened.id, after: 0, limit: 1000 });
    expect(lines.filter(({ kind }) => kind === 'apdu')).toHaveLength(opened.exchanges.apdus);
    const load = lines.find((line) => line.kind === 'apdu' && /AuthenticateServer/.test(line.purpose));
    const detail = await fresh.desk['evidence.trace.get']({ id: opened.id, seq: load?.seq ?? 0 });
    expect(detail.request.length).toBeGreaterThan(0);
    // The same file once more is the same evidence.
    const again = await fresh.open(await exportedAgain(opened.id));
    expect(again.id).toBe(opened.id);
  });

  async function exportedAgain(id: number): Promise<Uint8Array> {
    return fresh.store.evidenceFile(id);
  }

  test('of an operation that runs is refused', async () => {
    await expect(bench.workbench.call('evidence.export', { operationId: 999 })).rejects.toMatchObject({
      code: 'operation_not_found',
    });
    const made = await bench.workbench.call('evidence.export', { operationId: asked.id });
    await fetched(bench.workbench, made);
    await expect(
      bench.workbench.call('evidence.read', { download: made.download, offset: 0 }),
    ).rejects.toMatchObject({ code: 'evidence_transfer_gone' });
  });
});
