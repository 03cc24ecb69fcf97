/** Codes into the vault as people bring them: dropped, pasted, from a folder, on pictures and scanned pages; and hostile ones. */

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Code } from '../../src-shared/model/index.ts';
import { driven } from '../summary/needs.ts';
import { evil, harmless } from '../support/harmless.ts';
import { pdf, scannedPage } from '../support/pdf.ts';
import { pngOf, qrGrid } from '../support/png.ts';
import { type ServedWindow, serveWindow, windowMissing } from './served-window.ts';

interface Given {
  readonly name: string;
  readonly type: string;
  readonly bytes: Uint8Array | string;
}

const code = (id: string) => `LPA:1$smdp.example.com$${id}`;

describe('import in the window in Chromium', driven(windowMissing()), () => {
  let bench: ServedWindow;

  beforeAll(async () => {
    bench = await serveWindow('import');
  });
  afterAll(() => bench?.end());

  async function openCodes(): Promise<Page> {
    const page = await bench.openPage();
    await page.getByRole('navigation').getByText('Codes', { exact: true }).click();
    await page.getByRole('heading', { level: 1, name: 'Codes' }).waitFor();
    return page;
  }

  /** What a browser does when files are dropped onto an element: it holds them over it, then lets them go. */
  async function drop(page: Page, selector: string, files: readonly Given[]): Promise<void> {
    const given = files.map(({ name, type, bytes }) => ({
      name,
      type,
      data: Buffer.from(bytes).toString('base64'),
    }));
    const transfer = await page.evaluateHandle((all) => {
      const data = new DataTransfer();
      for (const { name, type, data: text } of all) {
        const bytes = Uint8Array.from(atob(text), (one) => one.charCodeAt(0));
        data.items.add(new File([bytes], name, { type }));
      }
      return data;
    }, given);
    for (const event of ['dragenter', 'dragover', 'drop'])
      await page.dispatchEvent(selector, event, { dataTransfer: transfer });
  }

  const codes = async () => (await bench.json<{ codes: Code[] }>('code', 'list', '--limit', '1000')).codes;
  const importDialog = (page: Page) => page.getByRole('dialog', { name: 'Add activation codes' });
  const run = (page: Page) => importDialog(page).getByRole('button', { name: 'Import', exact: true }).click();

  test('a picture with several codes, dropped onto the page; and a scanned page of a PDF, dropped into the dialog', async () => {
    const page = await openCodes();
    const picture = pngOf(qrGrid([code('PICTURE-1'), code('PICTURE-2'), code('PICTURE-3')], 2, 4));
    await drop(page, '.page', [{ name: 'labels.png', type: 'image/png', bytes: picture }]);
    const dialog = importDialog(page);
    await dialog.getByText('labels.png').waitFor();
    const scan = scannedPage(qrGrid([code('SCAN-1'), code('SCAN-2')], 2, 6), { width: 595, height: 420 });
    await drop(page, '[role=dialog] form', [
      { name: 'scan.pdf', type: 'application/pdf', bytes: pdf([scan, scan]) },
    ]);
    await dialog.getByText('scan.pdf').waitFor();
    expect(await dialog.getByText('labels.png').count()).toBe(1);
    await run(page);
    await dialog.getByText('New in the vault: 5.').waitFor();
    const focused = () => page.evaluate(() => document.activeElement?.textContent);
    expect(await focused()).toBe('Close');
    await dialog.getByRole('button', { name: 'Import more' }).click();
    await expect
      .poll(() =>
        dialog.getByRole('textbox', { name: 'List' }).evaluate((one) => one === document.activeElement),
      )
      .toBe(true);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    const all = await codes();
    expect(all).toHaveLength(5);
    expect(all.every(({ source, state }) => source === 'qr' && state === 'NOT_INSTALLED')).toBe(true);
    expect(bench.problems).toEqual([]);
    await page.context().close();
  });

  test('ten thousand lines of CSV of which three are wrong: these are told by their lines, the others are there', async () => {
    const page = await openCodes();
    const before = (await codes()).length;
    const lines = Array.from({ length: 10_000 }, (_, index) => `${code(`CSV-${index}`)},Row ${index}`);
    lines[41] = 'LPA:1$smdp.example.com,no matching id';
    lines[5_000] = 'LPA:2$smdp.example.com$X,another format';
    lines[9_999] = 'LPA:1$not a host$X,no server';
    const csv = `activation code,label\n${lines.join('\n')}\n`;
    await drop(page, '.page', [{ name: 'big.csv', type: 'text/csv', bytes: csv }]);
    await importDialog(page)
      .getByRole('checkbox', { name: /All or nothing/ })
      .check();
    await run(page);
    await importDialog(page)
      .getByText(/Nothing was kept.*Refused: 3/)
      .waitFor({ timeout: 60_000 });
    for (const line of [43, 5002, 10_001])
      await importDialog(page)
        .getByRole('cell', { name: `big.csv, line ${line}` })
        .waitFor();
    expect(await codes()).toHaveLength(before);
    await importDialog(page)
      .getByRole('button', { name: /Import the right ones/ })
      .click();
    await importDialog(page)
      .getByText(/New in the vault: 9.997/)
      .waitFor({ timeout: 90_000 });
    await importDialog(page).getByRole('button', { name: 'Close' }).last().click();
    await page.getByText(/^All 10.002/).waitFor();
    // The list is of the whole vault: sorted, its first is not of the part that was read.
    await page.getByRole('columnheader', { name: 'No.' }).getByRole('button').click();
    await page.getByRole('gridcell', { name: '1', exact: true }).waitFor();
    expect(await page.getByRole('row').count()).toBeLessThan(60);
    expect(bench.problems).toEqual([]);
    await page.context().close();
  }, 240_000);

  test('pasted onto the page: text, and a picture', async () => {
    const page = await openCodes();
    const paste = (kind: 'text' | 'picture', data: string) =>
      page.evaluate(
        ([what, given]) => {
          const clipboardData = new DataTransfer();
          if (what === 'text') clipboardData.setData('text/plain', given as string);
          else
            clipboardData.items.add(
              new File([Uint8Array.from(atob(given as string), (one) => one.charCodeAt(0))], 'image.png', {
                type: 'image/png',
              }),
            );
          document.body.dispatchEvent(
            new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }),
          );
        },
        [kind, data],
      );
    await paste('text', `Dear lab,\n${code('PASTED-1')}\nyours`);
    await run(page);
    await importDialog(page).getByText('New in the vault: 1.').waitFor();
    await importDialog(page).getByRole('button', { name: 'Close' }).last().click();
    await importDialog(page).waitFor({ state: 'detached' });
    await paste('picture', Buffer.from(pngOf(qrGrid([code('PASTED-2')], 1, 5))).toString('base64'));
    await importDialog(page).getByText('image.png').waitFor();
    await run(page);
    await importDialog(page).getByText('New in the vault: 1.').waitFor();
    // What is no code is not taken from whoever pastes.
    await importDialog(page).getByRole('button', { name: 'Close' }).last().click();
    await importDialog(page).waitFor({ state: 'detached' });
    await paste('text', 'just words');
    expect(await importDialog(page).count()).toBe(0);
    expect(bench.problems).toEqual([]);
    await page.context().close();
  });

  test('a folder: what may have codes in it comes with its path, hidden files and others stay out', async () => {
    const page = await openCodes();
    const folder = join(bench.folder, 'handed over');
    mkdirSync(join(folder, 'box 1'), { recursive: true });
    writeFileSync(join(folder, 'list.txt'), `${code('FOLDER-1')}\n`);
    writeFileSync(join(folder, 'box 1', 'list.txt'), `${code('FOLDER-2')}\n`);
    writeFileSync(join(folder, '.hidden.txt'), `${code('FOLDER-3')}\n`);
    writeFileSync(join(folder, 'program.exe'), code('FOLDER-4'));
    await page.getByRole('button', { name: 'Add codes' }).first().click();
    await importDialog(page).getByText('List or files').click();
    const [chooser] = await Promise.all([
      page.waitForEvent('filechooser'),
      importDialog(page).getByRole('button', { name: 'Choose a folder' }).click(),
    ]);
    await chooser.setFiles(folder);
    await importDialog(page).getByText('handed over/box 1/list.txt').waitFor();
    expect(await importDialog(page).locator('.file-list li').count()).toBe(2);
    await run(page);
    await importDialog(page).getByText('New in the vault: 2.').waitFor();
    expect(bench.problems).toEqual([]);
    await page.context().close();
  });

  test('hostile text is shown harmlessly: bidi, zero width, markup, a megabyte; in labels, columns and names of files', async () => {
    const page = await openCodes();
    const csv = [
      `activation code,label,carrier,${evil}`,
      `${code('HOSTILE-1')},"${evil}","${evil}",x`,
      `LPA:1$${evil}$HOSTILE-2,${evil},,x`,
      `${code('HOSTILE-3')},${'\u202EA'.repeat(500_000)},,x`,
    ].join('\n');
    await drop(page, '.page', [{ name: `${evil}.csv`, type: 'text/csv', bytes: csv }]);
    await importDialog(page).locator('.file-list li').waitFor();
    await run(page);
    await importDialog(page).getByRole('region', { name: 'What became of the import' }).waitFor();
    await harmless(page);
    await importDialog(page).getByRole('button', { name: 'Close' }).last().click();
    await importDialog(page).waitFor({ state: 'detached' });
    await page.getByRole('textbox', { name: /^Find by/ }).fill('gpj.exe');
    await page
      .getByRole('gridcell', { name: /‹RLO›gpj/ })
      .first()
      .click();
    await page.getByRole('heading', { level: 2, name: /^Code \d/ }).waitFor();
    await harmless(page);
    // A megabyte that is pasted is text of a field, and no more.
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Add codes' }).first().click();
    await importDialog(page).getByText('List or files').click();
    await importDialog(page)
      .getByRole('textbox', { name: 'List' })
      .fill(`${'\u202Enothing '.repeat(110_000)}\n`);
    await run(page);
    await importDialog(page)
      .getByText(/Nothing was found|No code|passed over/)
      .first()
      .waitFor();
    await harmless(page);
    expect(bench.problems).toEqual([]);
    await page.context().close();
  }, 120_000);
});
