import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import type { ProfileOffer } from '../../../src-main/simulator/profile/index.ts';
import {
  type FunctionCaller,
  fileStore,
  hashConfirmationCode,
  memoryStore,
  type SmdpOptions,
  smdpFunctionStatus,
} from '../../../src-main/simulator/smdp/index.ts';
import { describeStatusCodes, type StatusCases } from '../rsp-server/status-cases.ts';
import { atOnce, expectJson, type Json, readAnswer, rspRequest } from './fake-euicc.ts';
import {
  authenticated,
  bench,
  eid,
  make,
  offers,
  other,
  otherEid,
  prepareBench,
  start,
  stateOf,
} from './smdp-bench.ts';

const [plain] = offers;
if (plain === undefined) throw new Error('no offers');

const iccidOf = (digit: number) => `894401000000000000${digit}`;
const profile = (digit: number, change: Partial<ProfileOffer> = {}): ProfileOffer => ({
  ...plain,
  name: `P${digit}`,
  matchingId: `P${digit}`,
  metadata: { ...plain.metadata, iccid: iccidOf(digit), profileName: `P${digit}` },
  initialState: 'available',
  profileType: 'consumer',
  ...change,
});

const inventory = [
  profile(1),
  profile(2),
  profile(3, { profileType: 'rare' }),
  profile(4, { profileType: 'private', operator: 'other-operator' }),
];

/** The SM-DS and the operator's server: what they were asked, and how they answer. */
const others = { asked: [] as { address: string; path: string; body: Json }[], answer: 'taken' as string };
const caller: FunctionCaller = async ({ address, path }, body) => {
  others.asked.push({ address, path, body: body as Json });
  if (others.answer === 'unreachable') throw new Error('ECONNREFUSED');
  const status = others.answer === 'taken' ? 'Executed-Success' : 'Failed';
  return { status: 200, json: { header: { functionExecutionStatus: { status } } } };
};
const noWait = { now: () => bench.now, sleep: () => Promise.resolve() };

function restart(change: Partial<SmdpOptions> = {}) {
  bench.smdp = make({ profiles: inventory, call: caller, clock: noWait, ...change });
}

beforeEach(() => {
  prepareBench();
  others.asked = [];
  others.answer = 'taken';
  restart();
});

const header = { functionRequesterIdentifier: 'operator-1', functionCallIdentifier: 'TX-567' };

async function es2(name: string, fields: Json): Promise<Json | string> {
  return readAnswer(await bench.smdp.handle(rspRequest(`/gsma/rsp2/es2plus/${name}`, { header, ...fields })));
}
const download = (fields: Json) => es2('downloadOrder', fields);
const confirm = (fields: Json) => es2('confirmOrder', { iccid: iccidOf(1), releaseFlag: true, ...fields });
const cancel = (fields: Json) =>
  es2('cancelOrder', { iccid: iccidOf(1), finalProfileStatusIndicator: 'Available', ...fields });
const release = (fields: Json = {}) => es2('releaseProfile', { iccid: iccidOf(1), ...fields });

/** A profile that is ordered, and confirmed as told. */
async function ordered(fields?: Json, order: Json = {}): Promise<void> {
  expectJson(await download({ iccid: iccidOf(1), ...order }));
  if (fields !== undefined) expectJson(await confirm({ matchingId: 'CODE-1', ...fields }));
}
const after = async (work: Promise<unknown>, then: () => unknown) => {
  await work;
  return then();
};
/** When the profile has been handed out. */
const downloaded = <T>(then: () => T): T => {
  expectJson(authenticated('CODE-1').euicc.getBpp());
  return then();
};
const atSmds = { eid, smdsAddress: 'smds.example' };

/** The others answer so from now on; gives what is done then. */
function smds<T = void>(answer: string, then: () => T = () => undefined as T): T {
  others.answer = answer;
  return then();
}

