/** The words of a query. Never throws: what is no word of the language is a token of its own, and the parser says so. */

export type TokenKind =
  /** A field, a keyword or an operator in letters. */
  | 'word'
  /** An operator in signs. */
  | 'sign'
  | 'text'
  /** A text whose closing quote is missing. */
  | 'open_text'
  | 'number'
  /** `-7d`: relative to now. */
  | 'relative'
  | '('
  | ')'
  | 'unknown'
  | 'end';

export interface Token {
  readonly kind: TokenKind;
  /** As it stands in the query. */
  readonly raw: string;
  /** Offsets in the query: from its first character to behind its last one. */
  readonly start: number;
  readonly end: number;
}

// Each sticky, tried in this order.
const shapes: readonly (readonly [kind: TokenKind, shape: RegExp])[] = [
  ['text', /'(?:[^']|'')*'(?!')/y],
  ['open_text', /'(?:[^']|'')*/y],
  // Letters behind it belong to it, so that `12abc` is one wrong word and not two right ones.
  ['number', /(?:0[xX][0-9a-fA-F]+|[+-]?\d+(?:\.\d+)?)(?![\w.])/y],
  ['relative', /[+-]\d+[a-zA-Z](?![\w.])/y],
  ['word', /[A-Za-z_]\w*/y],
  ['sign', /<>|<=|>=|[<>=]/y],
  ['(', /\(/y],
  [')', /\)/y],
  ['unknown', /[\w.+-]+|[^\s\w'()<>=.+-]+/y],
];

const space = /\s*/y;

/** The tokens of a query, an `end` last. */
export function lex(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  const match = (shape: RegExp): string => {
    shape.lastIndex = at;
    return shape.exec(text)?.[0] ?? '';
  };
  for (;;) {
    at += match(space).length;
    if (at >= text.length) break;
    const found = shapes.map(([kind, shape]) => ({ kind, raw: match(shape) })).find(({ raw }) => raw !== '');
    const { kind, raw } = found ?? { kind: 'unknown' as const, raw: text.slice(at, at + 1) };
    tokens.push({ kind, raw, start: at, end: at + raw.length });
    at += raw.length;
  }
  return [...tokens, { kind: 'end', raw: '', start: text.length, end: text.length }];
}

/** The content of a text in quotes, whether its closing quote is there or not. */
export function unquote(raw: string): string {
  const closed = raw.length > 1 && raw.endsWith("'");
  return raw.slice(1, closed ? -1 : undefined).replaceAll("''", "'");
}

export function quote(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
