/** A rule of the library with the conditions of its form: which occasions, how often, which card. */

export const counts = { rule: '', once: 'times=1', thrice: 'times=3' } as const;
export type Count = keyof typeof counts;
export const occasions = { rule: '', third: 'after=2', second: 'every=2', half: 'probability=0.5' } as const;
export type Occasion = keyof typeof occasions;

/** Whether rules of its place know cards: those of servers and TLS are met by whoever comes. */
export function knowsCards(rule: string): boolean {
  return /^(apdu|bpp|card|ES10)/.test(rule);
}

/** Whether a rule says by itself which occasions it is for: then nothing is added that would contradict it. */
export function hasOccasion(rule: string): boolean {
  return /\b(after|every|probability)=/.test(rule) || /^apdu (\S+ )?\d+ /.test(rule);
}

export function withConditions(
  rule: string,
  conditions: { readonly count: Count; readonly occasion: Occasion; readonly eid: string },
): string {
  const { count, occasion, eid } = conditions;
  const plain = count === 'rule' ? rule : rule.replace(/\s*\btimes=\d+/g, '');
  const parts = [plain, counts[count], hasOccasion(rule) ? '' : occasions[occasion]];
  if (eid !== '' && knowsCards(rule) && !/\bcard=/.test(rule)) parts.push(`card=${eid}`);
  return parts.filter((part) => part !== '').join(' ');
}
