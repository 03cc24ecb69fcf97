/**
 * Tokens of Octopus Cards, as octopus-docs.pages.dev has them (reference/authentication: login, refresh-token): an API key and its
 * secret give an access token for an hour and a refresh token for seven days. The refresh token gives both anew, once.
 */

import { z } from 'zod';
import { WorkbenchError } from '../../src-shared/errors/index.ts';
import type { AccountAccess } from '../../src-shared/model/index.ts';
import { type Refusal, type ShopAccess, type ShopCall, ShopHttp, shopToken } from './http.ts';
import type { RenewTokens } from './port.ts';

const time = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text));

const tokens = z.object({
  data: z.object({
    access_token: z.string().min(1).max(8192),
    refresh_token: z.string().min(1).max(8192).optional().catch(undefined),
    access_expires_at: time.optional().catch(undefined),
    refresh_expires_at: time.optional().catch(undefined),
  }),
});

/** A refresh token that has less than this left is not sent any more. */
const marginMs = 60_000;

const refusalOf: Refusal = () => ({ code: 'no code', reason: '' });

/** Whether the shop has looked at what it was given, and does not take it. */
function isRefused(error: unknown): boolean {
  if (!(error instanceof WorkbenchError)) return false;
  return (
    error.code === 'shop_token_wrong' || (error.code === 'shop_refused' && error.params['status'] === 400)
  );
}

/** By the refresh token while it lasts, else by the login. Rejects with shop_login_refused, shop_* and cancelled. */
export const renewOctopusTokens: RenewTokens = async ({ baseUrl, transport, now, newId }, access, signal) => {
  const { login, refresh } = access;
  const shopAccess: ShopAccess = { baseUrl, transport, now, newId };
  const http = new ShopHttp(shopAccess, refusalOf);
  if (login === undefined) throw new WorkbenchError('shop_token_wrong', { shop: http.host });
  async function ask(path: string, json: object): Promise<AccountAccess> {
    const call: ShopCall = { method: 'POST', path, json, signal, isPublic: true };
    const { data } = (await http.ask(call, tokens)).value;
    const { refresh_token, access_expires_at, refresh_expires_at } = data;
    return {
      token: shopToken(data.access_token),
      ...(access_expires_at === undefined ? {} : { tokenExpiresAt: access_expires_at }),
      ...(login === undefined ? {} : { login }),
      ...(refresh_token === undefined || refresh_expires_at === undefined
        ? {}
        : { refresh: { token: refresh_token, expiresAt: refresh_expires_at } }),
    };
  }
  if (refresh !== undefined && refresh.expiresAt > now() + marginMs)
    try {
      return await ask('auth/refresh', { refresh_token: refresh.token });
    } catch (error) {
      // It was used already, as where its answer was lost, or all were revoked: the login gives new ones.
      if (!isRefused(error)) throw error;
    }
  try {
    return await ask('auth/login', { username: login.username, password: login.password });
  } catch (error) {
    if (isRefused(error)) throw new WorkbenchError('shop_login_refused', { shop: http.host });
    throw error;
  }
};
