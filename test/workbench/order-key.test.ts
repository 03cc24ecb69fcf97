/** A client that repeats its call, as after an answer that was lost: the key of the call makes one order of it. */

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type NewOrder, newOrder } from '../../src-shared/model/index.ts';
import { caller, failureOf, minute } from './order-support.ts';
import { paper, settle } from './paper-shop.ts';

const key = '0d6f1b52-6d0c-4f3a-9b51-0f4d1a5b7a10';
const wanted = (more: Partial<NewOrder> = {}) =>
  newOrder.parse({ accountId: 1, productId: '712:4.5', key, ...more });

describe('the key of an order', () => {
  it('is a UUID or another word of 1 to 128 printable characters', () => {
    for (const good of [key, 'a', 'batch-7/card-12', '~'.repeat(128)])
      expect(wanted({ key: good }).key).toBe(good);
    for (const bad of ['', ' ', 'two words', 'tab\t', 'ü', '\n', 'x'.repeat(129)])
      expect(newOrder.safeParse({ accountId: 1, productId: '712:4.5', key: bad }).success).toBe(false);
  });

  it('answers the same order as long as the request is the same, without asking the shop', async () => {
    const { shop, open, pass, store } = await paper('octopus');
    const desk = open();
    const first = await desk.handlers['orders.place'](wanted({ label: 'L' }), caller);
    expect(first.key).toBe(key);
    await pass(minute);
    await desk.close();
    const away = open({ transport: () => Promise.reject(new Error('the shop is not asked')) });
    const again = await away.handlers['orders.place'](wanted({ label: 'L' }), caller);
    expect(again).toEqual(store.orders.getOrder(first.id));
    // What was seen as price is of the moment, not of what is ordered.
    const later = wanted({ label: 'L', expectedPrice: { amount: '5.00', currency: 'USD' } });
    expect((await away.handlers['orders.place'](later, caller)).id).toBe(first.id);
    expect(shop.sold).toHaveLength(1);
    await away.close();
  });

  it('is not for another request: each field of it counts', async () => {
    const { shop, open, pass, store } = await paper('octopus');
    const desk = open();
    await desk.handlers['orders.place'](wanted(), caller);
    await pass(minute);
    const others: Partial<NewOrder>[] = [
      { productId: '712:9' },
      { label: 'other' },
      { batch: 'other' },
      { notificationEmail: 'a@example.com' },
      { country: 'GB' },
      { operationType: 'TOPUP', iccid: '89999700000000000018' },
      { subscriber: { firstName: 'A' } },
    ];
    for (const other of others) {
      const error = await failureOf(() => desk.handlers['orders.place'](wanted(other), caller));
      expect([error.code, error.params]).toEqual(['order_key_used', { id: 1 }]);
    }
    expect([shop.sold.length, store.orders.listOrders({ limit: 9 }).length]).toEqual([1, 1]);
    await desk.close();
  });

  it('is of one account, and finds its order in the list', async () => {
    const { shop, open, pass, store, clock } = await paper('octopus');
    const account = { connector: 'octopus', label: 'Other', baseUrl: 'https://shop.example/' } as const;
    store.orders.addAccount({ ...account, access: { token: 'token' }, simulated: false, at: clock.now() });
    const desk = open();
    await desk.handlers['orders.place'](wanted(), caller);
    await desk.handlers['orders.place'](wanted({ accountId: 2 }), caller);
    await desk.handlers['orders.place'](wanted({ key: 'another' }), caller);
    await pass(minute);
    expect(shop.sold).toHaveLength(3);
    const found = (filter: object) => store.orders.listOrders({ limit: 9, ...filter }).map(({ id }) => id);
    expect(found({ key })).toEqual([2, 1]);
    expect(found({ key, accountId: 1 })).toEqual([1]);
    expect(found({ key: 'none' })).toEqual([]);
    await desk.close();
  });

  it('keeps an order that has failed: a new attempt has a new key', async () => {
    const { shop, open, pass } = await paper('octopus');
    shop.behaviours = ['refuses'];
    const desk = open();
    await desk.handlers['orders.place'](wanted(), caller);
    await pass(minute);
    expect(await desk.handlers['orders.place'](wanted(), caller)).toMatchObject({ id: 1, status: 'failed' });
    expect(shop.sold).toEqual([]);
    await desk.close();
  });

  it('is free again where nothing was kept: the price had changed', async () => {
    const { shop, open, pass } = await paper('octopus');
    const desk = open();
    const dear = wanted({ expectedPrice: { amount: '4.20', currency: 'USD' } });
    expect((await failureOf(() => desk.handlers['orders.place'](dear, caller))).code).toBe(
      'order_price_changed',
    );
    const seen = wanted({ expectedPrice: { amount: '4.50', currency: 'USD' } });
    await desk.handlers['orders.place'](seen, caller);
    await pass(minute);
    expect(shop.sold).toHaveLength(1);
    await desk.close();
  });

  it('makes one order of equal calls that race, however the price comes to each', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.integer({ min: 2, max: 6 }), async (scheduler, count) => {
        const { shop, open, pass, store } = await paper('octopus');
        const slow = scheduler.scheduleFunction(shop.transport);
        const desk = open({
          transport: (request) =>
            request.url.pathname.includes('/orders') ? shop.transport(request) : slow(request),
        });
        const calls = Array.from({ length: count }, () => desk.handlers['orders.place'](wanted(), caller));
        await scheduler.waitFor(Promise.all(calls));
        const placed = await Promise.all(calls);
        expect(placed.map(({ id }) => id)).toEqual(calls.map(() => 1));
        await pass(minute);
        expect([shop.sold.length, store.orders.listOrders({ limit: 9 }).length]).toEqual([1, 1]);
        await settle();
        await desk.close();
      }),
      { numRuns: 40 },
    );
  });
});
