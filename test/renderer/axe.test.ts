import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { AxeResults, RunOptions } from 'axe-core';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { hasChromium, startBench, type WindowBench } from './bench.ts';
import { shots } from './shots.ts';

let bench: WindowBench;
let source: string;

/** What colours have to do with; of all else the dark page is the light one. */
const colourRules = ['color-contrast', 'link-in-text-block'];

/** What axe finds, in a line each: rule, place, why. Contrast and all rules of WCAG 2.2 A and AA, and what is good practice. */
async function findings(page: Page, only?: readonly string[]): Promise<string[]> {
  // A list that is on its way has no rows yet; one that has none shows no grid.
  await page.waitForFunction(() =>
    [...document.querySelectorAll('.grid-body')].every((body) => body.querySelector('[role=row]') !== null),
  );
  // Given by the protocol of the browser, which the policy of the page does not hold back.
  await page.evaluate(source);
  return await page.evaluate(async (rules) => {
    const { axe } = window as unknown as { axe: { run(options: RunOptions): Promise<AxeResults> } };
    const { violations } = await axe.run(rules === undefined ? {} : { runOnly: [...rules] });
    // The rows of a grid are reached by its own keys, which scroll it too: its body need be no stop of its own.
    const scrolledByGrid = (id: string, target: string) =>
      id === 'scrollable-region-focusable' &&
      document.querySelector(target)?.closest('[role=grid][tabindex="0"]') != null;
    return violations.flatMap(({ id, nodes }) =>
      nodes
        .filter(({ target }) => !scrolledByGrid(id, target.join(' ')))
        .map(({ target, failureSummary }) => `${id}: ${target.join(' ')}: ${failureSummary ?? ''}`),
    );
  }, only);
}

describe.skipIf(!hasChromium)('axe finds nothing (skipped where Chromium is absent)', () => {
  beforeAll(async () => {
    source = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
    bench = await startBench();
  });
  afterEach(() => bench.tidy());
  afterAll(() => bench.end());

  test('it finds what is there: a picture without a name and text that cannot be read', async () => {
    const { page } = await bench.open('full');
    await page.evaluate(() => {
      const image = new Image(9, 9);
      const text = document.createElement('p');
      text.textContent = 'grey on grey';
      text.style.color = '#ccc';
      text.style.background = '#ddd';
      document.querySelector('main')?.prepend(image, text);
    });
    const found = (await findings(page)).map((line) => line.split(':')[0]);
    expect(found).toContain('image-alt');
    expect(found).toContain('color-contrast');
  });

  test.each(shots)(
    '%s (%s), light and dark',
    async (_name, scenario, shot) => {
      const { page } = await bench.open(scenario, {
        pace: 60,
        // Who asks for less motion gets a transition of a frame on everything, and a change of colours goes down by frames.
        context: { reducedMotion: 'no-preference', colorScheme: 'light' },
      });
      await page.waitForTimeout(300);
      await shot(page);
      expect(await findings(page), 'light').toEqual([]);
      await page.emulateMedia({ colorScheme: 'dark' });
      // The colours have changed a few frames later.
      await page.waitForTimeout(500);
      expect(await findings(page, colourRules), 'dark').toEqual([]);
    },
    60_000,
  );
});
