import { concatBytes, fromHex } from '../../../src-shared/bytes.ts';
import { InitialiseSecureChannelRequest, ReplaceSessionKeysRequest } from '../../rsp/index.ts';
import { encode, encodeTlv } from '../../tlv/index.ts';
import {
  agreeKey,
  deriveSessionKeys,
  type EcPrivateKey,
  MAX_SEGMENT,
  openScp03t,
  protectSegments,
  type SessionKeys,
  sign,
} from '../crypto/index.ts';
import type { Identity } from '../pki/index.ts';
import { damageBytes } from '../rsp-server/index.ts';

export interface BindingInput {
  readonly transactionId: Uint8Array;
  /** Host id of the control reference template, 1 to 16 bytes. */
  readonly hostId: Uint8Array;
  /** otSK.DP.ECKA with its public part. */
  readonly smdpOneTimeKey: EcPrivateKey;
  /** otPK.EUICC.ECKA, uncompressed point. */
  readonly euiccOtpk: Uint8Array;
  /** 32 digits. */
  readonly eid: string;
  /** CERT.DPpb with its key. */
  readonly dpPb: Identity;
  /** ConfigureISDPRequest in DER; default one without data. */
  readonly configureIsdp?: Uint8Array;
  /** StoreMetadataRequest in DER. */
  readonly storeMetadata: Uint8Array;
  /** Unprotected profile package. */
  readonly upp: Uint8Array;
  /** Profile protection keys; without them the profile is protected with the session keys. */
  readonly profileKeys?: SessionKeys;
  /** What is to be wrong with it. */
  readonly damage?: {
    readonly signature?: boolean;
    /** Number of a segment, counted over the 87, 88 and 86 in their order from 0, whose MAC is wrong. */
    readonly macOfSegment?: number;
  };
  /** Greatest length of a protected TLV in all. Default 1,020 bytes: four full STORE DATA blocks. */
  readonly maxSegment?: number;
}

const keyType = 0x88;
const keyLength = 16;

/** The signed InitialiseSecureChannelRequest (SGP.22 v2.5 §5.5.1). smdpSign also covers the eUICC's one-time key. */
function initialiseSecureChannel(input: BindingInput): Uint8Array {
  const { transactionId, hostId, smdpOneTimeKey, dpPb } = input;
  const signed = concatBytes(
    encodeTlv(0x82, Uint8Array.of(1)),
    encodeTlv(0x80, transactionId),
    encodeTlv(
      0xa6,
      encodeTlv(0x80, Uint8Array.of(keyType)),
      encodeTlv(0x81, Uint8Array.of(keyLength)),
      encodeTlv(0x84, hostId),
    ),
    encodeTlv(0x5f49, smdpOneTimeKey.point),
    encodeTlv(0x5f49, input.euiccOtpk),
  );
  const smdpSign = sign(dpPb.privateKey, signed);
  return encode(InitialiseSecureChannelRequest, {
    remoteOpId: 'installBoundProfilePackage',
    transactionId,
    controlRefTemplate: {
      keyType: Uint8Array.of(keyType),
      keyLen: Uint8Array.of(keyLength),
      hostId,
    },
    smdpOtpk: smdpOneTimeKey.point,
    smdpSign: input.damage?.signature ? damageBytes(smdpSign) : smdpSign,
  });
}

/** The protected TLV with a MAC that is wrong. */
function damageMac(tlv: Uint8Array): Uint8Array {
  const out = tlv.slice();
  out[out.length - 1] = (out[out.length - 1] ?? 0) ^ 1;
  return out;
}

/**
 * Binds a profile to one eUICC and one session: the BoundProfilePackage in DER (SGP.22 v2.5 §2.5.4, Annex H).
 * Deterministic: the same input gives the same bytes. Throws `ec_point_invalid` for a one-time key that is no point of
 * the curve of the SM-DP+'s own.
 */
export function bindProfile(input: BindingInput): Uint8Array {
  const { upp, profileKeys, maxSegment = MAX_SEGMENT, configureIsdp = fromHex('BF2400') } = input;
  const keys = deriveSessionKeys({
    sharedSecret: agreeKey(input.smdpOneTimeKey, input.euiccOtpk),
    keyType,
    keyLength,
    hostId: input.hostId,
    eid: fromHex(input.eid),
  });
  let segment = 0;
  const damaged = (tlvs: readonly Uint8Array[]) =>
    tlvs.map((tlv) => (segment++ === input.damage?.macOfSegment ? damageMac(tlv) : tlv));
  const first = protectSegments(openScp03t(keys), 0x87, configureIsdp, maxSegment);
  const metadata = protectSegments(first.state, 0x88, input.storeMetadata, maxSegment);
  const parts = [
    initialiseSecureChannel(input),
    encodeTlv(0xa0, ...damaged(first.tlvs)),
    encodeTlv(0xa1, ...damaged(metadata.tlvs)),
  ];
  let state = metadata.state;
  if (profileKeys !== undefined) {
    const request = encode(ReplaceSessionKeysRequest, {
      initialMacChainingValue: profileKeys.macChainingValue,
      ppkEnc: profileKeys.sEnc,
      ppkCmac: profileKeys.sMac,
    });
    parts.push(encodeTlv(0xa2, ...damaged(protectSegments(state, 0x87, request, maxSegment).tlvs)));
    state = openScp03t(profileKeys);
  }
  parts.push(encodeTlv(0xa3, ...damaged(protectSegments(state, 0x86, upp, maxSegment).tlvs)));
  return encodeTlv(0xbf36, ...parts);
}
