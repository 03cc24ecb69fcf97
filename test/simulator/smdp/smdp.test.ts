import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { StoreMetadataRequest } from '../../../src-main/rsp/index.ts';
import { generatePki, issueEuicc } from '../../../src-main/simulator/pki/index.ts';
import type { ProfileOffer } from '../../../src-main/simulator/profile/index.ts';
import {
  createSmdp,
  fileStore,
  hashConfirmationCode,
  memoryStore,
  type Smdp,
  type SmdpLogEntry,
  type SmdpOptions,
} from '../../../src-main/simulator/smdp/index.ts';
import { decode, encodeTlv } from '../../../src-main/tlv/index.ts';
import { concatBytes, fromHex, toHex } from '../../../src-shared/bytes.ts';
import { call, callRaw, expectJson, FakeEuicc, seeded } from './fake-euicc.ts';

const start = Date.UTC(2026, 10, 22);
let now = start;
const clock = { now: () => now };
const eid = '89049032000001000000000000000055';
const otherEid = '89049032000001000000000000000152';
const day = 24 * 60 * 60 * 1000;
const pki = generatePki({ clock, entropy: seeded('pki'), eid, smdpAddress: 'smdp.bench.example' });
const stranger = generatePki({ clock, entropy: seeded('stranger'), eid, smdpAddress: 'smdp.bench.example' });
const other = issueEuicc(pki, { clock, entropy: seeded('other'), eid: otherEid });

/** A package that is small or as large as wanted: its one element beside header and end is filler. */
function makeUpp(iccid: string, services = '8100', filler = 10): Uint8Array {
  const header = encodeTlv(
    0xa0,
    fromHex('800103810103'),
    encodeTlv(0x83, fromHex(iccid.padEnd(20, 'F'))),
    encodeTlv(0xa5, fromHex(services)),
    fromHex('A600'),
  );
  const element = encodeTlv(
    0xa9,
    fromHex('A003810101'),
    encodeTlv(0x81, fromHex('2A03')),
    encodeTlv(0x82, new Uint8Array(filler)),
  );
  return concatBytes(header, element, fromHex('AA05A003810102'));
}

function offer(matchingId: string, change: Partial<ProfileOffer> = {}): ProfileOffer {
  const iccid = '8944010000000000001';
  return {
    name: matchingId,
    matchingId,
    upp: makeUpp(iccid),
    metadata: { iccid, serviceProviderName: 'Bench', profileName: matchingId },
    ...change,
  };
}

const offers: ProfileOffer[] = [
  offer('PLAIN'),
  offer('CODE', { confirmationCode: '1234' }),
  offer('LARGE', {
    upp: makeUpp('8944010000000000001', '8100', 12_000),
    protection: 'profileKeys',
    metadata: {
      iccid: '8944010000000000001',
      serviceProviderName: 'Bench',
      profileName: 'with a large icon',
      iconType: 'png',
      icon: new Uint8Array(1024).fill(7),
    },
  }),
  offer('TWICE', { maxInstallations: 2 }),
  offer('FIXED', { rebinding: false }),
  offer('RESERVED', { eid: otherEid }),
  offer('UNRELEASED', { initialState: 'confirmed' }),
  offer('GONE', { initialState: 'unavailable' }),
  offer('EXPIRED', { expiresAt: start - 1 }),
  offer('FEW', { maxDownloads: 1 }),
  offer('NEEDS-CSIM', { upp: makeUpp('8944010000000000001', '8300') }),
  offer('RULES', {
    metadata: {
      iccid: '8944010000000000001',
      serviceProviderName: 'Bench',
      profileName: 'no disabling',
      profilePolicyRules: ['ppr1'],
    },
  }),
];

let log: SmdpLogEntry[] = [];
let smdp: Smdp;
function make(change: Partial<SmdpOptions> = {}): Smdp {
  return createSmdp({
    pki,
    clock,
    entropy: seeded('smdp'),
    store: memoryStore(),
    address: 'smdp.bench.example',
    profiles: offers,
    log: (entry) => log.push(entry),
    ...change,
  });
}
const euiccOf = (change: Partial<ConstructorParameters<typeof FakeEuicc>[0]> = {}) =>
  new FakeEuicc({ pki, smdp, ...change });
const stateOf = (matchingId: string) => smdp.orders().find((one) => one.matchingId === matchingId)?.state;

