/** Status codes of the function execution status (SGP.22 v2.5 §5.2.6): subject and reason, as each function lists them. */

/** What a function ends with where it does not succeed. Texts are the specification's; none holds a secret. */
export class FunctionFailure extends Error {
  readonly subjectCode: string;
  readonly reasonCode: string;

  constructor([subjectCode, reasonCode, message]: StatusCode) {
    super(message);
    this.name = 'FunctionFailure';
    this.subjectCode = subjectCode;
    this.reasonCode = reasonCode;
  }
}

type StatusCode = readonly [subjectCode: string, reasonCode: string, message: string];

/** A request that never reaches a function: HTTP status instead of a function execution status (§6.3, §6.5). */
export class HttpFailure extends Error {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.name = 'HttpFailure';
    this.status = status;
    this.headers = headers;
  }
}

export const statusCodes = {
  formatInvalid: ['1.3.1', '2.1', 'The data of the request is invalid'],
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
  eumCertificateInvalid: ['8.1.2', '6.1', 'Certificate is invalid'],
  eumCertificateExpired: ['8.1.2', '6.3', 'Certificate has expired'],
  euiccCertificateInvalid: ['8.1.3', '6.1', 'Certificate is invalid'],
  euiccCertificateExpired: ['8.1.3', '6.3', 'Certificate has expired'],
  euiccSignatureInvalid: ['8.1', '6.1', 'eUICC signature is invalid or serverChallenge is invalid'],
  euiccRefused: ['8.1', '4.2', 'The eUICC reported an error'],
  insufficientMemory: ['8.1', '4.8', 'eUICC does not have sufficient space for this Profile'],
  ciKeyUnknown: ['8.11.1', '3.9', 'Unknown CI Public Key'],
  orderExpired: ['8.8.5', '4.10', 'The Download order has expired'],
  orderRetriesExceeded: [
    '8.8.5',
    '6.4',
    'The maximum number of retries for the Profile download order has been exceeded',
  ],
  profileNotReleased: ['8.2', '1.2', 'Profile has not yet been released'],
  profileErased: ['8.2', '3.7', 'The Profile is no longer available'],
  matchingIdRefused: ['8.2.6', '3.8', 'MatchingID (AC_Token or EventID) is refused'],
  eidRefused: ['8.1.1', '3.8', 'EID does not match the expected value'],
  noEligibleProfile: ['8.2.5', '4.3', 'No eligible Profile for this eUICC/Device'],
  transactionUnknown: ['8.10.1', '3.9', 'The RSP session identified by the TransactionID is unknown'],
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
} as const satisfies Readonly<Record<string, StatusCode>>;

export function failure(name: keyof typeof statusCodes): FunctionFailure {
  return new FunctionFailure(statusCodes[name]);
}
