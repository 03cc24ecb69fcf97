/** Bound profile package and its result, notifications (SGP.22 v2.5 §2.5, §5.7.6, 5.7.9 to 5.7.11). */

import type { Infer } from '../tlv/index.ts';
import {
  captured,
  choice,
  explicit,
  integer,
  named,
  octets,
  oid,
  optional,
  sequence,
  sequenceOf,
  utf8,
} from '../tlv/index.ts';
import { certificate, iccidField, notificationEvent, signature, transactionId } from './common.ts';
import { DpProprietaryData } from './profiles.ts';

/** The value must be a constructed CRT: key type 88 (AES), length 10, host id (GlobalPlatform SCP11, §5.5.1). */
export const ControlRefTemplate = sequence(0xa6, {
  keyType: octets(0x80, { length: 1 }),
  keyLen: octets(0x81, { length: 1 }),
  hostId: octets(0x84, { min: 1, max: 16 }),
});

export const InitialiseSecureChannelRequest = sequence(0xbf23, {
  remoteOpId: named({ installBoundProfilePackage: 1 }, 0x82),
  transactionId,
  controlRefTemplate: ControlRefTemplate,
  smdpOtpk: octets(0x5f49),
  smdpSign: signature,
});
export type InitialiseSecureChannelRequest = Infer<typeof InitialiseSecureChannelRequest>;

export const BoundProfilePackage = sequence(0xbf36, {
  initialiseSecureChannelRequest: captured(InitialiseSecureChannelRequest),
  firstSequenceOf87: sequenceOf(0xa0, octets(0x87), 64),
  sequenceOf88: sequenceOf(0xa1, octets(0x88), 64),
  secondSequenceOf87: optional(sequenceOf(0xa2, octets(0x87), 64)),
  sequenceOf86: sequenceOf(0xa3, octets(0x86), 65536),
});
export type BoundProfilePackage = Infer<typeof BoundProfilePackage>;

export const ConfigureISDPRequest = sequence(0xbf24, { dpProprietaryData: optional(DpProprietaryData) });

export const ReplaceSessionKeysRequest = sequence(0xbf26, {
  initialMacChainingValue: octets(0x80, { length: 16 }),
  ppkEnc: octets(0x81, { length: 16 }),
  ppkCmac: octets(0x82, { length: 16 }),
});
export type ReplaceSessionKeysRequest = Infer<typeof ReplaceSessionKeysRequest>;

export const NotificationMetadata = sequence(0xbf2f, {
  seqNumber: integer(0x80),
  profileManagementOperation: notificationEvent(0x81),
  notificationAddress: utf8(0x0c),
  iccid: optional(iccidField),
});
export type NotificationMetadata = Infer<typeof NotificationMetadata>;

export const bppCommandId = {
  initialiseSecureChannel: 0,
  configureISDP: 1,
  storeMetadata: 2,
  storeMetadata2: 3,
  replaceSessionKeys: 4,
  loadProfileElements: 5,
} as const;
export type BppCommandId = keyof typeof bppCommandId;

export const bppErrorReason = {
  incorrectInputValues: 1,
  invalidSignature: 2,
  invalidTransactionId: 3,
  unsupportedCrtValues: 4,
  unsupportedRemoteOperationType: 5,
  unsupportedProfileClass: 6,
  scp03tStructureError: 7,
  scp03tSecurityError: 8,
  installFailedDueToIccidAlreadyExistsOnEuicc: 9,
  installFailedDueToInsufficientMemoryForProfile: 10,
  installFailedDueToInterruption: 11,
  installFailedDueToPEProcessingError: 12,
  installFailedDueToDataMismatch: 13,
  testProfileInstallFailedDueToInvalidNaaKey: 14,
  pprNotAllowed: 15,
  installFailedDueToUnknownError: 127,
} as const;
export type BppErrorReason = keyof typeof bppErrorReason;

export const SuccessResult = sequence(0xa0, {
  aid: octets(0x4f, { min: 5, max: 16 }),
  simaResponse: octets(0x04),
});
export const ErrorResult = sequence(0xa1, {
  bppCommandId: named(bppCommandId, 0x80),
  errorReason: named(bppErrorReason, 0x81),
  simaResponse: optional(octets(0x82)),
});

export const ProfileInstallationResultData = sequence(0xbf27, {
  transactionId,
  notificationMetadata: NotificationMetadata,
  smdpOid: oid(0x06),
  finalResult: explicit(0xa2, choice({ successResult: SuccessResult, errorResult: ErrorResult })),
});
export const ProfileInstallationResult = sequence(0xbf37, {
  profileInstallationResultData: captured(ProfileInstallationResultData),
  euiccSignPIR: signature,
});
export type ProfileInstallationResult = Infer<typeof ProfileInstallationResult>;

export const OtherSignedNotification = sequence(0x30, {
  tbsOtherNotification: captured(NotificationMetadata),
  euiccNotificationSignature: signature,
  euiccCertificate: certificate,
  eumCertificate: certificate,
});

export const PendingNotification = choice({
  profileInstallationResult: ProfileInstallationResult,
  otherSignedNotification: OtherSignedNotification,
});
export type PendingNotification = Infer<typeof PendingNotification>;

export const ListNotificationRequest = sequence(0xbf28, {
  profileManagementOperation: optional(notificationEvent(0x81)),
});
export const ListNotificationResponse = explicit(
  0xbf28,
  choice({
    notificationMetadataList: sequenceOf(0xa0, NotificationMetadata, 1024),
    listNotificationsResultError: named({ undefinedError: 127 }, 0x81),
  }),
);

export const RetrieveNotificationsListRequest = sequence(0xbf2b, {
  searchCriteria: optional(
    explicit(0xa0, choice({ seqNumber: integer(0x80), profileManagementOperation: notificationEvent(0x81) })),
  ),
});
export const RetrieveNotificationsListResponse = explicit(
  0xbf2b,
  choice({
    notificationList: sequenceOf(0xa0, captured(PendingNotification), 1024),
    notificationsListResultError: named({ noResultAvailable: 1, undefinedError: 127 }, 0x81),
  }),
);

export const NotificationSentRequest = sequence(0xbf30, { seqNumber: integer(0x80) });
export const deleteNotificationStatus = { ok: 0, nothingToDelete: 1, undefinedError: 127 } as const;
export const NotificationSentResponse = sequence(0xbf30, {
  deleteNotificationStatus: named(deleteNotificationStatus, 0x80),
});
