/** What the SM-DP+ signs and answers to AuthenticateClient (SGP.22 v2.5 §5.6.3), as parts and in the ASN.1 binding of §6.6. */

import { concatBytes } from '../../../src-shared/bytes.ts';
import { SmdpSigned2 } from '../../rsp/index.ts';
import { encode, encodeTlv } from '../../tlv/index.ts';
import { sign } from '../crypto/index.ts';
import type { Identity } from '../pki/index.ts';
import { signatureTlv } from '../rsp-server/index.ts';

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
