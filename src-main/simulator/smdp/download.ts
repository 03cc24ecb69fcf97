/** GetBoundProfilePackage and CancelSession (SGP.22 v2.5 §5.6.2, §5.6.5, §3.0.2). */

import { createHash, timingSafeEqual } from 'node:crypto';
import { concatBytes, equalBytes, toHex } from '../../../src-shared/bytes.ts';
import { CancelSessionResponse, PrepareDownloadResponse, StoreMetadataRequest } from '../../rsp/index.ts';
import { encode } from '../../tlv/index.ts';
import {
  type EcPrivateKey,
  generateKeyPair,
  isPointOnCurve,
  privateKeyFromScalar,
  verify,
} from '../crypto/index.ts';
import type { ServerFault } from '../faults/ports.ts';
import { identityOf } from '../pki/index.ts';
import type { ProfileOffer } from '../profile/index.ts';
import {
  asn1Field,
  base64,
  base64Field,
  checkSameTransaction,
  damageBytes,
  type FunctionCall,
  FunctionFailure,
  sessionOf,
  signingIdentity,
} from '../rsp-server/index.ts';
import { type BindingInput, bindProfile } from './bind.ts';
import type { SmdpContext, SmdpSession } from './context.ts';
import { forgetEvent } from './events.ts';
import { confirmationHash, newProfileKeys, readProfileKeys } from './orders.ts';
import { maxTransactions } from './state.ts';
import { failure } from './status.ts';

function hashInSession(hash: Uint8Array, transactionId: Uint8Array): Uint8Array {
  return createHash('sha256').update(hash).update(transactionId).digest();
}

/** SHA256(SHA256(confirmation code) | transaction id), both in binary (§5.7.5, §5.6.2). */
export function hashConfirmationCode(code: string, transactionId: Uint8Array): Uint8Array {
  return hashInSession(confirmationHash(code), transactionId);
}

function checkConfirmationCode(
  context: SmdpContext,
  offer: ProfileOffer,
  hashCc: Uint8Array | undefined,
  transactionId: Uint8Array,
): void {
  const { confirmationHash: wanted } = context.orders.terms(offer);
  if (wanted === undefined) return;
  if (hashCc === undefined) throw failure('confirmationCodeMissing');
  if (timingSafeEqual(hashCc, hashInSession(wanted, transactionId))) return;
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
  forgetEvent(context, offer);
  throw failure('confirmationCodeRetriesExceeded');
}

