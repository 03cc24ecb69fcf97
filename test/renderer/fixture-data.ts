/** Real-looking data for the window: made up, except for public facts such as the key ids of GSMA CIs. */

import type {
  Card,
  CardInfo,
  Profile,
  Reader,
  SimulatedCode,
  SystemInfo,
  TrustAnchor,
} from '../../src-shared/model/index.ts';
import { drawIcon } from './fixture-icon.ts';

export const minute = 60_000;

/** Check digits fit all but the last one's. */
export const eids = {
  empty: '89049032123451234512345678901235',
  three: '89044045118427484800570000005634',
  twelve: '89086030202200000024830012345672',
  simulated: '89049032007008882600950000000118',
  drawer: '89033023427100000000008842190156',
} as const;

const CI = {
  rsp2: '81370F5125D0B1D408D4C3B232E6D25E795BEBFB',
  oiste: '4C27967AD20C14B391E9601E41E604AD57C0222F',
  test: 'F54172BDF98A95D65CBEB88A38A1C11D800A85C3',
  unknown: 'C0BC70BA36929D43B467FF57570530E57AB8FCD8',
} as const;

const info: CardInfo = {
  profileVersion: '2.3.1',
  svn: '2.2.2',
  firmwareVersion: '4.6.0',
  ppVersion: '0.1.0',
  globalplatformVersion: '2.3.0',
  ts102241Version: '15.2.0',
  sasAccreditationNumber: 'GI-BA-UP-0419',
  category: 'mediumEuicc',
  freeNonVolatileMemory: 291_666,
  freeVolatileMemory: 5_970,
  installedApplications: 2,
  uiccCapabilities: [
    'contactlessSupport',
    'usimSupport',
    'isimSupport',
    'csimSupport',
    'akaMilenage',
    'akaTuak128',
    'rfu1',
    'rfu2',
    'usimTestAlgorithm',
    'javacard',
    'multipleUsimSupport',
    'berTlvFileSupport',
    'catTp',
    'getIdentity',
    'profile-a-x25519',
    'profile-b-p256',
  ],
  rspCapabilities: ['additionalProfile', 'crlSupport', 'testProfileSupport'],
  forbiddenProfilePolicyRules: ['pprUpdateControl'],
  ciKeyIdsForVerification: [CI.rsp2, CI.oiste],
  ciKeyIdsForSigning: [CI.rsp2],
  certificationDataObject: {
    platformLabel: '1.2.840.1234567/myPlatformLabel',
    discoveryBaseUrl: 'https://mycompany.com/DLOARegistrar',
  },
  defaultSmdpAddress: 'smdp-plus.example-carrier.com',
  rootSmdsAddress: 'lpa.ds.gsma.com',
  rulesAuthorisationTable: [
    {
      policyRules: ['ppr1', 'ppr2'],
      allowedOperators: [
        { mcc: '262', mnc: '01' },
        { mcc: '310', mnc: '410', gid1: 'A1' },
      ],
      consentRequired: true,
    },
    { policyRules: ['ppr2'], allowedOperators: [{ mcc: 'EEE', mnc: 'EEE' }], consentRequired: false },
  ],
};

/** ICCID with its Luhn digit. */
export function iccid(number: number): string {
  const body = `894911${String(number).padStart(12, '0')}`;
  let sum = 0;
  [...body].reverse().forEach((digit, index) => {
    const value = Number(digit) * (index % 2 === 0 ? 2 : 1);
    sum += value > 9 ? value - 9 : value;
  });
  return `${body}${(10 - (sum % 10)) % 10}`;
}

const providers = [
  'Nordlicht Mobil',
  'Tessera Telecom',
  'Voyage SIM',
  'Alpenfunk',
  'Pelago',
  'Kanto Mobile',
] as const;
const hues = [200, 340, 28, 150, 265, 48] as const;

