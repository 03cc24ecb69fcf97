/** Mutual authentication: InitiateAuthentication and AuthenticateClient (SGP.22 v2.5 §5.6.1, §5.6.3, §3.0.1). */

import { equalBytes, toHex } from '../../../src-shared/bytes.ts';
import {
  AuthenticateServerResponse,
  EUICCInfo1,
  type EuiccSigned1,
  StoreMetadataRequest,
} from '../../rsp/index.ts';
import { encode } from '../../tlv/index.ts';
import { verify } from '../crypto/index.ts';
import {
  type Certificate,
  type ChainResult,
  identityOf,
  type Pki,
  parseCertificate,
  verifyEuiccChain,
} from '../pki/index.ts';
import { type ProfileOffer, parseProfilePackage } from '../profile/index.ts';
import {
  asn1Field,
  base64,
  base64Field,
  checkSameTransaction,
  type SmdpContext,
  sessionOf,
} from './context.ts';
import { forbiddenRules, freeMemory, missingServices, understandsVersion } from './eligibility.ts';
import { makeAuthenticateClientOk, makeInitiateAuthenticationOk } from './messages.ts';
import type { Order } from './state.ts';
import { failure } from './status.ts';

function keyId(certificate: Certificate): string {
  return toHex(certificate.subjectKeyId ?? new Uint8Array());
}

/** Host names are the same whatever their case; a port may be left out (DEVIATION: activation codes with host:port). */
export function isOwnAddress(own: string, asked: string): boolean {
  const wanted = own.toLowerCase();
  const given = asked.toLowerCase();
  return given === wanted || given === wanted.replace(/:\d+$/, '') || given.replace(/:\d+$/, '') === wanted;
}

export interface InitiateAuthenticationRequest {
  readonly smdpAddress: string;
  readonly euiccChallenge: string;
  readonly euiccInfo1: string;
}