/** An eUICC that has been through AuthenticateClient. */
function authenticated(matchingId: string, change: Partial<ConstructorParameters<typeof FakeEuicc>[0]> = {}) {
  const euicc = euiccOf(change);
  expectJson(euicc.initiate());
  return { euicc, answer: euicc.authenticate(matchingId) };
}

beforeEach(() => {
  now = start;
  log = [];
  smdp = make();
});

describe('a download', () => {
  it('goes through, and the code is used up', () => {
    const { euicc, answer } = authenticated('PLAIN');
    const metadata = expectJson(answer)['profileMetadata'] ?? '';
    const opened = euicc.open(euicc.getBpp());
    expect(toHex(opened.upp)).toBe(toHex(offers[0]?.upp ?? new Uint8Array()));
    expect(Buffer.from(opened.storeMetadata).toString('base64')).toBe(metadata);
    expect(decode(StoreMetadataRequest, opened.storeMetadata, 'm').profileName).toBe('PLAIN');
    expect(stateOf('PLAIN')).toBe('downloaded');
    expect(euicc.installed()).toMatchObject({ status: 204 });
    expect(stateOf('PLAIN')).toBe('installed');
    expect(authenticated('PLAIN').answer).toBe('8.2.6/3.8');
    expect(log.map((one) => one.outcome)).toEqual([
      'executed',
      'executed',
      'executed',
      'executed',
      'executed',
      'failed',
    ]);
  });

  it('with profile keys: ReplaceSessionKeys, segments of 1,020 bytes, metadata in two', () => {
    const { euicc } = authenticated('LARGE');
    const opened = euicc.open(euicc.getBpp());
    expect(opened.replaced).toBeDefined();
    expect(opened.segments.slice(0, -1).every((length) => length === 1020)).toBe(true);
    expect(opened.segments).toHaveLength(12);
    expect(opened.metadataSegments).toBe(2);
    expect(opened.upp).toHaveLength(offers.find((one) => one.matchingId === 'LARGE')?.upp.length ?? 0);
  });

  it('is the same, byte for byte, under the same entropy', () => {
    const once = authenticated('PLAIN').euicc.getBpp();
    smdp = make();
    expect(authenticated('PLAIN').euicc.getBpp()).toEqual(once);
  });

  it('may be asked for again within the session, and gives the same bytes', () => {
    const { euicc } = authenticated('PLAIN');
    expect(euicc.getBpp()).toEqual(euicc.getBpp());
  });

  it('of a profile for several eUICCs: one after the other', () => {
    const first = authenticated('TWICE').euicc;
    expectJson(first.getBpp());
    expect(authenticated('TWICE', { euicc: other }).answer).toBe('8.1.1/3.8');
    first.installed();
    expect(stateOf('TWICE')).toBe('released');
    const second = authenticated('TWICE', { euicc: other }).euicc;
    second.open(second.getBpp());
    second.installed();
    expect(stateOf('TWICE')).toBe('installed');
  });

  it('without matching id: what is reserved for the eUICC', () => {
    expect(authenticated('', { euicc: other }).euicc.getBpp()).toMatchObject({});
    expect(stateOf('RESERVED')).toBe('downloaded');
    const euicc = euiccOf();
    euicc.initiate();
    expect(euicc.authenticate(undefined)).toBe('8.2.6/3.8');
  });

  it('works on Brainpool', () => {
    const curve = 'brainpoolP256r1' as const;
    const brainpool = generatePki({ clock, entropy: seeded('bp'), eid, smdpAddress: 'x.example', curve });
    smdp = make({ pki: [pki, brainpool] });
    const euicc = new FakeEuicc({ pki: brainpool, smdp });
    expectJson(euicc.initiate());
    expectJson(euicc.authenticate('PLAIN'));
    expect(euicc.open(euicc.getBpp()).upp).toHaveLength(offers[0]?.upp.length ?? 0);
  });
});

