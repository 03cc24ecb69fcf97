/** Accounts of Octopus Cards that get their tokens by themselves, before a shop that issues them for an hour. */

import { describe, expect, it } from 'vitest';
import { createShopTransport, type ShopTransport } from '../../src-main/orders/index.ts';
import { changedOrderAccount, newOrderAccount, type OrderAccount } from '../../src-shared/model/index.ts';
import { systemClock } from '../../src-shared/system-ports.ts';
import { shopBench } from '../simulator/shops/shop-bench.ts';
import { temporaryFolder, testStore } from '../store/fixtures.ts';
import { readableIn } from '../support/readable.ts';
import { caller, failureOf, minute, type OrderBench, orderBench } from './order-support.ts';

const hour = 60 * minute;
const day = 24 * hour;

/** A desk with an account that has a login, and the paths that it asks for. */
async function withLogin() {
  const lab = await shopBench('octopus');
  const asked: string[] = [];
  const network = createShopTransport(systemClock);
  let answering: ShopTransport = network;
  const bench = await orderBench(lab, {
    transport: (request) => {
      asked.push(request.url.pathname.replace('/api/v1/esim', ''));
      return answering(request);
    },
  });
  const { baseUrl, login = { username: '', password: '' } } = lab.shop;
  const account = await bench.desk.handlers['shops.add'](
    { connector: 'octopus', label: 'Own', baseUrl, login },
    caller,
  );
  asked.length = 0;
  return {
    lab,
    bench,
    login,
    account,
    asked,
    /** How the account has got tokens since it was last asked. */
    auth: () => asked.splice(0).filter((path) => path.startsWith('/auth/')),
    answer: (transport: ShopTransport) => {
      answering = transport;
    },
    network,
    async pass(ms: number) {
      await lab.clock.elapse(ms);
      await bench.clock.elapse(ms);
    },
  };
}

const quote = (bench: OrderBench, { id }: OrderAccount) =>
  bench.desk.handlers['shops.quote']({ accountId: id, productId: '712:4.5' }, caller);

describe('an account with a login', () => {
  it('has a token from the beginning, and none of its secrets in what is told', async () => {
    const { bench, account, login } = await withLogin();
    expect(account).toMatchObject({ renewsToken: true, tokenExpiresAt: bench.clock.now() + hour });
    const access = bench.store.orders.accessOf(account.id);
    expect(access).toMatchObject({ login, refresh: { expiresAt: bench.clock.now() + 7 * day } });
    const told = JSON.stringify([await bench.desk.handlers['shops.list']({}, caller), bench.events]);
    for (const secret of [login.username, login.password, access.token ?? '-', access.refresh?.token ?? '-'])
      expect(told).not.toContain(secret);
  });

  it('goes on for weeks: by its refresh token, and by its login when that is over too', async () => {
    const { bench, account, auth, pass } = await withLogin();
    await quote(bench, account);
    expect(auth()).toEqual([]);
    await pass(hour);
    await quote(bench, account);
    expect(auth()).toEqual(['/auth/refresh']);
    for (let time = 0; time < 20; time++) {
      await pass(6 * day);
      await quote(bench, account);
      expect(auth()).toEqual(['/auth/refresh']);
    }
    await pass(8 * day);
    await quote(bench, account);
    expect(auth()).toEqual(['/auth/login']);
    expect(bench.store.orders.getAccount(account.id)?.tokenExpiresAt).toBe(bench.clock.now() + hour);
  });

  it('logs in again where the answer to a refresh was lost, since a refresh token is good once', async () => {
    const { bench, account, auth, pass, answer, network } = await withLogin();
    await pass(hour);
    answer(async (request) => {
      const exchange = await network(request);
      return request.url.pathname === '/auth/refresh'
        ? { kind: 'failure', failure: 'broken', sent: true, reason: 'lost' }
        : exchange;
    });
    expect((await failureOf(() => quote(bench, account))).code).toBe('shop_silent');
    answer(network);
    auth();
    await quote(bench, account);
    expect(auth()).toEqual(['/auth/refresh', '/auth/login']);
  });

  it('gets one token for all that ask at once', async () => {
    const { bench, account, auth, pass } = await withLogin();
    await pass(hour);
    await Promise.all(Array.from({ length: 6 }, () => quote(bench, account)));
    expect(auth()).toEqual(['/auth/refresh']);
  });

  it('takes another token where one is refused before its time, and asks once more', async () => {
    const { lab, bench, account, auth } = await withLogin();
    lab.bench.addFault('Octopus.Charges http=401 times=1');
    await quote(bench, account);
    expect(auth()).toEqual(['/auth/refresh']);
    // Twice is no accident: it is told.
    lab.bench.addFault('Octopus.Charges http=401');
    expect((await failureOf(() => quote(bench, account))).code).toBe('shop_token_wrong');
    expect(auth()).toHaveLength(1);
  });

  it('orders once where the order itself is refused for its token', async () => {
    const { lab, bench, account } = await withLogin();
    lab.bench.addFault('Octopus.CreateOrder http=401 times=1');
    const { id } = await bench.place({ accountId: account.id });
    await bench.until(id, ({ status }) => status === 'delivered');
    expect(lab.shop.orders()).toHaveLength(1);
  });

  it('is followed beyond the hour of its first token', async () => {
    const { lab, bench, account, auth } = await withLogin();
    lab.bench.addFault('Octopus.CreateOrder delivery=600s times=1');
    lab.bench.addFault('Octopus.GetOrder shows=PENDING times=28');
    const { id } = await bench.place({ accountId: account.id });
    let order = await bench.until(id, ({ status }) => status !== 'placing');
    while (order.nextPollAt !== undefined && order.status !== 'delivered') order = await bench.poll(id);
    expect(bench.clock.now() - order.createdAt).toBeGreaterThan(hour);
    expect(auth()).toEqual(['/auth/refresh']);
    expect(order.error).toBeUndefined();
  });

  it('waits where no token can be had, sends nothing meanwhile, and orders when there is one', async () => {
    const { lab, bench, account, pass, answer, network } = await withLogin();
    const placed = await bench.desk.handlers['shops.quote'](
      { accountId: account.id, productId: '712:4.5' },
      caller,
    );
    // The price is known; then the token runs out, and the login cannot be reached.
    answer(async (request) =>
      request.url.pathname.endsWith('/orders')
        ? { kind: 'answer', status: 401, headers: {}, body: Buffer.from('{}') }
        : request.url.pathname.startsWith('/auth/')
          ? { kind: 'failure', failure: 'unreachable', sent: false, reason: 'nobody' }
          : await network(request),
    );
    const { id } = await bench.place({ accountId: account.id, expectedPrice: placed.price });
    const waiting = await bench.until(id, ({ error }) => error !== undefined);
    expect(waiting).toMatchObject({ status: 'placing', error: { code: 'shop_unreachable' } });
    expect([waiting.sentAt, lab.shop.orders().length]).toEqual([undefined, 0]);
    answer(network);
    await pass(minute);
    await bench.until(id, ({ status }) => status === 'delivered');
    expect(lab.shop.orders()).toHaveLength(1);
  });

  it('says plainly when its login is refused; orders keep, and go on with another one', async () => {
    const { lab, bench, account, answer, network, login } = await withLogin();
    lab.bench.addFault('Octopus.CreateOrder delivery polls=3 times=1');
    const { id } = await bench.place({ accountId: account.id });
    await bench.until(id, ({ status }) => status === 'open');
    answer(async () => ({ kind: 'answer', status: 401, headers: {}, body: Buffer.from('{}') }));
    expect(await bench.poll(id)).toMatchObject({ status: 'open', error: { code: 'shop_login_refused' } });
    const handlers = bench.desk.handlers;
    const update = () => handlers['shops.update']({ id: account.id, login }, caller);
    expect((await failureOf(update)).code).toBe('shop_login_refused');
    answer(network);
    const before = bench.store.orders.getOrder(id)?.polls ?? 0;
    await update();
    await bench.until(id, ({ polls, error }) => polls > before && error === undefined);
  });

  it('is not kept where its login is wrong, and there is none at Connect', async () => {
    const { bench, lab, login } = await withLogin();
    const add = { connector: 'octopus', label: 'Wrong', baseUrl: lab.shop.baseUrl } as const;
    const wrong = { ...login, password: 'wrong' };
    const error = await failureOf(() => bench.desk.handlers['shops.add']({ ...add, login: wrong }, caller));
    expect(error.code).toBe('shop_login_refused');
    expect(JSON.stringify(error)).not.toContain('wrong');
    const connect = { ...add, connector: 'truphone', login } as const;
    expect((await failureOf(() => bench.desk.handlers['shops.add'](connect, caller))).code).toBe(
      'shop_login_unsupported',
    );
    expect(bench.store.orders.listAccounts().map(({ label }) => label)).toEqual(['Shop', 'Own']);
  });

  it('lets a token that is given take the place of its login', async () => {
    const { bench, account, lab } = await withLogin();
    const update = bench.desk.handlers['shops.update'];
    const changed = await update({ id: account.id, token: lab.shop.token }, caller);
    expect([changed.renewsToken, changed.tokenExpiresAt]).toEqual([false, undefined]);
    expect(bench.store.orders.accessOf(account.id)).toEqual({ token: lab.shop.token });
  });
});

