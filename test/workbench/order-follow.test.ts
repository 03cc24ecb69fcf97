/** Orders over hours and days, and over any history of a shop's answers and of the workbench's ends: no network, no waiting. */

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextPoll } from '../../src-main/workbench/order-schedule.ts';
import { WorkbenchError } from '../../src-shared/errors/index.ts';
import { newOrder } from '../../src-shared/model/index.ts';
import { caller, minute } from './order-support.ts';
import { type Behaviour, paper, settle } from './paper-shop.ts';

const gaps = (times: readonly number[]) => times.slice(1).map((at, index) => at - (times[index] ?? 0));

describe('the cadence', () => {
  it('is 30 to 60 s for ten minutes, 5 to 10 minutes for an hour, then on demand', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 3 * 60 * minute }),
        fc.uint8Array({ minLength: 3 }),
        (age, bytes) => {
          const now = 1_000_000_000_000;
          const entropy = { bytes: () => bytes };
          const at = nextPoll({ since: now - age, now, isSimulated: false, entropy });
          const wait = at === undefined ? undefined : at - now;
          if (age < 10 * minute) return wait !== undefined && wait >= 30_000 && wait <= 60_000;
          if (age < 70 * minute) return wait !== undefined && wait >= 5 * minute && wait <= 10 * minute;
          return wait === undefined;
        },
      ),
    );
  });

  it('asks a shop that never delivers for some 70 minutes of a day, also over restarts', async () => {
    const { shop, open, place, pass, clock, store } = await paper('octopus');
    let desk = open();
    await place(desk);
    const placedAt = clock.now();
    for (let hour = 0; hour < 24; hour++) {
      await pass(60 * minute);
      await desk.close();
      desk = open();
    }
    const fast = shop.asked.filter((at) => at - placedAt <= 10 * minute);
    const slow = shop.asked.filter((at) => at - placedAt > 11 * minute);
    for (const gap of gaps(fast)) {
      expect(gap).toBeGreaterThanOrEqual(30_000);
      expect(gap).toBeLessThanOrEqual(60_000);
    }
    for (const gap of gaps(slow)) {
      expect(gap).toBeGreaterThanOrEqual(5 * minute);
      expect(gap).toBeLessThanOrEqual(10 * minute);
    }
    expect(shop.asked.at(-1)).toBeLessThan(placedAt + 81 * minute);
    expect(store.orders.getOrder(1)).toMatchObject({ status: 'open', polls: shop.asked.length });
    await desk.close();
  });

  it('goes on after the delivery until it is installed, and no longer', async () => {
    const { shop, open, place, pass, store } = await paper('octopus');
    shop.state = 'delivered';
    const desk = open();
    await place(desk);
    await pass(5 * minute);
    expect(store.orders.getOrder(1)).toMatchObject({ status: 'delivered', isInstalled: false });
    const before = shop.asked.length;
    expect(before).toBeGreaterThanOrEqual(5);
    shop.activation = 'ACTIVE';
    await pass(24 * 60 * minute);
    expect(shop.asked).toHaveLength(before + 1);
    expect(store.orders.getOrder(1)).toMatchObject({ activationStatus: 'ACTIVE', isInstalled: true });
    shop.activation = 'EXPIRED';
    await desk.handlers['orders.refresh']({ id: 1 }, caller);
    expect(store.orders.getOrder(1)?.activationStatus).toBe('EXPIRED');
    expect(store.codes.get(1)?.state).toBe('EXPIRED');
    // An older answer that comes late takes nothing back.
    shop.activation = 'NOT_INSTALLED';
    await desk.handlers['orders.refresh']({ id: 1 }, caller);
    expect(store.orders.getOrder(1)).toMatchObject({ activationStatus: 'EXPIRED', isInstalled: true });
    await desk.close();
  });

  it('stops at Connect with the delivery, since no installation is told there', async () => {
    const { shop, open, place, pass, store } = await paper('truphone');
    const desk = open();
    await place(desk);
    await pass(minute);
    shop.state = 'delivered';
    await pass(24 * 60 * minute);
    const order = store.orders.getOrder(1);
    expect(order?.status).toBe('delivered');
    expect(order?.nextPollAt).toBeUndefined();
    expect(shop.asked).toHaveLength(order?.polls ?? 0);
    await desk.close();
  });

  it('is kept for those that follow all; one command asks about its own orders alone', async () => {
    const { shop, open, place, pass } = await paper('octopus');
    const desk = open();
    await place(desk);
    await pass(minute);
    await desk.close();
    const asked = shop.asked.length;
    const command = open({ followsAll: false });
    await pass(0);
    await settle();
    expect(shop.asked).toHaveLength(asked);
    await command.handlers['orders.refresh']({ id: 1 }, caller);
    expect(shop.asked).toHaveLength(asked + 1);
    await command.close();
  });
});