describe('a retry', () => {
  it('with the same one-time key gives the same protected segments; with a new one, others', () => {
    const first = authenticated('PLAIN').euicc;
    const opened = first.open(first.getBpp());
    const second = euiccOf();
    second.otsk = first.otsk;
    second.initiate();
    const answer = expectJson(second.authenticate('PLAIN'));
    const signed2 = toHex(new Uint8Array(Buffer.from(answer['smdpSigned2'] ?? '', 'base64')));
    expect(signed2).toContain(`5F4941${toHex(first.otsk.point)}`);
    const again = second.open(second.getBpp());
    expect(again.value.smdpOtpk).toEqual(opened.value.smdpOtpk);
    expect(toHex(again.bytes).slice(-200)).toBe(toHex(opened.bytes).slice(-200));
    expect(toHex(again.value.transactionId)).not.toBe(toHex(opened.value.transactionId));
    const third = authenticated('PLAIN').euicc;
    third.newOneTimeKey();
    const fresh = third.open(third.getBpp());
    expect(toHex(fresh.value.smdpOtpk)).not.toBe(toHex(opened.value.smdpOtpk));
  });

  it('with a new one-time key is refused where the profile says so', () => {
    expectJson(authenticated('FIXED').euicc.getBpp());
    const { euicc } = authenticated('FIXED');
    euicc.newOneTimeKey();
    expect(euicc.getBpp()).toBe('8.2/3.7');
  });

  it('is possible after an interruption and not after a fault of the profile', () => {
    const { euicc } = authenticated('PLAIN');
    euicc.getBpp();
    const errorResult = { bppCommandId: 'loadProfileElements' as const };
    euicc.installResult({
      errorResult: { ...errorResult, errorReason: 'installFailedDueToInterruption' },
    });
    expect(stateOf('PLAIN')).toBe('released');
    const again = authenticated('PLAIN').euicc;
    again.sequenceNumber = 2;
    again.getBpp();
    again.installResult({
      errorResult: { ...errorResult, errorReason: 'installFailedDueToPEProcessingError' },
    });
    expect(smdp.orders()[0]).toMatchObject({ state: 'error', reason: 'installFailedDueToPEProcessingError' });
    expect(authenticated('PLAIN').answer).toBe('8.2.6/3.8');
  });

  it('ends at the limit of downloads', () => {
    authenticated('FEW').euicc.getBpp();
    expect(authenticated('FEW').answer).toBe('8.8.5/6.4');
    expect(stateOf('FEW')).toBe('error');
  });
});

describe('InitiateAuthentication refuses', () => {
  const unknownKey = new Uint8Array(20).fill(1);
  it.each([
    ['another address', { smdpAddress: 'elsewhere.example' }, {}, '8.8.1/3.8'],
    ['an old eUICC', {}, { svn: '1.1.0' }, '8.8.3/3.1'],
    ['keys it has no certificate under', {}, { euiccCiPKIdListForVerification: [unknownKey] }, '8.8.4/3.7'],
    ['keys it does not trust', {}, { euiccCiPKIdListForSigning: [unknownKey] }, '8.8.2/3.1'],
    ['no keys', {}, { euiccCiPKIdListForVerification: [], euiccCiPKIdListForSigning: [] }, '8.8.4/3.7'],
    ['a short challenge', { euiccChallenge: 'AAAA' }, {}, '1.3.1/2.1'],
    ['garbage for EUICCInfo1', { euiccInfo1: 'AAAA' }, {}, '1.3.1/2.1'],
    ['missing fields', { euiccInfo1: undefined }, {}, '1.3.1/2.1'],
  ])('%s', (_what, change, info, code) => {
    expect(euiccOf().initiate(change, info)).toBe(code);
    expect(smdp.sessionCount()).toBe(0);
  });

  it('nothing over case or a port', () => {
    expectJson(euiccOf().initiate({ smdpAddress: 'SMDP.bench.example' }));
    smdp = make({ address: 'smdp.bench.example:8443' });
    expectJson(euiccOf().initiate({ smdpAddress: 'smdp.bench.example' }));
    expect(euiccOf().initiate({ smdpAddress: 'smdp.bench.example:9999' })).toBe('8.8.1/3.8');
  });
});

