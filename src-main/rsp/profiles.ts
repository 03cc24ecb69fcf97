/** Profiles on the card: list, enable, disable, delete, nickname, reset (SGP.22 v2.5 §5.7.15 to 5.7.21) and metadata (§4.4). */

import type { Infer } from '../tlv/index.ts';
import {
  bits,
  boolean,
  choice,
  explicit,
  label,
  named,
  octets,
  oid,
  optional,
  sequence,
  sequenceOf,
  utf8,
} from '../tlv/index.ts';
import {
  iccidField,
  iconType,
  isdpAid,
  notificationConfigurationInformation,
  operatorId,
  pprIds,
  profileClass,
  profileStateNames,
} from './common.ts';

export const DpProprietaryData = sequence(0xb8, { dpOid: oid(0x80) });

export const RefArDo = sequence(0xe2, {
  refDo: sequence(0xe1, {
    deviceAppIdRefDo: octets(0xc1, { min: 20, max: 32 }),
    pkgRefDo: optional(octets(0xca, { max: 127 })),
  }),
  arDo: sequence(0xe3, { permArDo: octets(0xdb, { length: 8 }) }),
});

export const ProfileInfo = sequence(0xe3, {
  iccid: optional(iccidField),
  isdpAid: optional(isdpAid),
  profileState: optional(named(profileStateNames, 0x9f70)),
  profileNickname: optional(label(0x90, 64)),
  serviceProviderName: optional(label(0x91, 32)),
  profileName: optional(label(0x92, 64)),
  iconType: optional(iconType),
  icon: optional(octets(0x94, { max: 1024 })),
  profileClass: optional(profileClass),
  notificationConfigurationInfo: optional(sequenceOf(0xb6, notificationConfigurationInformation, 64)),
  profileOwner: optional(operatorId(0xb7)),
  dpProprietaryData: optional(DpProprietaryData),
  profilePolicyRules: optional(pprIds(0x99)),
  refArDo: optional(sequenceOf(0xbf76, RefArDo, 64)),
});
export type ProfileInfo = Infer<typeof ProfileInfo>;

export const ProfileInfoListRequest = sequence(0xbf2d, {
  searchCriteria: optional(explicit(0xa0, choice({ isdpAid, iccid: iccidField, profileClass }))),
  tagList: optional(octets(0x5c)),
});
export type ProfileInfoListRequest = Infer<typeof ProfileInfoListRequest>;
export const profileInfoListError = { incorrectInputValues: 1, undefinedError: 127 } as const;
export const ProfileInfoListResponse = explicit(
  0xbf2d,
  choice({
    profileInfoListOk: sequenceOf(0xa0, ProfileInfo, 256),
    profileInfoListError: named(profileInfoListError, 0x81),
  }),
);
/** Default tag list of §5.7.15 where the request has none: ICCID, ISD-P AID, state, nickname, provider, name, icon type, icon, class. */
export const profileInfoDefaultTags = [0x5a, 0x4f, 0x9f70, 0x90, 0x91, 0x92, 0x93, 0x94, 0x95] as const;
export const profileInfoAllTags = [...profileInfoDefaultTags, 0xb6, 0xb7, 0xb8, 0x99, 0xbf76] as const;

export const StoreMetadataRequest = sequence(0xbf25, {
  iccid: iccidField,
  serviceProviderName: utf8(0x91, 32),
  profileName: utf8(0x92, 64),
  iconType: optional(iconType),
  icon: optional(octets(0x94, { max: 1024 })),
  /** Absent: operational. */
  profileClass: optional(profileClass),
  notificationConfigurationInfo: optional(sequenceOf(0xb6, notificationConfigurationInformation, 64)),
  profileOwner: optional(operatorId(0xb7)),
  profilePolicyRules: optional(pprIds(0x99)),
});
export type StoreMetadataRequest = Infer<typeof StoreMetadataRequest>;

export const UpdateMetadataRequest = sequence(0xbf2a, {
  serviceProviderName: optional(utf8(0x91, 32)),
  profileName: optional(utf8(0x92, 64)),
  iconType: optional(iconType),
  icon: optional(octets(0x94, { max: 1024 })),
  profilePolicyRules: optional(pprIds(0x99)),
});

const profileIdentifier = choice({ isdpAid, iccid: iccidField });

export const EnableProfileRequest = sequence(0xbf31, {
  profileIdentifier: explicit(0xa0, profileIdentifier),
  refreshFlag: boolean(0x81),
});
export const enableResult = {
  ok: 0,
  iccidOrAidNotFound: 1,
  profileNotInDisabledState: 2,
  disallowedByPolicy: 3,
  wrongProfileReenabling: 4,
  catBusy: 5,
  undefinedError: 127,
} as const;
export const EnableProfileResponse = sequence(0xbf31, { enableResult: named(enableResult, 0x80) });

export const DisableProfileRequest = sequence(0xbf32, {
  profileIdentifier: explicit(0xa0, profileIdentifier),
  refreshFlag: boolean(0x81),
});
export const disableResult = {
  ok: 0,
  iccidOrAidNotFound: 1,
  profileNotInEnabledState: 2,
  disallowedByPolicy: 3,
  catBusy: 5,
  undefinedError: 127,
} as const;
export const DisableProfileResponse = sequence(0xbf32, { disableResult: named(disableResult, 0x80) });

export const DeleteProfileRequest = explicit(0xbf33, profileIdentifier);
export const deleteResult = {
  ok: 0,
  iccidOrAidNotFound: 1,
  profileNotInDisabledState: 2,
  disallowedByPolicy: 3,
  undefinedError: 127,
} as const;
export const DeleteProfileResponse = sequence(0xbf33, { deleteResult: named(deleteResult, 0x80) });

export const resetOptionNames = [
  'deleteOperationalProfiles',
  'deleteFieldLoadedTestProfiles',
  'resetDefaultSmdpAddress',
] as const;
export const EuiccMemoryResetRequest = sequence(0xbf34, { resetOptions: bits(resetOptionNames, 0x82) });
export const resetResult = { ok: 0, nothingToDelete: 1, catBusy: 5, undefinedError: 127 } as const;
export const EuiccMemoryResetResponse = sequence(0xbf34, { resetResult: named(resetResult, 0x80) });

export const SetNicknameRequest = sequence(0xbf29, { iccid: iccidField, profileNickname: utf8(0x90, 64) });
export const setNicknameResult = { ok: 0, iccidNotFound: 1, undefinedError: 127 } as const;
export const SetNicknameResponse = sequence(0xbf29, { setNicknameResult: named(setNicknameResult, 0x80) });
