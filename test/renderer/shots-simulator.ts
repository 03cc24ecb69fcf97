/** The simulator page, in what states it is looked at. */

import { settled } from './settled.ts';
import { go, type ShotRow } from './shots-ways.ts';

export const simulatorShots: readonly ShotRow[] = [
  ['simulator', 'full', go('#/simulator')],
  ['simulator-cards', 'full', go('#/simulator/cards')],
  ['simulator-servers', 'full', go('#/simulator/servers')],
  [
    'simulator-order',
    'full',
    go('#/simulator/servers', async (page) => {
      await page.getByRole('button', { name: 'Make an order' }).click();
      await page.getByRole('dialog').waitFor();
      await settled(page);
    }),
  ],
  [
    'simulator-faults',
    'full',
    go('#/simulator/faults', async (page) => {
      await page.getByRole('textbox', { name: 'Rule of your own' }).fill('ES15 http=500');
      await page.keyboard.press('Enter');
      await page.getByRole('link', { name: /fault is on/ }).waitFor();
      await page.getByRole('grid', { name: 'Library of faults' }).focus();
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('ArrowDown');
      await settled(page);
    }),
  ],
  ['simulator-none', 'none', go('#/simulator')],
];
