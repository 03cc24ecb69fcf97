/** Evidence and operations as they are looked at. */

import { pressCommand } from '../support/press-command.ts';
import { settled } from './settled.ts';
import { go, type ShotRow } from './shots-ways.ts';

export const operationShots: readonly ShotRow[] = [
  [
    'evidence-refused',
    'full',
    go('#/evidence', async (page) => {
      await page
        .locator('input[type=file]')
        .first()
        .setInputFiles([
          { name: 'sent\u202E.euicc-evidence', mimeType: 'application/gzip', buffer: Buffer.from('newer') },
          { name: 'cut.euicc-evidence', mimeType: 'application/gzip', buffer: Buffer.from('damaged') },
        ]);
      await page.getByRole('alert').nth(1).waitFor();
    }),
  ],
  ['evidence-none', 'none', go('#/evidence')],
  [
    'evidence-deviates',
    'full',
    go('#/evidence/3', async (page) => {
      await page.getByRole('button', { name: 'Replay again' }).click();
      await page.getByText('of 86 APDUs').waitFor();
    }),
  ],
  [
    'evidence-export',
    'full',
    go('#/operations/3', async (page) => {
      await pressCommand(page, 'v', 'operation.export');
      await page.getByRole('dialog').getByText('These values will be replaced').click();
      await settled(page);
    }),
  ],
];
