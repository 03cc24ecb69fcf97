/** Pictures of the trace page; each shows something that no other does. */

import { settled } from './settled.ts';
import { go as at, type Shot, type ShotRow } from './shots-ways.ts';

const go = (hash: string, then: Shot): Shot =>
  at(hash, async (page) => {
    await page
      .getByText(/rows of|differences?$|Difference \d/)
      .first()
      .waitFor();
    await then(page);
    await settled(page);
  });

export const traceShots: readonly ShotRow[] = [
  [
    'trace-list',
    'full',
    go('#/operations/2/trace', async (page) => {
      await page.getByRole('textbox', { name: /^Search/ }).fill('fn:GetProfilesInfo');
      await page.getByText(/hits?$/).waitFor();
    }),
  ],
  [
    'trace-apdu',
    'full',
    go('#/operations/2/trace', async (page) => {
      await page.getByRole('textbox', { name: /^Search/ }).fill('tag:BF20');
      await page.getByText(/hits?$/).waitFor();
      await page.keyboard.press('Enter');
      await page.getByText('euiccCiPKIdListForSigning').first().click();
    }),
  ],
  [
    'trace-http',
    'full',
    go('#/operations/2/trace', async (page) => {
      await page.getByRole('textbox', { name: /^Search/ }).fill('tag:92 host:example');
      await page.getByText(/hits?$/).waitFor();
      await page.keyboard.press('Enter');
      await page.getByRole('treeitem', { name: /profileName/ }).waitFor();
    }),
  ],
  [
    'trace-time',
    'full',
    go('#/operations/2/trace/7', async (page) => {
      await page.getByRole('button', { name: 'Where the time went' }).click();
      await page.getByRole('rowheader', { name: 'Whole operation' }).waitFor();
    }),
  ],
  [
    'trace-compare',
    'full',
    go('#/trace-compare/2/3', async (page) => {
      await page.getByRole('tree').first().waitFor();
    }),
  ],
];
