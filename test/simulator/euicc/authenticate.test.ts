import { describe, expect, test } from 'vitest';
import {
  AuthenticateServerResponse,
  CancelSessionResponse,
  cancelSessionReason,
} from '../../../src-main/rsp/index.ts';
import { verify } from '../../../src-main/simulator/crypto/index.ts';
import { generatePki, type Identity } from '../../../src-main/simulator/pki/index.ts';
import { decode, encodeTlv, readSingleTlv, readTlvs } from '../../../src-main/tlv/index.ts';
import { fromHex, toHex } from '../../../src-shared/bytes.ts';
import {
  authenticate,
  brainpoolPki,
  type DownloadOptions,
  download,
  eid,
  insertedCard,
  now,
  prepare,
  seededEntropy,
  stillClock,
  type TestCard,
  testPki,
} from './bench.ts';

import { authenticateErrorOf, basic, downloadErrorOf, failureOf, flip } from './outcomes.ts';

const strangers = generatePki({
  clock: stillClock,
  entropy: seededEntropy('strangers'),
  eid,
  smdpAddress: 'other.example',
});

describe('ES10b.AuthenticateServer', () => {
  const cases: [string, DownloadOptions, string][] = [
    [
      'a signature that does not fit',
      { ...basic, tamperAuthenticate: (one) => flip(one, 0x5f37) },
      'invalidSignature',
    ],
    ['a changed signed part', { ...basic, tamperAuthenticate: (one) => flip(one, 0x83) }, 'invalidSignature'],
    [
      'a challenge of another session',
      { ...basic, authenticate: { euiccChallenge: new Uint8Array(16) } },
      'euiccChallengeMismatch',
    ],
    [
      'a CI that it does not have',
      { ...basic, authenticate: { ciKeyId: new Uint8Array(20) } },
      'ciPKUnknown',
    ],
    [
      'a certificate of a foreign CI',
      { ...basic, authenticate: { dpAuth: strangers.dpAuth } },
      'ciPKUnknown',
    ],
    ['a certificate for another role', { ...basic, authenticate: { dpAuth: testPki().dpPb } }, 'invalidOid'],
    [
      'a certificate with a wrong signature',
      { ...basic, tamperAuthenticate: damageCertificate },
      'invalidCertificate',
    ],
  ];
  test.each(cases.map(([what, options, code]) => ({ what, options, code })))(
    'ES10b.AuthenticateServer $code: $what',
    async ({ options, code }) => {
      const bench = await insertedCard();
      const { authenticated } = await authenticate(bench, options);
      expect(authenticateErrorOf(authenticated)).toBe(code);
      // The session is over: the challenge serves once.
      const second = await bench.lpa.storeData(fromHex('BF4115801000112233445566778899AABBCCDDEEFF810100'));
      expect(toHex(second.data)).toBe('BF4103810105');
    },
  );

  function damageCertificate(request: Uint8Array): Uint8Array {
    const parts = readTlvs(readSingleTlv(request).value);
    const certificate = parts[3];
    if (certificate === undefined) throw new Error('no certificate');
    const damaged = certificate.raw.slice();
    damaged[damaged.length - 1] = (damaged[damaged.length - 1] ?? 0) ^ 1;
    const raws = parts.map((one) => (one === certificate ? damaged : one.raw));
    return encodeTlv(0xbf38, ...raws);
  }

  test('ES10b.AuthenticateServer noSessionContext: without a challenge', async () => {
    const bench = await insertedCard();
    let request = new Uint8Array(0);
    await authenticate(bench, {
      ...basic,
      tamperAuthenticate: (one) => {
        request = Uint8Array.from(one);
        return one;
      },
    });
    await bench.card.reset();
    await bench.lpa.open();
    expect(authenticateErrorOf(await bench.lpa.es10(request))).toBe('noSessionContext');
  });

  test.each([
    ['expired', 11 * 365],
    ['not yet valid', -3],
  ])(
    'ES10b.AuthenticateServer invalidCertificate: a certificate that is %s, unless the card is told to have no clock',
    async (_, days) => {
      const clock = { ...stillClock, now: () => now + days * 86_400_000 };
      for (const [checkValidity, code] of [
        [true, 'invalidCertificate'],
        [false, 'ok'],
      ] as const) {
        const bench = await insertedCard({ config: { checkValidity }, clock });
        const { authenticated } = await authenticate(bench, basic);
        expect(authenticateErrorOf(authenticated)).toBe(code);
      }
    },
  );

  test('ES10b.PrepareDownload invalidCertificate: a DPpb certificate that expires between the two', async () => {
    let at = now;
    const bench = await insertedCard({ clock: { ...stillClock, now: () => at } });
    const options: DownloadOptions = {
      ...basic,
      tamperPrepare: (request) => {
        at = now + 11 * 365 * 86_400_000;
        return request;
      },
    };
    expect(downloadErrorOf((await prepare(bench, options)).prepared)).toBe('invalidCertificate');
  });

  test('ES10b.AuthenticateServer: signs the server’s challenge, EUICCInfo2 and the device’s parameters as they came', async () => {
    const bench = await insertedCard();
    const { transactionId, authenticated } = await authenticate(bench, basic);
    const answer = decode(AuthenticateServerResponse, authenticated, 'auth');
    if (!('authenticateResponseOk' in answer)) throw new Error('refused');
    const { euiccSigned1, euiccSignature1, euiccCertificate, eumCertificate } = answer.authenticateResponseOk;
    expect(euiccSigned1.value).toMatchObject({ transactionId, serverAddress: 'smdp.test.example' });
    expect(toHex(euiccSigned1.value.euiccInfo2.raw)).toBe(await bench.lpa.es10Hex('BF2200'));
    expect(toHex(euiccSigned1.value.ctxParams1.raw)).toMatch(/^A013800754532D434F4445/);
    const { euicc, eum } = testPki();
    expect([euiccCertificate, eumCertificate]).toEqual([euicc.certificate.der, eum.certificate.der]);
    expect(verify(euicc.certificate.publicKey, euiccSigned1.raw, euiccSignature1)).toBe(true);
  });

  test('bytes that are no request with 6A80', async () => {
    const { lpa } = await insertedCard();
    expect((await lpa.storeData(fromHex('BF3803800100'))).sw).toBe('6A80');
    expect((await lpa.storeData(fromHex('BF38058001'))).sw).toBe('6A80');
  });
});

