/** The data folder as a whole. */

import { z } from 'zod';

export const exportRequest = z
  .object({
    /** 32 hexadecimal digits: the copy is `export-<id>.tmp` in the data folder, and whoever asked takes it away. */
    id: z.string().regex(/^[0-9A-F]{32}$/),
  })
  .strict();

export const databaseCopy = z.object({
  bytes: z.number().int().min(0),
  /** Of the database's tables. */
  version: z.number().int().min(1),
});
