/** What the functions of ES8+ in a bound profile package leave on the card. */

import { describe, expect, test } from 'vitest';
import { buildProfilePackage } from '../../../src-main/simulator/profile/index.ts';
import { encodeTlv, readSingleTlv } from '../../../src-main/tlv/index.ts';
import { fromHex, toHex } from '../../../src-shared/bytes.ts';
import { type DownloadOptions, defaultMetadata, download, insertedCard, type Metadata } from './bench.ts';
import { byIccid, profileCalls } from './calls.ts';
import { basic, failureOf } from './outcomes.ts';

async function installed(options: DownloadOptions) {
  const bench = await insertedCard();
  expect(failureOf((await download(bench, options)).result)).toBe('success');
  return bench;
}

/** The data object with the tag, of the one profile; empty where it has none. */
async function told(bench: Awaited<ReturnType<typeof installed>>, tag: string): Promise<string> {
  const answer = await bench.lpa.es10(encodeTlv(0xbf2d, encodeTlv(0x5c, fromHex(tag))));
  const list = readSingleTlv(readSingleTlv(answer).value);
  return toHex(readSingleTlv(list.value).value);
}

describe('ES8+', () => {
  test('ES8+.InitialiseSecureChannel: host ids of any length agree on keys, and the one-time key is used up', async () => {
    for (const hostId of ['01', '00112233445566778899AABBCCDDEEFF']) {
      const bench = await installed({ ...basic, bind: { hostId: fromHex(hostId) } });
      expect(bench.card.chip.state.oneTimeKeys).toEqual([]);
    }
  });

  test('ES8+.ConfigureISDP: data of the SM-DP+ are kept with the profile as they came', async () => {
    const data = encodeTlv(0xb8, fromHex('8003883701'), encodeTlv(0x81, fromHex('CAFE')));
    const bench = await installed({ ...basic, bind: { configureIsdp: encodeTlv(0xbf24, data) } });
    expect(await told(bench, 'B8')).toBe(toHex(data));
  });

  test('ES8+.StoreMetadata: every field is told by GetProfilesInfo as it came', async () => {
    const metadata: Metadata = {
      ...defaultMetadata,
      serviceProviderName: 'Größe',
      profileName: '日本',
      iconType: 'png',
      icon: fromHex('89504E47'),
      profileClass: 'operational',
      profileOwner: { mccMnc: fromHex('62F210'), gid1: fromHex('01') },
      profilePolicyRules: ['ppr2'],
    };
    const bench = await installed({ ...basic, metadata });
    const expected = {
      '5A': byIccid(defaultMetadata.iccid),
      '4F': '4F10A0000005591010FFFFFFFF8900001100',
      '9F70': '9F700100',
      '91': '91074772C3B6C39F65',
      '92': '9206E697A5E69CAC',
      '93': '930101',
      '94': '940489504E47',
      '95': '950102',
      B7: 'B708800362F210810101',
      '99': '99020520',
    };
    for (const [tag, object] of Object.entries(expected))
      expect([tag, await told(bench, tag)]).toEqual([tag, object]);
    expect(await told(bench, '90')).toBe('');
  });

  test('ES8+.LoadProfileElements: the file system of the profile is there when it is enabled, and takes memory', async () => {
    const { iccid } = defaultMetadata;
    const upp = buildProfilePackage({
      iccid,
      imsi: '001010123456789',
      mcc: '001',
      mnc: '01',
      serviceProviderName: 'Built',
      profileType: 'Built',
    });
    const bench = await insertedCard();
    const free = bench.card.chip.freeMemory;
    expect(failureOf((await download(bench, { upp, metadata: defaultMetadata })).result)).toBe('success');
    expect(free - bench.card.chip.freeMemory).toBeGreaterThan(upp.length);
    expect(await profileCalls(() => bench).enable(byIccid(iccid))).toBe('00');
    const aid = bench.card.chip.state.profiles[0]?.usimAid ?? '';
    expect(aid).toMatch(/^A0000000871002/);
    expect(await bench.lpa.apdu(`00A4040C0C${aid}`)).toBe('9000');
    expect(await bench.lpa.apdu('00A4000C026F07')).toBe('9000');
    expect(await bench.lpa.apdu('00B0000009')).toBe('0809101010325476989000');
  });
});
