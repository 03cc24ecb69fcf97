/** Mutual authentication and download preparation (SGP.22 v2.5 §5.7.5, 5.7.7, 5.7.13, 5.7.14, §5.6). */

import type { Infer } from '../tlv/index.ts';
import {
  boolean,
  captured,
  choice,
  explicit,
  integer,
  named,
  octets,
  oid,
  optional,
  rawTagged,
  sequence,
  sequenceOf,
  utf8,
  version,
} from '../tlv/index.ts';
import { certificate, signature, subjectKeyIdentifier, transactionId } from './common.ts';
import { EUICCInfo2 } from './info.ts';

export const GetEuiccChallengeRequest = sequence(0xbf2e, {});
export const GetEuiccChallengeResponse = sequence(0xbf2e, { euiccChallenge: octets(0x80, { length: 16 }) });

/** Names of DeviceCapabilities by their automatic tags [0] to [10]. */
export const DeviceCapabilities = sequence(0xa1, {
  gsmSupportedRelease: optional(version(0x80)),
  utranSupportedRelease: optional(version(0x81)),
  cdma2000onexSupportedRelease: optional(version(0x82)),
  cdma2000hrpdSupportedRelease: optional(version(0x83)),
  cdma2000ehrpdSupportedRelease: optional(version(0x84)),
  eutranEpcSupportedRelease: optional(version(0x85)),
  contactlessSupportedRelease: optional(version(0x86)),
  rspCrlSupportedVersion: optional(version(0x87)),
  nrEpcSupportedRelease: optional(version(0x88)),
  nr5gcSupportedRelease: optional(version(0x89)),
  eutran5gcSupportedRelease: optional(version(0x8a)),
});

export const DeviceInfo = sequence(0xa1, {
  tac: octets(0x80, { length: 4 }),
  deviceCapabilities: DeviceCapabilities,
  imei: optional(octets(0x82, { length: 8 })),
});

export const CtxParamsForCommonAuthentication = sequence(0xa0, {
  matchingId: optional(utf8(0x80)),
  deviceInfo: DeviceInfo,
});
export const CtxParams1 = choice({ ctxParamsForCommonAuthentication: CtxParamsForCommonAuthentication });
export type CtxParams1 = Infer<typeof CtxParams1>;

export const ServerSigned1 = sequence(0x30, {
  transactionId,
  euiccChallenge: octets(0x81, { length: 16 }),
  serverAddress: utf8(0x83),
  serverChallenge: octets(0x84, { length: 16 }),
});
export type ServerSigned1 = Infer<typeof ServerSigned1>;

export const AuthenticateServerRequest = sequence(0xbf38, {
  serverSigned1: captured(ServerSigned1),
  serverSignature1: signature,
  euiccCiPKIdToBeUsed: subjectKeyIdentifier,
  serverCertificate: certificate,
  ctxParams1: captured(CtxParams1),
});
export type AuthenticateServerRequest = Infer<typeof AuthenticateServerRequest>;

export const EuiccSigned1 = sequence(0x30, {
  transactionId,
  serverAddress: utf8(0x83),
  serverChallenge: octets(0x84, { length: 16 }),
  euiccInfo2: captured(EUICCInfo2),
  ctxParams1: captured(CtxParams1),
});
export type EuiccSigned1 = Infer<typeof EuiccSigned1>;

export const authenticateErrorCode = {
  invalidCertificate: 1,
  invalidSignature: 2,
  unsupportedCurve: 3,
  noSessionContext: 4,
  invalidOid: 5,
  euiccChallengeMismatch: 6,
  ciPKUnknown: 7,
  undefinedError: 127,
} as const;

