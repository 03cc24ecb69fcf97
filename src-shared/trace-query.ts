/**
 * What is looked for in a trace, as a person types it. Terms are divided by blanks, and all must be met by one exchange:
 * `sw:69xx`, `tag:BF2D`, `hex:5A0A98`, `fn:GetProfilesInfo`, `host:smdp.example.com`, `text:operator`. Without a name: four
 * digits of a status word, a tag, other hexadecimal, else text.
 */

export type TraceTerm =
  /** Upper case; `X` stands for any digit. */
  | { readonly kind: 'sw'; readonly value: string }
  | { readonly kind: 'tag' | 'hex' | 'fn' | 'host' | 'text'; readonly value: string };

const statusWord = /^[69][0-9A-FX]{3}$/i;
/** One to three bytes that can be a BER tag. */
function isTag(text: string): boolean {
  if (!/^([0-9A-F]{2}){1,3}$/i.test(text)) return false;
  const bytes = text.match(/../g)?.map((one) => Number.parseInt(one, 16)) ?? [];
  const [first = 0, ...more] = bytes;
  if ((first & 0x1f) !== 0x1f) return more.length === 0 && first !== 0;
  return more.length > 0 && more.every((byte, at) => ((byte & 0x80) !== 0) === at < more.length - 1);
}

function termOf(word: string): TraceTerm {
  const named = /^(sw|tag|hex|fn|host|text):(.+)$/i.exec(word);
  if (named !== null) {
    const kind = (named[1] ?? '').toLowerCase() as TraceTerm['kind'];
    const value = named[2] ?? '';
    const upper = kind === 'sw' || kind === 'tag' || kind === 'hex';
    return { kind, value: upper ? value.toUpperCase() : value.toLowerCase() };
  }
  if (statusWord.test(word)) return { kind: 'sw', value: word.toUpperCase() };
  if (isTag(word)) return { kind: 'tag', value: word.toUpperCase() };
  if (/^([0-9A-F]{2}){2,}$/i.test(word)) return { kind: 'hex', value: word.toUpperCase() };
  return { kind: 'text', value: word.toLowerCase() };
}

/** The terms of a query; undefined where one of them cannot be met by anything, as `tag:XYZ`. None: everything. */
export function parseTraceQuery(query: string): TraceTerm[] | undefined {
  const terms = query
    .trim()
    .split(/\s+/)
    .filter((word) => word !== '')
    .map(termOf);
  const valid = terms.every(({ kind, value }) => {
    if (kind === 'sw') return /^[0-9A-FX]{4}$/.test(value);
    if (kind === 'tag') return isTag(value);
    return kind !== 'hex' || /^([0-9A-F]{2})+$/.test(value);
  });
  return valid ? terms : undefined;
}

/** Whether the headers of exchanges tell, so that no payload has to be opened. */
export function needsHeadersOnly(terms: readonly TraceTerm[]): boolean {
  return terms.every(({ kind }) => kind === 'sw' || kind === 'fn' || kind === 'host');
}
