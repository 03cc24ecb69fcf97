/**
 * The functions of ES10 as data: what each is called, where it is specified, and the error values that it can answer
 * with. The values are read from the declarations of the responses, so that they stand in one place.
 */

import {
  AuthenticateServerRequest,
  AuthenticateServerResponse,
  BoundProfilePackage,
  type BppCommandId,
  type BppErrorReason,
  bppCommandId,
  bppErrorReason,
  CancelSessionRequest,
  CancelSessionResponse,
  DeleteProfileRequest,
  DeleteProfileResponse,
  DisableProfileRequest,
  DisableProfileResponse,
  EnableProfileRequest,
  EnableProfileResponse,
  EUICCInfo1,
  EUICCInfo2,
  EuiccConfiguredAddressesRequest,
  EuiccConfiguredAddressesResponse,
  EuiccMemoryResetRequest,
  EuiccMemoryResetResponse,
  GetEuiccChallengeRequest,
  GetEuiccChallengeResponse,
  GetEuiccDataRequest,
  GetEuiccDataResponse,
  GetEuiccInfo1Request,
  GetEuiccInfo2Request,
  GetRatRequest,
  GetRatResponse,
  ListNotificationRequest,
  ListNotificationResponse,
  LoadCRLRequest,
  LoadCRLResponse,
  NotificationSentRequest,
  NotificationSentResponse,
  PrepareDownloadRequest,
  PrepareDownloadResponse,
  ProfileInfoListRequest,
  ProfileInfoListResponse,
  ProfileInstallationResult,
  RetrieveNotificationsListRequest,
  RetrieveNotificationsListResponse,
  SetDefaultDpAddressRequest,
  SetDefaultDpAddressResponse,
  SetNicknameRequest,
  SetNicknameResponse,
} from '../../rsp/index.ts';
import type { Definition, FieldDefinition, Schema } from '../../tlv/index.ts';

interface Exchange {
  /** Section of SGP.22 v2.5. */
  readonly section: string;
  readonly request: Schema<unknown>;
  readonly response: Schema<unknown>;
}

const exchange = (section: string, request: Schema<unknown>, response: Schema<unknown>): Exchange => ({
  section,
  request,
  response,
});

export const es10Exchanges = {
  'ES10a.GetEuiccConfiguredAddresses': exchange(
    '5.7.3',
    EuiccConfiguredAddressesRequest,
    EuiccConfiguredAddressesResponse,
  ),
  'ES10a.SetDefaultDpAddress': exchange('5.7.4', SetDefaultDpAddressRequest, SetDefaultDpAddressResponse),
  'ES10b.PrepareDownload': exchange('5.7.5', PrepareDownloadRequest, PrepareDownloadResponse),
  'ES10b.LoadBoundProfilePackage': exchange('5.7.6', BoundProfilePackage, ProfileInstallationResult),
  'ES10b.GetEUICCChallenge': exchange('5.7.7', GetEuiccChallengeRequest, GetEuiccChallengeResponse),
  'ES10b.GetEUICCInfo1': exchange('5.7.8', GetEuiccInfo1Request, EUICCInfo1),
  'ES10b.GetEUICCInfo2': exchange('5.7.8', GetEuiccInfo2Request, EUICCInfo2),
  'ES10b.ListNotification': exchange('5.7.9', ListNotificationRequest, ListNotificationResponse),
  'ES10b.RetrieveNotificationsList': exchange(
    '5.7.10',
    RetrieveNotificationsListRequest,
    RetrieveNotificationsListResponse,
  ),
  'ES10b.RemoveNotificationFromList': exchange('5.7.11', NotificationSentRequest, NotificationSentResponse),
  'ES10b.LoadCRL': exchange('5.7.12', LoadCRLRequest, LoadCRLResponse),
  'ES10b.AuthenticateServer': exchange('5.7.13', AuthenticateServerRequest, AuthenticateServerResponse),
  'ES10b.CancelSession': exchange('5.7.14', CancelSessionRequest, CancelSessionResponse),
  'ES10c.GetProfilesInfo': exchange('5.7.15', ProfileInfoListRequest, ProfileInfoListResponse),
  'ES10c.EnableProfile': exchange('5.7.16', EnableProfileRequest, EnableProfileResponse),
  'ES10c.DisableProfile': exchange('5.7.17', DisableProfileRequest, DisableProfileResponse),
  'ES10c.DeleteProfile': exchange('5.7.18', DeleteProfileRequest, DeleteProfileResponse),
  'ES10c.eUICCMemoryReset': exchange('5.7.19', EuiccMemoryResetRequest, EuiccMemoryResetResponse),
  'ES10c.GetEID': exchange('5.7.20', GetEuiccDataRequest, GetEuiccDataResponse),
  'ES10c.SetNickname': exchange('5.7.21', SetNicknameRequest, SetNicknameResponse),
  'ES10b.GetRAT': exchange('5.7.22', GetRatRequest, GetRatResponse),
} as const;

export type Es10Name = keyof typeof es10Exchanges;

type Names = Readonly<Record<string, number>>;

/** Where a response says that the function failed. */
interface ErrorPlace {
  readonly names: Names;
  /** The response with an error value, and with a transaction id where the error has one. */
  readonly value: (error: string | number, transactionId: Uint8Array) => unknown;
}

function inside(definition: Definition): Definition {
  return definition.kind === 'explicit' || definition.kind === 'captured'
    ? inside(definition.inner)
    : definition;
}

