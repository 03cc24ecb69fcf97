/** Calls about the key of the data folder: where it is kept, and how it is changed. */

import { z } from 'zod';
import { keyPassphrase, keyPlace, keyStatus } from '../model/key.ts';
import { row } from './row.ts';

export const keyRows = {
  'key.move': row(
    'Keeps the key of the data folder in its file, behind a passphrase, or in the system keychain; nothing is sealed anew',
    keyPlace,
    z.object({ key: z.enum(['file', 'passphrase', 'keychain']) }),
  ),
  'key.passphrase': row(
    'Sets or changes the passphrase: beside the system keychain, or the one that protects the key',
    z.object({ passphrase: keyPassphrase }),
    z.object({}),
  ),
  'key.status': row(
    'Where the key of the data folder is kept, its number, and older ones by which something is still sealed',
    z.object({}).strict(),
    keyStatus,
  ),
  'key.rotate': row(
    'A new key for the data folder, kept as the present one is; what is sealed with that stays readable, and is sealed anew in the background',
    z.object({
      /** The present one, where the key has one: the new key is wrapped with it. */
      passphrase: keyPassphrase.exactOptional(),
    }),
    keyStatus,
  ),
  'key.reseal': row(
    'Begins or goes on to seal with the newest key what is sealed with older ones; these are forgotten at the end',
    z.object({}).strict(),
    keyStatus,
  ),
  'key.pauseReseal': row(
    'Stops that after the part that is under way; it can be gone on with at any time',
    z.object({}).strict(),
    keyStatus,
  ),
} as const;
