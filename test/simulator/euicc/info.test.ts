/** What a card tells about itself, in each version of SGP.22. */

import { describe, expect, test } from 'vitest';
import { EUICCInfo1, EUICCInfo2 } from '../../../src-main/rsp/index.ts';
import type { EuiccConfigInput } from '../../../src-main/simulator/euicc/index.ts';
import { decode } from '../../../src-main/tlv/index.ts';
import { fromHex, toHex } from '../../../src-shared/bytes.ts';
import { brainpoolPki, download, eid, insertedCard, testPki } from './bench.ts';
import { byIccid, first, profileCalls, second } from './calls.ts';
import { basic, failureOf } from './outcomes.ts';

const info1 = async (config: EuiccConfigInput) =>
  decode(EUICCInfo1, await (await insertedCard({ config })).lpa.es10('BF2000'), 'info1');
const info2 = async (config: EuiccConfigInput) =>
  decode(EUICCInfo2, await (await insertedCard({ config })).lpa.es10('BF2200'), 'info2');

describe('of v2', () => {
  test('ES10b.GetEUICCInfo1: version and key ids, and nothing else', async () => {
    const keyId = testPki().ci.certificate.subjectKeyId;
    for (const svn of ['2.2.0', '2.2.2', '2.3.0', '2.4.0', '2.5.0'])
      expect(await info1({ svn })).toEqual({
        svn,
        euiccCiPKIdListForVerification: [keyId],
        euiccCiPKIdListForSigning: [keyId],
      });
  });

  test('ES10b.GetEUICCInfo1: several CIs in the order of preference, those to verify under apart', async () => {
    const { euicc: _, ...verifyOnly } = brainpoolPki();
    for (const [more, signing] of [
      [brainpoolPki(), 2],
      [verifyOnly, 1],
    ] as const) {
      const { lpa } = await insertedCard({ morePkis: [more] });
      const info = decode(EUICCInfo1, await lpa.es10('BF2000'), 'info1');
      expect(info.euiccCiPKIdListForVerification).toEqual(
        [testPki(), brainpoolPki()].map((pki) => pki.ci.certificate.subjectKeyId),
      );
      expect(info.euiccCiPKIdListForSigning).toHaveLength(signing);
    }
  });

  test('ES10b.GetEUICCInfo2: what the settings say', async () => {
    const info = await info2({
      svn: '2.4.0',
      profileVersion: '3.1.0',
      firmwareVersion: '36.18.13',
      ts102241Version: '15.1.0',
      globalplatformVersion: '2.3.0',
      ppVersion: '1.1.0',
      sasAccreditationNumber: 'XX-YY-UP-0000',
      uiccCapability: ['contactlessSupport', 'usimSupport', 'multos', 'suciCalculatorApi', 'bit30'],
      rspCapability: ['crlSupport', 'rpmSupport', 'serviceSpecificDataSupport'],
      euiccCategory: 'mediumEuicc',
      forbiddenProfilePolicyRules: ['ppr1'],
      certificationDataObject: { platformLabel: 'label', discoveryBaseURL: 'https://dloa.example' },
      nonVolatileMemory: 1000,
      volatileMemory: 77,
    });
    expect(info).toEqual({
      profileVersion: '3.1.0',
      svn: '2.4.0',
      euiccFirmwareVer: '36.18.13',
      extCardResource: fromHex('810100' + '8204000003E8' + '83040000004D'),
      uiccCapability: ['contactlessSupport', 'usimSupport', 'multos', 'suciCalculatorApi', 'bit30'],
      ts102241Version: '15.1.0',
      globalplatformVersion: '2.3.0',
      rspCapability: ['crlSupport', 'rpmSupport', 'bit5'],
      euiccCiPKIdListForVerification: [testPki().ci.certificate.subjectKeyId],
      euiccCiPKIdListForSigning: [testPki().ci.certificate.subjectKeyId],
      euiccCategory: 'mediumEuicc',
      forbiddenProfilePolicyRules: ['ppr1'],
      ppVersion: '1.1.0',
      sasAcreditationNumber: 'XX-YY-UP-0000',
      certificationDataObject: { platformLabel: 'label', discoveryBaseURL: 'https://dloa.example' },
    });
  });

  test('ES10b.GetEUICCInfo2: capabilities that the version does not have are left out', async () => {
    const rspCapability: EuiccConfigInput['rspCapability'] = [
      'crlSupport',
      'deviceInfoExtensibilitySupport',
      'serviceSpecificDataSupport',
      'deviceChangeSupport',
    ];
    const of = async (svn: string) => (await info2({ svn, rspCapability })).rspCapability;
    expect(await of('2.2.0')).toEqual(['crlSupport']);
    expect(await of('2.2.2')).toEqual(['crlSupport', 'deviceInfoExtensibilitySupport']);
    expect(await of('2.4.0')).toEqual(['crlSupport', 'deviceInfoExtensibilitySupport', 'bit5']);
  });

  test('ES10b.GetEUICCInfo2: memory and additionalProfile follow what is on the card', async () => {
    const bench = await insertedCard({ config: { maxProfiles: 1 } });
    const told = async () => {
      const { extCardResource, rspCapability } = decode(EUICCInfo2, await bench.lpa.es10('BF2200'), 'info2');
      return [toHex(extCardResource).slice(0, 6), rspCapability.includes('additionalProfile')];
    };
    expect(await told()).toEqual(['810100', true]);
    const free = bench.card.chip.freeMemory;
    await profileCalls(() => bench).install(first);
    expect(await told()).toEqual(['810101', false]);
    expect(bench.card.chip.freeMemory).toBeLessThan(free);
  });

  test('ES10b.GetEUICCChallenge: 16 bytes, others each time', async () => {
    const { lpa } = await insertedCard();
    const challenges = [await lpa.es10Hex('BF2E00'), await lpa.es10Hex('BF2E00')];
    for (const one of challenges) expect(one).toMatch(/^BF2E128010[0-9A-F]{32}$/);
    expect(new Set(challenges).size).toBe(2);
  });

  test('ES10c.GetEID: the EID of the certificate; no other tag', async () => {
    const { lpa } = await insertedCard();
    expect(await lpa.es10Hex('BF3E035C015A')).toBe(`BF3E125A10${eid}`);
    expect((await lpa.storeData(fromHex('BF3E035C014F'))).sw).toBe('6A80');
  });

  test('ES10b.GetRAT: the rules of the settings', async () => {
    expect(await (await insertedCard()).lpa.es10Hex('BF4300')).toBe(
      'BF4319A0173015800205' + '60' + 'A10B30098003EEEEEE81008200' + '82020780',
    );
    const rat: EuiccConfigInput['rat'] = [
      {
        pprIds: ['ppr2'],
        allowedOperators: [{ mccMnc: '62F210', gid1: '01' }, { mccMnc: '62F220' }],
        consentRequired: false,
      },
    ];
    expect(await (await insertedCard({ config: { rat } })).lpa.es10Hex('BF4300')).toBe(
      'BF431E' + 'A01C' + '301A' + '80020520' + 'A111' + '3008800362F210810101' + '3005800362F220' + '820100',
    );
    expect(await (await insertedCard({ config: { rat: [] } })).lpa.es10Hex('BF4300')).toBe('BF4302A000');
  });
});

