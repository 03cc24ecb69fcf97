import { describe, expect, test } from 'vitest';
import { signDer } from '../../../src-main/simulator/crypto/index.ts';
import { createMemoryStateStore } from '../../../src-main/simulator/euicc/index.ts';
import {
  encodeTlv,
  integerToBytes,
  oidToBytes,
  readSingleTlv,
  readTlvs,
} from '../../../src-main/tlv/index.ts';
import { fromHex, toHex } from '../../../src-shared/bytes.ts';
import { authenticate, insertedCard, prepare, testPki } from './bench.ts';
import { authenticateErrorOf, basic, downloadErrorOf } from './outcomes.ts';

describe('ES10b.LoadCRL', () => {
  const pki = testPki();
  const none = new Uint8Array(0);

  function extension(id: string, value: Uint8Array): Uint8Array {
    return encodeTlv(0x30, encodeTlv(0x06, oidToBytes(id) ?? none), encodeTlv(0x04, value));
  }

  function makeCrl(
    serials: readonly Uint8Array[],
    what: {
      update?: string;
      number?: number;
      parts?: [number, number];
      keyId?: Uint8Array;
      base?: number;
    } = {},
  ): Uint8Array {
    const integer = (value: number) => encodeTlv(0x02, integerToBytes(value));
    const algorithm = fromHex('300A06082A8648CE3D040302');
    const time = (text: string) => encodeTlv(0x17, new TextEncoder().encode(text));
    const keyId = what.keyId ?? pki.ci.certificate.subjectKeyId ?? none;
    const tbs = encodeTlv(
      0x30,
      integer(1),
      algorithm,
      pki.ci.certificate.subject.raw,
      time(what.update ?? '261101000000Z'),
      ...(serials.length === 0
        ? []
        : [
            encodeTlv(
              0x30,
              ...serials.map((serial) => encodeTlv(0x30, encodeTlv(0x02, serial), time('261101000000Z'))),
            ),
          ]),
      encodeTlv(
        0xa0,
        encodeTlv(
          0x30,
          extension('2.5.29.35', encodeTlv(0x30, encodeTlv(0x80, keyId))),
          extension('2.5.29.20', integer(what.number ?? 1)),
          ...(what.base === undefined ? [] : [extension('2.5.29.27', integer(what.base))]),
          ...(what.parts === undefined
            ? []
            : [
                extension('2.23.146.1.2.0.2', integer(what.parts[1])),
                extension('2.23.146.1.2.0.3', integer(what.parts[0])),
              ]),
        ),
      ),
    );
    const signature = signDer(pki.ci.privateKey, tbs);
    return encodeTlv(0x30, tbs, algorithm, encodeTlv(0x03, Uint8Array.of(0), signature));
  }

  const serialOf = (tbs: Uint8Array) =>
    readTlvs(readSingleTlv(tbs).value).find((one) => one.tag === 0x02)?.value ?? none;
  /** CertificateList has the tag A0 in this request, by automatic tagging. */
  const request = (crl: Uint8Array) => encodeTlv(0xbf35, encodeTlv(0xa0, readSingleTlv(crl).value));
  const load = async (bench: Awaited<ReturnType<typeof insertedCard>>, crl: Uint8Array) =>
    toHex(await bench.lpa.es10(request(crl)));

  test('ES10b.LoadCRL: the card refuses a certificate that is taken back, also after a restart', async () => {
    const store = createMemoryStateStore();
    const bench = await insertedCard({ store });
    expect(await load(bench, makeCrl([Uint8Array.of(1), serialOf(pki.dpAuth.certificate.tbs)]))).toBe(
      'BF3502A000',
    );
    const again = await insertedCard({ store });
    const { authenticated } = await authenticate(again, basic);
    expect(authenticateErrorOf(authenticated)).toBe('invalidCertificate');
  });

  test('ES10b.PrepareDownload invalidCertificate: a DPpb certificate that is taken back', async () => {
    const bench = await insertedCard();
    await load(bench, makeCrl([serialOf(pki.dpPb.certificate.tbs)]));
    expect(downloadErrorOf((await prepare(bench, basic)).prepared)).toBe('invalidCertificate');
  });

  test('ES10b.LoadCRL: parts in any order, with the numbers of those that are missing', async () => {
    const bench = await insertedCard();
    expect(await load(bench, makeCrl([Uint8Array.of(1)], { parts: [2, 3] }))).toBe(
      'BF350AA008A006020101020103',
    );
    expect(await load(bench, makeCrl([Uint8Array.of(2)], { parts: [1, 3] }))).toBe('BF3507A005A003020103');
    expect(await load(bench, makeCrl([Uint8Array.of(3)], { parts: [3, 3] }))).toBe('BF3502A000');
    expect(bench.card.chip.state.crls[0]?.revoked).toEqual(['01', '02', '03']);
  });

  test('ES10b.LoadCRL invalidSignature: a CRL that is not the CI’s', async () => {
    const damaged = makeCrl([Uint8Array.of(9)]);
    damaged[damaged.length - 1] = (damaged[damaged.length - 1] ?? 0) ^ 1;
    expect(await load(await insertedCard(), damaged)).toBe('BF3503810101');
  });

  test('ES10b.LoadCRL invalidCRLFormat: bytes that are no CertificateList', async () => {
    expect(await (await insertedCard()).lpa.es10Hex('BF3504A0023000')).toBe('BF3503810102');
  });

  test('ES10b.LoadCRL notEnoughMemorySpace: more serial numbers than the card has room for', async () => {
    const bench = await insertedCard({ config: { maxRevoked: 2 } });
    const serials = [1, 2, 3].map((one) => Uint8Array.of(one));
    expect(await load(bench, makeCrl(serials))).toBe('BF3503810103');
    expect(bench.card.chip.state.crls).toEqual([]);
    expect(await load(bench, makeCrl(serials.slice(1)))).toBe('BF3502A000');
  });

  test('ES10b.LoadCRL verificationKeyNotFound: a CRL of a CI that the card does not have', async () => {
    expect(await load(await insertedCard(), makeCrl([], { keyId: new Uint8Array(20) }))).toBe('BF3503810104');
  });

  test('ES10b.LoadCRL fresherCrlAlreadyLoaded: an earlier CRL than the one that is there', async () => {
    const bench = await insertedCard();
    await load(bench, makeCrl([Uint8Array.of(1)], { update: '261102000000Z', number: 2 }));
    expect(await load(bench, makeCrl([], { update: '261101000000Z' }))).toBe('BF3503810105');
    expect(bench.card.chip.state.crls[0]?.revoked).toEqual(['01']);
  });

  test('ES10b.LoadCRL baseCrlMissing: a delta CRL without the CRL that it adds to', async () => {
    const bench = await insertedCard();
    const delta = makeCrl([Uint8Array.of(2)], { update: '261103000000Z', number: 3, base: 2 });
    expect(await load(bench, delta)).toBe('BF3503810106');
    await load(bench, makeCrl([Uint8Array.of(1)], { number: 1 }));
    expect(await load(bench, delta)).toBe('BF3503810106');
    await load(bench, makeCrl([Uint8Array.of(1)], { update: '261102000000Z', number: 2 }));
    expect(await load(bench, delta)).toBe('BF3502A000');
    expect(bench.card.chip.state.crls[0]?.revoked).toEqual(['01', '02']);
  });

  test('ES10b.LoadCRL undefinedError: a card that supports no CRL', async () => {
    expect(await load(await insertedCard({ config: { rspCapability: [] } }), makeCrl([]))).toBe(
      'BF350381017F',
    );
  });
});
