/** Calls for the window as a whole: what closing it would do, and what is remembered of cards. */

import { z } from 'zod';
import { card, eidText } from '../model/index.ts';
import { endingOperation } from '../model/shell.ts';
import { row } from './row.ts';

export const shellRows = {
  'operations.ending': row(
    'What ending the engine now would do to each operation that runs',
    z.object({}).strict(),
    z.array(endingOperation),
  ),
  'cards.forgetQuirks': row(
    'Forgets what was found out about the habits of a card; it is found again where it is still so',
    z.object({ eid: eidText }),
    card,
  ),
} as const;
