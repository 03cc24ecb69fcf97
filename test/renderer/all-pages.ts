/** Where every page of the window stands, with what is in it, and without. */

import type { Scenario } from './fixture-api.ts';
import { eids } from './fixture-data.ts';

const omnikey = '#/reader/pcsc%3AHID%20Global%20OMNIKEY%203x21%20Smart%20Card%20Reader%2000%2000';

export const allPages: readonly (readonly [scenario: Scenario, hashes: readonly string[]])[] = [
  [
    'full',
    [
      '#/',
      '#/activate',
      omnikey,
      `${omnikey}/abilities`,
      `${omnikey}/readings`,
      '#/reader/pcsc%3AAlcor%20Micro%20AU9540%2001%2000',
      '#/reader/sim%3A0',
      `#/compare/${eids.three}/${eids.simulated}`,
      '#/operations',
      '#/operations/2',
      '#/operations/5',
      '#/operations/2/trace',
      '#/operations/2/trace/7',
      '#/trace-compare/2/3',
      '#/history',
      '#/codes',
      '#/codes/640',
      '#/orders',
      '#/orders/5',
      '#/reports',
      '#/evidence',
      '#/evidence/3',
      '#/tokens',
      '#/trust',
      '#/upkeep',
      '#/simulator',
      '#/simulator/cards',
      '#/simulator/servers',
      '#/simulator/faults',
      '#/console',
      '#/settings',
      '#/settings/keyboard',
      '#/settings/device',
      '#/settings/accounts',
      '#/settings/quirks',
      '#/settings/apis',
      '#/settings/keys',
      // What is not there.
      '#/reader/nobody',
      '#/operations/999',
      '#/codes/9999',
      '#/evidence/999',
    ],
  ],
  ['sixteen', ['#/']],
  ['station', ['#/station', '#/station/new', '#/station/2', '#/station/1/report', '#/station/4']],
  ['none', ['#/', '#/operations', '#/history', '#/codes', '#/station', '#/evidence']],
];
