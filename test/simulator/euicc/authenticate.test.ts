import { describe, expect, test } from 'vitest';
import { generatePki, type Identity } from '../../../src-main/simulator/pki/index.ts';
import { encodeTlv, readSingleTlv, readTlvs } from '../../../src-main/tlv/index.ts';
import { fromHex, toHex } from '../../../src-shared/bytes.ts';
import {
  authenticate,
  type DownloadOptions,
  download,
  eid,
  insertedCard,
  now,
  prepare,
  seededEntropy,
  stillClock,
  testPki,
} from './bench.ts';

import { authenticateErrorOf, basic, downloadErrorOf, failureOf, flip } from './outcomes.ts';

const strangers = generatePki({
  clock: stillClock,
  entropy: seededEntropy('strangers'),
  eid,
  smdpAddress: 'other.example',
});

describe('ES10b.AuthenticateServer refuses', () => {
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
  test.each(cases)('%s', async (_, options, code) => {
    const bench = await insertedCard();
    const { authenticated } = await authenticate(bench, options);
    expect(authenticateErrorOf(authenticated)).toBe(code);
    // The session is over: the challenge serves once.
    const second = await bench.lpa.storeData(fromHex('BF4115801000112233445566778899AABBCCDDEEFF810100'));
    expect(toHex(second.data)).toBe('BF4103810105');
  });

  function damageCertificate(request: Uint8Array): Uint8Array {
    const parts = readTlvs(readSingleTlv(request).value);
    const certificate = parts[3];
    if (certificate === undefined) throw new Error('no certificate');
    const damaged = certificate.raw.slice();
    damaged[damaged.length - 1] = (damaged[damaged.length - 1] ?? 0) ^ 1;
    const raws = parts.map((one) => (one === certificate ? damaged : one.raw));
    return encodeTlv(0xbf38, ...raws);
  }

  test('without a challenge', async () => {
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

  test('an expired certificate, unless it is told to have no clock', async () => {
    const late = { ...stillClock, now: () => now + 11 * 365 * 86_400_000 };
    for (const [checkValidity, code] of [
      [true, 'invalidCertificate'],
      [false, 'ok'],
    ] as const) {
      const bench = await insertedCard({ config: { checkValidity }, clock: late });
      const { authenticated } = await authenticate(bench, basic);
      expect(authenticateErrorOf(authenticated)).toBe(code);
    }
  });

  test('bytes that are no request with 6A80', async () => {
    const { lpa } = await insertedCard();
    expect((await lpa.storeData(fromHex('BF3803800100'))).sw).toBe('6A80');
    expect((await lpa.storeData(fromHex('BF38058001'))).sw).toBe('6A80');
  });
});

describe('ES10b.PrepareDownload refuses', () => {
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
  test.each(cases)('%s', async (_, options, code) => {
    const bench = await insertedCard();
    expect(downloadErrorOf((await prepare(bench, options)).prepared)).toBe(code);
  });

  test('what comes without mutual authentication', async () => {
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

describe('ES10b.PrepareDownload', () => {
  test('signs the confirmation code’s hash', async () => {
    const bench = await insertedCard();
    const hashCc = new Uint8Array(32).fill(9);
    const { prepared } = await prepare(bench, { ...basic, prepare: { ccRequired: true, hashCc } });
    expect(toHex(prepared ?? new Uint8Array(0))).toContain(toHex(encodeTlv(0x04, hashCc)));
  });

  test('makes a new one-time key each time, and takes an earlier one that the same SM-DP+ asks for', async () => {
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