/** The SM-DP+'s one-time key: the one of the last binding where the eUICC uses its own again, else a new one. */
function oneTimeKey(
  context: SmdpContext,
  session: SmdpSession,
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

/** The metadata of the package, and what is to be wrong with it. */
function faultyBinding(
  offer: ProfileOffer,
  fault: ServerFault | undefined,
): Partial<Pick<BindingInput, 'storeMetadata' | 'damage'>> {
  switch (fault?.kind) {
    case 'otherMetadata': {
      const profileName = 'Another profile';
      return { storeMetadata: encode(StoreMetadataRequest, { ...offer.metadata, profileName }) };
    }
    case 'badMac':
      return { damage: { macOfSegment: fault.segment } };
    case 'wrongSignature':
      return { damage: { signature: true } };
    default:
      return {};
  }
}

export interface GetBoundProfilePackageRequest {
  readonly transactionId: string;
  readonly prepareDownloadResponse: string;
}

/** What the eUICC has signed for the download, checked in the order of §5.6.2. */
function checkPrepareDownload(
  session: SmdpSession,
  request: GetBoundProfilePackageRequest,
  call: FunctionCall,
) {
  const { authenticated, euiccKey } = session;
  if (authenticated === undefined || euiccKey === undefined) throw failure('transactionUnknown');
  const response = asn1Field(
    PrepareDownloadResponse,
    request.prepareDownloadResponse,
    'prepareDownloadResponse',
  );
  if (!('downloadResponseOk' in response)) {
    const { transactionId, downloadErrorCode } = response.downloadResponseError;
    checkSameTransaction(session, transactionId);
    call.note(`the eUICC reported ${downloadErrorCode}`);
    throw failure('euiccRefused');
  }
  const { euiccSigned2, euiccSignature2 } = response.downloadResponseOk;
  const signed = concatBytes(euiccSigned2.raw, authenticated.smdpSignature2);
  if (!verify(euiccKey, signed, euiccSignature2)) throw failure('euiccSignatureInvalid');
  checkSameTransaction(session, euiccSigned2.value.transactionId);
  return { ...authenticated, ...euiccSigned2.value };
}

/**
 * ES9+.GetBoundProfilePackage: binds the profile to the eUICC. Gives the fields of the JSON answer. An LPA that lost the
 * answer may ask again with the same request, and gets the same bytes.
 */
export function getBoundProfilePackage(
  context: SmdpContext,
  request: GetBoundProfilePackageRequest,
  call: FunctionCall,
) {
  const session = sessionOf(context.sessions, request.transactionId);
  const prepared = checkPrepareDownload(session, request, call);
  const { eid, offer, euiccOtpk } = prepared;
  const order = context.orders.get(offer);
  // Another session may have used the order up since AuthenticateClient.
  if (order.state !== 'released' && order.state !== 'downloaded') throw failure('rebindingRefused');
  if (order.eid !== undefined && order.eid !== eid) throw failure('rebindingRefused');
  if (offer.expiresAt !== undefined && context.clock.now() > offer.expiresAt) throw failure('orderExpired');
  try {
    checkConfirmationCode(context, offer, prepared.hashCc, session.transactionId);
  } catch (error) {
    if (error instanceof FunctionFailure) context.progress.report('confirmationFailure', offer, eid, error);
    throw error;
  }
  const key = oneTimeKey(context, session, offer, euiccOtpk);
  const keys = protectionKeys(context, offer);
  const { fault } = call;
  const bpp = bindProfile({
    transactionId:
      fault?.kind === 'wrongTransactionId' ? damageBytes(session.transactionId) : session.transactionId,
    hostId: context.hostId,
    smdpOneTimeKey: key,
    euiccOtpk,
    eid,
    dpPb: signingIdentity(session.pki, 'dpPb', context, call),
    storeMetadata: prepared.profileMetadata,
    upp: offer.upp,
    ...(keys.profileKeys === undefined ? {} : { profileKeys: readProfileKeys(keys.profileKeys) }),
    ...faultyBinding(offer, fault),
  });
  const id = toHex(session.transactionId);
  const euiccCertificate = base64(prepared.euiccCertificate);
  const others = (order.transactions ?? []).filter((one) => one.transactionId !== id);
  // Whoever asks again in a session, having lost the answer, has not tried again.
  const isRepeated = others.length < (order.transactions?.length ?? 0);
  const earlier = others.slice(1 - maxTransactions);
  context.orders.change(offer, {
    state: 'downloaded',
    eid,
    downloads: order.downloads + (isRepeated ? 0 : 1),
    wrongConfirmationCodes: 0,
    binding: { euiccOtpk: base64(euiccOtpk), smdpOtsk: base64(key.scalar) },
    transactions: [...earlier, { transactionId: id, eid, euiccCertificate }],
    ...keys,
  });
  context.progress.report('download', offer, eid);
  return { transactionId: id, boundProfilePackage: base64(bpp) };
}

export interface CancelSessionRequest {
  readonly transactionId: string;
  readonly cancelSessionResponse: string;
}

/** Reasons after which the order stays as it was; all others end it (§3.0.2). */
const passing: readonly (string | number)[] = ['postponed', 'timeout'];

/** ES9+.CancelSession: ends the session, and the order where the reason is final. */
export function cancelSession(
  context: SmdpContext,
  request: CancelSessionRequest,
  call: FunctionCall,
): Record<string, never> {
  const session = sessionOf(context.sessions, request.transactionId);
  const response = asn1Field(CancelSessionResponse, request.cancelSessionResponse, 'cancelSessionResponse');
  if (!('cancelSessionResponseOk' in response)) {
    call.note(`the eUICC reported ${response.cancelSessionResponseError}`);
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
  call.note(`the reason is ${reason}`);
  const { authenticated } = session;
  if (authenticated !== undefined && !passing.includes(reason)) {
    const { offer } = authenticated;
    const { state } = context.orders.get(offer);
    if (state === 'released' || state === 'downloaded') {
      context.orders.fail(offer, String(reason));
      forgetEvent(context, offer);
    }
  }
  context.sessions.end(toHex(session.transactionId));
  return {};
}
