/** The bench page, in what states it is looked at. */

import { settled } from './settled.ts';
import { go, press, type ShotRow } from './shots-ways.ts';

const bench = go('#/');

export const benchShots: readonly ShotRow[] = [
  ['bench', 'full', bench],
  ['bench-sixteen', 'sixteen', bench],
  [
    'bench-arrange',
    'sixteen',
    go('#/', async (page) => {
      await page.getByRole('button', { name: 'Arrange slots' }).click();
      await settled(page);
    }),
  ],
  [
    'bench-reader',
    'sixteen',
    go('#/', async (page) => {
      await page.getByRole('link', { name: /Rack A 8/ }).focus();
      await press('F2')(page);
      await page.getByRole('dialog').waitFor();
      await settled(page);
    }),
  ],
  ['bench-none', 'none', go('#/')],
];
