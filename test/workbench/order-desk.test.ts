/** A shop that does wrong, and what becomes of orders: one order at the shop, one code in the vault, or the truth about it. */

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ConnectorName, Order } from '../../src-shared/model/index.ts';
import { install, type ShopBench, shopBench } from '../simulator/shops/shop-bench.ts';
import { caller, failureOf, minute, type OrderBench, orderBench } from './order-support.ts';

const functions: Readonly<Record<ConnectorName, string>> = { truphone: 'Connect', octopus: 'Octopus' };

const isPlaced = ({ status }: Order) => status !== 'placing';

describe.each(['truphone', 'octopus'] as const)('orders at the shop %s', (name) => {
  let lab: ShopBench;
  let bench: OrderBench;
  const shop = functions[name];
  const fault = (rule: string) => lab.bench.addFault(`${shop}.${rule}`);
  beforeAll(async () => {
    lab = await shopBench(name);
  });
  beforeEach(async () => {
    lab.bench.reset();
    bench = await orderBench(lab);
  });
  afterAll(() => lab.bench.close());

  /** Polls until it has ended, or nobody asks any more. */
  async function followed(id: number): Promise<Order> {
    let order = await bench.until(id, isPlaced);
    while (order.status === 'open' && order.nextPollAt !== undefined) order = await bench.poll(id);
    return order;
  }

  const codes = () => bench.store.codes.list({ limit: 100, now: bench.clock.now() });

  it('goes from the order to one code in the vault, with label and batch', async () => {
    const placed = await bench.place({ label: 'Bench 4', batch: 'November' });
    expect(placed).toMatchObject({ status: 'placing', createdBy: 'tester', polls: 0 });
    const order = await followed(placed.id);
    expect(order).toMatchObject({ status: 'delivered', batch: 'November' });
    const [code] = codes();
    expect(code).toMatchObject({
      id: order.codeId,
      orderId: order.id,
      source: 'order',
      state: 'NOT_INSTALLED',
      label: 'Bench 4',
      batch: 'November',
      iccid: order.iccid,
    });
    expect(codes()).toHaveLength(1);
    expect(lab.shop.orders()).toHaveLength(1);
    expect(bench.events).toContainEqual({ type: 'code', code });
    expect(bench.events).toContainEqual({ type: 'order', order });
  });

  it('asks again while a shop is late', async () => {
    fault('CreateOrder delivery polls=3 times=1');
    const { id } = await bench.place();
    const order = await followed(id);
    expect(order.status).toBe('delivered');
    expect(order.polls).toBeGreaterThanOrEqual(3);
    expect(codes()).toHaveLength(1);
  });

  it('asks on demand only where a shop never delivers', async () => {
    fault('CreateOrder delivery polls=900 times=1');
    const { id } = await bench.place();
    const order = await followed(id);
    expect(order.status).toBe('open');
    expect(order.nextPollAt).toBeUndefined();
    const asked = bench.clock.now() - order.createdAt;
    expect(asked).toBeGreaterThanOrEqual(70 * minute);
    expect(asked).toBeLessThan(81 * minute);
    expect(order.polls).toBeGreaterThanOrEqual(10 + 6);
    expect(order.polls).toBeLessThanOrEqual(21 + 13);
    const again = await bench.desk.handlers['orders.refresh']({ id }, caller);
    expect(again).toMatchObject({ status: 'open', polls: order.polls + 1 });
    expect(again.nextPollAt).toBeUndefined();
  });

  it('takes no second code where a shop delivers twice', async () => {
    fault('CreateOrder twice times=1');
    const { id } = await bench.place();
    const order = await followed(id);
    for (let time = 0; time < 2; time++) await bench.desk.handlers['orders.refresh']({ id }, caller);
    expect(codes()).toHaveLength(1);
    expect(codes()[0]?.id).toBe(order.codeId);
  });

  it('never goes back where answers come out of order', async () => {
    const { id } = await bench.place();
    await followed(id);
    fault(`GetOrder shows=${name === 'octopus' ? 'PENDING' : 'ACCEPTED'} times=1`);
    expect(await bench.desk.handlers['orders.refresh']({ id }, caller)).toMatchObject({
      status: 'delivered',
    });
    fault('GetOrder shows=FAILED times=1');
    expect(await bench.desk.handlers['orders.refresh']({ id }, caller)).toMatchObject({
      status: 'delivered',
    });
    expect(codes()[0]).toMatchObject({ state: 'NOT_INSTALLED' });
  });

  it('orders nothing at another price than the one that was seen', async () => {
    const { productId } = await bench.place();
    await bench.until(1, isPlaced);
    const quote = { accountId: bench.account.id, productId };
    const { price } = await bench.desk.handlers['shops.quote'](quote, caller);
    lab.bench.addFault(`${shop}.${name === 'octopus' ? 'Charges' : 'GetProduct'} price=1.5 times=1`);
    const error = await failureOf(() => bench.place({ expectedPrice: price }));
    expect(error).toMatchObject({ code: 'order_price_changed' });
    expect(error.params['expected']).toBe(`${price.amount} ${price.currency}`);
    expect(lab.shop.orders()).toHaveLength(1);
    expect(bench.store.orders.listOrders({ limit: 10 })).toHaveLength(1);
    // At the same price, written otherwise, it is placed.
    const written = price.amount.includes('.') ? `${price.amount}0` : `${price.amount}.00`;
    const { id } = await bench.place({ expectedPrice: { ...price, amount: written } });
    expect((await followed(id)).status).toBe('delivered');
  });

  it('shows the price that a shop has taken beside the one that was agreed', async () => {
    if (name !== 'octopus') return;
    const quote = { accountId: bench.account.id, productId: '712:4.5' };
    const { price } = await bench.desk.handlers['shops.quote'](quote, caller);
    fault('CreateOrder price=2 times=1');
    const { id } = await bench.place({ expectedPrice: price });
    const order = await followed(id);
    expect(order).toMatchObject({ status: 'delivered', expectedPrice: price });
    expect(Number(order.price?.amount)).toBeGreaterThan(Number(price.amount));
  });

  it.each(['http=500 when=after', 'reset=after', 'truncate=20', 'garbage'])(
    'never orders twice where the shop has taken the order and answered: %s',
    async (rule) => {
      fault(`CreateOrder ${rule} times=1`);
      const { id } = await bench.place();
      if (name === 'truphone') {
        const order = await bench.until(id, isPlaced);
        expect(order).toMatchObject({
          status: 'outcome_unknown',
          error: { code: 'order_outcome_unknown' },
        });
        expect(order.nextPollAt).toBeUndefined();
        await bench.desk.handlers['orders.refresh']({ id }, caller);
        expect(lab.shop.orders()).toHaveLength(1);
        const found = { remoteId: lab.shop.orders()[0]?.id ?? '' };
        await lab.clock.elapse(minute);
        const resolved = await bench.desk.handlers['orders.resolve']({ id, found }, caller);
        expect(resolved.status).toBe('delivered');
      } else {
        await bench.until(id, ({ error }) => error !== undefined);
        expect((await bench.poll(id)).status).not.toBe('placing');
        expect((await followed(id)).status).toBe('delivered');
      }
      expect(lab.shop.orders()).toHaveLength(1);
      expect(codes()).toHaveLength(1);
    },
  );

  it('places the order again where the shop has not taken it, and can be asked', async () => {
    fault('CreateOrder http=500 times=2');
    const { id } = await bench.place();
    if (name === 'truphone') {
      expect((await bench.until(id, isPlaced)).status).toBe('outcome_unknown');
      expect(lab.shop.orders()).toHaveLength(0);
      const resolved = await bench.desk.handlers['orders.resolve']({ id, found: 'not_taken' }, caller);
      expect(resolved).toMatchObject({ status: 'failed', error: { code: 'order_given_up' } });
      return;
    }
    const first = await bench.until(id, ({ error }) => error?.code === 'shop_failed');
    let order = await bench.poll(id);
    // One list without it shows little: it is looked up for two minutes first.
    expect(order).toMatchObject({ status: 'placing', error: { code: 'order_not_listed' } });
    const sentTimes = new Set([first.sentAt]);
    while (!isPlaced(order)) {
      order = await bench.poll(id);
      await bench.until(id, ({ nextPollAt = 0 }) => nextPollAt > bench.clock.now());
      sentTimes.add(bench.store.orders.getOrder(id)?.sentAt);
    }
    const times = [...sentTimes].map((at = 0) => at);
    expect(times).toHaveLength(3);
    for (const [index, at] of times.slice(1).entries())
      expect(at - (times[index] ?? 0)).toBeGreaterThanOrEqual(2 * minute);
    expect((await followed(id)).status).toBe('delivered');
    expect(lab.shop.orders()).toHaveLength(1);
  });

  it('never orders twice where the shop lists late, however late', async () => {
    if (name === 'truphone') return;
    fault('CreateOrder reset=after times=1');
    fault('ListOrders listsLate=1800s');
    const { id } = await bench.place();
    let order = await bench.until(id, ({ error }) => error?.code === 'shop_silent');
    let refused = 0;
    while (!isPlaced(order)) {
      order = await bench.poll(id);
      expect(lab.shop.orders()).toHaveLength(1);
      if (order.sentAt !== undefined && order.sentAt > order.createdAt) refused++;
      // On demand it is looked up too, and a list without it ends nothing.
      const asked = await bench.desk.handlers['orders.refresh']({ id }, caller);
      expect(asked.status).not.toBe('failed');
      order = asked;
    }
    // It was sent again with its reference, which the shop has refused as a duplicate.
    expect(refused).toBeGreaterThan(0);
    expect((await followed(id)).status).toBe('delivered');
    expect(bench.clock.now() - order.createdAt).toBeGreaterThanOrEqual(30 * minute);
    expect([lab.shop.orders().length, codes().length]).toEqual([1, 1]);
  });

  it('asks a person where the shop never lists it, and takes no empty list for an answer', async () => {
    if (name === 'truphone') return;
    fault('CreateOrder reset=after times=1');
    fault('ListOrders listsLate=72000s');
    const { id } = await bench.place();
    let order = await bench.until(id, ({ error }) => error?.code === 'shop_silent');
    while (order.nextPollAt !== undefined) order = await bench.poll(id);
    const unknown = { status: 'outcome_unknown', error: { code: 'order_outcome_unknown' } };
    expect(order).toMatchObject(unknown);
    for (let time = 0; time < 3; time++)
      expect(await bench.desk.handlers['orders.refresh']({ id }, caller)).toMatchObject(unknown);
    await lab.clock.elapse(20 * 60 * minute);
    expect((await bench.desk.handlers['orders.refresh']({ id }, caller)).status).toBe('delivered');
    expect([lab.shop.orders().length, codes().length]).toEqual([1, 1]);
  });

  it('is told to wait, waits, and then orders once', async () => {
    fault('CreateOrder http=429 header="Retry-After: 300" times=1');
    const { id } = await bench.place();
    const waiting = await bench.until(id, ({ error }) => error?.code === 'shop_rate_limited');
    expect(waiting.sentAt).toBeUndefined();
    expect(waiting.nextPollAt).toBeGreaterThanOrEqual(bench.clock.now() + 300_000);
    await bench.poll(id);
    expect((await followed(id)).status).toBe('delivered');
    expect(lab.shop.orders()).toHaveLength(1);
  });

  it('is told to wait while it asks', async () => {
    fault('CreateOrder delivery polls=2 times=1');
    const { id } = await bench.place();
    await bench.until(id, isPlaced);
    fault('GetOrder http=429 header="Retry-After: 400" times=1');
    const waiting = await bench.poll(id);
    expect(waiting.error?.code).toBe('shop_rate_limited');
    expect(waiting.nextPollAt).toBeGreaterThanOrEqual(bench.clock.now() + 400_000);
    const order = await followed(id);
    expect(order.status).toBe('delivered');
    expect(order.error).toBeUndefined();
  });

  it('fails with what the shop refuses, and orders nothing', async () => {
    fault('CreateOrder http=401 times=1');
    const { id } = await bench.place();
    const order = await bench.until(id, isPlaced);
    expect(order).toMatchObject({ status: 'failed', error: { code: 'shop_token_wrong' } });
    expect(order.nextPollAt).toBeUndefined();
    expect(lab.shop.orders()).toEqual([]);
  });

  it.each([
    ['garbage', 'shop_answer_invalid'],
    ['http=401', 'shop_token_wrong'],
    ['http=500', 'shop_failed'],
    ['reset=before', 'shop_silent'],
  ])('goes on after a question that was answered with %s', async (rule, code) => {
    fault('CreateOrder delivery polls=2 times=1');
    const { id } = await bench.place();
    await bench.until(id, isPlaced);
    fault(`GetOrder ${rule} times=1`);
    const asked = await bench.poll(id);
    expect(asked).toMatchObject({ status: 'open', error: { code } });
    const order = await followed(id);
    expect(order.status).toBe('delivered');
    expect(order.error).toBeUndefined();
  });

  it('ends where the shop says that the order has failed', async () => {
    fault('CreateOrder order=failed times=1');
    const { id } = await bench.place();
    expect(await followed(id)).toMatchObject({ status: 'failed', error: { code: 'order_failed' } });
    expect(codes()).toEqual([]);
  });

  it('asks on where it is delivered, and the code does not come', async () => {
    fault('CreateOrder delivery polls=1 times=1');
    fault('GetOrder noCode times=2');
    const { id } = await bench.place();
    await bench.until(id, isPlaced);
    expect(await bench.poll(id)).toMatchObject({ status: 'open', error: { code: 'order_code_missing' } });
    expect((await followed(id)).status).toBe('delivered');
    expect(codes()).toHaveLength(1);
  });

  it('waits for a shop that does not answer, but not for ever', async () => {
    fault('CreateOrder hang=after times=1');
    const { id } = await bench.place();
    await expect.poll(() => lab.shop.orders()).toHaveLength(1);
    expect(bench.store.orders.getOrder(id)?.status).toBe('placing');
    await bench.clock.elapse(91_000);
    const order = await bench.until(id, ({ error }) => error !== undefined);
    if (name === 'truphone') expect(order.status).toBe('outcome_unknown');
    else {
      expect(order.error?.code).toBe('shop_timeout');
      await bench.poll(id);
      expect((await followed(id)).status).toBe('delivered');
    }
    expect(lab.shop.orders()).toHaveLength(1);
  });

  it('follows the code to the card, and tops up what is installed there', async () => {
    const { id } = await bench.place(name === 'truphone' ? { eid: lab.bench.card.eid } : {});
    const order = await followed(id);
    if (name === 'truphone') expect(lab.shop.orders()[0]?.eid).toBe(lab.bench.card.eid);
    const { activationCode = '' } = bench.store.codes.reveal(order.codeId ?? 0) ?? {};
    expect(await install(lab.bench, activationCode)).toBe(order.iccid);
    if (name === 'octopus') {
      await expect
        .poll(() => bench.desk.handlers['orders.refresh']({ id }, caller))
        .toMatchObject({ isInstalled: true, activationStatus: 'ACTIVE' });
      expect(bench.store.orders.getOrder(id)?.nextPollAt).toBeUndefined();
      // The plan of Japan 1 GB runs for 7 days.
      await lab.clock.elapse(8 * 24 * 60 * minute);
      await bench.desk.handlers['orders.refresh']({ id }, caller);
      expect(codes()[0]?.state).toBe('EXPIRED');
      return;
    }
    const iccid = order.iccid ?? '';
    await expect.poll(() => lab.shop.orders()[0]?.iccid).toBe(iccid);
    const topUp = await bench.place({ operationType: 'TOPUP', iccid });
    const done = await followed(topUp.id);
    expect(done).toMatchObject({ status: 'delivered', operationType: 'TOPUP', iccid });
    expect(done.codeId).toBeUndefined();
    expect(codes()).toHaveLength(1);
    expect(lab.shop.orders()).toHaveLength(2);
  });

  it('keeps accounts: a token is replaced, a label is one account, and what is removed is asked no more', async () => {
    const call = bench.desk.handlers;
    const add = { connector: name, label: 'Shop', baseUrl: lab.shop.baseUrl, token: 'abc' };
    expect((await failureOf(() => call['shops.add'](add, caller))).code).toBe('shop_label_taken');
    for (const [baseUrl, code] of [
      ['http://shop.example/', 'shop_address_invalid'],
      ['ftp://shop.example/', 'shop_address_invalid'],
      ['https://user:secret@shop.example/', 'shop_address_invalid'],
      ['https://shop.example/?a=b', 'shop_address_invalid'],
    ] as const)
      expect((await failureOf(() => call['shops.add']({ ...add, label: 'B', baseUrl }, caller))).code).toBe(
        code,
      );
    const spaced = { ...add, label: 'B', token: 'a token' };
    expect((await failureOf(() => call['shops.add'](spaced, caller))).code).toBe('shop_token_malformed');

    const { id } = bench.account;
    await call['shops.update']({ id, token: 'wrong', label: 'Other' }, caller);
    expect((await failureOf(() => bench.place())).code).toBe('shop_token_wrong');
    await call['shops.update']({ id, token: lab.shop.token }, caller);
    fault('CreateOrder delivery polls=9 times=1');
    const placed = await bench.place();
    expect(placed.accountLabel).toBe('Other');
    await bench.until(placed.id, isPlaced);
    expect(await call['shops.remove']({ id }, caller)).toEqual({ removed: true });
    expect(await call['shops.remove']({ id }, caller)).toEqual({ removed: false });
    const left = await call['orders.get']({ id: placed.id }, caller);
    expect(left).toMatchObject({ status: 'open', accountLabel: 'Other' });
    expect(left.nextPollAt).toBeUndefined();
    expect((await failureOf(() => call['orders.refresh']({ id: placed.id }, caller))).code).toBe(
      'order_account_gone',
    );
    expect((await failureOf(() => call['orders.refresh']({ id: 99 }, caller))).code).toBe('order_not_found');
  });

  it('says what a shop has not: top-ups, fields of others, e-mail', async () => {
    const iccid = '8949000000000000001';
    if (name === 'octopus') {
      const topUp = await failureOf(() => bench.place({ operationType: 'TOPUP', iccid }));
      expect(topUp.code).toBe('order_topup_unsupported');
      expect((await failureOf(() => bench.place({ country: 'GB' }))).code).toBe('order_field_unsupported');
      const { id } = await bench.place();
      await followed(id);
      await bench.desk.handlers['orders.notify']({ id, email: 'lab@example.com' }, caller);
      expect(lab.shop.orders()[0]?.email).toBe('lab@example.com');
    } else {
      expect((await failureOf(() => bench.place({ operationType: 'TOPUP' }))).code).toBe(
        'order_iccid_missing',
      );
      const other = await failureOf(() => bench.place({ notificationEmail: 'lab@example.com' }));
      expect(other.code).toBe('order_field_unsupported');
      const { id } = await bench.place();
      const told = await failureOf(() =>
        bench.desk.handlers['orders.notify']({ id, email: 'lab@example.com' }, caller),
      );
      expect(told.code).toBe('order_notify_unsupported');
    }
  });
});
