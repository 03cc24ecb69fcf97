/** Calls about what a card held at earlier times. */

import { z } from 'zod';
import { cardComparison, cardMoment, cardReading } from '../model/card-reading.ts';
import { eidText } from '../model/common.ts';
import { row } from './row.ts';

export const cardRows = {
  'cards.readings': row(
    'The states in which a card was found, the newest first; `before`: only those with a smaller number',
    z.object({
      eid: eidText,
      before: z.int().positive().optional(),
      limit: z.int().min(1).max(500).default(100),
    }),
    z.array(cardReading),
  ),
  'cards.compare': row(
    'Compares two cards, or one card at two times; without a reading a card counts as last seen',
    z.object({ a: cardMoment, b: cardMoment }),
    cardComparison,
  ),
} as const;