describe('AuthenticateClient refuses', () => {
  it('an unknown transaction', () => {
    const euicc = euiccOf();
    euicc.initiate();
    euicc.transactionId = new Uint8Array(16);
    expect(euicc.authenticate('PLAIN')).toBe('8.10.1/3.9');
  });

  it('a transaction id in ASN.1 other than that in JSON', () => {
    const euicc = euiccOf();
    euicc.initiate();
    expect(euicc.authenticate('PLAIN', { transactionId: new Uint8Array(16) })).toBe('8.10.1/3.9');
  });

  it('a wrong signature, challenge or address', () => {
    const euicc = euiccOf();
    euicc.initiate();
    expect(euicc.authenticate('PLAIN', { serverChallenge: new Uint8Array(16) })).toBe('8.1/6.1');
    expect(euicc.authenticate('PLAIN', { serverAddress: 'elsewhere.example' })).toBe('8.1/6.1');
    const forged = new FakeEuicc({ pki, smdp });
    forged.transactionId = euicc.transactionId;
    forged.serverChallenge = euicc.serverChallenge;
    const { privateKey } = other;
    Object.assign(forged, { euicc: { ...pki.euicc, privateKey } });
    expect(forged.authenticate('PLAIN')).toBe('8.1/6.1');
  });

  it('certificates of a foreign CI, swapped, expired or of another EUM', () => {
    const foreign = euiccOf({ euicc: stranger.euicc, eum: stranger.eum });
    foreign.initiate();
    expect(foreign.authenticate('PLAIN')).toBe('8.11.1/3.9');
    const mixed = euiccOf({ euicc: stranger.euicc });
    mixed.initiate();
    expect(mixed.authenticate('PLAIN')).toBe('8.1.3/6.1');
    const swapped = euiccOf({ eum: pki.dpPb });
    swapped.initiate();
    expect(swapped.authenticate('PLAIN')).toBe('8.1.2/6.1');
    now = start + 36 * 365 * day;
    const late = euiccOf();
    late.initiate();
    expect(late.authenticate('PLAIN')).toBe('8.1.2/6.3');
  });

  it('an EID outside of the range of its EUM', () => {
    const foreignEid = issueEuicc(pki, {
      clock,
      entropy: seeded('f'),
      eid: '89044032000001000000000000000055',
    });
    expect(authenticated('PLAIN', { euicc: foreignEid }).answer).toBe('8.1.3/6.1');
  });

  it.each([
    ['NO-SUCH-CODE', '8.2.6/3.8'],
    ['RESERVED', '8.1.1/3.8'],
    ['UNRELEASED', '8.2/1.2'],
    ['GONE', '8.2/3.7'],
    ['EXPIRED', '8.8.5/4.10'],
    ['NEEDS-CSIM', '8.2.5/4.3'],
  ])('matching id %s with %s', (matchingId, code) => {
    expect(authenticated(matchingId).answer).toBe(code);
  });

  it('a profile whose rules the eUICC forbids, or that has no room', () => {
    const strict = authenticated('RULES', { info: { forbiddenProfilePolicyRules: ['ppr1'] } });
    expect(strict.answer).toBe('8.2.5/4.3');
    expect(authenticated('PLAIN', { info: { profileVersion: '2.3.1' } }).answer).toBe('8.2.5/4.3');
    const full = authenticated('LARGE', { info: { extCardResource: fromHex('8101008202100083020000') } });
    expect(full.answer).toBe('8.1/4.8');
    const mute = authenticated('LARGE', { info: { extCardResource: fromHex('00') } });
    expectJson(mute.answer);
  });

  it('an error that the eUICC reports', () => {
    const euicc = euiccOf();
    euicc.initiate();
    expect(euicc.authenticateError()).toBe('8.1/4.2');
    expect(log.at(-1)?.message).toContain('euiccChallengeMismatch');
    expect(euicc.authenticate('PLAIN')).toBe('8.10.1/3.9');
  });
});

