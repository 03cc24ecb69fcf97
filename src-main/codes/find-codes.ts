/** Activation codes in the middle of other text: a pasted mail, a link. */

/** From where on a token is meant as a code; links write `:` and `$` with percent signs, shells `$` with a backslash. */
const begin = /lpa(?::|%3a)(?=\d)|^[([{]*(?=1\\?(?:\$|%24)[^$%]+(?:\$|%24))/i;

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Of a token; what is longer is too long for a code, and is told so without being looked through. */
const maxToken = 5000;

function codeIn(token: string): string | undefined {
  const match = begin.exec(token);
  if (match === null) return undefined;
  const prefix = /^lpa/i.test(match[0]) ? match[0] : '';
  const before = token.slice(0, match.index);
  let code = prefix + token.slice(match.index + match[0].length);
  // In a link, further parameters follow.
  if (before.includes('://')) code = code.replace(/[&#].*$/, '');
  if (code.includes('%')) code = decoded(code);
  // The end of a sentence is no part of the code. Hyphens and dollar signs may be.
  return code.replace(/[.,;:!?)\]}]+$/, '');
}

/** What is meant as an activation code in a text, in its order, right or wrong. */
export function findCodes(text: string): string[] {
  const codes: string[] = [];
  for (const [token] of text.matchAll(/[^\s,;|"'`<>“”„‘’‚«»]+/g)) {
    const code = codeIn(token.slice(0, maxToken));
    if (code !== undefined) codes.push(code);
  }
  return codes;
}
