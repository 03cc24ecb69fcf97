/**
 * Activation codes in the middle of other text: a pasted mail, a link, what a QR code or a hand scanner gave. Links are those of
 * platforms (`…/esim_qrcode_provisioning?carddata=LPA:1$…`), with or without percent signs, also as the target of another link.
 */

/** From where on a token is meant as a code; links write `:` and `$` with percent signs, shells `$` with a backslash. */
const begin = /lpa(?::|%3a)(?=\d)|(?:^[([{]*|(?<=[?&]carddata=))(?=1\\?(?:\$|%24)[^$%]+(?:\$|%24))/i;

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
  if (match === null) {
    // A link within a link: its percent signs are written with percent signs.
    return /:(?:\/\/|%2f%2f)/i.test(token) && /%25/.test(token)
      ? codeIn(token.replaceAll('%25', '%'))
      : undefined;
  }
  const prefix = /^lpa/i.test(match[0]) ? match[0] : '';
  const before = token.slice(0, match.index);
  let code = prefix + token.slice(match.index + match[0].length);
  // In a link, further parameters follow.
  if (before.includes('://')) code = code.replace(/[&#].*$/, '');
  // In a link within a link, they follow with percent signs.
  if (/%3a%2f%2f/i.test(before)) code = code.replace(/%(?:26|23).*$/, '');
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

/** Of a text that somebody pastes or drops: more than anybody has codes. */
const maxText = 200_000;

/**
 * The codes of what came in one go (a paste, a drop, a scan), each once, in their order; right or wrong, so that a wrong one is
 * explained. Of a text without end only the beginning counts.
 */
export function recogniseCodes(text: string): readonly string[] {
  return [...new Set(findCodes(text.slice(0, maxText)))];
}
