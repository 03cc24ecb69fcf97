/**
 * How well `query` fits `text`: undefined where not at all, else higher for better. All characters of the query come in
 * order; what stands together, at the beginning of the text or of a word, counts for more.
 */
export function fuzzyScore(query: string, text: string): number | undefined {
  const wanted = query.toLowerCase().replace(/\s+/g, '');
  const within = text.toLowerCase();
  if (wanted === '') return 0;
  // Best of all where it stands as typed.
  const whole = placeOf(query.trim().toLowerCase(), within);
  if (whole !== -1) return 1000 - whole - text.length / 100 + (isStart(within, whole) ? 100 : 0);
  // To wait for the beginning of a word may leave too little for the rest.
  return scattered(wanted, within, true) ?? scattered(wanted, within, false);
}

/** Where it stands as a whole: at the beginning of a word rather than within one; -1 where it does not. */
function placeOf(wanted: string, within: string): number {
  const first = within.indexOf(wanted);
  for (let at = first; at !== -1; at = within.indexOf(wanted, at + 1)) if (isStart(within, at)) return at;
  return first;
}

/**
 * In which way `query` fits `text`, the best first:
 *   - `word`: it is the beginning of a word as it stands, or each of its words is that of another one, in this order;
 *   - `part`: it stands within a word;
 *   - `initials`: it is made of the beginnings of words (`soe` for *Show operations, each*);
 *   - `letters`: its characters come in this order, and that is all.
 * Undefined: not at all.
 */
export type Fit = 'word' | 'part' | 'initials' | 'letters';

export const fits: readonly Fit[] = ['word', 'part', 'initials', 'letters'];

export function fitOf(query: string, text: string): Fit | undefined {
  const typed = query.trim().toLowerCase();
  const within = text.toLowerCase();
  if (typed === '') return 'word';
  const at = placeOf(typed, within);
  if ((at !== -1 && isStart(within, at)) || isOfWords(typed.split(/\s+/), within)) return 'word';
  if (at !== -1) return 'part';
  const wanted = typed.replace(/\s+/g, '');
  if (isOfInitials(wanted, within)) return 'initials';
  return scattered(wanted, within, false) === undefined ? undefined : 'letters';
}

function isOfWords(words: readonly string[], within: string): boolean {
  let from = 0;
  for (const word of words) {
    let at = within.indexOf(word, from);
    while (at !== -1 && !isStart(within, at)) at = within.indexOf(word, at + 1);
    if (at === -1) return false;
    from = at + word.length;
  }
  return words.length > 1;
}

/** Whether it can be cut into beginnings of words, in their order. */
function isOfInitials(wanted: string, within: string): boolean {
  const words = within.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '');
  /** How much of it can be made of the words so far. */
  let reached = new Set([0]);
  for (const word of words) {
    const next = new Set(reached);
    for (const from of reached)
      for (let length = 1; length <= word.length && wanted[from + length - 1] === word[length - 1]; length++)
        next.add(from + length);
    if (next.has(wanted.length)) return true;
    reached = next;
  }
  return false;
}

function scattered(wanted: string, within: string, startsFirst: boolean): number | undefined {
  let score = 0;
  let from = 0;
  let before = -2;
  for (const character of wanted) {
    const at = nextAt(within, character, from, before, startsFirst);
    if (at === -1) return undefined;
    score += at === before + 1 ? 6 : isStart(within, at) ? 4 : 1;
    score -= Math.min(3, at - from) / 10;
    before = at;
    from = at + 1;
  }
  return score - within.length / 100;
}

function isStart(text: string, at: number): boolean {
  return at === 0 || !/[\p{L}\p{N}]/u.test(text[at - 1] ?? '');
}

/** The next place of a character: where the last one ends, else (`startsFirst`) at the beginning of a word, else anywhere. */
function nextAt(text: string, character: string, from: number, before: number, startsFirst: boolean): number {
  const next = text.indexOf(character, from);
  if (next === -1 || next === before + 1 || !startsFirst) return next;
  for (let at = next; at !== -1; at = text.indexOf(character, at + 1)) if (isStart(text, at)) return at;
  return next;
}
