import { beforeEach, describe, expect, it } from 'vitest';
import { EUICCInfo1 } from '../../../src-main/rsp/index.ts';
import { type Identity, issueEuicc } from '../../../src-main/simulator/pki/index.ts';
import { hashConfirmationCode, smdpFunctionStatus } from '../../../src-main/simulator/smdp/index.ts';
import { encode, encodeTlv, readSingleTlv } from '../../../src-main/tlv/index.ts';
import { concatBytes, fromBase64, fromHex, toBase64 } from '../../../src-shared/bytes.ts';
import { describeStatusCodes, type StatusCases } from '../rsp-server/status-cases.ts';
import { call, callRaw, expectJson, type FakeEuicc, readAnswer, seeded } from './fake-euicc.ts';
import {
  authenticated,
  bench,
  clock,
  day,
  eid,
  euiccOf,
  expiredEuicc,
  make,
  offers,
  other,
  pki,
  prepareBench,
  start,
  stateOf,
  stranger,
} from './smdp-bench.ts';

beforeEach(prepareBench);

const unknownKey = new Uint8Array(20).fill(1);

/** An eUICC that has initiated; the function's own call follows. */
function initiated(change: Parameters<typeof euiccOf>[0] = {}): FakeEuicc {
  const euicc = euiccOf(change);
  expectJson(euicc.initiate());
  return euicc;
}

/** AuthenticateClient by an eUICC with other certificates than the PKI's. */
function authenticateAs(change: Parameters<typeof euiccOf>[0]) {
  return initiated(change).authenticate('PLAIN');
}

/** What HandleNotification says of a notification that an eUICC with these certificates has signed. */
function notifyAs(change: Parameters<typeof euiccOf>[0], key?: Identity['privateKey']) {
  const response = euiccOf(change).notify(['notificationEnable'], key);
  expect(response.status).toBe(400);
  expect(bench.smdp.notifications()).toEqual([]);
  return readAnswer(response);
}

/** Does it when the EUM's certificate is over. */
const late = <T>(work: () => T): T => {
  bench.now = start + 36 * 365 * day;
  return work();
};
const wrongCode = (euicc: FakeEuicc) => euicc.getBpp(hashConfirmationCode('0000', euicc.transactionId));
const unknownSession = (euicc: FakeEuicc) => {
  euicc.transactionId = new Uint8Array(16);
  return euicc;
};

