/** One download and what surrounds it, on a bench, looked at function by function. Error codes have their tests elsewhere. */

import { afterAll, beforeAll, expect, it } from 'vitest';
import { segmentsOf } from '../../../bench/lib/small-lpa.ts';
import {
  AuthenticateServerResponse,
  InitialiseSecureChannelRequest,
  PrepareDownloadResponse,
  ProfileInstallationResult,
  ServerSigned1,
  SmdpSigned2,
  StoreMetadataRequest,
} from '../../../src-main/rsp/index.ts';
import { isPointOnCurve } from '../../../src-main/simulator/crypto/index.ts';
import { type Bench, type BenchServer, createBench } from '../../../src-main/simulator/index.ts';
import { decode, encodeTlv, readSingleTlv, readTlvs } from '../../../src-main/tlv/index.ts';
import { fromHex, toHex } from '../../../src-shared/bytes.ts';
import { seededEntropy, stillClock } from '../euicc/bench.ts';

const operator = { functionRequesterIdentifier: 'operator.test', functionCallIdentifier: '1' };
const deviceInfo = fromHex('A108800435290611A100');
const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');
const text = (value: string) => new TextEncoder().encode(value);

let bench: Bench;
beforeAll(async () => {
  bench = await createBench({
    clock: stillClock,
    entropy: seededEntropy('functions'),
    smds: { which: 'cascade' },
    profiles: [
      { name: 'OPEN', maxInstallations: 10 },
      { name: 'ORDERED', initialState: 'available', iccid: '8999980000000000002', protection: 'profileKeys' },
    ],
  });
});
afterAll(() => bench.close());

type Answer = Record<string, unknown>;
const field = (answer: Answer | undefined, name: string) =>
  new Uint8Array(Buffer.from(String(answer?.[name]), 'base64'));

async function executed(server: BenchServer, name: string, body: object): Promise<Answer> {
  const answer = await server.call(name, body);
  expect(answer).toMatchObject({ header: { functionExecutionStatus: { status: 'Executed-Success' } } });
  return answer ?? {};
}

/** Mutual authentication with a server, from GetEUICCChallenge to AuthenticateClient. */
async function authenticate(server: BenchServer, matchingId: string) {
  await bench.card.reset();
  const challenge = (await bench.card.es10(fromHex('BF2E00'))).slice(-16);
  const initiated = await executed(server, 'initiateAuthentication', {
    smdpAddress: server.address,
    euiccChallenge: base64(challenge),
    euiccInfo1: base64(await bench.card.es10(fromHex('BF2000'))),
  });
  const transactionId = String(initiated['transactionId']);
  const response = await bench.card.es10(
    encodeTlv(
      0xbf38,
      field(initiated, 'serverSigned1'),
      field(initiated, 'serverSignature1'),
      field(initiated, 'euiccCiPKIdToBeUsed'),
      field(initiated, 'serverCertificate'),
      encodeTlv(0xa0, encodeTlv(0x80, text(matchingId)), deviceInfo),
    ),
  );
  const client = await executed(server, 'authenticateClient', {
    transactionId,
    authenticateServerResponse: base64(response),
  });
  return { challenge, initiated, transactionId, response, client };
}

/** From there to the bound profile package. */
async function prepare(matchingId: string) {
  const before = await authenticate(bench.smdp, matchingId);
  const { transactionId, client } = before;
  const signed2 = field(client, 'smdpSigned2');
  const prepared = await bench.card.es10(
    encodeTlv(0xbf21, signed2, field(client, 'smdpSignature2'), field(client, 'smdpCertificate')),
  );
  const prepareDownloadResponse = base64(prepared);
  const bound = await executed(bench.smdp, 'getBoundProfilePackage', {
    transactionId,
    prepareDownloadResponse,
  });
  return { ...before, signed2, prepared, bpp: field(bound, 'boundProfilePackage') };
}

async function install(bpp: Uint8Array): Promise<Uint8Array> {
  let result: Uint8Array = new Uint8Array(0);
  for (const segment of segmentsOf(bpp)) result = await bench.card.es10(segment);
  return result;
}

async function download(matchingId: string) {
  const before = await prepare(matchingId);
  const result = await install(before.bpp);
  await bench.smdp.call('handleNotification', { pendingNotification: base64(result) });
  return { ...before, result };
}

const orderOf = (name: string) => bench.smdp.orders().find((order) => order.name === name);
/** The parts of a bound profile package, by their tags (§2.5.4). */
const partsOf = (bpp: Uint8Array) => readTlvs(readSingleTlv(bpp).value).map((part) => part.tag);

it('ES9+.InitiateAuthentication: the card’s challenge comes back signed, with a transaction of its own', async () => {
  const { initiated, challenge, transactionId } = await authenticate(bench.smdp, 'OPEN');
  const signed = decode(ServerSigned1, field(initiated, 'serverSigned1'), 'serverSigned1');
  expect(toHex(signed.euiccChallenge)).toBe(toHex(challenge));
  expect(toHex(signed.transactionId)).toBe(transactionId);
  expect(signed.serverAddress).toBe(bench.smdp.address);
});

