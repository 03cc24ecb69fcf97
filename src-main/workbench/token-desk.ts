/** The tokens of the local APIs, as they are called from outside. */

import type { tokenRows } from '../../src-shared/api/tokens.ts';
import type { Caller, CallName, CallOutput, CallRequest } from '../../src-shared/api.ts';
import type { Clock } from '../../src-shared/ports.ts';
import type { TokenStore } from '../store/token-port.ts';

type Handlers = {
  readonly [N in keyof typeof tokenRows & CallName]: (
    request: CallRequest<N>,
    caller: Caller,
  ) => CallOutput<N> | Promise<CallOutput<N>>;
};

/** `onDisk`: a token that was said to be revoked stays so, and one that was told is there, whatever becomes of the power. */
export function createTokenDesk(
  tokens: TokenStore,
  clock: Clock,
  onDisk: () => Promise<void>,
): { readonly handlers: Handlers } {
  return {
    handlers: {
      'tokens.list': () => tokens.list(),
      'tokens.create': async ({ name, readOnly }, { createdBy }) => {
        const created = tokens.create({ name, readOnly, createdBy, at: clock.now() });
        await onDisk();
        return created;
      },
      'tokens.check': ({ secret }) => {
        const token = tokens.check(secret, clock.now());
        return token === undefined ? {} : { token };
      },
      'tokens.revoke': async ({ id }) => {
        const revoked = tokens.revoke(id, clock.now());
        await onDisk();
        return revoked;
      },
    },
  };
}