describe('ES10b.PrepareDownload errors', () => {
  const otherOid: Identity = generatePki({
    clock: stillClock,
    entropy: seededEntropy('pki'),
    eid,
    smdpAddress: 'smdp.test.example',
    smdpOid: '2.999.11',
  }).dpPb;
  const cases: [string, DownloadOptions, string][] = [
    [
      'a signature that does not fit',
      { ...basic, tamperPrepare: (one) => flip(one, 0x5f37) },
      'invalidSignature',
    ],
    [
      'another transaction',
      { ...basic, prepare: { transactionId: new Uint8Array(16).fill(7) } },
      'invalidTransactionId',
    ],
    ['a certificate of a foreign CI', { ...basic, prepare: { dpPb: strangers.dpPb } }, 'invalidCertificate'],
    [
      'a certificate for another role',
      { ...basic, prepare: { dpPb: testPki().dpAuth } },
      'invalidCertificate',
    ],
    ['a certificate of another SM-DP+', { ...basic, prepare: { dpPb: otherOid } }, 'invalidCertificate'],
    ['a missing confirmation code', { ...basic, prepare: { ccRequired: true } }, 'undefinedError'],
  ];
  test.each(cases.map(([what, options, code]) => ({ what, options, code })))(
    'ES10b.PrepareDownload $code: $what',
    async ({ options, code }) => {
      const bench = await insertedCard();
      expect(downloadErrorOf((await prepare(bench, options)).prepared)).toBe(code);
    },
  );

  test('ES10b.PrepareDownload noSessionContext: without mutual authentication', async () => {
    const bench = await insertedCard();
    let request = new Uint8Array(0);
    await prepare(bench, {
      ...basic,
      tamperPrepare: (one) => {
        request = Uint8Array.from(one);
        return one;
      },
    });
    await bench.lpa.es10('BF2E00');
    expect(downloadErrorOf(await bench.lpa.es10(request))).toBe('noSessionContext');
  });
});

describe('a server under a CI whose curve the card cannot sign on', () => {
  /** The card verifies under both CIs, and has keys under the first alone. */
  function halfCard(): Promise<TestCard> {
    const { euicc: _, ...verifyOnly } = brainpoolPki();
    return insertedCard({ morePkis: [verifyOnly] });
  }

  test('ES10b.AuthenticateServer unsupportedCurve: a DPauth certificate on that curve', async () => {
    const options = { ...basic, authenticate: { dpAuth: brainpoolPki().dpAuth } };
    const { authenticated } = await authenticate(await halfCard(), options);
    expect(authenticateErrorOf(authenticated)).toBe('unsupportedCurve');
  });

  test('ES10b.PrepareDownload unsupportedCurve: a DPpb certificate on that curve', async () => {
    const options = { ...basic, prepare: { dpPb: brainpoolPki().dpPb } };
    expect(downloadErrorOf((await prepare(await halfCard(), options)).prepared)).toBe('unsupportedCurve');
  });
});

