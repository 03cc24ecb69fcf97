/**
 * The query language of Digi Remote Manager's v1 APIs ("v1 API Query Language"): conditions of a field, an operator and a value;
 * `and`, `or`, `not` and parentheses. Keywords, operators and names of fields are read in whatever case.
 */

import { WorkbenchError } from '../errors/index.ts';
import { operatorsOf, type Query, type QueryOperator, queryOperators } from './ast.ts';
import { findField, type QueryFields } from './fields.ts';
import { lex, type Token } from './lex.ts';
import { expectedValue, kindTexts, readValue } from './values.ts';

export const queryLimits = { length: 8_000, conditions: 500, depth: 64 } as const;

const shownLength = 40;

/** A token as an error names it. */
export function shown({ kind, raw }: Token): string {
  if (kind === 'end') return 'the end';
  const text = raw.length > shownLength ? `${raw.slice(0, shownLength)}…` : raw;
  return kind === 'open_text' ? `${text} (a text without its closing quote)` : text;
}

export function syntaxError(what: string, token: Token, expected: string): WorkbenchError {
  return new WorkbenchError('query_syntax', {
    what,
    position: token.start + 1,
    found: shown(token),
    expected,
  });
}

export function unknownField(what: string, token: Token, fields: QueryFields): WorkbenchError {
  return new WorkbenchError('query_unknown_field', {
    what,
    field: shown(token),
    position: token.start + 1,
    fields: Object.keys(fields).join(', '),
  });
}

export function checkLength(what: string, text: string): void {
  if (text.length > queryLimits.length)
    throw new WorkbenchError('query_too_long', { what, length: text.length, limit: queryLimits.length });
}

export function isWord(token: Token, word: string): boolean {
  return token.kind === 'word' && token.raw.toLowerCase() === word;
}

/** The operator that a token is, in whatever case. */
export function operatorOf(token: Token): QueryOperator | undefined {
  if (token.kind !== 'word' && token.kind !== 'sign') return undefined;
  const raw = token.raw.toLowerCase();
  return queryOperators.find((operator) => operator.toLowerCase() === raw);
}

class Parser {
  readonly #tokens: readonly Token[];
  readonly #fields: QueryFields;
  #at = 0;
  #conditions = 0;
  #depth = 0;

  constructor(text: string, fields: QueryFields) {
    this.#tokens = lex(text);
    this.#fields = fields;
  }

  whole(): Query {
    const query = this.#joined('or');
    const rest = this.#peek();
    if (rest.kind !== 'end') throw syntaxError('query', rest, 'and, or, or the end');
    return query;
  }

  #peek(): Token {
    // The last one is the end, which is never passed.
    return this.#tokens[this.#at] as Token;
  }

  #next(): Token {
    const token = this.#peek();
    if (token.kind !== 'end') this.#at++;
    return token;
  }

  /** Parts with `and` or `or` between them; `and` binds closer. */
  #joined(type: 'and' | 'or'): Query {
    const part = () => (type === 'or' ? this.#joined('and') : this.#part());
    const first = part();
    if (!isWord(this.#peek(), type)) return first;
    const parts = [first];
    while (isWord(this.#peek(), type)) {
      this.#next();
      parts.push(part());
    }
    return { type, parts };
  }

  #part(): Query {
    const token = this.#peek();
    if (isWord(token, 'not') && !this.#isField()) {
      this.#next();
      return { type: 'not', part: this.#deeper(token, () => this.#part()) };
    }
    if (token.kind !== '(') return this.#condition();
    this.#next();
    const query = this.#deeper(token, () => this.#joined('or'));
    const close = this.#next();
    if (close.kind !== ')') throw syntaxError('query', close, 'and, or, or )');
    return query;
  }

  /** Whether the word here is a field with its operator, whatever else the word may mean. */
  #isField(): boolean {
    const following = this.#tokens[this.#at + 1];
    return (
      following !== undefined &&
      operatorOf(following) !== undefined &&
      findField(this.#fields, this.#peek().raw) !== undefined
    );
  }

  #deeper(token: Token, body: () => Query): Query {
    if (++this.#depth > queryLimits.depth)
      throw new WorkbenchError('query_too_deep', { position: token.start + 1, limit: queryLimits.depth });
    const query = body();
    this.#depth--;
    return query;
  }

  #condition(): Query {
    const nameToken = this.#next();
    if (nameToken.kind !== 'word') throw syntaxError('query', nameToken, 'a field, not or (');
    const found = findField(this.#fields, nameToken.raw);
    if (found === undefined) throw unknownField('query', nameToken, this.#fields);
    const { name, field } = found;

    const operatorToken = this.#next();
    const operator = operatorOf(operatorToken);
    const operators = operatorsOf[field.kind];
    if (operator === undefined) throw syntaxError('query', operatorToken, `one of ${operators.join(', ')}`);
    if (!operators.includes(operator)) throw badOperator(operatorToken, operators);

    const valueToken = this.#next();
    const value = readValue(field, valueToken);
    const position = valueToken.start + 1;
    if (value === undefined) {
      const complete = ['text', 'number', 'relative', 'word'].includes(valueToken.kind);
      if (!complete) throw syntaxError('query', valueToken, expectedValue(field));
      const params = { position, found: shown(valueToken), field: name, kind: kindTexts[field.kind] };
      throw new WorkbenchError('query_bad_value', { ...params, expected: expectedValue(field) });
    }
    if (value.kind === 'empty' && operator !== '=' && operator !== '<>')
      throw badOperator(operatorToken, ['=', '<>'], 'empty');
    if (++this.#conditions > queryLimits.conditions)
      throw new WorkbenchError('query_too_many', { limit: queryLimits.conditions });
    return { type: 'condition', field: name, operator, value };

    function badOperator(token: Token, allowed: readonly QueryOperator[], of?: string): WorkbenchError {
      return new WorkbenchError('query_bad_operator', {
        position: token.start + 1,
        operator: shown(token),
        field: of === undefined ? name : `${name} with the value ${of}`,
        kind: kindTexts[field?.kind ?? 'text'],
        operators: allowed.join(', '),
      });
    }
  }
}

/**
 * The tree of a query; undefined of an empty one, which all rows match. Names of fields are those of the table, values of
 * enumerations are in lower case, times relative to now stay so.
 * Throws query_syntax, query_unknown_field, query_bad_operator, query_bad_value, query_too_long, query_too_many,
 * query_too_deep, and nothing else.
 */
export function parseQuery(text: string, fields: QueryFields): Query | undefined {
  checkLength('query', text);
  return text.trim() === '' ? undefined : new Parser(text, fields).whole();
}
