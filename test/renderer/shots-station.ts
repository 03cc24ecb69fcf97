/** The station in the states that are looked at. */

import { stationEid } from './fixture-station-data.ts';
import { settled } from './settled.ts';
import { go as at, type ShotRow } from './shots-ways.ts';

const list = [
  'EID;activation code',
  ...[1, 2, 3, 4].map((n) => `${stationEid(n)};LPA:1$smdp.bench.localhost$STATION-CODE-${n}`),
  'LPA:1$broken',
  `${stationEid(5)};LPA:1$smdp.bench.localhost$WITH-CONFIRMATION$$1`,
].join('\n');

export const stationShots: readonly ShotRow[] = [
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
      await settled(page);
    }),
  ],
  ['station-stopped', 'station', at('#/station/2')],
  ['station-report', 'station', at('#/station/1/report')],
];
