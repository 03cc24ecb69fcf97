/** Who may come in with a request of a script: no page, and a token as Bearer or as the password of HTTP Basic. */

import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { WorkbenchApi } from '../../../src-shared/api.ts';
import { WorkbenchError } from '../../../src-shared/errors/index.ts';
import type { Token } from '../../../src-shared/model/index.ts';
import type { Clock } from '../../../src-shared/ports.ts';
import { Throttle } from './throttle.ts';

const longestToken = 256;
/** Tokens that were right and are known as such. */
const mostProven = 256;

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
  /** SHA-256 of each, so that how long it takes to find one tells nothing of it; the one that came longest ago first. */
  readonly #proven = new Set<string>();

  constructor(workbench: WorkbenchApi, clock: Clock) {
    this.#workbench = workbench;
    this.#throttle = new Throttle(clock);
  }

  /** The token of a request. Rejects with api_origin, api_token_wrong, api_too_many_wrong, engine_gone. */
  async admit(request: IncomingMessage): Promise<Token> {
    const { origin } = request.headers;
    // A browser names an origin; a page has no business here, whatever it may have got hold of.
    if (origin !== undefined) throw new WorkbenchError('api_origin', { origin: origin.slice(0, 300) });
    const secret = givenToken(request);
    const token =
      secret === undefined || secret === '' || secret.length > longestToken
        ? undefined
        : await this.#check(request, secret);
    if (token === undefined) throw new WorkbenchError('api_token_wrong');
    return token;
  }

  /** As `admit`, for what changes something. Rejects with api_token_read_only too. */
  async admitWriter(request: IncomingMessage): Promise<Token> {
    const token = await this.admit(request);
    if (token.readOnly) throw new WorkbenchError('api_token_read_only', { name: token.name });
    return token;
  }

  /** What `look` makes of a secret that came with the request; nothing is told later each time. Rejects with api_too_many_wrong. */
  guard<T>(request: IncomingMessage, look: () => T | undefined | Promise<T | undefined>) {
    const { socket } = request;
    return this.#throttle.guard(socket.remoteAddress ?? '', () => socket.destroyed, look);
  }

  async #check(request: IncomingMessage, secret: string): Promise<Token | undefined> {
    const look = async () => (await this.#workbench.call('tokens.check', { secret })).token;
    const digest = createHash('sha256').update(secret).digest('hex');
    // What was right keeps nobody waiting, whoever else tries tokens from the same address.
    let token = this.#proven.has(digest) ? await look() : undefined;
    token ??= await this.guard(request, look);
    this.#proven.delete(digest);
    if (token === undefined) return undefined;
    this.#proven.add(digest);
    for (const oldest of this.#proven) {
      if (this.#proven.size <= mostProven) break;
      this.#proven.delete(oldest);
    }
    return token;
  }
}
