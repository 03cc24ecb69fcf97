/**
 * Secrets in texts: JSON (whole or broken off) with escapes and with base64 in its strings, forms, addresses. Texts are
 * handled as bytes, so that lengths and positions stay those of what travelled.
 */

import { isSecretName, type Range, secretsInTlv } from './secret-places.ts';
import type { SearchSpace } from './secret-search.ts';

export const placeholder = 0x2a; // '*'

/** Bytes some of which are secret. */
export interface Part {
  readonly bytes: Uint8Array;
  /** 1 for each secret byte. */
  readonly mask: Uint8Array;
  /** What stands in place of a secret byte; 0 for the placeholder. */
  readonly fill: Uint8Array;
  /** Nothing was marked. */
  readonly untouched: boolean;
}

/** Most parts of a long trace hold no secret: their mask is made when it is wanted, or its garbage would cost more than all else. */
class LazyPart implements Part {
  readonly bytes: Uint8Array;
  #mask: Uint8Array | undefined;
  #fill: Uint8Array | undefined;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  get mask(): Uint8Array {
    this.#mask ??= new Uint8Array(this.bytes.length);
    return this.#mask;
  }

  get fill(): Uint8Array {
    this.#fill ??= new Uint8Array(this.bytes.length);
    return this.#fill;
  }

  get untouched(): boolean {
    return this.#mask === undefined;
  }
}

export function createPart(bytes: Uint8Array): Part {
  return new LazyPart(bytes);
}

/** A text as it is meant, laid over the text as it is written. */
interface Region {
  readonly bytes: Uint8Array;
  mark(from: number, to: number): void;
  /** What shall stand for one byte; false where that is written with several. */
  fill(at: number, byte: number): boolean;
}

export interface TextScan {
  readonly space: SearchSpace;
  /** Takes secret values that were found by their place. */
  readonly found: (value: Uint8Array) => void;
  /** To be run after the search. */
  readonly afterwards: (() => void)[];
}

export function markPart(part: Part): (from: number, to: number) => void {
  return (from, to) => part.mask.fill(1, from, to);
}

/** How deep JSON texts inside strings of JSON texts are followed. */
const deepest = 3;
const quote = 0x22;
const backslash = 0x5c;

function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d;
}

/** A region whose bytes are each written at `starts[i]` to `starts[i + 1]` of another. */
function mapped(parent: Region, bytes: Uint8Array, starts: readonly number[]): Region {
  const start = (at: number) => starts[at] ?? parent.bytes.length;
  return {
    bytes,
    mark: (from, to) => {
      if (from < to) parent.mark(start(from), start(to));
    },
    fill: (at, byte) => start(at + 1) - start(at) === 1 && parent.fill(start(at), byte),
  };
}

const simpleEscapes: Readonly<Record<string, number>> = { b: 8, f: 12, n: 10, r: 13, t: 9 };

/** The bytes that a JSON string means. A `\u` escape of a character of several bytes counts as written at the first. */
function unescaped(parent: Region, from: number, to: number): Region {
  const source = Buffer.from(parent.bytes.buffer, parent.bytes.byteOffset, parent.bytes.length);
  if (!source.subarray(from, to).includes(backslash))
    return {
      bytes: parent.bytes.subarray(from, to),
      mark: (start, end) => parent.mark(from + start, from + end),
      fill: (at, byte) => parent.fill(from + at, byte),
    };
  const bytes: number[] = [];
  const starts: number[] = [];
  for (let at = from; at < to; ) {
    const byte = source[at] ?? 0;
    if (byte !== backslash || at + 1 >= to) {
      bytes.push(byte);
      starts.push(at++);
      continue;
    }
    const letter = String.fromCharCode(source[at + 1] ?? 0);
    const pair = /^u([0-9a-f]{4})(?:\\u([0-9a-f]{4}))?/i.exec(
      source.toString('latin1', at + 1, Math.min(to, at + 12)),
    );
    if (pair === null) {
      bytes.push(simpleEscapes[letter] ?? letter.charCodeAt(0));
      starts.push(at);
      at += 2;
      continue;
    }
    const high = Number.parseInt(pair[1] ?? '', 16);
    const low = Number.parseInt(pair[2] ?? '', 16);
    const both = high >= 0xd800 && high < 0xdc00 && low >= 0xdc00 && low < 0xe000;
    const encoded = Buffer.from(both ? String.fromCharCode(high, low) : String.fromCharCode(high));
    for (const each of encoded) {
      bytes.push(each);
      starts.push(at);
    }
    at += both ? 12 : 6;
  }
  starts.push(to);
  return mapped(parent, Uint8Array.from(bytes), starts);
}

/** The bytes that a text with %XX means; undefined where it has none. */
function percentDecoded(parent: Region): Region | undefined {
  if (!parent.bytes.includes(0x25)) return undefined;
  const text = Buffer.from(parent.bytes).toString('latin1');
  const bytes: number[] = [];
  const starts: number[] = [];
  for (let at = 0; at < text.length; ) {
    starts.push(at);
    const digits = text[at] === '%' ? text.slice(at + 1, at + 3) : '';
    const escaped = /^[0-9a-f]{2}$/i.test(digits);
    bytes.push(escaped ? Number.parseInt(digits, 16) : text.charCodeAt(at));
    at += escaped ? 3 : 1;
  }
  starts.push(text.length);
  return mapped(parent, Uint8Array.from(bytes), starts);
}

