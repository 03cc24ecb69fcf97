import { beforeEach, describe, expect, it } from 'vitest';
import { hashConfirmationCode } from '../../../src-main/simulator/smdp/index.ts';
import { fromHex } from '../../../src-shared/bytes.ts';
import { call, callRaw, expectJson, FakeEuicc } from './fake-euicc.ts';
import {
  authenticated,
  bench,
  day,
  euiccOf,
  make,
  other,
  pki,
  prepareBench,
  start,
  stateOf,
  stranger,
} from './smdp-bench.ts';

beforeEach(prepareBench);

describe('InitiateAuthentication refuses', () => {
  it.each([
    ['no keys', {}, { euiccCiPKIdListForVerification: [], euiccCiPKIdListForSigning: [] }, '8.8.4/3.7'],
    ['a short challenge', { euiccChallenge: 'AAAA' }, {}, '1.3.1/2.1'],
    ['missing fields', { euiccInfo1: undefined }, {}, '1.3.1/2.1'],
  ])('%s', (_what, change, info, code) => {
    expect(euiccOf().initiate(change, info)).toBe(code);
    expect(bench.smdp.sessionCount()).toBe(0);
  });

  it('nothing over case or a port', () => {
    expectJson(euiccOf().initiate({ smdpAddress: 'SMDP.bench.example' }));
    bench.smdp = make({ address: 'smdp.bench.example:8443' });
    expectJson(euiccOf().initiate({ smdpAddress: 'smdp.bench.example' }));
    expect(euiccOf().initiate({ smdpAddress: 'smdp.bench.example:9999' })).toBe('8.8.1/3.8');
  });
});

describe('AuthenticateClient refuses', () => {
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
    const forged = new FakeEuicc({ pki, smdp: bench.smdp });
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
    bench.now = start + 36 * 365 * day;
    const late = euiccOf();
    late.initiate();
    expect(late.authenticate('PLAIN')).toBe('8.1.2/6.3');
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
    expect(bench.log.at(-1)?.message).toContain('euiccChallengeMismatch');
    expect(euicc.authenticate('PLAIN')).toBe('8.10.1/3.9');
  });
});

describe('GetBoundProfilePackage refuses', () => {
  it('a wrong signature or transaction id', () => {
    const { euicc } = authenticated('PLAIN');
    const { smdpSignature2 } = euicc;
    euicc.smdpSignature2 = new Uint8Array(67);
    expect(euicc.getBpp()).toBe('8.1/6.1');
    euicc.smdpSignature2 = smdpSignature2;
    const request = euicc.prepareRequest(undefined, new Uint8Array(16));
    expect(call(bench.smdp, 'getBoundProfilePackage', request)).toBe('8.10.1/3.9');
    expect(stateOf('PLAIN')).toBe('released');
  });

  it('a one-time key that is no point of the curve', () => {
    const { euicc } = authenticated('PLAIN');
    const point = euicc.otsk.point.slice();
    point[64] = (point[64] ?? 0) ^ 1;
    euicc.otsk = { ...euicc.otsk, point };
    expect(euicc.getBpp()).toBe('8.1/6.1');
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

describe('the HTTP binding', () => {
  const body = { smdpAddress: 'x' };
  it('refuses what is no call of a function', () => {
    expect(callRaw(bench.smdp, 'noSuchFunction', body).status).toBe(404);
    expect(callRaw(bench.smdp, 'constructor', body).status).toBe(404);
    expect(callRaw(bench.smdp, 'cancelSession', body, { 'content-type': 'text/html' }).status).toBe(415);
    expect(callRaw(bench.smdp, 'cancelSession', body, { 'x-admin-protocol': 'gsma/rsp/v1.0.0' }).status).toBe(
      400,
    );
    expect(callRaw(bench.smdp, 'cancelSession', body, { 'x-admin-protocol': undefined }).status).toBe(400);
    expect(callRaw(bench.smdp, 'cancelSession', '{"half').status).toBe(400);
    expect(callRaw(bench.smdp, 'cancelSession', '[]')).toMatchObject({ status: 200 });
    expect(callRaw(bench.smdp, 'cancelSession', ' '.repeat(600_000)).status).toBe(413);
    const get = {
      method: 'GET',
      path: '/gsma/rsp2/es9plus/cancelSession',
      headers: {},
      body: new Uint8Array(),
    };
    expect(bench.smdp.handle(get)).toMatchObject({ status: 405, headers: { Allow: 'POST' } });
  });

  it('answers with the headers of §6.5.1', () => {
    expect(callRaw(bench.smdp, 'cancelSession', body).headers).toMatchObject({
      'Content-Type': 'application/json;charset=UTF-8',
      'X-Admin-Protocol': 'gsma/rsp/v2.5.0',
    });
  });
});
