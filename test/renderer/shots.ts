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
const card = go(omnikey, async (page) => void (await page.getByRole('heading', { level: 1 }).waitFor()));

export type { Shot, ShotRow } from './shots-ways.ts';

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
    async (page) => {
      await go('#/reader/pcsc%3AAlcor%20Micro%20AU9540%2001%2000')(page);
      await page.getByRole('button', { name: /^Details: Eve/ }).click();
      await page
        .getByRole('button', { name: /^Details: Pelago/ })
        .first()
        .click();
    },
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
      await page.waitForTimeout(300);
    },
  ],
  [
    'settings-apis',
    'full',
    async (page) => {
      await go('#/settings/apis')(page);
      await page.getByRole('switch', { name: 'Serve the APIs' }).press('Space');
      await page.getByRole('button', { name: 'Apply' }).click();
      await page.getByText('They are served at').waitFor();
      await page.getByRole('button', { name: 'Apply' }).scrollIntoViewIfNeeded();
    },
  ],
  [
    'settings-apis-error',
    'full',
    async (page) => {
      await go('#/settings/apis')(page);
      await page.getByRole('switch', { name: 'Serve the APIs' }).press('Space');
      await page.getByRole('textbox', { name: 'Port' }).fill('81');
      await page.getByRole('button', { name: 'Apply' }).click();
      await page.getByRole('alert').last().scrollIntoViewIfNeeded();
    },
  ],
  [
    'reset',
    'full',
    async (page) => {
      await page.getByRole('button', { name: 'More actions for this card' }).click();
      await page.getByRole('menuitem', { name: /Reset memory/ }).click();
      await page.waitForTimeout(300);
    },
  ],
  ...activateShots,
  [
    'running-background',
    'full',
    async (page) => {
      await startDownload('LPA:1$smdp.bench.localhost$BENCH-DATA-5G', /offers this profile/)(page);
      await go('#/reader/sim%3A0')(page);
      await page.waitForTimeout(400);
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
      await page.waitForTimeout(400);
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
      await page.waitForTimeout(300);
    }),
  ],
  [
    'codes-release',
    'full',
    go('#/codes/636', async (page) => {
      await page.getByRole('button', { name: 'Release' }).click();
      await page.waitForTimeout(300);
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
      await page.waitForTimeout(200);
    }),
  ],
  [
    'history-wrong',
    'full',
    go('#/history', async (page) => {
      await page.getByRole('combobox', { name: 'Query' }).fill("status = 'failed' und kind");
      await page.keyboard.press('Enter');
      await page.keyboard.press('Escape');
      await page.waitForTimeout(200);
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
      await page.waitForTimeout(300);
    }),
  ],
  [
    'orders-accounts',
    'full',
    go('#/orders', async (page) => {
      await page.getByRole('button', { name: 'Accounts' }).click();
      await page.getByRole('button', { name: 'Add account' }).click();
      await page.waitForTimeout(300);
    }),
  ],
  [
    'orders-products',
    'full',
    go('#/orders', async (page) => {
      await press('n')(page);
      await page.waitForTimeout(300);
    }),
  ],
  [
    'orders-place',
    'full',
    go('#/orders', async (page) => {
      await press('n')(page);
      await page.getByLabel('Account').selectOption('2');
      await page.getByRole('button', { name: /Travel eSIM Japan/ }).click();
      await page.waitForTimeout(400);
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
      await page.waitForTimeout(400);
    }),
  ],
  ['tokens-none', 'none', go('#/tokens')],
  ['reports', 'full', go('#/reports', async (page) => page.waitForTimeout(700))],
  [
    'reports-day',
    'full',
    go('#/reports', async (page) => {
      await page.getByText('Day', { exact: true }).click();
      await page.waitForTimeout(900);
    }),
  ],
  ['reports-none', 'none', go('#/reports', async (page) => page.waitForTimeout(700))],
  ['upkeep', 'full', go('#/upkeep', async (page) => page.waitForTimeout(300))],
  [
    'upkeep-run',
    'full',
    go('#/upkeep', async (page) => {
      await page.getByRole('textbox', { name: 'Keep traces for' }).fill('30');
      await page.getByRole('button', { name: 'What would go?' }).click();
      await page.getByRole('button', { name: 'Save and remove now' }).click();
      await page.waitForTimeout(900);
    }),
  ],
  ['upkeep-none', 'none', go('#/upkeep', async (page) => page.waitForTimeout(300))],
  ['shortcuts', 'full', press('?')],
  ['settings', 'full', go('#/settings')],
  [
    'tokens-revoke',
    'full',
    go('#/tokens', async (page) => {
      await page.getByRole('button', { name: 'Revoke dashboard' }).click();
      await page.waitForTimeout(300);
    }),
  ],
  [
    'codes-edit',
    'full',
    go('#/codes/639', async (page) => {
      await page.getByRole('button', { name: 'Edit' }).click();
      await page.waitForTimeout(300);
    }),
  ],
  [
    'codes-remove',
    'full',
    go('#/codes/639', async (page) => {
      await page.getByRole('button', { name: 'Remove' }).click();
      await page.waitForTimeout(300);
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
  ['error', 'error', async (page) => page.waitForTimeout(500)],
  ...operationShots,
  ...cardShots,
];
