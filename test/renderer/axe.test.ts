import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { driven } from '../summary/needs.ts';
import { axeFindings as findings } from '../support/axe.ts';
import { chromiumMissing } from '../support/chromium.ts';
import { startBench, type WindowBench } from './bench.ts';
import { settled } from './settled.ts';
import { shots } from './shots.ts';

let bench: WindowBench;

/** What colours have to do with; of all else the dark page is the light one. */
const colourRules = ['color-contrast', 'link-in-text-block'];

describe('axe finds nothing', driven(chromiumMissing), () => {
  beforeAll(async () => {
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
      const { page, problems } = await bench.open(scenario, {
        at: shot.at,
        // Who asks for less motion gets a transition of a frame on everything, and a change of colours goes down by frames.
        context: { reducedMotion: 'no-preference', colorScheme: 'light' },
      });
      await page.locator('h1').first().waitFor();
      await shot(page);
      await settled(page);
      expect((await findings(page)).join('\n'), 'light').toBe('');
      await page.emulateMedia({ colorScheme: 'dark' });
      await settled(page);
      expect((await findings(page, colourRules)).join('\n'), 'dark').toBe('');
      expect(problems).toEqual([]);
    },
    60_000,
  );
});
