/**
 * Text that a card or a server gave is hostile: it may hold control characters, orders to write backwards, or a novel.
 * Here it is cut into runs that a terminal or a window can show without harm.
 */

/** A run of harmless text, or one character that would have done something, shown as a mark. */
export type VisibleRun =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'mark'; readonly text: string; readonly codePoint: number };

/** ISO 646 names of the control characters 00 to 1F. Control pictures (U+2400) would be shorter, but few fonts have them. */
const CONTROLS =
  'NUL SOH STX ETX EOT ENQ ACK BEL BS HT LF VT FF CR SO SI DLE DC1 DC2 DC3 DC4 NAK SYN ETB CAN EM SUB ESC FS GS RS US'.split(
    ' ',
  );

const NAMES: Readonly<Record<number, string>> = {
  173: 'SHY',
  1564: 'ALM',
  8203: 'ZWSP',
  8206: 'LRM',
  8207: 'RLM',
  8232: 'LSEP',
  8233: 'PSEP',
  8234: 'LRE',
  8235: 'RLE',
  8236: 'PDF',
  8237: 'LRO',
  8238: 'RLO',
  8288: 'WJ',
  8294: 'LRI',
  8295: 'RLI',
  8296: 'FSI',
  8297: 'PDI',
  65279: 'BOM',
};

/** The mark for a character that must not act, or undefined where it is harmless. */
function markOf(codePoint: number): string | undefined {
  if (codePoint < 0x20) return `\u2039${CONTROLS[codePoint] ?? ''}\u203A`;
  if (codePoint === 0x7f) return '\u2039DEL\u203A';
  if (codePoint >= 0x80 && codePoint < 0xa0) return `\u2039${codePoint.toString(16).toUpperCase()}\u203A`;
  const name = NAMES[codePoint];
  if (name !== undefined) return `\u2039${name}\u203A`;
  const lone = codePoint >= 0xd800 && codePoint <= 0xdfff;
  const tag = codePoint >= 0xe0000 && codePoint <= 0xe007f;
  const annotation = codePoint >= 0xfff9 && codePoint <= 0xfffb;
  if (lone || tag || annotation) return `\u2039${codePoint.toString(16).toUpperCase()}\u203A`;
  return undefined;
}

/** More combining marks than this on one letter are dropped: they paint over the lines around them. */
const MAX_COMBINING = 4;

/**
 * The text as runs, at most `limit` characters (code points) of it.
 * `truncated` says whether something was left off.
 */
export function visibleRuns(
  text: string,
  limit = Number.POSITIVE_INFINITY,
): { readonly runs: readonly VisibleRun[]; readonly truncated: boolean } {
  const runs: VisibleRun[] = [];
  let plain = '';
  let count = 0;
  let combining = 0;
  const flush = () => {
    if (plain !== '') runs.push({ kind: 'text', text: plain });
    plain = '';
  };
  for (const character of text) {
    if (count === limit) {
      flush();
      return { runs, truncated: true };
    }
    count++;
    const codePoint = character.codePointAt(0) ?? 0;
    const mark = markOf(codePoint);
    if (mark === undefined) {
      combining = /\p{M}/u.test(character) ? combining + 1 : 0;
      if (combining <= MAX_COMBINING) plain += character;
    } else {
      combining = 0;
      flush();
      runs.push({ kind: 'mark', text: mark, codePoint });
    }
  }
  flush();
  return { runs, truncated: false };
}

/** What nearly every text is made of: nothing of it acts. */
const harmless = /^[\x20-\x7e]*$/;

/** The same as one string, for places that show plain text only (a terminal, a label for a screen reader). */
export function visibleText(text: string, limit = Number.POSITIVE_INFINITY): string {
  if (text.length <= limit && harmless.test(text)) return text;
  const { runs, truncated } = visibleRuns(text, limit);
  const shown = runs.map((run) => run.text).join('');
  return truncated ? `${shown}\u2026` : shown;
}
