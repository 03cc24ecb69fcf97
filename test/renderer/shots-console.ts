/** The console: empty, with answers, with a function that is typed, with a danger, and with a file that is refused. */

import type { Page } from 'playwright-core';
import { settled } from './settled.ts';
import { go, type Shot, type ShotRow } from './shots-ways.ts';

const input = (page: Page) => page.getByRole('combobox', { name: 'Input' });

const opened = (then: Shot): Shot =>
  go('#/console', async (page) => {
    await page.getByRole('button', { name: 'Open console' }).click();
    await input(page).waitFor();
    await then(page);
  });

async function send(page: Page, ...inputs: string[]): Promise<void> {
  for (const one of inputs) {
    await input(page).fill(one);
    await input(page).press('Enter');
    await settled(page);
  }
}

export const consoleShots: readonly ShotRow[] = [
  ['console-closed', 'full', go('#/console')],
  [
    'console',
    'full',
    opened(async (page) => {
      await send(page, 'hello', '00A40004023F00', 'GetEID');
      await settled(page);
    }),
  ],
  [
    'console-typing',
    'full',
    opened(async (page) => {
      await send(page, 'GetEID');
      await input(page).pressSequentially('Profile');
    }),
  ],
  [
    'console-danger',
    'full',
    opened(async (page) => {
      await send(page, 'DeleteProfile {"iccid":"8949110000000000015"}');
      await page.getByRole('dialog').waitFor();
      await settled(page);
    }),
  ],
  [
    'console-import-refused',
    'full',
    go('#/console', async (page) => {
      await page.locator('main input[type=file]').setInputFiles({
        name: 'cut-run.log',
        mimeType: 'text/plain',
        buffer: Buffer.from('[DEBUG] [APDU] [TX] CLA: 80'),
      });
      await page.getByText('cut-run.log').first().waitFor();
    }),
  ],
];
