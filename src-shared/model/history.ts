/** What the window keeps of the history for all who use the workbench. */

import { z } from 'zod';

/** A query of the history under a name. */
export const savedFilter = z.object({
  name: z.string().trim().min(1).max(60),
  query: z.string().trim().min(1).max(8000),
});
export type SavedFilter = z.infer<typeof savedFilter>;

/** As many are kept. */
export const mostSavedFilters = 50;
