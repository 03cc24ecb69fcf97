/** Login and refresh of the simulated Octopus Cards (its documentation: reference/authentication). */

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, asking, type ShopBench, shopBench } from './shop-bench.ts';

const hour = 60 * 60_000;

describe('tokens of the simulated Octopus Cards', () => {
  let lab: ShopBench;
  beforeAll(async () => {
    lab = await shopBench('octopus');
  });
  afterAll(() => lab.bench.close());

  const post = (path: string, body: unknown) => lab.ask(`/auth/${path}`, { body, token: '' });
  const logIn = () => post('login', lab.shop.login);
  const refresh = (token: string) => post('refresh', { refresh_token: token });
  const works = async (token: string) => (await lab.ask('/api/v1/esim/orders', { token })).status === 200;
  const tokensOf = ({ json }: Answer) => [json.data.access_token, json.data.refresh_token] as const;

  it('are given for API key and secret, the one for an hour and the other for seven days', async () => {
    const answer = await logIn();
    const [access, again] = tokensOf(answer);
    const at = (ms: number) => new Date(lab.clock.now() + ms).toISOString();
    expect([answer.status, answer.json]).toEqual([
      200,
      {
        success: true,
        data: {
          access_token: access,
          refresh_token: again,
          access_expires_at: at(hour),
          refresh_expires_at: at(7 * 24 * hour),
          client_id: expect.any(Number),
        },
      },
    ]);
    expect(await works(access)).toBe(true);
    expect(await works(again)).toBe(false);
    await lab.clock.elapse(hour - 1);
    expect(await works(access)).toBe(true);
    await lab.clock.elapse(1);
    expect(await works(access)).toBe(false);
    expect((await refresh(again)).status).toBe(200);
  });

  it('are renewed once by a refresh token, which is of no use then', async () => {
    const [first, spent] = tokensOf(await logIn());
    const [second, next] = tokensOf(await refresh(spent));
    expect((await refresh(spent)).status).toBe(401);
    expect([await works(first), await works(second)]).toEqual([true, true]);
    await lab.clock.elapse(7 * 24 * hour);
    expect((await refresh(next)).status).toBe(401);
  });

  it('are refused with the errors of the documentation', async () => {
    const { username = '', password = '' } = lab.shop.login ?? {};
    for (const [path, body, status, message] of [
      ['login', { username, password: 'wrong' }, 401, 'Invalid credentials'],
      ['login', { username: 'wrong', password }, 401, 'Invalid credentials'],
      ['login', { username }, 400, 'Username and password are required'],
      ['login', 'no JSON', 400, 'Username and password are required'],
      ['refresh', { refresh_token: 'wrong' }, 401, 'Invalid refresh token'],
      ['refresh', {}, 400, 'Refresh token is required'],
    ] as const) {
      const answer = await post(path, body);
      expect([answer.status, answer.json.error.message]).toEqual([status, message]);
    }
    expect((await lab.ask('/auth/login')).status).toBe(405);
  });

  it('can fail like the rest of the shop', async () => {
    lab.bench.addFault('Octopus.Login http=500 times=1');
    expect((await logIn()).status).toBe(500);
    const [, again] = tokensOf(await logIn());
    lab.bench.addFault('Octopus.RefreshToken http=429 times=1');
    expect((await refresh(again)).status).toBe(429);
    expect((await refresh(again)).status).toBe(200);
  });

  it('keep no more than it has room for, the newest', async () => {
    const [oldest] = tokensOf(await logIn());
    let newest = oldest;
    for (let time = 0; time < 100; time++) [newest] = tokensOf(await logIn());
    expect([await works(oldest), await works(newest)]).toEqual([false, true]);
  });

  it('leave the token of the account as it is, which does not run out', async () => {
    await lab.clock.elapse(1000 * hour);
    expect((await asking(lab.shop)('/api/v1/esim/orders')).status).toBe(200);
  });
});
