import { z } from 'zod';
import { timestamp } from './common.ts';

/** A token of the local APIs, without the token itself, which is shown once. */
export const token = z.object({
  id: z.int().positive(),
  name: z.string(),
  readOnly: z.boolean(),
  createdBy: z.string(),
  createdAt: timestamp,
  lastUsedAt: timestamp.exactOptional(),
  revokedAt: timestamp.exactOptional(),
});
export type Token = z.infer<typeof token>;

/** The token itself. */
export const tokenSecret = z.string().min(1).max(256);

export const tokenName = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9 ._-]{0,63}$/,
    'is no name: letters, digits, spaces, dots, hyphens, underscores',
  );
