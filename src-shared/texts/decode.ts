/** What a decoded tree says and remarks on, in words. */

import { describeStatus } from '../errors/es9-status.ts';
import { phraseTexts } from '../errors/phrases.ts';
import { spokenLanguage } from '../language.ts';
import type { DecodedInput } from '../model/decode.ts';
import type { DecodeRemark, DecodeRemarkCode, DecodeWord, TraceNode } from '../model/trace.ts';
import type { decodeWordTexts } from './decode-words.ts';
import { fillText, formatBytes } from './format.ts';
import { capabilityWord } from './steps.ts';

export const decodeRemarkTexts: Readonly<Record<DecodeRemarkCode, string>> = {
  length_not_minimal: 'The length is written in {bytes} bytes, more than it needs',
  trailing_bytes: '{count} bytes follow the end of the data',
  tag_unknown: 'Tag {tag} has no meaning here',
  field_missing: '{field} is missing',
  field_repeated: '{field} comes more than once',
  field_out_of_order: '{field} comes out of order',
  value_invalid: 'Not a value of this type',
  not_tlv: 'No whole TLVs',
  length_wrong: '{announced} bytes are announced, {found} are there',
  not_opened: 'Too deep or too much to be opened',
  check_digits_wrong: 'The check digits are wrong',
};

/** One remark as a sentence. */
export function decodeRemarkText({ code, params }: DecodeRemark): string {
  return fillText(decodeRemarkTexts[code], params);
}

/** The words of the language that is spoken. English needs none: each phrase is its own, and the list of them is long. */
export const spokenDecodeWords = { phrases: {}, names: {} } as typeof decodeWordTexts;

function wordIn(table: Readonly<Record<string, string>>, key: string): string | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}

/** How Chinese divides what stands side by side. */
const chineseDividers: Readonly<Record<string, string>> = { ', ': '、', '; ': '；', ': ': '：' };

/** A phrase in the language that is spoken. `size` among its parameters is a number of bytes. */
function phraseText(phrase: string, params: DecodeRemark['params'] = {}): string {
  const text = wordIn(spokenDecodeWords.phrases, phrase) ?? wordIn(phraseTexts, phrase) ?? phrase;
  const { size } = params;
  return fillText(text, typeof size === 'number' ? { ...params, size: formatBytes(size) } : params);
}

/** A named value: `enabled (1)`; in other languages with its word before it, `aktiviert (enabled, 1)`. */
export function namedValueText(name: string, number?: number): string {
  const word =
    spokenLanguage() === 'en' ? undefined : (wordIn(spokenDecodeWords.names, name) ?? capabilityWord(name));
  if (word === undefined || word === name) return number === undefined ? name : `${name} (${number})`;
  return `${word} (${number === undefined ? name : `${name}, ${number}`})`;
}

/** What is said in words, in the language that is spoken. */
export function wordsText(words: readonly DecodeWord[]): string {
  const divider = (text: string) =>
    spokenLanguage() === 'zh' ? (wordIn(chineseDividers, text) ?? text) : text;
  return words
    .map((word) => {
      if (typeof word === 'string') return divider(word);
      if ('phrase' in word) return phraseText(word.phrase, word.params);
      if ('name' in word) return namedValueText(word.name, word.number);
      const { subject, reason } = describeStatus(word.subjectCode, word.reasonCode);
      return `${subject}${divider(': ')}${reason}`;
    })
    .join('');
}

/** What it is that was decoded, as a person reads it. */
export function decodedTitleText({ title, titleWords }: DecodedInput): string {
  return titleWords === undefined ? title : wordsText(titleWords);
}

/** The value of a node as a person reads it. */
export function nodeValueText({ value, words }: TraceNode): string | undefined {
  return words === undefined ? value : wordsText(words);
}

/** The label of a node as a person reads it: names of specifications are the same in every language. */
export function nodeLabelText({ label, ownLabel }: TraceNode): string {
  return ownLabel === true ? phraseText(label) : label;
}
