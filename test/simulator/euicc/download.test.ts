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
import { decode, encodeTlv } from '../../../src-main/tlv/index.ts';
import { concatBytes, toHex } from '../../../src-shared/bytes.ts';
import { needsShared, sharedFolder } from '../../summary/needs.ts';
import { defaultMetadata, download, insertedCard, smallPackage, testPki } from './bench.ts';

const uppFolder = join(sharedFolder, 'vectors/upp');
const packages = existsSync(uppFolder) ? readdirSync(uppFolder).filter((one) => one.endsWith('.der')) : [];

function resultOf(bytes: Uint8Array | undefined) {
  if (bytes === undefined) throw new Error('no result');
  return decode(ProfileInstallationResult, bytes, 'result').profileInstallationResultData.value.finalResult;
}

describe('a download onto the virtual eUICC', () => {
  test('of a small profile, step by step', async () => {
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
