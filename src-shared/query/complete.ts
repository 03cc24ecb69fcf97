/** What can stand at a place in a query, for whoever types one. */

import { operatorsOf, type QueryOperator } from './ast.ts';
import { findField, type QueryField, type QueryFields } from './fields.ts';
import { lex, quote, type Token, unquote } from './lex.ts';
import { isWord, operatorOf } from './parse.ts';

export interface Completion {
  readonly kind: 'field' | 'operator' | 'value' | 'keyword';
  /** What is put in place of the range. */
  readonly text: string;
}

export interface Completions {
  /** The range to replace, as offsets in the text: from `from` to before `to`. Empty where something is to be inserted. */
  readonly from: number;
  readonly to: number;
  readonly items: readonly Completion[];
}

type Expected =
  | { readonly kind: 'condition' }
  | { readonly kind: 'operator'; readonly name: string; readonly field: QueryField }
  | {
      readonly kind: 'value';
      readonly name: string;
      readonly field: QueryField;
      readonly operator: QueryOperator;
    }
  | { readonly kind: 'joint'; readonly open: number };

/** What is expected behind these tokens; undefined where they are wrong already. */
function expectedAfter(tokens: readonly Token[], fields: QueryFields): Expected | undefined {
  let open = 0;
  let expected: Expected = { kind: 'condition' };
  for (const token of tokens) {
    switch (expected.kind) {
      case 'condition': {
        if (token.kind === '(') open++;
        else if (!isWord(token, 'not')) {
          const found = token.kind === 'word' ? findField(fields, token.raw) : undefined;
          if (found === undefined) return undefined;
          expected = { kind: 'operator', ...found };
        }
        break;
      }
      case 'operator': {
        const operator = operatorOf(token);
        if (operator === undefined) return undefined;
        const { name, field }: { name: string; field: QueryField } = expected;
        expected = { kind: 'value', name, field, operator };
        break;
      }
      case 'value':
        if (!['text', 'number', 'relative', 'word'].includes(token.kind)) return undefined;
        expected = { kind: 'joint', open };
        break;
      case 'joint':
        if (token.kind === ')' && open > 0) expected = { kind: 'joint', open: --open };
        else if (isWord(token, 'and') || isWord(token, 'or')) expected = { kind: 'condition' };
        else return undefined;
    }
  }
  return expected;
}

/** Whether more of this token may still be typed at its end. */
function canGrow(token: Token): boolean {
  return token.kind !== 'text' && token.kind !== '(' && token.kind !== ')' && token.kind !== 'end';
}

const keyword = (text: string): Completion => ({ kind: 'keyword', text });
const value = (text: string): Completion => ({ kind: 'value', text });

function valuesOf(field: QueryField, known: readonly string[]): Completion[] {
  switch (field.kind) {
    case 'text':
      return [...known.map((text) => value(quote(text))), value('empty')];
    case 'enum':
      return [...field.values.map((text) => value(quote(text))), value('empty')];
    case 'timestamp':
      return ['-1h', '-1d', '-7d', '-30d', 'empty'].map(value);
    case 'boolean':
      return ['true', 'false'].map(value);
    case 'number':
      return [value('empty')];
  }
}

function itemsOf(
  expected: Expected,
  fields: QueryFields,
  known: Readonly<Record<string, readonly string[]>>,
): Completion[] {
  switch (expected.kind) {
    case 'condition': {
      const names = Object.keys(fields).map((text): Completion => ({ kind: 'field', text }));
      return [...names, keyword('not'), keyword('(')];
    }
    case 'operator':
      return operatorsOf[expected.field.kind].map((text) => ({ kind: 'operator', text }));
    case 'value': {
      const { name, field, operator } = expected;
      const withEmpty = operator === '=' || operator === '<>';
      return valuesOf(field, known[name] ?? []).filter(({ text }) => withEmpty || text !== 'empty');
    }
    case 'joint':
      return ['and', 'or', ...(expected.open > 0 ? [')'] : [])].map(keyword);
  }
}

/** The letters of a completion that are compared with what was typed: quotes are there or not. */
function plain(text: string): string {
  return (text.startsWith("'") ? unquote(text) : text).toLowerCase();
}

/**
 * What can stand at the caret, an offset in `text`: of what is begun there only what goes on so. No items where what stands
 * before it is no query. `known`: by field, values that there are.
 */
export function completeQuery(
  text: string,
  caret: number,
  fields: QueryFields,
  known: Readonly<Record<string, readonly string[]>> = {},
): Completions {
  const tokens = lex(text);
  const begun = tokens.find(
    (token) =>
      token.start < caret && (caret < token.end || (caret === token.end && canGrow(token))) && token.end > 0,
  );
  const before = tokens.filter((token) => token.kind !== 'end' && token !== begun && token.end <= caret);
  const from = begun?.start ?? caret;
  const typed = plain(text.slice(from, caret));
  const expected = expectedAfter(before, fields);
  const items = expected === undefined ? [] : itemsOf(expected, fields, known);
  return {
    from,
    // A text that nobody has closed goes on to the end of the query: what follows the caret is not its own.
    to: begun === undefined ? caret : begun.kind === 'open_text' ? caret : begun.end,
    items: items.filter((item) => plain(item.text).startsWith(typed)),
  };
}
