/**
 * How well `query` fits `text`: undefined where not at all, else higher for better. All characters of the query come in
 * order; what stands together, at the beginning of the text or of a word, counts for more.
 */
export function fuzzyScore(query: string, text: string): number | undefined {
  const wanted = query.toLowerCase().replace(/\s+/g, '');
  const within = text.toLowerCase();
  if (wanted === '') return 0;
  // Best of all where it stands as typed.
  const whole = within.indexOf(query.trim().toLowerCase());
  if (whole !== -1) return 1000 - whole - text.length / 100 + (isStart(within, whole) ? 100 : 0);
  // To wait for the beginning of a word may leave too little for the rest.
  return scattered(wanted, within, true) ?? scattered(wanted, within, false);
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

/** The items that fit, the best first; those that fit equally well in the order in which they came. */
export function fuzzyFilter<T>(
  query: string,
  items: readonly T[],
  textOf: (item: T) => string,
): readonly T[] {
  return items
    .map((item) => ({ item, score: fuzzyScore(query, textOf(item)) }))
    .filter((found): found is { item: T; score: number } => found.score !== undefined)
    .sort((a, b) => b.score - a.score)
    .map(({ item }) => item);
}