export function profile(number: number, part: Partial<Profile> = {}): Profile {
  const at = number % providers.length;
  return {
    iccid: iccid(number),
    isdpAid: `A0000005591010FFFFFFFF8900${(0x1000 + number).toString(16).toUpperCase()}00`,
    state: 'disabled',
    serviceProviderName: providers[at] ?? 'Nordlicht Mobil',
    profileName: `${providers[at]?.split(' ')[0]} ${['Data 5G', 'Business M', 'Travel', 'IoT 50'][number % 4]}`,
    profileClass: 'operational',
    icon: { type: 'png', data: drawIcon(hues[at] ?? 200, number) },
    owner: { mcc: '262', mnc: String(number % 30).padStart(2, '0') },
    notificationConfiguration: [
      { events: ['install', 'enable', 'disable', 'delete'], address: 'smdp-plus.example-carrier.com' },
    ],
    ...part,
  };
}

/** A name that would break a careless window: new lines, escape, right-to-left override, markup, length. */
export const hostileName = `Eve\u0007\n\u001b[31m \u202Eelbisivni\u202C <img src=x onerror=alert(1)> ${'very '.repeat(30)}long`;

export function makeCards(now: number): Card[] {
  const twelve = Array.from({ length: 12 }, (_, index) =>
    profile(100 + index, {
      state: index === 2 ? 'enabled' : 'disabled',
      ...(index === 1 ? { nickname: 'Berlin office' } : {}),
      ...(index === 4
        ? {
            profileName: hostileName,
            serviceProviderName: '\u202Emoc.rotarepo\u202C <b>x</b>',
            icon: undefined,
          }
        : {}),
      ...(index === 6 ? { policyRules: ['ppr1', 'ppr2'] } : {}),
      ...(index === 9
        ? { profileClass: 'test', serviceProviderName: 'GSMA Test', profileName: 'TS.48 v4', icon: undefined }
        : {}),
      ...(index === 11 ? { profileClass: 'provisioning' } : {}),
    }),
  ).map((one) => JSON.parse(JSON.stringify(one)) as Profile);
  return [
    {
      eid: eids.three,
      lastSeenAt: now - 40_000,
      readerId: 'pcsc:HID Global OMNIKEY 3x21 Smart Card Reader 00 00',
      simulated: false,
      info,
      profiles: [
        profile(1, { state: 'enabled', nickname: 'Lab main line' }),
        profile(2, { policyRules: ['ppr2'] }),
        profile(3, {
          profileClass: 'test',
          profileName: 'TS.48 v3 BER-TLV',
          serviceProviderName: 'GSMA Test Profile',
        }),
      ],
      notifications: [
        {
          sequenceNumber: 42,
          event: 'install',
          address: 'smdp-plus.example-carrier.com',
          iccid: iccid(2),
          attempts: 0,
        },
        {
          sequenceNumber: 43,
          event: 'enable',
          address: 'ntf.tessera.example',
          iccid: iccid(1),
          attempts: 3,
          lastError: { code: 'timed_out', params: { what: 'ES9+.HandleNotification', seconds: 30 } },
        },
      ],
      quirks: ['basic_channel', 'store_data_block_120'],
    },
    {
      eid: eids.twelve,
      lastSeenAt: now - 5 * minute,
      readerId: 'pcsc:Alcor Micro AU9540 01 00',
      simulated: false,
      info: {
        ...info,
        svn: '3.1.0',
        freeNonVolatileMemory: 41_800,
        ciKeyIdsForVerification: [CI.rsp2, CI.test, CI.unknown],
        ciKeyIdsForSigning: [CI.rsp2],
        defaultSmdpAddress: '',
      },
      profiles: twelve,
      notifications: [],
      quirks: [],
    },
    {
      eid: eids.simulated,
      lastSeenAt: now - 2000,
      readerId: 'sim:0',
      simulated: true,
      info: {
        ...info,
        ciKeyIdsForVerification: ['1B2C3D4E5F60718293A4B5C6D7E8F90112233445'],
        ciKeyIdsForSigning: ['1B2C3D4E5F60718293A4B5C6D7E8F90112233445'],
        defaultSmdpAddress: 'smdp.bench.localhost',
        rulesAuthorisationTable: [],
      },
      profiles: [profile(60, { state: 'disabled' })],
      notifications: [],
      quirks: [],
    },
    {
      eid: eids.drawer,
      lastSeenAt: now - 3 * 24 * 60 * minute,
      simulated: false,
      info,
      profiles: [profile(55, { state: 'enabled' })],
      notifications: [],
      quirks: [],
    },
  ];
}

