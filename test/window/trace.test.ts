/** The trace of a real simulated download: tree and bytes marked both ways, against bytes that are known from outside. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Evidence, Operation, Reader } from '../../src-shared/model/index.ts';
import { readVectorFiles } from '../es10/vector-files.ts';
import { driven } from '../summary/needs.ts';
import { type ServedWindow, serveWindow, windowMissing } from './served-window.ts';

describe('the trace in the window in Chromium', driven(windowMissing()), () => {
  let bench: ServedWindow;
  let id: number;
  let eid: string;

  beforeAll(async () => {
    bench = await serveWindow('trace');
    const codes = await bench.json<{ activationCode: string; confirmationCode?: string }[]>(
      'simulator',
      'codes',
    );
    const code = codes.find(({ confirmationCode }) => confirmationCode === undefined)?.activationCode ?? '';
    await bench.json('profile', 'download', code, '--reader', 'sim:0', '--enable', '--yes');
    const operations = await bench.json<Operation[]>('operation', 'list');
    id = operations.find(({ kind }) => kind === 'activate')?.id ?? 0;
    const readers = await bench.json<Reader[]>('reader', 'list');
    eid = readers.find((reader) => reader.id === 'sim:0')?.eid ?? '';
  }, 60_000);
  afterAll(() => bench?.end());

  const go = (page: Page, hash: string) =>
    page.evaluate((next) => {
      window.location.hash = next;
    }, hash);
  const search = async (page: Page, query: string) => {
    await page.keyboard.press('/');
    await page.locator('.trace-search input:focus').waitFor();
    await page.keyboard.type(query);
    await page.getByText(/^\d+ hits?$|^Hit \d+ of/).waitFor();
    await page.keyboard.press('Enter');
  };
  const marked = async (page: Page) =>
    (await page.locator('.bytes-cells .cell-chosen').allTextContents()).join('');
  const chosen = (page: Page) => page.getByRole('treeitem', { selected: true });
  const choose = async (page: Page, label: string) => {
    await page.getByRole('tree').focus();
    await page.keyboard.press('Home');
    for (let i = 0; i < 300 && !(await chosen(page).textContent())?.startsWith(label); i++)
      await page.keyboard.press('ArrowDown');
  };

  test('a field of the card is its bytes, and a byte is its field', async () => {
    const page = await bench.openPage();
    await go(page, `#/operations/${id}/trace`);
    await page.getByRole('heading', { level: 1, name: `Trace of operation ${id}` }).waitFor();
    await page.getByText(/rows of/).waitFor();
    const request = readVectorFiles().get('ES10c.GetEID')?.requests[0]?.hex ?? '';
    await search(page, `fn:GetEID hex:${request}`);
    await page.getByRole('heading', { level: 2, name: /GetEID/ }).waitFor();
    // What was found is marked as found, and its field is chosen.
    await expect
      .poll(async () => (await page.locator('.bytes-cells .cell-found').allTextContents()).join(''))
      .toBe(request);
    await expect.poll(() => marked(page)).toBe(request);
    await choose(page, 'eidValue');
    await expect.poll(() => marked(page)).toBe(`5A10${eid}`);
    await page
      .getByText(/SGP\.22 v2\.5 §/)
      .first()
      .waitFor();
    // From the bytes: the last one of the status word is the status word, the one before it is of the EID.
    await page.locator('.bytes').focus();
    await page.keyboard.press('End');
    await expect.poll(() => chosen(page).textContent()).toContain('SW');
    expect(await marked(page)).toMatch(/^9000$|^61..$/);
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowLeft');
    await expect.poll(() => chosen(page).textContent()).toContain('eidValue');
    expect(bench.problems).toEqual([]);
    await page.context().close();
  });

  test('a bound profile package is opened within its JSON, and no activation code is shown anywhere', async () => {
    const page = await bench.openPage();
    await go(page, `#/operations/${id}/trace`);
    await page.getByText(/rows of/).waitFor();
    await search(page, 'tag:BF36 fn:GetBoundProfilePackage');
    await page.getByRole('heading', { level: 2, name: /GetBoundProfilePackage/ }).waitFor();
    await expect.poll(() => chosen(page).textContent()).toContain('BF36');
    await choose(page, 'initialiseSecureChannelRequest');
    await expect.poll(() => chosen(page).textContent()).toContain('BF23');
    const base64 = await marked(page);
    // BF23 is the tag that SGP.22 §5.5.2 gives it; with how many bits of the first character it begins depends on what is before it.
    const bits = [...base64]
      .map((one) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'.indexOf(one))
      .map((value) => value.toString(2).padStart(6, '0'))
      .join('');
    const found = [0, 2, 4].some((skip) => bits.startsWith((0xbf23).toString(2), skip));
    expect(found).toBe(true);
    expect(bench.problems).toEqual([]);
    await page.context().close();
  });

  test('opened evidence has the same page, and is compared with what it was made of; a trace is exported', async () => {
    const file = join(bench.folder, 'download.euicc-evidence');
    await bench.json('evidence', 'export', String(id), '-o', file);
    const evidence = await bench.json<Evidence>('evidence', 'open', file);
    const page = await bench.openPage();
    await go(page, `#/operations/-${evidence.id}/trace`);
    await page.getByRole('heading', { level: 1, name: `Trace of evidence ${evidence.id}` }).waitFor();
    await page.getByText(/rows of/).waitFor();
    await search(page, 'tag:BF20');
    await page.getByRole('heading', { level: 2, name: /GetEUICCInfo1|InitiateAuthentication/ }).waitFor();
    await page.getByRole('button', { name: 'Where the time went' }).press('Enter');
    await page.getByRole('row', { name: /^Whole operation/ }).waitFor();
    await go(page, `#/trace-compare/${id}/-${evidence.id}`);
    // Without bytes and times, what was disguised is no difference.
    await page.getByText('Nothing differs.').waitFor();
    await page.getByRole('checkbox', { name: /Compare bytes/ }).press('Space');
    await page.getByText(/^Difference 1 of/).waitFor();
    // Where they part is marked on both sides.
    await expect.poll(() => page.locator('.trace-detail:has(.cell-found)').count()).toBe(2);

    await go(page, `#/operations/${id}/trace`);
    await page.locator('[data-command="trace.export"]').press('Enter');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('menuitem', { name: /JSON Lines/ }).click(),
    ]);
    const lines = readFileSync(await download.path(), 'utf8')
      .trim()
      .split('\n');
    const text = await page.getByText(/exchanges$/).textContent();
    expect(lines.length).toBeGreaterThanOrEqual(Number(/(\d+) exchanges$/.exec(text ?? '')?.[1]));
    expect(bench.problems).toEqual([]);
    await page.context().close();
  }, 60_000);
});
