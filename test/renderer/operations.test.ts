/** Evidence, operations and saved filters in the window, on the played API. */

import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { CallName } from '../../src-shared/api.ts';
import { atAddress } from '../support/at-address.ts';
import { pressCommand } from '../support/press-command.ts';
import { startBench, type WindowBench } from './bench.ts';
import { describeWindow } from './describe-window.ts';

let bench: WindowBench;
const file = (name: string, content: string) => ({
  name,
  mimeType: 'application/octet-stream',
  buffer: Buffer.from(content),
});

describeWindow('evidence and operations', () => {
  beforeAll(async () => {
    bench = await startBench();
  });
  afterEach(() => bench.tidy());
  afterAll(() => bench.end());

  const open = async (hash: string, scenario: 'full' | 'none' = 'full', pace = 8) => {
    const opened = await bench.open(scenario, { pace });
    await opened.page.locator('.frame').waitFor();
    await opened.page.evaluate((next) => {
      window.location.hash = next;
    }, hash);
    const last = (name: CallName) =>
      opened.server.workbench.calls.findLast((call) => call.name === name)?.input;
    return { ...opened, last };
  };
  const heading = (page: Page, name: string | RegExp) =>
    page.getByRole('heading', { level: 1, name }).waitFor();
  const choose = async (page: Page, ...files: ReturnType<typeof file>[]) => {
    const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.keyboard.press('n')]);
    await chooser.setFiles(files);
  };

  test('files are opened by dialog and by drop; several refusals stand beside each other, and go', async () => {
    const { page, problems, last } = await open('#/evidence');
    page.on('filechooser', () => undefined);
    await heading(page, 'Evidence');
    await choose(
      page,
      file('\u202Enewer.euicc-evidence', 'newer'),
      file('a.euicc-evidence', 'damaged'),
      file('b', 'x'),
    );
    await expect.poll(() => page.getByRole('alert').count()).toBe(3);
    await page.getByText('‹RLO›newer.euicc-evidence').waitFor();
    expect(page.url()).toMatch(/#\/evidence$/);
    await page.getByRole('button', { name: 'Dismiss' }).first().press('Enter');
    await expect.poll(() => page.getByRole('alert').count()).toBe(2);
    const transfer = await page.evaluateHandle(() => {
      const data = new DataTransfer();
      data.items.add(new File(['evidence 3'], 'dropped.euicc-evidence'));
      return data;
    });
    for (const event of ['dragenter', 'dragover', 'drop'])
      await page.dispatchEvent('main .page', event, { dataTransfer: transfer });
    await heading(page, /^Evidence 5/);
    expect(last('evidence.open')).toMatchObject({ fileName: 'dropped.euicc-evidence' });
    await page.keyboard.press('Escape');
    await heading(page, 'Evidence');
    await page.getByRole('grid').getByText('dropped.euicc-evidence').waitFor();
    expect(problems).toEqual([]);
  });

  test('evidence that was removed comes back by undo, in the list that is shown', async () => {
    const { page, problems } = await open('#/evidence/3');
    await heading(page, /^Evidence 3/);
    await page.getByRole('button', { name: 'Remove' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
    await heading(page, 'Evidence');
    await page.getByText('Evidence 3 is removed.').first().waitFor();
    const row = page.getByRole('grid').locator('a[href="#/evidence/3"]');
    await row.waitFor({ state: 'detached' });
    await page.keyboard.press('Control+z');
    await row.waitFor();
    expect(problems).toEqual([]);
  });

  test('a replay tells how far it is, is cancelled, and says where it deviated, with both sides', async () => {
    const { page, problems, last } = await open('#/evidence/3', 'full', 60);
    await heading(page, /^Evidence 3/);
    await page.getByText('Nobody has vouched for it').waitFor();
    await page.getByText('Another APDU than the recorded one').waitFor();
    await page.getByText('As recorded').click();
    const replay = page.getByRole('button', { name: 'Replay again' });
    await replay.press('Enter');
    await expect.poll(() => last('evidence.replay')).toEqual({ id: 3, speed: 'recorded' });
    await page.getByRole('progressbar', { name: 'Replay' }).waitFor();
    await page.getByRole('button', { name: 'Cancel' }).press('Enter');
    await page.getByText('The replay was cancelled.').waitFor();
    await replay.focus();
    await pressCommand(page, 'z', 'evidence.replay');
    await page.getByText('6 of 86 APDUs and 0 of 4 HTTP requests were the same.').waitFor();
    const sides = page.locator('.sides mark');
    await expect.poll(() => sides.allTextContents()).toEqual(['38', '2E']);
    expect(
      await page.getByRole('link', { name: /No. 7 ES10b.AuthenticateServer/ }).getAttribute('href'),
    ).toBe('#/operations/-3/trace/7');
    await page.getByRole('button', { name: 'Remove' }).press('Enter');
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).press('Enter');
    await heading(page, 'Evidence');
    await expect.poll(() => page.getByRole('row').count()).toBe(4);
    expect(problems).toEqual([]);
  });

  test('what cannot be replayed says why; what is gone says so; nothing there says what to do', async () => {
    const { page } = await open('#/evidence/4');
    await page.getByText('It was recorded by a workbench that did not note').waitFor();
    expect(await page.getByRole('button', { name: /^Replay/ }).count()).toBe(0);
    await page.evaluate(() => {
      window.location.hash = '#/evidence/99';
    });
    await page.getByText('There is no opened evidence 99').waitFor();
    const empty = await open('#/evidence', 'none');
    await empty.page.getByText('No evidence is open').waitFor();
    empty.server.workbench.fail('evidence.list');
    await empty.page.reload();
    await empty.page.locator('main').getByRole('alert').waitFor();
  });

  test('an export shows beforehand what is hidden, follows what is chosen, and saves the whole file', async () => {
    const { page, problems, last } = await open('#/operations/3');
    await heading(page, /^Download/);
    await pressCommand(page, 'v', 'operation.export');
    const dialog = page.getByRole('dialog', { name: 'Evidence of operation 3' });
    await dialog.getByRole('row', { name: /^EID \(replaced\) 1 6/ }).waitFor();
    await dialog.getByText('These values will be replaced').click();
    await dialog
      .getByText('8908 6030', { exact: false })
      .or(dialog.getByText(/^890860302/))
      .first()
      .waitFor();
    await dialog.getByRole('checkbox', { name: 'Keep EIDs and ICCIDs as they are' }).press('Space');
    await dialog.getByRole('row', { name: /^EID/ }).waitFor({ state: 'detached' });
    const hosts = dialog.getByRole('textbox', { name: 'Further host names to replace' });
    await hosts.fill('a!');
    await dialog.getByText('A host name has 4 to 253').waitFor();
    expect(await dialog.getByRole('button', { name: 'Save file' }).isDisabled()).toBe(true);
    await hosts.fill('rsp.carrier.example, other.example rsp.carrier.example');
    await dialog.getByRole('textbox', { name: 'Note' }).fill('Since Monday');
    await expect
      .poll(() => last('evidence.preview'))
      .toEqual({
        operationId: 3,
        options: { note: 'Since Monday', keepIds: true, hosts: ['rsp.carrier.example', 'other.example'] },
      });
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      dialog.getByRole('button', { name: 'Save file' }).press('Enter'),
    ]);
    expect(download.suggestedFilename()).toBe('operation-3.euicc-evidence');
    expect(await readFile(await download.path(), 'utf8')).toBe('evidence 3');
    await dialog.getByText('operation-3.euicc-evidence is made').waitFor();
    expect(problems).toEqual([]);
  });

  test('one operation: its timeline, its way to the exchange that failed, what is related, its trace in other formats', async () => {
    const { page, problems, last } = await open('#/operations/4');
    await heading(page, /^Enable profile/);
    const timeline = page.getByRole('table', { name: 'Timeline' });
    await timeline.getByText('ES10c.EnableProfile').waitFor();
    expect(await timeline.getByRole('row').count()).toBeGreaterThan(6);
    const related = page.getByRole('table', { name: 'Related operations' });
    await related
      .getByRole('link', { name: /^#\d+$/ })
      .first()
      .waitFor();
    expect(
      await related
        .getByRole('link', { name: /^Compare with operation/ })
        .first()
        .getAttribute('href'),
    ).toMatch(/^#\/trace-compare\/4\/\d+$/);
    await page.getByRole('checkbox', { name: 'Replace what is personal' }).press('Space');
    await page.getByRole('button', { name: 'Save trace as…' }).press('Enter');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('menuitem', { name: /^pcapng/ }).press('Enter'),
    ]);
    expect(download.suggestedFilename()).toBe('trace-4.pcapng');
    expect(last('trace.export')).toEqual({ operationId: 4, format: 'pcapng', disguise: true });
    // While the menu fades away, keys are still its own.
    await page.getByRole('menu').waitFor({ state: 'detached' });
    await pressCommand(page, '!', 'operation.decisive');
    await atAddress(page, /#\/operations\/4\/trace\/\d+/);
    expect(problems).toEqual([]);
  });

  test('an operation is replayed here in one go, run again, copied, compared by number', async () => {
    const { page, problems, server, last } = await open('#/operations/8');
    await heading(page, /^Read card/);
    await page.getByRole('button', { name: 'Replay here' }).press('Enter');
    await heading(page, /^Evidence 5/);
    await pressCommand(page, 'z', 'evidence.replay');
    await page.getByText('Byte for byte the same').first().waitFor();
    await page.goBack();
    // The operation knows of it.
    await page.getByRole('link', { name: 'Evidence 5' }).waitFor();
    await page.getByRole('button', { name: 'Compare with…' }).press('Enter');
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox').fill('8');
    expect(await dialog.getByRole('button', { name: 'Compare' }).isDisabled()).toBe(true);
    await dialog.getByRole('textbox').fill('#2');
    await page.keyboard.press('Enter');
    await atAddress(page, /#\/trace-compare\/8\/2$/);
    // While the dialog fades away, keys are still its own.
    await dialog.waitFor({ state: 'detached' });
    await page.goBack();
    await page.getByRole('button', { name: 'Run again' }).waitFor();
    await pressCommand(page, 'g', 'operation.again');
    await expect.poll(() => last('operations.start')).toEqual({ kind: 'read_card', readerId: 'sim:0' });
    await atAddress(page, /#\/operations\/12$/);
    expect(server.workbench.operations.get(12)?.kind).toBe('read_card');
    expect(problems).toEqual([]);
  });

  test('filters have names, are the same in all windows, and a removed one comes back', async () => {
    const { page, problems, server } = await open("#/history/status%20%3D%20'failed'");
    const query = page.getByRole('combobox', { name: 'Query' });
    await expect.poll(() => query.inputValue()).toBe("status = 'failed'");
    const other = await page.context().newPage();
    await other.goto(`${server.origin}/#/history`);
    await other.getByRole('combobox', { name: 'Query' }).waitFor();
    await page.getByRole('button', { name: 'Save filter' }).press('Enter');
    await page.keyboard.type('Broken \u202E ones');
    await page.keyboard.press('Enter');
    const named = other.getByRole('button', { name: 'Broken ‹RLO› ones', exact: true });
    await named.press('Enter');
    await expect
      .poll(() => other.getByRole('combobox', { name: 'Query' }).inputValue())
      .toBe("status = 'failed'");
    await other.getByRole('button', { name: /^Remove filter/ }).press('Enter');
    await page.getByRole('group', { name: 'Saved filters' }).waitFor({ state: 'detached' });
    await other.getByRole('button', { name: 'Undo' }).press('Enter');
    await page.getByRole('group', { name: 'Saved filters' }).waitFor();
    expect(problems).toEqual([]);
  });

  test('the address has the query: from an operation Escape leads back to it, and Back to the one before; two are picked and compared', async () => {
    const { page, problems } = await open('#/history');
    await heading(page, 'History');
    await page.keyboard.press('/');
    // Keys that come upon each other are a hand scanner's.
    await page.locator('.query-row :focus').waitFor();
    await page.keyboard.type("kind = 'enable'");
    await page.keyboard.press('Enter');
    await atAddress(page, /#\/history\/kind/);
    const grid = page.getByRole('grid');
    await grid.focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await atAddress(page, /#\/operations\/\d+$/);
    await page.keyboard.press('Escape');
    await atAddress(page, /#\/history\/kind/);
    const query = page.getByRole('combobox', { name: 'Query' });
    await expect.poll(() => query.inputValue()).toBe("kind = 'enable'");
    await grid.focus();
    for (const key of ['ArrowDown', 'Space', 'ArrowDown', 'Space']) await page.keyboard.press(key);
    await page.getByText('2 picked').waitFor();
    expect(await page.getByRole('link', { name: 'Compare the two' }).getAttribute('href')).toMatch(
      /^#\/trace-compare\/-?\d+\/-?\d+$/,
    );
    // A query that is none is said so, and the address stays.
    await query.fill("kind = 'nothing'");
    await query.press('Enter');
    await page.getByRole('alert').waitFor();
    expect(page.url()).toMatch(/#\/history\/kind%20%3D%20'enable'$/);
    expect(problems).toEqual([]);
  });

  test('the code of an error is copied by its button, by a selection and by the keys, and none of them opens the operation', async () => {
    const context = { permissions: ['clipboard-read', 'clipboard-write'] };
    const at = "#/history/kind%3D'activate'%20and%20pending%3Dtrue";
    const { page, problems } = await bench.open('full', { at, context });
    const copied = () => page.evaluate(() => navigator.clipboard.readText());
    const clear = () => page.evaluate(() => navigator.clipboard.writeText(''));
    const code = page.locator('.history-grid .status-code').filter({ hasText: 'card_removed' });
    await code.hover();
    await code.getByRole('button', { name: 'Copy error code' }).click();
    await expect.poll(copied).toBe('card_removed');
    await clear();
    await page.getByRole('grid').focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Control+c');
    await expect.poll(copied).toBe('card_removed');
    await clear();
    const box = await code.locator('.mono').boundingBox();
    if (box === null) throw new Error('the code is not in sight');
    await page.mouse.move(box.x + 1, box.y + 6);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width + 2, box.y + 6, { steps: 4 });
    await page.mouse.up();
    await page.keyboard.press('Control+c');
    await expect.poll(copied).toBe('card_removed');
    expect(page.url()).toContain('#/history');
    expect(problems).toEqual([]);
  });

  test('a list is printed with the rows that are out of sight, one below the other, and is as before afterwards', async () => {
    const { page } = await bench.open('full', { at: '#/history' });
    const grid = page.getByRole('grid').first();
    await grid.getByRole('row').nth(5).waitFor();
    expect(await grid.getByRole('row').count()).toBeLessThan(60);
    // As the browser does it: it says that it prints, lays out, and says that it has.
    await page.evaluate(() => void window.dispatchEvent(new Event('beforeprint')));
    await page.emulateMedia({ media: 'print' });
    const sheet = await grid.evaluate((element) => {
      const boxes = [...element.querySelectorAll('[role=row]')].map((row) => row.getBoundingClientRect());
      return {
        rows: boxes.length,
        apart: boxes.every((box, at) => at === 0 || box.top >= (boxes[at - 1]?.bottom ?? 0) - 1),
        holds: element.getBoundingClientRect().bottom >= (boxes.at(-1)?.bottom ?? 0) - 1,
        wide: Math.max(...boxes.map(({ right }) => right)) <= document.documentElement.clientWidth,
      };
    });
    expect(sheet).toEqual({ rows: 101, apart: true, holds: true, wide: true });
    await page.emulateMedia({ media: 'screen' });
    await page.evaluate(() => void window.dispatchEvent(new Event('afterprint')));
    await expect.poll(() => grid.getByRole('row').count()).toBeLessThan(60);
  });

  test('the list of operations is about now: live, filtered, by keys, and leads to the history for what is older', async () => {
    const { page, server, problems } = await open('#/operations');
    const grid = page.getByRole('grid', { name: 'Operations, the newest first' });
    await grid.getByText('Reset memory').waitFor({ state: 'detached' });
    server.workbench.updateOperation(1, { status: 'download', endedAt: undefined });
    await page.getByRole('radio', { name: 'Running' }).press('Space');
    await grid.getByText('#1', { exact: true }).waitFor();
    expect(await grid.getByRole('row').count()).toBe(2);
    server.workbench.updateOperation(1, { status: 'successful', endedAt: Date.now() });
    await page.getByText('No operation matches.').waitFor();
    await page.getByRole('link', { name: 'All in the history' }).press('Enter');
    await heading(page, 'History');
    expect(problems).toEqual([]);
  });
});
