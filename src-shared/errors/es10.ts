import { defineErrors } from './define.ts';

export const es10Errors = defineErrors('es10', {
  es10_refused: ['The card refused {function}: {result} ({meaning})', '{next}'],
  profile_installation_failed: [
    'The card could not install the profile: {reason} in {command} ({meaning})',
    '{next}',
  ],
  no_installation_result: [
    'The card took the whole profile package and gave no result',
    'Read the card again to see whether the profile is on it.',
  ],
  profile_not_on_card: [
    'There is no profile {profile} on the card',
    'Read the card again and choose one of its profiles.',
  ],
  profile_state_unchanged: [
    'The card accepted the command, yet profile {iccid} is {state} afterwards',
    'Take the card out, put it in again and read it: some cards switch only then.',
  ],
  card_changed: [
    'Another card is in the reader now: EID {found} instead of {expected}',
    'Put the first card back and let the operation be reconciled.',
  ],
  notification_gone: [
    'The card holds no notification {sequenceNumber} any more',
    'Read the card again; somebody else may have removed it.',
  ],
  ppr_not_allowed: [
    'The profile comes with policy rules ({rules}) that the rules authorisation table of the card does not allow its owner',
    "Ask the profile's owner for a profile without these rules, or use a card that allows them.",
  ],
  ppr1_beside_operational: [
    'The profile may never be disabled (policy rule PPR1), and such a profile may not be installed beside another operational one: {profile} is on the card',
    'Delete the operational profiles of the card, or use a card without any, and ask for a new activation code.',
  ],
  card_full: [
    'The card has no room: it says that it can take no other profile, and has no free memory',
    'Delete a profile from the card, or use another card. The activation code stays valid.',
  ],
  card_memory_short: [
    'The profile has {needed} bytes, and the card has {free} bytes of free memory',
    'Delete a profile from the card, or use a card with more memory. The activation code stays valid.',
  ],
  card_without_ci_keys: [
    'The card has no key of a certificate issuer (CI) {use}',
    'Use another card: this one has not been personalised for remote provisioning.',
  ],
  card_version_unsupported: [
    'The card is of SGP.22 version {svn}, which is older than the protocol that is spoken here (2.0 and later)',
    'Use a newer card.',
  ],
});

type Details = Readonly<Record<string, readonly [meaning: string, next: string]>>;

/** What the named results of ES10 mean and what to do about them (SGP.22 v2.5 §5.7), by the function's short name. */
const results = {
  'EnableProfile/iccidOrAidNotFound': [
    'no such profile on the card',
    'Read the card again and choose one of its profiles.',
  ],
  'EnableProfile/profileNotInDisabledState': ['the profile is enabled already', 'Nothing to do.'],
  'EnableProfile/disallowedByPolicy': [
    'the enabled profile may not be disabled (policy rule PPR1)',
    'Its operator has to lift the rule before another profile can be enabled.',
  ],
  'EnableProfile/wrongProfileReenabling': [
    'a test profile is enabled, and only the profile before it may be enabled now',
    'Disable the test profile first.',
  ],
  'EnableProfile/catBusy': ['a proactive session is going on', 'Reset the card and try again.'],
  'DisableProfile/iccidOrAidNotFound': [
    'no such profile on the card',
    'Read the card again and choose one of its profiles.',
  ],
  'DisableProfile/profileNotInEnabledState': ['the profile is not enabled', 'Nothing to do.'],
  'DisableProfile/disallowedByPolicy': [
    'the profile may not be disabled (policy rule PPR1)',
    'Its operator has to lift the rule.',
  ],
  'DisableProfile/catBusy': ['a proactive session is going on', 'Reset the card and try again.'],
  'DeleteProfile/iccidOrAidNotFound': [
    'no such profile on the card',
    'Read the card again and choose one of its profiles.',
  ],
  'DeleteProfile/profileNotInDisabledState': ['the profile is enabled', 'Disable it first, then delete it.'],
  'DeleteProfile/disallowedByPolicy': [
    'the profile may not be deleted (policy rule PPR2)',
    'Its operator has to lift the rule; a memory reset deletes it all the same.',
  ],
  'SetNickname/iccidNotFound': [
    'no such profile on the card',
    'Read the card again and choose one of its profiles.',
  ],
  'eUICCMemoryReset/catBusy': ['a proactive session is going on', 'Reset the card and try again.'],
  'AuthenticateServer/invalidCertificate': [
    'the certificate of the SM-DP+ does not verify',
    'The server and the card have to belong to the same CI; compare the CI key ids of both.',
  ],
  'AuthenticateServer/invalidSignature': [
    'the signature of the SM-DP+ does not verify',
    'Report it to the operator of the SM-DP+.',
  ],
  'AuthenticateServer/unsupportedCurve': [
    "the card does not know the curve of the server's key",
    'Report it to the operator of the SM-DP+.',
  ],
  'AuthenticateServer/noSessionContext': [
    'the card has no session',
    'Try again; something reset the card between two steps.',
  ],
  'AuthenticateServer/invalidOid': [
    'the OID in the certificate of the SM-DP+ is not valid',
    'Report it to the operator of the SM-DP+.',
  ],
  'AuthenticateServer/euiccChallengeMismatch': [
    'the server signed another challenge',
    'Try again; if it stays so, report it to the operator of the SM-DP+.',
  ],
  'AuthenticateServer/ciPKUnknown': [
    'the card does not know the CI that the server chose',
    'Use a card whose CI keys are those of the server (live CI for live profiles, test CI for test profiles).',
  ],
  'PrepareDownload/invalidCertificate': [
    'the binding certificate of the SM-DP+ does not verify',
    'Report it to the operator of the SM-DP+.',
  ],
  'PrepareDownload/invalidSignature': [
    'the signature of the SM-DP+ does not verify',
    'Report it to the operator of the SM-DP+.',
  ],
  'PrepareDownload/unsupportedCurve': [
    'the card does not know the curve',
    'Report it to the operator of the SM-DP+.',
  ],
  'PrepareDownload/noSessionContext': [
    'the card has no session',
    'Try again; something reset the card between two steps.',
  ],
  'PrepareDownload/invalidTransactionId': [
    'the transaction is not the one that the card began',
    'Try again.',
  ],
  'CancelSession/invalidTransactionId': [
    'the card knows no such session',
    'Nothing to do: the session is over.',
  ],
  'GetProfilesInfo/incorrectInputValues': [
    'the card does not take the question as it was asked',
    "Report the card's ATR and trace.",
  ],
  'RetrieveNotificationsList/noResultAvailable': [
    'there is no such notification on the card',
    'Read the notifications again.',
  ],
  'LoadCRL/invalidSignature': [
    'the signature of the revocation list does not verify',
    "Load a list of the card's own CI.",
  ],
  'LoadCRL/invalidCRLFormat': [
    'the card cannot read the revocation list',
    'Load a list in the form of SGP.22 §4.6.',
  ],
  'LoadCRL/notEnoughMemorySpace': ['the card has no room for the revocation list', 'Delete a profile first.'],
  'LoadCRL/verificationKeyNotFound': [
    'the card does not know the CI of the revocation list',
    "Load a list of the card's own CI.",
  ],
  'LoadCRL/fresherCrlAlreadyLoaded': ['the card has a newer revocation list', 'Nothing to do.'],
  'RemoveNotificationFromList/nothingToDelete': [
    'there is no such notification on the card',
    'Nothing to do.',
  ],
  'eUICCMemoryReset/nothingToDelete': ['there is nothing of that kind on the card', 'Nothing to do.'],
  'LoadCRL/baseCrlMissing': ['the card wants the base list first', 'Load the base revocation list first.'],
} as const satisfies Details;