describe('a delivery that brings no code', () => {
  it('says so where the profile is installed already, and keeps saying it', async () => {
    const { shop, open, place, pass, store } = await paper('octopus');
    const desk = open();
    await place(desk);
    shop.state = 'delivered';
    shop.activation = 'ACTIVE';
    await pass(2 * minute);
    const told = { status: 'delivered', error: { code: 'order_code_gone' } };
    expect(store.orders.getOrder(1)).toMatchObject(told);
    await desk.handlers['orders.refresh']({ id: 1 }, caller);
    expect(store.orders.getOrder(1)).toMatchObject(told);
    expect(store.codes.list({ limit: 9, now: 0 })).toEqual([]);
    await desk.close();
  });

  it('gives up an order that was never sent within the hour, and sends nothing late', async () => {
    const { shop, open, place, pass, store, clock } = await paper('octopus');
    const desk = open({
      transport: async (request) =>
        request.url.pathname.endsWith('/orders')
          ? { kind: 'failure', failure: 'unreachable', sent: false, reason: 'nobody' }
          : await shop.transport(request),
    });
    await place(desk);
    await settle();
    expect(store.orders.getOrder(1)).toMatchObject({
      status: 'placing',
      error: { code: 'shop_unreachable' },
    });
    await desk.close();
    await clock.elapse(24 * 60 * minute);
    const late = open();
    await pass(minute);
    expect(store.orders.getOrder(1)).toMatchObject({ status: 'failed', error: { code: 'order_not_sent' } });
    expect(shop.sold).toEqual([]);
    await late.close();
  });
});

