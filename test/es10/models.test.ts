import { describe, expect, it } from 'vitest';
import {
  cardInfoOf,
  eventsOf,
  metadataOf,
  notificationOf,
  operatorOf,
  policyRulesOf,
  profileOf,
} from '../../src-main/es10/index.ts';
import {
  EUICCInfo2,
  GetRatResponse,
  ProfileInfoListResponse,
  StoreMetadataRequest,
} from '../../src-main/rsp/index.ts';
import { decode } from '../../src-main/tlv/index.ts';
import { fromHex } from '../../src-shared/bytes.ts';
import { cardInfo, profile } from '../../src-shared/model/index.ts';
import { describeWithVectors, readCardLog, readVector, recordedCalls } from '../support/vectors.ts';
import { readVectorFiles } from './vector-files.ts';

const vectors = readVectorFiles();
function answer(name: string, title: string): Uint8Array {
  return fromHex(vectors.get(name)?.responses.find((one) => one.title === title)?.hex ?? '');
}

describe('an operator', () => {
  it.each([
    ['62F210', '262', '01'],
    ['130014', '310', '410'],
    ['00F110', '001', '01'],
    ['032614', '306', '412'],
    ['EEEEEE', 'EEE', 'EEE'],
    ['E2EEE1', '2EE', '1EE'],
  ])('%s is %s %s (3GPP TS 24.008 §10.5.1.13)', (hex, mcc, mnc) => {
    expect(operatorOf({ mccMnc: fromHex(hex) })).toEqual({ mcc, mnc });
  });

  it('has group identifiers where the card has them', () => {
    expect(operatorOf({ mccMnc: fromHex('62F210'), gid1: fromHex('0A'), gid2: new Uint8Array(0) })).toEqual({
      mcc: '262',
      mnc: '01',
      gid1: '0A',
      gid2: '',
    });
  });
});

describe('a profile', () => {
  const list = decode(
    ProfileInfoListResponse,
    answer('ES10c.GetProfilesInfo', 'all fields, few fields'),
    'list',
  );
  const profiles = 'profileInfoListOk' in list ? list.profileInfoListOk.map(profileOf) : [];

  it('has all that the card says', () => {
    expect(profiles[0]).toEqual({
      iccid: '8949449999999990023',
      isdpAid: 'A0000005591010FFFFFFFF8900001100',
      state: 'enabled',
      nickname: 'My “line”',
      serviceProviderName: 'Opérateur',
      profileName: 'Profil 日本',
      profileClass: 'operational',
      icon: { type: 'png', data: 'iVBORw0KGgo=' },
      owner: { mcc: '262', mnc: '01', gid1: '0A' },
      policyRules: ['ppr1'],
      notificationConfiguration: [
        { events: ['install'], address: 'smdp.example.com' },
        { events: ['enable', 'disable', 'delete'], address: 'n.example.com' },
      ],
      smdpOid: '2.999.10',
    });
  });

  it('has nothing that the card does not say', () => {
    expect(profiles.slice(1)).toEqual([
      { iccid: '898600220000000001', state: 'disabled', profileClass: 'test' },
      { iccid: '8949449999999990023', profileClass: 'provisioning' },
    ]);
    expect(profileOf({})).toEqual({ iccid: '' });
    // A state of a later version, an icon without its type, an empty icon.
    expect(profileOf({ profileState: 7, icon: fromHex('AA') })).toEqual({ iccid: '' });
    expect(profileOf({ iconType: 'png', icon: fromHex('') })).toEqual({ iccid: '' });
  });

  it('fits the contract', () => {
    for (const one of [...profiles, profileOf({})]) expect(profile.parse(one)).toEqual(one);
  });
});

describe('metadata', () => {
  it('without a class are operational (DEFAULT)', () => {
    const short = fromHex('BF25125A0A989444999999990920F39101419201 42'.replace(' ', ''));
    expect(metadataOf(decode(StoreMetadataRequest, short, 'm'))).toEqual({
      iccid: '8949449999999990023',
      serviceProviderName: 'A',
      profileName: 'B',
      profileClass: 'operational',
    });
    expect(
      metadataOf({ iccid: '1', serviceProviderName: '', profileName: '', profileClass: 'test' }).profileClass,
    ).toBe('test');
  });
});

describeWithVectors(
  'metadata of a session',
  () => {
    it('are shown', () => {
      const metadata = decode(StoreMetadataRequest, readVector('session/store-metadata.der'), 'm');
      expect(metadataOf(metadata)).toEqual({
        iccid: '89000123456789012341',
        serviceProviderName: 'euicc-rsp',
        profileName: 'euicc-rsp test profile',
        profileClass: 'operational',
      });
    });
  },
  'session',
);

