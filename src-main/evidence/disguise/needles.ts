/** Every writing in which a hidden value can stand, with what stands there instead; always as many bytes. */

import { toHex } from '../../../src-shared/bytes.ts';
import type { HiddenKind } from '../../../src-shared/model/index.ts';
import { straightBcd, swappedBcd } from './digits.ts';
import type { HiddenValue } from './values.ts';

export interface Needle {
  readonly kind: HiddenKind;
  /** The value that it is a writing of, where that is a text. */
  readonly owner: string;
  readonly bytes: Buffer;
  readonly replacement: Buffer;
  /** Not looked for in texts: half bytes and raw bytes, which no text has. */
  readonly binaryOnly: boolean;
  /** A long number, which may stand without quotes. */
  readonly digits: boolean;
}

/** A shorter text in another case than its own would be found by chance, within words. */
const shortestInOtherCase = 6;
/** A shorter value would be found by chance; it is hidden where the specification puts it. */
const shortest = 4;

/** Bytes of the fields that hold such a number. */
const fieldBytes: Readonly<Record<string, number>> = { eid: 16, iccid: 10, imei: 8, tac: 4, imsi: 8 };

function utf16(text: string, bigEndian: boolean): Buffer {
  const out = Buffer.from(text, 'utf16le');
  return bigEndian ? out.swap16() : out;
}

function ofText(kind: HiddenKind, text: string, newText: string): Needle[] {
  const out: Needle[] = [];
  const add = (bytes: Buffer, replacement: Buffer) => {
    if (bytes.length >= shortest && bytes.length === replacement.length)
      out.push({
        kind,
        owner: text,
        bytes,
        replacement,
        binaryOnly: false,
        digits: /^\d{10,}$/.test(bytes.toString('latin1')),
      });
  };
  const cases: (readonly [string, string])[] = [[text, newText]];
  if (text.length >= shortestInOtherCase)
    cases.push([text.toUpperCase(), newText.toUpperCase()], [text.toLowerCase(), newText.toLowerCase()]);
  for (const [old, fresh] of cases) {
    const [bytes, replacement] = [Buffer.from(old), Buffer.from(fresh)];
    add(bytes, replacement);
    for (const bigEndian of [false, true]) add(utf16(old, bigEndian), utf16(fresh, bigEndian));
    add(Buffer.from(toHex(bytes)), Buffer.from(toHex(replacement)));
    add(Buffer.from(bytes.toString('hex')), Buffer.from(replacement.toString('hex')));
  }
  return out;
}

function ofBytes(kind: HiddenKind, owner: string, bytes: Uint8Array, replacement: Uint8Array): Needle[] {
  if (bytes.length < shortest || bytes.length !== replacement.length) return [];
  const [old, fresh] = [Buffer.from(bytes), Buffer.from(replacement)];
  const common = { kind, owner, digits: false };
  return [
    { ...common, bytes: old, replacement: fresh, binaryOnly: true },
    { ...common, bytes: Buffer.from(toHex(old)), replacement: Buffer.from(toHex(fresh)), binaryOnly: false },
    {
      ...common,
      bytes: Buffer.from(old.toString('hex')),
      replacement: Buffer.from(fresh.toString('hex')),
      binaryOnly: false,
    },
  ];
}

/** The longest first, so that a value within another one does not break it. */
export function needlesOf(values: readonly HiddenValue[]): Needle[] {
  const out = new Map<string, Needle>();
  for (const { kind, text, newText, bytes, newBytes, number } of values) {
    const found: Needle[] = [];
    if (text !== undefined && newText !== undefined) {
      found.push(...ofText(kind, text, newText));
      const size = number ? (fieldBytes[kind] ?? 0) : 0;
      if (size > 0 && text.length <= 2 * size)
        for (const write of [straightBcd, swappedBcd])
          found.push(...ofBytes(kind, text, write(text, size), write(newText, size)));
    }
    if (bytes !== undefined && newBytes !== undefined)
      found.push(...ofBytes(kind, toHex(bytes), bytes, newBytes));
    for (const needle of found) {
      const key = needle.bytes.toString('latin1');
      if (!out.has(key)) out.set(key, needle);
    }
  }
  return [...out.values()].sort((a, b) => b.bytes.length - a.bytes.length);
}