const cases: StatusCases = {
  'ES2+.DownloadOrder': {
    'Executed-Success': ['reserves a profile', () => download({ iccid: iccidOf(1) })],
    '1.3.1/2.1': ['neither ICCID nor profile type is given', () => download({ eid })],
    '8.2.1/3.9': ['the ICCID is unknown', () => download({ iccid: iccidOf(9) })],
    '8.2.1/1.2': ['the profile is of another operator', () => download({ iccid: iccidOf(4) })],
    '8.2.1/3.3': [
      'the profile is ordered already',
      () => after(ordered(), () => download({ iccid: iccidOf(1) })),
    ],
    '8.2.5/3.8': [
      'the profile with that ICCID is of another type',
      () => download({ iccid: iccidOf(1), profileType: 'rare' }),
    ],
    '8.2.5/3.9': ['the profile type is unknown', () => download({ profileType: 'none' })],
    '8.2.5/1.2': ['the profile type is of another operator', () => download({ profileType: 'private' })],
    '8.2.5/3.7': [
      'no profile of the type is left',
      () => after(download({ profileType: 'rare' }), () => download({ profileType: 'rare' })),
    ],
  },
  'ES2+.ConfirmOrder': {
    'Executed-Success': ['completes the order', () => after(ordered(), () => confirm({}))],
    '1.3.1/2.1': ['the header is missing', () => confirm({ header: undefined })],
    '8.2.1/3.9': ['the ICCID is unknown', () => confirm({ iccid: iccidOf(9) })],
    '8.2.1/1.2': [
      'another operator has ordered it',
      () => after(ordered(), () => confirm({ header: { ...header, functionRequesterIdentifier: 'x' } })),
    ],
    '8.2.1/3.5': ['the profile is not ordered', () => confirm({})],
    '8.1.1/3.10': [
      'it was ordered for another EID',
      () => after(ordered(undefined, { eid: otherEid }), () => confirm({ eid })),
    ],
    '8.1.1/2.2': [
      'an SM-DS needs an EID',
      () => after(ordered(), () => confirm({ smdsAddress: 'smds.example' })),
    ],
    '8.2.6/3.3': ['the matching id is taken', () => after(ordered(), () => confirm({ matchingId: 'P2' }))],
    '8.9/5.1': [
      'the SM-DS cannot be reached',
      () => after(ordered(), () => smds('unreachable', () => confirm(atSmds))),
    ],
    '8.9/4.2': [
      'the SM-DS refuses the event',
      () => after(ordered(), () => smds('failed', () => confirm(atSmds))),
    ],
  },
  'ES2+.CancelOrder': {
    'Executed-Success': ['ends the order', () => after(ordered({}), () => cancel({}))],
    '1.3.1/2.1': ['the final status is none', () => cancel({ finalProfileStatusIndicator: 'Gone' })],
    '8.2.1/3.9': ['the ICCID is unknown', () => cancel({ iccid: iccidOf(9) })],
    '8.2.1/1.2': [
      'another operator has ordered it',
      () => after(ordered(), () => cancel({ header: { ...header, functionRequesterIdentifier: 'x' } })),
    ],
    '8.2.1/3.3': [
      'the profile was handed out, and is not to be offered anew',
      () => after(ordered({}), () => downloaded(() => cancel({}))),
    ],
    '8.2.1/3.5': ['the profile is not ordered', () => cancel({})],
    '8.1.1/3.10': [
      'the order is for another EID',
      () => after(ordered({ eid }), () => cancel({ eid: otherEid })),
    ],
    '8.2.6/3.10': [
      'the order has another matching id',
      () => after(ordered({}), () => cancel({ matchingId: 'CODE-2' })),
    ],
    '8.9/5.1': [
      'the SM-DS cannot be reached',
      () => after(ordered(atSmds), () => smds('unreachable', () => cancel({}))),
    ],
    '8.9/4.2': [
      'the SM-DS does not delete the event',
      () => after(ordered(atSmds), () => smds('failed', () => cancel({}))),
    ],
  },
  'ES2+.HandleDownloadProgressInfo': {
    'Executed-Success': [
      'HTTP 204 or 200: the operator is told of a download',
      async () => {
        restart({ progressAddress: 'operator.example' });
        await ordered({});
        authenticated('CODE-1').euicc.getBpp();
        await bench.smdp.settled();
        return others.asked.at(-1)?.body;
      },
    ],
  },
  'ES2+.ReleaseProfile': {
    'Executed-Success': [
      'releases the profile',
      () => after(ordered({ releaseFlag: false }), () => release()),
    ],
    '1.3.1/2.1': ['the ICCID is none', () => release({ iccid: '12' })],
    '8.2.1/3.9': ['the ICCID is unknown', () => release({ iccid: iccidOf(9) })],
    '8.2.1/1.2': ['the profile is of another operator', () => release({ iccid: iccidOf(4) })],
    '8.2.1/3.5': ['the order is not confirmed', () => after(ordered(), () => release())],
    '8.9/5.1': [
      'the SM-DS cannot be reached',
      () => after(ordered({ ...atSmds, releaseFlag: false }), () => smds('unreachable', () => release())),
    ],
    '8.9/4.2': [
      'the SM-DS refuses the event',
      () => after(ordered({ ...atSmds, releaseFlag: false }), () => smds('failed', () => release())),
    ],
  },
};

