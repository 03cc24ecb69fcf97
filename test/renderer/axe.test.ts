import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { driven } from '../summary/needs.ts';
import { axeFindings as findings } from '../support/axe.ts';
import { chromiumMissing } from '../support/chromium.ts';
import { type OpenWindow, startBench, type WindowBench } from './bench.ts';
import type { Scenario } from './fixture-api.ts';
import { goTo, settled } from './settled.ts';
import { type Shot, type ShotRow, shots } from './shots.ts';

let bench: WindowBench;

/** What colours have to do with; of all else the dark page is the light one. */
const colourRules = ['color-contrast', 'link-in-text-block'];

/** Calls that leave the engine as it is. After any other one the next shot has a new engine, and a new window. */
const reading =
  /\.(info|list|get|page|time|readings|lines|outline|search|compare|preview|parse|labels|products|quote|make|functions|exchanges|picture|library)$/;

/** A page with nothing in it that stays when it is left. */
const elsewhere = '#/settings/keyboard';

/** The window of the shot before, where that has led it by its address and has left nothing behind. */
let kept: { readonly scenario: Scenario; readonly opened: OpenWindow } | undefined;

/**
 * A window for a shot. One that is led to by its address is looked at in the window of the one before: what axe is, and what the
 * window is, a browser has compiled by then, which takes most of the time of a first look.
 */
async function windowFor(scenario: Scenario, shot: Shot): Promise<OpenWindow> {
  if (kept?.scenario === scenario && shot.at !== undefined) {
    await kept.opened.page.emulateMedia({ colorScheme: 'light' });
    return kept.opened;
  }
  kept = undefined;
  await bench.tidy();
  return await bench.open(scenario, {
    at: shot.at,
    // Who asks for less motion gets a transition of a frame on everything, and a change of colours goes down by frames.
    context: { reducedMotion: 'no-preference', colorScheme: 'light' },
  });
}

/** Keeps a window for the next shot, if nothing of this one is left in it when its page is left. */
async function keep(scenario: Scenario, shot: Shot, opened: OpenWindow): Promise<void> {
  if (shot.at === undefined || !opened.server.workbench.calls.every(({ name }) => reading.test(name))) return;
  if (shot.acts === true) {
    await opened.page.mouse.move(0, 0);
    await goTo(opened.page, elsewhere);
    // A dialog that fades away is not one of the next page.
    await settled(opened.page);
  }
  kept = { scenario, opened };
}

/** Those together that can have one window. */
const inOrder: readonly ShotRow[] = shots
  .map((row, at) => ({ row, key: [row[1], row[2].at === undefined ? 1 : 0, at] as const }))
  .sort(({ key: a }, { key: b }) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : a[1] - b[1] || a[2] - b[2]))
  .map(({ row }) => row);

describe('axe finds nothing', driven(chromiumMissing), () => {
  beforeAll(async () => {
    bench = await startBench();
  });
  afterEach(async () => {
    if (kept === undefined) await bench.tidy();
  });
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

  test.each(inOrder)(
    '%s (%s), light and dark',
    async (_name, scenario, shot) => {
      const opened = await windowFor(scenario, shot);
      // Where this fails, the next one, or this once more, has a window of its own.
      kept = undefined;
      const { page, problems } = opened;
      await page.locator('h1').first().waitFor();
      await shot(page);
      await settled(page);
      expect((await findings(page)).join('\n'), 'light').toBe('');
      await page.emulateMedia({ colorScheme: 'dark' });
      await settled(page);
      expect((await findings(page, colourRules)).join('\n'), 'dark').toBe('');
      expect(problems).toEqual([]);
      await keep(scenario, shot, opened);
    },
    60_000,
  );
});
