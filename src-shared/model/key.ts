/** Where the key of the data folder is kept. */

import { z } from 'zod';

export const keyPassphrase = z.string().min(1).max(4096);

export const keyPlace = z.discriminatedUnion('to', [
  z.object({ to: z.literal('file') }),
  z.object({ to: z.literal('keychain') }),
  z.object({ to: z.literal('passphrase'), passphrase: keyPassphrase }),
]);
export type KeyPlace = z.infer<typeof keyPlace>;
