/** Who sits before the window is led to its pages, not to the command line. */

import { afterEach, describe, expect, test } from 'vitest';
import { type ErrorCode, errorCatalogue } from '../../src-shared/errors/index.ts';
import { texts as german } from '../../src-shared/texts/de/index.ts';
import { speak } from '../../src-shared/texts/speak.ts';
import { texts as chinese } from '../../src-shared/texts/zh/index.ts';
import { doctorTexts, findingInWindow, remedyInWindow, remedyTexts } from '../../src-shared/texts.ts';

/** What nobody meets in the window: errors of commands, of their options, and of requests to the APIs. */
const elsewhere: ReadonlySet<string> = new Set([
  'api_token_wrong',
  'api_host',
  'api_owner_only',
  'api_path',
  'archive_foreign',
  'engine_option',
  'fault_rules_end',
  'root_ambiguous',
  'simulator_options_invalid',
  'unknown_call',
  'usage',
]);

/** The command line, or one of its commands. What is typed into the console of the window is none. */
const command = /euicc-workbench|docs\/|`(?!select|store-data|reset|help)[a-z]/;

const spoken = [['en', {}] as const, ['de', german] as const, ['zh', chinese] as const];
afterEach(() => speak('en', {}));

describe.each(spoken)('in the window (%s)', (language, texts) => {
  test('no next step after an error names a command', () => {
    speak(language, texts);
    const named = (Object.keys(errorCatalogue) as ErrorCode[])
      .filter((code) => !elsewhere.has(code))
      .filter((code) => command.test(remedyInWindow({ code, params: {} })));
    expect(named).toEqual([]);
  });

  test('nor does what a check has found', () => {
    speak(language, texts);
    const named = Object.keys(doctorTexts.texts)
      .map((code) => findingInWindow({ area: 'keys', level: 'warning', text: '', code }))
      .filter(
        ({ text, advice = '' }) =>
          command.test(text) || /--deep|--login|--to /.test(text) || command.test(advice),
      );
    expect(named).toEqual([]);
  });
});

test('each is of an error or a finding that there is, and has its places filled', () => {
  for (const code of Object.keys(remedyTexts.errors)) expect(Object.keys(errorCatalogue)).toContain(code);
  for (const code of Object.keys(remedyTexts.advice)) expect(Object.keys(doctorTexts.texts)).toContain(code);
  const found = findingInWindow({
    area: 'trust',
    level: 'problem',
    text: '',
    code: 'trust_failed',
    error: { code: 'root_not_found', params: { keyId: 'AB' } },
  });
  expect(found.text).toContain('AB');
  expect(found.advice).toBe(remedyTexts.errors.root_not_found);
});
