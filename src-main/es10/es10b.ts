/** ES10b: download, notifications, authentication (SGP.22 v2.5 §5.7.5 to §5.7.14, §5.7.22). */

import {
  AuthenticateServerRequest,
  AuthenticateServerResponse,
  BoundProfilePackage,
  CancelSessionRequest,
  CancelSessionResponse,
  EUICCInfo1,
  EUICCInfo2,
  GetEuiccChallengeRequest,
  GetEuiccChallengeResponse,
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
  ProfileInstallationResult,
  RetrieveNotificationsListRequest,
  RetrieveNotificationsListResponse,
} from '../rsp/index.ts';
import { es10Function } from './function.ts';

export const prepareDownload = es10Function('ES10b.PrepareDownload', '5.7.5', {
  tag: 0xbf21,
  request: PrepareDownloadRequest,
  response: PrepareDownloadResponse,
  refusal: (response) =>
    'downloadResponseError' in response ? response.downloadResponseError.downloadErrorCode : undefined,
});

/** Sent in the segments of §2.5.5, see `loadBoundProfilePackage`; the answer may come after any of them. */
export const loadBoundProfilePackageFunction = es10Function('ES10b.LoadBoundProfilePackage', '5.7.6', {
  tag: 0xbf37,
  request: BoundProfilePackage,
  response: ProfileInstallationResult,
  refusal: (response) => {
    const { finalResult } = response.profileInstallationResultData.value;
    return 'errorResult' in finalResult ? finalResult.errorResult.errorReason : undefined;
  },
});

export const getEuiccChallenge = es10Function('ES10b.GetEUICCChallenge', '5.7.7', {
  tag: 0xbf2e,
  request: GetEuiccChallengeRequest,
  response: GetEuiccChallengeResponse,
});

export const getEuiccInfo1 = es10Function('ES10b.GetEUICCInfo1', '5.7.8', {
  tag: 0xbf20,
  request: GetEuiccInfo1Request,
  response: EUICCInfo1,
});

export const getEuiccInfo2 = es10Function('ES10b.GetEUICCInfo2', '5.7.8', {
  tag: 0xbf22,
  request: GetEuiccInfo2Request,
  response: EUICCInfo2,
});

export const listNotification = es10Function('ES10b.ListNotification', '5.7.9', {
  tag: 0xbf28,
  request: ListNotificationRequest,
  response: ListNotificationResponse,
  refusal: (response) =>
    'listNotificationsResultError' in response ? response.listNotificationsResultError : undefined,
});

/** `noResultAvailable` is an error here, as in the specification; whoever asks for what may be gone catches it. */
export const retrieveNotificationsList = es10Function('ES10b.RetrieveNotificationsList', '5.7.10', {
  tag: 0xbf2b,
  request: RetrieveNotificationsListRequest,
  response: RetrieveNotificationsListResponse,
  refusal: (response) =>
    'notificationsListResultError' in response ? response.notificationsListResultError : undefined,
});

/** `nothingToDelete` is no refusal: what was to be removed is not there. */
export const removeNotificationFromList = es10Function('ES10b.RemoveNotificationFromList', '5.7.11', {
  tag: 0xbf30,
  request: NotificationSentRequest,
  response: NotificationSentResponse,
  refusal: ({ deleteNotificationStatus: status }) =>
    status === 'ok' || status === 'nothingToDelete' ? undefined : status,
});

export const loadCrl = es10Function('ES10b.LoadCRL', '5.7.12', {
  tag: 0xbf35,
  request: LoadCRLRequest,
  response: LoadCRLResponse,
  refusal: (response) => ('loadCRLResponseError' in response ? response.loadCRLResponseError : undefined),
});

export const authenticateServer = es10Function('ES10b.AuthenticateServer', '5.7.13', {
  tag: 0xbf38,
  request: AuthenticateServerRequest,
  response: AuthenticateServerResponse,
  refusal: (response) =>
    'authenticateResponseError' in response
      ? response.authenticateResponseError.authenticateErrorCode
      : undefined,
});

export const cancelSession = es10Function('ES10b.CancelSession', '5.7.14', {
  tag: 0xbf41,
  request: CancelSessionRequest,
  response: CancelSessionResponse,
  refusal: (response) =>
    'cancelSessionResponseError' in response ? response.cancelSessionResponseError : undefined,
});

export const getRat = es10Function('ES10b.GetRAT', '5.7.22', {
  tag: 0xbf43,
  request: GetRatRequest,
  response: GetRatResponse,
});
