/** Calls that look before a download leaps. Neither uses the activation code up, nor tells a server of it. */

import { z } from 'zod';
import { activationCheck, activationFinding } from '../model/activation.ts';
import { row } from './row.ts';

export const activationRows = {
  'activation.check': row(
    'What can be told before a download: the code, the card, the vault, without asking anybody (docs/cli.md, `code check`)',
    z
      .object({
        /** Onto the card in it. Absent: what concerns a card is not checked. */
        readerId: z.string().min(1).max(300).optional(),
        /** What is to be done: an enabled profile with PPR1 keeps another one from being enabled. */
        kind: z.enum(['activate', 'download']).default('activate'),
        activationCode: z.string().min(1).max(4096).optional(),
        /** A code of the vault. */
        codeId: z.int().positive().optional(),
        /** In place of a code: where an event of a discovery leads. Without any of the three: the card's default SM-DP+. */
        smdpAddress: z.string().min(1).max(255).optional(),
        confirmationCode: z.string().min(1).max(64).optional(),
      })
      .refine(
        ({ activationCode, codeId, smdpAddress }) =>
          [activationCode, codeId, smdpAddress].filter((one) => one !== undefined).length <= 1,
        { path: ['activationCode'], message: 'goes without codeId and smdpAddress' },
      ),
    activationCheck,
  ),
  'activation.reach': row(
    'Whether an SM-DP+ can be reached and is trusted: connects, verifies its certificate, and hangs up',
    z.object({ smdpAddress: z.string().min(1).max(255) }),
    activationFinding,
  ),
} as const;
