/** Calls about the tokens of the local APIs. */

import { z } from 'zod';
import { token, tokenName } from '../model/token.ts';
import { row } from './row.ts';

export const tokenRows = {
  'tokens.list': row(
    'The tokens of the local APIs, revoked ones included',
    z.object({}).strict(),
    z.array(token),
  ),
  'tokens.create': row(
    'Makes a token, which is shown this once',
    z.object({ name: tokenName, readOnly: z.boolean().default(false) }),
    z.object({ token, secret: z.string() }),
  ),
  'tokens.revoke': row(
    'Makes a token useless, for good',
    z.object({ id: z.number().int().positive() }),
    token,
  ),
} as const;
