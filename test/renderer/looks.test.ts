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
import { goTo, startBench, type WindowBench } from './bench.ts';
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
    ['#/operations/423', 'operations.get', 'Operation 423'],
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
    expect(await alert(page).locator('code').textContent()).toBe('evidence list');
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
    const row = page.getByRole('row').filter({ hasText: '#427' }).first();
    await expect.poll(() => row.innerText()).toContain('Cancelled');
    expect(await row.innerText()).not.toContain('Failed');
    const pending = page.getByRole('row').filter({ hasText: 'To be reconciled' }).first();
    expect(await pending.locator('.lucide-circle-dashed').count()).toBe(1);
  });

  test.each([
    ['at 100 %', { width: 1280, height: 800 }],
    ['at 200 %', { width: 640, height: 400 }],
  ])(
    'the tiles of the station, %s: words are whole, and so is the end of an EID',
    async (_zoom, viewport) => {
      const { page } = await bench.open('station', { at: '#/station/4', context: { viewport } });
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
    ['#/operations/423', 'Export evidence…', 'Save file'],
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
    await goTo(page, '#/operations/422/trace');
    await page.locator('[role=treegrid] [role=row]', { hasText: 'ES9+.InitiateAuthentication' }).waitFor();
    await expect.poll(() => page.locator('.waterfall-box canvas').evaluate(coloursOn)).toBeGreaterThan(4);
    const host = page.locator('.line-name .private').first();
    expect(await host.textContent()).toMatch(/\.example/);
    expect(
      await host.evaluate((cell) => getComputedStyle(cell).getPropertyValue('-webkit-text-security')),
    ).toBe('disc');
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