const cases: StatusCases = {
  'ES9+.InitiateAuthentication': {
    'Executed-Success': ['opens a session', () => euiccOf().initiate()],
    '1.3.1/2.1': ['EUICCInfo1 is no ASN.1', () => euiccOf().initiate({ euiccInfo1: 'AAAA' })],
    '8.8.1/3.8': [
      'the address is not its own',
      () => euiccOf().initiate({ smdpAddress: 'elsewhere.example' }),
    ],
    '8.8.3/3.1': ['the svn is below 2', () => euiccOf().initiate({}, { svn: '1.1.0' })],
    '8.8.4/3.7': [
      'the eUICC verifies under no CI that the SM-DP+ has a certificate of',
      () => euiccOf().initiate({}, { euiccCiPKIdListForVerification: [unknownKey] }),
    ],
    '8.8.2/3.1': [
      'the eUICC signs under no CI that the SM-DP+ trusts',
      () => euiccOf().initiate({}, { euiccCiPKIdListForSigning: [unknownKey] }),
    ],
  },
  'ES9+.AuthenticateClient': {
    'Executed-Success': ['finds the profile', () => initiated().authenticate('PLAIN')],
    '1.3.1/2.1': [
      'AuthenticateServerResponse is no ASN.1',
      () =>
        call(bench.smdp, 'authenticateClient', {
          transactionId: initiated().hexTransaction(),
          authenticateServerResponse: 'AAAA',
        }),
    ],
    '8.10.1/3.9': ['the transaction is unknown', () => unknownSession(initiated()).authenticate('PLAIN')],
    '8.1/4.2': ['the eUICC reports an error', () => initiated().authenticateError()],
    '8.1.2/6.1': ['the EUM certificate is none', () => authenticateAs({ eum: pki.dpPb })],
    '8.1.2/6.3': ['the EUM certificate has expired', () => late(() => authenticateAs({}))],
    '8.1.3/6.1': [
      'the EID is outside of what the EUM may give',
      () =>
        authenticateAs({
          euicc: issueEuicc(pki, { clock, entropy: seeded('f'), eid: '89044032000001000000000000000055' }),
        }),
    ],
    '8.1.3/6.3': ['the eUICC certificate has expired', () => authenticateAs({ euicc: expiredEuicc() })],
    '8.11.1/3.9': [
      'the CI of the EUM is unknown',
      () => authenticateAs({ euicc: stranger.euicc, eum: stranger.eum }),
    ],
    '8.1/6.1': [
      'the challenge is not the one of the session',
      () => initiated().authenticate('PLAIN', { serverChallenge: new Uint8Array(16) }),
    ],
    '8.2.6/3.8': ['nothing is ordered under the matching id', () => authenticated('NO-SUCH-CODE').answer],
    '8.1.1/3.8': ['the order is for another EID', () => authenticated('RESERVED').answer],
    '8.2/1.2': ['the profile is not released', () => authenticated('UNRELEASED').answer],
    '8.2/3.7': ['the profile is gone', () => authenticated('GONE').answer],
    '8.8.5/4.10': ['the order has expired', () => authenticated('EXPIRED').answer],
    '8.8.5/6.4': [
      'the order was downloaded as often as it may be',
      () => {
        authenticated('FEW').euicc.getBpp();
        return authenticated('FEW').answer;
      },
    ],
    '8.2.5/4.3': [
      'the eUICC lacks a service that the profile needs',
      () => authenticated('NEEDS-CSIM').answer,
    ],
    '8.1/4.8': [
      'the eUICC has too little memory',
      () => authenticated('LARGE', { info: { extCardResource: fromHex('8101008202100083020000') } }).answer,
    ],
  },
  'ES9+.GetBoundProfilePackage': {
    'Executed-Success': ['binds the profile', () => authenticated('PLAIN').euicc.getBpp()],
    '1.3.1/2.1': [
      'PrepareDownloadResponse is no ASN.1',
      () =>
        call(bench.smdp, 'getBoundProfilePackage', {
          transactionId: authenticated('PLAIN').euicc.hexTransaction(),
          prepareDownloadResponse: 'AAAA',
        }),
    ],
    '8.10.1/3.9': ['the eUICC is not authenticated', () => initiated().getBpp()],
    '8.1/4.2': ['the eUICC reports an error', () => authenticated('PLAIN').euicc.prepareError()],
    '8.1/6.1': [
      'the signature covers another smdpSignature2',
      () => {
        const { euicc } = authenticated('PLAIN');
        euicc.smdpSignature2 = new Uint8Array(67);
        return euicc.getBpp();
      },
    ],
    '8.2/3.7': [
      'a new one-time key where the profile may not be bound again',
      () => {
        expectJson(authenticated('FIXED').euicc.getBpp());
        const { euicc } = authenticated('FIXED');
        euicc.newOneTimeKey();
        return euicc.getBpp();
      },
    ],
    '8.8.5/4.10': [
      'the order has expired since AuthenticateClient',
      () => {
        bench.smdp = make({ profiles: offers.map((one) => ({ ...one, expiresAt: start + 1000 })) });
        const { euicc } = authenticated('PLAIN');
        bench.now += 2000;
        return euicc.getBpp();
      },
    ],
    '8.2.7/2.2': ['the confirmation code is missing', () => authenticated('CODE').euicc.getBpp()],
    '8.2.7/3.8': ['the confirmation code is wrong', () => wrongCode(authenticated('CODE').euicc)],
    '8.2.7/6.4': [
      'the confirmation code was wrong too often',
      () => {
        const { euicc } = authenticated('CODE');
        return [1, 2, 3, 4, 5].map(() => wrongCode(euicc)).at(-1);
      },
    ],
  },
  'ES9+.HandleNotification': {
    'Executed-Success': [
      'HTTP 204: keeps the notification',
      () => readAnswer(euiccOf().notify(['notificationEnable'])),
    ],
    '1.3.1/2.1': [
      'PendingNotification is no ASN.1',
      () => readAnswer(callRaw(bench.smdp, 'handleNotification', { pendingNotification: 'AAAA' })),
    ],
    '8.1.2/6.1': ['the EUM certificate is none', () => notifyAs({ eum: pki.dpPb })],
    '8.1.2/6.3': ['the EUM certificate has expired', () => late(() => notifyAs({}))],
    '8.1.3/6.1': ['the eUICC certificate is of another EUM', () => notifyAs({ euicc: stranger.euicc })],
    '8.1.3/6.3': ['the eUICC certificate has expired', () => notifyAs({ euicc: expiredEuicc() })],
    '8.11.1/3.9': [
      'the CI of the EUM is unknown',
      () => notifyAs({ euicc: stranger.euicc, eum: stranger.eum }),
    ],
    '8.1/6.1': ['another key has signed', () => notifyAs({}, other.privateKey)],
  },
  'ES9+.CancelSession': {
    'Executed-Success': ['ends the session', () => authenticated('PLAIN').euicc.cancel('postponed')],
    '1.3.1/2.1': [
      'CancelSessionResponse is no ASN.1',
      () =>
        call(bench.smdp, 'cancelSession', {
          transactionId: initiated().hexTransaction(),
          cancelSessionResponse: 'AAAA',
        }),
    ],
    '8.10.1/3.9': ['the transaction is unknown', () => unknownSession(initiated()).cancel('postponed')],
    '8.1/4.2': ['the eUICC reports an error', () => authenticated('PLAIN').euicc.cancelError()],
    '8.1/6.1': [
      'another key has signed',
      () => authenticated('PLAIN').euicc.cancel('postponed', {}, other.privateKey),
    ],
    '8.8/3.10': [
      'the OID is not that of the SM-DP+',
      () => authenticated('PLAIN').euicc.cancel('postponed', { smdpOid: '2.999.11' }),
    ],
  },
};

