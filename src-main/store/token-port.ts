/** What the rooms above need of the tokens of the local APIs. As in `port.ts`: synchronous, short, safe from `kill -9`. */

import type { Token } from '../../src-shared/model/index.ts';

export interface NewToken {
  readonly name: string;
  readonly readOnly: boolean;
  readonly createdBy: string;
  readonly at: number;
}

export interface TokenStore {
  /** The newest first, revoked ones included. */
  list(): Token[];
  /** Makes one; `secret` is told here and never again. Throws token_name_taken. */
  create(token: NewToken): { readonly token: Token; readonly secret: string };
  /** Keeps a token that somebody knows already. Gives the one that it was before, where it is known. Throws token_name_taken. */
  adopt(secret: string, token: NewToken): Token;
  /** For good; one that is revoked already stays as it is. Throws token_not_found. */
  revoke(id: number, at: number): Token;
  /** Whose token it is; undefined where it is unknown or revoked. Notes that it was used, to the minute. */
  check(secret: string, at: number): Token | undefined;
}
