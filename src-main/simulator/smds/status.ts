/** Status codes of the SM-DS (SGP.22 v2.5 §5.2.6), and which of them each of its functions can end with. */

import { commonCodes, FunctionFailure, type FunctionStatus, type StatusCode } from '../rsp-server/index.ts';

export const smdsStatusCodes = {
  ...commonCodes,
  // §5.8.1 InitiateAuthentication
  smdsAddressRefused: ['8.9.1', '3.8', 'Invalid SM-DS Address'],
  ciKeysUnsupported: [
    '8.9.2',
    '3.1',
    'None of the proposed Public Key Identifiers is supported by the SM-DS',
  ],
  svnUnsupported: [
    '8.9.3',
    '3.1',
    'The Specification Version Number indicated by the eUICC is not supported',
  ],
  smdsCertificateUnavailable: [
    '8.9.4',
    '3.7',
    'The SM-DS has no CERT.DSauth.ECDSA signed by one of the CI Public Keys supported by the eUICC',
  ],
  // §5.8.2 AuthenticateClient, §5.9 and §5.10 events
  eventUnknown: ['8.9.5', '3.9', 'The Event is unknown'],
  eventInUse: ['8.9.5', '3.3', 'The EventID is already in use'],
  eventNotAllowed: ['8.9.5', '1.2', 'The function caller may not perform this function on the Event'],
  rootInaccessible: ['8.9', '5.1', 'The root SM-DS is unavailable or unreachable'],
  rootFailed: ['8.9', '4.2', 'The root SM-DS has raised an error'],
} as const satisfies Readonly<Record<string, StatusCode>>;

type StatusName = keyof typeof smdsStatusCodes;

export function smdsFailure(name: StatusName): FunctionFailure {
  return new FunctionFailure(smdsStatusCodes[name]);
}

function codes(...names: readonly StatusName[]): readonly StatusCode[] {
  return names.map((name) => smdsStatusCodes[name]);
}

const registration = ['formatInvalid', 'eventInUse'] as const;
const deletion = ['formatInvalid', 'eventUnknown', 'eventNotAllowed'] as const;
const cascade = ['rootInaccessible', 'rootFailed'] as const;

/** What each function of the SM-DS can end with, in the order in which it looks. */
export const smdsFunctionStatus: FunctionStatus = {
  'ES11.InitiateAuthentication': codes(
    'formatInvalid',
    'smdsAddressRefused',
    'svnUnsupported',
    'smdsCertificateUnavailable',
    'ciKeysUnsupported',
  ),
  'ES11.AuthenticateClient': codes(
    'formatInvalid',
    'transactionUnknown',
    'euiccRefused',
    'eumCertificateInvalid',
    'eumCertificateExpired',
    'euiccCertificateInvalid',
    'euiccCertificateExpired',
    'ciKeyUnknown',
    'euiccSignatureInvalid',
    'eventUnknown',
  ),
  'ES12.RegisterEvent': codes(...registration, ...cascade),
  'ES12.DeleteEvent': codes(...deletion, ...cascade),
  'ES15.RegisterEvent': codes(...registration),
  'ES15.DeleteEvent': codes(...deletion),
};
