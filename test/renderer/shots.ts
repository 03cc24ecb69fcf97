/** Every page and dialog of the window in every state that is looked at: by eyes (`screenshots.ts`) and by axe (`axe.test.ts`). */

import { activateShots, startDownload } from './shots-activate.ts';
import { benchShots } from './shots-bench.ts';
import { cardShots } from './shots-card.ts';
import { consoleShots } from './shots-console.ts';
import { operationShots } from './shots-operations.ts';
import { simulatorShots } from './shots-simulator.ts';
import { stationShots } from './shots-station.ts';
import { traceShots } from './shots-trace.ts';
import { go, press, type ShotRow } from './shots-ways.ts';

/** The first reader of the fixture that has a card. */
const omnikey = '#/reader/pcsc%3AHID%20Global%20OMNIKEY%203x21%20Smart%20Card%20Reader%2000%2000';
const card = go(omnikey);

export type { Shot, ShotRow } from './shots-ways.ts';

import { settled } from './settled.ts';

export const shots: readonly ShotRow[] = [
  ...benchShots,
  ...simulatorShots,
  ...stationShots,
  ...consoleShots,
  ['card-three', 'full', card],
  ['card-twelve', 'full', go('#/reader/pcsc%3AAlcor%20Micro%20AU9540%2001%2000')],
  ['card-empty', 'full', go('#/reader/sim%3A0')],
  ['reader-empty', 'full', go('#/reader/pcsc%3AACS%20ACR38U%2002%2000')],
  [
    'details',
    'full',
    go('#/reader/pcsc%3AAlcor%20Micro%20AU9540%2001%2000', async (page) => {
      await page.getByRole('button', { name: /^Details: Eve/ }).click();
      await page
        .getByRole('button', { name: /^Details: Pelago/ })
        .first()
        .click();
    }),
  ],
  [
    'delete',
    'full',
    async (page) => {
      await card(page);
      await page
        .getByRole('button', { name: /^More actions for Voyage/ })
        .first()
        .click();
      await page.keyboard.press('Escape');
      await go('#/reader/pcsc%3AAlcor%20Micro%20AU9540%2001%2000')(page);
      await page.getByRole('button', { name: /^More actions for Berlin/ }).click();
      await page.getByRole('menuitem', { name: /Delete/ }).click();
      await settled(page);
    },
  ],
  [
    'settings-apis',
    'full',
    go('#/settings/apis', async (page) => {
      await page.getByRole('switch', { name: 'Serve the APIs' }).press('Space');
      await page.getByRole('button', { name: 'Apply' }).click();
      await page.getByText('They are served at').waitFor();
      await page.getByRole('button', { name: 'Apply' }).scrollIntoViewIfNeeded();
    }),
  ],
  [
    'settings-apis-error',
    'full',
    go('#/settings/apis', async (page) => {
      await page.getByRole('switch', { name: 'Serve the APIs' }).press('Space');
      await page.getByRole('textbox', { name: 'Port' }).fill('81');
      await page.getByRole('button', { name: 'Apply' }).click();
      await page.getByRole('alert').last().scrollIntoViewIfNeeded();
    }),
  ],
  [
    'reset',
    'full',
    async (page) => {
      await page.getByRole('button', { name: 'More actions for this card' }).click();
      await page.getByRole('menuitem', { name: /Reset memory/ }).click();
      await settled(page);
    },
  ],
  ...activateShots,
  [
    'running-background',
    'full',
    async (page) => {
      await startDownload('LPA:1$smdp.bench.localhost$BENCH-DATA-5G', /offers this profile/)(page);
      await go('#/reader/sim%3A0')(page);
      await settled(page);
    },
  ],
  ['operations', 'full', go('#/operations')],
  ['operation-good', 'full', go('#/operations/2')],
  ['operation-reconcile', 'full', go('#/operations/5')],
  ...traceShots,
  ['trust', 'full', go('#/trust')],
  ['codes', 'full', go('#/codes/638')],
  [
    'codes-revealed',
    'full',
    go('#/codes/640', async (page) => {
      await page.getByRole('button', { name: 'Reveal code' }).click();
      await page.getByRole('img', { name: /QR code/ }).waitFor();
    }),
  ],
  [
    'codes-add',
    'full',
    go('#/codes', async (page) => {
      await press('n')(page);
      await page
        .getByRole('textbox', { name: 'Activation code' })
        .fill('LPA:1$smdp.voyage.example$K2-77AB$$1');
      await settled(page);
    }),
  ],
  [
    'codes-import',
    'full',
    go('#/codes', async (page) => {
      await press('n')(page);
      await page.getByText('List or files').click();
      await page
        .getByRole('textbox', { name: 'List' })
        .fill('LPA:1$smdp.voyage.example$NEW-1\nLPA:1$nonsense');
      await page.getByRole('checkbox', { name: /All or nothing/ }).check();
      await page.getByRole('button', { name: 'Import', exact: true }).click();
      await page.getByText('Nothing was kept').waitFor();
    }),
  ],
  [
    'codes-labels',
    'full',
    go('#/codes/640', async (page) => {
      await page.getByRole('checkbox', { name: 'Pick all that are free' }).check();
      await page.getByRole('button', { name: 'Labels' }).first().click();
      await page.getByRole('img', { name: /Page 1/ }).waitFor();
      await settled(page);
    }),
  ],
  [
    'codes-release',
    'full',
    go('#/codes/636', async (page) => {
      await page.getByRole('button', { name: 'Release' }).click();
      await settled(page);
    }),
  ],
  ['codes-empty', 'none', go('#/codes')],
  ['history', 'full', go('#/history')],
  [
    'history-query',
    'full',
    go('#/history', async (page) => {
      await page.getByRole('combobox', { name: 'Query' }).click();
      await page.keyboard.type("status = 'failed' and ");
      await page.keyboard.press('ArrowDown');
      await settled(page);
    }),
  ],
  [
    'history-wrong',
    'full',
    go('#/history', async (page) => {
      await page.getByRole('combobox', { name: 'Query' }).fill("status = 'failed' und kind");
      await page.keyboard.press('Enter');
      await page.keyboard.press('Escape');
      await settled(page);
    }),
  ],
  ['history-none', 'none', go('#/history')],
  ['orders', 'full', go('#/orders')],
  ['orders-unknown', 'full', go('#/orders/5')],
  ['orders-delivered', 'full', go('#/orders/3')],
  [
    'orders-resolve',
    'full',
    go('#/orders/5', async (page) => {
      await page.getByRole('button', { name: 'Say what became of it' }).click();
      await page.getByText('It was never taken').click();
      await settled(page);
    }),
  ],
  [
    'orders-accounts',
    'full',
    go('#/orders', async (page) => {
      await page.getByRole('button', { name: 'Accounts' }).click();
      await page.getByRole('button', { name: 'Add account' }).click();
      await settled(page);
    }),
  ],
  [
    'orders-products',
    'full',
    go('#/orders', async (page) => {
      await press('n')(page);
      await settled(page);
    }),
  ],
  [
    'orders-place',
    'full',
    go('#/orders', async (page) => {
      await press('n')(page);
      await page.getByLabel('Account').selectOption('2');
      await page.getByRole('button', { name: /Travel eSIM Japan/ }).click();
      await settled(page);
    }),
  ],
  ['orders-none', 'none', go('#/orders')],
  ['tokens', 'full', go('#/tokens')],
  [
    'tokens-created',
    'full',
    go('#/tokens', async (page) => {
      await press('n')(page);
      await page.getByRole('textbox', { name: 'Name' }).fill('line 4');
      await page.keyboard.press('Enter');
      await settled(page);
    }),
  ],
  ['tokens-none', 'none', go('#/tokens')],
  ['reports', 'full', go('#/reports')],
  [
    'reports-day',
    'full',
    go('#/reports', async (page) => {
      await page.getByText('Day', { exact: true }).click();
      await settled(page);
    }),
  ],
  ['reports-none', 'none', go('#/reports')],
  ['upkeep', 'full', go('#/upkeep')],
  [
    'upkeep-run',
    'full',
    go('#/upkeep', async (page) => {
      await page.getByRole('textbox', { name: 'Keep traces for' }).fill('30');
      await page.getByRole('button', { name: 'What would go?' }).click();
      await page.getByRole('button', { name: 'Save and remove now' }).click();
      await settled(page);
    }),
  ],
  ['upkeep-none', 'none', go('#/upkeep')],
  ['shortcuts', 'full', press('?')],
  ['settings', 'full', go('#/settings')],
  [
    'tokens-revoke',
    'full',
    go('#/tokens', async (page) => {
      await page.getByRole('button', { name: 'Revoke dashboard' }).click();
      await settled(page);
    }),
  ],
  [
    'codes-edit',
    'full',
    go('#/codes/639', async (page) => {
      await page.getByRole('button', { name: 'Edit' }).click();
      await settled(page);
    }),
  ],
  [
    'codes-remove',
    'full',
    go('#/codes/639', async (page) => {
      await page.getByRole('button', { name: 'Remove' }).click();
      await settled(page);
    }),
  ],
  [
    'simulated',
    'simulated',
    async (page) => {
      await page.getByRole('button', { name: /Why there are no real/ }).click();
    },
  ],
  ['none-operations', 'none', go('#/operations')],
  ['error', 'error', settled],
  ...operationShots,
  ...cardShots,
];