describe('what goes wrong later', () => {
  it('sends nothing for an account that was removed while the price was asked for', async () => {
    const { shop, open, store, clock, pass } = await paper('octopus');
    const desk = open();
    const price = { amount: '4.50', currency: 'USD' };
    const wanted = { accountId: 1, productId: '712:4.5', operationType: 'ACTIVATION', expectedPrice: price };
    const asked = Promise.withResolvers<void>();
    const answered = Promise.withResolvers<void>();
    let unreachable = true;
    await desk.close();
    const slow = open({
      transport: async (request) => {
        if (unreachable && request.url.pathname.endsWith('/orders'))
          return { kind: 'failure', failure: 'unreachable', sent: false, reason: 'nobody' };
        if (!unreachable && request.url.pathname.endsWith('/charges')) {
          asked.resolve();
          await answered.promise;
        }
        return await shop.transport(request);
      },
    });
    await slow.handlers['orders.place'](newOrder.parse(wanted), caller);
    await settle();
    unreachable = false;
    await clock.elapse(minute);
    await asked.promise;
    await slow.handlers['shops.remove']({ id: 1 }, caller);
    answered.resolve();
    await pass(minute);
    expect(shop.sold).toEqual([]);
    expect(store.orders.getOrder(1)).toMatchObject({ status: 'failed' });
    await slow.close();
  });

  it('says of an order whose account goes while its answer is on its way that nobody asks any more', async () => {
    for (const [path, then] of [
      ['/orders', { status: 'open', error: { code: 'order_account_gone' } }],
      ['/orders/1', { status: 'open', error: { code: 'order_account_gone' } }],
    ] as const) {
      const { shop, open, place, pass, store, clock } = await paper('octopus');
      const asked = Promise.withResolvers<void>();
      const answered = Promise.withResolvers<void>();
      const desk = open({
        transport: async (request) => {
          const answer = await shop.transport(request);
          if (request.url.pathname.endsWith(path)) {
            asked.resolve();
            await answered.promise;
          }
          return answer;
        },
      });
      await place(desk);
      await settle();
      if (path !== '/orders') await clock.elapse(minute);
      await asked.promise;
      await desk.handlers['shops.remove']({ id: 1 }, caller);
      answered.resolve();
      await settle();
      await pass(minute);
      const order = store.orders.getOrder(1);
      expect(order).toMatchObject({ ...then, remoteId: '1' });
      expect([order?.accountId, order?.nextPollAt]).toEqual([undefined, undefined]);
      expect(store.orders.ordersToPoll()).toEqual([]);
      await desk.close();
    }
  });

  it('keeps what is delivered, or lost, while its account goes', async () => {
    for (const [outcome, then] of [
      ['delivered', { status: 'delivered', codeId: 1 }],
      ['lost', { status: 'outcome_unknown', error: { code: 'order_outcome_unknown' } }],
      ['limited', { status: 'failed', error: { code: 'shop_rate_limited' } }],
    ] as const) {
      const { shop, open, place, store } = await paper('octopus');
      shop.state = 'delivered';
      if (outcome === 'limited') shop.behaviours = ['limits'];
      const asked = Promise.withResolvers<void>();
      const answered = Promise.withResolvers<void>();
      const desk = open({
        transport: async (request) => {
          const answer = await shop.transport(request);
          if (!request.url.pathname.endsWith('/orders')) return answer;
          asked.resolve();
          await answered.promise;
          return outcome === 'lost'
            ? { kind: 'failure', failure: 'broken', sent: true, reason: 'lost' }
            : answer;
        },
      });
      await place(desk);
      await asked.promise;
      await desk.handlers['shops.remove']({ id: 1 }, caller);
      answered.resolve();
      await settle();
      expect(store.orders.getOrder(1)).toMatchObject(then);
      expect(store.orders.ordersToPoll()).toEqual([]);
      await desk.close();
    }
  });

  it.each([
    [401, 'shop_token_wrong'],
    [403, 'shop_forbidden'],
  ])(
    'keeps an order while the account is refused (HTTP %i), says why, and goes on with a new token',
    async (status, code) => {
      const { shop, open, place, pass, store } = await paper('octopus');
      const body = Buffer.from('{}');
      let good = 'token';
      const desk = open({
        transport: async (request) =>
          request.headers['authorization'] === `Bearer ${good}`
            ? await shop.transport(request)
            : { kind: 'answer', status, headers: {}, body },
      });
      await place(desk);
      await pass(minute);
      good = 'renewed';
      await pass(24 * 60 * minute);
      const waiting = store.orders.getOrder(1);
      expect(waiting).toMatchObject({ status: 'open', remoteId: '1', error: { code } });
      // The cadence is over: without the new token nobody would ask again.
      expect(waiting?.nextPollAt).toBeUndefined();
      shop.state = 'delivered';
      await desk.handlers['shops.update']({ id: 1, label: 'only a label' }, caller);
      await settle();
      expect(store.orders.getOrder(1)?.status).toBe('open');
      await desk.handlers['shops.update']({ id: 1, token: 'renewed' }, caller);
      await pass(minute);
      const order = store.orders.getOrder(1);
      expect(order).toMatchObject({ status: 'delivered', codeId: 1 });
      expect(order?.error).toBeUndefined();
      await desk.close();
    },
  );

  it('does not take an order for failed that may have been taken before, and is refused as known', async () => {
    const { shop, open, place, pass, store } = await paper('octopus');
    let isLate = true;
    let lost = 1;
    const desk = open({
      transport: async (request) => {
        const isOrders = request.url.pathname.endsWith('/orders');
        // A list that does not have the newest order yet.
        if (isLate && isOrders && request.method === 'GET')
          return { kind: 'answer', status: 200, headers: {}, body: Buffer.from('[]') };
        const answer = await shop.transport(request);
        return isOrders && request.method === 'POST' && lost-- > 0
          ? { kind: 'failure', failure: 'broken', sent: true, reason: 'the connection was closed' }
          : answer;
      },
    });
    await place(desk);
    await pass(5 * minute);
    expect(shop.sold).toHaveLength(1);
    expect(store.orders.getOrder(1)).toMatchObject({
      status: 'placing',
      error: { code: 'order_not_listed' },
    });
    await pass(2 * 60 * minute);
    expect(store.orders.getOrder(1)).toMatchObject({
      status: 'outcome_unknown',
      error: { code: 'order_outcome_unknown' },
    });
    isLate = false;
    shop.state = 'delivered';
    await desk.handlers['orders.refresh']({ id: 1 }, caller);
    expect(store.orders.getOrder(1)).toMatchObject({ status: 'delivered', codeId: 1 });
    expect(shop.sold).toHaveLength(1);
    await desk.close();
  });

  it('does not hide why an order is over', async () => {
    const { shop, open, place, pass, store } = await paper('octopus');
    shop.behaviours = ['refuses'];
    const desk = open();
    await place(desk);
    await pass(minute);
    const refused = { status: 'failed', error: { code: 'shop_forbidden' } };
    expect(store.orders.getOrder(1)).toMatchObject(refused);
    await desk.handlers['orders.refresh']({ id: 1 }, caller);
    expect(store.orders.getOrder(1)).toMatchObject(refused);

    shop.state = 'delivered';
    shop.activation = 'ACTIVE';
    await place(desk);
    await pass(minute);
    const gone = { status: 'delivered', error: { code: 'order_code_gone' } };
    expect(store.orders.getOrder(2)).toMatchObject(gone);
    shop.behaviours = ['fails'];
    await expect(desk.handlers['orders.refresh']({ id: 2 }, caller)).rejects.toMatchObject({
      code: 'shop_failed',
    });
    expect(store.orders.getOrder(2)).toMatchObject(gone);
    await desk.close();
  });

  it('asks a shop no more often where nothing can be written, and keeps the code when it can', async () => {
    const { shop, open, place, pass, store, clock } = await paper('octopus');
    const logged: string[] = [];
    let isFull = true;
    const full = new WorkbenchError('store_full');
    const desk = open({
      log: (message, { code }) => void logged.push(`${message}: ${code}`),
      orders: {
        ...store.orders,
        patchOrder: (...input) => {
          if (isFull && input[2].sentAt === undefined) throw full;
          return store.orders.patchOrder(...input);
        },
        deliver: (...input) => {
          if (isFull) throw full;
          return store.orders.deliver(...input);
        },
      },
    });
    shop.state = 'delivered';
    await place(desk);
    await settle();
    for (let second = 0; second < 10 * 60; second++) {
      await clock.elapse(1_000);
      await settle();
    }
    expect(shop.sold).toHaveLength(1);
    expect(shop.asked.length).toBeLessThanOrEqual(2 * 11);
    expect(logged.length).toBeLessThanOrEqual(12);
    expect(logged.at(-1)).toBe('Order 1 could not be followed: store_full');
    expect(store.codes.list({ limit: 9, now: 0 })).toEqual([]);
    isFull = false;
    await clock.elapse(2 * minute);
    await pass(minute);
    expect(store.orders.getOrder(1)?.status).toBe('delivered');
    expect(store.codes.list({ limit: 9, now: 0 })).toHaveLength(1);
    await desk.close();
  });

  it('knows a code that another order has brought', async () => {
    const { shop, open, place, pass, store } = await paper('truphone');
    shop.state = 'delivered';
    const desk = open({
      transport: async (request) => {
        const exchange = await shop.transport(request);
        const text = exchange.kind === 'answer' ? Buffer.from(exchange.body).toString() : '';
        return { ...exchange, body: Buffer.from(text.replace('CODE-2', 'CODE-1')) };
      },
    });
    await place(desk);
    await place(desk);
    await pass(minute);
    expect(store.orders.getOrder(1)).toMatchObject({ status: 'delivered', codeId: 1 });
    expect(store.orders.getOrder(2)).toMatchObject({
      status: 'delivered',
      codeId: 1,
      error: { code: 'order_code_known', params: { code: 1, id: 1 } },
    });
    expect(store.codes.list({ limit: 9, now: 0 })).toHaveLength(1);
    await desk.close();
  });

  it('adopts no order of the shop that is another one here', async () => {
    const { shop, open, place, pass, store } = await paper('truphone');
    const desk = open();
    await place(desk);
    await pass(minute);
    // A shop that answers two orders with one.
    const { transport } = shop;
    const confused = open({
      transport: async (request) =>
        request.method === 'POST'
          ? {
              kind: 'answer',
              status: 200,
              headers: {},
              body: Buffer.from(JSON.stringify({ id: '1', status: 'ACCEPTED' })),
            }
          : await transport(request),
    });
    await place(confused);
    await settle();
    const second = store.orders.getOrder(2);
    expect(second).toMatchObject({ status: 'outcome_unknown', error: { code: 'order_outcome_unknown' } });
    expect(second?.remoteId).toBeUndefined();
    await expect(
      (async () => await desk.handlers['orders.resolve']({ id: 2, found: { remoteId: '1' } }, caller))(),
    ).rejects.toMatchObject({ code: 'order_remote_taken', params: { id: 1 } });
    await confused.close();
    await desk.close();
  });
});

