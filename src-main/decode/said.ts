/** Values in words: put together from parts, so that a window can say them in its own language. */

import type { Phrase } from '../../src-shared/errors/phrases.ts';
import type { DecodeWord, TraceNode } from '../../src-shared/model/trace.ts';
import type { DecodePhrase } from '../../src-shared/texts/decode-words.ts';
import { wordsText } from '../../src-shared/texts.ts';

/** A text as it is (a name, a number, what others wrote), a word, or several of both. */
export type Said = string | SaidWord | readonly (string | SaidWord)[];
export type SaidWord = Exclude<DecodeWord, string>;

/** A phrase with what stands in its places; `size` is a number of bytes. */
export function say(
  phrase: DecodePhrase | Phrase,
  params?: Readonly<Record<string, string | number>>,
): SaidWord {
  return params === undefined ? { phrase } : { phrase, params: { ...params } };
}

/** The parts that it is put together from. */
export function partsOf(said: Said): readonly (string | SaidWord)[] {
  return typeof said === 'string' || 'phrase' in said || 'name' in said || 'subjectCode' in said
    ? [said]
    : said;
}

/** Several side by side, divided by `by`. */
export function listed(all: readonly Said[], by: ', ' | '; ' | ': ' | ' → ' | ' / ' = ', '): Said {
  return all.flatMap((said, at) => (at === 0 ? partsOf(said) : [by, ...partsOf(said)]));
}

/** In English: nobody speaks another language in the engine. */
export function saidText(said: Said): string {
  return wordsText(partsOf(said));
}

/** What a node says: its English, and its parts where any of them is a word. */
export function spokenValue(said: Said): Pick<TraceNode, 'value' | 'words'> {
  const words = partsOf(said);
  const value = saidText(said);
  return words.every((word) => typeof word === 'string') ? { value } : { value, words: [...words] };
}

/** `1 byte`, `12 bytes`. */
export function byteCount(count: number): SaidWord {
  return count === 1 ? say('1 byte') : say('{count} bytes', { count });
}
