/** Calls about where the key of the data folder is kept. */

import { z } from 'zod';
import { keyPassphrase, keyPlace } from '../model/key.ts';
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
} as const;
