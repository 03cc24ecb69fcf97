import { findField, type QueryFields } from './fields.ts';
import { lex } from './lex.ts';
import { checkLength, isWord, syntaxError, unknownField } from './parse.ts';

export interface Orderby {
  /** A name of the field table. */
  readonly field: string;
  readonly direction: 'asc' | 'desc';
}

/**
 * The order of a list: `field`, `asc field`, `desc field`, `field asc` or `field desc`, in whatever case; undefined of an
 * empty text. Throws query_syntax, query_unknown_field, query_too_long.
 */
export function parseOrderby(text: string, fields: QueryFields): Orderby | undefined {
  checkLength('orderby', text);
  const tokens = lex(text);
  const [first, second] = tokens;
  if (first === undefined || first.kind === 'end') return undefined;
  const directionOf = (token = first) =>
    isWord(token, 'asc') ? 'asc' : isWord(token, 'desc') ? 'desc' : undefined;
  const before = directionOf(first);
  const after = second === undefined ? undefined : directionOf(second);
  const direction = before ?? after;
  const name = before === undefined ? first : (second ?? first);
  if (name.kind !== 'word') throw syntaxError('orderby', name, 'a field');
  const found = findField(fields, name.raw);
  if (found === undefined) throw unknownField('orderby', name, fields);
  const rest = tokens[direction === undefined ? 1 : 2];
  if (rest !== undefined && rest.kind !== 'end')
    throw syntaxError('orderby', rest, direction === undefined ? 'asc, desc or the end' : 'the end');
  return { field: found.name, direction: direction ?? 'asc' };
}
