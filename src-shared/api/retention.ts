/** Calls about how long records are kept. */

import { z } from 'zod';
import { retentionReport, retentionSettings, retentionState } from '../model/retention.ts';
import { row } from './row.ts';

export const retentionRows = {
  'retention.get': row(
    'How long records are kept, and how large they are',
    z.object({}).strict(),
    retentionState,
  ),
  'retention.set': row(
    'Says how long records are kept; null for ever, what is not named stays',
    retentionSettings.partial(),
    retentionState,
  ),
  'retention.run': row(
    'Removes now what is older or larger than was set, and tells what went',
    z.object({
      /** Write the database anew without free pages, which holds the engine up meanwhile; one of an older workbench gives none back before. */
      compact: z.boolean().default(false),
    }),
    retentionReport,
  ),
} as const;
