/** The APIs for scripts, where the desktop application serves them. */

import { z } from 'zod';
import { errorData } from './common.ts';

export const apisSettings = z.object({
  enabled: z.boolean(),
  /** On 127.0.0.1. */
  port: z.int().min(1).max(65_535),
});
export type ApisSettings = z.infer<typeof apisSettings>;

export const apisState = z.object({
  /** Whether this engine's host serves them when they are switched on: the desktop application does, for an engine of its own. */
  available: z.boolean(),
  /** What is kept, and holds from the next start on too. */
  settings: apisSettings,
  /** Where they are served now, without a path. */
  address: z.string().exactOptional(),
  /** Why they are not served although they are switched on. */
  error: errorData.exactOptional(),
});
export type ApisState = z.infer<typeof apisState>;
