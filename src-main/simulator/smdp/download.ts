/** GetBoundProfilePackage and CancelSession (SGP.22 v2.5 §5.6.2, §5.6.5, §3.0.2). */

import { createHash, timingSafeEqual } from 'node:crypto';
import { concatBytes, equalBytes, toHex } from '../../../src-shared/bytes.ts';
import { CancelSessionResponse, PrepareDownloadResponse } from '../../rsp/index.ts';
import {
  type EcPrivateKey,
  generateKeyPair,
  isPointOnCurve,
  privateKeyFromScalar,
  verify,
} from '../crypto/index.ts';
import { identityOf } from '../pki/index.ts';
import type { ProfileOffer } from '../profile/index.ts';
import { bindProfile } from './bind.ts';
import {
  asn1Field,
  base64,
  base64Field,
  checkSameTransaction,
  type SmdpContext,
  sessionOf,
} from './context.ts';
import { newProfileKeys, readProfileKeys } from './orders.ts';
import type { RspSession } from './sessions.ts';
import { maxTransactions } from './state.ts';
import { failure } from './status.ts';

function sha256(...parts: readonly Uint8Array[]): Uint8Array {
  return createHash('sha256')
    .update(concatBytes(...parts))
    .digest();
}

/** SHA256(SHA256(confirmation code) | transaction id), both in binary (§5.7.5, §5.6.2). */
export function hashConfirmationCode(code: string, transactionId: Uint8Array): Uint8Array {
  return sha256(sha256(new TextEncoder().encode(code)), transactionId);
}

function checkConfirmationCode(
  context: SmdpContext,
  offer: ProfileOffer,
  hashCc: Uint8Array | undefined,
  transactionId: Uint8Array,
): void {
  if (offer.confirmationCode === undefined) return;
  if (hashCc === undefined) throw failure('confirmationCodeMissing');
  if (timingSafeEqual(hashCc, hashConfirmationCode(offer.confirmationCode, transactionId))) return;
  const wrong = context.orders.get(offer).wrongConfirmationCodes + 1;
  if (wrong < context.maxConfirmationCodes) {
    context.orders.change(offer, { wrongConfirmationCodes: wrong });
    throw failure('confirmationCodeRefused');
  }
  context.orders.change(offer, {
    wrongConfirmationCodes: wrong,
    state: 'error',
    reason: 'confirmationCodeRetriesExceeded',
  });
  throw failure('confirmationCodeRetriesExceeded');
}

/** The SM-DP+'s one-time key: the one of the last binding where the eUICC uses its own again, else a new one. */
function oneTimeKey(
  context: SmdpContext,
  session: RspSession,
  offer: ProfileOffer,
  euiccOtpk: Uint8Array,
): EcPrivateKey {
  const { binding } = context.orders.get(offer);
  const { curve } = identityOf(session.pki, 'dpPb').privateKey;
  if (!isPointOnCurve(curve, euiccOtpk)) throw failure('euiccSignatureInvalid');
  if (binding !== undefined && equalBytes(base64Field(binding.euiccOtpk), euiccOtpk))
    return privateKeyFromScalar(curve, base64Field(binding.smdpOtsk));
  if (binding !== undefined && offer.rebinding === false) throw failure('rebindingRefused');
  return generateKeyPair(curve, context.entropy);
}

function protectionKeys(context: SmdpContext, offer: ProfileOffer) {
  if (offer.protection !== 'profileKeys') return {};
  const stored = context.orders.get(offer).profileKeys ?? newProfileKeys(context.entropy);
  return { profileKeys: stored };
}

export interface GetBoundProfilePackageRequest {
  readonly transactionId: string;
  readonly prepareDownloadResponse: string;
}

/**
 * ES9+.GetBoundProfilePackage: binds the profile to the eUICC. Gives the fields of the JSON answer. An LPA that lost the
 * answer may ask again with the same request, and gets the same bytes.
 */
