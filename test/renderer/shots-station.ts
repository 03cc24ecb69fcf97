/** The station in the states that are looked at. */

import type { Page } from 'playwright-core';
import type { Scenario } from './fixture-api.ts';
import { stationEid } from './fixture-station-data.ts';

type Shot = (page: Page) => Promise<void>;

const at =
  (hash: string, then?: Shot): Shot =>
  async (page) => {
    await page.evaluate((next) => {
      window.location.hash = next;
    }, hash);
    await page.getByRole('heading', { level: 1 }).first().waitFor();
    await page.waitForTimeout(500);
    await then?.(page);
  };

const list = [
  'EID;activation code',
  ...[1, 2, 3, 4].map((n) => `${stationEid(n)};LPA:1$smdp.bench.localhost$STATION-CODE-${n}`),
  'LPA:1$broken',
  `${stationEid(5)};LPA:1$smdp.bench.localhost$WITH-CONFIRMATION$$1`,
].join('\n');

export const stationShots: readonly (readonly [name: string, scenario: Scenario, shot: Shot])[] = [
  ['station-empty', 'none', at('#/station')],
  ['station-list', 'station', at('#/station')],
  [
    'station-new',
    'station',
    at('#/station/new', async (page) => {
      await page.getByRole('textbox', { name: 'Codes, or card and code' }).fill(list);
      await page.getByText('Refused', { exact: true }).waitFor();
      await page.getByRole('button', { name: 'More of the recipe' }).click();
    }),
  ],
  [
    'station-run',
    'station',
    at('#/station/4', async (page) => {
      await page.getByRole('button', { name: 'Show line 7' }).click();
      await page.waitForTimeout(200);
    }),
  ],
  ['station-stopped', 'station', at('#/station/2')],
  ['station-report', 'station', at('#/station/1/report')],
];