describe('GetBoundProfilePackage refuses', () => {
  it('a session that has not been authenticated', () => {
    const euicc = euiccOf();
    euicc.initiate();
    expect(euicc.getBpp()).toBe('8.10.1/3.9');
  });

  it('a wrong signature or transaction id', () => {
    const { euicc } = authenticated('PLAIN');
    const { smdpSignature2 } = euicc;
    euicc.smdpSignature2 = new Uint8Array(67);
    expect(euicc.getBpp()).toBe('8.1/6.1');
    euicc.smdpSignature2 = smdpSignature2;
    const request = euicc.prepareRequest(undefined, new Uint8Array(16));
    expect(call(smdp, 'getBoundProfilePackage', request)).toBe('8.10.1/3.9');
    expect(stateOf('PLAIN')).toBe('released');
  });

  it('a one-time key that is no point of the curve', () => {
    const { euicc } = authenticated('PLAIN');
    const point = euicc.otsk.point.slice();
    point[64] = (point[64] ?? 0) ^ 1;
    euicc.otsk = { ...euicc.otsk, point };
    expect(euicc.getBpp()).toBe('8.1/6.1');
  });

  it('an error that the eUICC reports', () => {
    expect(authenticated('PLAIN').euicc.prepareError()).toBe('8.1/4.2');
  });

  it('an order that another session used up meanwhile', () => {
    const slow = authenticated('PLAIN').euicc;
    const fast = authenticated('PLAIN', { euicc: other }).euicc;
    expectJson(fast.getBpp());
    expect(slow.getBpp()).toBe('8.2/3.7');
    fast.installed();
    expect(slow.getBpp()).toBe('8.2/3.7');
  });

  it('a missing, then a wrong confirmation code, up to the limit', () => {
    const { euicc } = authenticated('CODE');
    expect(euicc.getBpp()).toBe('8.2.7/2.2');
    const wrong = () => euicc.getBpp(hashConfirmationCode('0000', euicc.transactionId));
    expect([wrong(), wrong(), wrong(), wrong()]).toEqual(Array(4).fill('8.2.7/3.8'));
    expect(wrong()).toBe('8.2.7/6.4');
    expect(stateOf('CODE')).toBe('error');
    const right = euicc.getBpp(hashConfirmationCode('1234', euicc.transactionId));
    expect(right).toBe('8.2/3.7');
  });

  it('nothing where the confirmation code is right', () => {
    const { euicc, answer } = authenticated('CODE');
    const signed2 = Buffer.from(expectJson(answer)['smdpSigned2'] ?? '', 'base64');
    expect(signed2.toString('hex')).toContain('0101ff');
    euicc.getBpp(hashConfirmationCode('0000', euicc.transactionId));
    expectJson(euicc.getBpp(hashConfirmationCode('1234', euicc.transactionId)));
    expect(stateOf('CODE')).toBe('downloaded');
  });
});

describe('CancelSession', () => {
  it.each([
    ['postponed', 'released'],
    ['timeout', 'released'],
    ['endUserRejection', 'error'],
    ['pprNotAllowed', 'error'],
    ['metadataMismatch', 'error'],
    ['loadBppExecutionError', 'error'],
    ['undefinedReason', 'error'],
  ] as const)('%s leaves the order %s', (reason, state) => {
    const { euicc } = authenticated('PLAIN');
    expectJson(euicc.cancel(reason));
    expect(stateOf('PLAIN')).toBe(state);
    expect(smdp.sessionCount()).toBe(0);
    expect(euicc.getBpp()).toBe('8.10.1/3.9');
  });

  it('of one eUICC leaves an order that is for many open to the others', () => {
    const { euicc } = authenticated('TWICE');
    euicc.getBpp();
    expectJson(euicc.cancel('endUserRejection'));
    expect(stateOf('TWICE')).toBe('released');
    expectJson(authenticated('TWICE', { euicc: other }).euicc.getBpp());
  });

  it('after AuthenticateClient failed ends the session', () => {
    const { euicc } = authenticated('NO-SUCH-CODE');
    expectJson(euicc.cancel('undefinedReason'));
    expect(smdp.sessionCount()).toBe(0);
  });

  it('refuses an unknown transaction, a wrong signature, another OID, an error', () => {
    const { euicc } = authenticated('PLAIN');
    expect(euicc.cancel('postponed', {}, other.privateKey)).toBe('8.1/6.1');
    expect(euicc.cancel('postponed', { smdpOid: '2.999.11' })).toBe('8.8/3.10');
    expect(euicc.cancel('postponed', { transactionId: new Uint8Array(16) })).toBe('8.10.1/3.9');
    expect(euicc.cancelError()).toBe('8.1/4.2');
    expect(stateOf('PLAIN')).toBe('released');
    euicc.transactionId = new Uint8Array(16);
    expect(euicc.cancel('postponed')).toBe('8.10.1/3.9');
  });
});