export function getBoundProfilePackage(context: SmdpContext, request: GetBoundProfilePackageRequest) {
  const session = sessionOf(context, request.transactionId);
  const { authenticated } = session;
  if (authenticated === undefined) throw failure('transactionUnknown');
  const response = asn1Field(
    PrepareDownloadResponse,
    request.prepareDownloadResponse,
    'prepareDownloadResponse',
  );
  if (!('downloadResponseOk' in response)) {
    context.note(`the eUICC reported ${response.downloadResponseError.downloadErrorCode}`);
    throw failure('euiccRefused');
  }
  const { euiccSigned2, euiccSignature2 } = response.downloadResponseOk;
  const { eid, euiccKey, offer } = authenticated;
  const signed = concatBytes(euiccSigned2.raw, authenticated.smdpSignature2);
  if (!verify(euiccKey, signed, euiccSignature2)) throw failure('euiccSignatureInvalid');
  const { transactionId, euiccOtpk, hashCc } = euiccSigned2.value;
  checkSameTransaction(session, transactionId);
  const order = context.orders.get(offer);
  // Another session may have used the order up since AuthenticateClient.
  if (order.state !== 'released' && order.state !== 'downloaded') throw failure('rebindingRefused');
  if (order.eid !== undefined && order.eid !== eid) throw failure('rebindingRefused');
  if (offer.expiresAt !== undefined && context.clock.now() > offer.expiresAt) throw failure('orderExpired');
  checkConfirmationCode(context, offer, hashCc, session.transactionId);
  const key = oneTimeKey(context, session, offer, euiccOtpk);
  const keys = protectionKeys(context, offer);
  const bpp = bindProfile({
    transactionId: session.transactionId,
    hostId: context.hostId,
    smdpOneTimeKey: key,
    euiccOtpk,
    eid,
    dpPb: identityOf(session.pki, 'dpPb'),
    storeMetadata: authenticated.profileMetadata,
    upp: offer.upp,
    ...(keys.profileKeys === undefined ? {} : { profileKeys: readProfileKeys(keys.profileKeys) }),
  });
  const id = toHex(session.transactionId);
  const { euiccCertificate } = authenticated;
  const earlier = (order.transactions ?? [])
    .filter((one) => one.transactionId !== id)
    .slice(1 - maxTransactions);
  context.orders.change(offer, {
    state: 'downloaded',
    eid,
    downloads: order.downloads + 1,
    wrongConfirmationCodes: 0,
    binding: { euiccOtpk: base64(euiccOtpk), smdpOtsk: base64(key.scalar) },
    transactions: [...earlier, { transactionId: id, eid, euiccCertificate: base64(euiccCertificate) }],
    ...keys,
  });
  return { transactionId: id, boundProfilePackage: base64(bpp) };
}

export interface CancelSessionRequest {
  readonly transactionId: string;
  readonly cancelSessionResponse: string;
}

/** Reasons after which the order stays as it was; all others end it (§3.0.2). */
const passing: readonly (string | number)[] = ['postponed', 'timeout'];

/** ES9+.CancelSession: ends the session, and the order where the reason is final. */
export function cancelSession(context: SmdpContext, request: CancelSessionRequest): Record<string, never> {
  const session = sessionOf(context, request.transactionId);
  const response = asn1Field(CancelSessionResponse, request.cancelSessionResponse, 'cancelSessionResponse');
  if (!('cancelSessionResponseOk' in response)) {
    context.note(`the eUICC reported ${response.cancelSessionResponseError}`);
    throw failure('euiccRefused');
  }
  const { euiccCancelSessionSigned, euiccCancelSessionSignature } = response.cancelSessionResponseOk;
  const key = session.euiccKey;
  if (key === undefined || !verify(key, euiccCancelSessionSigned.raw, euiccCancelSessionSignature))
    throw failure('euiccSignatureInvalid');
  const { transactionId, smdpOid, reason } = euiccCancelSessionSigned.value;
  checkSameTransaction(session, transactionId);
  if (!identityOf(session.pki, 'dpAuth').certificate.registeredIds.includes(smdpOid))
    throw failure('smdpOidInvalid');
  const offer = session.authenticated?.offer;
  if (offer !== undefined) {
    const { state } = context.orders.get(offer);
    const open = state === 'released' || state === 'downloaded';
    if (open && !passing.includes(reason)) context.orders.failOffer(offer, String(reason));
  }
  context.sessions.end(toHex(session.transactionId));
  return {};
}
