/** The values of fault rules, one by one: each says of what is none what it must be, and what to do. */

import { z } from 'zod';
import { fromHex } from '../../../src-shared/bytes.ts';
import { named } from './names.ts';

/** What is wrong with a value, and what to do about it, as `params` of a zod issue. */
export interface Refusal {
  readonly reason: string;
  readonly next: string;
}

export const maxCount = 1_000_000;
/** A fault that outlasts every patience of a reader or a client; more is `hang` or `mute`. */
const maxMs = 600_000;

/** Editing distance, for names that are nearly right. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const swap = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(swap, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

/** That a name is none of those known, with the nearest and all of them. `what` as `function`. */
export function unknownName(what: string, text: string, known: readonly string[]): Refusal {
  const short = text.slice(0, 64).toLowerCase();
  const near = known
    .map((name) => ({ name, off: distance(short, name.toLowerCase()) }))
    .sort((a, b) => a.off - b.off)[0];
  const guess = near !== undefined && near.off <= 1 + short.length / 4 ? `Did you mean ${near.name}? ` : '';
  return {
    reason: `there is no ${what} ${text.slice(0, 64) || '(empty)'}`,
    next: `${guess}Known are: ${known.join(', ')}.`,
  };
}

class Refused extends Error {
  readonly refusal: Refusal;
  constructor(refusal: Refusal) {
    super(refusal.reason);
    this.refusal = refusal;
  }
}

const formNext = 'docs/faults.md shows every fault with its rule.';

/** A value that `read` makes of the input; where it gives undefined, it must be `form`. */
export function checked<T>(form: string, read: (value: unknown) => T | undefined) {
  return z.unknown().transform((value, context): T => {
    let refusal: Refusal = {
      reason: value === undefined ? 'it is missing' : `it must be ${form}`,
      next: `Give ${form}. ${formNext}`,
    };
    try {
      const out = read(value);
      if (out !== undefined) return out;
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      refusal = error.refusal;
    }
    context.addIssue({ code: 'custom', message: refusal.reason, params: refusal });
    return z.NEVER;
  });
}

export const whole = (from: number, to: number) =>
  checked(`a whole number from ${from} to ${to}`, (value) =>
    Number.isInteger(value) && Number(value) >= from && Number(value) <= to ? Number(value) : undefined,
  );
export const text = (max: number) =>
  checked(`a text of 1 to ${max} characters`, (value) =>
    typeof value === 'string' && value.length > 0 && value.length <= max ? value : undefined,
  );
export const oneOf = <const T extends string>(...values: readonly T[]) =>
  checked(values.join(' or '), (value) => values.find((one) => one === value));
export const milliseconds = whole(0, maxMs);

/** A name in whatever case, given back as the specification has it. */
export const nameOf = (what: string, known: readonly string[]) =>
  checked(`the name of a ${what}`, (value) => {
    if (typeof value !== 'string') return undefined;
    const found = named(known, value);
    if (found === undefined) throw new Refused(unknownName(what, value, known));
    return found;
  });

/** An error by name or number; names are compared with those of the function afterwards. */
export const errorValue = checked('a name or a number from 0 to 255', (value) => {
  if (typeof value === 'string' && /^[A-Za-z][A-Za-z0-9]{0,63}$/.test(value)) return value;
  return Number.isInteger(value) && Number(value) >= 0 && Number(value) <= 255 ? Number(value) : undefined;
});

export const statusWord = checked(
  'a status word of four hexadecimal digits, 6XXX or 9XXX, as 6A80',
  (value) => {
    const sw =
      typeof value === 'string' && /^[0-9A-Fa-f]{4}$/.test(value) ? Number.parseInt(value, 16) : value;
    if (typeof sw !== 'number' || !Number.isInteger(sw)) return undefined;
    return sw >> 12 === 6 || sw >> 12 === 9 ? sw : undefined;
  },
);

export const answerBytes = checked('at most 258 bytes in hexadecimal', (value) => {
  if (value instanceof Uint8Array) return value.length <= 258 ? value : undefined;
  return typeof value === 'string' && /^([0-9A-Fa-f]{2}){1,258}$/.test(value) ? fromHex(value) : undefined;
});

export const commandPattern = checked(
  'the first 1 to 16 bytes of commands in hexadecimal, x for any digit',
  (value) =>
    typeof value === 'string' && /^([0-9A-Fa-fXx]{2}){1,16}$/.test(value)
      ? value.toUpperCase().replaceAll('X', 'x')
      : undefined,
);

export const statusCode = checked('a code of SGP.22 §5.2.6, as 8.2.6', (value) =>
  typeof value === 'string' && /^\d{1,3}(\.\d{1,3}){0,3}$/.test(value) ? value : undefined,
);
