import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { scriptOf } from '../../src-renderer/console/script.ts';
import { functionIn, suggestionsFor } from '../../src-renderer/console/suggest.ts';
import type { ConsoleChecked, ConsoleFunction } from '../../src-shared/model/index.ts';
import { atAddress } from '../support/at-address.ts';
import { goTo, startBench, type WindowBench } from './bench.ts';
import { describeWindow } from './describe-window.ts';

const functions = ['ES10c.GetEID', 'ES10b.GetEUICCInfo1', 'ES10c.DeleteProfile', 'select'].map(
  (name): ConsoleFunction => ({ name, section: '', skeleton: name, fields: [] }),
);

describe('what is typed', () => {
  test('is completed by its beginning, then by what is in it; an APDU is not', () => {
    const names = (typed: string) => suggestionsFor(typed, functions).map(({ name }) => name);
    expect(names('get')).toEqual(['ES10c.GetEID', 'ES10b.GetEUICCInfo1']);
    expect(names('profile')).toEqual(['ES10c.DeleteProfile']);
    expect(names('@isdr sel')).toEqual(['select']);
    for (const none of ['', '00A4', 'GetEID {', 'xyz']) expect(names(none)).toEqual([]);
    expect(functionIn('geteid {"tagList', functions)?.name).toBe('ES10c.GetEID');
    expect(functionIn('00A4', functions)).toBeUndefined();
  });

  test('becomes a script, without its secrets', () => {
    const input: ConsoleChecked = { kind: 'apdu', title: 'SELECT', secret: false, warnings: [] };
    const answer = { n: 1, input, statusWord: '9000', lines: [], more: 0 };
    const script = scriptOf([
      { key: 1, input: 'GetEID', answer },
      { key: 2, input: undefined, answer },
      { key: 3, input: 'nonsense' },
    ]);
    expect(script.split('\n').slice(1)).toEqual([
      'GetEID',
      'expect 9000',
      expect.stringMatching(/^# /),
      'nonsense',
      '',
    ]);
  });
});

let bench: WindowBench;

describeWindow('the console in the window', () => {
  beforeAll(async () => {
    bench = await startBench();
  });
  afterAll(() => bench?.end());
  afterEach(() => bench.tidy());

  const show = async (): Promise<Page> => (await bench.open('full', { at: '#/console' })).page;
  const input = (page: Page) => page.getByRole('combobox', { name: 'Input' });
  async function open(): Promise<Page> {
    const page = await show();
    await page.getByRole('button', { name: 'Open console' }).click();
    await input(page).waitFor();
    return page;
  }

  test('with the keyboard: a name is completed, sent, found again with the arrow, and its answer is a tree', async () => {
    const page = await open();
    await input(page).pressSequentially('getei');
    await page.getByRole('option', { name: /GetEID/ }).waitFor();
    await input(page).press('Tab');
    expect(await input(page).inputValue()).toBe('ES10c.GetEID {"tagList":"5A"}');
    await page.getByRole('region', { name: 'Fields of the request' }).getByText('tagList').waitFor();
    await input(page).press('Enter');
    await page
      .getByRole('tree', { name: /Decoded/ })
      .first()
      .waitFor();
    await page.getByText('normal ending').first().waitFor();
    expect(await input(page).inputValue()).toBe('');
    await input(page).press('ArrowUp');
    expect(await input(page).inputValue()).toBe('ES10c.GetEID {"tagList":"5A"}');
    await input(page).press('ArrowDown');
    expect(await input(page).inputValue()).toBe('');
  });

  test('a danger is named, and nothing is sent before it is confirmed', async () => {
    const page = await open();
    await input(page).fill('DeleteProfile {"iccid":"8949"}');
    await input(page).press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Send this input?' });
    await dialog.getByText(/deletes a profile/).waitFor();
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await dialog.waitFor({ state: 'hidden' });
    expect(await page.locator('.console-entry').count()).toBe(0);
    await input(page).fill('DeleteProfile {"iccid":"8949"}');
    await input(page).press('Enter');
    await dialog.getByRole('button', { name: 'Send it' }).click();
    await page.locator('.console-entry').first().waitFor();
  });

  test('a PIN is shown nowhere and comes back with no arrow', async () => {
    const page = await open();
    await input(page).fill('00200001083132333435FFFFFF');
    await input(page).press('Enter');
    await page.getByRole('dialog').getByRole('button', { name: 'Send it' }).click();
    await page.locator('.console-entry').getByText('VERIFY PIN').first().waitFor();
    expect(await page.locator('main').innerText()).not.toContain('3132');
    await input(page).press('ArrowUp');
    expect(await input(page).inputValue()).not.toContain('3132');
  });

  test('is still there after another page was looked at, and is saved as a script', async () => {
    const page = await open();
    await input(page).fill('GetEID');
    await input(page).press('Enter');
    await page.locator('.console-entry').first().waitFor();
    await goTo(page, '#/reports');
    await page.getByRole('heading', { level: 1, name: 'Reports' }).waitFor();
    await goTo(page, '#/console');
    await page.locator('.console-entry').first().waitFor();
    const saved = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Save as script' }).click();
    expect(await readFile(await (await saved).path(), 'utf8')).toContain('GetEID\nexpect 9000\n');
    await page.getByRole('button', { name: 'Close console' }).click();
    await page.getByRole('button', { name: 'Open console' }).waitFor();
  });

  test('a recording becomes an operation and is shown; one that is cut says where', async () => {
    const page = await show();
    const choose = (name: string) =>
      page
        .locator('main input[type=file]')
        .setInputFiles({ name, mimeType: 'text/plain', buffer: Buffer.from('[DEBUG]') });
    await choose('cut.log');
    await page
      .getByRole('alert')
      .getByText(/line 12/)
      .waitFor();
    await choose('run.log');
    await atAddress(page, /#\/operations\/\d+\/trace/);
  });
});
