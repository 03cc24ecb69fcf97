/** How an installation ends: ProfileInstallationResult, signed, kept as a notification (SGP.22 v2.5 §2.5.6, §3.5). */

import { concatBytes, fromHex, toHex } from '../../../src-shared/bytes.ts';
import {
  type BppCommandId,
  bppCommandId,
  bppErrorReason,
  type StoreMetadataRequest,
} from '../../rsp/index.ts';
import { peStatus } from '../../rsp/profile-elements.ts';
import { encodeTlv, iccidToBytes, integerToBytes, oidToBytes } from '../../tlv/index.ts';
import type { AuthenticatedServer, Chip, PreparedDownload } from './chip.ts';
import { withEventNotifications, withNotification } from './notifications.ts';
import { euiccResponse, type PackageFacts } from './package-reader.ts';
import { type CardState, freeIsdpAid, type StoredProfile } from './state.ts';

export interface ResultOrigin {
  readonly transactionId: Uint8Array;
  readonly smdpOid: string;
  readonly address: string;
  readonly sign: (data: Uint8Array) => Uint8Array;
  /** As in EF ICCID; undefined where the metadata did not come. */
  readonly iccid: string | undefined;
}

/** The origin of a result that is the answer to an installation, and may be spoiled as such. */
export function answeredOrigin(
  chip: Chip,
  server: AuthenticatedServer,
  iccid: string | undefined,
): ResultOrigin {
  return {
    transactionId: chip.answeredTransactionId(server.transactionId),
    smdpOid: server.oid,
    address: server.address,
    sign: (data) => chip.signAnswer(server.keys, data),
    iccid,
  };
}

/** The state with the signed result as its latest notification, and the result. */
function withResult(chip: Chip, state: CardState, origin: ResultOrigin, finalResult: Uint8Array) {
  let result: Uint8Array = new Uint8Array(0);
  const next = withNotification(
    chip,
    state,
    { operation: 'notificationInstall', address: origin.address, iccid: origin.iccid },
    (metadata) => {
      const data = encodeTlv(
        0xbf27,
        encodeTlv(0x80, origin.transactionId),
        metadata,
        encodeTlv(0x06, oidToBytes(origin.smdpOid) ?? new Uint8Array(0)),
        encodeTlv(0xa2, finalResult),
      );
      const signature = encodeTlv(0x5f37, origin.sign(data));
      result = encodeTlv(0xbf37, data, signature);
      return { result: toHex(result) };
    },
  );
  return { next, result };
}

export interface InstalledProfile {
  readonly metadata: Uint8Array;
  readonly value: StoreMetadataRequest;
  readonly dpProprietaryData: Uint8Array | undefined;
  readonly size: number;
  readonly facts: PackageFacts;
}

/** Keeps the profile (disabled) and its result in one step. Gives the result. */
export function successResult(
  chip: Chip,
  server: AuthenticatedServer,
  download: PreparedDownload,
  installed: InstalledProfile,
): Uint8Array {
  const { value } = installed;
  const profileClass = value.profileClass;
  const profile: StoredProfile = {
    iccid: toHex(iccidToBytes(value.iccid)),
    isdpAid: freeIsdpAid(chip.state.profiles),
    state: 'disabled',
    profileClass: profileClass === 'test' || profileClass === 'provisioning' ? profileClass : 'operational',
    metadata: toHex(installed.metadata),
    ...(installed.dpProprietaryData === undefined
      ? {}
      : { dpProprietaryData: toHex(installed.dpProprietaryData) }),
    policyRules: [...(value.profilePolicyRules ?? [])],
    ciKeyId: server.keys.ciKeyId,
    size: installed.size,
    ...installed.facts,
  };
  const success = encodeTlv(
    0xa0,
    encodeTlv(0x4f, fromHex(profile.isdpAid)),
    encodeTlv(0x04, euiccResponse(peStatus.ok)),
  );
  const { installing: _, ...state } = chip.state;
  const scalar = toHex(download.oneTimeKey.scalar);
  const cleaned: CardState = {
    ...state,
    oneTimeKeys: state.oneTimeKeys.filter((one) => one.scalar !== scalar),
    profiles: [...state.profiles, profile],
  };
  const { next, result } = withResult(chip, cleaned, answeredOrigin(chip, server, profile.iccid), success);
  // The SM-DP+ itself gets the result; other addresses that the profile names get a notification (§3.5).
  chip.commit(withEventNotifications(chip, next, profile, 'notificationInstall', server.address));
  chip.session = undefined;
  chip.installation = undefined;
  return result;
}

export interface InstallationError {
  readonly command: BppCommandId;
  /** Number of BppErrorReason. */
  readonly reason: number;
  readonly simaResponse: Uint8Array | undefined;
}

/** Keeps the result of an installation that failed, and nothing else of it. Gives the result. */
export function failureResult(chip: Chip, origin: ResultOrigin, error: InstallationError): Uint8Array {
  const finalResult = encodeTlv(
    0xa1,
    concatBytes(
      encodeTlv(0x80, integerToBytes(bppCommandId[error.command])),
      encodeTlv(0x81, integerToBytes(error.reason)),
      ...(error.simaResponse === undefined ? [] : [encodeTlv(0x82, error.simaResponse)]),
    ),
  );
  const { installing: _, ...state } = chip.state;
  const { next, result } = withResult(chip, state, origin, finalResult);
  chip.session = undefined;
  chip.installation = undefined;
  chip.commit(next);
  return result;
}

/**
 * Ends an installation that is under way, since something else has begun: a new session, power or a reset. Where the
 * card reports interruptions, a result says so (installFailedDueToInterruption).
 */
export function abandonInstallation(chip: Chip): void {
  const { installing } = chip.state;
  chip.installation = undefined;
  if (installing === undefined) return;
  failureResult(
    chip,
    {
      transactionId: fromHex(installing.transactionId),
      smdpOid: installing.smdpOid,
      address: installing.address,
      sign: (data) => chip.sign(chip.keysOf(installing.ciKeyId), data),
      iccid: undefined,
    },
    {
      command: 'loadProfileElements',
      reason: bppErrorReason.installFailedDueToInterruption,
      simaResponse: undefined,
    },
  );
}
