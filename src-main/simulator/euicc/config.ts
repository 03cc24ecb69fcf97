/** What can be set about a virtual eUICC. Every field has a default that makes a usable consumer eUICC. */

import { z } from 'zod';
import { WorkbenchError } from '../../../src-shared/errors/index.ts';
import { rspCapabilityNames, uiccCapabilityNames } from '../../rsp/index.ts';
import { versionToBytes } from '../../tlv/index.ts';
import { apduKinds } from './timing.ts';
import { laterRspCapabilities } from './versions.ts';

const version = z
  .string()
  .refine((text) => versionToBytes(text) !== undefined, 'no version of three numbers up to 255');
/** A bit that has no name in v2.5. */
const unnamedBit = z.custom<`bit${number}`>(
  (value) => typeof value === 'string' && /^bit\d{1,2}$/.test(value),
  'no name of a capability, and no bit0 to bit99',
);
const hex = z.string().regex(/^([0-9A-Fa-f]{2})*$/);
const milliseconds = z.number().min(0).max(3_600_000);
const fqdn = z.string().max(255);

export const operatorIdSchema = z.strictObject({
  /** Three bytes as 3GPP TS 24.008 has them; nibble E stands for any digit (SGP.22 v2.5 §2.9.2.1). */
  mccMnc: hex.length(6),
  /** Absent: the owner must have none. Empty: any. */
  gid1: hex.optional(),
  gid2: hex.optional(),
});

export const authorisationRuleSchema = z.strictObject({
  pprIds: z.array(z.enum(['pprUpdateControl', 'ppr1', 'ppr2'])),
  allowedOperators: z.array(operatorIdSchema),
  consentRequired: z.boolean(),
});
export type AuthorisationRule = z.infer<typeof authorisationRuleSchema>;

/** EuiccRspCapability of RSPDefinitions v2.5 and v3.1. */
const rspCapabilities = [
  ...rspCapabilityNames,
  ...(Object.keys(laterRspCapabilities) as (keyof typeof laterRspCapabilities)[]),
] as const;
export type RspCapability = (typeof rspCapabilities)[number];

export const preloadedProfileSchema = z.strictObject({
  iccid: z.string().regex(/^\d{18,20}$/),
  profileClass: z.enum(['test', 'provisioning', 'operational']).default('operational'),
  serviceProviderName: z.string().max(32).default('Preloaded'),
  profileName: z.string().max(64).default('Preloaded'),
  enabled: z.boolean().default(false),
  /** Told of every event; absent: of none. */
  notificationAddress: fqdn.optional(),
});
export type PreloadedProfile = z.infer<typeof preloadedProfileSchema>;

const anyOperator = { mccMnc: 'EEEEEE', gid1: '', gid2: '' };

