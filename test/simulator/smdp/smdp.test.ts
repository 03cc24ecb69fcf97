import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { StoreMetadataRequest } from '../../../src-main/rsp/index.ts';
import { type FullPki, generatePki, parseCertificate } from '../../../src-main/simulator/pki/index.ts';
import { fileStore, hashConfirmationCode } from '../../../src-main/simulator/smdp/index.ts';
import { decode } from '../../../src-main/tlv/index.ts';
import { fromHex, toHex } from '../../../src-shared/bytes.ts';
import { callRaw, expectJson, FakeEuicc, seeded } from './fake-euicc.ts';
import {
  authenticated,
  bench,
  clock,
  eid,
  euiccOf,
  make,
  offers,
  other,
  pki,
  prepareBench,
  stateOf,
  stranger,
} from './smdp-bench.ts';

beforeEach(prepareBench);

function keyIdOf({ ci }: FullPki): Uint8Array {
  return ci.certificate.subjectKeyId ?? new Uint8Array();
}

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
    expect(bench.log.map((one) => one.outcome)).toEqual([
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
    bench.smdp = make();
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
});

describe('CIs on NIST P-256 and brainpoolP256r1 side by side', () => {
  const curve = 'brainpoolP256r1' as const;
  const brainpool = generatePki({ clock, entropy: seeded('bp'), eid, smdpAddress: 'x.example', curve });
  const ids = { nist: keyIdOf(pki), brainpool: keyIdOf(brainpool) };
  beforeEach(() => {
    bench.smdp = make({ pki: [pki, brainpool] });
  });

  it('a download under Brainpool goes through', () => {
    const euicc = new FakeEuicc({ pki: brainpool, smdp: bench.smdp });
    expectJson(euicc.initiate());
    expectJson(euicc.authenticate('PLAIN'));
    expect(euicc.open(euicc.getBpp()).upp).toHaveLength(offers[0]?.upp.length ?? 0);
    expect(euicc.installed()).toMatchObject({ status: 204 });
    expect(stateOf('PLAIN')).toBe('installed');
  });

  it.each([
    ['nist', 'nist', 'nist', 'nist'],
    ['brainpool', 'brainpool', 'brainpool', 'brainpool'],
    ['nist,brainpool', 'brainpool,nist', 'nist', 'brainpool'],
    ['brainpool,nist', 'nist,brainpool', 'brainpool', 'nist'],
  ] as const)(
    'an eUICC that verifies under %s and signs under %s gets a certificate of %s and signs under %s',
    (verifies, signs, certificate, signing) => {
      const list = (names: string) => names.split(',').map((name) => ids[name as keyof typeof ids]);
      const answer = expectJson(
        euiccOf().initiate(
          {},
          {
            euiccCiPKIdListForVerification: list(verifies),
            euiccCiPKIdListForSigning: list(signs),
          },
        ),
      );
      const shown = parseCertificate(
        new Uint8Array(Buffer.from(answer['serverCertificate'] ?? '', 'base64')),
      );
      expect(shown.authorityKeyId).toEqual(ids[certificate]);
      const wanted = Buffer.from(answer['euiccCiPKIdToBeUsed'] ?? '', 'base64').subarray(2);
      expect(new Uint8Array(wanted)).toEqual(ids[signing]);
    },
  );

  it('an eUICC of one CI that asks under the other goes through: it signs under its own', () => {
    const euicc = new FakeEuicc({ pki: brainpool, smdp: bench.smdp });
    const lists = { euiccCiPKIdListForVerification: [ids.nist], euiccCiPKIdListForSigning: [ids.brainpool] };
    expectJson(euicc.initiate({}, lists));
    expectJson(euicc.authenticate('PLAIN'));
  });

  it('TLS stays on P-256', () => {
    expect(brainpool.dpTls.certificate.publicKey.curve).toBe('P-256');
    expect(brainpool.dsTls.certificate.publicKey.curve).toBe('P-256');
    expect(brainpool.dsAuth.certificate.publicKey.curve).toBe(curve);
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
    expect(bench.smdp.orders()[0]).toMatchObject({
      state: 'error',
      reason: 'installFailedDueToPEProcessingError',
    });
    expect(authenticated('PLAIN').answer).toBe('8.2.6/3.8');
  });

  it('ends at the limit of downloads', () => {
    authenticated('FEW').euicc.getBpp();
    expect(authenticated('FEW').answer).toBe('8.8.5/6.4');
    expect(stateOf('FEW')).toBe('error');
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
    expect(bench.smdp.sessionCount()).toBe(0);
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
    expect(bench.smdp.sessionCount()).toBe(0);
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
    expect(bench.smdp.orders().find((one) => one.matchingId === 'TWICE')).toMatchObject({ installations: 1 });
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
    expect(bench.smdp.orders()[0]).toMatchObject({ state: 'installed', installations: 1 });
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
    expect(bench.smdp.notifications()).toMatchObject([
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
    expect(callRaw(bench.smdp, 'handleNotification', { pendingNotification: 'AAAA' }).status).toBe(400);
  });
});

describe('sessions', () => {
  it('end with time', () => {
    const { euicc } = authenticated('PLAIN');
    bench.now += 10 * 60 * 1000;
    expect(euicc.getBpp()).toBe('8.10.1/3.9');
    expect(bench.smdp.sessionCount()).toBe(0);
  });

  it('are bounded: the oldest half-open ones give way', () => {
    bench.smdp = make({ maxSessions: 100, pki });
    const first = euiccOf();
    first.initiate();
    for (let i = 0; i < 150; i++) expectJson(euiccOf({ seed: String(i) }).initiate());
    expect(bench.smdp.sessionCount()).toBe(100);
    expect(first.authenticate('PLAIN')).toBe('8.10.1/3.9');
  });
});

describe('the state file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'smdp-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'state.json');

  it('carries orders over a restart, and notifications that come after it', () => {
    bench.smdp = make({ store: fileStore(path) });
    const { euicc } = authenticated('PLAIN');
    euicc.getBpp();
    expect(statSync(path).mode & 0o777).toBe(0o600);
    bench.smdp = make({ store: fileStore(path) });
    expect(stateOf('PLAIN')).toBe('downloaded');
    Object.assign(euicc, { smdp: bench.smdp });
    euicc.installed();
    bench.smdp = make({ store: fileStore(path) });
    expect(stateOf('PLAIN')).toBe('installed');
    bench.smdp.reset('PLAIN');
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
  expect(bench.log).toHaveLength(6);
  expect(JSON.stringify(bench.log)).not.toMatch(/CODE|1234|9876/);
});

it('lists activation codes, those without confirmation code first', () => {
  const codes = bench.smdp.codes();
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
  expect(bench.smdp.codes()[0]?.activationCode).not.toContain('PLAIN');
});

it('cannot be made without certificates', () => {
  expect(() => make({ pki: { ci: pki.ci } })).toThrow(expect.objectContaining({ code: 'pki_incomplete' }));
});
