/** Calls about the tokens of the local APIs. */

import { z } from 'zod';
import { token, tokenName, tokenSecret } from '../model/token.ts';
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
  'tokens.check': row(
    'Whose token this is, for hosts that were shown one; none where it is unknown or revoked. Notes that it was used',
    z.object({ secret: tokenSecret }),
    z.object({ token: token.exactOptional() }),
  ),
  'tokens.revoke': row('Makes a token useless, for good', z.object({ id: z.int().positive() }), token),
} as const;
