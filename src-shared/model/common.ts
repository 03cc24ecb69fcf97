import { z } from 'zod';
import { languages } from '../language.ts';

/** Upper-case hexadecimal of whole bytes. */
export const hexText = z.string().regex(/^([0-9A-F]{2})*$/);
/** Standard base64. */
export const base64Text = z
  .string()
  .max(8_000_000)
  .regex(/^[A-Za-z0-9+/]*={0,2}$/);
/** Milliseconds since 1970-01-01T00:00:00Z; no more than a date can be (ECMA-262 §21.4.1.1), so that each can be written as one. */
export const timestamp = z.int().nonnegative().max(8_640_000_000_000_000);
/** Of what is made for people to read, whoever the engine belongs to. */
export const documentLanguage = z.enum(languages);
/** 32 decimal digits. */
export const eidText = z.string().regex(/^\d{32}$/);
/**
 * ICCID as printed on a card: 18 to 20 digits, without the padding F of EF ICCID. Some operators use hexadecimal
 * digits, and cards hold what they hold: what the card says must be nameable.
 */
export const iccidText = z.string().regex(/^[0-9A-F]{10,20}$/);

/** An error as it crosses a boundary; `describeError` of src-shared/errors makes a sentence of it. */
export const errorData = z.object({
  code: z.string(),
  params: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
});
export type ErrorDataJson = z.infer<typeof errorData>;