export function makeReaders(): Reader[] {
  return [
    {
      id: 'pcsc:HID Global OMNIKEY 3x21 Smart Card Reader 00 00',
      kind: 'pcsc',
      index: 0,
      name: 'HID Global OMNIKEY 3x21 Smart Card Reader 00 00',
      presence: 'present',
      atr: '3B9F96803FC7828031E073FE211B57AA8660F0010011FD',
      eid: eids.three,
    },
    {
      id: 'pcsc:Alcor Micro AU9540 01 00',
      kind: 'pcsc',
      index: 1,
      name: 'Alcor Micro AU9540 01 00',
      presence: 'present',
      atr: '3B9F96803FC7828031E073FE211B57AA8660F0010011FD',
      eid: eids.twelve,
    },
    { id: 'pcsc:ACS ACR38U 02 00', kind: 'pcsc', index: 2, name: 'ACS ACR38U 02 00', presence: 'empty' },
    {
      id: 'sim:0',
      kind: 'simulator',
      index: 3,
      name: 'Simulated reader 0',
      presence: 'present',
      eid: eids.simulated,
    },
  ];
}

export const trustAnchors: readonly TrustAnchor[] = [
  {
    keyId: CI.rsp2,
    subject: 'O=GSM Association, CN=GSM Association - RSP2 Root CI1',
    origin: 'field',
    enabled: true,
    notAfter: Date.UTC(2052, 1, 21),
  },
  {
    keyId: CI.oiste,
    subject: 'C=CH, O=OISTE Foundation, CN=OISTE GSMA CI G1',
    origin: 'field',
    enabled: true,
    notAfter: Date.UTC(2059, 0, 7),
  },
  {
    keyId: CI.test,
    subject: 'CN=Test CI, OU=TESTCERT, O=RSPTEST, C=IT',
    origin: 'test',
    enabled: false,
    notAfter: Date.UTC(2055, 0, 1),
  },
  {
    keyId: 'A1B2C3D4E5F60718293A4B5C6D7E8F9001122334',
    subject: 'CN=Lab Root CI 2019, O=Example Carrier QA, C=DE',
    origin: 'lab',
    enabled: true,
    notAfter: Date.UTC(2026, 2, 1),
    addedAt: Date.UTC(2026, 0, 12),
  },
  {
    keyId: '1B2C3D4E5F60718293A4B5C6D7E8F90112233445',
    subject: 'CN=Bench CI, O=eUICC Workbench',
    origin: 'bench',
    enabled: true,
  },
];

export const simulatedCodes: readonly SimulatedCode[] = [
  {
    activationCode: 'LPA:1$smdp.bench.localhost$BENCH-DATA-5G',
    profileName: 'Bench Data 5G',
    state: 'released',
  },
  {
    activationCode: 'LPA:1$smdp.bench.localhost$BENCH-CONFIRM$$1',
    profileName: 'Bench Confirmed',
    confirmationCode: '2468',
    state: 'released',
  },
  {
    activationCode: 'LPA:1$smdp.bench.localhost$BENCH-PPR',
    profileName: 'Bench Bound (PPR1, PPR2)',
    state: 'released',
  },
  {
    activationCode: 'LPA:1$smdp.bench.localhost$BENCH-FAILS',
    profileName: 'Bench that fails in mid-load',
    state: 'released',
  },
  {
    activationCode: 'LPA:1$smdp.bench.localhost$BENCH-USED',
    profileName: 'Bench Used Up',
    state: 'installed',
  },
];

export function makeSystem(now: number, simulatedOnly: boolean): SystemInfo {
  return {
    version: '0.1.0',
    dataFolder: '/home/lab/.local/share/euicc-workbench',
    pcsc: simulatedOnly
      ? {
          available: false,
          error: {
            code: 'pcsc_unavailable',
            params: { reason: 'libpcsclite.so.1 was not found on this machine' },
          },
        }
      : { available: true },
    simulator: { running: true, smdpAddress: 'smdp.bench.localhost' },
    startedAt: now - 3 * 60 * minute,
  };
}
