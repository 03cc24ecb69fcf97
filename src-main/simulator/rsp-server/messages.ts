/** What an RSP server signs and answers in mutual authentication (SGP.22 v2.5 §5.6.1, §5.8.1), as parts and in the ASN.1 binding of §6.6. */

import { ServerSigned1 } from '../../rsp/index.ts';
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
  /** CERT.DPauth or CERT.DSauth with its key. */
  readonly identity: Identity;
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
  const { transactionId, euiccChallenge, serverAddress, serverChallenge, identity } = input;
  const serverSigned1 = encode(ServerSigned1, {
    transactionId,
    euiccChallenge,
    serverAddress,
    serverChallenge,
  });
  return {
    transactionId: encodeTlv(0x80, transactionId),
    serverSigned1,
    serverSignature1: signatureTlv(sign(identity.privateKey, serverSigned1)),
    euiccCiPKIdToBeUsed: encodeTlv(0x04, input.euiccCiPKId),
    serverCertificate: identity.certificate.der,
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
