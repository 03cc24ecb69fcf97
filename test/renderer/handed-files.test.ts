import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { kindOfFile } from '../../src-renderer/state/handed-files.ts';
import { goTo, startBench, type WindowBench } from './bench.ts';
import { describeWindow } from './describe-window.ts';

test('a file is for evidence, for imports or for codes by its name; what tells nothing is for the page that it came to', () => {
  const kind = (name: string, type = '') => kindOfFile({ name, type });
  expect(kind('Failed.EUICC-EVIDENCE')).toBe('evidence');
  for (const name of ['lpac.log', 'a.pcap', 'A.PCAPNG', 'x.cap']) expect(kind(name)).toBe('recording');
  for (const name of ['qr.PNG', 'list.csv', 'scan.pdf']) expect(kind(name)).toBe('codes');
  expect(kind('', 'image/webp')).toBe('codes');
  for (const name of ['notes.txt', 'log', '']) expect(kind(name)).toBeUndefined();
});

let bench: WindowBench;

describeWindow('files that come to the window', () => {
  beforeAll(async () => {
    bench = await startBench();
  });
  afterAll(() => bench?.end());
  afterEach(() => bench.tidy());

  /** What a browser does when files are dropped onto an element. */
  async function drop(
    page: Page,
    selector: string,
    files: readonly { name: string; type: string; content?: string }[],
  ) {
    const transfer = await page.evaluateHandle((all) => {
      const data = new DataTransfer();
      for (const { name, type, content = '' } of all) data.items.add(new File([content], name, { type }));
      return data;
    }, files);
    for (const event of ['dragenter', 'dragover', 'drop'])
      await page.dispatchEvent(selector, event, { dataTransfer: transfer });
  }

  test('a recording is imported on the page of operations, by its button and by a drop; one that is cut says where', async () => {
    const { page, problems } = await bench.open('full', { at: '#/operations' });
    await page.getByRole('button', { name: 'Import recording…' }).waitFor();
    await drop(page, 'main .page', [{ name: 'cut.log', type: '' }]);
    await page
      .getByRole('alert')
      .getByText(/line 12/)
      .waitFor();
    await page
      .locator('main input[type=file]')
      .setInputFiles({ name: 'run.log', mimeType: 'text/plain', buffer: Buffer.from('[DEBUG]') });
    await page.waitForURL(/#\/operations\/\d+\/trace/);
    expect(problems).toEqual([]);
  });

  test('dropped anywhere: a recording is imported, evidence is opened', async () => {
    const { page, problems } = await bench.open('full', { at: '#/' });
    await page.locator('main h1').first().waitFor();
    await drop(page, 'main', [{ name: 'run.pcapng', type: '' }]);
    await page.waitForURL(/#\/operations\/\d+\/trace/);
    await goTo(page, '#/settings');
    await drop(page, 'main', [{ name: 'mine.euicc-evidence', type: '', content: 'evidence 5' }]);
    await page.waitForURL(/#\/evidence\/\d+/);
    expect(problems).toEqual([]);
  });

  test('a picture that is dropped onto a page for other files is looked at for codes all the same', async () => {
    const { page } = await bench.open('full', { at: '#/operations' });
    for (const [hash, heading] of [
      ['#/operations', 'Operations'],
      ['#/console', 'Console'],
      ['#/evidence', 'Evidence'],
    ] as const) {
      await goTo(page, hash);
      await page.getByRole('heading', { level: 1, name: heading }).waitFor();
      await drop(page, 'main .page', [{ name: 'note.bmp', type: 'image/bmp' }]);
      // It has none, which is what the window says of codes, and no page of its own files.
      await page
        .getByRole('region', { name: 'Messages' })
        .getByText(/picture|code/i)
        .first()
        .waitFor();
      expect(await page.locator('main [role=alert]').count()).toBe(0);
      await page.getByRole('button', { name: 'Dismiss' }).first().click();
    }
  });

  test('the console is a menu item and a key away from a reader, and opens on that one whatever it was open on', async () => {
    const { page, server, problems } = await bench.open('full', { at: '#/console' });
    const readers = server.workbench.readers.filter(({ presence }) => presence === 'present');
    const [first, second] = readers;
    if (first === undefined || second === undefined) throw new Error('two readers with cards are needed');
    const choice = page.getByRole('combobox', { name: 'Reader' });
    await choice.selectOption(first.id);
    await page.getByRole('button', { name: 'Open console' }).click();
    await page.getByRole('button', { name: 'Close console' }).click();
    await page.getByRole('button', { name: 'Open console' }).waitFor();
    await goTo(page, `#/reader/${encodeURIComponent(second.id)}`);
    await page.getByRole('button', { name: 'More actions for this card' }).click();
    await page.getByRole('menuitem', { name: 'Console on this reader' }).click();
    await page.getByRole('heading', { level: 1, name: 'Console' }).waitFor();
    expect(await choice.inputValue()).toBe(second.id);
    await goTo(page, `#/reader/${encodeURIComponent(first.id)}`);
    await page.keyboard.press('>');
    await page.getByRole('heading', { level: 1, name: 'Console' }).waitFor();
    await expect.poll(() => choice.inputValue()).toBe(first.id);
    expect(problems).toEqual([]);
  });
});
