/** The trace page in a browser, by keyboard: a hundred thousand APDUs, search, both ways between tree and bytes, hostile text, live. */

import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { TraceEntry } from '../../src-shared/trace.ts';
import { longTraceEntry } from '../support/long-trace.ts';
import { startBench, type WindowBench } from './bench.ts';
import { describeWindow } from './describe-window.ts';
import { fixtureMatchingId, hostileName } from './fixture-trace.ts';

let bench: WindowBench;

const go = (page: Page, hash: string) =>
  page.evaluate((next) => {
    window.location.hash = next;
  }, hash);
const list = (page: Page) => page.getByRole('treegrid', { name: 'Exchanges in order' });
/** The row that the keys stand on. */
const cursor = (page: Page) => page.locator('.trace-rows [data-cursor]');
/** Types into the search field, where the key leads; at once, so the key has to have done so. */
const find = async (page: Page, query: string) => {
  await page.keyboard.press('/');
  await page.locator('.trace-search input:focus').waitFor();
  await page.keyboard.type(query);
};
const status = (page: Page, text: string | RegExp) => page.getByText(text).waitFor();

describeWindow('the trace page', () => {
  beforeAll(async () => {
    bench = await startBench();
  });
  afterEach(() => bench.tidy());
  afterAll(() => bench.end());

  test('a hundred thousand APDUs: few rows in the page, and the right ones wherever one goes', async () => {
    const { page, server, problems } = await bench.open('full');
    // What is waited for comes when it comes, within the time of the whole test.
    page.setDefaultTimeout(0);
    const count = 100_000;
    const entries = Array.from({ length: count }, (_, at) => longTraceEntry(at, count));
    server.workbench.traces.give(1, entries);
    await go(page, '#/operations/1/trace');
    // Folded: two hundred APDUs are one installation; the refused one divides its own.
    await status(page, '501 rows of 100\u202F000 exchanges');
    await page.getByRole('checkbox', { name: 'Fold functions' }).press('Space');
    await status(page, /^100.000 rows/);
    expect(await page.locator('.trace-rows [role=row]').count()).toBeLessThan(80);
    await list(page).focus();
    await page.keyboard.press('End');
    await cursor(page).getByText('100000', { exact: true }).waitFor();
    await expect.poll(() => cursor(page).textContent()).toContain('399.996');
    await page.keyboard.press('Home');
    await page.getByRole('heading', { level: 2, name: /^1 / }).waitFor();
    // Held down: more steps than a browser takes addresses, and none is opened in passing. What stands still is opened after a
    // time, and the time of the page stands while the key is held: however slow the machine is, no row stands still.
    await page.clock.install();
    await page.clock.pauseAt(await page.evaluate(() => Date.now() + 60_000));
    for (let at = 0; at < 260; at++) await page.keyboard.down('ArrowDown');
    await page.keyboard.up('ArrowDown');
    await cursor(page).getByText('261', { exact: true }).waitFor();
    await page.clock.resume();
    await page.getByRole('heading', { level: 2, name: /^261 / }).waitFor();
    await page.waitForURL(/trace\/261$/);
    const opened = server.workbench.calls.flatMap(({ name, input }) =>
      name === 'trace.get' ? (input as { readonly seq: number }).seq : [],
    );
    // The first step at once, and the last.
    expect(opened.filter((seq) => seq > 2 && seq < 261)).toEqual([]);
    await page.keyboard.press('PageDown');
    await cursor(page).getByText('261', { exact: true }).waitFor({ state: 'detached' });
    await list(page).evaluate((box) => {
      box.scrollTop = box.scrollHeight / 2;
    });
    // What is in sight in the middle is of the middle.
    await expect
      .poll(async () => Number(await page.locator('.trace-rows [role=row] .line-seq').nth(20).textContent()))
      .toBeGreaterThan(49_900);
    // The bytes come where somebody looks.
    await expect
      .poll(() => page.locator('.trace-rows [role=row] .line-bytes').nth(20).textContent())
      .toMatch(/^[0-9A-F]{8,}$/);
    const asked = server.workbench.calls.filter(({ name }) => name === 'trace.list').length;
    expect(asked).toBeLessThan(20);

    // The one that was refused, found by its status word without a word to the engine.
    await find(page, 'sw:69xx');
    await status(page, '1 hit');
    await page.keyboard.press('Enter');
    await expect.poll(() => cursor(page).textContent()).toContain('6985 Conditions of use not satisfied');
    await page.getByRole('heading', { level: 2, name: /^50001 / }).waitFor();
    await page.waitForURL(/trace\/50001$/);
    expect(server.workbench.calls.some(({ name }) => name === 'trace.search')).toBe(false);
    await page.getByRole('checkbox', { name: 'Problems only' }).press('Space');
    await status(page, '1 row of 100\u202F000 exchanges');
    expect(problems).toEqual([]);
  }, 60_000);

  test('what is chosen in the tree is marked in the bytes, and the other way round, by keys and by pointer', async () => {
    const { page, problems } = await bench.open('full');
    await go(page, '#/operations/2/trace');
    await status(page, /rows of/);
    await find(page, 'tag:BF20');
    await status(page, '3 hits');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 2, name: /GetEUICCInfo1/ }).waitFor();
    // Folded, it is told of as the list tells: how its last exchange ended, and not the first.
    expect(await page.locator('.detail-head').textContent()).toMatch(/9000 Done.*2 APDUs/);
    const tree = page.getByRole('tree');
    // It opens with what was found chosen.
    await tree.getByRole('treeitem', { selected: true, name: /BF20/ }).waitFor();
    await tree.focus();
    await page.keyboard.press('End');
    const marked = async () => (await page.locator('.bytes-cells .cell-chosen').allTextContents()).join('');
    await expect.poll(marked).toMatch(/^61..$/);
    while (
      !(await tree.locator('[aria-selected=true]').textContent())?.startsWith('euiccCiPKIdListForSigning')
    )
      await page.keyboard.press('ArrowUp');
    await expect.poll(marked).toBe('AA160414F54172BDF98A95D65CBEB88A38A1C11D800A85C3');
    await page.getByText('SGP.22 v2.5 §4.3').waitFor();
    // From the bytes: the next one is the tag of the key within.
    await page.locator('.bytes').focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await expect.poll(marked).toBe('0414F54172BDF98A95D65CBEB88A38A1C11D800A85C3');
    await expect.poll(() => tree.locator('[aria-selected=true]').textContent()).toContain('Test CI');
    // The pointer marks both without choosing.
    await page.locator('.bytes-cells span', { hasText: 'AA' }).last().hover();
    await expect
      .poll(() => page.locator('.node-pointed').textContent())
      .toContain('euiccCiPKIdListForSigning');
    expect(await page.locator('.bytes-cells .cell-pointed').count()).toBe(24);
    await page.locator('.bytes-cells span', { hasText: 'AA' }).last().click();
    await expect
      .poll(() => tree.locator('[aria-selected=true]').textContent())
      .toContain('euiccCiPKIdListForSigning');
    // F3 goes on, also from the list; the third is the last, and then it begins anew.
    await list(page).focus();
    await page.keyboard.press('F3');
    await status(page, 'Hit 2 of 3');
    await page.keyboard.press('F3');
    await status(page, 'Hit 3 of 3');
    await page.keyboard.press('F3');
    await status(page, 'Hit 1 of 3');
    await page.keyboard.press('Shift+F3');
    await status(page, 'Hit 3 of 3');
    // And from the field in which the search is typed, where single keys are letters.
    await page.locator('.trace-search input').focus();
    await page.keyboard.press('F3');
    await status(page, 'Hit 1 of 3');
    await page.keyboard.press('Shift+F3');
    await status(page, 'Hit 3 of 3');
    expect(await page.locator('.trace-search input').inputValue()).toBe('tag:BF20');
    // Escape closes the exchange, and leaves the keys where they are; once more, and it is the operation's page.
    await list(page).focus();
    const at = await cursor(page).getAttribute('aria-rowindex');
    await page.keyboard.press('Escape');
    await page.getByRole('tree').waitFor({ state: 'detached' });
    expect(await cursor(page).getAttribute('aria-rowindex')).toBe(at);
    await page.keyboard.press('F3');
    await status(page, 'Hit 1 of 3');
    await page.getByRole('button', { name: 'Close the exchange' }).press('Enter');
    await page.getByRole('tree').waitFor({ state: 'detached' });
    expect(await list(page).evaluate((box) => box === document.activeElement)).toBe(true);
    await page.keyboard.press('Escape');
    await expect.poll(() => page.url()).toMatch(/#\/operations\/2$/);
    expect(problems).toEqual([]);
  });

  test('says that it reads, that nothing was recorded, and that an exchange is not there', async () => {
    const { page, server, problems } = await bench.open('full');
    const release = server.workbench.traces.hold();
    await go(page, '#/operations/4/trace/99999');
    await status(page, 'The trace is being read…');
    expect(await page.getByText(/0 (APDUs|exchanges)|No exchange/).count()).toBe(0);
    release();
    await status(page, 'There is no exchange 99999 in this trace.');
    await status(page, /rows of/);
    await go(page, '#/operations/4/trace/1');
    await page.getByRole('tree').waitFor();
    expect(await page.getByText('There is no exchange').count()).toBe(0);
    server.workbench.traces.give(1, []);
    await go(page, '#/operations/1/trace');
    await status(page, 'No exchange was recorded');
    expect(await page.getByText('The trace is being read…').count()).toBe(0);
    expect(problems).toEqual([]);
  });

  test('a function unfolds and folds; rows are picked and copied; the waterfall has keys', async () => {
    const { page, server, problems } = await bench.open('full');
    await go(page, '#/operations/4/trace');
    await status(page, /rows of/);
    await list(page).focus();
    await page.keyboard.press('Home');
    while (!(await cursor(page).textContent())?.includes('ES10c.GetEID'))
      await page.keyboard.press('ArrowDown');
    expect(await cursor(page).getAttribute('aria-expanded')).toBe('false');
    await page.keyboard.press('ArrowRight');
    expect(await cursor(page).getAttribute('aria-expanded')).toBe('true');
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => cursor(page).textContent()).toContain('STORE DATA');
    await page.keyboard.press('Shift+ArrowDown');
    await page.getByRole('button', { name: 'Copy 2 rows' }).waitFor();
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.keyboard.press('Control+c');
    await status(page, '2 exchanges copied');
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    expect(copied).toMatch(
      /^# \d+ ES10c\.GetEID\n> 81E2910006BF3E035C015A\n< 6115\n# \d+ ES10c\.GetEID\n> 81C0/,
    );
    expect(server.workbench.calls.findLast(({ name }) => name === 'trace.copy')?.input).toMatchObject({
      seqs: [6, 7],
      format: 'hex',
    });
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowLeft');
    expect(await cursor(page).getAttribute('aria-expanded')).toBe('false');

    const waterfall = page.locator('.waterfall-box');
    const range = () => waterfall.getAttribute('aria-label');
    await waterfall.focus();
    const whole = await range();
    await page.keyboard.press('+');
    await expect.poll(range).not.toBe(whole);
    const zoomed = await range();
    await page.keyboard.press('ArrowRight');
    await expect.poll(range).not.toBe(zoomed);
    await page.keyboard.press('0');
    await expect.poll(range).toBe(whole);
    const before = await cursor(page).textContent();
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => cursor(page).textContent()).not.toBe(before);
    await waterfall.hover({ position: { x: 200, y: 60 } });
    await page.mouse.wheel(0, -400);
    await expect.poll(range).not.toBe(whole);
    expect(problems).toEqual([]);
  });

  test('HTTP: DER in base64 is opened in place; what is secret stays so, and hostile text does nothing', async () => {
    const { page, server, problems } = await bench.open('full');
    // What an error says of a server that has no good in mind, in the list as in the exchange.
    server.workbench.traces.give(1, [
      {
        kind: 'http',
        startedAt: 1,
        durationMs: 5,
        purpose: 'ES9+.InitiateAuthentication',
        method: 'POST',
        url: 'https://smdp.example/',
        requestHeaders: [],
        requestBody: new Uint8Array(0),
        error: { code: 'es9_unreachable', params: { host: hostileName, reason: hostileName } },
      },
    ]);
    await go(page, '#/operations/1/trace/1');
    await page.locator('.trace-detail .note-bad').waitFor();
    await page.locator('.line-words', { hasText: '\u2039RLO\u203A' }).waitFor();
    expect(await page.locator('main').textContent()).not.toMatch(/[\u202e\u2066-\u2069]/u);
    await go(page, '#/operations/2/trace');
    await status(page, /rows of/);
    await find(page, 'tag:92 fn:AuthenticateClient');
    await status(page, '1 hit');
    await page.keyboard.press('Enter');
    const chosen = page.getByRole('treeitem', { selected: true });
    await expect.poll(() => chosen.textContent()).toContain('profileName');
    // The order to write backwards is a mark, the element a text.
    expect(await chosen.textContent()).toContain('Nordlicht \u2039RLO\u203AData\u2039LF\u203A5G <script>');
    const marked = (await page.locator('.bytes-cells .cell-chosen').allTextContents()).join('');
    expect(Buffer.from(`${marked}==`, 'base64').toString('latin1')).toContain('Nordlicht');
    const shown = (await page.locator('main').textContent()) ?? '';
    expect(shown).not.toContain(fixtureMatchingId);
    expect(shown).not.toMatch(/[\u202e\u2066-\u2069]/u);
    await page.keyboard.press('Control+Shift+M');
    const disc = await page
      .locator('.bytes-cells')
      .first()
      .evaluate((cells) => getComputedStyle(cells).getPropertyValue('-webkit-text-security'));
    expect(disc).toBe('disc');
    expect(problems).toEqual([]);
  });

  test('Enter means what is typed, and not what was found before it was typed to its end', async () => {
    const { page, problems } = await bench.open('full');
    await go(page, '#/operations/2/trace');
    await status(page, /rows of/);
    const field = page.locator('.trace-search input');
    await find(page, 'tag:BF20');
    await status(page, '3 hits');
    await field.fill('tag:92 fn:AuthenticateClient');
    await page.keyboard.press('Enter');
    const chosen = page.getByRole('treeitem', { selected: true });
    await chosen.getByText('profileName').waitFor();
    await status(page, 'Hit 1 of 1');
    // What finds nothing leads nowhere.
    await field.fill('fn:Nothing');
    await page.keyboard.press('Enter');
    await status(page, 'Nothing found');
    await chosen.getByText('profileName').waitFor();
    expect(problems).toEqual([]);
  });

  test('a trace that grows is followed to its end, until somebody scrolls away', async () => {
    const { page, server, problems } = await bench.open('full');
    const entries: TraceEntry[] = Array.from({ length: 600 }, (_, at) =>
      longTraceEntry(at * 200 + 199, 1_000_000),
    );
    server.workbench.traces.give(1, entries);
    server.workbench.updateOperation(1, { status: 'download', endedAt: undefined as never });
    await go(page, '#/operations/1/trace');
    await status(page, /^600 rows/);
    const last = () => page.locator('.trace-rows [role=row] .line-seq').last().textContent();
    await expect.poll(last).toBe('600');
    entries.push(longTraceEntry(199, 1_000_000));
    await status(page, /^601 rows/);
    await expect.poll(last).toBe('601');
    await list(page).evaluate((box) => {
      box.scrollTop = 0;
    });
    await page.locator('.trace-rows [role=row] .line-seq', { hasText: /^1$/ }).waitFor();
    entries.push(longTraceEntry(199, 1_000_000));
    await status(page, /^602 rows/);
    await page.locator('.trace-rows [role=row] .line-seq', { hasText: /^1$/ }).waitFor();
    expect(problems).toEqual([]);
  });

  test('where the time went, and two traces beside each other', async () => {
    const { page, problems } = await bench.open('full');
    await go(page, '#/operations/2/trace');
    await status(page, /rows of/);
    await page.getByRole('button', { name: 'Where the time went' }).press('Enter');
    const whole = page.getByRole('row', { name: /^Whole operation/ });
    await whole.waitFor();
    expect((await whole.textContent())?.replace(/\s/g, ' ')).toMatch(/27\.40 s.*2\.40 s/);
    await page.getByRole('row', { name: /^ES10b\.LoadBoundProfilePackage/ }).waitFor();
    // Who chooses an exchange sees it; the times are a key away.
    await page.locator('.trace-rows [role=row]').first().click();
    await page.getByRole('tree').waitFor();
    await whole.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Compare…' }).press('Enter');
    await page.getByRole('textbox', { name: 'Number of the other operation' }).fill('3');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Operation 2 and Operation 3' }).waitFor();
    // It stands at the first difference, with both exchanges below.
    await expect.poll(() => cursor(page).textContent()).toContain('left only');
    await page.getByText('Operation 3 has nothing here.').waitFor();
    await page.getByRole('tree').waitFor();
    await page.locator('.trace-list').focus();
    await page.keyboard.press('End');
    await expect.poll(() => cursor(page).textContent()).toContain('right only');
    // Rows that differ one after the other are one difference.
    await page.getByText('Difference 1 of 1').waitFor();
    await page.keyboard.press('F3');
    await expect.poll(() => cursor(page).textContent()).toContain('left only');
    // Compared by more, it stands where it stood.
    await page.getByRole('checkbox', { name: /^Compare bytes/ }).press('Space');
    await expect.poll(() => cursor(page).textContent()).toContain('left only');
    await page.getByText('Difference 1 of 1').waitFor();
    // Without what is alike; the keys stay on the difference.
    const rows = page.locator('.compare-list .trace-rows [role=row]');
    await rows.filter({ hasText: 'same' }).first().waitFor();
    await page.getByRole('checkbox', { name: 'Differences only' }).press('Space');
    await expect.poll(() => rows.filter({ hasText: 'same' }).count()).toBe(0);
    await expect.poll(() => cursor(page).getAttribute('aria-rowindex')).toBe('2');
    await page.getByText(/^Shown are the first 10\u202F000 of 10\u202F\d{3} rows that differ\.$/).waitFor();
    await page.locator('.trace-list').focus();
    await page.keyboard.press('End');
    await expect.poll(() => cursor(page).getAttribute('aria-rowindex')).toBe('10001');
    await expect.poll(() => cursor(page).textContent()).toContain('left only');
    await page.keyboard.press('Escape');
    await page.getByRole('heading', { level: 1, name: /Trace of operation 2/ }).waitFor();
    expect(problems).toEqual([]);
  });

  test('the divider between list and exchange is dragged and moved by keys, is set back, and stands there the next time', async () => {
    const { page, problems } = await bench.open('full', { at: '#/operations/1/trace/3' });
    const divider = page.getByRole('separator', { name: /^Divider/ });
    const share = async () => {
      const [whole, part] = await Promise.all(
        ['.trace-body', '.trace-list'].map((box) => page.locator(box).boundingBox()),
      );
      return Math.round(((part?.width ?? 0) / (whole?.width ?? 1)) * 100);
    };
    const stands = async (at: number) => {
      await expect.poll(() => divider.getAttribute('aria-valuenow')).toBe(String(at));
      await expect.poll(async () => Math.abs((await share()) - at)).toBeLessThanOrEqual(1);
    };
    await stands(51);
    expect(await divider.getAttribute('aria-controls')).toBe(await list(page).getAttribute('id'));
    await divider.focus();
    for (const [key, at] of [
      ['ArrowRight', 53],
      ['PageUp', 43],
      ['Home', 25],
      ['ArrowLeft', 25],
      ['End', 75],
      ['Enter', 51],
      ['ArrowLeft', 49],
    ] as const) {
      await page.keyboard.press(key);
      await stands(at);
    }
    const box = await divider.boundingBox();
    const body = await page.locator('.trace-body').boundingBox();
    if (box === null || body === null) throw new Error('nothing to drag');
    const y = box.y + box.height / 2;
    await page.mouse.move(box.x + box.width / 2, y);
    await page.mouse.down();
    await page.mouse.move(body.x + body.width * 0.4, y, { steps: 5 });
    await stands(40);
    await page.mouse.up();
    await page.reload();
    await stands(40);
    await divider.dblclick();
    await stands(51);
    await page.keyboard.press('Escape');
    await divider.waitFor({ state: 'detached' });
    expect(problems).toEqual([]);
  });
});
