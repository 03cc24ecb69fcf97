import type { Query, QueryValue } from './ast.ts';
import { quote } from './lex.ts';

function printValue(value: QueryValue): string {
  switch (value.kind) {
    case 'text':
      return quote(value.text);
    case 'number':
      return printNumber(value.number);
    case 'time':
      return quote(new Date(value.at).toISOString());
    case 'relative':
      return `${value.amount < 0 ? '-' : '+'}${Math.abs(value.amount)}${value.unit}`;
    case 'boolean':
      return String(value.value);
    case 'empty':
      return 'empty';
  }
}

/** The language knows no exponents. */
function printNumber(number: number): string {
  const text = String(number);
  const [mantissa = '', exponent] = text.split('e');
  if (exponent === undefined) return text;
  if (Number(exponent) > 0) return BigInt(number).toString();
  const sign = mantissa.startsWith('-') ? '-' : '';
  return `${sign}0.${'0'.repeat(-Number(exponent) - 1)}${mantissa.replace(/[-.]/g, '')}`;
}

function within(query: Query): string {
  return query.type === 'and' || query.type === 'or' ? `(${printQuery(query)})` : printQuery(query);
}

/** A query as text, which `parseQuery` reads as the same tree. */
export function printQuery(query: Query): string {
  switch (query.type) {
    case 'condition':
      return `${query.field} ${query.operator} ${printValue(query.value)}`;
    case 'not':
      return `not ${within(query.part)}`;
    default:
      return query.parts.map(within).join(` ${query.type} `);
  }
}
