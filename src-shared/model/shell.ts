/** What the window asks before it is closed. */

import { z } from 'zod';
import { operationKind } from './operation.ts';

/** An operation that runs, and what becomes of it when the engine is told to end. */
export const endingOperation = z.object({
  id: z.int().positive(),
  kind: operationKind,
  /** The name of its reader. */
  reader: z.string(),
  /**
   * `cancelled`: broken off, nothing was changed. `cancelled_at_server`: broken off, and the server is told. `finished`:
   * the card is being changed, which is waited for.
   */
  effect: z.enum(['cancelled', 'cancelled_at_server', 'finished']),
});
export type EndingOperation = z.infer<typeof endingOperation>;