const ofEs2 = Object.entries(smdpFunctionStatus).filter(([name]) => name.startsWith('ES2+'));
describeStatusCodes(Object.fromEntries(ofEs2), cases);

describe('the life of a profile (§3.1.6)', () => {
  const state = () => bench.smdp.orders()[0]?.state;

  it('available, allocated, confirmed, released, downloaded, installed', async () => {
    expect(state()).toBe('available');
    expect(bench.smdp.codes()).toEqual([]);
    expect(authenticated('P1').answer).toBe('8.2.6/3.8');
    expect(await download({ profileType: 'consumer' })).toMatchObject({ iccid: `${iccidOf(1)}F` });
    expect(state()).toBe('allocated');
    expect(await confirm({ releaseFlag: false, matchingId: 'CODE-1' })).toMatchObject({
      matchingId: 'CODE-1',
      smdpAddress: 'smdp.bench.example',
    });
    expect(state()).toBe('confirmed');
    expect(authenticated('CODE-1').answer).toBe('8.2/1.2');
    expectJson(await release());
    expect(state()).toBe('released');
    expect(authenticated('P1').answer).toBe('8.2.6/3.8');
    const { euicc } = authenticated('CODE-1');
    expectJson(euicc.getBpp());
    expect(state()).toBe('downloaded');
    euicc.installed();
    expect(state()).toBe('installed');
    expect(await cancel({})).toBe('8.2.1/3.3');
  });

  it('linked to an eUICC: it alone gets the profile, and without a matching id too', async () => {
    await ordered(undefined, { eid: otherEid });
    expect(state()).toBe('linked');
    expect(await confirm({ matchingId: '' })).toMatchObject({ eid: otherEid, matchingId: '' });
    expect(authenticated('').answer).toBe('8.2.6/3.8');
    expectJson(authenticated('', { euicc: other }).answer);
  });

  it('a matching id is made up where none is given, and nobody guesses it', async () => {
    await ordered();
    const { matchingId } = expectJson(await confirm({}));
    expect(matchingId).toMatch(/^([0-9A-F]{8}-){3}[0-9A-F]{8}$/);
    expectJson(authenticated(matchingId ?? '').answer);
    expect(bench.smdp.codes().map((one) => one.activationCode)).toContain(
      `LPA:1$smdp.bench.example$${matchingId}`,
    );
  });

  it('a confirmation code that came with the order is asked for, and is kept as its hash', async () => {
    const store = memoryStore();
    restart({ store });
    await ordered({ confirmationCode: '4711' });
    const { euicc } = authenticated('CODE-1');
    expect(euicc.getBpp()).toBe('8.2.7/2.2');
    expect(euicc.getBpp(hashConfirmationCode('4712', euicc.transactionId))).toBe('8.2.7/3.8');
    expectJson(euicc.getBpp(hashConfirmationCode('4711', euicc.transactionId)));
    expect(JSON.stringify(store.load())).not.toContain('4711');
    expect(JSON.stringify(bench.log)).not.toMatch(/4711|CODE-1/);
    expect(bench.smdp.codes()[0]).not.toHaveProperty('confirmationCode');
  });

  it('a cancelled order: the profile is available again, or gone', async () => {
    await ordered({});
    expectJson(await cancel({ matchingId: 'CODE-1' }));
    expect(state()).toBe('available');
    expect(authenticated('CODE-1').answer).toBe('8.2.6/3.8');
    await ordered({});
    expectJson(await cancel({ finalProfileStatusIndicator: 'Unavailable' }));
    expect(state()).toBe('unavailable');
    expect(await download({ iccid: iccidOf(1) })).toBe('8.2.1/3.3');
  });

  it('an order that ended in an error can be cancelled, and the profile ordered anew', async () => {
    await ordered({});
    expectJson(authenticated('CODE-1').euicc.cancel('endUserRejection'));
    expect(state()).toBe('error');
    expectJson(await cancel({}));
    await ordered({});
    expect(state()).toBe('released');
  });

  it('a confirmation that the SM-DS fails leaves the order as it was', async () => {
    await ordered(undefined, { eid });
    smds('failed');
    expect(await confirm({ ...atSmds, matchingId: 'CODE-1' })).toBe('8.9/4.2');
    expect(state()).toBe('linked');
    smds('taken');
    expectJson(await confirm({ ...atSmds, matchingId: 'CODE-1' }));
  });
});

