/** Real-looking data for the window: made up, except for public facts such as the key ids of GSMA CIs. */

import type {
  Card,
  CardInfo,
  Operation,
  OperationStep,
  Profile,
  Reader,
  SimulatedCode,
  SystemInfo,
  TrustAnchor,
} from '../../src-shared/model/index.ts';
import { drawIcon } from './fixture-icon.ts';

export const T0 = Date.UTC(2026, 10, 20, 9, 30, 0);
export const minute = 60_000;

export const eids = {
  empty: '89049032123451234512345678901235',
  three: '89044045118427484800000000005634',
  twelve: '89086030202200000024000012345672',
  simulated: '89049032007008882600000000000118',
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
      profiles: [],
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

const none = { state: 'none' } as const;

/** An operation in each state, with an error of each common kind. */
export function makeOperations(now: number): Operation[] {
  const at = (minutesAgo: number) => now - minutesAgo * minute;
  const base = {
    readerId: 'pcsc:HID Global OMNIKEY 3x21 Smart Card Reader 00 00',
    readerName: 'HID Global OMNIKEY 3x21 Smart Card Reader 00 00',
    simulated: false,
    eid: eids.three as string,
    reconciliation: none,
    activationCodeUse: 'none',
    remarks: [],
  } as const satisfies Partial<Operation>;
  const ended = (minutesAgo: number, seconds: number) => ({
    createdAt: at(minutesAgo),
    updatedAt: at(minutesAgo) + seconds * 1000,
    endedAt: at(minutesAgo) + seconds * 1000,
  });
  const alcor = {
    ...base,
    readerId: 'pcsc:Alcor Micro AU9540 01 00',
    readerName: 'Alcor Micro AU9540 01 00',
    eid: eids.twelve,
  };
  const sim = {
    ...base,
    readerId: 'sim:0',
    readerName: 'Simulated reader 0',
    eid: eids.simulated,
    simulated: true,
  };
  const list: Omit<Operation, 'id'>[] = [
    { ...base, remarks: [], kind: 'read_card', status: 'successful', ...ended(300, 2.1) },
    {
      ...base,
      kind: 'activate',
      status: 'successful',
      ...ended(280, 27.4),
      iccid: iccid(1),
      smdpAddress: 'smdp-plus.example-carrier.com',
      profile: profile(1),
      activationCodeUse: 'used',
      remarks: [
        { code: 'notification_kept', params: {} },
        { code: 'reset_instead_of_refresh', params: {} },
      ],
    },
    {
      ...alcor,
      remarks: [],
      kind: 'download',
      status: 'failed',
      ...ended(240, 3.2),
      smdpAddress: 'smdp.unknown-root.example',
      error: { code: 'timed_out', params: { what: 'ES9+.InitiateAuthentication', seconds: 30 } },
      activationCodeUse: 'unused',
    },
    {
      ...alcor,
      remarks: [],
      kind: 'enable',
      status: 'failed',
      ...ended(200, 1.4),
      iccid: iccid(106),
      profile: profile(106),
      error: {
        code: 'status_word',
        params: { function: 'ES10c.EnableProfile', sw: '6985', meaning: 'conditions of use not satisfied' },
      },
    },
    {
      ...base,
      remarks: [],
      kind: 'activate',
      status: 'failed',
      ...ended(150, 14.9),
      iccid: iccid(77),
      smdpAddress: 'smdp-plus.example-carrier.com',
      profile: profile(77),
      error: { code: 'card_removed', params: { reader: 'HID Global OMNIKEY 3x21 Smart Card Reader 00 00' } },
      reconciliation: { state: 'pending' },
      activationCodeUse: 'unknown',
    },
    {
      ...base,
      remarks: [],
      kind: 'download',
      status: 'failed',
      ...ended(140, 9.9),
      iccid: iccid(2),
      profile: profile(2),
      smdpAddress: 'smdp-plus.example-carrier.com',
      error: { code: 'engine_gone', params: {} },
      reconciliation: { state: 'done', outcome: 'profile_installed', at: at(135) },
      activationCodeUse: 'used',
    },
    {
      ...base,
      remarks: [],
      kind: 'download',
      status: 'failed',
      ...ended(120, 6.1),
      error: { code: 'cancelled', params: {} },
      activationCodeUse: 'unused',
      smdpAddress: 'smdp.voyage.example',
    },
    { ...sim, remarks: [], kind: 'read_card', status: 'successful', ...ended(90, 0.3) },
    {
      ...base,
      remarks: [],
      kind: 'nickname',
      status: 'successful',
      ...ended(60, 0.8),
      iccid: iccid(1),
      profile: profile(1, { nickname: 'Lab main line' }),
    },
    {
      ...base,
      remarks: [],
      kind: 'send_notifications',
      status: 'failed',
      ...ended(30, 31),
      error: { code: 'timed_out', params: { what: 'ES9+.HandleNotification', seconds: 30 } },
    },
    { ...base, remarks: [], kind: 'read_card', status: 'successful', ...ended(1, 1.9) },
  ];
  return list.map(
    (operation, index) => ({ ...operation, id: index + 1, remarks: [...operation.remarks] }) as Operation,
  );
}

/** Steps of a download as a real card takes them. */
export const downloadSteps: readonly (readonly [
  status: OperationStep['status'],
  step: string,
  apdus: number,
  ms: number,
])[] = [
  ['starting', 'TERMINAL CAPABILITY', 1, 4],
  ['starting', 'MANAGE CHANNEL', 1, 6],
  ['starting', 'SELECT ISD-R', 1, 22],
  ['starting', 'ES10c.GetEID', 1, 24],
  ['download', 'ES10b.GetEUICCInfo1', 2, 58],
  ['download', 'ES10b.GetEUICCChallenge', 1, 31],
  ['download', 'ES9+.InitiateAuthentication', 0, 46],
  ['download', 'ES10b.AuthenticateServer', 12, 3010],
  ['download', 'ES9+.AuthenticateClient', 0, 48],
  ['download', 'ES10b.PrepareDownload', 5, 3712],
  ['download', 'ES9+.GetBoundProfilePackage', 0, 61],
  ['download', 'ES10b.LoadBoundProfilePackage', 58, 18_040],
  ['download_verify', 'ES10c.GetProfilesInfo', 3, 140],
  ['download_verify', 'ES10b.RetrieveNotificationsList', 2, 84],
  ['download_verify', 'ES9+.HandleNotification', 0, 55],
  ['download_verify', 'ES10b.RemoveNotificationFromList', 1, 33],
  ['enable', 'ES10c.EnableProfile', 1, 410],
  ['enable_verify', 'FETCH', 2, 64],
  ['enable_verify', 'SELECT ISD-R', 3, 41],
  ['enable_verify', 'ES10c.GetProfilesInfo', 3, 138],
];

/** Statuses and steps of an operation that has ended, as far as it came. */
export function makeSteps(operation: Operation): OperationStep[] {
  const steps: OperationStep[] = [];
  let at = operation.createdAt;
  const push = (step: Omit<OperationStep, 'seq' | 'at'>) =>
    steps.push({ seq: steps.length + 1, at, ...step });
  const wanted: Record<string, string[]> = {
    activate: ['starting', 'download', 'download_verify', 'enable', 'enable_verify'],
    download: ['starting', 'download', 'download_verify'],
    enable: ['starting', 'enable', 'enable_verify'],
  };
  const statuses = wanted[operation.kind] ?? ['starting'];
  let before = '';
  let left = operation.status === 'failed' ? 9 : 100;
  for (const [status, step, apdus, ms] of downloadSteps) {
    if (!statuses.includes(status) || left-- === 0) continue;
    if (left < 0) break;
    if (status !== before) push({ status, apdus: 0 });
    before = status;
    push({ status, step, apdus, durationMs: ms });
    at += ms;
  }
  if (operation.status === 'successful' || operation.status === 'failed')
    push({ status: operation.status, apdus: 0 });
  return steps;
}
