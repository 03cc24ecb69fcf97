/** What was found by looking at the window: in states that are seen seldom, it says what is so, in one line, and whole. */

import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { texts as german } from '../../src-shared/texts/de/index.ts';
import { speak } from '../../src-shared/texts/speak.ts';
import { texts as chinese } from '../../src-shared/texts/zh/index.ts';
import {
  codesText,
  consoleText,
  evidencePageText,
  formatUntil,
  historyText,
  ordersText,
  reportsPageText,
  shellText,
  simulatorText,
  stationPageText,
  tokensText,
  upkeepText,
  windowText,
} from '../../src-shared/texts.ts';
import { goTo, type OpenWindow, startBench, type WindowBench } from './bench.ts';
import { describeWindow } from './describe-window.ts';
import { settled } from './settled.ts';
import { pasteText } from './shots-activate.ts';

let bench: WindowBench;

/** With these preferences of the person, from the start. */
async function prefer(page: Page, preferences: object): Promise<void> {
  await page.evaluate(
    (value) => localStorage.setItem('euicc-workbench.window', value),
    JSON.stringify(preferences),
  );
  await page.reload();
  await page.locator('.frame').waitFor();
}

const alert = (page: Page) => page.locator('main').getByRole('alert');

describe('the end of a span', () => {
  const at = (day: number, hour: number) => new Date(2026, 10, day, hour, 30, 15).getTime();
  test('has its date where that is another one than of its begin, today too', () => {
    expect(formatUntil(at(26, 12), at(27, 8), at(27, 9))).toBe('2026-11-27 08:30');
    expect(formatUntil(at(27, 7), at(27, 8), at(27, 9))).toBe('08:30:15');
    expect(formatUntil(at(25, 7), at(25, 8), at(27, 9))).toBe('08:30');
  });
});

describe('a page is called at its head what leads to it is called', () => {
  const spoken = [['en', {}] as const, ['de', german] as const, ['zh', chinese] as const];
  afterEach(() => speak('en', {}));
  test.each(spoken)('%s', (language, texts) => {
    speak(language, texts);
    const { pages, settings } = shellText;
    const { tokens, trust, upkeep } = settings.sections;
    expect([tokens, trust, upkeep]).toEqual([pages.tokens, pages.trust, pages.upkeep]);
    expect([tokensText.title, windowText.trust.title, upkeepText.title]).toEqual([tokens, trust, upkeep]);
    for (const [page, { title }] of Object.entries({
      codes: codesText,
      orders: ordersText,
      history: historyText,
      reports: reportsPageText,
      evidence: evidencePageText,
      station: stationPageText,
      simulator: simulatorText,
      console: consoleText,
      operations: windowText.operations,
    }))
      expect(title).toBe(pages[page as keyof typeof pages]);
  });
});

