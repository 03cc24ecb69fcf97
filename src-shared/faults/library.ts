/** The library of faults: what docs/faults.md shows, for programs. Made by `node scripts/faults-doc.ts`, which runs every one. */

import { z } from 'zod';
import { type LibraryFault, libraryFault } from '../model/simulator.ts';
import faults from './library.json' with { type: 'json' };

let parsed: readonly LibraryFault[] | undefined;

export function faultLibrary(): readonly LibraryFault[] {
  parsed ??= z.array(libraryFault).parse(faults);
  return parsed;
}

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
  return [...rules, chapter, section, scenario, error?.code ?? '', text, activationCodeUse, order ?? '']
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
