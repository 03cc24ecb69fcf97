import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { parseServerAddress } from '../../src-shared/activation-code.ts';
import {
  describeError,
  type ErrorCode,
  errorCatalogue,
  WorkbenchError,
} from '../../src-shared/errors/index.ts';
import { type Phrase, phraseTexts, spokenPhrase } from '../../src-shared/errors/phrases.ts';
import { inputInvalid } from '../../src-shared/invalid-input.ts';
import { parseLabelSheet } from '../../src-shared/label-sheet.ts';
import { doctorRequest } from '../../src-shared/model/index.ts';
import { texts as de } from '../../src-shared/texts/de/index.ts';
import { speak } from '../../src-shared/texts/speak.ts';
import { texts as zh } from '../../src-shared/texts/zh/index.ts';
import { doctorText, formatPrice, placesOf, remarkText, spokenFinding } from '../../src-shared/texts.ts';

const languages = [
  ['de', de],
  ['zh', zh],
] as const;
const codes = Object.keys(errorCatalogue) as ErrorCode[];
/** The places of each error in English, before another language is written over it. */
const places = new Map(codes.map((code) => [code, errorCatalogue[code].texts.flatMap(placesOf)]));

afterEach(() => speak('en', {}));

describe.each(languages)('errors in %s', (language, texts) => {
  test('say everything that their parameters say, and nothing in braces', () => {
    speak(language, texts);
    fc.assert(
      fc.property(fc.constantFrom(...codes), fc.uuid(), (code, value) => {
        fc.pre(code !== 'es9_status');
        const { family } = errorCatalogue[code];
        const names = (places.get(code) ?? []).filter(
          (name) => family !== 'es10' || !['meaning', 'next'].includes(name),
        );
        const params = Object.fromEntries(names.map((name) => [name, `${value}-${name}`]));
        const { message, remedy } = describeError({ code, params });
        for (const said of Object.values(params)) expect(message + remedy).toContain(said);
        expect(message + remedy).not.toMatch(/[{}]/);
      }),
      { numRuns: 1000 },
    );
  });

  test('leave what people and servers have written as it is', () => {
    speak(language, texts);
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Z][A-Za-z0-9 .:/-]{0,40}$/), (text) => {
        fc.pre(
          !Object.hasOwn(phraseTexts, text) && !/, | with the value |^Reading|^Write |^Give /.test(text),
        );
        expect(describeError({ code: 'token_name_taken', params: { name: 'card' } }).message).toContain(
          'card',
        );
        expect(spokenPhrase(text)).toBe(text);
      }),
    );
  });

  test('every phrase is found by its English, whatever stands in its places', () => {
    speak(language, texts);
    const phrases = Object.keys(phraseTexts) as Phrase[];
    fc.assert(
      fc.property(fc.constantFrom(...phrases), fc.integer({ min: 2, max: 99_999 }), (phrase, number) => {
        const said = phrase.replace(/\{\w+\}/g, String(number));
        const expected = texts.phrases[phrase].replace(/\{\w+\}/g, String(number));
        // Several phrases may say the same of a number: the one with the most words of its own is meant.
        expect([expected, texts.phrases[said as Phrase]]).toContain(spokenPhrase(said));
      }),
      { numRuns: 1000 },
    );
  });
});

const examples: readonly (readonly [() => unknown, german: string, chinese: string])[] = [
  [() => parseServerAddress('https://x'), 'es ist eine URL, kein Name', '这是 URL，不是名称'],
  [() => parseLabelSheet('A4 3x7 63.5x38.1 200x200'), 'mit diesen Rändern passen', '按此边距'],
];

test('what is wrong with an input is said in the language that is spoken', () => {
  for (const [throws, german, chinese] of examples)
    for (const [language, texts, expected] of [
      ['de', de, german],
      ['zh', zh, chinese],
    ] as const) {
      speak('en', {});
      let thrown: unknown;
      try {
        throws();
      } catch (error) {
        thrown = error;
      }
      if (!(thrown instanceof WorkbenchError)) throw new Error('nothing was thrown');
      speak(language, texts);
      expect(describeError(thrown.toData()).message).toContain(expected);
    }
});

