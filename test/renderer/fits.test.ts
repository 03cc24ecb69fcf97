/**
 * A window of 1280 by 800 at 100 and at 200 percent (WCAG 1.4.4, 1.4.10), and with the colours of the system (forced-colors): on every
 * page nothing is wider than the window, no control is cut off, and the focus is seen.
 */

import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { allPages } from './all-pages.ts';
import { goTo, startBench, type WindowBench } from './bench.ts';
import { describeWindow } from './describe-window.ts';
import { focusLook, misfits } from './fits.ts';

let bench: WindowBench;
/** Fifty pages, one after the other. */
const slow = 240_000;

describeWindow('every page', () => {
  beforeAll(async () => {
    bench = await startBench();
  });
  afterEach(() => bench.tidy());
  afterAll(() => bench.end());

  test.each([
    ['100 %', { viewport: { width: 1280, height: 800 } }],
    ['200 %', { viewport: { width: 640, height: 400 }, deviceScaleFactor: 2 }],
  ])(
    'at %s: nothing is wider than the window, and no control is cut off',
    async (_zoom, context) => {
      const found: Record<string, string[]> = {};
      for (const [scenario, hashes] of allPages) {
        const { page, problems } = await bench.open(scenario, { at: hashes[0] ?? '#/', context });
        for (const hash of hashes) {
          await goTo(page, hash);
          // What is asked for of the engine comes a little later.
          await page.waitForTimeout(250);
          const faults = await page.evaluate(misfits);
          if (faults.length > 0) found[`${scenario} ${hash}`] = faults;
        }
        expect(problems).toEqual([]);
      }
      expect(found).toEqual({});
    },
    slow,
  );

  test(
    'with the colours of the system the focus is seen wherever it goes',
    async () => {
      const found: Record<string, string[]> = {};
      for (const [scenario, hashes] of allPages) {
        const { page, problems } = await bench.open(scenario, {
          at: hashes[0] ?? '#/',
          context: { forcedColors: 'active' },
        });
        for (const hash of hashes) {
          await goTo(page, hash);
          await page.waitForTimeout(150);
          const unseen = new Set<string>();
          const seen = new Set<string>();
          await page.locator('.skip').focus();
          for (let stops = 0; stops < 60; stops++) {
            await page.keyboard.press('Tab');
            const look = await page.evaluate(focusLook);
            if (look.unseen !== undefined) unseen.add(look.unseen);
            if (look.at.startsWith('body.')) break;
            seen.add(look.at);
          }
          expect(seen.size, hash).toBeGreaterThan(5);
          if (unseen.size > 0) found[`${scenario} ${hash}`] = [...unseen];
        }
        expect(problems).toEqual([]);
      }
      expect(found).toEqual({});
    },
    slow,
  );
});
