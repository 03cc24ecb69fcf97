/** The data folder as a whole. */

import { z } from 'zod';
import { keyPassphrase } from './key.ts';

export const exportRequest = z
  .object({
    /** 32 hexadecimal digits: the copy is `export-<id>.tmp` in the data folder, and whoever asked takes it away. */
    id: z.string().regex(/^[0-9A-F]{32}$/),
    /** Of the export: the key of the data folder is wrapped with it. */
    passphrase: keyPassphrase,
  })
  .strict();

export const exportedCopy = z.object({
  bytes: z.int().min(0),
  /** Of the database's tables. */
  version: z.int().min(1),
  /** The text of a key file: the keys of the data folder, wrapped with the passphrase of the export. */
  key: z.string().max(8192),
});
