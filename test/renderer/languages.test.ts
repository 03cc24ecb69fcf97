/** The window in German and Chinese: what a person reads in decoded trees, on paper, and in the headings of lists. */

import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { goTo, startBench, type WindowBench } from './bench.ts';
import { describeWindow } from './describe-window.ts';
import { settled } from './settled.ts';

let bench: WindowBench;

/** Pages with lists. */
const lists = ['#/history', '#/operations', '#/codes', '#/orders', '#/evidence', '#/station', '#/tokens'];

const activateIn: Readonly<Record<string, string>> = {
  'en-US': 'Download and enable',
  'de-DE': 'Laden und aktivieren',
  'zh-CN': '下载并启用',
};

describeWindow('the window in another language', () => {
  beforeAll(async () => {
    bench = await startBench();
  });
  afterEach(() => bench.tidy());
  afterAll(() => bench.end());

  test('decoded trees: words in the language, names of the specification as they are', async () => {
    const { page, problems } = await bench.open('full', { context: { locale: 'de-DE' } });
    await goTo(page, '#/operations/2/trace');
    const tree = page.getByRole('tree');
    await page.locator('.trace-rows [role=row]').first().waitFor();
    await page.locator('.trace-search input').fill('fn:EnableProfile');
    await page.getByText(/^\d+ Treffer$/).waitFor();
    await page.keyboard.press('Enter');
    await tree.getByRole('treeitem', { name: /^enableResult/ }).waitFor();
    const text = await tree.textContent();
    expect(text).toMatch(/enableResult80in Ordnung \(ok, 0\)/);
    expect(text).toContain('Kopf');
    expect(text).not.toMatch(/\b(channel|last block|normal ending|bytes|header)\b/);
    await tree.getByRole('treeitem', { name: /^CLA/ }).click();
    await page.getByRole('region', { name: 'Gewähltes Feld' }).getByText(/Kanal/).waitFor();
    expect(problems).toEqual([]);
  });

  test.each([
    ['de-DE', 'de'],
    ['zh-CN', 'zh'],
  ] as const)(
    'paper and preview are asked for in it (%s), files that programs read in English',
    async (locale, language) => {
      const { page, server, problems } = await bench.open('full', { context: { locale } });
      const asked = (name: string) =>
        server.workbench.calls.filter((call) => call.name === name).map((call) => call.input as object);
      await goTo(page, '#/reports');
      await page.locator('.report-sections').waitFor();
      expect(asked('reports.make').at(-1)).toMatchObject({ format: 'json', language });
      const begun = page.locator('.report-sections td.num').first();
      expect(await begun.textContent()).toMatch(
        language === 'de' ? /^\d\d\.\d\d\.\d{4} \d\d:\d\d:\d\d/ : /^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d/,
      );
      await page.evaluate(() => {
        window.print = () => {
          (window as { printed?: string }).printed = document.querySelector('.print-root')?.textContent ?? '';
        };
      });
      const actions = page.locator('.page-head button');
      await actions.nth(0).click();
      await page.waitForFunction(() => (window as { printed?: string }).printed !== undefined);
      const printed = await page.evaluate(() => (window as { printed?: string }).printed ?? '');
      expect(printed).toContain(language === 'de' ? 'Bericht nach Karten' : '按卡片的报告');
      await actions.nth(1).click();
      await expect.poll(() => asked('reports.make').at(-1)).toMatchObject({ format: 'csv' });
      expect(asked('reports.make').at(-1)).not.toHaveProperty('language');
      expect(problems).toEqual([]);
    },
  );

  test('notes say habits, kinds and reasons in words', async () => {
    const { page } = await bench.open('full', { context: { locale: 'de-DE' } });
    await goTo(page, '#/operations/2');
    await page
      .getByText('gemerkt: Die Karte gibt keinen logischen Kanal; der Basiskanal wird benutzt.')
      .waitFor();
    await page.getByText('Auf einen Menschen wurde gewartet, 2400 ms (Zustimmung zum Profil).').waitFor();
  });

  test.each(['en-US', 'de-DE', 'zh-CN'])(
    'the history says each kind and each code of an error whole at 1280 pixels (%s)',
    async (locale) => {
      const { page } = await bench.open('full', { context: { locale } });
      const seen = new Set<string>();
      for (const query of ['simulated = true', "status = 'failed'", 'pending = true']) {
        await goTo(page, `#/history/${encodeURIComponent(query)}`);
        await expect.poll(() => page.getByRole('combobox').first().inputValue()).toBe(query);
        await page.locator('.history-grid [aria-rowindex="2"]').waitFor();
        await settled(page);
        const cells = await page.locator('.history-grid').evaluate((grid) =>
          [...grid.querySelectorAll('.grid-link')].flatMap((row) => {
            const { top, bottom } = row.getBoundingClientRect();
            return [...row.querySelectorAll('.col-kind > *, .status-line > *, .status-code > .mono')].map(
              (part) => {
                const own = part.getBoundingClientRect();
                const cell = part.closest('.cell')?.getBoundingClientRect();
                const inside =
                  own.top >= top &&
                  own.bottom <= bottom &&
                  own.right <= (cell?.right ?? 0) + 1 &&
                  own.width > 0;
                return { text: part.textContent, cut: !inside || part.scrollWidth > part.clientWidth + 1 };
              },
            );
          }),
        );
        expect(cells.filter(({ cut }) => cut)).toEqual([]);
        for (const { text } of cells) seen.add(text);
      }
      expect([...seen]).toEqual(expect.arrayContaining(['timed_out', 'card_removed', activateIn[locale]]));
    },
  );

  test.each(['de-DE', 'zh-CN'])(
    'no heading of a list, kind or state is cut at 1280 pixels, and no column stands beside its list (%s)',
    async (locale) => {
      const { page } = await bench.open('full', { context: { locale } });
      for (const at of lists) {
        await goTo(page, at);
        const heads = page.locator('main [role=columnheader], main thead th');
        await heads.first().waitFor();
        const cut = await page.locator('main').evaluate((main) => {
          const isCut = (one: Element) => one.scrollWidth > one.clientWidth && one.clientWidth > 1;
          const all = (selector: string) => [...main.querySelectorAll(selector)];
          const head = all('[role=columnheader], thead th').flatMap((one) => [
            one,
            ...one.querySelectorAll('*'),
          ]);
          const words = all('.col-kind .cell-main, .col-status, .col-state, .col-next');
          const outside = all('[role=grid]').flatMap((grid) =>
            [...grid.querySelectorAll('[role=columnheader]')].filter(
              (one) => one.getBoundingClientRect().right > grid.getBoundingClientRect().right,
            ),
          );
          return [...[...head, ...words].filter(isCut), ...outside].map((one) => one.textContent);
        });
        expect([at, cut]).toEqual([at, []]);
      }
      await goTo(page, '#/operations/2/trace');
      const tools = await page.locator('.trace-tools').boundingBox();
      expect(tools?.height).toBeLessThan(40);
    },
  );
});