test('limits of a schema are said with their units', () => {
  const { error } = doctorRequest.safeParse({ resolve: new Array(17).fill('smdp.example.com') });
  if (error === undefined) throw new Error('17 names were taken');
  const data = inputInvalid('doctor.run', error).toData();
  expect(describeError(data).message).toBe(
    'doctor.run: resolve is not valid: it may have 16 entries at most',
  );
  speak('de', de);
  expect(describeError(data).message).toContain('es darf höchstens 16 Einträge haben');
  speak('zh', zh);
  expect(describeError(data).message).toContain('最多 16 项');
});

test('the status codes of a server are said in the language that is spoken, also of an error that was stored', () => {
  const params = {
    function: 'ES9+.AuthenticateClient',
    subjectCode: '8.2.6',
    reasonCode: '3.8',
    subject: 'Matching ID',
    reason: 'The matching ID is not accepted',
    nextStep: 'Check the activation code.',
    serverMessage: '',
  };
  speak('zh', zh);
  const { message, remedy } = describeError({ code: 'es9_status', params });
  expect(message).toContain('匹配标识不被接受');
  expect(remedy).toContain('请逐字核对激活码');
});

describe('findings of doctor', () => {
  test('are said in the language that is spoken, with numbers, readers and errors in them', () => {
    const free = doctorText('space_low', { free: 312_400_000 });
    const reader = doctorText('reader_bad', { reader: 'Alcor', presence: 'mute' });
    const failed = doctorText('pcsc_failed', {}, { code: 'pcsc_unavailable', params: { reason: 'X' } });
    expect(free.text).toBe('Only 312.40 MB are free on the disk of the data folder.');
    speak('de', de);
    expect(spokenFinding(free).text).toContain('312,40 MB');
    expect(spokenFinding(reader).text).toBe(`Leser Alcor: ${de.domain.presenceText.mute}.`);
    expect(spokenFinding(reader).advice).toBe(de.domain.presenceAdvice.mute);
    expect(spokenFinding(failed).text).toBe('PC/SC ist nicht verfügbar: X.');
    expect(spokenFinding(failed).advice).toContain('Installieren und starten');
  });

  test('of an engine that tells no code stay as they are', () => {
    const finding = { area: 'clock', level: 'ok', text: 'The clock is right.' } as const;
    speak('zh', zh);
    expect(spokenFinding(finding)).toBe(finding);
    expect(spokenFinding({ ...finding, code: 'constructor' })).toMatchObject({ text: finding.text });
  });
});

test('remarks say habits, kinds of questions and named values in the language that is spoken', () => {
  const said = () => [
    remarkText('quirk_learned', { quirk: 'basic_channel' }),
    remarkText('card_quirks_known', { quirks: 'no_refresh by_isdp_aid' }),
    remarkText('question_waited', { waitedMs: 2400, kind: 'install' }),
    remarkText('session_cancelled', { reason: 'postponed' }),
    remarkText('quirk_learned', { quirk: 'a_habit_of_a_newer_engine' }),
  ];
  expect(said()).toEqual([
    'A habit of this card was found and is remembered: The card gives no logical channel; the basic channel is used.',
    expect.stringContaining('it is reset instead; The card wants the ISD-P AID'),
    expect.stringContaining('(consent to the profile)'),
    'Card and server were told that the session is cancelled (postponed).',
    'A habit of this card was found and is remembered: a_habit_of_a_newer_engine.',
  ]);
  speak('de', de);
  expect(said()).toEqual([
    expect.stringContaining('gemerkt: Die Karte gibt keinen logischen Kanal; der Basiskanal wird benutzt.'),
    expect.stringContaining('Die Karte will die ISD-P-AID statt der ICCID'),
    expect.stringContaining('(Zustimmung zum Profil)'),
    'Karte und Server wurde gesagt, dass die Sitzung abgebrochen ist (verschoben (postponed)).',
    expect.stringContaining('gemerkt: a_habit_of_a_newer_engine.'),
  ]);
});

test('prices have the decimal point of the language, and no digit of them is lost', () => {
  expect(formatPrice({ amount: '4.5', currency: 'USD' })).toBe('4.50 USD');
  expect(formatPrice({ amount: '1234.125', currency: 'EUR' })).toBe('1234.125 EUR');
  speak('de', de);
  expect(formatPrice({ amount: '4.5', currency: 'USD' })).toBe('4,50 USD');
  expect(formatPrice({ amount: '1234.125', currency: 'EUR' })).toBe('1.234,125 EUR');
});
