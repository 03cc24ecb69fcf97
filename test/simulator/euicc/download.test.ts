import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  AuthenticateServerResponse,
  PrepareDownloadResponse,
  ProfileInstallationResult,
} from '../../../src-main/rsp/index.ts';
import { verify } from '../../../src-main/simulator/crypto/index.ts';
import { parseCertificate } from '../../../src-main/simulator/pki/index.ts';
import { parseProfilePackage } from '../../../src-main/simulator/profile/index.ts';
import { decode, encodeTlv, iccidToBytes } from '../../../src-main/tlv/index.ts';
import { concatBytes, toHex } from '../../../src-shared/bytes.ts';
import { needsShared, sharedFolder } from '../../summary/needs.ts';
import {
  brainpoolPki,
  defaultMetadata,
  download,
  insertedCard,
  smallPackage,
  TestLpa,
  testPki,
} from './bench.ts';

const uppFolder = join(sharedFolder, 'vectors/upp');
const packages = existsSync(uppFolder) ? readdirSync(uppFolder).filter((one) => one.endsWith('.der')) : [];

function resultOf(bytes: Uint8Array | undefined) {
  if (bytes === undefined) throw new Error('no result');
  return decode(ProfileInstallationResult, bytes, 'result').profileInstallationResultData.value.finalResult;
}

describe('a download onto the virtual eUICC', () => {
  test('ES10b.LoadBoundProfilePackage: a small profile, step by step', async () => {
    const bench = await insertedCard();
    const { lpa, pki } = bench;
    const upp = smallPackage(defaultMetadata.iccid);
    const done = await download(bench, { upp, metadata: defaultMetadata });
    expect(resultOf(done.result)).toHaveProperty('successResult');

    // Everything that the card signed verifies under its certificate.
    const auth = decode(AuthenticateServerResponse, done.authenticated, 'auth');
    if (!('authenticateResponseOk' in auth)) throw new Error('refused');
    const ok = auth.authenticateResponseOk;
    const key = parseCertificate(ok.euiccCertificate).publicKey;
    expect(verify(key, ok.euiccSigned1.raw, ok.euiccSignature1)).toBe(true);
    const prepared = decode(PrepareDownloadResponse, done.prepared ?? new Uint8Array(0), 'prepare');
    if (!('downloadResponseOk' in prepared)) throw new Error('refused');
    expect(prepared.downloadResponseOk.euiccSigned2.value.euiccOtpk).toHaveLength(65);
    const pir = decode(ProfileInstallationResult, done.result ?? new Uint8Array(0), 'result');
    expect(verify(key, pir.profileInstallationResultData.raw, pir.euiccSignPIR)).toBe(true);
    expect(pir.profileInstallationResultData.value.smdpOid).toBe(pki.dpPb?.certificate.registeredIds[0]);

    // The result is the one pending notification, and the profile is there and disabled.
    expect(await lpa.es10Hex('BF2B00')).toBe(
      toHex(encodeTlv(0xbf2b, encodeTlv(0xa0, done.result ?? new Uint8Array(0)))),
    );
    expect(await lpa.es10Hex('BF2D00')).toContain('5A0A98001032547698103214');
    expect(await lpa.es10Hex('BF2D00')).toContain('9F700100');
    expect(toHex(concatBytes(testPki().euicc.certificate.der))).toBe(toHex(ok.euiccCertificate));
  });

  test('ES8+.ReplaceSessionKeys: segments of any length, metadata in several, profile protection keys', async () => {
    const metadata = { ...defaultMetadata, iconType: 'png' as const, icon: new Uint8Array(900).fill(3) };
    const profileKeys = {
      macChainingValue: new Uint8Array(16).fill(1),
      sEnc: new Uint8Array(16).fill(2),
      sMac: new Uint8Array(16).fill(3),
    };
    for (const maxSegment of [40, 300, 1020, 1024]) {
      const bench = await insertedCard();
      const bind = { maxSegment, profileKeys };
      const done = await download(bench, { upp: smallPackage(metadata.iccid), metadata, bind });
      expect(resultOf(done.result)).toHaveProperty('successResult');
    }
  });

  test('under a CI on brainpoolP256r1, by a card that has keys under two', async () => {
    const brainpool = brainpoolPki();
    const bench = await insertedCard({ morePkis: [brainpool], open: false });
    const { card } = bench;
    for (const [pki, iccid] of [
      [testPki(), '8999900000000000001'],
      [brainpool, '8999900000000000019'],
    ] as const) {
      const lpa = new TestLpa(card);
      await lpa.open();
      const options = { upp: smallPackage(iccid), metadata: { ...defaultMetadata, iccid }, seed: iccid };
      const done = await download({ ...bench, lpa, pki }, options);
      expect(resultOf(done.result)).toHaveProperty('successResult');
      const pir = decode(ProfileInstallationResult, done.result ?? new Uint8Array(0), 'result');
      const key = pki.euicc.certificate.publicKey;
      expect(verify(key, pir.profileInstallationResultData.raw, pir.euiccSignPIR)).toBe(true);
      await lpa.es10(`BF3111A00C${toHex(encodeTlv(0x5a, iccidToBytes(iccid)))}810100`);
    }
    // Each profile's notifications are signed with the keys under which it was downloaded.
    const signers = card.chip.state.notifications.flatMap((one) =>
      'signature' in one.content ? [one.content.ciKeyId] : [],
    );
    const [first, second] = [testPki(), brainpool].map((pki) =>
      toHex(pki.ci.certificate.subjectKeyId ?? new Uint8Array(0)),
    );
    expect(signers).toEqual([first, first, second]);
  });

  describe('of each profile of vectors/upp', needsShared('vectors/upp'), () => {
    test.each(packages)('%s', async (name) => {
      const upp = new Uint8Array(readFileSync(join(uppFolder, name)));
      const bench = await insertedCard();
      const { iccid } = parseProfilePackage(upp).header;
      const done = await download(bench, { upp, metadata: { ...defaultMetadata, iccid } });
      expect(resultOf(done.result)).toHaveProperty('successResult');
      const [profile] = bench.card.chip.state.profiles;
      expect(profile?.usimAid).toBe('A0000000871002FF49FF0589');
      expect(profile?.imsi).toHaveLength(18);
      expect(profile?.size).toBeGreaterThan(upp.length);
    });
  });
});