describeWindow('what the eye has found', () => {
  beforeAll(async () => {
    bench = await startBench();
  });
  afterEach(() => bench.tidy());
  afterAll(() => bench.end());

  test('a reader and a card that are not there are told as such, though other readers are', async () => {
    const { page, problems } = await bench.open('full', { at: '#/reader/nobody' });
    await page.getByText('This reader is not attached').waitFor();
    expect(await page.getByText('No readers').count()).toBe(0);
    await goTo(page, `#/card/${'89049032'.padEnd(32, '0')}`);
    await page.getByText('This card is not known here').waitFor();
    await page.getByRole('button', { name: 'To the bench' }).click();
    await page.getByRole('heading', { name: 'Bench' }).waitFor();
    expect(problems).toEqual([]);
  });

  test.each([
    ['#/operations/3', 'operations.get', 'Operation 3'],
    ['#/evidence/3', 'evidence.get', 'Evidence 3'],
  ] as const)('%s: what cannot be read has its heading, and no other reason', async (hash, call, heading) => {
    const { page, server } = await bench.open('full', { at: '#/' });
    server.workbench.fail(call);
    await goTo(page, hash);
    await alert(page).waitFor();
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toContain(heading);
    expect(await alert(page).locator('.note-title').count()).toBe(0);
  });

  test.each([
    ['#/codes', 'codes.list', /No code matches|Loading/],
    ['#/station', 'batches.list', /No batch|Loading/],
    ['#/history', 'fleet.page', /0 operations|Loading/],
  ] as const)('%s: a list that cannot be read is neither empty nor on its way', async (hash, call, never) => {
    const { page, server } = await bench.open('full', { at: '#/' });
    server.workbench.fail(call);
    await goTo(page, hash);
    await alert(page).waitFor();
    await settled(page);
    expect(await page.locator('main').innerText()).not.toMatch(never);
  });

  test('in the list of operations it is read what was done, of what is simulated too', async () => {
    const { page } = await bench.open('sixteen', { at: '#/operations' });
    await page.getByRole('row').filter({ hasText: 'Download and enable' }).first().waitFor();
    const cut = await page
      .locator('.operations-grid .cell-main', { hasText: 'Download and enable' })
      .evaluateAll((cells) => cells.filter((cell) => cell.scrollWidth > cell.clientWidth).length);
    expect(cut).toBe(0);
  });

  test('where the list goes on, all that are picked are told as those of its part that is here', async () => {
    const { page } = await bench.open('full', { at: '#/codes' });
    await page.getByRole('checkbox', { name: 'Pick all that are free' }).check();
    await page.getByText(/^\d+ picked of the 200 listed so far$/).waitFor();
  });

  test('settings that cannot be read have no empty fields that would be saved over them', async () => {
    const { page, server } = await bench.open('full', { at: '#/' });
    server.workbench.fail('settings.get');
    await goTo(page, '#/settings/device');
    await alert(page).waitFor();
    expect(await page.getByRole('textbox', { name: /TAC/ }).count()).toBe(0);
    expect(await page.getByRole('button', { name: 'Save' }).count()).toBe(0);
  });

  test('a bench that broke down says so, not that nobody has asked for one', async () => {
    const { page } = await bench.open('none', { at: '#/simulator' });
    await expect.poll(() => alert(page).innerText()).toMatch(/does not run[\s\S]*state file is damaged/);
    expect(await page.getByText('--no-simulator').count()).toBe(0);
  });

  test('what is typed at a command line is set as such, without its backticks', async () => {
    const { page, problems } = await bench.open('full', { at: '#/evidence/999' });
    await alert(page).waitFor();
    // What is to be done is said of the window, which has no command line.
    expect(await alert(page).innerText()).toMatch(/999[\s\S]*in the list of evidence/);
    expect(await alert(page).locator('code').count()).toBe(0);
    await goTo(page, '#/settings/keys');
    await page.getByText('euicc-workbench key rotate').waitFor();
    for (const part of [alert(page), page.locator('main')])
      for (const text of await part.allInnerTexts()) expect(text).not.toContain('`');
    expect(problems).toEqual([]);
  });

  test('the title of a dialog is one sentence, with a name in it too', async () => {
    const { page } = await bench.open('full', { at: '#/tokens' });
    await page.getByRole('button', { name: 'Revoke dashboard' }).click();
    const title = page.getByRole('dialog').locator('.dialog-title > :first-child');
    await title.waitFor();
    expect(await title.innerText()).toBe('Revoke token dashboard?');
  });

  test('the history says of an operation what the list of operations says', async () => {
    const { page } = await bench.open('full', { at: '#/history' });
    const row = page.getByRole('row').filter({ hasText: '#7' }).first();
    await expect.poll(() => row.innerText()).toContain('Cancelled');
    expect(await row.innerText()).not.toContain('Failed');
    const pending = page.getByRole('row').filter({ hasText: 'To be reconciled' }).first();
    expect(await pending.locator('.lucide-circle-dashed').count()).toBe(1);
  });

  test.each([
    ['at 100 %', { width: 1280, height: 800 }],
    ['at 200 %', { width: 640, height: 400 }],
    ['in German', { width: 1280, height: 800 }, 'de'],
  ] as const)(
    'the tiles of the station, %s: words are whole, and so is the end of an EID',
    async (_zoom, viewport, language?: 'de') => {
      const { page } = await bench.open('station', { at: '#/station/4', context: { viewport } });
      if (language !== undefined) await prefer(page, { language });
      const back = page.locator('[data-phase="put_back"]').first();
      await back.waitFor();
      await settled(page);
      expect(await page.locator('.station-tile').evaluateAll(brokenWords)).toEqual([]);
      await back.scrollIntoViewIfNeeded();
      const end = back.locator('.station-tile-eid-end');
      const [tile, digits] = [await back.boundingBox(), await end.boundingBox()];
      expect((digits?.x ?? 0) + (digits?.width ?? 0)).toBeLessThan((tile?.x ?? 0) + (tile?.width ?? 0));
      // Its last digit is painted where it stands: nothing is cut off in its place.
      expect(await back.locator('.station-tile-eid').evaluate(lastCharacterIsSeen)).toBe(true);
    },
  );

  test.each(['en', 'de', 'zh'])('the sections of the settings have a line each (%s)', async (language) => {
    const { page } = await bench.open('full', { at: '#/settings/quirks' });
    await prefer(page, { language });
    await page.locator('.settings-nav a').first().waitFor();
    const heights = await page
      .locator('.settings-nav a')
      .evaluateAll((links) => links.map((link) => link.getBoundingClientRect().height));
    expect(heights.length).toBeGreaterThan(8);
    expect(Math.max(...heights)).toBeLessThan(40);
  });

  test('codes that came together stand in columns, and an EID in one line', async () => {
    const { page } = await bench.open('full', { at: '#/activate' });
    await page.getByRole('heading', { level: 1 }).waitFor();
    await pasteText(page, 'LPA:1$smdp.one.example$ONE\nLPA:1$smdp.two.example$TWO-2222');
    await page.locator('.several-code').nth(1).waitFor();
    const lefts = await page
      .locator('.several-code > :nth-child(2)')
      .evaluateAll((cells) => cells.map((cell) => Math.round(cell.getBoundingClientRect().left)));
    expect(new Set(lefts).size).toBe(1);
    const lines = await page
      .locator('.reader-option-card .mono')
      .evaluateAll((cells) => cells.map((cell) => cell.getClientRects().length));
    expect(lines.length).toBeGreaterThan(2);
    expect(Math.max(...lines)).toBe(1);
  });

  test.each([
    ['#/codes', 'Add codes', 'Add code'],
    ['#/operations/3', 'Export evidence…', 'Save file'],
  ] as const)('%s: the foot of a dialog that scrolls is whole', async (at, open, last) => {
    const { page } = await bench.open('full', { at, context: { viewport: { width: 1280, height: 560 } } });
    await page.getByRole('button', { name: open }).first().click();
    const dialog = page.getByRole('dialog');
    const button = dialog.getByRole('button', { name: last });
    await button.waitFor();
    await settled(page);
    const [around, foot] = [await dialog.boundingBox(), await button.boundingBox()];
    const below = (around?.y ?? 0) + (around?.height ?? 0) - ((foot?.y ?? 0) + (foot?.height ?? 0));
    expect(below).toBeGreaterThan(8);
  });

  test('with less motion the waterfall keeps its colours; the mask covers the servers of its list', async () => {
    const { page } = await bench.open('full', { at: '#/', context: { reducedMotion: 'reduce' } });
    await prefer(page, { masked: true });
    await goTo(page, '#/operations/2/trace');
    await page.locator('[role=treegrid] [role=row]', { hasText: 'ES9+.InitiateAuthentication' }).waitFor();
    await expect.poll(() => page.locator('.waterfall-box canvas').evaluate(coloursOn)).toBeGreaterThan(4);
    const host = page.locator('.line-name .private').first();
    expect(await host.textContent()).toMatch(/\.example/);
    expect(
      await host.evaluate((cell) => getComputedStyle(cell).getPropertyValue('-webkit-text-security')),
    ).toBe('disc');
  });

  test('with a trace that cannot be read nothing can be done, and it is said why', async () => {
    const { page, server, problems } = await bench.open('full', { at: '#/' });
    server.workbench.fail('trace.outline');
    await goTo(page, '#/operations/2/trace');
    await alert(page).waitFor();
    const reason = ((await alert(page).innerText()).split('\n')[0] ?? '').trim();
    const search = page.getByRole('textbox', { name: /^Search/ });
    const tools = [
      search,
      ...['Where the time went', 'Compare…', 'Copy', 'Save trace as…'].map((name) =>
        page.getByRole('button', { name, exact: true }),
      ),
      ...['Hits only', 'Problems only', 'Fold functions', 'Replace what is personal'].map((name) =>
        page.getByRole('checkbox', { name }),
      ),
    ];
    for (const tool of tools) expect(await tool.isDisabled()).toBe(true);
    expect(await search.getAttribute('title')).toContain(reason);
    // Nor by the keys of the window.
    await page.keyboard.press('Control+k');
    await page.keyboard.type('where the time went');
    await page.getByText('Nothing is found for this.').waitFor();
    expect(problems).toEqual([]);
  });

  test.each([
    ['at 100 %', { width: 1280, height: 800 }],
    ['at 200 %', { width: 640, height: 400 }],
  ])(
    'many messages at once, %s: the newest is whole, and none lies over the navigation',
    async (_zoom, viewport) => {
      const { page, server } = await bench.open('full', { at: '#/history', context: { viewport } });
      await settled(page);
      endOperations(server, 5);
      const newest = page.locator('.toast').first();
      await newest.getByRole('link', { name: 'Open operation 904' }).waitFor();
      expect(await page.locator('.toast').count()).toBe(4);
      const [box, rail] = [await newest.boundingBox(), await page.locator('.rail').boundingBox()];
      expect(box?.y ?? -1).toBeGreaterThanOrEqual(0);
      expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThanOrEqual(viewport.height);
      const beside = (rail?.x ?? 0) + (rail?.width ?? 0) <= (box?.x ?? 0);
      expect(beside || (box?.y ?? 0) + (box?.height ?? 0) <= (rail?.y ?? 0)).toBe(true);
      // The others are reached, and each is sent away.
      for (let left = 3; left >= 0; left--) {
        await newest.getByRole('button', { name: 'Dismiss' }).click();
        await expect.poll(() => page.locator('.toast').count()).toBe(left);
      }
    },
  );

  test('a message leaves what a dialog does to be pressed, and the others come after it', async () => {
    const { page, server } = await bench.open('full', { at: '#/codes' });
    await page.getByRole('button', { name: 'Add codes' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Add code' }).waitFor();
    endOperations(server, 3);
    await page.locator('.toast').first().waitFor();
    await expect.poll(() => page.locator('.toast').count()).toBe(3);
    expect(await page.locator('.toast:visible').count()).toBe(1);
    const [toast, foot] = [
      await page.locator('.toast:visible').boundingBox(),
      await dialog.locator('.dialog-foot').boundingBox(),
    ];
    const below = (toast?.y ?? 0) > (foot?.y ?? 0) + (foot?.height ?? 0);
    const beside = (toast?.x ?? 0) + (toast?.width ?? 0) < (foot?.x ?? 0) + (foot?.width ?? 0) / 2;
    expect(below || beside).toBe(true);
    await page.keyboard.press('Escape');
    await expect.poll(() => page.locator('.toast:visible').count()).toBe(3);
  });

  test('a new batch in a narrow window: its parts stand one below the other, and none lies over another', async () => {
    const { page } = await bench.open('station', {
      at: '#/station/new',
      context: { viewport: { width: 1100, height: 800 } },
    });
    await page.getByRole('heading', { name: 'New batch' }).waitFor();
    await settled(page);
    const panels = await page
      .locator('.station-new-parts .panel')
      .evaluateAll((all) => all.map((panel) => [panel.clientWidth, panel.scrollWidth - panel.clientWidth]));
    expect(panels.length).toBeGreaterThan(2);
    for (const [width, beyond] of panels) {
      expect(width).toBeGreaterThan(700);
      expect(beyond).toBe(0);
    }
  });

  test('why a line has failed is in the report of a batch, however narrow the window', async () => {
    const { page } = await bench.open('station', {
      at: '#/station/1/report',
      context: { viewport: { width: 900, height: 1200 } },
    });
    await page.getByRole('row').filter({ hasText: 'Failed' }).locator('.station-reason').waitFor();
  });

  test.each(['light', 'dark'] as const)(
    'a page that is printed is on the paper, black on white (%s)',
    async (scheme) => {
      const { page } = await bench.open('full', { at: '#/operations/3', context: { colorScheme: scheme } });
      await page.getByText('Why it failed').first().waitFor();
      await page.emulateMedia({ media: 'print' });
      // As a browser does that prints.
      await page.evaluate(() => window.dispatchEvent(new Event('beforeprint')));
      expect(await page.locator('main h1').isVisible()).toBe(true);
      expect(await page.locator('.rail').isVisible()).toBe(false);
      const ink = await page
        .locator('main h1')
        .evaluate((heading) => getComputedStyle(heading).color.match(/\d+/g)?.map(Number) ?? []);
      expect(Math.max(...ink.slice(0, 3))).toBeLessThan(100);
      const colours = () => page.locator('html').getAttribute('data-mantine-color-scheme');
      expect(await colours()).toBe('light');
      // It is as long as what is on it.
      const [whole, shown] = await page.evaluate(() => [
        document.querySelector('main')?.scrollHeight,
        document.querySelector('main')?.clientHeight,
      ]);
      expect(shown).toBe(whole);
      await page.evaluate(() => window.dispatchEvent(new Event('afterprint')));
      expect(await colours()).toBe(scheme);
    },
  );

  test('comfortable: what is chosen fills its part of a row of choices', async () => {
    const { page } = await bench.open('full', { at: '#/activate' });
    await prefer(page, { density: 'comfortable' });
    const labels = page.locator('.mantine-SegmentedControl-label');
    await labels.first().waitFor();
    const spare = await labels.evaluateAll((all) =>
      all.map((label) => Math.round((label.parentElement?.clientWidth ?? 0) - label.clientWidth)),
    );
    expect(spare.length).toBeGreaterThan(4);
    expect(Math.max(...spare)).toBeLessThanOrEqual(1);
  });

  test('what is simulated is marked from edge to edge, and four readers have the width of a wide screen', async () => {
    const { page } = await bench.open('full', {
      at: '#/simulator',
      context: { viewport: { width: 1920, height: 1080 } },
    });
    await page.getByRole('heading', { name: 'Simulator' }).waitFor();
    const [right, stripe] = await page.locator('main').evaluate((main) => {
      const { borderTopWidth, borderImageSource } = getComputedStyle(main);
      return [main.getBoundingClientRect().right, `${borderTopWidth} ${borderImageSource}`];
    });
    expect(right).toBe(1920);
    expect(stripe).toMatch(/^8px repeating-linear-gradient/);
    await goTo(page, '#/');
    await settled(page);
    const rights = await page
      .locator('.bench-tile')
      .evaluateAll((tiles) => tiles.map((tile) => tile.getBoundingClientRect().right));
    expect(rights).toHaveLength(4);
    expect(Math.max(...rights)).toBeGreaterThan(1860);
  });

  test('at 1280 pixels the end of a reader’s name is read, and the name of a shop is whole', async () => {
    const { page } = await bench.open('full', { at: '#/history' });
    const ends = page.locator('.history-grid .reader-name > :last-child');
    await ends.first().waitFor();
    const hidden = await ends.evaluateAll(
      (all) =>
        all.filter((end) => {
          const cell = end.closest('.cell-reader')?.getBoundingClientRect().right ?? 0;
          return end.getBoundingClientRect().right > cell + 0.5;
        }).length,
    );
    expect(hidden).toBe(0);
    expect(await page.locator('.cell-reader').first().getAttribute('title')).toMatch(
      /^HID Global OMNIKEY .* 00 00$/,
    );
    await goTo(page, '#/orders');
    await page.locator('.orders-grid .col-shop .cell-main').nth(1).waitFor();
    const cut = await page
      .locator('.orders-grid .col-shop .cell-main')
      .evaluateAll((all) => all.filter((cell) => cell.scrollWidth > cell.clientWidth).length);
    expect(cut).toBe(0);
  });

  test('the Tab key stops at a list once, where the arrows move its rows; so does a click', async () => {
    const { page } = await bench.open('full', { at: '#/codes' });
    const grid = page.getByRole('grid', { name: 'Activation codes' });
    await grid.getByRole('row').nth(2).waitFor();
    const focused = () => page.evaluate(() => document.activeElement?.getAttribute('role'));
    await grid.getByRole('button', { name: /^Valid until/ }).focus();
    await page.keyboard.press('Tab');
    expect(await focused()).not.toBe('rowgroup');
    await grid.getByRole('row').nth(2).locator('.col-batch').click();
    expect(await focused()).toBe('grid');
    const chosen = () => grid.locator('[aria-selected=true]').getAttribute('aria-rowindex');
    await expect.poll(chosen).toBe('3');
    await page.keyboard.press('ArrowDown');
    await expect.poll(chosen).toBe('4');
  });

  test('why something cannot be done is read as well as what can', async () => {
    const { page } = await bench.open('full');
    await page.getByRole('button', { name: /^More actions for Voyage/ }).click();
    const why = page.getByText('PPR2 forbids to delete this profile.');
    await why.waitFor();
    const [color, opacity] = await why.evaluate((element) => [
      getComputedStyle(element).color,
      getComputedStyle(element.closest('[role=menuitem]') ?? element).opacity,
    ]);
    const quiet = await page
      .locator('main .quiet')
      .first()
      .evaluate((element) => getComputedStyle(element).color);
    expect([color, opacity]).toEqual([quiet, '1']);
  });
});

/** So many operations that were begun elsewhere end now, from 900 on: the first well, the others not. */
function endOperations({ workbench }: OpenWindow['server'], count: number): void {
  const known = [...workbench.operations.values()];
  const good = known
    .filter(({ kind, status }) => status === 'successful' && kind !== 'read_card')
    .slice(0, 1);
  const bad = known.filter(({ error }) => error !== undefined && error.code !== 'cancelled');
  const ends = [...good, ...bad, ...bad].slice(0, count);
  for (const [at, { error: _, endedAt: __, ...begun }] of ends.entries())
    workbench.emit({ type: 'operation', operation: { ...begun, id: 900 + at, status: 'download' } });
  for (const [at, ended] of ends.entries())
    workbench.emit({
      type: 'operation',
      operation: { ...ended, id: 900 + at, updatedAt: ended.updatedAt + 1 },
    });
}

/** Words of tiles that are broken in two, or stand beyond them. Runs in the page. */
function brokenWords(tiles: Element[]): string[] {
  const broken: string[] = [];
  for (const tile of tiles)
    for (const part of tile.querySelectorAll('.station-tile-act, .station-tile-outcome')) {
      const text = part.firstChild;
      if (!(text instanceof Text)) continue;
      for (const word of text.data.matchAll(/\S+/g)) {
        const range = document.createRange();
        range.setStart(text, word.index);
        range.setEnd(text, word.index + word[0].length);
        if (range.getClientRects().length > 1) broken.push(word[0]);
      }
    }
  return broken;
}

/** Whether the last character of a text that may be clamped has a place of its own within it. Runs in the page. */
function lastCharacterIsSeen(element: Element): boolean {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  let last: Text | undefined;
  while (walker.nextNode()) last = walker.currentNode as Text;
  if (last === undefined) return false;
  const range = document.createRange();
  range.setStart(last, last.data.length - 1);
  range.setEnd(last, last.data.length);
  const { left, top, width, height } = range.getBoundingClientRect();
  const clamped = element.parentElement?.getBoundingClientRect();
  return (
    width > 0 && clamped !== undefined && left + width <= clamped.right && top + height <= clamped.bottom + 1
  );
}

/** How many colours are painted on a canvas. Runs in the page. */
function coloursOn(canvas: SVGElement | HTMLElement): number {
  if (!(canvas instanceof HTMLCanvasElement) || canvas.width === 0) return 0;
  const data = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
  const counts = new Map<number, number>();
  for (let at = 0; at < data.length; at += 4) {
    if (data[at + 3] !== 255) continue;
    const colour = ((data[at] ?? 0) << 16) | ((data[at + 1] ?? 0) << 8) | (data[at + 2] ?? 0);
    counts.set(colour, (counts.get(colour) ?? 0) + 1);
  }
  // What is smoothed at an edge is no colour of its own.
  return [...counts.values()].filter((count) => count > 30).length;
}
