import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { driven } from '../summary/needs.ts';
import { testerDay } from '../support/tester-day.ts';
import { expectTesterDay } from '../support/tester-day-seen.ts';
import { type ServedWindow, serveWindow, windowMissing } from './served-window.ts';

describe("the tester's day in Chromium, served by the engine", driven(windowMissing()), () => {
  let bench: ServedWindow;
  beforeAll(async () => {
    bench = await serveWindow('tester');
  });
  afterAll(() => bench?.end());

  test('a card, an order, a fault, a download that is told what happened, and one that succeeds', async () => {
    const page = await bench.openPage();
    page.setDefaultTimeout(30_000);
    expectTesterDay(await testerDay(page));
    expect(bench.problems).toEqual([]);
  }, 240_000);
});

test.skipIf(windowMissing() !== undefined)(
  'without a simulated bench the page says so, and the top bar has no mark',
  async () => {
    const bench = await serveWindow('no-simulator', ['--no-simulator']);
    try {
      const page = await bench.openPage();
      await page.keyboard.press('m');
      await page.getByText('No simulated bench runs beside this workbench').waitFor();
      expect(await page.locator('.fault-mark').count()).toBe(0);
      expect(bench.problems).toEqual([]);
    } finally {
      await bench.end();
    }
  },
  60_000,
);
