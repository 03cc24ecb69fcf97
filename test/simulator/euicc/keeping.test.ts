import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { EUICCInfo2 } from '../../../src-main/rsp/index.ts';
import { signDer } from '../../../src-main/simulator/crypto/index.ts';
import { createFileStateStore, createMemoryStateStore } from '../../../src-main/simulator/euicc/index.ts';
import { generatePki } from '../../../src-main/simulator/pki/index.ts';
import {
  decode,
  encodeTlv,
  integerToBytes,
  oidToBytes,
  readSingleTlv,
  readTlvs,
} from '../../../src-main/tlv/index.ts';
import { fromHex, toHex } from '../../../src-shared/bytes.ts';
import {
  authenticate,
  defaultMetadata,
  download,
  insertedCard,
  seededEntropy,
  smallPackage,
  stillClock,
  testPki,
} from './bench.ts';

const options = { upp: smallPackage(defaultMetadata.iccid), metadata: defaultMetadata };

describe('the state in a file', () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'euicc-'));
    file = join(folder, 'deeper', 'card.json');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  test('survives the process, is readable by its owner alone, and leaves nothing beside it', async () => {
    const bench = await insertedCard({ store: createFileStateStore(file) });
    await download(bench, options);
    const again = await insertedCard({ store: createFileStateStore(file) });
    expect(again.card.chip.state).toEqual(bench.card.chip.state);
    expect(again.card.chip.state.profiles).toHaveLength(1);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(join(folder, 'deeper'))).toEqual(['card.json']);
  });

  test('is refused by name where it is damaged, and left as it is', async () => {
    const bench = await insertedCard({ store: createFileStateStore(file) });
    await download(bench, options);
    const whole = readFileSync(file, 'utf8');
    const damaged = [
      whole.slice(0, -20),
      '',
      'null',
      whole.replace('"version":1', '"version":2'),
      whole.replace('"disabled"', '"asleep"'),
    ];
    for (const text of damaged) {
      writeFileSync(file, text);
      await expect(insertedCard({ store: createFileStateStore(file) })).rejects.toMatchObject({
        code: 'simulator_state_corrupt',
      });
      expect(readFileSync(file, 'utf8')).toBe(text);
    }
  });

  test('is refused where it belongs to another card, or cannot be reached', async () => {
    const bench = await insertedCard({ store: createFileStateStore(file) });
    await download(bench, options);
    const other = generatePki({
      clock: stillClock,
      entropy: seededEntropy('other'),
      eid: '89049032000000000000000000000231',
      smdpAddress: 'smdp.test.example',
    });
    await expect(insertedCard({ store: createFileStateStore(file), pki: other })).rejects.toMatchObject({
      code: 'simulator_state_foreign',
    });
    await expect(insertedCard({ store: createFileStateStore(folder) })).rejects.toMatchObject({
      code: 'simulator_state_unwritable',
    });
  });

  test('that cannot be written is a status word, not a crash', async () => {
    writeFileSync(join(folder, 'deeper'), 'a file where the folder would be');
    const store = createFileStateStore(join(folder, 'card.json'));
    const bench = await insertedCard({
      store: { load: () => undefined, save: createFileStateStore(file).save },
    });
    expect((await bench.lpa.storeData(fromHex('BF3F0780056C2E747374'))).sw).toBe('6581');
    expect(store.load()).toBeUndefined();
  });
});

describe('the settings', () => {
  test('are told in EUICCInfo2', async () => {
    const { lpa } = await insertedCard({
      config: {
        svn: '3.1.0',
        euiccCategory: 'mediumEuicc',
        forbiddenProfilePolicyRules: ['ppr1'],
        certificationDataObject: { platformLabel: 'label', discoveryBaseURL: 'https://dloa.example' },
        maxProfiles: 0,
      },
    });
    const info = decode(EUICCInfo2, await lpa.es10('BF2200'), 'info');
    expect(info).toMatchObject({
      svn: '3.1.0',
      euiccCategory: 'mediumEuicc',
      forbiddenProfilePolicyRules: ['ppr1'],
      certificationDataObject: { platformLabel: 'label' },
      rspCapability: ['crlSupport', 'testProfileSupport'],
    });
    expect(await lpa.es10Hex('BF4300')).toBe(
      'BF4319A0173015800205' + '60' + 'A10B30098003EEEEEE81008200' + '82020780',
    );
  });

  test('that are wrong are faulted by name', async () => {
    await expect(insertedCard({ config: { maxChannels: 20 } })).rejects.toMatchObject({
      code: 'simulator_config_invalid',
      params: { reason: expect.stringContaining('maxChannels') },
    });
  });

  test('a PKI without eUICC makes no card', async () => {
    const { euicc: _, ...rest } = testPki();
    await expect(insertedCard({ pki: rest })).rejects.toMatchObject({ code: 'pki_incomplete' });
  });
});

describe('ES10b.LoadCRL', () => {
  const pki = testPki();
  const none = new Uint8Array(0);

  function extension(id: string, value: Uint8Array): Uint8Array {
    return encodeTlv(0x30, encodeTlv(0x06, oidToBytes(id) ?? none), encodeTlv(0x04, value));
  }

  function makeCrl(
    serials: readonly Uint8Array[],
    what: { update?: string; number?: number; parts?: [number, number]; keyId?: Uint8Array } = {},
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

  test('makes the card refuse a certificate that is taken back, also after a restart', async () => {
    const store = createMemoryStateStore();
    const bench = await insertedCard({ store });
    expect(await load(bench, makeCrl([Uint8Array.of(1), serialOf(pki.dpAuth.certificate.tbs)]))).toBe(
      'BF3502A000',
    );
    const again = await insertedCard({ store });
    const { authenticated } = await authenticate(again, options);
    expect(toHex(authenticated)).toMatch(/A115.*020101$|020101$/);
  });

  test('takes parts in any order, and says which are missing', async () => {
    const bench = await insertedCard();
    expect(await load(bench, makeCrl([Uint8Array.of(1)], { parts: [2, 3] }))).toBe(
      'BF350AA008A006020101020103',
    );
    expect(await load(bench, makeCrl([Uint8Array.of(2)], { parts: [1, 3] }))).toBe('BF3507A005A003020103');
    expect(await load(bench, makeCrl([Uint8Array.of(3)], { parts: [3, 3] }))).toBe('BF3502A000');
    expect(bench.card.chip.state.crls[0]?.revoked).toEqual(['01', '02', '03']);
  });

  test('refuses what is wrong, old, foreign or no CRL', async () => {
    const bench = await insertedCard();
    await load(bench, makeCrl([Uint8Array.of(1)], { update: '261102000000Z', number: 2 }));
    expect(await load(bench, makeCrl([], { update: '261101000000Z' }))).toBe('BF3503810105');
    expect(await load(bench, makeCrl([], { keyId: new Uint8Array(20) }))).toBe('BF3503810104');
    const damaged = makeCrl([Uint8Array.of(9)], { update: '261103000000Z', number: 3 });
    damaged[damaged.length - 1] = (damaged[damaged.length - 1] ?? 0) ^ 1;
    expect(await load(bench, damaged)).toBe('BF3503810101');
    expect(await bench.lpa.es10Hex('BF3504A0023000')).toBe('BF3503810102');
    const plain = await insertedCard({ config: { rspCapability: [] } });
    expect(await load(plain, makeCrl([]))).toBe('BF350381017F');
  });
});