describe('events and rules', () => {
  it('are named in one word', () => {
    expect(
      eventsOf(['notificationInstall', 'notificationEnable', 'notificationDisable', 'notificationDelete']),
    ).toEqual(['install', 'enable', 'disable', 'delete']);
    // Cards of v3 tell remote management apart; what has no like is left out.
    expect(eventsOf(['bit4', 'bit5', 'bit6', 'bit7'])).toEqual(['enable', 'disable', 'delete']);
    expect(policyRulesOf(['ppr1', 'bit5', 'ppr2'])).toEqual(['ppr1', 'ppr2']);
  });

  it('of a notification', () => {
    const metadata = { seqNumber: 7, notificationAddress: 'a.example', iccid: '89' } as const;
    expect(notificationOf({ ...metadata, profileManagementOperation: ['notificationDelete'] })).toEqual({
      sequenceNumber: 7,
      event: 'delete',
      address: 'a.example',
      iccid: '89',
    });
    expect(notificationOf({ ...metadata, profileManagementOperation: ['bit5'] }).event).toBe('disable');
  });
});

describe('card information', () => {
  it('has all fields of EUICCInfo2, the addresses and the rules', () => {
    const info = cardInfoOf({
      info2: decode(EUICCInfo2, answer('ES10b.GetEUICCInfo2', 'all fields'), 'i'),
      addresses: { defaultDpAddress: '', rootDsAddress: 'lpa.ds.example.com' },
      rat: decode(
        GetRatResponse,
        answer('ES10b.GetRAT', 'a rule for all operators with consent, and one for an operator'),
        'r',
      ),
    });
    expect(cardInfo.parse(info)).toEqual(info);
    expect(info.uiccCapabilities).toHaveLength(26);
    expect(info).toMatchObject({
      svn: '2.5.0',
      profileVersion: '2.3.1',
      firmwareVersion: '1.2.3',
      ppVersion: '1.0.0',
      category: 'mediumEuicc',
      installedApplications: 2,
      freeNonVolatileMemory: 518_706,
      freeVolatileMemory: 5856,
      forbiddenProfilePolicyRules: ['ppr1', 'ppr2'],
      certificationDataObject: { platformLabel: '1.2.3/label', discoveryBaseUrl: 'https://dloa.example.com' },
      rootSmdsAddress: 'lpa.ds.example.com',
      rulesAuthorisationTable: [
        {
          policyRules: ['ppr1', 'ppr2'],
          allowedOperators: [{ mcc: 'EEE', mnc: 'EEE' }],
          consentRequired: true,
        },
        {
          policyRules: ['ppr1'],
          allowedOperators: [{ mcc: '262', mnc: '01', gid1: '0A', gid2: '0B0C' }],
          consentRequired: false,
        },
      ],
    });
    expect(info).not.toHaveProperty('defaultSmdpAddress');
  });

  it('says nothing of what the card does not say', () => {
    const info = cardInfoOf({
      info2: decode(EUICCInfo2, answer('ES10b.GetEUICCInfo2', 'only what must be there'), 'i'),
    });
    expect(cardInfo.parse(info)).toEqual(info);
    for (const name of [
      'category',
      'freeNonVolatileMemory',
      'globalplatformVersion',
      'rulesAuthorisationTable',
    ])
      expect(info).not.toHaveProperty(name);
  });

  it.each([
    ['00', {}],
    ['FFFF', {}],
    ['8300', {}],
    ['8203000001', { freeNonVolatileMemory: 1 }],
    ['81020100830180', { installedApplications: 256, freeVolatileMemory: 128 }],
    ['8101FF', { installedApplications: 255 }],
    ['8208FFFFFFFFFFFFFFFF', {}],
  ])('extCardResource %s', (hex, expected) => {
    const info2 = {
      ...decode(EUICCInfo2, answer('ES10b.GetEUICCInfo2', 'only what must be there'), 'i'),
      extCardResource: fromHex(hex),
    };
    const { installedApplications, freeNonVolatileMemory, freeVolatileMemory } = cardInfoOf({ info2 });
    const found = { installedApplications, freeNonVolatileMemory, freeVolatileMemory };
    expect(Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined))).toEqual(
      expected,
    );
  });
});

describeWithVectors(
  'card information of a real test eUICC',
  () => {
    it('has its memory in bytes', () => {
      const [call] = recordedCalls(readCardLog('omnikey-info.log'));
      const info2 = decode(EUICCInfo2, call?.response ?? new Uint8Array(0), 'EUICCInfo2');
      const info = cardInfoOf({ info2 });
      expect(cardInfo.parse(info)).toEqual(info);
      expect(info).toMatchObject({
        installedApplications: 0,
        freeNonVolatileMemory: 518_706,
        freeVolatileMemory: 5856,
        forbiddenProfilePolicyRules: ['pprUpdateControl'],
        sasAccreditationNumber: 'G&DAccreditationNbr',
      });
    });
  },
  'cards',
);
