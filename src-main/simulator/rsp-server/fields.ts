/** Fields of the JSON binding (SGP.22 v2.5 §6.5.2), and what ASN.1 they hold. */

import { z } from 'zod';
import { decode, type Schema } from '../../tlv/index.ts';
import { commonFailure } from './status.ts';

export const base64Input = z
  .string()
  .min(1)
  .max(350_000)
  .regex(/^[A-Za-z0-9+/]+={0,2}$/);

export const transactionIdInput = z.string().regex(/^([0-9A-Fa-f]{2}){1,16}$/);

/** Header of a function request between servers (§6.5.1.3). */
export const functionHeaderInput = z.object({
  functionRequesterIdentifier: z.string().min(1).max(100),
  functionCallIdentifier: z.string().min(1).max(100),
});

const maxAsn1 = { maxDepth: 24, maxLength: 256 * 1024 };

/** As `toBase64`, at the speed that a server wants. */
export function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}

/** Bytes of a base64 field, at that speed too. Fails with `formatInvalid`. */
export function base64Field(text: string): Uint8Array {
  if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) throw commonFailure('formatInvalid');
  return new Uint8Array(Buffer.from(text, 'base64'));
}

/** A base64 field that holds one value of an ASN.1 type. Fails with `formatInvalid`. */
export function asn1Field<T>(schema: Schema<T>, text: string, path: string): T {
  try {
    return decode(schema, base64Field(text), path, maxAsn1);
  } catch {
    throw commonFailure('formatInvalid');
  }
}
