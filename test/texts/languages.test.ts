import { afterEach, describe, expect, test } from 'vitest';
import { describeError } from '../../src-shared/errors/index.ts';
import { languageNames, languages, systemLanguage } from '../../src-shared/language.ts';
import { catalogues } from '../../src-shared/texts/catalogues.ts';
import { texts as de } from '../../src-shared/texts/de/index.ts';
import { decodeWordTexts } from '../../src-shared/texts/decode-words.ts';
import { placesOf } from '../../src-shared/texts/format.ts';
import { speak } from '../../src-shared/texts/speak.ts';
import { texts as zh } from '../../src-shared/texts/zh/index.ts';
import {
  fillText,
  formatBytes,
  formatDate,
  formatInteger,
  formatZonedTime,
  statusText,
} from '../../src-shared/texts.ts';
import { same } from './same.ts';
import { leavesOf } from './walk.ts';

// Decoded trees have their English with what decodes: the catalogue of a window has translations alone.
const english = new Map(leavesOf({ ...structuredClone(catalogues), decodeWords: decodeWordTexts }));

/** Latin words that stay in a Chinese sentence say nothing about its being translated; a text without any Han does. */
const hasHan = (text: string) => /\p{Script=Han}/u.test(text);
/** Nothing to translate: names of the field, units, places, punctuation. */
const hasWords = (text: string) =>
  /\p{L}{2,}/u.test(text.replace(/\{\w+\}/g, '').replace(/[\w/]*[A-Z][\w+./-]*[A-Z0-9+][\w+./-]*/g, ''));

afterEach(() => speak('en', {}));

describe.each([
  ['de', de],
  ['zh', zh],
] as const)('the catalogue in %s', (language, texts) => {
  const translated = new Map(leavesOf(texts));

  test('has the texts of the English one, each of them and no other', () => {
    expect([...translated.keys()].filter((path) => !english.has(path))).toEqual([]);
    expect([...english.keys()].filter((path) => !translated.has(path))).toEqual([]);
  });

  test('has the places of the English one in every text, and no empty one', () => {
    const wrong = [...translated].filter(
      ([path, text]) =>
        placesOf(text).join() !== placesOf(english.get(path) ?? '').join() ||
        (text.trim() === '') !== ((english.get(path) ?? '').trim() === '') ||
        text !== text.trim(),
    );
    expect(wrong).toEqual([]);
  });

  test('has nothing that was forgotten: what reads as in English is in the list of such words', () => {
    const forgotten = [...translated].filter(([path, text]) => {
      if (!hasWords(text) || same[language].has(text)) return false;
      return language === 'zh' ? !hasHan(text) : text === english.get(path);
    });
    expect(forgotten).toEqual([]);
  });

  test('has no brace that is left over', () => {
    const left = [...translated].filter(([, text]) =>
      /[{}]/.test(fillText(text, Object.fromEntries(placesOf(text).map((name) => [name, 1])))),
    );
    expect(left).toEqual([]);
  });
});

test('the lists of words that are the same have no word that no text is', () => {
  for (const [language, texts] of [
    ['de', de],
    ['zh', zh],
  ] as const) {
    const used = new Set(leavesOf(texts).map(([, text]) => text));
    expect([...same[language]].filter((word) => !used.has(word))).toEqual([]);
  }
});

describe('speaking', () => {
  test('writes the catalogues over where they are, and English comes back whole', () => {
    const { nav } = catalogues.shell;
    const before = leavesOf(structuredClone(catalogues));
    expect(nav.main).toBe('Main');
    speak('de', { shell: de.shell } as typeof de);
    expect(nav.main).toBe('Hauptnavigation');
    speak('zh', zh);
    expect(nav.main).toBe('主导航');
    speak('en', {});
    expect(leavesOf(catalogues)).toEqual(before);
  });

  test('what a language lacks is English, not what was spoken before', () => {
    speak('de', de);
    speak('zh', {});
    expect(catalogues.shell.nav.main).toBe('Main');
    expect(statusText.failed).toBe('Failed');
  });

  test('errors speak it too, with their parameters', () => {
    const { errors } = structuredClone(catalogues);
    speak('de', { errors: { ...errors, shop_failed: ['{shop} ist gescheitert ({status})', 'Später.'] } });
    expect(describeError({ code: 'shop_failed', params: { shop: 'X', status: 503 } })).toMatchObject({
      message: 'X ist gescheitert (503)',
      remedy: 'Später.',
    });
  });

  test('numbers, dates and plurals are those of the language', () => {
    const text = '{count, plural, one {# Karte} other {# Karten}}';
    const at = new Date(2026, 10, 7).getTime();
    expect([formatInteger(1234567), formatBytes(11_800), formatDate(at)]).toEqual([
      '1\u202F234\u202F567',
      '11.8 kB',
      '2026-11-07',
    ]);
    speak('de', {});
    expect([formatInteger(1234567), formatBytes(11_800), formatDate(at)]).toEqual([
      '1.234.567',
      '11,8 kB',
      '07.11.2026',
    ]);
    expect([fillText(text, { count: 1 }), fillText(text, { count: 1200 })]).toEqual([
      '1 Karte',
      '1.200 Karten',
    ]);
    speak('zh', {});
    expect([formatBytes(1_240_000), formatDate(at)]).toEqual(['1.24 MB', '2026/11/07']);
    expect(fillText('{count, plural, other {# 张卡}}', { count: 1 })).toBe('1 张卡');
  });

  test('a time of another zone is what the clocks showed there', () => {
    const time = '2026-11-07T23:30:05-11:00';
    expect(formatZonedTime(time)).toBe('2026-11-07 23:30:05');
    speak('de', {});
    expect(formatZonedTime(time)).toBe('07.11.2026 23:30:05');
    speak('zh', {});
    expect(formatZonedTime(time)).toBe('2026/11/07 23:30:05');
  });
});

test('the system says which language it is', () => {
  expect(systemLanguage(['de-AT', 'en'])).toBe('de');
  expect(systemLanguage(['fr', 'zh-CN'])).toBe('zh');
  expect(systemLanguage(['zh-Hans-SG'])).toBe('zh');
  // Traditional Chinese is another one.
  expect(systemLanguage(['zh-TW', 'de'])).toBe('de');
  expect(systemLanguage(['zh-Hant', 'fr'])).toBe('en');
  expect(systemLanguage([])).toBe('en');
  expect(Object.keys(languageNames)).toEqual([...languages]);
});