it('ES10b.AuthenticateServer: the server is believed, and its challenge signed with what the card is', async () => {
  const { initiated, response } = await authenticate(bench.smdp, 'OPEN');
  const { serverChallenge } = decode(ServerSigned1, field(initiated, 'serverSigned1'), 'serverSigned1');
  const answer = decode(AuthenticateServerResponse, response, 'response');
  if (!('authenticateResponseOk' in answer)) throw new Error('refused');
  const signed = answer.authenticateResponseOk.euiccSigned1.value;
  expect(toHex(signed.serverChallenge)).toBe(toHex(serverChallenge));
  expect(signed.ctxParams1.value.ctxParamsForCommonAuthentication.matchingId).toBe('OPEN');
});

it('ES9+.AuthenticateClient: the metadata of the order, and a signature for this session', async () => {
  const { client, transactionId } = await authenticate(bench.smdp, 'OPEN');
  const metadata = decode(StoreMetadataRequest, field(client, 'profileMetadata'), 'profileMetadata');
  expect(metadata.profileName).toBe('OPEN');
  const signed = decode(SmdpSigned2, field(client, 'smdpSigned2'), 'smdpSigned2');
  expect(toHex(signed.transactionId)).toBe(transactionId);
  expect(signed.ccRequiredFlag).toBe(false);
});

it('ES10b.PrepareDownload: a one-time key of the card, signed', async () => {
  const { prepared, transactionId } = await prepare('OPEN');
  const answer = decode(PrepareDownloadResponse, prepared, 'prepared');
  if (!('downloadResponseOk' in answer)) throw new Error('refused');
  const { euiccOtpk, transactionId: signedId } = answer.downloadResponseOk.euiccSigned2.value;
  expect(isPointOnCurve('P-256', euiccOtpk)).toBe(true);
  expect(toHex(signedId)).toBe(transactionId);
});

it('ES9+.GetBoundProfilePackage: the profile, bound to this card and this session', async () => {
  const { bpp, transactionId } = await prepare('OPEN');
  const [first] = readTlvs(readSingleTlv(bpp).value);
  const request = decode(InitialiseSecureChannelRequest, first?.raw ?? new Uint8Array(0), 'request');
  expect(toHex(request.transactionId)).toBe(transactionId);
  expect(orderOf('OPEN')).toMatchObject({ state: 'downloaded', eid: bench.card.eid });
});

/** How many segments were taken when each part of the package was. */
async function takenParts(matchingId: string) {
  await bench.card.restoreFactoryState();
  const { bpp } = await prepare(matchingId);
  const answers: { readonly tag: number; readonly answer: Uint8Array }[] = [];
  for (const segment of segmentsOf(bpp)) {
    const tag = segment[0] === 0xbf ? 0xbf23 : (segment[0] ?? 0);
    answers.push({ tag, answer: await bench.card.es10(segment) });
  }
  const of = (tag: number) => answers.filter((one) => one.tag === tag).map((one) => one.answer.length);
  return { of, last: answers.at(-1)?.answer ?? new Uint8Array(0), parts: partsOf(bpp) };
}

it('ES8+.InitialiseSecureChannel: the head of the package is taken, and session keys agreed on', async () => {
  const { of } = await takenParts('OPEN');
  expect(of(0xbf23)).toEqual([0]);
});

it('ES8+.ConfigureISDP: the 87 of the package is taken under the session keys', async () => {
  const { of } = await takenParts('OPEN');
  expect(of(0xa0)).toEqual([0]);
});

it('ES8+.StoreMetadata: what the 88 say is what the card tells of the profile', async () => {
  const { of } = await takenParts('OPEN');
  expect(of(0x88)).toEqual([0]);
  expect(bench.card.profiles()).toMatchObject([{ profileName: 'OPEN', state: 'disabled' }]);
});

it('ES8+.LoadProfileElements: the last of the 86 brings the result', async () => {
  const { of, last } = await takenParts('OPEN');
  const lengths = of(0x86);
  expect(lengths.slice(0, -1).every((length) => length === 0)).toBe(true);
  const { finalResult } = decode(ProfileInstallationResult, last, 'result').profileInstallationResultData
    .value;
  expect(finalResult).toHaveProperty('successResult');
});

it('ES9+.HandleNotification: an installation result makes the order installed, once', async () => {
  await bench.reset();
  const { result } = await download('OPEN');
  const again = await bench.smdp.call('handleNotification', { pendingNotification: base64(result) });
  expect(again).toBeUndefined();
  expect(orderOf('OPEN')).toMatchObject({ installations: 1 });
  expect(bench.smdp.notifications()).toMatchObject([{ eid: bench.card.eid, event: 'install' }]);
});

