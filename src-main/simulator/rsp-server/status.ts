/** Status codes of the function execution status (SGP.22 v2.5 §5.2.6): subject and reason. */

/** Subject code, reason code, and what the specification says that they mean. */
export type StatusCode = readonly [subjectCode: string, reasonCode: string, message: string];

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

/** Codes that SM-DP+ and SM-DS share: the request's format, and what the eUICC proves (§5.6.3, §5.8.2). */
export const commonCodes = {
  formatInvalid: ['1.3.1', '2.1', 'The data of the request is invalid'],
  eumCertificateInvalid: ['8.1.2', '6.1', 'Certificate is invalid'],
  eumCertificateExpired: ['8.1.2', '6.3', 'Certificate has expired'],
  euiccCertificateInvalid: ['8.1.3', '6.1', 'Certificate is invalid'],
  euiccCertificateExpired: ['8.1.3', '6.3', 'Certificate has expired'],
  euiccSignatureInvalid: ['8.1', '6.1', 'eUICC signature is invalid or serverChallenge is invalid'],
  euiccRefused: ['8.1', '4.2', 'The eUICC reported an error'],
  ciKeyUnknown: ['8.11.1', '3.9', 'Unknown CI Public Key'],
  transactionUnknown: ['8.10.1', '3.9', 'The RSP session identified by the TransactionID is unknown'],
} as const satisfies Readonly<Record<string, StatusCode>>;

export function commonFailure(name: keyof typeof commonCodes): FunctionFailure {
  return new FunctionFailure(commonCodes[name]);
}

/** Every status code that each function can end with, by its name as `ES9+.AuthenticateClient`. */
export type FunctionStatus = Readonly<Record<string, readonly StatusCode[]>>;
