/** EUICCInfo1, EUICCInfo2, EID, addresses, RAT, default SM-DP+ (SGP.22 v2.5 §5.7.3, 5.7.4, 5.7.7, 5.7.8, 5.7.20, 5.7.22, §4.2, §4.3). */

import type { Infer } from '../tlv/index.ts';
import { bits, digits, named, octets, optional, sequence, sequenceOf, utf8, version } from '../tlv/index.ts';
import { operatorId, pprIds, pprNames, subjectKeyIdentifier } from './common.ts';

export const GetEuiccInfo1Request = sequence(0xbf20, {});

export const EUICCInfo1 = sequence(0xbf20, {
  svn: version(0x82),
  euiccCiPKIdListForVerification: sequenceOf(0xa9, subjectKeyIdentifier, 64),
  euiccCiPKIdListForSigning: sequenceOf(0xaa, subjectKeyIdentifier, 64),
});
export type EUICCInfo1 = Infer<typeof EUICCInfo1>;

export const uiccCapabilityNames = [
  'contactlessSupport',
  'usimSupport',
  'isimSupport',
  'csimSupport',
  'akaMilenage',
  'akaCave',
  'akaTuak128',
  'akaTuak256',
  'rfu1',
  'rfu2',
  'gbaAuthenUsim',
  'gbaAuthenISim',
  'mbmsAuthenUsim',
  'eapClient',
  'javacard',
  'multos',
  'multipleUsimSupport',
  'multipleIsimSupport',
  'multipleCsimSupport',
  'berTlvFileSupport',
  'dfLinkSupport',
  'catTp',
  'getIdentity',
  'profile-a-x25519',
  'profile-b-p256',
  'suciCalculatorApi',
] as const;

export const rspCapabilityNames = [
  'additionalProfile',
  'crlSupport',
  'rpmSupport',
  'testProfileSupport',
  'deviceInfoExtensibilitySupport',
] as const;

export const euiccCategoryNames = { other: 0, basicEuicc: 1, mediumEuicc: 2, contactlessEuicc: 3 } as const;

export const CertificationDataObject = sequence(0xac, {
  platformLabel: utf8(0x80),
  discoveryBaseURL: utf8(0x81),
});

export const GetEuiccInfo2Request = sequence(0xbf22, {});

export const EUICCInfo2 = sequence(0xbf22, {
  profileVersion: version(0x81),
  svn: version(0x82),
  euiccFirmwareVer: version(0x83),
  extCardResource: octets(0x84),
  uiccCapability: bits(uiccCapabilityNames, 0x85),
  ts102241Version: optional(version(0x86)),
  globalplatformVersion: optional(version(0x87)),
  rspCapability: bits(rspCapabilityNames, 0x88),
  euiccCiPKIdListForVerification: sequenceOf(0xa9, subjectKeyIdentifier, 64),
  euiccCiPKIdListForSigning: sequenceOf(0xaa, subjectKeyIdentifier, 64),
  euiccCategory: optional(named(euiccCategoryNames, 0x8b)),
  forbiddenProfilePolicyRules: optional(bits(pprNames, 0x99)),
  ppVersion: version(0x04),
  sasAcreditationNumber: utf8(0x0c, 64),
  certificationDataObject: optional(CertificationDataObject),
});
export type EUICCInfo2 = Infer<typeof EUICCInfo2>;

export const GetEuiccDataRequest = sequence(0xbf3e, { tagList: octets(0x5c, { length: 1 }) });
export const GetEuiccDataResponse = sequence(0xbf3e, { eidValue: digits(0x5a, 16) });

export const EuiccConfiguredAddressesRequest = sequence(0xbf3c, {});
export const EuiccConfiguredAddressesResponse = sequence(0xbf3c, {
  defaultDpAddress: optional(utf8(0x80)),
  rootDsAddress: utf8(0x81),
});

export const SetDefaultDpAddressRequest = sequence(0xbf3f, { defaultDpAddress: utf8(0x80) });
export const setDefaultDpAddressResult = { ok: 0, undefinedError: 127 } as const;
export const SetDefaultDpAddressResponse = sequence(0xbf3f, {
  setDefaultDpAddressResult: named(setDefaultDpAddressResult, 0x80),
});

export const ProfilePolicyAuthorisationRule = sequence(0x30, {
  pprIds: pprIds(0x80),
  allowedOperators: sequenceOf(0xa1, operatorId(0x30), 256),
  pprFlags: bits(['consentRequired'], 0x82),
});
export const GetRatRequest = sequence(0xbf43, {});
export const GetRatResponse = sequence(0xbf43, {
  rat: sequenceOf(0xa0, ProfilePolicyAuthorisationRule, 256),
});
export type GetRatResponse = Infer<typeof GetRatResponse>;

/** Answer to SELECT ISD-R, in the FCI (6F), beside A5 (SGP.22 v2.5 §5.7.1). */
export const ISDRProprietaryApplicationTemplate = sequence(0xe0, {
  svn: version(0x82),
  /** No automatic tag: `svn` beside it has one that is written down. */
  lpaeSupport: optional(bits(['lpaeUsingCat', 'lpaeUsingScws'], 0x03)),
});
