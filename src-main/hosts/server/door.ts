/** Who may come in with a request of a script: no page, and a token as Bearer or as the password of HTTP Basic. */

import type { IncomingMessage } from 'node:http';
import type { WorkbenchApi } from '../../../src-shared/api.ts';
import { WorkbenchError } from '../../../src-shared/errors/index.ts';
import type { Token } from '../../../src-shared/model/index.ts';
import type { Clock } from '../../../src-shared/ports.ts';
import { Throttle } from './throttle.ts';

/** The token that a request bears. Of Basic (RFC 7617) the user name does not matter. */
function givenToken({ headers: { authorization = '' } }: IncomingMessage): string | undefined {
  const [, scheme = '', value = ''] = /^(Bearer|Basic) +(\S{1,1000})$/i.exec(authorization) ?? [];
  if (scheme.toLowerCase() !== 'basic') return value === '' ? undefined : value;
  const pair = Buffer.from(value, 'base64').toString('utf8');
  const colon = pair.indexOf(':');
  return colon < 0 ? undefined : pair.slice(colon + 1);
}

export class Door {
  readonly #workbench: WorkbenchApi;
  readonly #throttle: Throttle;

  constructor(workbench: WorkbenchApi, clock: Clock) {
    this.#workbench = workbench;
    this.#throttle = new Throttle(clock);
  }

  /** The token of a request. Rejects with api_origin, api_token_wrong, api_too_many_wrong, engine_gone. */
  async admit(request: IncomingMessage): Promise<Token> {
    const { origin } = request.headers;
    // A browser names an origin; a page has no business here, whatever it may have got hold of.
    if (origin !== undefined) throw new WorkbenchError('api_origin', { origin: origin.slice(0, 300) });
    const address = request.socket.remoteAddress ?? '';
    this.#throttle.check(address);
    const secret = givenToken(request);
    if (secret !== undefined && secret !== '' && secret.length <= 256) {
      const { token } = await this.#workbench.call('tokens.check', { secret });
      if (token !== undefined) return token;
      await this.slowDown(request);
    }
    throw new WorkbenchError('api_token_wrong');
  }

  /** A wrong token came with the request: resolves when that may be said. */
  slowDown(request: IncomingMessage): Promise<void> {
    return this.#throttle.failed(request.socket.remoteAddress ?? '');
  }

  /** As `admit`, for what changes something. Rejects with api_token_read_only too. */
  async admitWriter(request: IncomingMessage): Promise<Token> {
    const token = await this.admit(request);
    if (token.readOnly) throw new WorkbenchError('api_token_read_only', { name: token.name });
    return token;
  }
}
