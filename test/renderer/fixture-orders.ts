/** Accounts, products and orders of the fixture: one order in each state. */

import type { orderRows } from '../../src-shared/api/orders.ts';
import type { CallName, CallOutput, CallRequest, WorkbenchEvent } from '../../src-shared/api.ts';
import { WorkbenchError } from '../../src-shared/errors/index.ts';
import type { Order, OrderAccount, OrderProduct } from '../../src-shared/model/index.ts';
import { samePrice } from '../../src-shared/model/index.ts';
import { iccid, minute } from './fixture-data.ts';

type OrderCalls = Extract<CallName, keyof typeof orderRows>;
export type OrderHandlers = { [N in OrderCalls]: (request: CallRequest<N>) => CallOutput<N> };

const countries = ['JP', 'KR', 'TH', 'VN', 'SG', 'MY', 'ID', 'PH'];

function makeProducts(connector: OrderAccount['connector']): OrderProduct[] {
  if (connector === 'octopus')
    return [
      ['Travel eSIM Japan', ['JPN'], '9.80'],
      ['Travel eSIM Europe', ['FRA', 'DEU', 'ITA', 'ESP', 'NLD', 'BEL'], '14.00'],
      ['<b>Hostile</b>\u202e eSIM', ['KOR'], '3.00'],
    ].map(([name, where, amount], index) => ({
      id: `${index + 1}/${String(amount)}`,
      name: String(name),
      countries: where as string[],
      price: { amount: String(amount), currency: 'USD' },
      data: '5 GB',
      validityDays: 30,
    }));
  return countries.flatMap((country, at) =>
    [1, 3, 10].map((size) => ({
      id: `prod-${country}-${size}`,
      name: `${country} ${size} GB`,
      description: 'data only',
      countries: size === 10 ? countries.slice(at) : [country],
      price: { amount: (size * 1.5 + at / 2).toFixed(2), currency: 'EUR' },
      data: `${size} GB`,
      validityDays: size * 7,
    })),
  );
}

function makeAccounts(now: number, simulatedOnly: boolean): OrderAccount[] {
  const all: Omit<OrderAccount, 'id'>[] = [
    {
      connector: 'truphone',
      label: 'Simulated Connect',
      baseUrl: 'http://127.0.0.1:40111',
      simulated: true,
      renewsToken: false,
      createdAt: now,
    },
    {
      connector: 'octopus',
      label: 'Lab, prepaid',
      baseUrl: 'https://api.shop.example',
      simulated: false,
      renewsToken: false,
      tokenExpiresAt: now + 42 * minute,
      createdAt: now - 40 * 1440 * minute,
    },
  ];
  return all
    .filter((one) => one.simulated || !simulatedOnly)
    .map((one, index) => ({ id: index + 1, ...one }));
}

function makeOrders(now: number): Order[] {
  const base = {
    operationType: 'ACTIVATION',
    createdBy: 'lab',
    polls: 0,
  } as const;
  const sim = { ...base, accountId: 1, connector: 'truphone', accountLabel: 'Simulated Connect' } as const;
  const real = { ...base, accountId: 2, connector: 'octopus', accountLabel: 'Lab, prepaid' } as const;
  const at = (ago: number) => ({
    createdAt: now - ago * minute,
    updatedAt: now - ago * minute + 4000,
    sentAt: now - ago * minute + 200,
  });
  const usd = (amount: string) => ({ amount, currency: 'USD' });
  const list: Omit<Order, 'id' | 'reference'>[] = [
    {
      ...real,
      ...at(4000),
      productId: '1/9.80',
      productName: 'Travel eSIM Japan',
      status: 'failed',
      remoteId: 'ord_7731',
      remoteStatus: 'FAILED',
      price: usd('9.80'),
      endedAt: now - 3990 * minute,
      polls: 4,
      error: {
        code: 'order_failed',
        params: { shop: 'Lab, prepaid', code: 'OUT_OF_STOCK', reason: 'no profile left' },
      },
    },
    {
      ...real,
      ...at(900),
      productId: '2/14.00',
      productName: 'Travel eSIM Europe',
      status: 'delivered',
      remoteId: 'ord_7802',
      remoteStatus: 'COMPLETED',
      activationStatus: 'ACTIVE',
      isInstalled: true,
      price: usd('14.00'),
      iccid: iccid(31),
      codeId: 3,
      endedAt: now - 899 * minute,
      polls: 2,
    },
    {
      ...sim,
      ...at(300),
      productId: 'prod-JP-3',
      productName: 'JP 3 GB',
      status: 'delivered',
      remoteId: '5f2c1c',
      remoteStatus: 'COMPLETED',
      activationStatus: 'NOT_INSTALLED',
      price: { amount: '4.50', currency: 'EUR' },
      iccid: iccid(32),
      codeId: 1,
      batch: 'week 48',
      endedAt: now - 299 * minute,
      polls: 1,
    },
    {
      ...sim,
      ...at(200),
      operationType: 'TOPUP',
      productId: 'prod-KR-1',
      productName: 'KR 1 GB',
      status: 'cancelled',
      price: { amount: '2.00', currency: 'EUR' },
      iccid: iccid(1),
      endedAt: now - 190 * minute,
      polls: 3,
      error: { code: 'order_cancelled', params: { shop: 'Simulated Connect' } },
    },
    {
      ...real,
      ...at(32),
      productId: '3/3.00',
      productName: '<b>Hostile</b>\u202e eSIM',
      status: 'outcome_unknown',
      price: usd('3.00'),
      expectedPrice: usd('3.00'),
      error: { code: 'shop_timeout', params: { shop: 'Lab, prepaid', seconds: 60 } },
    },
    {
      ...sim,
      ...at(2),
      productId: 'prod-TH-10',
      productName: 'TH 10 GB',
      status: 'open',
      remoteId: '6a1d9e',
      remoteStatus: 'IN_PROGRESS',
      price: { amount: '16.00', currency: 'EUR' },
      batch: 'week 48',
      polls: 3,
      nextPollAt: now + 20_000,
    },
  ];
  return list.map((one, index) => ({ id: index + 1, reference: `ewb-0000-${index + 1}`, ...one }));
}

