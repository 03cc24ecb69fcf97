/** The values in a condition: from their text, against the kind of their field. */

import { type QueryValue, type RelativeUnit, relativeUnits } from './ast.ts';
import type { QueryField, QueryFieldKind } from './fields.ts';
import { type Token, unquote } from './lex.ts';

/** What a person reads of each kind of field. */
export const kindTexts: Readonly<Record<QueryFieldKind, string>> = {
  text: 'a text',
  enum: 'one of a few values',
  number: 'a number',
  timestamp: 'a time',
  boolean: 'true or false',
};

/** What a value of this field looks like. */
export function expectedValue(field: QueryField): string {
  switch (field.kind) {
    case 'text':
      return "a text in single quotes, as 'A text' (a quote in it is written twice), or empty";
    case 'enum':
      return `one of ${field.values.map((value) => `'${value}'`).join(', ')}, or empty`;
    case 'number':
      return 'a number, as 12, -1.5 or 0x1F, or empty';
    case 'timestamp':
      return "a time, as '2026-01-31T12:00:00.000Z', or relative to now, as -7d (s, m, h, d, w), or empty";
    case 'boolean':
      return 'true or false';
  }
}

const isoTime =
  /^(\d{4})-(\d{2})-(\d{2})(?:[Tt ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?([Zz]|[+-]\d{2}:?\d{2})?)?$/;

/**
 * A time of ISO 8601 as milliseconds since 1970, or undefined; without a zone it is UTC, without a time of day midnight.
 * What is finer than milliseconds is cut off.
 */
export function parseIsoTime(text: string): number | undefined {
  const parts = isoTime.exec(text);
  if (parts === null) return undefined;
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '', zone = 'Z'] = parts;
  const numbers = [year, month, day, hour, minute, second].map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const [y, mo, d, h, mi, s] = numbers;
  if (h > 23 || mi > 59 || s > 59) return undefined;
  const date = new Date(0);
  date.setUTCFullYear(y, mo - 1, d);
  if (date.getUTCMonth() !== mo - 1 || date.getUTCDate() !== d) return undefined;
  const ms = Number(fraction.slice(0, 3).padEnd(3, '0'));
  const local = date.getTime() + ((h * 60 + mi) * 60 + s) * 1000 + ms;
  const offset = /^([+-])(\d{2}):?(\d{2})$/.exec(zone);
  if (offset === null) return local;
  const [, sign, hours, minutes] = offset;
  if (Number(hours) > 23 || Number(minutes) > 59) return undefined;
  return local - (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}

function relative(raw: string): QueryValue | undefined {
  const unit = raw.slice(-1).toLowerCase();
  const amount = Number(raw.slice(0, -1));
  if (!Object.hasOwn(relativeUnits, unit)) return undefined;
  // Further away than any date that there is.
  if (Math.abs(amount * relativeUnits[unit as RelativeUnit]) > 8.64e15) return undefined;
  return { kind: 'relative', amount: amount === 0 ? 0 : amount, unit: unit as RelativeUnit };
}

function textValue(field: QueryField, text: string): QueryValue | undefined {
  if (field.kind === 'text') return { kind: 'text', text };
  if (field.kind === 'enum') {
    const value = text.toLowerCase();
    return field.values.includes(value) ? { kind: 'text', text: value } : undefined;
  }
  if (field.kind !== 'timestamp') return undefined;
  const at = parseIsoTime(text);
  return at === undefined ? undefined : { kind: 'time', at };
}

/** The value that a token is for a field, or undefined where it is none. */
export function readValue(field: QueryField, token: Token): QueryValue | undefined {
  const { kind, raw } = token;
  switch (kind) {
    case 'text':
      return textValue(field, unquote(raw));
    case 'number': {
      const number = Number(raw);
      if (field.kind !== 'number' || !Number.isFinite(number)) return undefined;
      return { kind: 'number', number: number === 0 ? 0 : number };
    }
    case 'relative':
      return field.kind === 'timestamp' ? relative(raw) : undefined;
    case 'word': {
      const word = raw.toLowerCase();
      if (word === 'empty') return field.kind === 'boolean' ? undefined : { kind: 'empty' };
      if (field.kind !== 'boolean' || (word !== 'true' && word !== 'false')) return undefined;
      return { kind: 'boolean', value: word === 'true' };
    }
    default:
      return undefined;
  }
}
