import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { scriptOf } from '../../src-renderer/console/script.ts';
import { functionIn, helpFor, suggestionsFor } from '../../src-renderer/console/suggest.ts';
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
    expect(helpFor('@isdr help  geteid', functions)?.map(({ name }) => name)).toEqual(['ES10c.GetEID']);
    expect(helpFor('HELP', functions)).toEqual(functions);
    expect(helpFor('helpless', functions)).toBeUndefined();
  });

  test('becomes a script, without its secrets and without what was not sent', () => {
    const input: ConsoleChecked = { kind: 'apdu', title: 'SELECT', secret: false, warnings: [] };
    const answer = { n: 1, input, statusWord: '9000', lines: [], more: 0 };
    const script = scriptOf([
      { key: 1, input: 'GetEID', answer },
      { key: 2, input: undefined, answer },
      { key: 3, input: 'GetEID' },
      { key: 4, input: 'help', help: [] },
    ]);
    expect(script.split('\n').slice(1)).toEqual(['GetEID', 'expect 9000', expect.stringMatching(/^# /), '']);
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

  test('with the keyboard alone: what is typed goes into the console that was opened, and what is refused or cancelled comes back', async () => {
    const page = await show();
    const typed = () => input(page).inputValue();
    await page.getByRole('button', { name: 'Open console' }).press('Enter');
    await input(page).waitFor();
    await expect.poll(() => input(page).evaluate((one) => one === document.activeElement)).toBe(true);
    await page.keyboard.type('hello 1234', { delay: 60 });
    await page.keyboard.press('Enter');
    await page.locator('.console-entry').getByRole('alert').waitFor();
    // To be corrected; but it may be a PIN, and so it is nowhere else.
    await expect.poll(typed).toBe('hello 1234');
    expect(await page.locator('.console-transcript').innerText()).not.toContain('1234');
    await input(page).fill('DeleteProfile {"iccid":"8949"}');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: 'Send this input?' }).waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(typed).toBe('DeleteProfile {"iccid":"8949"}');
    await input(page).fill('00200001083132333435FFFFFF');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: 'Send this input?' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    expect(await typed()).toBe('');
    await page.getByRole('button', { name: 'Close console' }).press('Enter');
    const open = page.getByRole('button', { name: 'Open console' });
    await expect.poll(() => open.evaluate((one) => one === document.activeElement)).toBe(true);
  });

  test('help shows what can be typed, and the fields of a request that an error names it for', async () => {
    const page = await open();
    await input(page).fill('help');
    await input(page).press('Enter');
    const answer = page.locator('.console-entry').last();
    await answer.getByText('ES10c.DeleteProfile').waitFor();
    await input(page).fill('help ES10c.DeleteProfile');
    await input(page).press('Enter');
    await answer.getByRole('rowheader', { name: 'iccid' }).waitFor();
    await answer.getByText(/deletes a profile/).waitFor();
    expect(await page.locator('.console-entry').count()).toBe(2);
    expect(await page.getByRole('alert').count()).toBe(0);
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

  test('its card is pulled out: the reader stays the one that it was, and is not opened without a card', async () => {
    const { page, server } = await bench.open('full', { at: '#/console' });
    await page.getByRole('button', { name: 'Open console' }).click();
    await input(page).waitFor();
    const select = page.getByRole('combobox', { name: 'Reader' });
    const id = await select.inputValue();
    const reader = server.workbench.readers.find((one) => one.id === id) ?? expect.fail('no reader');
    const { eid: _, ...rest } = reader;
    server.workbench.plug(id, { ...rest, presence: 'empty' });
    const shown = () => select.evaluate((one: HTMLSelectElement) => one.selectedOptions[0]?.textContent);
    await expect.poll(shown).toContain('(No card)');
    expect(await shown()).toContain(reader.label ?? reader.name);
    await page.getByRole('button', { name: 'Close console' }).click();
    const open = page.getByRole('button', { name: 'Open console' });
    await open.waitFor();
    expect(await open.isDisabled()).toBe(true);
    expect(await shown()).toContain(reader.label ?? reader.name);
    server.workbench.plug(id, reader);
    await expect.poll(() => open.isEnabled()).toBe(true);
  });

  test('a window that is loaded anew goes on with the console that holds the reader', async () => {
    const page = await open();
    const id = /\d+/.exec(await page.getByRole('link', { name: /^Operation \d+/ }).innerText())?.[0];
    await page.reload();
    await page.getByRole('button', { name: `Go on with operation ${id}` }).press('Enter');
    await page.getByText(/What was sent before is in the trace/).waitFor();
    await input(page).fill('GetEID');
    await input(page).press('Enter');
    await page.locator('.console-entry').getByText('normal ending').first().waitFor();
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
    const folder = mkdtempSync(join(tmpdir(), 'recordings-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const files = ['first.log', 'cut.log', 'huge.pcapng'].map((name) => join(folder, name));
    for (const file of files) writeFileSync(file, '[DEBUG]');
    truncateSync(join(folder, 'huge.pcapng'), 32 * 1024 * 1024 + 1);
    await page.locator('main input[type=file]').setInputFiles(files);
    // Of several, what became of each is said, and the page stays.
    await page.getByText('huge.pcapng is larger than').waitFor();
    await page
      .locator('.note-good')
      .getByText(/first\.log is imported/)
      .waitFor();
    expect(await page.getByRole('alert').count()).toBe(2);
    await page.locator('.note-good').getByRole('link').click();
    await atAddress(page, /#\/operations\/\d+\/trace/);
    await page.goBack();
    await choose('run.log');
    await atAddress(page, /#\/operations\/\d+\/trace/);
  });
});