export const euiccConfigSchema = z.strictObject({
  /** Answer to reset: a protocol offer, or the bytes themselves in hexadecimal. */
  atr: z.union([z.enum(['T=0', 'T=1', 'T=0,T=1']), hex.min(4).max(66)]).default('T=0,T=1'),
  profileVersion: version.default('2.3.1'),
  /** SGP.22 version that the card supports, 2.2 to 3.x: of a v3 card the lowest. */
  svn: version.default('2.5.0'),
  firmwareVersion: version.default('1.0.0'),
  ts102241Version: version.optional(),
  globalplatformVersion: version.optional(),
  ppVersion: version.default('1.0.0'),
  sasAccreditationNumber: z.string().max(64).default('EUICC-WORKBENCH-SIM'),
  /** Names of `uiccCapabilityNames`, or `bit26` and the like. */
  uiccCapability: z
    .array(z.union([z.enum(uiccCapabilityNames), unnamedBit]))
    .default([
      'usimSupport',
      'isimSupport',
      'csimSupport',
      'akaMilenage',
      'akaCave',
      'akaTuak128',
      'akaTuak256',
      'rfu1',
      'gbaAuthenUsim',
      'gbaAuthenISim',
      'mbmsAuthenUsim',
      'eapClient',
      'javacard',
      'multipleUsimSupport',
      'multipleIsimSupport',
      'berTlvFileSupport',
      'dfLinkSupport',
      'catTp',
      'getIdentity',
      'profile-a-x25519',
      'profile-b-p256',
    ]),
  /**
   * `additionalProfile` is told while there is room. Capabilities that the card's version does not have are left out.
   */
  rspCapability: z
    .array(z.enum(rspCapabilities))
    .default(['additionalProfile', 'crlSupport', 'testProfileSupport']),
  /** Makes a card of SGP.22 v3, with `svn` as the lowest version; a card whose `svn` is 3.x is one without it. */
  v3: z
    .strictObject({
      highestSvn: version
        .refine((svn) => Number.parseInt(svn, 10) >= 3, 'the highest version of a v3 card is 3.0.0 or more')
        .default('3.1.0'),
      treProperties: z.array(z.enum(['isDiscrete', 'isIntegrated', 'usesRemoteMemory'])).optional(),
      treProductReference: z.string().max(255).optional(),
      additionalProfilePackageVersions: z.array(version).max(16).optional(),
      additionalEuiccInfo: hex.max(64).optional(),
    })
    .optional(),
  euiccCategory: z.enum(['other', 'basicEuicc', 'mediumEuicc', 'contactlessEuicc']).optional(),
  forbiddenProfilePolicyRules: z.array(z.enum(['pprUpdateControl', 'ppr1', 'ppr2'])).default([]),
  certificationDataObject: z
    .strictObject({ platformLabel: z.string().max(255), discoveryBaseURL: z.string().max(255) })
    .optional(),
  /** Bytes for profiles. */
  nonVolatileMemory: z.int().min(0).max(0x7fffffff).default(0x80000),
  /** Bytes of RAM, as told in extCardResource. */
  volatileMemory: z.int().min(0).max(0x7fffffff).default(0x4000),
  /** What a new card has on it. */
  preloadedProfiles: z
    .array(preloadedProfileSchema)
    .max(50)
    .refine((all) => new Set(all.map((one) => one.iccid)).size === all.length, 'an ICCID comes twice')
    .refine((all) => all.filter((one) => one.enabled).length < 2, 'more than one profile is enabled')
    .default([]),
  maxProfiles: z.int().min(0).max(200).default(16),
  /** Notifications kept; the oldest makes room for a new one. */
  maxNotifications: z.int().min(1).max(1000).default(100),
  /** What ES10b.RetrieveNotificationsList answers where nothing is found; cards do either. */
  noNotificationFound: z.enum(['emptyList', 'noResultAvailable']).default('emptyList'),
  /** Serial numbers of revoked certificates that the card has room for. */
  maxRevoked: z.int().min(0).max(4096).default(4096),
  /** Logical channels beside the basic one. */
  maxChannels: z.int().min(0).max(19).default(3),
  /** Bytes of one ES10 command, over all its STORE DATA blocks. */
  maxCommandLength: z.int().min(255).max(65535).default(16384),
  /** The first value; ES10a.SetDefaultDpAddress changes what the card keeps. */
  defaultDpAddress: fqdn.optional(),
  rootDsAddress: fqdn.default('lpa.ds.gsma.com'),
  /** Rules authorisation table (SGP.22 v2.5 §2.9.2.1). Default: every rule to every operator, with consent. */
  rat: z
    .array(authorisationRuleSchema)
    .default([{ pprIds: ['ppr1', 'ppr2'], allowedOperators: [anyOperator], consentRequired: true }]),
  /**
   * direct: a command with Le is answered with data at once. getResponse: 61xx first, always, as over T=0.
   * A command without Le gets 61xx either way.
   */
  responseStyle: z.enum(['direct', 'getResponse']).default('direct'),
  /** Mode of the REFRESH that the card sends after enable and disable (ETSI TS 102 223 §8.6). */
  refresh: z.enum(['uiccReset', 'euiccProfileStateChange']).default('uiccReset'),
  /** Whether enable and disable take effect at once where the refresh flag is not set. */
  supportsNoRefresh: z.boolean().default(true),
  /** Whether the enabled profile has a toolkit menu, set up by a proactive command after TERMINAL PROFILE. */
  toolkitMenu: z.boolean().default(false),
  /** Whether a test profile must use the test algorithm, or a key whose first 120 bits are zero. */
  checkTestProfileKeys: z.boolean().default(true),
  /**
   * Whether certificates out of their time are refused. An eUICC has no clock of its own and SGP.22 lets it pass;
   * the bench has one, and expired certificates should be seen.
   */
  checkValidity: z.boolean().default(true),
  /** Whether an installation that power loss cut off leaves a result (installFailedDueToInterruption). */
  reportInterruption: z.boolean().default(true),
  /** Time that a command takes, in milliseconds, and for each of its bytes both ways. */
  apduDelay: z
    .strictObject({ fixedMs: milliseconds, perByteMs: milliseconds })
    .default({ fixedMs: 0, perByteMs: 0 }),
  /**
   * Milliseconds of APDUs of a kind (`apduKinds`: `ES10b.AuthenticateServer`, `SELECT`), in place of those of
   * apduDelay. Of several the first APDU has the first, and after the last comes the first again.
   * `durationsOfRecording` makes this of a recording.
   */
  durations: z
    .record(z.string(), z.union([milliseconds, z.array(milliseconds).min(1).max(10_000)]))
    .superRefine((durations, { addIssue }) => {
      for (const kind of Object.keys(durations))
        if (!apduKinds.includes(kind))
          addIssue({ code: 'custom', path: [kind], message: 'there is no such kind of APDU' });
    })
    .default({}),
});

export type EuiccConfig = z.infer<typeof euiccConfigSchema>;
export type EuiccConfigInput = z.input<typeof euiccConfigSchema>;

/** Settings with their defaults. Throws `simulator_config_invalid` with the field that is wrong. */
export function parseEuiccConfig(input: unknown = {}): EuiccConfig {
  const result = euiccConfigSchema.safeParse(input);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const reason = `${issue?.path.join('.') || 'settings'}: ${issue?.message ?? 'invalid'}`;
  throw new WorkbenchError('simulator_config_invalid', { reason });
}

/** Settings as JSON. Throws `simulator_config_invalid` for a text that is none, or with the field that is wrong. */
export function parseEuiccConfigText(text: string): EuiccConfig {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new WorkbenchError('simulator_config_invalid', { reason: 'settings: no JSON' }, { cause });
  }
  return parseEuiccConfig(json);
}
