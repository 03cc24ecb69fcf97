/** The functions of ES8+ that a bound profile package brings (SGP.22 v2.5 §5.5), each with the checks of its section. */

import { concatBytes, equalBytes, fromHex, toHex } from '../../../src-shared/bytes.ts';
import { WorkbenchError } from '../../../src-shared/errors/index.ts';
import {
  type BppErrorReason,
  bppErrorReason,
  ConfigureISDPRequest,
  InitialiseSecureChannelRequest,
  ReplaceSessionKeysRequest,
  StoreMetadataRequest,
} from '../../rsp/index.ts';
import { decode, encodeTlv, iccidToBytes, readSingleTlv, readTlvs, type Tlv } from '../../tlv/index.ts';
import {
  agreeKey,
  deriveSessionKeys,
  openScp03t,
  type Scp03tState,
  unprotectTlv,
  verify,
} from '../crypto/index.ts';
import type { AuthenticatedServer, Chip, PreparedDownload } from './chip.ts';
import { policyRulesAllowed } from './policy.ts';
import { hasRspCapability } from './versions.ts';

/** Thrown inside to end the installation with a result. */
export class InstallationFailure extends Error {
  readonly reason: number;
  readonly simaResponse: Uint8Array | undefined;
  constructor(reason: BppErrorReason | number, simaResponse?: Uint8Array) {
    super(`${reason}`);
    this.reason = typeof reason === 'number' ? reason : bppErrorReason[reason];
    this.simaResponse = simaResponse;
  }
}

function decodeOr<T>(read: () => T, reason: BppErrorReason): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof WorkbenchError) throw new InstallationFailure(reason);
    throw error;
  }
}

/** ES8+.InitialiseSecureChannel (§5.5.1). Throws an InstallationFailure. */
export function initialiseSecureChannel(
  chip: Chip,
  server: AuthenticatedServer,
  { oneTimeKey, certificate }: PreparedDownload,
  tlv: Tlv,
): Scp03tState {
  const request = decodeOr(
    () => decode(InitialiseSecureChannelRequest, tlv.raw, 'ES8+.InitialiseSecureChannel'),
    'incorrectInputValues',
  );
  if (request.remoteOpId !== 'installBoundProfilePackage')
    throw new InstallationFailure('unsupportedRemoteOperationType');
  if (!equalBytes(request.transactionId, server.transactionId))
    throw new InstallationFailure('invalidTransactionId');
  const { keyType, keyLen, hostId } = request.controlRefTemplate;
  if (keyType[0] !== 0x88 || keyLen[0] !== 0x10) throw new InstallationFailure('unsupportedCrtValues');
  const signed = readTlvs(tlv.value).filter((one) => one.tag !== 0x5f37);
  const toVerify = concatBytes(...signed.map((one) => one.raw), encodeTlv(0x5f49, oneTimeKey.point));
  if (!verify(certificate.publicKey, toVerify, request.smdpSign))
    throw new InstallationFailure('invalidSignature');
  const sharedSecret = decodeOr(() => agreeKey(oneTimeKey, request.smdpOtpk), 'incorrectInputValues');
  const eid = fromHex(chip.eid);
  return openScp03t(deriveSessionKeys({ sharedSecret, keyType: 0x88, keyLength: 16, hostId, eid }));
}

/** ES8+.ConfigureISDP (§5.5.2): the B8 TLV, if there is one. Throws an InstallationFailure. */
export function configureIsdp(data: Uint8Array): Uint8Array | undefined {
  const request = decodeOr(
    () => decode(ConfigureISDPRequest, data, 'ES8+.ConfigureISDP'),
    'incorrectInputValues',
  );
  if (request.dpProprietaryData === undefined) return undefined;
  const raw = readTlvs(readSingleTlv(data).value).find((one) => one.tag === 0xb8)?.raw;
  if (raw !== undefined && raw.length > 128) throw new InstallationFailure('incorrectInputValues');
  return raw?.slice();
}

/** The request of ES8+.StoreMetadata (§5.5.3). Throws an InstallationFailure for what is none. */
export function readMetadata(data: Uint8Array): StoreMetadataRequest {
  const value = decodeOr(
    () => decode(StoreMetadataRequest, data, 'ES8+.StoreMetadata'),
    'incorrectInputValues',
  );
  const tooLong = [...value.serviceProviderName].length > 32 || [...value.profileName].length > 64;
  if (tooLong || (value.icon !== undefined && value.iconType === undefined))
    throw new InstallationFailure('incorrectInputValues');
  if (typeof value.profileClass === 'number') throw new InstallationFailure('incorrectInputValues');
  return value;
}

/** Whether the card takes a profile with this metadata (§5.5.3). Throws an InstallationFailure. */
export function checkMetadata(chip: Chip, value: StoreMetadataRequest): void {
  if (value.profileClass === 'test' && !hasRspCapability(chip.config, 'testProfileSupport'))
    throw new InstallationFailure('unsupportedProfileClass');
  const iccid = toHex(iccidToBytes(value.iccid));
  if (chip.state.profiles.some((profile) => profile.iccid === iccid))
    throw new InstallationFailure('installFailedDueToIccidAlreadyExistsOnEuicc');
  if (!policyRulesAllowed(chip, value)) throw new InstallationFailure('pprNotAllowed');
  if (chip.state.profiles.length >= chip.config.maxProfiles)
    throw new InstallationFailure('installFailedDueToInsufficientMemoryForProfile');
}

/** ES8+.ReplaceSessionKeys (§5.5.4). Throws an InstallationFailure. */
export function replaceSessionKeys(data: Uint8Array): Scp03tState {
  const keys = decodeOr(
    () => decode(ReplaceSessionKeysRequest, data, 'ES8+.ReplaceSessionKeys'),
    'incorrectInputValues',
  );
  return openScp03t({
    macChainingValue: keys.initialMacChainingValue.slice(),
    sEnc: keys.ppkEnc.slice(),
    sMac: keys.ppkCmac.slice(),
  });
}

/** A protected TLV opened (§5.5, SCP03t), and the state for the next. Throws an InstallationFailure. */
export function openItem(scp: Scp03tState, tlv: Uint8Array): { data: Uint8Array; state: Scp03tState } {
  try {
    return unprotectTlv(scp, tlv);
  } catch (error) {
    if (!(error instanceof WorkbenchError)) throw error;
    throw new InstallationFailure(
      error.code === 'scp03t_security' ? 'scp03tSecurityError' : 'scp03tStructureError',
    );
  }
}
