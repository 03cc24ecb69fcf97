/** The key of the data folder: where it is kept, and how it is changed. */

import { z } from 'zod';

export const keyPassphrase = z.string().min(1).max(4096);

export const keyPlace = z.discriminatedUnion('to', [
  z.object({ to: z.literal('file') }),
  z.object({ to: z.literal('keychain') }),
  z.object({ to: z.literal('passphrase'), passphrase: keyPassphrase }),
]);
export type KeyPlace = z.infer<typeof keyPlace>;

export const keyStatus = z.object({
  place: z.enum(['file', 'passphrase', 'keychain']),
  /** The name of the keychain, where it is in one. */
  backend: z.string().exactOptional(),
  /** Whether a passphrase opens it. */
  passphrase: z.boolean(),
  /** Which of the folder's keys seals: they count from 1. */
  number: z.int().min(1),
  /** Older ones that are kept, since something may still be sealed with them. */
  older: z.array(z.int().min(1)),
  /** Sealing anew with that key; absent where the key was never changed, and where nobody has the folder open. */
  reseal: z
    .object({
      running: z.boolean(),
      /** Steps, not rows: for a share of the whole. */
      done: z.int().min(0),
      total: z.int().min(0),
      /** Values that were sealed anew. */
      sealed: z.int().min(0),
      /** Values that no key opens; they keep the older keys. */
      unreadable: z.int().min(0),
    })
    .exactOptional(),
});
export type KeyStatus = z.infer<typeof keyStatus>;
