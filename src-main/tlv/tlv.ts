/**
 * Strict BER-TLV with the restrictions of DER (ITU-T X.690 §10): definite and minimal lengths, minimal tags, no
 * trailing bytes. Values are views into the input: nothing is copied, so signed bytes stay the bytes that came.
 *
 * A tag is written as its bytes in one number: `0x5a`, `0xbf37`, `0x5f37`, `0x9f70`.
 */

import { WorkbenchError } from '../../src-shared/errors/index.ts';

export interface Tlv {
  /** Tag bytes, big-endian. */
  readonly tag: number;
  /** View of the value. */
  readonly value: Uint8Array;
  /** View of tag, length and value. */
  readonly raw: Uint8Array;
  /** Where `raw` begins in the bytes that were read. */
  readonly offset: number;
}

export interface TlvLimits {
  /** Nesting levels; SGP.22 needs about ten. */
  readonly maxDepth: number;
  /** Bytes of one value. A bound profile package may be some hundred kilobytes. */
  readonly maxLength: number;
  /** TLVs side by side, 65,536 unless told: a package full of empty ones costs a hundred times its size in memory. */
  readonly maxItems?: number;
}

const defaultMaxItems = 65_536;
export const defaultLimits: TlvLimits = { maxDepth: 32, maxLength: 4 * 1024 * 1024 };

/** Whether the tag's P/C bit says that its value is made of TLVs. */
export function isConstructed(tag: number): boolean {
  return (firstTagByte(tag) & 0x20) !== 0;
}

/** Upper-case hexadecimal of the tag's bytes, as `BF37`. */
export function tagText(tag: number): string {
  const text = tag.toString(16).toUpperCase();
  return text.length % 2 === 0 ? text : `0${text}`;
}

function firstTagByte(tag: number): number {
  if (tag > 0xffffff) return tag >>> 24;
  if (tag > 0xffff) return tag >>> 16;
  if (tag > 0xff) return tag >>> 8;
  return tag;
}

interface Header {
  readonly tag: number;
  readonly length: number;
  readonly valueAt: number;
}

function truncated(path: string, offset: number): WorkbenchError {
  return new WorkbenchError('tlv_truncated', { path, offset });
}

/**
 * Reads tag and length at `offset` without asking whether the value is there too.
 * Throws tlv_truncated, tlv_bad_tag, tlv_bad_length, tlv_too_large.
 */
export function readHeader(
  bytes: Uint8Array,
  offset: number,
  path: string,
  limits: TlvLimits = defaultLimits,
): Header {
  let at = offset;
  const first = bytes[at++];
  if (first === undefined) throw truncated(path, offset);
  let tag = first;
  // Universal 0 is no type, primitive (X.690 §8.1.5: end of contents) or constructed.
  if ((first & 0xdf) === 0) throw new WorkbenchError('tlv_bad_tag', { path, offset });
  if ((first & 0x1f) === 0x1f) {
    let number = 0;
    for (let count = 0; ; count++) {
      const next = bytes[at++];
      if (next === undefined) throw truncated(path, offset);
      // Four tag bytes are the most that ISO 7816-4 and GlobalPlatform ever use; 80 first would be a padded number.
      if (count === 3 || (count === 0 && next === 0x80))
        throw new WorkbenchError('tlv_bad_tag', { path, offset });
      tag = tag * 256 + next;
      number = number * 128 + (next & 0x7f);
      if ((next & 0x80) === 0) break;
    }
    if (number < 0x1f) throw new WorkbenchError('tlv_bad_tag', { path, offset });
  }
  const lengthAt = at;
  const bad = (reason: string) => new WorkbenchError('tlv_bad_length', { path, offset: lengthAt, reason });
  let length = bytes[at++];
  if (length === undefined) throw truncated(path, offset);
  if (length === 0x80) throw bad('indefinite');
  if (length > 0x80) {
    const count = length & 0x7f;
    if (count > 4) throw bad(`${count} length bytes`);
    length = 0;
    for (let i = 0; i < count; i++) {
      const next = bytes[at++];
      if (next === undefined) throw truncated(path, offset);
      if (i === 0 && next === 0) throw bad('not minimal');
      length = length * 256 + next;
    }
    if (length < 0x80) throw bad('not minimal');
  }
  if (length > limits.maxLength)
    throw new WorkbenchError('tlv_too_large', { path, length, limit: limits.maxLength });
  return { tag, length, valueAt: at };
}

