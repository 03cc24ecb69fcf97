/** What is secret about an operation, and the byte strings by which it can be recognised anywhere. */

import { createHash } from 'node:crypto';
import { concatBytes, fromHex, toHex } from '../../src-shared/bytes.ts';

export type SecretKind = 'activation_code' | 'matching_id' | 'confirmation_code' | 'token';

export interface Secret {
  readonly kind: SecretKind;
  readonly value: string;
}

export interface SecretContext {
  readonly secrets: readonly Secret[];
  /** Hexadecimal: a confirmation code travels as a hash together with the transaction id. */
  readonly transactionIds?: readonly string[];
}

/**
 * The shortest value, in bytes, that is looked for wherever it may be. A shorter one would be found by chance in every
 * trace; it is hidden where the specification puts it (`secret-places.ts`).
 */
export const shortestNeedle = 4;

export interface Needle {
  readonly bytes: Uint8Array;
  /** Characters before and after a hit that share bits with it (base64). */
  readonly before: number;
  readonly after: number;
  /** The secret itself, not another writing of it: of these a beginning or an end is looked for at block limits. */
  readonly plain: boolean;
}

const utf8 = new TextEncoder();

function sha256(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(createHash('sha256').update(bytes).digest());
}

/** The matching id within an activation code (SGP.22 v2.5 §4.1): `LPA:1$address$matchingId$…`. */
function matchingIdOf(activationCode: string): string {
  return activationCode.split('$')[2] ?? '';
}

/** The values to be hidden: each secret, and what SGP.22 makes of it. */
export function secretValues({ secrets, transactionIds = [] }: SecretContext): Uint8Array[] {
  const out: Uint8Array[] = [];
  for (const { kind, value } of secrets) {
    if (kind === 'activation_code') {
      out.push(utf8.encode(matchingIdOf(value)));
      continue;
    }
    const bytes = utf8.encode(value);
    out.push(bytes);
    if (kind !== 'confirmation_code') continue;
    // SGP.22 v2.5 §3.1.3: SHA256(SHA256(confirmation code) | transactionId).
    const hash = sha256(bytes);
    out.push(hash);
    for (const id of transactionIds)
      if (/^([0-9a-fA-F]{2})+$/.test(id)) out.push(sha256(concatBytes(hash, fromHex(id))));
  }
  return out;
}

/** The characters of a base64 text that a value alone decides, when it begins `offset` bytes after a group of three. */
function base64Needle(value: Uint8Array, offset: number, alphabet: 'base64' | 'base64url'): Needle {
  const text = Buffer.concat([new Uint8Array(offset), value]).toString(alphabet);
  const from = Math.ceil((offset * 8) / 6);
  const to = Math.floor(((offset + value.length) * 8) / 6);
  return {
    bytes: utf8.encode(text.slice(from, to)),
    before: from - Math.floor((offset * 8) / 6),
    after: Math.ceil(((offset + value.length) * 8) / 6) - to,
    plain: false,
  };
}

/** Every writing of the values that is looked for: as it is, in other case, as hexadecimal, inside base64. */
export function needlesOf(values: readonly Uint8Array[]): Needle[] {
  const out = new Map<string, Needle>();
  const add = (needle: Needle) => {
    const key = toHex(needle.bytes);
    if (!out.has(key)) out.set(key, needle);
  };
  for (const value of values) {
    if (value.length < shortestNeedle) continue;
    const exact = { before: 0, after: 0, plain: false };
    add({ ...exact, bytes: value, plain: true });
    const text = Buffer.from(value).toString('utf8');
    if (Buffer.from(text).equals(value))
      for (const other of [text.toUpperCase(), text.toLowerCase()])
        add({ ...exact, bytes: utf8.encode(other) });
    const hex = toHex(value);
    add({ ...exact, bytes: utf8.encode(hex) });
    add({ ...exact, bytes: utf8.encode(hex.toLowerCase()) });
    for (const offset of [0, 1, 2]) {
      add(base64Needle(value, offset, 'base64'));
      add(base64Needle(value, offset, 'base64url'));
    }
  }
  return [...out.values()];
}
