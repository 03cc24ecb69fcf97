/** Calls about the saved filters of the history. */

import { z } from 'zod';
import { savedFilter } from '../model/history.ts';
import { row } from './row.ts';

const filters = z.array(savedFilter);

export const historyRows = {
  'history.filters.list': row(
    'The saved filters of the history, the one that was saved last first',
    z.object({}).strict(),
    filters,
  ),
  'history.filters.save': row(
    'Saves a filter; one of the same name is replaced. 50 are kept: the one that was saved first makes room',
    savedFilter,
    filters,
  ),
  'history.filters.remove': row('Forgets a saved filter', z.object({ name: z.string().max(200) }), filters),
} as const;