/** The shops and orders of a fixture. `full`: all of it; else only the simulated shop, and no orders. */
export function makeOrderHandlers(
  full: boolean,
  now: () => number,
  emit: (event: WorkbenchEvent) => void,
): OrderHandlers {
  let accounts = makeAccounts(now(), !full);
  const orders = new Map((full ? makeOrders(now()) : []).map((order) => [order.id, order]));
  const account = (id: number) => {
    const found = accounts.find((one) => one.id === id);
    if (found === undefined) throw new WorkbenchError('shop_not_found', { id });
    return found;
  };
  const order = (id: number) => {
    const found = orders.get(id);
    if (found === undefined) throw new WorkbenchError('order_not_found', { id });
    return found;
  };
  const put = (next: Order) => {
    orders.set(next.id, next);
    emit({ type: 'order', order: next });
    return next;
  };
  const product = (accountId: number, productId: string) => {
    const { connector, label } = account(accountId);
    const found = makeProducts(connector).find((one) => one.id === productId);
    if (found === undefined)
      throw new WorkbenchError('shop_product_unknown', { shop: label, product: productId });
    return { ...found, price: found.price ?? { amount: '1', currency: 'EUR' } };
  };
  return {
    'shops.list': () => accounts,
    'shops.add': ({ connector, label, baseUrl, login }) => {
      if (accounts.some((one) => one.label === label))
        throw new WorkbenchError('shop_label_taken', { label });
      const added = {
        id: accounts.length + 1,
        connector,
        label,
        baseUrl,
        simulated: false,
        renewsToken: login !== undefined,
        createdAt: now(),
      };
      accounts = [...accounts, added];
      return added;
    },
    'shops.update': ({ id, label }) => {
      const next = { ...account(id), ...(label === undefined ? {} : { label }) };
      accounts = accounts.map((one) => (one.id === id ? next : one));
      return next;
    },
    'shops.remove': ({ id }) => {
      const before = accounts.length;
      accounts = accounts.filter((one) => one.id !== id);
      return { removed: accounts.length < before };
    },
    'shops.products': ({ accountId, country }) => {
      return makeProducts(account(accountId).connector).filter(
        (one) => country === undefined || one.countries.includes(country),
      );
    },
    'shops.quote': ({ accountId, productId }) => {
      const { name, price } = product(accountId, productId);
      return { productName: name, price, details: [{ name: 'Face value', value: price.amount }] };
    },
    'orders.place': (request) => {
      const { name, price } = product(request.accountId, request.productId);
      const { connector, label } = account(request.accountId);
      if (request.expectedPrice !== undefined && !samePrice(request.expectedPrice, price))
        throw new WorkbenchError('order_price_changed', {
          shop: label,
          found: price.amount,
          expected: request.expectedPrice.amount,
        });
      const id = Math.max(0, ...orders.keys()) + 1;
      return put({
        id,
        accountId: request.accountId,
        connector,
        accountLabel: label,
        reference: `ewb-0000-${id}`,
        ...(request.key === undefined ? {} : { key: request.key }),
        operationType: request.operationType,
        productId: request.productId,
        productName: name,
        status: 'placing',
        price,
        ...(request.iccid === undefined ? {} : { iccid: request.iccid }),
        ...(request.batch === undefined ? {} : { batch: request.batch }),
        createdBy: 'lab',
        createdAt: now(),
        updatedAt: now(),
        polls: 0,
      });
    },
    'orders.list': ({ limit, before, status, accountId }) =>
      [...orders.values()]
        .filter(
          (one) =>
            (before === undefined || one.id < before) &&
            (status === undefined || one.status === status) &&
            (accountId === undefined || one.accountId === accountId),
        )
        .sort((a, b) => b.id - a.id)
        .slice(0, limit),
    'orders.get': ({ id }) => order(id),
    'orders.refresh': ({ id }) => {
      const { nextPollAt: _, ...known } = order(id);
      if (known.status === 'outcome_unknown') {
        const shop = known.accountLabel;
        throw new WorkbenchError('shop_unreachable', { shop, reason: 'ECONNREFUSED' });
      }
      if (known.status !== 'open') return known;
      return put({
        ...known,
        status: 'delivered',
        remoteStatus: 'COMPLETED',
        codeId: 1,
        polls: known.polls + 1,
        updatedAt: now(),
        endedAt: now(),
      });
    },
    'orders.resolve': ({ id, found }) => {
      const known = order(id);
      if (known.status !== 'outcome_unknown')
        throw new WorkbenchError('order_not_unknown', { id, status: known.status });
      return put(
        found === 'not_taken'
          ? {
              ...known,
              status: 'failed',
              error: { code: 'order_given_up', params: {} },
              updatedAt: now(),
              endedAt: now(),
            }
          : {
              ...known,
              status: 'open',
              remoteId: found.remoteId,
              updatedAt: now(),
              nextPollAt: now() + 5000,
            },
      );
    },
    'orders.notify': ({ id }) => order(id),
  };
}
