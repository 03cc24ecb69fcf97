import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { closingQuestion, endingOperations } from '../../src-main/hosts/electron/closing.ts';
import { codeOf, openedOf } from '../../src-main/hosts/electron/opened.ts';
import { hashOf, isVisible, readWindows, writeWindows } from '../../src-main/hosts/electron/windows.ts';
import { fromDesktop, toDesktop } from '../../src-shared/desktop.ts';
import { evidenceMostBytes } from '../../src-shared/model/index.ts';
import { texts as de } from '../../src-shared/texts/de/index.ts';
import { speak } from '../../src-shared/texts/speak.ts';

const folder = mkdtempSync(join(tmpdir(), 'windows-test-'));
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
  speak('en', {});
});

describe('windows that come back', () => {
  const kept = [{ bounds: { x: -5, y: 40, width: 1200, height: 800 }, hash: '#/codes/12' }];

  test('are kept and read again; what is damaged or none of ours is as if there were none', () => {
    const own = mkdtempSync(join(tmpdir(), 'windows-test-'));
    writeWindows(own, kept);
    expect(readWindows(own)).toEqual(kept);
    for (const text of ['{', '[{}]', JSON.stringify([{ ...kept[0], hash: 'https://example.com' }])]) {
      writeFileSync(join(own, 'windows.json'), text);
      expect(readWindows(own)).toEqual([]);
    }
    rmSync(own, { recursive: true });
    expect(readWindows(own)).toEqual([]);
  });

  test('come back only to where a screen is', () => {
    const screens = [{ x: 0, y: 0, width: 1920, height: 1080 }];
    const at = (x: number, y: number) => isVisible({ x, y, width: 1000, height: 700 }, screens);
    expect([at(100, 100), at(-800, 0), at(-950, 0), at(3000, 100), at(0, 1070), at(0, -200)]).toEqual([
      true,
      true,
      false,
      false,
      false,
      false,
    ]);
  });

  test('have the page of their address', () => {
    expect(hashOf('app://workbench/index.html#/operations/3')).toBe('#/operations/3');
    expect(hashOf('app://workbench/index.html')).toBe('');
    expect(hashOf('app://workbench/index.html#token=secret')).toBe('');
  });
});

describe('what the system hands over', () => {
  test('an activation code is taken as it comes, and nothing else is taken for one', () => {
    expect(codeOf('LPA:1$smdp.example.com$ID')).toBe('LPA:1$smdp.example.com$ID');
    expect(codeOf('lpa:1%24smdp.example.com%24ID')).toBeUndefined();
    expect(codeOf('lpa:1$smdp.example.com$A%2BB')).toBe('lpa:1$smdp.example.com$A+B');
    expect(codeOf(`LPA:1$${'a'.repeat(5000)}`)).toBeUndefined();
    expect(codeOf('https://example.com/LPA:1$x')).toBeUndefined();
  });

  test('an evidence file is read, one that cannot be says why; another file and an option are passed over', () => {
    const own = mkdtempSync(join(tmpdir(), 'opened-test-'));
    const path = join(own, 'a.euicc-evidence');
    writeFileSync(path, 'evidence');
    writeFileSync(join(own, 'a.txt'), 'text');
    const opened = openedOf([
      '--data',
      path,
      join(own, 'a.txt'),
      join(own, 'gone.euicc-evidence'),
      'LPA:1$a.b$C',
    ]);
    expect(opened).toEqual([
      { type: 'file', name: 'a.euicc-evidence', bytes: new Uint8Array(readFileSync(path)) },
      {
        type: 'refused',
        error: { code: 'file_unreadable', params: { file: 'gone.euicc-evidence', reason: 'ENOENT' } },
      },
      { type: 'code', text: 'LPA:1$a.b$C' },
    ]);
    // One that is larger than evidence can be is not read: the window says why.
    const large = join(own, 'large.euicc-evidence');
    writeFileSync(large, '');
    truncateSync(large, evidenceMostBytes + 1);
    const [refused] = openedOf([large]);
    expect(refused).toMatchObject({ type: 'refused', error: { code: 'evidence_too_large' } });
    expect(fromDesktop.safeParse(refused).success).toBe(true);
    rmSync(own, { recursive: true });
  });
});

describe('the question before the last window closes', () => {
  const one = { id: 7, kind: 'download', reader: 'Reader \u202eX', effect: 'finished' } as const;

  test('says of each operation what would become of it, with nothing hostile in it', () => {
    const question = closingQuestion([one, { ...one, id: 8, kind: 'read_card', effect: 'cancelled' }]);
    expect(question?.message).toBe('2 operations are running.');
    expect(question?.detail).toContain('Operation 7, Download, on Reader ‹RLO›X: it is finished first');
    expect(question?.detail).toContain('Operation 8, Read card, on Reader ‹RLO›X: it is cancelled');
    expect(question?.detail).toContain('two minutes at most');
    expect(question?.buttons).toEqual(['Keep open', 'Close']);
  });

  test('is in the language of the window', () => {
    speak('de', de);
    expect(closingQuestion([one])?.message).toBe('Ein Vorgang läuft.');
  });

  test('is not asked where nothing runs, names eight, and is asked where nobody knows', async () => {
    expect(closingQuestion([])).toBeUndefined();
    expect(closingQuestion(Array.from({ length: 11 }, () => one))?.detail).toContain('and 3 more');
    expect(await endingOperations(async () => [{ id: 1 }])).toBeUndefined();
    expect(await endingOperations(() => Promise.reject(new Error('gone')))).toBeUndefined();
    expect(closingQuestion(undefined)?.message).toContain('could not be found out');
  });
});

test('what a window may say has limits', () => {
  const says = (message: unknown) => toDesktop.safeParse(message).success;
  expect(says({ type: 'window', hash: '#/codes' })).toBe(true);
  expect(says({ type: 'window', hash: 'javascript:alert(1)' })).toBe(false);
  expect(says({ type: 'window', hash: `#/${'x'.repeat(3000)}` })).toBe(false);
  expect(says({ type: 'zoom', percent: 10 })).toBe(false);
  expect(says({ type: 'note', title: 'x'.repeat(500), body: '', hash: '' })).toBe(false);
  expect(
    says({ type: 'menu', language: 'de', menus: [{ label: 'x', items: [{ role: 'reload', label: 'x' }] }] }),
  ).toBe(false);
});