/** ES9+.InitiateAuthentication: opens an RSP session. Gives the fields of the JSON answer. */
export function initiateAuthentication(context: SmdpContext, request: InitiateAuthenticationRequest) {
  const { entropy, pkis } = context;
  const euiccChallenge = base64Field(request.euiccChallenge);
  if (euiccChallenge.length !== 16) throw failure('formatInvalid');
  const info = asn1Field(EUICCInfo1, request.euiccInfo1, 'euiccInfo1');
  if (!isOwnAddress(context.address, request.smdpAddress)) throw failure('smdpAddressRefused');
  if (Number(info.svn.split('.')[0]) < 2) throw failure('svnUnsupported');
  const byKeyId = (id: Uint8Array) => pkis.find((one) => keyId(one.ci.certificate) === toHex(id));
  const first = (ids: readonly Uint8Array[]): Pki | undefined => {
    for (const id of ids) {
      const found = byKeyId(id);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  // The eUICC lists its keys by preference, once for what it verifies and once for what it signs under.
  const pki = first(info.euiccCiPKIdListForVerification);
  if (pki?.dpAuth === undefined) throw failure('smdpCertificateUnavailable');
  const signingCi = first(info.euiccCiPKIdListForSigning)?.ci.certificate.subjectKeyId;
  if (signingCi === undefined) throw failure('ciKeysUnsupported');
  const transactionId = entropy.bytes(16);
  const serverChallenge = entropy.bytes(16);
  const ok = makeInitiateAuthenticationOk({
    transactionId,
    euiccChallenge,
    serverAddress: request.smdpAddress,
    serverChallenge,
    dpAuth: identityOf(pki, 'dpAuth'),
    euiccCiPKId: signingCi,
  });
  const id = toHex(transactionId);
  context.sessions.add(id, {
    transactionId,
    startedAt: context.clock.now(),
    serverAddress: request.smdpAddress,
    serverChallenge,
    pki,
  });
  return {
    transactionId: id,
    serverSigned1: base64(ok.serverSigned1),
    serverSignature1: base64(ok.serverSignature1),
    euiccCiPKIdToBeUsed: base64(ok.euiccCiPKIdToBeUsed),
    serverCertificate: base64(ok.serverCertificate),
  };
}

function failChain(result: ChainResult & { readonly ok: false }): never {
  const { problem, role } = result;
  if (problem === 'unknown_ci') throw failure('ciKeyUnknown');
  if (problem === 'expired')
    throw failure(role === 'eum' ? 'eumCertificateExpired' : 'euiccCertificateExpired');
  throw failure(role === 'eum' ? 'eumCertificateInvalid' : 'euiccCertificateInvalid');
}

/** Certificates that were read lately, by their bytes: the same EUM stands behind many eUICCs. */
const recent = new Map<string, Certificate>();
const maxRecent = 512;

function readCertificate(der: Uint8Array, role: 'eum' | 'euicc'): Certificate {
  const key = base64(der);
  const known = recent.get(key);
  if (known !== undefined) return known;
  try {
    // A copy: the request's bytes are not to live as long as the certificate.
    const certificate = parseCertificate(der.slice());
    if (recent.size >= maxRecent) recent.clear();
    recent.set(key, certificate);
    return certificate;
  } catch {
    throw failure(role === 'eum' ? 'eumCertificateInvalid' : 'euiccCertificateInvalid');
  }
}

/** The eUICC's certificates, checked against the CIs that the SM-DP+ trusts. Fails as §5.6.3 says. */
export function authenticateEuicc(
  context: SmdpContext,
  euiccDer: Uint8Array,
  eumDer: Uint8Array,
): { readonly certificate: Certificate; readonly eid: string } {
  const eum = readCertificate(eumDer, 'eum');
  const euicc = readCertificate(euiccDer, 'euicc');
  const cis = context.pkis.map((one) => one.ci.certificate);
  const result = verifyEuiccChain(euicc, eum, cis, context.clock.now());
  if (!result.ok) failChain(result);
  return { certificate: euicc, eid: euicc.subject.serialNumber ?? '' };
}

/** The order that the eUICC may have, checked in the order of §5.6.3. */
function findOffer(context: SmdpContext, signed: EuiccSigned1, eid: string): ProfileOffer {
  const { orders, clock } = context;
  const { matchingId } = signed.ctxParams1.value.ctxParamsForCommonAuthentication;
  const offer = matchingId ? orders.find(matchingId) : orders.findForEid(eid);
  if (offer === undefined) throw failure('matchingIdRefused');
  const order = orders.get(offer);
  checkState(order, offer, eid);
  if (offer.expiresAt !== undefined && clock.now() > offer.expiresAt) throw failure('orderExpired');
  if (offer.maxDownloads !== undefined && order.downloads >= offer.maxDownloads) {
    orders.change(offer, { state: 'error', reason: 'too many download attempts' });
    throw failure('orderRetriesExceeded');
  }
  checkEligibility(offer, signed);
  return offer;
}

function checkState(order: Order, offer: ProfileOffer, eid: string): void {
  switch (order.state) {
    case 'available':
    case 'allocated':
    case 'linked':
    case 'confirmed':
      throw failure('profileNotReleased');
    case 'unavailable':
      throw failure('profileErased');
    case 'installed':
    case 'error':
      throw failure('matchingIdRefused');
    case 'released':
    case 'downloaded': {
      const bound = offer.eid ?? order.eid;
      if (bound !== undefined && bound !== eid) throw failure('eidRefused');
    }
  }
}

function checkEligibility(offer: ProfileOffer, signed: EuiccSigned1): void {
  const info = signed.euiccInfo2.value;
  const { header } = parseProfilePackage(offer.upp);
  if (
    !understandsVersion(header, info) ||
    missingServices(header, info).length > 0 ||
    forbiddenRules(offer, info).length > 0
  )
    throw failure('noEligibleProfile');
  const free = freeMemory(info);
  if (free !== undefined && free < offer.upp.length) throw failure('insufficientMemory');
}

export interface AuthenticateClientRequest {
  readonly transactionId: string;
  readonly authenticateServerResponse: string;
}

/** ES9+.AuthenticateClient: authenticates the eUICC and finds its profile. Gives the fields of the JSON answer. */
export function authenticateClient(context: SmdpContext, request: AuthenticateClientRequest) {
  const session = sessionOf(context, request.transactionId);
  const response = asn1Field(
    AuthenticateServerResponse,
    request.authenticateServerResponse,
    'authenticateServerResponse',
  );
  if (!('authenticateResponseOk' in response)) {
    context.sessions.end(toHex(session.transactionId));
    context.note(`the eUICC reported ${response.authenticateResponseError.authenticateErrorCode}`);
    throw failure('euiccRefused');
  }
  const ok = response.authenticateResponseOk;
  const { certificate, eid } = authenticateEuicc(context, ok.euiccCertificate, ok.eumCertificate);
  if (!verify(certificate.publicKey, ok.euiccSigned1.raw, ok.euiccSignature1))
    throw failure('euiccSignatureInvalid');
  const signed = ok.euiccSigned1.value;
  checkSameTransaction(session, signed.transactionId);
  if (
    !equalBytes(signed.serverChallenge, session.serverChallenge) ||
    signed.serverAddress !== session.serverAddress
  )
    throw failure('euiccSignatureInvalid');
  session.euiccKey = certificate.publicKey;
  const offer = findOffer(context, signed, eid);
  const order = context.orders.get(offer);
  const profileMetadata = encode(StoreMetadataRequest, offer.metadata);
  const answer = makeAuthenticateClientOk({
    transactionId: session.transactionId,
    profileMetadata,
    ccRequired: offer.confirmationCode !== undefined,
    ...(order.binding === undefined ? {} : { bppEuiccOtpk: base64Field(order.binding.euiccOtpk) }),
    euiccSignature1: ok.euiccSignature1,
    dpPb: identityOf(session.pki, 'dpPb'),
  });
  session.authenticated = {
    eid,
    euiccKey: certificate.publicKey,
    euiccCertificate: certificate.der,
    offer,
    profileMetadata,
    smdpSignature2: answer.smdpSignature2,
  };
  return {
    transactionId: toHex(session.transactionId),
    profileMetadata: base64(answer.profileMetadata),
    smdpSigned2: base64(answer.smdpSigned2),
    smdpSignature2: base64(answer.smdpSignature2),
    smdpCertificate: base64(answer.smdpCertificate),
  };
}
