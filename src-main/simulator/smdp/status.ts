/** Status codes of the SM-DP+ (SGP.22 v2.5 §5.2.6), and which of them each of its functions can end with. */

import { commonCodes, FunctionFailure, type FunctionStatus, type StatusCode } from '../rsp-server/index.ts';

export const statusCodes = {
  ...commonCodes,
  // §5.6.1 InitiateAuthentication
  smdpAddressRefused: ['8.8.1', '3.8', 'Invalid SM-DP+ Address'],
  ciKeysUnsupported: [
    '8.8.2',
    '3.1',
    'None of the proposed Public Key Identifiers is supported by the SM-DP+',
  ],
  svnUnsupported: [
    '8.8.3',
    '3.1',
    'The Specification Version Number indicated by the eUICC is not supported',
  ],
  smdpCertificateUnavailable: [
    '8.8.4',
    '3.7',
    'The SM-DP+ has no CERT.DPauth.ECDSA signed by one of the CI Public Keys supported by the eUICC',
  ],
  // §5.6.3 AuthenticateClient
  matchingIdRefused: ['8.2.6', '3.8', 'MatchingID (AC_Token or EventID) is refused'],
  eidRefused: ['8.1.1', '3.8', 'EID does not match the expected value'],
  profileNotReleased: ['8.2', '1.2', 'Profile has not yet been released'],
  profileErased: ['8.2', '3.7', 'The Profile is no longer available'],
  orderExpired: ['8.8.5', '4.10', 'The Download order has expired'],
  orderRetriesExceeded: [
    '8.8.5',
    '6.4',
    'The maximum number of retries for the Profile download order has been exceeded',
  ],
  noEligibleProfile: ['8.2.5', '4.3', 'No eligible Profile for this eUICC/Device'],
  insufficientMemory: ['8.1', '4.8', 'eUICC does not have sufficient space for this Profile'],
  // §5.6.2 GetBoundProfilePackage
  rebindingRefused: ['8.2', '3.7', 'BPP is not available for a new binding'],
  confirmationCodeMissing: ['8.2.7', '2.2', 'Confirmation Code is missing'],
  confirmationCodeRefused: ['8.2.7', '3.8', 'Confirmation Code is refused'],
  confirmationCodeRetriesExceeded: [
    '8.2.7',
    '6.4',
    'The maximum number of retries for the Confirmation Code has been exceeded',
  ],
  // §5.6.5 CancelSession
  smdpOidInvalid: ['8.8', '3.10', 'The provided SM-DP+ OID is invalid'],
  // §5.3.1 to §5.3.4: ES2+
  iccidUnknown: ['8.2.1', '3.9', 'The Profile identified by this ICCID is unknown to the SM-DP+'],
  iccidNotAllowed: ['8.2.1', '1.2', 'The function caller may not perform this function on the Profile'],
  iccidInUse: ['8.2.1', '3.3', 'The Profile identified by this ICCID is not available'],
  iccidWrongState: ['8.2.1', '3.5', "The Profile's state does not allow this function"],
  profileTypeUnknown: ['8.2.5', '3.9', 'The Profile Type is unknown to the SM-DP+'],
  profileTypeNotAllowed: [
    '8.2.5',
    '1.2',
    'The function caller may not perform this function on the Profile Type',
  ],
  profileTypeUnavailable: ['8.2.5', '3.7', 'No more Profile is available for the requested Profile Type'],
  profileTypeRefused: ['8.2.5', '3.8', 'The Profile Type is not that of the Profile identified by the ICCID'],
  eidMissing: ['8.1.1', '2.2', 'An EID is needed for a default SM-DP+ or an SM-DS'],
  eidOtherAssociation: ['8.1.1', '3.10', 'A different EID is associated with this ICCID'],
  matchingIdInUse: ['8.2.6', '3.3', 'Conflicting MatchingID value'],
  matchingIdOtherAssociation: ['8.2.6', '3.10', 'A different MatchingID is associated with this ICCID'],
  smdsInaccessible: ['8.9', '5.1', 'The SM-DS is unavailable or unreachable'],
  smdsFailed: ['8.9', '4.2', 'The SM-DS has raised an error'],
} as const satisfies Readonly<Record<string, StatusCode>>;

export type StatusName = keyof typeof statusCodes;

export function failure(name: StatusName): FunctionFailure {
  return new FunctionFailure(statusCodes[name]);
}

function codes(...names: readonly StatusName[]): readonly StatusCode[] {
  return names.map((name) => statusCodes[name]);
}

const certificates = [
  'eumCertificateInvalid',
  'eumCertificateExpired',
  'euiccCertificateInvalid',
  'euiccCertificateExpired',
  'ciKeyUnknown',
] as const;

/** What each function of the SM-DP+ can end with, in the order in which it looks. */
export const smdpFunctionStatus: FunctionStatus = {
  'ES9+.InitiateAuthentication': codes(
    'formatInvalid',
    'smdpAddressRefused',
    'svnUnsupported',
    'smdpCertificateUnavailable',
    'ciKeysUnsupported',
  ),
  'ES9+.AuthenticateClient': codes(
    'formatInvalid',
    'transactionUnknown',
    'euiccRefused',
    ...certificates,
    'euiccSignatureInvalid',
    'matchingIdRefused',
    'eidRefused',
    'profileNotReleased',
    'profileErased',
    'orderExpired',
    'orderRetriesExceeded',
    'noEligibleProfile',
    'insufficientMemory',
  ),
  'ES9+.GetBoundProfilePackage': codes(
    'formatInvalid',
    'transactionUnknown',
    'euiccRefused',
    'euiccSignatureInvalid',
    'rebindingRefused',
    'orderExpired',
    'confirmationCodeMissing',
    'confirmationCodeRefused',
    'confirmationCodeRetriesExceeded',
  ),
  'ES9+.HandleNotification': codes('formatInvalid', ...certificates, 'euiccSignatureInvalid'),
  'ES9+.CancelSession': codes(
    'formatInvalid',
    'transactionUnknown',
    'euiccRefused',
    'euiccSignatureInvalid',
    'smdpOidInvalid',
  ),
  'ES2+.DownloadOrder': codes(
    'formatInvalid',
    'iccidUnknown',
    'iccidNotAllowed',
    'profileTypeRefused',
    'iccidInUse',
    'profileTypeUnknown',
    'profileTypeNotAllowed',
    'profileTypeUnavailable',
  ),
  'ES2+.ConfirmOrder': codes(
    'formatInvalid',
    'iccidUnknown',
    'iccidNotAllowed',
    'iccidWrongState',
    'eidOtherAssociation',
    'eidMissing',
    'matchingIdInUse',
    'smdsInaccessible',
    'smdsFailed',
  ),
  'ES2+.CancelOrder': codes(
    'formatInvalid',
    'iccidUnknown',
    'iccidNotAllowed',
    'iccidInUse',
    'iccidWrongState',
    'eidOtherAssociation',
    'matchingIdOtherAssociation',
    'smdsInaccessible',
    'smdsFailed',
  ),
  'ES2+.ReleaseProfile': codes(
    'formatInvalid',
    'iccidUnknown',
    'iccidNotAllowed',
    'iccidWrongState',
    'smdsInaccessible',
    'smdsFailed',
  ),
  // The SM-DP+ calls it; the operator's answer is taken or the call repeated.
  'ES2+.HandleDownloadProgressInfo': [],
};
