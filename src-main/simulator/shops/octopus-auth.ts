/**
 * Login and refresh of Octopus Cards, as its documentation has them (reference/authentication): access tokens for an hour, refresh
 * tokens for seven days and for one use each.
 */

import { createHash, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { Entropy } from '../../../src-shared/ports.ts';
import { type ShopDesk, secretText } from './desk.ts';
import { jsonOf, type ShopAnswer, type ShopCall, type ShopRoute } from './http.ts';

const hour = 60 * 60 * 1000;
const accessMs = hour;
const refreshMs = 7 * 24 * hour;
/** Of the one account. */
const clientId = 42;

const digest = (text: string) => createHash('sha256').update(text).digest();
const hashOf = (text: string) => digest(text).toString('hex');
const same = (one: string, other: string) => timingSafeEqual(digest(one), digest(other));
const isoTime = (at: number) => new Date(at).toISOString();

const text = z.string().max(8192).catch('');
const loginInput = z.object({ username: text, password: text });
const refreshInput = z.object({ refresh_token: text });

function refusal(status: 400 | 401, message: string): ShopAnswer {
  const [name, code] =
    status === 400 ? ['ValidationException', 'VALIDATION_FAILURE'] : ['UnauthorizedError', 'UNAUTHORIZED'];
  return { status, json: { error: { name, code, message } } };
}

export interface OctopusAuthOptions {
  readonly desk: ShopDesk;
  readonly now: () => number;
  readonly entropy: Entropy;
}

/** Whether a bearer token is one that was issued and has not run out. */
export function isAccessToken(
  { desk, now }: Pick<OctopusAuthOptions, 'desk' | 'now'>,
  token: string,
): boolean {
  const hash = hashOf(token);
  return desk.sessions.some(({ access, accessUntil }) => access === hash && accessUntil > now());
}

/** Its routes, which need no token. */
export function octopusAuthRoutes({ desk, now, entropy }: OctopusAuthOptions): ShopRoute[] {
  function issued(kept: ShopDesk['sessions']): ShopAnswer {
    const [access, refresh] = [secretText(entropy, 24), secretText(entropy, 24)];
    const at = now();
    const accessUntil = at + accessMs;
    const refreshUntil = at + refreshMs;
    const good = kept.filter((one) => one.refreshUntil > at);
    desk.sessions = [
      ...good,
      { access: hashOf(access), accessUntil, refresh: hashOf(refresh), refreshUntil },
    ];
    return {
      status: 200,
      json: {
        success: true,
        data: {
          access_token: access,
          refresh_token: refresh,
          access_expires_at: isoTime(accessUntil),
          refresh_expires_at: isoTime(refreshUntil),
          client_id: clientId,
        },
      },
    };
  }

  function login({ request }: ShopCall): ShopAnswer {
    const { username, password } = loginInput.safeParse(jsonOf(request)).data ?? {
      username: '',
      password: '',
    };
    if (username === '' || password === '') return refusal(400, 'Username and password are required');
    const known = desk.login;
    const fits = same(username, known.username) && same(password, known.password);
    return fits ? issued(desk.sessions) : refusal(401, 'Invalid credentials');
  }

  function refresh({ request }: ShopCall): ShopAnswer {
    const token = refreshInput.safeParse(jsonOf(request)).data?.refresh_token ?? '';
    if (token === '') return refusal(400, 'Refresh token is required');
    const hash = hashOf(token);
    const session = desk.sessions.find((one) => one.refresh === hash && one.refreshUntil > now());
    if (session === undefined) return refusal(401, 'Invalid refresh token');
    // The refresh token is used up; the access token beside it lasts as long as it was to.
    const used = { ...session, refresh: hashOf(secretText(entropy, 24)), refreshUntil: session.accessUntil };
    return issued(desk.sessions.map((one) => (one === session ? used : one)));
  }

  const route = (name: string, path: string, answer: ShopRoute['answer']): ShopRoute => ({
    name,
    method: 'POST',
    path: new RegExp(`^/auth/${path}/?$`),
    isPublic: true,
    answer,
  });
  return [route('Login', 'login', login), route('RefreshToken', 'refresh', refresh)];
}
