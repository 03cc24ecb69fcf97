/** Mutual authentication with an eUICC, as SM-DP+ and SM-DS do it (SGP.22 v2.5 §3.0.1, §5.6.1, §5.6.3, §5.8.1, §5.8.2). */

import { z } from 'zod';
import { equalBytes, toHex } from '../../../src-shared/bytes.ts';
import type { Clock, Entropy } from '../../../src-shared/ports.ts';
import { AuthenticateServerResponse, EUICCInfo1, type EuiccSigned1 } from '../../rsp/index.ts';
import { verify } from '../crypto/index.ts';
import {
  type Certificate,
  type ChainResult,
  type Identity,
  identityOf,
  type Pki,
  parseCertificate,
  verifyEuiccChain,
} from '../pki/index.ts';
import type { FunctionCall } from './dispatch.ts';
import { damageBytes } from './faults.ts';
import { faultyIdentity } from './faulty-certificates.ts';
import { asn1Field, base64, base64Field, base64Input, transactionIdInput } from './fields.ts';
import { makeInitiateAuthenticationOk } from './messages.ts';
import type { RspSession, SessionTable } from './sessions.ts';
import { commonFailure, FunctionFailure, type StatusCode } from './status.ts';

/** What of a server its mutual authentication needs. */
export interface AuthenticationServer<S extends RspSession> {
  readonly clock: Pick<Clock, 'now'>;
  readonly entropy: Entropy;
  readonly pkis: readonly Pki[];
  readonly role: 'dpAuth' | 'dsAuth';
  /** As others name it, perhaps with a port. */
  readonly address: string;
  readonly sessions: SessionTable<S>;
  /** The codes of InitiateAuthentication, which name the server. */
  readonly codes: Readonly<
    Record<'addressRefused' | 'svnUnsupported' | 'certificateUnavailable' | 'ciKeysUnsupported', StatusCode>
  >;
}

function keyId(certificate: Certificate): string {
  return toHex(certificate.subjectKeyId ?? new Uint8Array());
}

/** Host names are the same whatever their case; a port may be left out (DEVIATION: activation codes with host:port). */
function isOwnAddress(own: string, asked: string): boolean {
  const wanted = own.toLowerCase();
  const given = asked.toLowerCase();
  return given === wanted || given === wanted.replace(/:\d+$/, '') || given.replace(/:\d+$/, '') === wanted;
}

export const initiateAuthenticationInput = z.object({
  smdpAddress: z.string().min(1).max(255),
  euiccChallenge: base64Input,
  euiccInfo1: base64Input,
});

/** The identity that a function signs with: the server's, unless a fault wants another one. */
export function signingIdentity(
  pki: Pki,
  role: 'dpAuth' | 'dpPb' | 'dsAuth',
  ports: { readonly clock: Pick<Clock, 'now'>; readonly entropy: Entropy },
  { fault }: FunctionCall,
): Identity {
  if (fault?.kind !== 'certificate') return identityOf(pki, role);
  return faultyIdentity(pki, fault.how, { ...ports, role });
}

/** InitiateAuthentication: opens an RSP session, made by `makeSession`. Gives the fields of the JSON answer. */
export function initiateAuthentication<S extends RspSession>(
  server: AuthenticationServer<S>,
  makeSession: (session: RspSession) => S,
  request: z.output<typeof initiateAuthenticationInput>,
  call: FunctionCall,
) {
  const { entropy, pkis, codes, role } = server;
  const euiccChallenge = base64Field(request.euiccChallenge);
  if (euiccChallenge.length !== 16) throw commonFailure('formatInvalid');
  const info = asn1Field(EUICCInfo1, request.euiccInfo1, 'euiccInfo1');
  if (!isOwnAddress(server.address, request.smdpAddress)) throw new FunctionFailure(codes.addressRefused);
  if (Number(info.svn.split('.')[0]) < 2) throw new FunctionFailure(codes.svnUnsupported);
  const first = (ids: readonly Uint8Array[]): Pki | undefined => {
    for (const id of ids) {
      const found = pkis.find((one) => keyId(one.ci.certificate) === toHex(id));
      if (found !== undefined) return found;
    }
    return undefined;
  };
  // The eUICC lists its keys by preference, once for what it verifies and once for what it signs under.
  const pki = first(info.euiccCiPKIdListForVerification);
  if (pki?.[role] === undefined) throw new FunctionFailure(codes.certificateUnavailable);
  const signingCi = first(info.euiccCiPKIdListForSigning)?.ci.certificate.subjectKeyId;
  if (signingCi === undefined) throw new FunctionFailure(codes.ciKeysUnsupported);
  const transactionId = entropy.bytes(16);
  const serverChallenge = entropy.bytes(16);
  const serverAddress = request.smdpAddress;
  const { fault } = call;
  const ok = makeInitiateAuthenticationOk({
    transactionId: fault?.kind === 'wrongTransactionId' ? damageBytes(transactionId) : transactionId,
    euiccChallenge: fault?.kind === 'wrongChallenge' ? damageBytes(euiccChallenge) : euiccChallenge,
    serverAddress,
    serverChallenge,
    identity: signingIdentity(pki, role, server, call),
    euiccCiPKId: signingCi,
  });
  const startedAt = server.clock.now();
  server.sessions.add(makeSession({ transactionId, startedAt, serverAddress, serverChallenge, pki }));
  const { serverSignature1 } = ok;
  return {
    transactionId: toHex(transactionId),
    serverSigned1: base64(ok.serverSigned1),
    serverSignature1: base64(
      fault?.kind === 'wrongSignature' ? damageBytes(serverSignature1) : serverSignature1,
    ),
    euiccCiPKIdToBeUsed: base64(ok.euiccCiPKIdToBeUsed),
    serverCertificate: base64(ok.serverCertificate),
  };
}