it('ES9+.CancelSession: a postponed session is over, and the order as it was', async () => {
  await bench.reset();
  const { transactionId } = await authenticate(bench.smdp, 'OPEN');
  const cancelled = await bench.card.es10(
    encodeTlv(0xbf41, encodeTlv(0x80, fromHex(transactionId)), fromHex('810101')),
  );
  await executed(bench.smdp, 'cancelSession', { transactionId, cancelSessionResponse: base64(cancelled) });
  expect(bench.smdp.sessionCount()).toBe(0);
  expect(orderOf('OPEN')).toMatchObject({ state: 'released' });
});

const iccid = '8999980000000000002';
const order = (name: string, fields: object = {}) =>
  executed(bench.smdp, `es2plus/${name}`, { header: operator, iccid, ...fields });

it('ES2+.DownloadOrder: an available profile is linked to a card', async () => {
  await bench.reset();
  expect(await order('downloadOrder', { eid: bench.card.eid })).toMatchObject({ iccid: `${iccid}F` });
  expect(orderOf('ORDERED')?.state).toBe('linked');
});

it('ES2+.ConfirmOrder: a linked profile gets its matching id', async () => {
  await bench.reset();
  await order('downloadOrder', { eid: bench.card.eid });
  const answer = await order('confirmOrder', { matchingId: 'CHOSEN', releaseFlag: false });
  expect(answer).toMatchObject({ matchingId: 'CHOSEN' });
  expect(orderOf('ORDERED')).toMatchObject({ state: 'confirmed', matchingId: 'CHOSEN' });
});

it('ES2+.ReleaseProfile: a confirmed profile can be downloaded', async () => {
  await bench.reset();
  await order('downloadOrder', { eid: bench.card.eid });
  await order('confirmOrder', { matchingId: 'CHOSEN', releaseFlag: false });
  await order('releaseProfile');
  expect(orderOf('ORDERED')?.state).toBe('released');
  const { bpp, result } = await download('CHOSEN');
  expect(partsOf(bpp)).toContain(0xa2);
  expect(result.length).toBeGreaterThan(0);
  expect(orderOf('ORDERED')?.state).toBe('installed');
});

it('ES2+.CancelOrder: a cancelled profile is available again', async () => {
  await bench.reset();
  await order('downloadOrder', { eid: bench.card.eid });
  await order('cancelOrder', { eid: bench.card.eid, finalProfileStatusIndicator: 'Available' });
  expect(orderOf('ORDERED')?.state).toBe('available');
});

/** An order that an SM-DS knows of: its event at the root, and at the SM-DS below. */
async function orderWithEvent() {
  await bench.reset();
  const [root, below] = bench.smds;
  if (root === undefined || below === undefined) throw new Error('no cascade');
  await order('downloadOrder', { eid: bench.card.eid });
  await order('confirmOrder', { smdsAddress: below.address, releaseFlag: true });
  return { root, below };
}

it('ES12.RegisterEvent: a released order is an event at the SM-DS that the operator named', async () => {
  const { below } = await orderWithEvent();
  expect(below.events()).toMatchObject([{ eid: bench.card.eid, rspServerAddress: bench.smdp.address }]);
});

it('ES15.RegisterEvent: the root has it too, and leads to the SM-DS below', async () => {
  const { root, below } = await orderWithEvent();
  expect(root.events()).toMatchObject([{ eid: bench.card.eid, rspServerAddress: below.address }]);
});

it('ES11.InitiateAuthentication: an SM-DS signs the card’s challenge under its own name', async () => {
  const { root } = await orderWithEvent();
  const { initiated, challenge } = await authenticate(root, '');
  const signed = decode(ServerSigned1, field(initiated, 'serverSigned1'), 'serverSigned1');
  expect(toHex(signed.euiccChallenge)).toBe(toHex(challenge));
  expect(signed.serverAddress).toBe(root.address);
});

it('ES11.AuthenticateClient: from the root to the SM-DS below, from there to the SM-DP+, and to the profile', async () => {
  const { root, below } = await orderWithEvent();
  const [atRoot] = (await authenticate(root, '')).client['eventEntries'] as { eventId: string }[];
  const [found] = (await authenticate(below, atRoot?.eventId ?? '')).client['eventEntries'] as {
    eventId: string;
    rspServerAddress: string;
  }[];
  expect(found?.rspServerAddress).toBe(bench.smdp.address);
  await download(found?.eventId ?? '');
  expect(orderOf('ORDERED')?.state).toBe('installed');
});

it.each([
  ['ES12.DeleteEvent', 1],
  ['ES15.DeleteEvent', 0],
] as const)('%s: the event of an order that is cancelled is gone', async (_function, which) => {
  await orderWithEvent();
  expect(bench.smds[which]?.events()).toHaveLength(1);
  const { eid } = bench.card;
  const { matchingId } = orderOf('ORDERED') ?? {};
  await order('cancelOrder', { eid, matchingId, finalProfileStatusIndicator: 'Available' });
  expect(bench.smds[which]?.events()).toEqual([]);
});
