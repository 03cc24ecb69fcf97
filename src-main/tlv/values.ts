/** Conversions between the bytes of primitive values and what code handles. None of them throws on its own terms:
 * they return undefined for bytes that are no such value, and the caller says where that was. */

/** Two's complement, minimal (X.690 §8.3); undefined where not minimal, empty or beyond a safe integer. */
export function integerFromBytes(bytes: Uint8Array): number | undefined {
  const first = bytes[0];
  if (first === undefined || bytes.length > 8) return undefined;
  const second = bytes[1];
  if (second !== undefined && ((first === 0 && second < 0x80) || (first === 0xff && second >= 0x80)))
    return undefined;
  let value = first >= 0x80 ? first - 256 : first;
  for (let i = 1; i < bytes.length; i++) value = value * 256 + (bytes[i] ?? 0);
  return Number.isSafeInteger(value) ? value : undefined;
}

export function integerToBytes(value: number): Uint8Array {
  if (!Number.isSafeInteger(value)) throw new RangeError(`${value} is no safe integer`);
  const out: number[] = [];
  let rest = value;
  do {
    out.unshift(((rest % 256) + 256) % 256);
    rest = Math.floor(rest / 256);
  } while (!((rest === 0 && (out[0] ?? 0) < 0x80) || (rest === -1 && (out[0] ?? 0) >= 0x80)));
  return Uint8Array.from(out);
}

/** Big-endian without a sign, leading zeros allowed, as ETSI and ISO write sizes; undefined beyond a safe integer. */
export function unsignedFromBytes(bytes: Uint8Array): number | undefined {
  if (bytes.length === 0) return undefined;
  let value = 0;
  for (const byte of bytes) {
    value = value * 256 + byte;
    if (!Number.isSafeInteger(value)) return undefined;
  }
  return value;
}

/** More arcs than any object identifier in use; longer ones are nonsense that would cost memory. */
const maxArcs = 32;

/** Dotted decimal of an OBJECT IDENTIFIER's content (X.690 §8.19); undefined for none, or one of more than 32 arcs. */
export function oidFromBytes(bytes: Uint8Array): string | undefined {
  const arcs: number[] = [];
  let arc = 0;
  let begun = false;
  for (const byte of bytes) {
    if (!begun && byte === 0x80) return undefined;
    begun = true;
    arc = arc * 128 + (byte & 0x7f);
    if (!Number.isSafeInteger(arc)) return undefined;
    if ((byte & 0x80) === 0) {
      // The first number holds two arcs.
      if (arcs.length === maxArcs - 1) return undefined;
      arcs.push(arc);
      arc = 0;
      begun = false;
    }
  }
  const head = arcs.shift();
  if (begun || head === undefined) return undefined;
  const top = head < 40 ? 0 : head < 80 ? 1 : 2;
  return [top, head - 40 * top, ...arcs].join('.');
}

/** Undefined where the text is no dotted OID. */
export function oidToBytes(text: string): Uint8Array | undefined {
  if (!/^[0-2](\.(0|[1-9]\d*)){1,31}$/.test(text)) return undefined;
  const [top = 0, second = 0, ...rest] = text.split('.').map(Number);
  if (top < 2 && second >= 40) return undefined;
  const out: number[] = [];
  for (const arc of [top * 40 + second, ...rest]) {
    if (!Number.isSafeInteger(arc)) return undefined;
    const group = [arc % 128];
    for (let left = Math.floor(arc / 128); left > 0; left = Math.floor(left / 128))
      group.unshift((left % 128) | 0x80);
    out.push(...group);
  }
  return Uint8Array.from(out);
}

/** Digits of a swapped-nibble BCD field padded with F at its end, as EF ICCID holds them (ETSI TS 102 221 §13.2). */
export function iccidFromBytes(bytes: Uint8Array): string {
  let out = '';
  for (const byte of bytes) out += (byte & 0x0f).toString(16) + (byte >> 4).toString(16);
  return out.replace(/f+$/, '').toUpperCase();
}

/** The 10 bytes of EF ICCID for an ICCID of up to 20 digits. */
export function iccidToBytes(digits: string): Uint8Array {
  if (!/^[0-9A-F]{1,20}$/i.test(digits)) throw new RangeError('an ICCID has up to 20 digits');
  const padded = digits.padEnd(20, 'F');
  const out = new Uint8Array(10);
  for (let i = 0; i < 10; i++) {
    out[i] = Number.parseInt(padded.charAt(2 * i + 1) + padded.charAt(2 * i), 16);
  }
  return out;
}

/** `2.5.0` of VersionType's three bytes. */
export function versionFromBytes(bytes: Uint8Array): string {
  return Array.from(bytes).join('.');
}

export function versionToBytes(text: string): Uint8Array | undefined {
  const parts = text.split('.');
  if (parts.length !== 3 || parts.some((part) => !/^(0|[1-9]\d{0,2})$/.test(part) || Number(part) > 255))
    return undefined;
  return Uint8Array.from(parts, Number);
}

/** A bit string names capabilities, some dozens at most; a longer one is nonsense that would cost memory. */
const maxBitStringLength = 125;

/**
 * Positions of the bits that are set, from the content of a BIT STRING (first byte: unused bits); undefined for none,
 * or one of more than 992 bits. Trailing zero bits are taken, although DER wants none: cards send them.
 */
export function bitsFromBytes(bytes: Uint8Array): number[] | undefined {
  const unused = bytes[0];
  if (bytes.length > maxBitStringLength) return undefined;
  if (unused === undefined || unused > 7 || (unused > 0 && bytes.length === 1)) return undefined;
  const last = bytes[bytes.length - 1] ?? 0;
  if (bytes.length > 1 && (last & ((1 << unused) - 1)) !== 0) return undefined;
  const out: number[] = [];
  for (let i = 1; i < bytes.length; i++) {
    for (let bit = 0; bit < 8; bit++)
      if (((bytes[i] ?? 0) & (0x80 >> bit)) !== 0) out.push((i - 1) * 8 + bit);
  }
  return out;
}

/** Content of a BIT STRING with named bits: trailing zero bits removed (X.690 §11.2.2). */
export function bitsToBytes(positions: readonly number[]): Uint8Array {
  if (positions.length === 0) return Uint8Array.of(0);
  const highest = Math.max(...positions);
  const out = new Uint8Array(2 + Math.floor(highest / 8));
  out[0] = 7 - (highest % 8);
  for (const position of positions) {
    const at = 1 + Math.floor(position / 8);
    out[at] = (out[at] ?? 0) | (0x80 >> (position % 8));
  }
  return out;
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const lenientUtf8 = new TextDecoder('utf-8', { ignoreBOM: true });

/** Undefined where the bytes are no UTF-8. */
export function textFromBytes(bytes: Uint8Array): string | undefined {
  try {
    return utf8.decode(bytes);
  } catch {
    return undefined;
  }
}

/** As `textFromBytes`, with U+FFFD for what is no UTF-8. */
export function textFromBytesLeniently(bytes: Uint8Array): string {
  return lenientUtf8.decode(bytes);
}

export function textToBytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
