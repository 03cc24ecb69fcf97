/** From the card's types to the models that window, CLI and store share. */

import { toBase64, toHex } from '../../src-shared/bytes.ts';
import type { CardInfo, NotificationEvent, Profile } from '../../src-shared/model/index.ts';
import type {
  EUICCInfo2,
  GetRatResponse,
  NotificationMetadata,
  ProfileInfo,
  StoreMetadataRequest,
} from '../rsp/index.ts';
import { readSingleTlv, readTlvs, unsignedFromBytes } from '../tlv/index.ts';

interface Operator {
  readonly mccMnc: Uint8Array;
  readonly gid1?: Uint8Array;
  readonly gid2?: Uint8Array;
}

/** MCC and MNC of the three bytes of 3GPP TS 24.008 §10.5.1.13; wildcards come out as E. */
export function operatorOf(operator: Operator): { mcc: string; mnc: string; gid1?: string; gid2?: string } {
  const [a = 0, b = 0, c = 0] = operator.mccMnc;
  const digit = (nibble: number) => nibble.toString(16).toUpperCase();
  const third = b >> 4;
  return {
    mcc: digit(a & 0x0f) + digit(a >> 4) + digit(b & 0x0f),
    mnc: digit(c & 0x0f) + digit(c >> 4) + (third === 0x0f ? '' : digit(third)),
    ...(operator.gid1 === undefined ? {} : { gid1: toHex(operator.gid1) }),
    ...(operator.gid2 === undefined ? {} : { gid2: toHex(operator.gid2) }),
  };
}

const events: Readonly<Record<string, NotificationEvent>> = {
  notificationInstall: 'install',
  notificationEnable: 'enable',
  notificationDisable: 'disable',
  notificationDelete: 'delete',
  // Cards of SGP.22 v3 name what remote management did apart (v3.1, NotificationEvent).
  bit4: 'enable',
  bit5: 'disable',
  bit6: 'delete',
};

export function eventsOf(names: readonly string[]): NotificationEvent[] {
  return names.flatMap((name) => events[name] ?? []);
}

type PolicyRule = NonNullable<Profile['policyRules']>[number];

export function policyRulesOf(names: readonly string[]): PolicyRule[] {
  return names.filter(
    (name): name is PolicyRule => name === 'pprUpdateControl' || name === 'ppr1' || name === 'ppr2',
  );
}

/** Names are kept; a number that has none is left out. */
function known<T extends string>(value: T | number | undefined): T | undefined {
  return typeof value === 'string' ? value : undefined;
}

function defined<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}

/** The metadata of a profile that is offered (§5.5.3). It is of class operational where it says nothing else. */
export function metadataOf(metadata: StoreMetadataRequest): Profile {
  return profileOf({ ...metadata, profileClass: metadata.profileClass ?? 'operational' });
}

/** ProfileInfo (§5.7.15), which shares most fields with the metadata of StoreMetadata (for that, see `metadataOf`). */
export function profileOf(info: ProfileInfo | StoreMetadataRequest): Profile {
  const iconType = known(info.iconType);
  const fromCard = info as ProfileInfo;
  return {
    iccid: info.iccid ?? '',
    ...defined({
      isdpAid: fromCard.isdpAid === undefined ? undefined : toHex(fromCard.isdpAid),
      state: known(fromCard.profileState),
      nickname: fromCard.profileNickname,
      serviceProviderName: info.serviceProviderName,
      profileName: info.profileName,
      profileClass: known(info.profileClass),
      icon:
        iconType === undefined || info.icon === undefined || info.icon.length === 0
          ? undefined
          : { type: iconType, data: toBase64(info.icon) },
      owner: info.profileOwner === undefined ? undefined : operatorOf(info.profileOwner),
      policyRules: info.profilePolicyRules === undefined ? undefined : policyRulesOf(info.profilePolicyRules),
      notificationConfiguration: info.notificationConfigurationInfo?.map((one) => ({
        events: eventsOf(one.profileManagementOperation),
        address: one.notificationAddress,
      })),
      smdpOid: fromCard.dpProprietaryData?.dpOid,
    }),
  } as Profile;
}

const resourceNames: ReadonlyMap<number, string> = new Map([
  [0x81, 'installedApplications'],
  [0x82, 'freeNonVolatileMemory'],
  [0x83, 'freeVolatileMemory'],
]);

