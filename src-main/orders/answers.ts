/** Pieces of answers that both shops have, taken leniently where nothing depends on them: a code must never be lost for a price. */

import { z } from 'zod';
import { amount, currency, iccidText, type Price } from '../../src-shared/model/index.ts';

/** A decimal number, written as a number or as a text; what is none is left out. */
export const decimal = z
  .union([z.number(), z.string().max(40)])
  .transform((value) => {
    const text = amount.safeParse(String(value));
    return text.success ? text.data : undefined;
  })
  .optional()
  .catch(undefined);

/** A text for people; what is none, or too long, is cut or left out. */
export const shortText = z
  .string()
  .transform((text) => text.slice(0, 300))
  .optional()
  .catch(undefined);

/** An ICCID as it is printed, without a padding F; what is none is left out: examples of documentation have up to 22 digits. */
export const lenientIccid = z
  .string()
  .transform((text) => {
    const iccid = iccidText.safeParse(text.trim().toUpperCase().replace(/F$/, ''));
    return iccid.success ? iccid.data : undefined;
  })
  .optional()
  .catch(undefined);

/** By which shops know orders: it goes into a path, so it may hold nothing that has a meaning there. */
export const remoteId = z.string().regex(/^[A-Za-z0-9_-]{1,100}$/);

/** A status; one that is not known here is shown as it is. */
export const remoteStatus = z.string().regex(/^[A-Z][A-Z_]{0,39}$/);

export function priceOf(value: string | undefined, of: string | undefined): Price | undefined {
  const known = currency.safeParse(of);
  return value === undefined || !known.success ? undefined : { amount: value, currency: known.data };
}

/** The fields of an object that are there. */
export function present<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