/** Error reasons of a ProfileInstallationResult (SGP.22 v2.5 §2.5.6). */
const installation = {
  incorrectInputValues: ['a value in the package is wrong', 'Report it to the operator of the SM-DP+.'],
  invalidSignature: [
    'the signature of the SM-DP+ over the key agreement does not verify',
    'Report it to the operator of the SM-DP+.',
  ],
  invalidTransactionId: ['the package belongs to another session', 'Try again.'],
  unsupportedCrtValues: [
    'the card does not know the key type or length',
    'Report it to the operator of the SM-DP+.',
  ],
  unsupportedRemoteOperationType: [
    'the card does not know the operation',
    'Report it to the operator of the SM-DP+.',
  ],
  unsupportedProfileClass: [
    'the card takes no profile of this class',
    'Use a card that supports test profiles, or another profile.',
  ],
  scp03tStructureError: [
    'the protected package is not built as it must be',
    'Report it to the operator of the SM-DP+.',
  ],
  scp03tSecurityError: [
    'a MAC of the protected package is wrong',
    'Try again; if it stays so, report it to the operator of the SM-DP+.',
  ],
  installFailedDueToIccidAlreadyExistsOnEuicc: [
    'a profile with this ICCID is on the card already',
    'Delete the profile first, or use another activation code.',
  ],
  installFailedDueToInsufficientMemoryForProfile: [
    'the card has no room for the profile',
    'Delete a profile first, or use another card.',
  ],
  installFailedDueToInterruption: [
    'the installation was interrupted',
    'Try again with the same activation code.',
  ],
  installFailedDueToPEProcessingError: [
    'the card could not process an element of the profile',
    "Give the trace to the profile's maker: the eUICC response names the element.",
  ],
  installFailedDueToDataMismatch: [
    'profile and metadata do not agree',
    'Report it to the operator of the SM-DP+.',
  ],
  testProfileInstallFailedDueToInvalidNaaKey: [
    'a test profile may have only the test keys of TS.48',
    'Use a test profile with test keys.',
  ],
  pprNotAllowed: [
    'the card does not allow the policy rules of the profile',
    'Ask for a profile without these rules.',
  ],
  installFailedDueToUnknownError: [
    'the card gives no reason',
    "Try again; then give the trace to the card's maker.",
  ],
} as const satisfies Details;

/** Every function has it (127), and the card says no more. */
const undefinedResult = [
  'the card gives no reason',
  "Reset the card and try again; if it stays so, give the trace of the operation to the card's maker.",
] as const;
/** A value that the specification does not have. */
const unspecified = [
  'SGP.22 v2.5 knows no such value',
  "The card is of another version, or wrong: give the trace of the operation to the card's maker.",
] as const;

/** What a language translates. */
export const es10Texts = { results, installation, undefinedResult, unspecified };

/** `meaning` and `next` for the texts above, from the parameters that an error carries. */
export function es10Detail(
  params: Readonly<Record<string, string | number | boolean>>,
): Readonly<Record<string, string>> {
  const { function: name, result, reason } = params;
  const short = typeof name === 'string' ? name.replace(/^ES10[abc]\./, '') : '';
  const of = (details: Details, key: string) => (Object.hasOwn(details, key) ? details[key] : undefined);
  const found =
    reason === undefined ? of(results, `${short}/${String(result)}`) : of(installation, String(reason));
  const [meaning, next] = found ?? (result === 'undefinedError' ? undefinedResult : unspecified);
  return { meaning, next };
}
