/** The tokens of the local APIs, as they are called from outside. */

import type { tokenRows } from '../../src-shared/api/tokens.ts';
import type { Caller, CallName, CallOutput, CallRequest } from '../../src-shared/api.ts';
import type { Clock } from '../../src-shared/ports.ts';
import type { TokenStore } from '../store/token-port.ts';

type Handlers = {
  readonly [N in keyof typeof tokenRows & CallName]: (
    request: CallRequest<N>,
    caller: Caller,
  ) => CallOutput<N>;
};

export function createTokenDesk(tokens: TokenStore, clock: Clock): { readonly handlers: Handlers } {
  return {
    handlers: {
      'tokens.list': () => tokens.list(),
      'tokens.create': ({ name, readOnly }, { createdBy }) =>
        tokens.create({ name, readOnly, createdBy, at: clock.now() }),
      'tokens.check': ({ secret }) => {
        const token = tokens.check(secret, clock.now());
        return token === undefined ? {} : { token };
      },
      'tokens.revoke': ({ id }) => tokens.revoke(id, clock.now()),
    },
  };
}