describe('of v3, served at the v2 level', () => {
  const v3: EuiccConfigInput = {
    svn: '2.2.2',
    v3: {
      highestSvn: '3.1.0',
      treProperties: ['isDiscrete'],
      treProductReference: 'TRE',
      additionalProfilePackageVersions: ['3.3.1'],
      additionalEuiccInfo: 'CAFE',
    },
    rspCapability: ['crlSupport', 'testProfileSupport', 'deviceChangeSupport', 'osUpdateSupport'],
  };

  test('ES10b.GetEUICCInfo1: euiccRspCapability and highestSvn after what v2 knows', async () => {
    const info = await info1(v3);
    expect(info.svn).toBe('2.2.2');
    // [8]: testProfileSupport(3), deviceChangeSupport(11), euiccRspCapInInfo1(18), osUpdateSupport(19)
    expect(info.unknown?.map(toHex)).toEqual(['880404101030', '9303030100']);
  });

  test('ES10b.GetEUICCInfo2: the fields [13] to [19], and those that are mandatory from v3 on', async () => {
    const info = await info2(v3);
    expect(info.rspCapability).toEqual(['testProfileSupport', 'bit11', 'bit18', 'bit19']);
    expect(info.globalplatformVersion).toBe('2.3.1');
    expect(info.certificationDataObject).toBeDefined();
    expect(info.unknown?.map(toHex)).toEqual([
      '8D020780',
      '8E03545245',
      'AF050403030301',
      '900100',
      '9202CAFE',
      '9303030100',
    ]);
    const plain = await info2({ svn: '3.0.0' });
    expect([plain.svn, plain.unknown?.map(toHex)]).toEqual(['3.0.0', ['900100', '9303030000']]);
  });

  test('the ISD-R’s template tells whether a profile is enabled', async () => {
    const bench = await insertedCard({ config: v3 });
    const template = async () => (await bench.lpa.apdu('80F2000000')).split('E0')[1];
    await bench.lpa.apdu('00A4040C10A0000005591010FFFFFFFF8900000100');
    expect(await template()).toBe('0882030202020301009000');
    const { install, enable } = profileCalls(() => bench);
    await install(first);
    await enable(byIccid(first));
    expect(await template()).toBe('0982030202020302052' + '09000');
  });

  test('ES10b.LoadCRL undefinedError: v3 has no LoadCRL', async () => {
    const { lpa } = await insertedCard({ config: v3 });
    expect(await lpa.es10Hex('BF3504A0023000')).toBe('BF350381017F');
  });

  test('takes a download as a v2 card does, and all that follows', async () => {
    const bench = await insertedCard({ config: v3 });
    expect(failureOf((await download(bench, basic)).result)).toBe('success');
    const { install, enable, disable, remove, operations } = profileCalls(() => bench);
    await install(second);
    expect(await enable(byIccid(second))).toBe('00');
    expect(await disable(byIccid(second))).toBe('00');
    expect(await remove(byIccid(second))).toBe('00');
    expect(operations()).toEqual(['Install', 'Install', 'Enable', 'Disable', 'Delete']);
  });

  test('a highest version below 3 is no v3 card', async () => {
    await expect(insertedCard({ config: { v3: { highestSvn: '2.5.0' } } })).rejects.toMatchObject({
      code: 'simulator_config_invalid',
    });
  });
});