describe('ES10b.CancelSession', () => {
  const cancel = (bench: TestCard, transactionId: Uint8Array, reason: string) =>
    bench.lpa.es10(encodeTlv(0xbf41, encodeTlv(0x80, transactionId), fromHex(`8101${reason}`)));

  test.each(Object.entries(cancelSessionReason))(
    'ES10b.CancelSession: %s is signed, and ends the session',
    async (name, number) => {
      const bench = await insertedCard();
      const { transactionId } = await authenticate(bench, basic);
      const reason = toHex(Uint8Array.of(number));
      const answer = decode(CancelSessionResponse, await cancel(bench, transactionId, reason), 'cancel');
      if (!('cancelSessionResponseOk' in answer)) throw new Error('refused');
      const { euiccCancelSessionSigned, euiccCancelSessionSignature } = answer.cancelSessionResponseOk;
      expect(euiccCancelSessionSigned.value).toMatchObject({
        transactionId,
        smdpOid: testPki().dpAuth.certificate.registeredIds[0],
        reason: name,
      });
      const key = testPki().euicc.certificate.publicKey;
      expect(verify(key, euiccCancelSessionSigned.raw, euiccCancelSessionSignature)).toBe(true);
      expect(toHex(await cancel(bench, transactionId, reason))).toBe('BF4103810105');
      expect(bench.card.chip.state.notifications).toEqual([]);
    },
  );

  test('ES10b.CancelSession invalidTransactionId: another transaction, or a server that is not yet authenticated', async () => {
    const bench = await insertedCard();
    const { transactionId } = await authenticate(bench, basic);
    expect(
      toHex(
        await cancel(
          bench,
          transactionId.map((byte) => byte ^ 1),
          '00',
        ),
      ),
    ).toBe('BF4103810105');
    await bench.lpa.es10('BF2E00');
    expect(toHex(await cancel(bench, transactionId, '00'))).toBe('BF4103810105');
  });

  test('ES10b.CancelSession undefinedError: a reason that there is not; the session stays', async () => {
    const bench = await insertedCard();
    const { transactionId } = await authenticate(bench, basic);
    expect(toHex(await cancel(bench, transactionId, '06'))).toBe('BF410381017F');
    expect(toHex(await cancel(bench, transactionId, '00'))).toMatch(/^BF41..A0/);
  });
});

describe('ES10b.PrepareDownload', () => {
  test('ES10b.PrepareDownload: signs the confirmation code’s hash', async () => {
    const bench = await insertedCard();
    const hashCc = new Uint8Array(32).fill(9);
    const { prepared } = await prepare(bench, { ...basic, prepare: { ccRequired: true, hashCc } });
    expect(toHex(prepared ?? new Uint8Array(0))).toContain(toHex(encodeTlv(0x04, hashCc)));
  });

  test('ES10b.PrepareDownload: makes a new one-time key each time, and takes an earlier one that the same SM-DP+ asks for', async () => {
    const bench = await insertedCard();
    const first = await prepare(bench, { ...basic, seed: 'a' });
    await bench.card.reset();
    await bench.lpa.open();
    const second = await prepare(bench, { ...basic, seed: 'b' });
    expect(second.euiccOtpk).not.toEqual(first.euiccOtpk);
    const known = { ...basic, seed: 'c', prepare: { bppEuiccOtpk: first.euiccOtpk ?? new Uint8Array(0) } };
    const third = await prepare(bench, known);
    expect(third.euiccOtpk).toEqual(first.euiccOtpk);
    const unknown = { ...basic, seed: 'd', prepare: { bppEuiccOtpk: new Uint8Array(65).fill(4) } };
    expect((await prepare(bench, unknown)).euiccOtpk).not.toEqual(first.euiccOtpk);
    // A profile that is bound to the key of the earlier session installs, and the key is used up by it.
    expect(failureOf((await download(bench, known)).result)).toBe('success');
    expect((await prepare(bench, { ...known, seed: 'e' })).euiccOtpk).not.toEqual(first.euiccOtpk);
  });
});