describe('HandleNotification', () => {
  it('takes an installation result any number of times, once to effect', () => {
    const { euicc } = authenticated('TWICE');
    euicc.getBpp();
    euicc.installed();
    euicc.sequenceNumber = 1;
    expect(euicc.installed().status).toBe(204);
    expect(smdp.orders().find((one) => one.matchingId === 'TWICE')).toMatchObject({ installations: 1 });
  });

  it('believes the card where the LPA cancelled and the profile is installed all the same', () => {
    const { euicc } = authenticated('PLAIN');
    euicc.getBpp();
    expectJson(euicc.cancel('loadBppExecutionError'));
    expect(stateOf('PLAIN')).toBe('error');
    euicc.installed();
    expect(stateOf('PLAIN')).toBe('installed');
  });

  it('takes the result of an earlier session after a later one has failed', () => {
    const first = authenticated('PLAIN').euicc;
    first.getBpp();
    const second = authenticated('PLAIN').euicc;
    second.getBpp();
    const errorReason = 'installFailedDueToIccidAlreadyExistsOnEuicc' as const;
    second.installResult({ errorResult: { bppCommandId: 'storeMetadata', errorReason } });
    expect(stateOf('PLAIN')).toBe('error');
    first.installed();
    expect(stateOf('PLAIN')).toBe('installed');
    first.installed();
    expect(smdp.orders()[0]).toMatchObject({ state: 'installed', installations: 1 });
  });

  it('takes what it knows nothing of, so that the card gets rid of it', () => {
    const euicc = euiccOf();
    euicc.transactionId = new Uint8Array(16);
    expect(euicc.installed().status).toBe(204);
  });

  it('takes the result of a card that was set up again and counts from 1', () => {
    for (const state of ['released', 'installed']) {
      const { euicc } = authenticated('TWICE');
      euicc.getBpp();
      euicc.sequenceNumber = 1;
      euicc.installed();
      expect(stateOf('TWICE')).toBe(state);
    }
  });

  it('keeps enable, disable and delete, and checks their signatures', () => {
    const euicc = euiccOf();
    expect(euicc.notify(['notificationEnable']).status).toBe(204);
    euicc.sequenceNumber = 1;
    expect(euicc.notify(['notificationEnable']).status).toBe(204);
    expect(smdp.notifications()).toMatchObject([
      { eid, sequenceNumber: 1, event: 'notificationEnable', iccid: '8944010000000000001' },
    ]);
    expect(euicc.notify(['notificationDelete'], other.privateKey).status).toBe(400);
    expect(euiccOf({ euicc: stranger.euicc, eum: stranger.eum }).notify(['notificationDelete']).status).toBe(
      400,
    );
    const { euicc: loaded } = authenticated('PLAIN');
    loaded.getBpp();
    const success = { successResult: { aid: new Uint8Array(16), simaResponse: fromHex('3000') } };
    expect(loaded.installResult(success, other.privateKey).status).toBe(400);
    expect(stateOf('PLAIN')).toBe('downloaded');
    expect(callRaw(smdp, 'handleNotification', { pendingNotification: 'AAAA' }).status).toBe(400);
  });
});

describe('the HTTP binding', () => {
  const body = { smdpAddress: 'x' };
  it('refuses what is no call of a function', () => {
    expect(callRaw(smdp, 'noSuchFunction', body).status).toBe(404);
    expect(callRaw(smdp, 'constructor', body).status).toBe(404);
    expect(callRaw(smdp, 'cancelSession', body, { 'content-type': 'text/html' }).status).toBe(415);
    expect(callRaw(smdp, 'cancelSession', body, { 'x-admin-protocol': 'gsma/rsp/v1.0.0' }).status).toBe(400);
    expect(callRaw(smdp, 'cancelSession', body, { 'x-admin-protocol': undefined }).status).toBe(400);
    expect(callRaw(smdp, 'cancelSession', '{"half').status).toBe(400);
    expect(callRaw(smdp, 'cancelSession', '[]')).toMatchObject({ status: 200 });
    expect(callRaw(smdp, 'cancelSession', ' '.repeat(600_000)).status).toBe(413);
    const get = {
      method: 'GET',
      path: '/gsma/rsp2/es9plus/cancelSession',
      headers: {},
      body: new Uint8Array(),
    };
    expect(smdp.handle(get)).toMatchObject({ status: 405, headers: { Allow: 'POST' } });
  });

  it('answers with the headers of §6.5.1', () => {
    expect(callRaw(smdp, 'cancelSession', body).headers).toMatchObject({
      'Content-Type': 'application/json;charset=UTF-8',
      'X-Admin-Protocol': 'gsma/rsp/v2.5.0',
    });
  });

  it('survives any JSON', () => {
    const names = fc.constantFrom(
      'initiateAuthentication',
      'authenticateClient',
      'getBoundProfilePackage',
      'cancelSession',
      'handleNotification',
    );
    const fields = fc.constantFrom(
      'transactionId',
      'authenticateServerResponse',
      'prepareDownloadResponse',
      'cancelSessionResponse',
      'pendingNotification',
      'smdpAddress',
      'euiccChallenge',
      'euiccInfo1',
    );
    const bytes = fc.uint8Array({ maxLength: 60 }).map((value) => Buffer.from(value).toString('base64'));
    const values = fc.oneof(bytes, fc.string(), fc.jsonValue());
    fc.assert(
      fc.property(names, fc.dictionary(fields, values), (name, json) => {
        expect([200, 400]).toContain(callRaw(smdp, name, json).status);
      }),
      { numRuns: 200 },
    );
    expect(smdp.sessionCount()).toBe(0);
  });
});

