/**
 * How the window comes to speak another language: the leaves of the English catalogues are written over in place, so that
 * whoever holds a catalogue or a part of it reads the new texts, and no call site knows of languages.
 */

import { type Language, setSpokenLanguage } from '../language.ts';
import { catalogues } from './catalogues.ts';

/** The shape of a catalogue, with any texts. */
export type Translation<T> = T extends string ? string : { readonly [K in keyof T]: Translation<T[K]> };

/** What a language has: the English catalogues, each exactly, so that a gap does not type-check. */
export type Translations = { readonly [K in keyof typeof catalogues]: Translation<(typeof catalogues)[K]> };

interface Tree {
  [key: string]: string | Tree;
}

const english = structuredClone(catalogues) as unknown as Tree;

function write(live: Tree, texts: Tree): void {
  for (const [key, text] of Object.entries(texts)) {
    const at = live[key];
    if (typeof text === 'string') live[key] = text;
    else if (typeof at === 'object') write(at, text);
  }
}

/** Takes out what English has not: a catalogue that has translations alone (`spokenDecodeWords`). */
function takeOut(live: Tree, texts: Tree): void {
  for (const [key, at] of Object.entries(live)) {
    const kept = texts[key];
    if (kept === undefined) delete live[key];
    else if (typeof at === 'object' && typeof kept === 'object') takeOut(at, kept);
  }
}

/** Makes all catalogues those of `language`. What `texts` lacks stays English. */
export function speak(language: Language, texts: Partial<Translations>): void {
  takeOut(catalogues as unknown as Tree, english);
  write(catalogues as unknown as Tree, english);
  write(catalogues as unknown as Tree, texts as unknown as Tree);
  setSpokenLanguage(language);
}
