/** JSON as it travelled, whole or broken off: its strings are rewritten in their places, everything else stays byte for byte. */

export type Token =
  /** Between strings: punctuation, numbers, white space. */
  | { readonly kind: 'other'; readonly text: string }
  /** The name of a member, with its quotes. */
  | { readonly kind: 'name'; readonly text: string; readonly value: string }
  /** A string, with its quotes; `value` is what it means, `name` that of its member. */
  | {
      readonly kind: 'string';
      readonly text: string;
      readonly value: string;
      readonly name: string | undefined;
      /** False where the text breaks off within it. */
      readonly whole: boolean;
    };

const literal = /"(?:[^"\\]|\\.)*("|$|\\$)/gs;

function meaning(text: string, whole: boolean): string {
  const inner = whole ? text : `${text.replace(/\\$/, '')}"`;
  try {
    const value: unknown = JSON.parse(inner);
    if (typeof value === 'string') return value;
  } catch {
    // A broken escape, or a line end: as it stands.
  }
  return text.slice(1, whole ? -1 : undefined);
}

/** The tokens in their order; put together again they are the text. */
export function jsonTokens(text: string): Token[] {
  const out: Token[] = [];
  let at = 0;
  let name: string | undefined;
  for (const match of text.matchAll(literal)) {
    const found = match[0];
    if (match.index > at) {
      const between = text.slice(at, match.index);
      out.push({ kind: 'other', text: between });
      if (/[,{[\]}]/.test(between)) name = undefined;
    }
    at = match.index + found.length;
    const whole = match[1] === '"';
    const value = meaning(found, whole);
    if (/^\s*:/.test(text.slice(at, at + 20))) {
      out.push({ kind: 'name', text: found, value });
      name = value;
    } else {
      out.push({ kind: 'string', text: found, value, name, whole });
    }
  }
  if (at < text.length) out.push({ kind: 'other', text: text.slice(at) });
  return out;
}

/** A string literal that means `value`, as whole as it was. */
export function literalOf(value: string, whole: boolean): string {
  const text = JSON.stringify(value);
  return whole ? text : text.slice(0, -1);
}
