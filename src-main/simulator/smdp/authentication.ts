/** AuthenticateClient: from an eUICC that has proved who it is to the profile that it may have (SGP.22 v2.5 §5.6.3, §3.1.3). */

import type { z } from 'zod';
import { toHex } from '../../../src-shared/bytes.ts';
import { type EuiccSigned1, StoreMetadataRequest } from '../../rsp/index.ts';
import { encode } from '../../tlv/index.ts';
import type { ProfileOffer } from '../profile/index.ts';
import {
  type authenticateClientInput,
  authenticateClient as authenticateCommon,
  base64,
  base64Field,
  damageBytes,
  type FunctionCall,
  FunctionFailure,
  signingIdentity,
} from '../rsp-server/index.ts';
import type { SmdpContext } from './context.ts';
import {
  forbiddenRules,
  freeMemory,
  missingDevice,
  missingServices,
  understandsVersion,
} from './eligibility.ts';
import { forgetEvent } from './events.ts';
import { makeAuthenticateClientOk } from './messages.ts';
import type { Order } from './state.ts';
import { failure } from './status.ts';

/** The order that the eUICC may have, checked in the order of §5.6.3. */
function findOffer(context: SmdpContext, signed: EuiccSigned1, eid: string): ProfileOffer {
  const { orders } = context;
  const { matchingId } = signed.ctxParams1.value.ctxParamsForCommonAuthentication;
  const offer = matchingId ? orders.find(matchingId) : orders.findForEid(eid);
  if (offer === undefined) throw failure('matchingIdRefused');
  try {
    checkOrder(context, offer, eid);
    checkEligibility(offer, signed);
  } catch (error) {
    if (error instanceof FunctionFailure) context.progress.report('eligibility', offer, eid, error);
    throw error;
  }
  context.progress.report('eligibility', offer, eid);
  return offer;
}

function checkOrder(context: SmdpContext, offer: ProfileOffer, eid: string): void {
  const { orders, clock } = context;
  const order = orders.get(offer);
  checkPending(order);
  const linked = orders.terms(offer).eid ?? order.eid;
  if (linked !== undefined && linked !== eid) throw failure('eidRefused');
  if (order.state !== 'released' && order.state !== 'downloaded') throw failure('profileNotReleased');
  if (offer.expiresAt !== undefined && clock.now() > offer.expiresAt) throw failure('orderExpired');
  if (offer.maxDownloads === undefined || order.downloads < offer.maxDownloads) return;
  orders.change(offer, { state: 'error', reason: 'too many download attempts' });
  forgetEvent(context, offer);
  throw failure('orderRetriesExceeded');
}

/** Whether there is an order at all: none is where the profile is not ordered, and none is any more where it is done. */
function checkPending(order: Order): void {
  if (order.state === 'unavailable') throw failure('profileErased');
  if (order.state === 'available' || order.state === 'installed' || order.state === 'error')
    throw failure('matchingIdRefused');
}

function checkEligibility(offer: ProfileOffer, signed: EuiccSigned1): void {
  const info = signed.euiccInfo2.value;
  const { deviceCapabilities } = signed.ctxParams1.value.ctxParamsForCommonAuthentication.deviceInfo;
  if (
    !understandsVersion(offer, info) ||
    missingServices(offer, info).length > 0 ||
    missingDevice(offer, deviceCapabilities).length > 0 ||
    forbiddenRules(offer, info).length > 0
  )
    throw failure('noEligibleProfile');
  const free = freeMemory(info);
  if (free !== undefined && free < offer.upp.length) throw failure('insufficientMemory');
}

/** ES9+.AuthenticateClient: authenticates the eUICC and finds its profile. Gives the fields of the JSON answer. */
export function authenticateClient(
  context: SmdpContext,
  request: z.output<typeof authenticateClientInput>,
  call: FunctionCall,
) {
  const { session, certificate, eid, signed, euiccSignature1 } = authenticateCommon(context, request, call);
  const offer = findOffer(context, signed, eid);
  const { binding } = context.orders.get(offer);
  const { transactionId } = session;
  const profileMetadata = encode(StoreMetadataRequest, offer.metadata);
  const { fault } = call;
  const answer = makeAuthenticateClientOk({
    transactionId: fault?.kind === 'wrongTransactionId' ? damageBytes(transactionId) : transactionId,
    profileMetadata,
    ccRequired: context.orders.terms(offer).confirmationHash !== undefined,
    ...(binding === undefined ? {} : { bppEuiccOtpk: base64Field(binding.euiccOtpk) }),
    euiccSignature1,
    dpPb: signingIdentity(session.pki, 'dpPb', context, call),
  });
  const { smdpSignature2 } = answer;
  session.authenticated = { eid, euiccCertificate: certificate.der, offer, profileMetadata, smdpSignature2 };
  return {
    transactionId: toHex(transactionId),
    profileMetadata: base64(answer.profileMetadata),
    smdpSigned2: base64(answer.smdpSigned2),
    smdpSignature2: base64(fault?.kind === 'wrongSignature' ? damageBytes(smdpSignature2) : smdpSignature2),
    smdpCertificate: base64(answer.smdpCertificate),
  };
}
