/** The simulated card and the simulated SM-DP+ with each other, over ES10 and the JSON of ES9+. */

import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { ProfileInstallationResult, SmdpSigned2 } from '../../../src-main/rsp/index.ts';
import { parseProfilePackage, sampleProfiles } from '../../../src-main/simulator/profile/index.ts';
import {
  createSmdp,
  hashConfirmationCode,
  loadOffers,
  memoryStore,
  type Smdp,
} from '../../../src-main/simulator/smdp/index.ts';
import { decode, encodeTlv, iccidToBytes } from '../../../src-main/tlv/index.ts';
import { fromBase64, toBase64, toHex } from '../../../src-shared/bytes.ts';
import { needsShared, sharedFolder } from '../../summary/needs.ts';
import { insertedCard, segmentsOf, stillClock, type TestCard, testPki } from '../euicc/bench.ts';
import { call, callRaw, expectJson, seeded } from './fake-euicc.ts';

const address = 'smdp.test.example';

function makeSmdp(offers = sampleProfiles(address)): Smdp {
  return createSmdp({
    pki: testPki(),
    clock: stillClock,
    entropy: seeded('smdp'),
    store: memoryStore(),
    address,
    profiles: offers,
  });
}

const bytes = (json: Record<string, string>, name: string) => fromBase64(json[name] ?? '');

/** A download as an LPA does it; the signed installation result. */
async function download(test: TestCard, smdp: Smdp, matchingId: string, confirmationCode?: string) {
  const { lpa } = test;
  const challenge = (await lpa.es10('BF2E00')).subarray(-16);
  const initiated = expectJson(
    call(smdp, 'initiateAuthentication', {
      smdpAddress: address,
      euiccChallenge: toBase64(challenge),
      euiccInfo1: toBase64(await lpa.es10('BF2000')),
    }),
  );
  const transactionId = initiated['transactionId'] ?? '';
  const matching = encodeTlv(0x80, new TextEncoder().encode(matchingId));
  const device = Uint8Array.from([0xa1, 8, 0x80, 4, 0x35, 0x29, 6, 0x11, 0xa1, 0]);
  const authenticated = await lpa.es10(
    encodeTlv(
      0xbf38,
      bytes(initiated, 'serverSigned1'),
      bytes(initiated, 'serverSignature1'),
      bytes(initiated, 'euiccCiPKIdToBeUsed'),
      bytes(initiated, 'serverCertificate'),
      encodeTlv(0xa0, matching, device),
    ),
  );
  const client = expectJson(
    call(smdp, 'authenticateClient', { transactionId, authenticateServerResponse: toBase64(authenticated) }),
  );
  const signed2 = bytes(client, 'smdpSigned2');
  const { ccRequiredFlag } = decode(SmdpSigned2, signed2, 'smdpSigned2');
  expect(ccRequiredFlag).toBe(confirmationCode !== undefined);
  const id = Uint8Array.from(Buffer.from(transactionId, 'hex'));
  const hash =
    confirmationCode === undefined ? [] : [encodeTlv(0x04, hashConfirmationCode(confirmationCode, id))];
  const prepared = await lpa.es10(
    encodeTlv(0xbf21, signed2, bytes(client, 'smdpSignature2'), ...hash, bytes(client, 'smdpCertificate')),
  );
  const bound = expectJson(
    call(smdp, 'getBoundProfilePackage', { transactionId, prepareDownloadResponse: toBase64(prepared) }),
  );
  let result = new Uint8Array();
  for (const segment of segmentsOf(bytes(bound, 'boundProfilePackage'))) {
    result = (await lpa.es10(segment)).slice();
    if (result.length > 0) break;
  }
  expect(callRaw(smdp, 'handleNotification', { pendingNotification: toBase64(result) }).status).toBe(204);
  return decode(ProfileInstallationResult, result, 'result').profileInstallationResultData.value;
}

describe('card and SM-DP+', () => {
  it('hash a confirmation code as §5.7.5 has it', () => {
    const id = Uint8Array.of(1, 2, 3);
    const inner = createHash('sha256').update('4711').digest();
    const outer = createHash('sha256').update(inner).update(id).digest();
    expect(toHex(hashConfirmationCode('4711', id))).toBe(toHex(outer));
  });

  it.each(sampleProfiles(address).map((offer) => [offer.name, offer] as const))(
    'install the sample %s',
    async (_name, offer) => {
      const smdp = makeSmdp();
      const test = await insertedCard({ block: 255 });
      const data = await download(test, smdp, offer.matchingId, offer.confirmationCode);
      expect(data.finalResult).toHaveProperty('successResult');
      expect(smdp.orders().find((one) => one.name === offer.name)).toMatchObject({ installations: 1 });
      const [profile] = test.card.chip.state.profiles;
      expect(profile?.iccid).toBe(toHex(iccidToBytes(offer.metadata.iccid)));
    },
  );

  describe('install each profile of vectors/upp', needsShared('vectors/upp'), () => {
    it('from the folder, under its file name', async () => {
      const { offers } = loadOffers(`${sharedFolder}/vectors/upp`, address);
      const smdp = makeSmdp([...offers]);
      for (const offer of offers) {
        const test = await insertedCard({ block: 255 });
        const data = await download(test, smdp, offer.matchingId);
        expect(data.finalResult).toHaveProperty('successResult');
        expect(data.notificationMetadata.iccid).toBe(parseProfilePackage(offer.upp).header.iccid);
      }
      expect(smdp.orders().map((one) => one.state)).toEqual(offers.map(() => 'installed'));
    });
  });
});
