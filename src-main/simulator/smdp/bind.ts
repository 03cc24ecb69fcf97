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
  return encode(InitialiseSecureChannelRequest, {
    remoteOpId: 'installBoundProfilePackage',
    transactionId,
    controlRefTemplate: {
      keyType: Uint8Array.of(keyType),
      keyLen: Uint8Array.of(keyLength),
      hostId,
    },
    smdpOtpk: smdpOneTimeKey.point,
    smdpSign: sign(dpPb.privateKey, signed),
  });
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
  const first = protectSegments(openScp03t(keys), 0x87, configureIsdp, maxSegment);
  const metadata = protectSegments(first.state, 0x88, input.storeMetadata, maxSegment);
  const parts = [
    initialiseSecureChannel(input),
    encodeTlv(0xa0, ...first.tlvs),
    encodeTlv(0xa1, ...metadata.tlvs),
  ];
  let state = metadata.state;
  if (profileKeys !== undefined) {
    const request = encode(ReplaceSessionKeysRequest, {
      initialMacChainingValue: profileKeys.macChainingValue,
      ppkEnc: profileKeys.sEnc,
      ppkCmac: profileKeys.sMac,
    });
    parts.push(encodeTlv(0xa2, ...protectSegments(state, 0x87, request, maxSegment).tlvs));
    state = openScp03t(profileKeys);
  }
  parts.push(encodeTlv(0xa3, ...protectSegments(state, 0x86, upp, maxSegment).tlvs));
  return encodeTlv(0xbf36, ...parts);
}
