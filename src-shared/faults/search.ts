/** What is found in the library of faults. */

import type { LibraryFault } from '../model/simulator.ts';
import { faultHeading } from '../texts/fault-headings.ts';

/** Everything of a fault that a person may look for, in small letters. */
function haystack({
  rules,
  chapter,
  section,
  scenario,
  error,
  text,
  activationCodeUse,
  order,
}: LibraryFault): string {
  const headings = [chapter, section, faultHeading(chapter), faultHeading(section)];
  return [...rules, ...headings, scenario, error?.code ?? '', text, activationCodeUse, order ?? '']
    .join('\n')
    .toLowerCase();
}

/** The faults that have every word of a text in them; all for an empty one. */
export function searchFaults(all: readonly LibraryFault[], text: string): LibraryFault[] {
  const words = text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  return all.filter((one) => {
    const found = haystack(one);
    return words.every((word) => found.includes(word));
  });
}