/** Reads the TLV that begins at `offset`; what follows it is not looked at. */
export function readTlv(
  bytes: Uint8Array,
  offset = 0,
  path = 'data',
  limits: TlvLimits = defaultLimits,
): Tlv {
  const header = readHeader(bytes, offset, path, limits);
  const end = header.valueAt + header.length;
  if (end > bytes.length) throw truncated(path, offset);
  return {
    tag: header.tag,
    value: bytes.subarray(header.valueAt, end),
    raw: bytes.subarray(offset, end),
    offset,
  };
}

/** Reads the bytes as exactly one TLV; anything after it is refused (tlv_trailing). */
export function readSingleTlv(bytes: Uint8Array, path = 'data', limits: TlvLimits = defaultLimits): Tlv {
  const tlv = readTlv(bytes, 0, path, limits);
  const rest = bytes.length - tlv.raw.length;
  if (rest > 0) throw new WorkbenchError('tlv_trailing', { path, count: rest, offset: tlv.raw.length });
  return tlv;
}

/** Reads the bytes as TLVs one after the other up to the last byte. */
export function readTlvs(bytes: Uint8Array, path = 'data', limits: TlvLimits = defaultLimits): Tlv[] {
  const { maxItems = defaultMaxItems } = limits;
  const out: Tlv[] = [];
  for (let at = 0; at < bytes.length; ) {
    const tlv = readTlv(bytes, at, path, limits);
    if (out.length === maxItems) throw new WorkbenchError('tlv_too_many', { path, limit: maxItems });
    out.push(tlv);
    at += tlv.raw.length;
  }
  return out;
}

/** Checks that every constructed value inside is made of whole TLVs, to the depth limit. Throws as `readTlv` does. */
export function checkNesting(
  bytes: Uint8Array,
  path = 'data',
  limits: TlvLimits = defaultLimits,
  depth = 0,
): void {
  if (depth >= limits.maxDepth) throw new WorkbenchError('tlv_too_deep', { path, limit: limits.maxDepth });
  for (const tlv of readTlvs(bytes, path, limits)) {
    if (isConstructed(tlv.tag)) checkNesting(tlv.value, `${path}/${tagText(tlv.tag)}`, limits, depth + 1);
  }
}

function tagLength(tag: number): number {
  return tag > 0xffffff ? 4 : tag > 0xffff ? 3 : tag > 0xff ? 2 : 1;
}

function lengthLength(length: number): number {
  return length < 0x80 ? 1 : length < 0x100 ? 2 : length < 0x10000 ? 3 : length < 0x1000000 ? 4 : 5;
}

/** Tag and minimal length of a value of `length` bytes, without the value. */
export function encodeHeader(tag: number, length: number): Uint8Array {
  const tagBytes = tagLength(tag);
  const lengthBytes = lengthLength(length);
  const out = new Uint8Array(tagBytes + lengthBytes);
  for (let i = tagBytes - 1, rest = tag; i >= 0; i--, rest = Math.floor(rest / 256)) out[i] = rest & 0xff;
  if (lengthBytes === 1) {
    out[tagBytes] = length;
  } else {
    out[tagBytes] = 0x80 | (lengthBytes - 1);
    for (let i = out.length - 1, rest = length; i > tagBytes; i--, rest = Math.floor(rest / 256))
      out[i] = rest & 0xff;
  }
  return out;
}

/** The TLV of a tag and a value, which is the parts one after the other. */
export function encodeTlv(tag: number, ...parts: readonly Uint8Array[]): Uint8Array {
  let length = 0;
  for (const part of parts) length += part.length;
  const header = encodeHeader(tag, length);
  const out = new Uint8Array(header.length + length);
  out.set(header);
  let at = header.length;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
