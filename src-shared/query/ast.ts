/** A query as a tree, and its operators. */

import type { QueryFieldKind } from './fields.ts';

/** As they are printed; in a query their case does not matter. */
export const queryOperators = [
  '=',
  '<>',
  '<',
  '<=',
  '>',
  '>=',
  'contains',
  'startsWith',
  'endsWith',
] as const;
export type QueryOperator = (typeof queryOperators)[number];

const equality = ['=', '<>'] as const;
const order = ['=', '<>', '<', '<=', '>', '>='] as const;

/**
 * What can be asked of a field of each kind. `empty` goes with = and <> alone. The kinds are inferred: of Digi's page
 * (doc-remotemanager.digi.com/pages/query-language) the table of operators by kind of field could not be read (docs/api.md).
 */
export const operatorsOf: Readonly<Record<QueryFieldKind, readonly QueryOperator[]>> = {
  text: queryOperators,
  enum: equality,
  number: order,
  timestamp: order,
  boolean: equality,
};

export const relativeUnits = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;
export type RelativeUnit = keyof typeof relativeUnits;

export type QueryValue =
  /** Of a field of text, or one of the values of an enumeration. */
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'number'; readonly number: number }
  /** Milliseconds since 1970. */
  | { readonly kind: 'time'; readonly at: number }
  /** That much after now; before it where `amount` is negative. */
  | { readonly kind: 'relative'; readonly amount: number; readonly unit: RelativeUnit }
  | { readonly kind: 'boolean'; readonly value: boolean }
  /** Unset, or the empty text. */
  | { readonly kind: 'empty' };

export interface QueryCondition {
  readonly type: 'condition';
  /** A name of the field table. */
  readonly field: string;
  readonly operator: QueryOperator;
  readonly value: QueryValue;
}

/**
 * What a query means. Every condition is either true or false of a row: of what is unset only `= empty` and `<>` are
 * true, and `not` turns that round.
 */
export type Query =
  | QueryCondition
  | { readonly type: 'not'; readonly part: Query }
  /** Two parts at least. */
  | { readonly type: 'and' | 'or'; readonly parts: readonly Query[] };

/** The moment that a value means, in milliseconds since 1970, where it is of a time. */
export function timeOf(value: QueryValue, now: number): number | undefined {
  if (value.kind === 'time') return value.at;
  return value.kind === 'relative' ? now + value.amount * relativeUnits[value.unit] : undefined;
}