describe('events at the SM-DS', () => {
  const asked = () => others.asked.map(({ path, body }) => [path.split('/').at(-1), body['eventId']]);

  it('registered when the profile is released, deleted when it is installed', async () => {
    await ordered({ ...atSmds, releaseFlag: false });
    expect(asked()).toEqual([]);
    expectJson(await release());
    expect(others.asked).toMatchObject([
      {
        address: 'smds.example',
        path: '/gsma/rsp2/es12/registerEvent',
        body: { eid, rspServerAddress: 'smdp.bench.example', eventId: 'CODE-1' },
      },
    ]);
    const { euicc } = authenticated('CODE-1');
    euicc.getBpp();
    expect(others.asked).toHaveLength(1);
    euicc.installed();
    euicc.installed();
    await bench.smdp.settled();
    expect(asked()).toEqual([
      ['registerEvent', 'CODE-1'],
      ['deleteEvent', 'CODE-1'],
    ]);
  });

  it('deleted when the confirmation code or the download was tried too often', async () => {
    restart({ maxConfirmationCodes: 1 });
    await ordered({ ...atSmds, confirmationCode: '1' });
    const { euicc } = authenticated('CODE-1');
    expect(euicc.getBpp(hashConfirmationCode('2', euicc.transactionId))).toBe('8.2.7/6.4');
    restart({ profiles: [profile(1, { maxDownloads: 1 })] });
    await ordered(atSmds);
    authenticated('CODE-1').euicc.getBpp();
    expect(authenticated('CODE-1').answer).toBe('8.8.5/6.4');
    await bench.smdp.settled();
    expect(asked().filter(([name]) => name === 'deleteEvent')).toHaveLength(2);
  });

  it('have an id also where the order is for an LPA without one', async () => {
    await ordered();
    const { matchingId } = expectJson(await confirm({ ...atSmds, matchingId: '' }));
    expect(matchingId).not.toBe('');
    expect(asked()).toEqual([['registerEvent', matchingId]]);
  });

  it('deleted when the order is cancelled, by the operator or by the end user', async () => {
    await ordered(atSmds);
    expectJson(await cancel({}));
    await ordered(atSmds);
    expectJson(authenticated('CODE-1').euicc.cancel('postponed'));
    expectJson(authenticated('CODE-1').euicc.cancel('endUserRejection'));
    await bench.smdp.settled();
    expect(asked().map(([name]) => name)).toEqual([
      'registerEvent',
      'deleteEvent',
      'registerEvent',
      'deleteEvent',
    ]);
  });
});

describe('ES2+.HandleDownloadProgressInfo', () => {
  const reports = () =>
    others.asked.map(({ body }) => {
      const { status, statusCodeData } = body['notificationPointStatus'] as Record<string, Json>;
      return [body['notificationPointId'], status, statusCodeData?.['subjectCode']];
    });
  beforeEach(() => restart({ progressAddress: 'operator.example' }));

  it('tells of eligibility, confirmation, download and installation', async () => {
    await ordered({ confirmationCode: '1' });
    const { euicc } = authenticated('CODE-1');
    euicc.getBpp();
    euicc.getBpp(hashConfirmationCode('1', euicc.transactionId));
    euicc.installed();
    await bench.smdp.settled();
    expect(reports()).toEqual([
      [1, 'Executed-Success', undefined],
      [2, 'Failed', '8.2.7'],
      [3, 'Executed-Success', undefined],
      [4, 'Executed-Success', undefined],
    ]);
    expect(others.asked[3]).toMatchObject({
      address: 'operator.example',
      path: '/gsma/rsp2/es2plus/handleDownloadProgressInfo',
      body: {
        header: { functionRequesterIdentifier: '2.999.10', functionCallIdentifier: '4' },
        eid,
        iccid: `${iccidOf(1)}F`,
        profileType: 'consumer',
        timestamp: '2026-11-22T00:00:00Z',
        resultData: expect.any(String),
      },
    });
  });

  it('is told again until it is taken, and holds up no download', async () => {
    let failures = 2;
    const call: FunctionCaller = async (target, body) => {
      const answer = await caller(target, body);
      if (failures-- > 0) throw new Error('ECONNRESET');
      return answer;
    };
    restart({ progressAddress: 'operator.example', call });
    await ordered({});
    const { euicc } = authenticated('CODE-1');
    expectJson(euicc.getBpp());
    euicc.installed();
    await bench.smdp.settled();
    expect(reports().map(([point]) => point)).toEqual([1, 1, 1, 3, 4]);
    expect(bench.log.some((entry) => entry.message?.includes('given up'))).toBe(false);
  });

  it('is given up when the SM-DP+ is closed', async () => {
    restart({ progressAddress: 'operator.example', clock: { now: () => bench.now } });
    await ordered({});
    smds('unreachable');
    authenticated('CODE-1');
    bench.smdp.close();
    await bench.smdp.settled();
    expect(others.asked.length).toBeLessThan(2);
  });

  it('is given up in the end, and that is logged', async () => {
    await ordered({});
    smds('unreachable');
    authenticated('CODE-1');
    await bench.smdp.settled();
    expect(others.asked).toHaveLength(5);
    expect(bench.log.at(-1)).toMatchObject({ outcome: 'refused', message: 'given up: nobody takes it' });
  });
});