/** Looks into a base64 text (white space and a missing end allowed), and afterwards fills it so that it stays base64. */
function scanBase64(region: Region, scan: TextScan): void {
  const { bytes } = region;
  if (bytes.length < 6) return;
  const places: number[] = [];
  let text = '';
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
  if (!/^[A-Za-z0-9+/_\-\s]*={0,2}\s*$/.test(all)) return;
  for (const [at, char] of [...all].entries()) {
    if (/[\s=]/.test(char)) continue;
    places.push(at);
    text += char;
  }
  // Buffer takes both alphabets.
  const decoded = new Uint8Array(Buffer.from(text, 'base64'));
  const secret = new Uint8Array(decoded.length);
  const mark = (from: number, to: number) => secret.fill(1, from, to);
  for (const [from, to] of secretsInTlv(decoded)) {
    mark(from, to);
    scan.found(decoded.subarray(from, to));
  }
  scan.space.add(decoded, mark);
  scan.afterwards.push(() => {
    if (!secret.includes(1)) return;
    const filled = decoded.map((byte, at) => (secret[at] === 1 ? placeholder : byte));
    const alphabet = /[-_]/.test(text) ? 'base64url' : 'base64';
    const encoded = Buffer.from(filled).toString(alphabet);
    const chars = new Set<number>();
    for (const [at, flag] of secret.entries())
      if (flag === 1) {
        chars.add(Math.floor((8 * at) / 6));
        chars.add(Math.floor((8 * at + 7) / 6));
      }
    for (const char of chars) {
      const place = places[char];
      if (place === undefined) continue;
      region.mark(place, place + 1);
      region.fill(place, encoded.charCodeAt(char));
    }
  });
}

/** The end of a JSON string that begins at `from` (after its quote): its closing quote, or the end of the text. */
function stringEnd(text: Buffer, from: number): number {
  for (let search = from; ; ) {
    const end = text.indexOf(quote, search);
    if (end < 0) return text.length;
    let slashes = 0;
    while (end - 1 - slashes >= from && text[end - 1 - slashes] === backslash) slashes++;
    if (slashes % 2 === 0) return end;
    search = end + 1;
  }
}

/** Marks a number; its digits become ones, so that the text stays JSON. */
function markNumber(region: Region, text: Buffer, from: number, scan: TextScan): void {
  let at = from;
  while (/[-+.\deE]/.test(String.fromCharCode(text[at] ?? 0))) {
    region.mark(at, at + 1);
    region.fill(at, /\d/.test(String.fromCharCode(text[at] ?? 0)) ? 0x31 : (text[at] ?? 0));
    at++;
  }
  scan.found(text.subarray(from, at));
}

function scanRegion(region: Region, scan: TextScan, depth: number): void {
  const text = Buffer.from(region.bytes.buffer, region.bytes.byteOffset, region.bytes.length);
  scan.space.add(text, (from, to) => region.mark(from, to));
  const decoded = percentDecoded(region);
  if (decoded) scan.space.add(decoded.bytes, (from, to) => decoded.mark(from, to));

  let secretAt = -1;
  for (let open = text.indexOf(quote); open >= 0; ) {
    const from = open + 1;
    const to = stringEnd(text, from);
    const inner = unescaped(region, from, to);
    const innerText = Buffer.from(inner.bytes);
    if (inner.bytes.length !== to - from) scan.space.add(inner.bytes, (start, end) => inner.mark(start, end));
    let next = to + 1;
    while (isSpace(text[next])) next++;
    if (text[next] === 0x3a) {
      next++;
      while (isSpace(text[next])) next++;
      const secret = to - from <= 64 && isSecretName(innerText.toString());
      if (secret && text[next] === quote) secretAt = next;
      else if (secret && /[-\d]/.test(String.fromCharCode(text[next] ?? 0)))
        markNumber(region, text, next, scan);
    } else if (open === secretAt) {
      region.mark(from, to);
      scan.found(inner.bytes);
    } else {
      const json = depth < deepest && /^\s*[[{]/.test(innerText.toString('latin1', 0, 64));
      if (json) scanRegion(inner, scan, depth + 1);
      else scanBase64(inner, scan);
    }
    open = text.indexOf(quote, to + 1);
  }
}

/** Adds a text to the search, and marks at once what its places tell. */
export function scanText(part: Part, scan: TextScan, places: readonly Range[] = []): void {
  const mark = markPart(part);
  for (const [from, to] of places) {
    mark(from, to);
    scan.found(part.bytes.subarray(from, to));
  }
  const region: Region = {
    bytes: part.bytes,
    mark,
    fill(at, byte) {
      part.fill[at] = byte;
      return true;
    },
  };
  scanRegion(region, scan, 0);
}
