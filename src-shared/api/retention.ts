/** Calls about how long records are kept. */

import { z } from 'zod';
import { retentionPreview, retentionReport, retentionSettings, retentionState } from '../model/retention.ts';
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
  'retention.preview': row(
    'What a run would remove, with what is set or with what is named here; nothing is removed or set',
    retentionSettings.partial(),
    retentionPreview,
  ),
  'retention.run': row(
    'Removes now what is older or larger than was set, and tells what went',
    z.object({
      /** Write the database anew without free pages, which holds the engine up meanwhile; one of an older workbench gives none back before. */
      compact: z.boolean().default(false),
    }),
    retentionReport,
  ),
  'retention.cancel': row(
    'Ends the run that is under way after its part; what it has removed is gone. `retention.get` tells when it has ended',
    z.object({}).strict(),
    retentionState,
  ),
} as const;
