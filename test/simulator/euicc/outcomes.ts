/** What the answers of the card say, and damage done to what it gets. */

import {
  AuthenticateServerResponse,
  PrepareDownloadResponse,
  ProfileInstallationResult,
} from '../../../src-main/rsp/index.ts';
import { decode, readTlvs } from '../../../src-main/tlv/index.ts';
import { type DownloadOptions, defaultMetadata, smallPackage } from './bench.ts';

export const upp = smallPackage(defaultMetadata.iccid);
export const basic: DownloadOptions = { upp, metadata: defaultMetadata };

export function authenticateErrorOf(bytes: Uint8Array): unknown {
  const answer = decode(AuthenticateServerResponse, bytes, 'auth');
  return 'authenticateResponseError' in answer
    ? answer.authenticateResponseError.authenticateErrorCode
    : 'ok';
}

export function downloadErrorOf(bytes: Uint8Array | undefined): unknown {
  const answer = decode(PrepareDownloadResponse, bytes ?? new Uint8Array(0), 'prepare');
  return 'downloadResponseError' in answer ? answer.downloadResponseError.downloadErrorCode : 'ok';
}

/** Command and reason of an installation that failed. */
export function failureOf(result: Uint8Array | undefined): unknown {
  if (result === undefined) return 'no result';
  const { finalResult } = decode(ProfileInstallationResult, result, 'result').profileInstallationResultData
    .value;
  return 'errorResult' in finalResult
    ? `${finalResult.errorResult.bppCommandId}/${finalResult.errorResult.errorReason}`
    : 'success';
}

/** Flips the last byte of the first TLV with the tag, at whatever depth. */
export function flip(bytes: Uint8Array, tag: number, offsetFromEnd = 1): Uint8Array {
  const out = bytes.slice();
  const visit = (from: number, to: number): boolean => {
    for (const tlv of readTlvs(out.subarray(from, to))) {
      const at = from + tlv.offset;
      if (tlv.tag === tag) {
        const target = at + tlv.raw.length - offsetFromEnd;
        out[target] = (out[target] ?? 0) ^ 1;
        return true;
      }
      const valueAt = at + tlv.raw.length - tlv.value.length;
      const constructed = tlv.tag > 0xff ? (tlv.tag >> 8) & 0x20 : tlv.tag & 0x20;
      if (constructed && visit(valueAt, at + tlv.raw.length)) return true;
    }
    return false;
  };
  if (!visit(0, out.length)) throw new Error('no such tag');
  return out;
}