it('an account is added with a token or a login, and changed with at most one', () => {
  const account = { connector: 'octopus', label: 'A', baseUrl: 'https://a.example' };
  const login = { username: 'u', password: 'p' };
  const accepted = [{ token: 't' }, { login }];
  const refused = [
    {},
    { token: 't', login },
    { login: { username: 'u' } },
    { login: { ...login, password: '' } },
  ];
  for (const one of accepted) expect(newOrderAccount.safeParse({ ...account, ...one }).success).toBe(true);
  for (const one of refused) expect(newOrderAccount.safeParse({ ...account, ...one }).success).toBe(false);
  for (const one of [...accepted, {}])
    expect(changedOrderAccount.safeParse({ id: 1, ...one }).success).toBe(true);
  for (const one of refused.slice(1))
    expect(changedOrderAccount.safeParse({ id: 1, ...one }).success).toBe(false);
});

it('no login and no refresh token is readable in the data folder, and a rotation seals them anew', async () => {
  const folder = temporaryFolder();
  const store = testStore({ folder });
  const access = {
    token: 'ACCESS-TOPSECRET',
    tokenExpiresAt: 9_000,
    login: { username: 'KEY-TOPSECRET', password: 'WORD-TOPSECRET' },
    refresh: { token: 'REFRESH-TOPSECRET', expiresAt: 10_000 },
  };
  const account = {
    connector: 'octopus',
    label: 'A',
    baseUrl: 'https://a/',
    simulated: false,
    at: 1,
  } as const;
  store.orders.addAccount({ ...account, access });
  expect(store.orders.accessOf(1)).toEqual(access);
  store.codes.rotate(2_000);
  expect(store.orders.accessOf(1)).toEqual(access);
  await store.orders.ordersSynced();
  const secrets = new Map(
    [access.token, access.login.username, access.login.password, access.refresh.token].map((text) => [
      text,
      text,
    ]),
  );
  expect(readableIn(folder, secrets)).toEqual([]);
  store.orders.updateAccount(1, 3_000, { access: { token: 'other' } });
  expect(store.orders.accessOf(1)).toEqual({ token: 'other' });
});
