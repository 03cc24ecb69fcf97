import { toHex } from '../../src-shared/bytes.ts';
import { WorkbenchError } from '../../src-shared/errors/index.ts';
import type { EuiccSession } from '../card/session.ts';
import { type BppCommandId, type BppErrorReason, ProfileInstallationResult } from '../rsp/index.ts';
import { decode, readHeader, readSingleTlv, readTlv, readTlvs, type Tlv, tagText } from '../tlv/index.ts';
import { loadBoundProfilePackageFunction } from './es10b.ts';
import { hasTag } from './function.ts';

const path = 'boundProfilePackage';

/**
 * Cuts a bound profile package into the segments that the card takes one after the other (SGP.22 v2.5 §2.5.5): header
 * of BF36 with BF23; header of A0 with the first 87; further 87s; header of A1; each 88; header of A2 with its first
 * 87 (where there is one); header of A3; each 86. The segments are views, and together they are the package.
 * @throws WorkbenchError of family `decode` where the package is not built so
 */
export function segmentBoundProfilePackage(bpp: Uint8Array): Uint8Array[] {
  const outer = readSingleTlv(bpp, path);
  expect(outer, 0xbf36);
  const parts = readTlvs(outer.value, path);
  const [first, ...rest] = parts;
  if (first === undefined) throw new WorkbenchError('tlv_missing', { path, expected: 'BF23' });
  expect(first, 0xbf23);
  const segments: Uint8Array[] = [bpp.subarray(0, outer.raw.length - outer.value.length + first.raw.length)];
  const order = [
    { tag: 0xa0, item: 0x87, joined: true, optional: false },
    { tag: 0xa1, item: 0x88, joined: false, optional: false },
    { tag: 0xa2, item: 0x87, joined: true, optional: true },
    { tag: 0xa3, item: 0x86, joined: false, optional: false },
  ] as const;
  let next = 0;
  for (const { tag, item, joined, optional } of order) {
    const part = rest[next];
    if (part?.tag !== tag) {
      if (optional) continue;
      const expected = tagText(tag);
      if (part === undefined) throw new WorkbenchError('tlv_missing', { path, expected });
      throw new WorkbenchError('tlv_unexpected_tag', { path, found: tagText(part.tag), expected });
    }
    next += 1;
    segments.push(...segmentsOf(part, item, joined));
  }
  const surplus = rest[next];
  if (surplus !== undefined) {
    throw new WorkbenchError('tlv_unexpected_tag', {
      path,
      found: tagText(surplus.tag),
      expected: 'the end',
    });
  }
  return segments;
}

function expect(tlv: Tlv, tag: number): void {
  if (tlv.tag !== tag) {
    throw new WorkbenchError('tlv_unexpected_tag', { path, found: tagText(tlv.tag), expected: tagText(tag) });
  }
}

function segmentsOf(part: Tlv, item: number, joined: boolean): Uint8Array[] {
  const items = readTlvs(part.value, `${path}.${tagText(part.tag)}`);
  for (const one of items) expect(one, item);
  const headerLength = part.raw.length - part.value.length;
  const [first, ...others] = items.map((one) => one.raw);
  if (!joined) return [part.raw.subarray(0, headerLength), ...items.map((one) => one.raw)];
  if (first === undefined) return [part.raw.subarray(0, headerLength)];
  return [part.raw.subarray(0, headerLength + first.length), ...others];
}

/** The first TLV of the package: what is looked at before any of it goes to the card. */
export function firstPart(bpp: Uint8Array): Uint8Array {
  const header = readHeader(bpp, 0, path);
  return readTlv(bpp, header.valueAt, path).raw;
}

export type InstallationOutcome =
  | {
      readonly installed: true;
      /** BF37 as it came: the notification to deliver. */
      readonly raw: Uint8Array;
      readonly result: ProfileInstallationResult;
      readonly isdpAid: Uint8Array;
    }
  | {
      readonly installed: false;
      readonly raw: Uint8Array;
      readonly result: ProfileInstallationResult;
      readonly command: BppCommandId | number;
      readonly reason: BppErrorReason | number;
    };

/**
 * ES10b.LoadBoundProfilePackage (SGP.22 v2.5 §5.7.6): the segments one by one, until the card answers with a
 * ProfileInstallationResult, be it good or bad: what is sent after that only buries the real error.
 * @param options.onProgress after each segment, bytes that the card has taken
 * @param options.beforeLast waited for before the segment with which the card can have the profile
 * @throws WorkbenchError no_installation_result where the card took all and said nothing; of families apdu, decode, reader
 */
export async function loadBoundProfilePackage(
  session: EuiccSession,
  segments: readonly Uint8Array[],
  options: {
    readonly onProgress: (bytesDone: number, bytesTotal: number) => void;
    readonly beforeLast?: () => Promise<void>;
  },
): Promise<InstallationOutcome> {
  const { onProgress, beforeLast } = options;
  const total = segments.reduce((sum, segment) => sum + segment.length, 0);
  let done = 0;
  onProgress(0, total);
  for (const [index, segment] of segments.entries()) {
    if (index === segments.length - 1) await beforeLast?.();
    const answer = await session.storeData(segment, loadBoundProfilePackageFunction.name);
    done += segment.length;
    onProgress(done, total);
    if (answer.length === 0) continue;
    if (!hasTag(answer, loadBoundProfilePackageFunction.tag)) {
      // A segment is answered with nothing or with a result; the rest would fail without telling why.
      throw new WorkbenchError('tlv_unexpected_tag', {
        path: loadBoundProfilePackageFunction.name,
        found: toHex(answer.subarray(0, 2)),
        expected: 'BF37',
      });
    }
    return installationOutcome(answer);
  }
  throw new WorkbenchError('no_installation_result');
}

/** What a ProfileInstallationResult (BF37) says. */
export function installationOutcome(raw: Uint8Array): InstallationOutcome {
  const result = decode(ProfileInstallationResult, raw, loadBoundProfilePackageFunction.name);
  const { finalResult } = result.profileInstallationResultData.value;
  if ('successResult' in finalResult) {
    return { installed: true, raw, result, isdpAid: finalResult.successResult.aid };
  }
  const { bppCommandId: command, errorReason: reason } = finalResult.errorResult;
  return { installed: false, raw, result, command, reason };
}