const behaviour = fc.constantFrom<Behaviour>(
  'right',
  'lostBefore',
  'lostAfter',
  'fails',
  'failsAfter',
  'wrong',
  'limits',
  'refuses',
);
const event = fc.oneof(
  fc.record({ kind: fc.constant('pass' as const), minutes: fc.integer({ min: 1, max: 30 }) }),
  fc.constant({ kind: 'restart' as const }),
  fc.constant({ kind: 'refresh' as const }),
  fc.constant({ kind: 'delivers' as const }),
);

describe.each(['truphone', 'octopus'] as const)('any history at %s', (connector) => {
  it('is one order at the shop at most, and one code where it is delivered', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(behaviour, { maxLength: 8 }),
        fc.array(event, { maxLength: 8 }),
        async (behaviours, events) => {
          const { shop, open, place, pass, store } = await paper(connector);
          shop.behaviours = [...behaviours];
          let desk = open();
          await place(desk);
          await settle();
          for (const one of events) {
            if (one.kind === 'pass') await pass(one.minutes * minute);
            else if (one.kind === 'delivers') shop.state = 'delivered';
            else if (one.kind === 'refresh')
              await Promise.allSettled([desk.handlers['orders.refresh']({ id: 1 }, caller)]);
            else {
              await desk.close();
              desk = open();
              await settle();
            }
            expect(shop.sold.length).toBeLessThanOrEqual(1);
          }
          shop.state = 'delivered';
          shop.behaviours = [];
          await pass(24 * 60 * minute);
          const order = store.orders.getOrder(1);
          const codes = store.codes.list({ limit: 9, now: 0 });
          expect(codes.map(({ id }) => id)).toEqual(order?.codeId === undefined ? [] : [order.codeId]);
          if (order?.status === 'delivered') expect(codes).toHaveLength(1);
          // What is said to have failed was not taken; what was taken and is not known of is flagged.
          if (order?.status === 'failed') expect(shop.sold).toEqual([]);
          expect(order?.status).not.toBe('placing');
          await desk.close();
        },
      ),
      { numRuns: 150 },
    );
  });
});