describe('sessions', () => {
  it('end with time', () => {
    const { euicc } = authenticated('PLAIN');
    now += 10 * 60 * 1000;
    expect(euicc.getBpp()).toBe('8.10.1/3.9');
    expect(smdp.sessionCount()).toBe(0);
  });

  it('are bounded: the oldest half-open ones give way', () => {
    smdp = make({ maxSessions: 100, pki });
    const first = euiccOf();
    first.initiate();
    for (let i = 0; i < 150; i++) expectJson(euiccOf({ seed: String(i) }).initiate());
    expect(smdp.sessionCount()).toBe(100);
    expect(first.authenticate('PLAIN')).toBe('8.10.1/3.9');
  });
});

describe('the state file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'smdp-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'state.json');

  it('carries orders over a restart, and notifications that come after it', () => {
    smdp = make({ store: fileStore(path) });
    const { euicc } = authenticated('PLAIN');
    euicc.getBpp();
    expect(statSync(path).mode & 0o777).toBe(0o600);
    smdp = make({ store: fileStore(path) });
    expect(stateOf('PLAIN')).toBe('downloaded');
    Object.assign(euicc, { smdp });
    euicc.installed();
    smdp = make({ store: fileStore(path) });
    expect(stateOf('PLAIN')).toBe('installed');
    smdp.reset('PLAIN');
    expect(stateOf('PLAIN')).toBe('released');
    expect(existsSync(`${path}.${process.pid}.tmp`)).toBe(false);
  });

  it('is refused where it is none', () => {
    writeFileSync(path, '{"version":1');
    expect(() => make({ store: fileStore(path) })).toThrow(
      expect.objectContaining({ code: 'smdp_state_unreadable' }),
    );
    writeFileSync(path, '{"version":7}');
    expect(() => make({ store: fileStore(path) })).toThrow(
      expect.objectContaining({ code: 'smdp_state_unreadable' }),
    );
  });
});

it('logs neither matching ids nor confirmation codes', () => {
  const { euicc } = authenticated('CODE');
  euicc.getBpp(hashConfirmationCode('9876', euicc.transactionId));
  euicc.getBpp(hashConfirmationCode('1234', euicc.transactionId));
  authenticated('NO-SUCH-CODE');
  expect(log).toHaveLength(6);
  expect(JSON.stringify(log)).not.toMatch(/CODE|1234|9876/);
});

it('lists activation codes, those without confirmation code first', () => {
  const codes = smdp.codes();
  expect(codes[0]).toEqual({
    activationCode: 'LPA:1$smdp.bench.example$PLAIN',
    profileName: 'PLAIN',
    state: 'released',
  });
  expect(codes.find((code) => code.confirmationCode !== undefined)).toMatchObject({
    activationCode: 'LPA:1$smdp.bench.example$CODE$$1',
    confirmationCode: '1234',
  });
  const { euicc } = authenticated('PLAIN');
  euicc.getBpp();
  euicc.installed();
  expect(smdp.codes()[0]?.activationCode).not.toContain('PLAIN');
});

it('cannot be made without certificates', () => {
  expect(() => make({ pki: { ci: pki.ci } })).toThrow(expect.objectContaining({ code: 'pki_incomplete' }));
});
