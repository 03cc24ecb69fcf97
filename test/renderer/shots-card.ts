/** The parts of a card's page, its dialogs, and the comparison of cards. */

import { eids } from './fixture-data.ts';
import { settled } from './settled.ts';
import { go, type ShotRow } from './shots-ways.ts';

const three = '#/reader/pcsc%3AHID%20Global%20OMNIKEY%203x21%20Smart%20Card%20Reader%2000%2000';
const twelve = '#/reader/pcsc%3AAlcor%20Micro%20AU9540%2001%2000';

export const cardShots: readonly ShotRow[] = [
  ['card-abilities', 'full', go(`${twelve}/abilities`)],
  ['card-readings', 'full', go(`${twelve}/readings`)],
  [
    'card-default-smdp',
    'full',
    go(three, async (page) => {
      await page.getByRole('button', { name: 'Change the default SM-DP+' }).click();
      await page.getByRole('textbox', { name: 'Default SM-DP+' }).fill('not a name');
      await settled(page);
    }),
  ],
  [
    'card-remove-notification',
    'full',
    go(three, async (page) => {
      await page.getByRole('button', { name: 'Remove No. 42 Install' }).click();
      await settled(page);
    }),
  ],
  [
    'compare',
    'full',
    go(`#/compare/${eids.twelve}@1/${eids.twelve}`, async (page) => {
      await page.getByText(/things are the same/).click();
    }),
  ],
  ['compare-choose', 'full', go(`#/compare/${eids.three}`)],
];