/** Either one named INTEGER, in which ok is a value, or an alternative called …Error, which is one or ends with one. */
function errorPlace(response: Definition): ErrorPlace | undefined {
  const definition = inside(response);
  if (definition.kind === 'sequence') {
    const [only, ...others] = definition.fields;
    if (only?.definition.kind !== 'integer' || others.length > 0) return undefined;
    const { name } = only;
    return { names: only.definition.names ?? {}, value: (error) => ({ [name]: error }) };
  }
  if (definition.kind !== 'choice') return undefined;
  const failure = definition.alternatives.find((one) => one.name.endsWith('Error'));
  if (failure?.definition.kind === 'integer') {
    const { name } = failure;
    return { names: failure.definition.names ?? {}, value: (error) => ({ [name]: error }) };
  }
  if (failure?.definition.kind !== 'sequence') return undefined;
  const code = failure.definition.fields.at(-1);
  if (code?.definition.kind !== 'integer') return undefined;
  return {
    names: code.definition.names ?? {},
    value: (error, transactionId) => ({ [failure.name]: { transactionId, [code.name]: error } }),
  };
}

/** Whether a field for which `is` holds is somewhere in a type. */
function mentions(definition: Definition, is: (field: FieldDefinition) => boolean): boolean {
  const inner = inside(definition);
  if (inner.kind === 'sequenceOf') return mentions(inner.item, is);
  const fields =
    inner.kind === 'sequence' ? inner.fields : inner.kind === 'choice' ? inner.alternatives : undefined;
  return fields?.some((field) => is(field) || mentions(field.definition, is)) ?? false;
}

const isSignature = ({ definition }: FieldDefinition) =>
  definition.kind === 'octets' && definition.tag === 0x5f37;
const isTransactionId = ({ name }: FieldDefinition) => name === 'transactionId';

export interface Es10FunctionData {
  /** As `ES10b.AuthenticateServer`. */
  readonly name: Es10Name;
  readonly section: string;
  /** Of request and response; of a package the first segment's. */
  readonly tag: number;
  /** Error values by name; of LoadBoundProfilePackage the reasons of ErrorResult. None: it can only succeed. */
  readonly errors: Names;
  /** Whether the answer has a signature of the card, which a fault can spoil. */
  readonly signed: boolean;
  /** Whether the answer repeats the transaction id of the request. */
  readonly answersTransactionId: boolean;
}

function dataOf([name, { section, request, response }]: [string, Exchange]): Es10FunctionData {
  const tag = 'tag' in request.definition ? (request.definition.tag ?? 0) : 0;
  const { ok: _, ...errors } =
    name === 'ES10b.LoadBoundProfilePackage'
      ? (bppErrorReason as Names)
      : (errorPlace(response.definition)?.names ?? {});
  return {
    name: name as Es10Name,
    section,
    tag,
    errors,
    signed: mentions(response.definition, isSignature),
    answersTransactionId:
      mentions(request.definition, isTransactionId) && mentions(response.definition, isTransactionId),
  };
}

/** Every function of ES10 with the error values that it can answer, in the order of the specification. */
export const es10Functions: readonly Es10FunctionData[] = Object.entries(es10Exchanges).map(dataOf);

/** What an installation can end with (ErrorResult of RSPDefinitions): the command at fault, and the reason. */
export const bppErrors: { readonly commands: Names; readonly reasons: Names } = {
  commands: bppCommandId,
  reasons: bppErrorReason,
};

export interface Es8FunctionData {
  /** As `ES8+.StoreMetadata`. */
  readonly name: string;
  readonly section: string;
  /** Its name in ErrorResult. */
  readonly command: BppCommandId;
  /** Reasons that an installation can end with in this function. */
  readonly reasons: readonly BppErrorReason[];
}

const protectedItems = ['scp03tStructureError', 'scp03tSecurityError'] as const;

/** The functions of ES8+ that a bound profile package brings, with what each can end the installation with. */
export const es8Functions: readonly Es8FunctionData[] = [
  {
    name: 'ES8+.InitialiseSecureChannel',
    section: '5.5.1',
    command: 'initialiseSecureChannel',
    reasons: [
      'incorrectInputValues',
      'invalidSignature',
      'invalidTransactionId',
      'unsupportedCrtValues',
      'unsupportedRemoteOperationType',
    ],
  },
  {
    name: 'ES8+.ConfigureISDP',
    section: '5.5.2',
    command: 'configureISDP',
    reasons: ['incorrectInputValues', ...protectedItems],
  },
  {
    name: 'ES8+.StoreMetadata',
    section: '5.5.3',
    command: 'storeMetadata',
    reasons: [
      'incorrectInputValues',
      ...protectedItems,
      'unsupportedProfileClass',
      'installFailedDueToIccidAlreadyExistsOnEuicc',
      'installFailedDueToInsufficientMemoryForProfile',
      'pprNotAllowed',
    ],
  },
  {
    name: 'ES8+.ReplaceSessionKeys',
    section: '5.5.4',
    command: 'replaceSessionKeys',
    reasons: ['incorrectInputValues', ...protectedItems],
  },
  {
    name: 'ES8+.LoadProfileElements',
    section: '5.5.5',
    command: 'loadProfileElements',
    reasons: [
      ...protectedItems,
      'installFailedDueToInsufficientMemoryForProfile',
      'installFailedDueToInterruption',
      'installFailedDueToPEProcessingError',
      'installFailedDueToDataMismatch',
      'testProfileInstallFailedDueToInvalidNaaKey',
    ],
  },
];

/**
 * The response of a function with an error value, as a value for `encode`; undefined where the function has no errors,
 * or none of that name.
 */
export function errorResponse(
  name: Es10Name,
  error: string | number,
  transactionId: Uint8Array,
): unknown | undefined {
  const place = errorPlace(es10Exchanges[name].response.definition);
  if (place === undefined || (typeof error === 'string' && place.names[error] === undefined))
    return undefined;
  return place.value(error, transactionId);
}
