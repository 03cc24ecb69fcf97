/** The call about the history of operations. */

import { z } from 'zod';
import { fleetLimits, historyEntry } from '../model/fleet.ts';
import { queryLimits } from '../query/index.ts';
import { row } from './row.ts';

export const historyRows = {
  'history.page': row(
    'A page of the history of operations, by a query in the query language of the fleet API',
    z.object({
      /** Of the fields in `fleetFields.history`; empty for all. */
      query: z.string().max(queryLimits.length).default(''),
      /** A field with asc or desc; by default the newest first. */
      orderby: z.string().max(100).default(''),
      size: z.number().int().min(1).max(fleetLimits.page).default(100),
      /** Of the page before, with the same query and order. */
      cursor: z.string().max(2000).optional(),
    }),
    z.object({
      list: z.array(historyEntry),
      /** Absent: there is no more. */
      cursor: z.string().exactOptional(),
    }),
  ),
} as const;