const es9 = Object.fromEntries(
  Object.entries(smdpFunctionStatus).filter(([name]) => name.startsWith('ES9+')),
);
describeStatusCodes(es9, cases);

describe('ES9+.AuthenticateClient', () => {
  it('looks at the EID before the state of the order, at the state before its end, and at that before eligibility', () => {
    const [plain] = offers;
    if (plain === undefined) throw new Error('no offers');
    const all = {
      ...plain,
      eid: '89049032000001000000000000000152',
      initialState: 'confirmed' as const,
      expiresAt: start - 1,
      maxDownloads: 1,
      deviceCapabilities: ['nr5gcSupportedRelease' as const],
    };
    const given: (typeof all)[] = [all];
    const answerTo = (change: object) => {
      given[0] = { ...all, ...change };
      bench.smdp = make({ profiles: () => given });
      return authenticated('PLAIN').answer;
    };
    expect(answerTo({})).toBe('8.1.1/3.8');
    expect(answerTo({ eid })).toBe('8.2/1.2');
    expect(answerTo({ eid, initialState: 'released' })).toBe('8.8.5/4.10');
    expect(answerTo({ eid, initialState: 'released', expiresAt: start + 1 })).toBe('8.2.5/4.3');
    expectJson(answerTo({ eid, initialState: 'released', expiresAt: start + 1, deviceCapabilities: [] }));
  });

  it('finds no order of a profile that nobody has ordered', () => {
    bench.smdp = make({ profiles: offers.map((one) => ({ ...one, initialState: 'available' })) });
    expect(authenticated('PLAIN').answer).toBe('8.2.6/3.8');
  });
});

describe('fields that v2.5 does not know', () => {
  it('are tolerated in JSON, at the top and in the header', () => {
    const euicc = euiccOf();
    expectJson(
      euicc.initiate({ lpaRspCapability: 'AAAA', header: { functionCallIdentifier: '1', more: [1] } }),
    );
    expectJson(euicc.authenticate('PLAIN'));
    expectJson(call(bench.smdp, 'getBoundProfilePackage', { ...euicc.prepareRequest(), extension: {} }));
  });

  it('are tolerated at the end of EUICCInfo1 and of EUICCInfo2, as cards of v3 have them', () => {
    const id = pki.ci.certificate.subjectKeyId ?? new Uint8Array();
    const info = encode(EUICCInfo1, {
      svn: '3.1.0',
      euiccCiPKIdListForVerification: [id],
      euiccCiPKIdListForSigning: [id],
    });
    const extension = encodeTlv(0xb1, encodeTlv(0x04, id));
    const longer = encodeTlv(0xbf20, readSingleTlv(info).value, extension);
    expectJson(euiccOf().initiate({ euiccInfo1: toBase64(longer) }));
    const euicc = initiated({ info: { svn: '3.1.0' } });
    const info2 = readSingleTlv(euicc.encodedInfo2()).value;
    const signed = euicc.signed1('PLAIN', {
      euiccInfo2: { value: euicc.info, raw: encodeTlv(0xbf22, concatBytes(info2, extension)) },
    });
    expectJson(euicc.authenticateSigned(signed));
  });
});

describe('X-Admin-Protocol', () => {
  it.each([
    ['gsma/rsp/v2.0.0', 200],
    ['gsma/rsp/v2.5.0', 200],
    ['gsma/rsp/v3.1.0', 200],
    ['gsma/rsp/v1.0.0', 400],
    ['gsma/rsp/v4.0.0', 400],
    ['something else', 400],
    [undefined, 400],
  ])('%s: HTTP %i', (version, status) => {
    const headers = { 'x-admin-protocol': version };
    expect(callRaw(bench.smdp, 'initiateAuthentication', {}, headers).status).toBe(status);
  });
});

describe('ES9+.CancelSession', () => {
  it('of a session that was not authenticated is refused: nobody has shown a key', () => {
    const euicc = initiated();
    expect(euicc.cancel('postponed')).toBe('8.1/6.1');
    expect(stateOf('PLAIN')).toBe('released');
  });
});

it('an error of the eUICC for another transaction ends nothing', () => {
  const euicc = initiated();
  const { transactionId } = euicc;
  euicc.transactionId = new Uint8Array(16);
  const body = { authenticateServerResponse: euicc.errorResponse() };
  euicc.transactionId = transactionId;
  const answer = call(bench.smdp, 'authenticateClient', { ...body, transactionId: euicc.hexTransaction() });
  expect(answer).toBe('8.10.1/3.9');
  expectJson(euicc.authenticate('PLAIN'));
  expect(fromBase64(body.authenticateServerResponse)).not.toHaveLength(0);
});
