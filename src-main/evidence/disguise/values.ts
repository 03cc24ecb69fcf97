/**
 * What stands in the place of a value. It follows from the value and a key that is made for one file and thrown away: the
 * same value is replaced by the same one everywhere in a file, and nobody can join two files or ask back.
 */

import { createHmac } from 'node:crypto';
import { toHex } from '../../../src-shared/bytes.ts';
import type { HiddenKind, RemovedKind, ReplacedKind, ZeroedKind } from '../../../src-shared/model/index.ts';
import { luhnRemainder, mod97, withLuhnRemainder, withMod97 } from './digits.ts';

export type NumberKind = Extract<ReplacedKind, 'eid' | 'iccid' | 'imei' | 'tac' | 'imsi' | 'msisdn'>;
export type TextKind = RemovedKind | Extract<ReplacedKind, 'nickname' | 'reader_serial' | 'host'>;
export type BytesKind = ZeroedKind | Extract<HiddenKind, 'certificate_serial' | 'confirmation_code_hash'>;

interface Value {
  readonly kind: HiddenKind;
  readonly text?: string;
  readonly bytes?: Uint8Array;
  readonly number: boolean;
  readonly newText?: string;
  readonly newBytes?: Uint8Array;
}

export type { Value as HiddenValue };

/** How many of the first digits say only who has issued it: they stay. */
const issuerDigits: Readonly<Record<NumberKind, number>> = {
  eid: 8,
  iccid: 6,
  imei: 8,
  tac: 2,
  imsi: 5,
  msisdn: 2,
};

/** So many different values: what has more is no operation of one card. */
const mostValues = 20_000;

export class HiddenValues {
  readonly #key: Uint8Array;
  readonly #keepIds: boolean;
  readonly #values = new Map<string, Value>();
  /** What was given out, so that two values do not get the same. */
  readonly #given = new Set<string>();

  /** `key`: 32 unpredictable bytes. */
  constructor(key: Uint8Array, keepIds: boolean) {
    this.#key = key;
    this.#keepIds = keepIds;
  }

  list(): Value[] {
    return [...this.#values.values()];
  }

  /** The text that a text has become; itself where it is nothing that is hidden. */
  textOf(kind: HiddenKind, text: string): string {
    return this.#values.get(`${kind} ${text}`)?.newText ?? text;
  }

  number(kind: NumberKind, digits: string): string {
    if (this.#keepIds && (kind === 'eid' || kind === 'iccid')) return digits;
    if (!/^\d[\dA-F]{4,39}$/.test(digits)) return digits;
    return this.#text(kind, digits, true, (attempt) => this.#otherNumber(kind, digits, attempt));
  }

  /** Every character becomes another of its class; what is no letter or digit stays. */
  text(kind: TextKind, text: string): string {
    if (text === '') return text;
    const make = kind === 'host' ? this.#otherHost : this.#otherText;
    return this.#text(kind, text, false, (attempt) => make.call(this, kind, text, attempt));
  }

  bytes(kind: BytesKind, bytes: Uint8Array, replacement?: Uint8Array): void {
    const name = `${kind} ${toHex(bytes)}`;
    if (this.#values.has(name) || this.#values.size >= mostValues) return;
    const zeroed = kind === 'profile_data' || kind === 'euicc_public_key' || kind === 'euicc_signature';
    const newBytes =
      replacement ?? (zeroed ? new Uint8Array(bytes.length) : this.#stream(name, bytes.length));
    // A serial number stays a positive INTEGER (X.690 §8.3).
    if (kind === 'certificate_serial' && newBytes[0] !== undefined) newBytes[0] = (newBytes[0] & 0x3f) | 0x40;
    this.#values.set(name, { kind, bytes: Uint8Array.from(bytes), newBytes, number: false });
  }

  #text(kind: HiddenKind, text: string, number: boolean, make: (attempt: number) => string): string {
    const name = `${kind} ${text}`;
    const known = this.#values.get(name)?.newText;
    if (known !== undefined) return known;
    if (this.#values.size >= mostValues) return '*'.repeat(text.length);
    let newText = make(0);
    // Short ones may run out of others: then two share one.
    for (let attempt = 1; attempt < 50 && (newText === text || this.#given.has(newText)); attempt++)
      newText = make(attempt);
    this.#given.add(newText);
    this.#values.set(name, { kind, text, newText, number });
    return newText;
  }

  #stream(name: string, length: number): Uint8Array {
    const out = Buffer.alloc(length);
    for (let at = 0, block = 0; at < length; block++, at += 32)
      createHmac('sha256', this.#key).update(`${block} ${name}`).digest().copy(out, at);
    return new Uint8Array(out);
  }

  #otherNumber(kind: NumberKind, digits: string, attempt: number): string {
    // An IMEI begins with its TAC (3GPP TS 23.003 §6.2.1).
    const head =
      kind === 'imei' ? this.number('tac', digits.slice(0, 8)) : digits.slice(0, issuerDigits[kind]);
    const random = this.#stream(`${kind} ${digits} ${attempt}`, digits.length);
    let out = head;
    for (let at = head.length; at < digits.length; at++) {
      const old = digits.charAt(at);
      // Hexadecimal digits in an ICCID are an operator's own: they stay where they are.
      out += /\d/.test(old) ? String((random[at] ?? 0) % 10) : old;
    }
    if (kind === 'eid' && digits.length > 10) return withMod97(out, mod97(digits));
    const luhn = kind === 'iccid' || (kind === 'imei' && digits.length === 15);
    return luhn && /\d$/.test(out) ? withLuhnRemainder(out, luhnRemainder(digits)) : out;
  }

  #otherText(kind: HiddenKind, text: string, attempt: number): string {
    const random = this.#stream(`${kind} ${text} ${attempt}`, text.length);
    return [...text]
      .map((char, at) => {
        const byte = random[at] ?? 0;
        if (/[0-9]/.test(char)) return String(byte % 10);
        if (/[A-Z]/.test(char)) return String.fromCharCode(0x41 + (byte % 26));
        if (/[a-z]/.test(char)) return String.fromCharCode(0x61 + (byte % 26));
        if (char.charCodeAt(0) < 0x80) return char;
        // As many bytes as it had, of letters.
        return String.fromCharCode(0x61 + (byte % 26)).repeat(Buffer.byteLength(char));
      })
      .join('');
  }

  /** The last part of a name stays, since it says what kind of name it is; of an IPv4 address each number has as many digits. */
  #otherHost(kind: HiddenKind, host: string, attempt: number): string {
    const random = this.#stream(`${kind} ${host.toLowerCase()} ${attempt}`, host.length);
    if (/^\d{1,3}(\.\d{1,3}){3}$/.test(host))
      return host
        .split('.')
        .map((part, at) => {
          const byte = random[at] ?? 0;
          return String(
            part.length === 1 ? byte % 10 : part.length === 2 ? 10 + (byte % 90) : 100 + (byte % 150),
          );
        })
        .join('.');
    const last = host.lastIndexOf('.');
    const kept = last < 0 ? '' : host.slice(last);
    return this.#classes(last < 0 ? host : host.slice(0, last), random) + kept;
  }

  #classes(name: string, random: Uint8Array): string {
    return name.replace(/[A-Za-z0-9]/g, (char, at: number) => {
      const byte = random[at] ?? 0;
      if (/[0-9]/.test(char)) return String(byte % 10);
      return String.fromCharCode((/[A-Z]/.test(char) ? 0x41 : 0x61) + (byte % 26));
    });
  }
}
