/**
 * What a card of another SGP.22 version than v2.5 tells otherwise about itself. A v3 card is served at the v2 level: it
 * has more fields, under tags that v2 leaves free, and no LoadCRL.
 */

import { fromHex } from '../../../src-shared/bytes.ts';
import { type EUICCInfo2, rspCapabilityNames } from '../../rsp/index.ts';
import { bits, encode, integer, octets, sequenceOf, utf8, version } from '../../tlv/index.ts';
import type { Chip } from './chip.ts';
import type { EuiccConfig, RspCapability } from './config.ts';

/** EuiccRspCapability of RSPDefinitions v3.1 from bit 5 on. */
export const laterRspCapabilities = {
  serviceSpecificDataSupport: 5,
  hriServerAddressSupport: 6,
  serviceProviderMessageSupport: 7,
  lpaProxySupport: 8,
  enterpriseProfilesSupport: 9,
  serviceDescriptionSupport: 10,
  deviceChangeSupport: 11,
  encryptedDeviceChangeDataSupport: 12,
  estimatedProfileSizeIndicationSupport: 13,
  profileSizeInProfilesInfoSupport: 14,
  crlStaplingV3Support: 15,
  certChainV3VerificationSupport: 16,
  signedSmdsResponseV3Support: 17,
  euiccRspCapInInfo1: 18,
  osUpdateSupport: 19,
  cancelForEmptySpnPnSupport: 20,
  updateNotifConfigInfoSupport: 21,
  updateMetadataV3Support: 22,
  v3ObjectsInCtxParamsCASupport: 23,
  pushServiceRegistrationSupport: 24,
} as const;

/** Capabilities that not every version has: the first that has them, and the first that has them no more. */
const lifetimes: Readonly<Record<string, { readonly since?: string; readonly until?: string }>> = {
  crlSupport: { until: '3.0.0' },
  deviceInfoExtensibilitySupport: { since: '2.2.2' },
  serviceSpecificDataSupport: { since: '2.4.0' },
  v3ObjectsInCtxParamsCASupport: { since: '3.1.0' },
  pushServiceRegistrationSupport: { since: '3.1.0' },
};

function ordinal(text: string): number {
  return text.split('.').reduce((sum, part) => sum * 1000 + Number(part), 0);
}

function isV3(text: string): boolean {
  return ordinal(text) >= ordinal('3.0.0');
}

/** The highest version that the card supports. */
function highestSvn(config: EuiccConfig): string {
  return config.v3?.highestSvn ?? config.svn;
}

function exists(name: string, config: EuiccConfig): boolean {
  const svn = highestSvn(config);
  const { since = name in laterRspCapabilities ? '3.0.0' : '0.0.0', until } = lifetimes[name] ?? {};
  return ordinal(svn) >= ordinal(since) && (until === undefined || ordinal(svn) < ordinal(until));
}

/** Whether the card has a capability: it is set, and the card's version knows it. */
export function hasRspCapability(config: EuiccConfig, name: RspCapability): boolean {
  return config.rspCapability.includes(name) && exists(name, config);
}

type Bits = EUICCInfo2['rspCapability'];

/** rspCapability for EUICCInfo2: `additionalProfile` only while there is room. */
export function rspCapability(chip: Chip): Bits {
  const { config } = chip;
  const room = chip.freeMemory > 0 && chip.state.profiles.length < config.maxProfiles;
  const set: readonly RspCapability[] = isV3(highestSvn(config))
    ? [...new Set<RspCapability>([...config.rspCapability, 'euiccRspCapInInfo1'])]
    : config.rspCapability;
  return set
    .filter((name) => exists(name, config) && (name !== 'additionalProfile' || room))
    .map((name) =>
      name in laterRspCapabilities
        ? (`bit${laterRspCapabilities[name as keyof typeof laterRspCapabilities]}` as const)
        : (name as (typeof rspCapabilityNames)[number]),
    );
}

/** TLVs that a v3 card has after those of EUICCInfo1 v2: euiccRspCapability [8] and highestSvn [19]. */
export function laterInfo1(chip: Chip): readonly Uint8Array[] {
  const svn = highestSvn(chip.config);
  if (!isV3(svn)) return [];
  return [encode(bits(rspCapabilityNames, 0x88), rspCapability(chip)), encode(version(0x93), svn)];
}

/** What EUICCInfo2 must have from v3 on, where the settings leave it out. */
export function laterDefaults(config: EuiccConfig) {
  if (!isV3(highestSvn(config))) return {};
  return {
    globalplatformVersion: '2.3.1',
    certificationDataObject: {
      platformLabel: config.sasAccreditationNumber,
      discoveryBaseURL: 'https://dloa.simulated.test',
    },
  };
}

/** TLVs that a v3 card has after those of EUICCInfo2 v2, [13] to [19]. */
export function laterInfo2(config: EuiccConfig): readonly Uint8Array[] {
  const svn = highestSvn(config);
  if (!isV3(svn)) return [];
  const { treProperties, treProductReference, additionalProfilePackageVersions, additionalEuiccInfo } =
    config.v3 ?? {};
  return [
    ...(treProperties === undefined
      ? []
      : [encode(bits(['isDiscrete', 'isIntegrated', 'usesRemoteMemory'], 0x8d), treProperties)]),
    ...(treProductReference === undefined ? [] : [encode(utf8(0x8e), treProductReference)]),
    ...(additionalProfilePackageVersions === undefined
      ? []
      : [encode(sequenceOf(0xaf, version()), additionalProfilePackageVersions)]),
    // lpaMode: lpad
    encode(integer(0x90), 0),
    ...(additionalEuiccInfo === undefined ? [] : [encode(octets(0x92), fromHex(additionalEuiccInfo))]),
    encode(version(0x93), svn),
  ];
}

/** What the ISD-R's template has beside the version: euiccConfiguration, from v3 on. */
export function isdrConfiguration(chip: Chip): Uint8Array {
  if (!isV3(highestSvn(chip.config))) return new Uint8Array(0);
  const enabled = chip.state.profiles.some((one) => one.state === 'enabled');
  const names = ['lpaeUsingCatSupported', 'lpaeUsingScwsSupported', 'enabledProfile'] as const;
  return encode(bits(names, 0x03), enabled ? ['enabledProfile'] : []);
}