it('with mutual TLS ES2+ is only for clients that are known; ES9+ is for all', async () => {
  restart({ mutualTls: true });
  const request = rspRequest('/gsma/rsp2/es2plus/downloadOrder', { header, iccid: iccidOf(1) });
  expect(await bench.smdp.handle(request)).toMatchObject({ status: 403 });
  expect(await bench.smdp.handle({ ...request, clientTrusted: false })).toMatchObject({ status: 403 });
  expect(await bench.smdp.handle({ ...request, clientTrusted: true })).toMatchObject({ status: 200 });
  expectJson(authenticated('P1').euicc.initiate());
});

describe('the state file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'es2plus-'));
  const path = join(folder, 'smdp.json');
  afterAll(() => rmSync(folder, { recursive: true }));

  it('carries orders over a restart, in each state', async () => {
    restart({ store: fileStore(path) });
    await ordered({ confirmationCode: '1', releaseFlag: false, eid });
    expectJson(await download({ iccid: iccidOf(2) }));
    const before = bench.smdp.orders();
    restart({ store: fileStore(path) });
    expect(bench.smdp.orders()).toEqual(before);
    expectJson(await release());
    restart({ store: fileStore(path) });
    expect(authenticated('CODE-1', { euicc: other }).answer).toBe('8.1.1/3.8');
    const { euicc } = authenticated('CODE-1');
    expect(euicc.getBpp()).toBe('8.2.7/2.2');
    expectJson(euicc.getBpp(hashConfirmationCode('1', euicc.transactionId)));
    expect(bench.smdp.orders().map((one) => one.state)).toEqual([
      'downloaded',
      'allocated',
      'available',
      'available',
    ]);
  });

  it('of before, without a journal, still loads', () => {
    const order = {
      state: 'installed',
      installations: 1,
      downloads: 2,
      wrongConfirmationCodes: 0,
      updatedAt: start,
    };
    writeFileSync(path, JSON.stringify({ version: 1, orders: { P1: order }, notifications: [] }));
    restart({ store: fileStore(path) });
    expect(stateOf('P1')).toBe('installed');
  });

  it('survives power loss in the middle of a line of its journal, and a journal that is not its own', async () => {
    restart({ store: fileStore(path) });
    bench.smdp.reset();
    await ordered({});
    expectJson(await download({ iccid: iccidOf(2) }));
    const journal = `${path}.journal`;
    const whole = readFileSync(journal, 'utf8');
    expect(whole.trim().split('\n')).toHaveLength(5);
    writeFileSync(journal, whole.slice(0, -10));
    restart({ store: fileStore(path) });
    expect(
      bench.smdp
        .orders()
        .map((one) => one.state)
        .slice(0, 2),
    ).toEqual(['released', 'available']);
    expectJson(await download({ iccid: iccidOf(3) }));
    writeFileSync(journal, whole);
    restart({ store: fileStore(path) });
    expect(bench.smdp.orders().map((one) => one.state)).toEqual([
      'released',
      'available',
      'allocated',
      'available',
    ]);
  });

  it('costs what has changed: a change appends, and does not write the whole again', async () => {
    const many = Array.from({ length: 200 }, (_, at) =>
      profile(1, { matchingId: `M${at}`, initialState: 'released' }),
    );
    restart({ store: fileStore(path), profiles: many });
    bench.smdp.reset();
    for (const { matchingId } of many) authenticated(matchingId).euicc.getBpp();
    const size = readFileSync(path).length;
    authenticated('M0').euicc.getBpp();
    expect(readFileSync(path).length).toBe(size);
    restart({ store: fileStore(path), profiles: many });
    expect(bench.smdp.orders().every((one) => one.state === 'downloaded')).toBe(true);
  });
});

it('answers ES9+ at once, also where an SM-DS and an operator are there', () => {
  restart({ progressAddress: 'operator.example' });
  expect(atOnce(bench.smdp.handle(rspRequest('/gsma/rsp2/es9plus/cancelSession', {}))).status).toBe(200);
});
