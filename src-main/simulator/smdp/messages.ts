/** What the SM-DP+ signs and answers (SGP.22 v2.5 §5.6), as parts and in the ASN.1 binding of §6.6. */

import { concatBytes } from '../../../src-shared/bytes.ts';
import { ServerSigned1, SmdpSigned2 } from '../../rsp/index.ts';
import { encode, encodeTlv } from '../../tlv/index.ts';
import { sign } from '../crypto/index.ts';
import type { Identity } from '../pki/index.ts';

/** A signature with its tag 5F37, as RSP messages carry it. */
export function signatureTlv(signature: Uint8Array): Uint8Array {
  return encodeTlv(0x5f37, signature);
}

export interface InitiateAuthenticationInput {
  readonly transactionId: Uint8Array;
  readonly euiccChallenge: Uint8Array;
  readonly serverAddress: string;
  readonly serverChallenge: Uint8Array;
  /** CERT.DPauth with its key. */
  readonly dpAuth: Identity;
  /** Key identifier of the CI that the eUICC shall sign under. */
  readonly euiccCiPKId: Uint8Array;
}

/** Parts of InitiateAuthenticationOk, each a whole TLV. */
export interface InitiateAuthenticationOk {
  readonly transactionId: Uint8Array;
  readonly serverSigned1: Uint8Array;
  readonly serverSignature1: Uint8Array;
  readonly euiccCiPKIdToBeUsed: Uint8Array;
  readonly serverCertificate: Uint8Array;
}

/** Answer of InitiateAuthentication (§5.6.1). */
export function makeInitiateAuthenticationOk(input: InitiateAuthenticationInput): InitiateAuthenticationOk {
  const { transactionId, euiccChallenge, serverAddress, serverChallenge, dpAuth } = input;
  const serverSigned1 = encode(ServerSigned1, {
    transactionId,
    euiccChallenge,
    serverAddress,
    serverChallenge,
  });
  return {
    transactionId: encodeTlv(0x80, transactionId),
    serverSigned1,
    serverSignature1: signatureTlv(sign(dpAuth.privateKey, serverSigned1)),
    euiccCiPKIdToBeUsed: encodeTlv(0x04, input.euiccCiPKId),
    serverCertificate: dpAuth.certificate.der,
  };
}

/** InitiateAuthenticationOkEs9. */
export function encodeInitiateAuthenticationOk(ok: InitiateAuthenticationOk): Uint8Array {
  return encodeTlv(
    0x30,
    ok.transactionId,
    ok.serverSigned1,
    ok.serverSignature1,
    ok.euiccCiPKIdToBeUsed,
    ok.serverCertificate,
  );
}

export interface AuthenticateClientInput {
  readonly transactionId: Uint8Array;
  /** StoreMetadataRequest in DER. */
  readonly profileMetadata: Uint8Array;
  readonly ccRequired: boolean;
  /** otPK.EUICC.ECKA that the profile is bound to already. */
  readonly bppEuiccOtpk?: Uint8Array;
  /** The eUICC's signature, 64 bytes: smdpSignature2 covers it (§5.6.3). */
  readonly euiccSignature1: Uint8Array;
  /** CERT.DPpb with its key. */
  readonly dpPb: Identity;
}

/** Parts of AuthenticateClientOk, each a whole TLV. */
export interface AuthenticateClientOk {
  readonly transactionId: Uint8Array;
  readonly profileMetadata: Uint8Array;
  readonly smdpSigned2: Uint8Array;
  readonly smdpSignature2: Uint8Array;
  readonly smdpCertificate: Uint8Array;
}

/** Answer of AuthenticateClient (§5.6.3). */
export function makeAuthenticateClientOk(input: AuthenticateClientInput): AuthenticateClientOk {
  const { transactionId, bppEuiccOtpk, dpPb } = input;
  const smdpSigned2 = encode(SmdpSigned2, {
    transactionId,
    ccRequiredFlag: input.ccRequired,
    ...(bppEuiccOtpk === undefined ? {} : { bppEuiccOtpk }),
  });
  const signed = concatBytes(smdpSigned2, signatureTlv(input.euiccSignature1));
  return {
    transactionId: encodeTlv(0x80, transactionId),
    profileMetadata: input.profileMetadata,
    smdpSigned2,
    smdpSignature2: signatureTlv(sign(dpPb.privateKey, signed)),
    smdpCertificate: dpPb.certificate.der,
  };
}

/** AuthenticateClientResponseEs9 with authenticateClientOk. */
export function encodeAuthenticateClientOk(ok: AuthenticateClientOk): Uint8Array {
  return encodeTlv(
    0xbf3b,
    encodeTlv(
      0xa0,
      ok.transactionId,
      ok.profileMetadata,
      ok.smdpSigned2,
      ok.smdpSignature2,
      ok.smdpCertificate,
    ),
  );
}