export const AuthenticateServerResponse = explicit(
  0xbf38,
  choice({
    authenticateResponseOk: sequence(0xa0, {
      euiccSigned1: captured(EuiccSigned1),
      euiccSignature1: signature,
      euiccCertificate: certificate,
      eumCertificate: certificate,
    }),
    authenticateResponseError: sequence(0xa1, {
      transactionId,
      authenticateErrorCode: named(authenticateErrorCode),
    }),
  }),
);
export type AuthenticateServerResponse = Infer<typeof AuthenticateServerResponse>;

export const SmdpSigned2 = sequence(0x30, {
  transactionId,
  ccRequiredFlag: boolean(),
  bppEuiccOtpk: optional(octets(0x5f49)),
});
export type SmdpSigned2 = Infer<typeof SmdpSigned2>;

export const PrepareDownloadRequest = sequence(0xbf21, {
  smdpSigned2: captured(SmdpSigned2),
  smdpSignature2: signature,
  hashCc: optional(octets(0x04, { length: 32 })),
  smdpCertificate: certificate,
});
export type PrepareDownloadRequest = Infer<typeof PrepareDownloadRequest>;

export const EUICCSigned2 = sequence(0x30, {
  transactionId,
  euiccOtpk: octets(0x5f49),
  hashCc: optional(octets(0x04, { length: 32 })),
});
export type EUICCSigned2 = Infer<typeof EUICCSigned2>;

export const downloadErrorCode = {
  invalidCertificate: 1,
  invalidSignature: 2,
  unsupportedCurve: 3,
  noSessionContext: 4,
  invalidTransactionId: 5,
  undefinedError: 127,
} as const;

export const PrepareDownloadResponse = explicit(
  0xbf21,
  choice({
    downloadResponseOk: sequence(0xa0, { euiccSigned2: captured(EUICCSigned2), euiccSignature2: signature }),
    downloadResponseError: sequence(0xa1, { transactionId, downloadErrorCode: named(downloadErrorCode) }),
  }),
);
export type PrepareDownloadResponse = Infer<typeof PrepareDownloadResponse>;

export const cancelSessionReason = {
  endUserRejection: 0,
  postponed: 1,
  timeout: 2,
  pprNotAllowed: 3,
  metadataMismatch: 4,
  loadBppExecutionError: 5,
  undefinedReason: 127,
} as const;
export type CancelSessionReason = keyof typeof cancelSessionReason;

export const CancelSessionRequest = sequence(0xbf41, {
  transactionId,
  reason: named(cancelSessionReason, 0x81),
});
export const EuiccCancelSessionSigned = sequence(0x30, {
  transactionId,
  smdpOid: oid(0x81),
  reason: named(cancelSessionReason, 0x82),
});
export const cancelSessionError = { invalidTransactionId: 5, undefinedError: 127 } as const;
export const CancelSessionResponse = explicit(
  0xbf41,
  choice({
    cancelSessionResponseOk: sequence(0xa0, {
      euiccCancelSessionSigned: captured(EuiccCancelSessionSigned),
      euiccCancelSessionSignature: signature,
    }),
    cancelSessionResponseError: named(cancelSessionError, 0x81),
  }),
);
export type CancelSessionResponse = Infer<typeof CancelSessionResponse>;

/** One part of a CRL (SGP.22 v2.5 §5.7.12). */
export const LoadCRLRequest = sequence(0xbf35, {
  /** CertificateList in its own DER (tag 30); automatic tagging makes an A0 of its tag on the wire. */
  crl: rawTagged(0xa0, 0x30),
});
export const loadCrlError = {
  invalidSignature: 1,
  invalidCRLFormat: 2,
  notEnoughMemorySpace: 3,
  verificationKeyNotFound: 4,
  fresherCrlAlreadyLoaded: 5,
  baseCrlMissing: 6,
  undefinedError: 127,
} as const;
export const LoadCRLResponse = explicit(
  0xbf35,
  choice({
    loadCRLResponseOk: sequence(0xa0, { missingParts: optional(sequenceOf(0xa0, integer(), 4096)) }),
    loadCRLResponseError: named(loadCrlError, 0x81),
  }),
);
