/** Recordings of other programs. */

import { z } from 'zod';
import { exchangeCounts } from '../model/evidence.ts';
import { importFormat, operation } from '../model/operation.ts';
import { row } from './row.ts';

export const importRows = {
  'trace.import': row(
    'Takes in a recording of another program that was put with `evidence.put`, as an operation of kind `import` with its trace',
    z.object({
      upload: z.int().positive(),
      fileName: z.string().max(255).default(''),
      /** Absent: found out. */
      format: importFormat.optional(),
    }),
    z.object({ operation, exchanges: exchangeCounts }),
  ),
} as const;
