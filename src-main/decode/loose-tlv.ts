/**
 * BER-TLV as it came, for people: what `tlv` refuses (a length that is not minimal, bytes behind the end) is read and
 * remarked on. For nothing that decides anything.
 */

import type { DecodeRemark } from '../../src-shared/model/trace.ts';
import type { Tlv } from '../tlv/index.ts';

export interface LooseTlv extends Tlv {
  readonly remarks: readonly DecodeRemark[];
}

export interface LooseHeader {
  readonly tag: number;
  readonly length: number;
  /** Where the value begins. */
  readonly valueAt: number;
  readonly remarks: readonly DecodeRemark[];
}

/** As many TLVs side by side as are read; what follows is `rest`. */
const mostItems = 20_000;

/** Tag and length at `offset`, whether or not the value is there; undefined where there are none. */
export function looseHeader(bytes: Uint8Array, offset: number): LooseHeader | undefined {
  let at = offset;
  const first = bytes[at++];
  if (first === undefined || (first & 0xdf) === 0) return undefined;
  let tag = first;
  if ((first & 0x1f) === 0x1f) {
    for (let count = 0; ; count++) {
      const next = bytes[at++];
      if (next === undefined || count === 3) return undefined;
      tag = tag * 256 + next;
      if ((next & 0x80) === 0) break;
    }
  }
  let length = bytes[at++];
  if (length === undefined || length === 0x80 || length > 0x84) return undefined;
  if (length < 0x80) return { tag, length, valueAt: at, remarks: [] };
  const count = length & 0x7f;
  length = 0;
  for (let i = 0; i < count; i++) {
    const next = bytes[at++];
    if (next === undefined) return undefined;
    length = length * 256 + next;
  }
  const minimal = count === 1 ? length >= 0x80 : length >= 256 ** (count - 1);
  return {
    tag,
    length,
    valueAt: at,
    remarks: minimal ? [] : [{ code: 'length_not_minimal', params: { bytes: count + 1 } }],
  };
}

/** The TLVs as far as there are whole ones, and what follows them. Views, no copies. */
export function looseTlvs(bytes: Uint8Array): { readonly tlvs: LooseTlv[]; readonly rest: Uint8Array } {
  const tlvs: LooseTlv[] = [];
  let at = 0;
  while (at < bytes.length && tlvs.length < mostItems) {
    const header = looseHeader(bytes, at);
    const end = header === undefined ? Number.POSITIVE_INFINITY : header.valueAt + header.length;
    if (header === undefined || end > bytes.length) break;
    tlvs.push({
      tag: header.tag,
      value: bytes.subarray(header.valueAt, end),
      raw: bytes.subarray(at, end),
      offset: at,
      remarks: header.remarks,
    });
    at = end;
  }
  return { tlvs, rest: bytes.subarray(at) };
}