/** Extended card resources (ETSI TS 102 226 §8.2.1.7.2): applications, free non-volatile and volatile memory. */
export function cardResources(
  bytes: Uint8Array,
): Pick<CardInfo, 'installedApplications' | 'freeNonVolatileMemory' | 'freeVolatileMemory'> {
  const out: Record<string, number> = {};
  try {
    for (const tlv of readTlvs(bytes, 'extCardResource')) {
      const name = resourceNames.get(tlv.tag);
      const value = unsignedFromBytes(tlv.value);
      if (name !== undefined && value !== undefined) out[name] = value;
    }
  } catch {
    // Cards put all kinds of things here; what cannot be read is left out.
  }
  return out;
}

/** Tags of EUICCInfo2 that v2.5 does not have, and v3.1 does (RSPDefinitions v3.1). */
const highestSvnTag = 0x93;
const lpaModeTag = 0x90;
const lpaModes = ['lpad', 'lpae'] as const;

/**
 * What a card of a later version says of itself beside what v2.5 knows. It is served as one of v2; what is not named here
 * is kept as it came.
 */
function laterInfo(
  unknown: readonly Uint8Array[],
): Pick<CardInfo, 'highestSvn' | 'lpaMode' | 'furtherFields'> {
  const out: { highestSvn?: string; lpaMode?: 'lpad' | 'lpae'; furtherFields?: string[] } = {};
  for (const raw of unknown) {
    const { tag, value } = readSingleTlv(raw, 'EUICCInfo2');
    const mode = tag === lpaModeTag && value.length === 1 ? lpaModes[value[0] ?? 2] : undefined;
    if (tag === highestSvnTag && value.length === 3) out.highestSvn = value.join('.');
    else if (mode !== undefined) out.lpaMode = mode;
    else out.furtherFields = [...(out.furtherFields ?? []), toHex(raw)];
  }
  return out;
}

export function cardInfoOf(parts: {
  readonly info2: EUICCInfo2;
  readonly addresses?: { readonly defaultDpAddress?: string; readonly rootDsAddress: string };
  readonly rat?: GetRatResponse;
}): CardInfo {
  const { info2, addresses, rat } = parts;
  return {
    svn: info2.svn,
    profileVersion: info2.profileVersion,
    firmwareVersion: info2.euiccFirmwareVer,
    ppVersion: info2.ppVersion,
    sasAccreditationNumber: info2.sasAcreditationNumber,
    uiccCapabilities: [...info2.uiccCapability],
    rspCapabilities: [...info2.rspCapability],
    ciKeyIdsForVerification: info2.euiccCiPKIdListForVerification.map(toHex),
    ciKeyIdsForSigning: info2.euiccCiPKIdListForSigning.map(toHex),
    ...cardResources(info2.extCardResource),
    ...laterInfo(info2.unknown ?? []),
    ...defined({
      globalplatformVersion: info2.globalplatformVersion,
      ts102241Version: info2.ts102241Version,
      category: known(info2.euiccCategory),
      forbiddenProfilePolicyRules:
        info2.forbiddenProfilePolicyRules === undefined
          ? undefined
          : policyRulesOf(info2.forbiddenProfilePolicyRules),
      certificationDataObject:
        info2.certificationDataObject === undefined
          ? undefined
          : {
              platformLabel: info2.certificationDataObject.platformLabel,
              discoveryBaseUrl: info2.certificationDataObject.discoveryBaseURL,
            },
      defaultSmdpAddress: addresses?.defaultDpAddress || undefined,
      rootSmdsAddress: addresses?.rootDsAddress || undefined,
      rulesAuthorisationTable: rat?.rat.map((rule) => ({
        policyRules: policyRulesOf(rule.pprIds),
        allowedOperators: rule.allowedOperators.map(operatorOf),
        consentRequired: rule.pprFlags.includes('consentRequired'),
      })),
    }),
  } as CardInfo;
}

export interface ListedNotification {
  readonly sequenceNumber: number;
  readonly event: NotificationEvent;
  readonly address: string;
  readonly iccid?: string;
}

export function notificationOf(metadata: NotificationMetadata): ListedNotification {
  return {
    sequenceNumber: metadata.seqNumber,
    // Exactly one bit is set (§5.7.9); a card that sets none has told nothing that could be named.
    event: eventsOf(metadata.profileManagementOperation)[0] ?? 'install',
    address: metadata.notificationAddress,
    ...(metadata.iccid === undefined ? {} : { iccid: metadata.iccid }),
  };
}
