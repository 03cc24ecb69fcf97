import type * as crypto from 'node:crypto';

/**
 * `node:crypto` for tests of what is done with keys, not of how one is made of a passphrase: that costs a thousandth. What a file
 * says of its cost stays as it is. To be imported within the factory of `vi.mock('node:crypto', …)`, which goes before all other imports.
 */
export function quickScrypt(original: typeof crypto): typeof crypto {
  return {
    ...original,
    scryptSync: (password, salt, length, options) =>
      original.scryptSync(password, salt, length, {
        ...options,
        N: Math.min(options?.N ?? 1 << 14, 1 << 7),
      }),
  };
}