function failChain(result: ChainResult & { readonly ok: false }): never {
  const { problem, role } = result;
  if (problem === 'unknown_ci') throw commonFailure('ciKeyUnknown');
  if (problem === 'expired')
    throw commonFailure(role === 'eum' ? 'eumCertificateExpired' : 'euiccCertificateExpired');
  throw commonFailure(role === 'eum' ? 'eumCertificateInvalid' : 'euiccCertificateInvalid');
}

function readCertificate(der: Uint8Array, role: 'eum' | 'euicc'): Certificate {
  try {
    return parseCertificate(der);
  } catch {
    throw commonFailure(role === 'eum' ? 'eumCertificateInvalid' : 'euiccCertificateInvalid');
  }
}

/** The eUICC's certificates, checked against the CIs that the server trusts. Fails as §5.6.3 says. */
export function authenticateEuicc(
  server: { readonly pkis: readonly Pki[]; readonly clock: Pick<Clock, 'now'> },
  euiccDer: Uint8Array,
  eumDer: Uint8Array,
): { readonly certificate: Certificate; readonly eid: string } {
  const eum = readCertificate(eumDer, 'eum');
  const euicc = readCertificate(euiccDer, 'euicc');
  const cis = server.pkis.map((one) => one.ci.certificate);
  const result = verifyEuiccChain(euicc, eum, cis, server.clock.now());
  if (!result.ok) failChain(result);
  return { certificate: euicc, eid: euicc.subject.serialNumber ?? '' };
}

/** The session of the transaction id in the JSON. Fails with `transactionUnknown`. */
export function sessionOf<S extends RspSession>(sessions: SessionTable<S>, transactionId: string): S {
  const session = sessions.get(transactionId.toUpperCase());
  if (session === undefined) throw commonFailure('transactionUnknown');
  return session;
}

/** The transaction id in the ASN.1 has to be the one in the JSON (§6.5.2). Fails with `transactionUnknown`. */
export function checkSameTransaction(session: RspSession, transactionId: Uint8Array): void {
  if (!equalBytes(session.transactionId, transactionId)) throw commonFailure('transactionUnknown');
}

export const authenticateClientInput = z.object({
  transactionId: transactionIdInput,
  authenticateServerResponse: base64Input,
});

/** An eUICC that has proved who it is. */
export interface AuthenticatedEuicc<S> {
  readonly session: S;
  readonly eid: string;
  readonly certificate: Certificate;
  readonly signed: EuiccSigned1;
  /** 64 bytes. */
  readonly euiccSignature1: Uint8Array;
}

/** The checks of AuthenticateClient on what the eUICC has signed, in the order of §5.6.3. */
export function authenticateClient<S extends RspSession>(
  server: AuthenticationServer<S>,
  request: z.output<typeof authenticateClientInput>,
  call: FunctionCall,
): AuthenticatedEuicc<S> {
  const session = sessionOf(server.sessions, request.transactionId);
  const response = asn1Field(
    AuthenticateServerResponse,
    request.authenticateServerResponse,
    'authenticateServerResponse',
  );
  if (!('authenticateResponseOk' in response)) {
    const { transactionId, authenticateErrorCode } = response.authenticateResponseError;
    checkSameTransaction(session, transactionId);
    server.sessions.end(toHex(session.transactionId));
    call.note(`the eUICC reported ${authenticateErrorCode}`);
    throw commonFailure('euiccRefused');
  }
  const ok = response.authenticateResponseOk;
  const { certificate, eid } = authenticateEuicc(server, ok.euiccCertificate, ok.eumCertificate);
  if (!verify(certificate.publicKey, ok.euiccSigned1.raw, ok.euiccSignature1))
    throw commonFailure('euiccSignatureInvalid');
  const signed = ok.euiccSigned1.value;
  checkSameTransaction(session, signed.transactionId);
  if (
    !equalBytes(signed.serverChallenge, session.serverChallenge) ||
    signed.serverAddress !== session.serverAddress
  )
    throw commonFailure('euiccSignatureInvalid');
  session.euiccKey = certificate.publicKey;
  server.sessions.promote(session);
  return { session, eid, certificate, signed, euiccSignature1: ok.euiccSignature1 };
}
