/**
 * Every page, in a window of 1280 by 800 at 100 and at 200 percent (WCAG 1.4.4, 1.4.10), under the mask, and with the colours of the
 * system (forced-colors): nothing is wider than the window, no control is cut off, nothing that is masked is told, and the focus is
 * seen. A page is gone to once for all of it.
 */

import type { CDPSession, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { allPages } from './all-pages.ts';
import { goTo, startBench, type WindowBench } from './bench.ts';
import { describeWindow } from './describe-window.ts';
import { type FocusLook, focusLook, misfits } from './fits.ts';
import type { FixtureServer } from './fixture-server.ts';
import { settled } from './settled.ts';
import { unmasked } from './unmasked.ts';

let bench: WindowBench;
/** Fifty pages, one after the other. */
const slow = 240_000;

/** What is wrong, by where. */
type Faults = Record<string, string[]>;

interface Tour {
  readonly at100: Faults;
  readonly at200: Faults;
  readonly masked: Faults;
  readonly focus: Faults;
  /** How many controls the focus has been on, by page. */
  readonly stops: Record<string, number>;
  readonly problems: string[];
}

/** Puts the mask on or lifts it, and gives whether it is on. */
async function turnMask(page: Page, on: boolean): Promise<boolean> {
  await page.keyboard.press('Control+Shift+M');
  const root = page.locator('html');
  await expect.poll(() => root.getAttribute('data-masked')).toBe(on ? '' : null);
  return on;
}

/** The names that the mask covers. */
async function names({ workbench }: FixtureServer): Promise<string[]> {
  const cards = await workbench.call('cards.list', {});
  const { codes } = await workbench.call('codes.list', {});
  const all = [
    ...cards.flatMap(({ profiles }) =>
      profiles.flatMap(({ nickname, profileName }) => [nickname, profileName]),
    ),
    ...codes.flatMap(({ label, batch }) => [label, batch]),
  ];
  return [...new Set(all.filter((name): name is string => name !== undefined && name.length > 4))];
}

/** Holds Tab until the focus has gone round, and gives what it looked like at each stop. */
async function tabThrough(page: Page): Promise<FocusLook[]> {
  await page.locator('.skip').focus();
  await page.evaluate(focusLook);
  const looks: FocusLook[] = [];
  while (looks.length < 60) {
    // What it looks like is noted as the next Tab comes, before the focus goes on.
    for (let presses = 0; presses < 10; presses++) await page.keyboard.down('Tab');
    await page.keyboard.up('Tab');
    const last = await page.evaluate(focusLook);
    looks.push(...(await page.evaluate(() => window.looks?.splice(0) ?? [])), last);
    const end = looks.findIndex(({ at }) => at.startsWith('body.'));
    if (end >= 0) return looks.slice(0, end + 1);
  }
  return looks;
}

declare global {
  interface Window {
    /** What the focus looked like at each Tab. */
    looks?: FocusLook[];
  }
}

/** As a browser that enlarges: at 200 percent half as many pixels, each of four. */
const enlarge = (session: CDPSession, by: 1 | 2) =>
  session.send('Emulation.setDeviceMetricsOverride', {
    width: 1280 / by,
    height: 800 / by,
    deviceScaleFactor: by,
    mobile: false,
  });

async function walk(): Promise<Tour> {
  const tour: Tour = { at100: {}, at200: {}, masked: {}, focus: {}, stops: {}, problems: [] };
  for (const [scenario, hashes] of allPages) {
    const { page, server, problems } = await bench.open(scenario, { at: hashes[0] ?? '#/' });
    const session = await page.context().newCDPSession(page);
    const hidden = await names(server);
    await page.evaluate(`(() => {
      const focusLook = ${String(focusLook)};
      window.looks = [];
      window.addEventListener('keydown', ({ key }) => key === 'Tab' && window.looks.push(focusLook()), true);
    })()`);
    let masked = false;
    for (const hash of hashes) {
      const where = `${scenario} ${hash}`;
      const note = (faults: Faults, found: string[]) => {
        if (found.length > 0) faults[where] = found;
      };
      await goTo(page, hash);
      await settled(page);
      const plain = async () => {
        note(tour.at100, await page.evaluate(misfits));
        await enlarge(session, 2);
        await settled(page);
        note(tour.at200, await page.evaluate(misfits));
        await enlarge(session, 1);

        await page.emulateMedia({ forcedColors: 'active' });
        const looks = await tabThrough(page);
        await page.emulateMedia({ forcedColors: 'none' });
        note(tour.focus, [...new Set(looks.flatMap(({ unseen }) => unseen ?? []))]);
        const stops = looks.map(({ at }) => at).filter((at) => !/^body\.|^a\.skip /.test(at));
        tour.stops[where] = new Set(stops).size;
      };
      const underMask = async () => note(tour.masked, await page.evaluate(unmasked, hidden));
      // With the mask as it is, then the other way: it is lifted from one page in two, and put on the others.
      await (masked ? underMask() : plain());
      masked = await turnMask(page, !masked);
      await (masked ? underMask() : plain());
    }
    tour.problems.push(...problems);
    await bench.tidy();
  }
  return tour;
}

describeWindow('every page', () => {
  let tour: Promise<Tour> | undefined;
  beforeAll(async () => {
    bench = await startBench();
  });
  // A test that is run once more goes once more.
  afterEach(({ task }) => {
    if ((task.result?.errors?.length ?? 0) > 0) tour = undefined;
  });
  afterAll(() => bench.end());
  const seen = () => (tour ??= walk().finally(() => bench.tidy()));

  test(
    'the browser has nothing to complain of',
    async () => expect((await seen()).problems).toEqual([]),
    slow,
  );

  test.each([
    ['100 %', 'at100'],
    ['200 %', 'at200'],
  ] as const)(
    'at %s: nothing is wider than the window, and no control is cut off',
    async (_zoom, which) => expect((await seen())[which]).toEqual({}),
    slow,
  );

  test(
    'with the colours of the system the focus is seen wherever it goes',
    async () => {
      const { focus, stops } = await seen();
      expect(focus).toEqual({});
      expect(Object.keys(stops)).toHaveLength(allPages.flatMap(([, hashes]) => hashes).length);
      expect(Object.entries(stops).filter(([, count]) => count <= 5)).toEqual([]);
    },
    slow,
  );

  test(
    'the mask covers EIDs, ICCIDs and names until it is lifted',
    async () => expect((await seen()).masked).toEqual({}),
    slow,
  );
});
