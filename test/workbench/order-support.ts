/** A desk of orders before a simulated shop: real HTTP between them, an hour in a moment. */

import { onTestFinished } from 'vitest';
import { createShopTransport } from '../../src-main/orders/index.ts';
import type { Store } from '../../src-main/store/open.ts';
import { createOrderDesk, type OrderDesk, type OrderDeskPorts } from '../../src-main/workbench/order-desk.ts';
import type { WorkbenchEvent } from '../../src-shared/api.ts';
import { WorkbenchError } from '../../src-shared/errors/index.ts';
import type { NewOrder, Order, OrderAccount } from '../../src-shared/model/index.ts';
import { systemEntropy } from '../../src-shared/system-ports.ts';
import { type ShopBench, type TestClock, testClock } from '../simulator/shops/shop-bench.ts';
import { testStore } from '../store/fixtures.ts';

export const caller = { createdBy: 'tester', source: 'api' };
export const minute = 60_000;

export interface OrderBench {
  readonly store: Store;
  readonly clock: TestClock;
  readonly events: WorkbenchEvent[];
  readonly account: OrderAccount;
  readonly logged: string[];
  desk: OrderDesk;
  /** As a process that is started anew on the same store; the one before is gone without a word. */
  restart(change?: Partial<OrderDeskPorts>): OrderDesk;
  /** The order, once it is as wanted. The shop's answers take real time; the clock stands still meanwhile. */
  until(id: number, wanted: (order: Order) => boolean): Promise<Order>;
  place(change?: Partial<NewOrder>): Promise<Order>;
  /** Lets the time pass until the order is asked about next. */
  poll(id: number): Promise<Order>;
}

/** `lab`: the shop, which keeps its own clock; its time goes on with the desk's. */
export async function orderBench(lab: ShopBench, change: Partial<OrderDeskPorts> = {}): Promise<OrderBench> {
  const clock = testClock(lab.clock.now());
  const store = testStore({ clock });
  const events: WorkbenchEvent[] = [];
  const logged: string[] = [];
  const open = (more: Partial<OrderDeskPorts> = {}) => {
    const desk = createOrderDesk({
      orders: store.orders,
      codes: store.codes,
      clock,
      entropy: systemEntropy,
      transport: createShopTransport(clock),
      simulated: [],
      followsAll: true,
      emit: (event) => void events.push(event),
      log: (message, error) => void logged.push(`${message}: ${error.code}`),
      ...change,
      ...more,
    });
    onTestFinished(() => desk.close());
    return desk;
  };
  const desk = open();
  const connector = lab.shop.connector;
  const account = await desk.handlers['shops.add'](
    { connector, label: 'Shop', baseUrl: lab.shop.baseUrl, token: lab.shop.token },
    caller,
  );
  const products = await desk.handlers['shops.products']({ accountId: account.id }, caller);
  const productId = products[0]?.id ?? '';

  const bench: OrderBench = {
    store,
    clock,
    events,
    account,
    logged,
    desk,
    restart(more) {
      bench.desk = open(more);
      return bench.desk;
    },
    async until(id, wanted) {
      for (let turn = 0; turn < 2_000; turn++) {
        const order = store.orders.getOrder(id);
        if (order !== undefined && wanted(order)) return order;
        await new Promise((resolve) => setTimeout(resolve, 2));
      }
      throw new Error(`it did not come: ${JSON.stringify(store.orders.getOrder(id))}`);
    },
    async place(more = {}) {
      return await bench.desk.handlers['orders.place'](
        { accountId: account.id, productId, operationType: 'ACTIVATION', ...more },
        caller,
      );
    },
    async poll(id) {
      const order = store.orders.getOrder(id);
      if (order?.nextPollAt === undefined) throw new Error('it is not to be asked about');
      const wait = Math.max(0, order.nextPollAt - clock.now());
      await lab.clock.elapse(wait);
      await clock.elapse(wait);
      return await bench.until(id, ({ polls, nextPollAt, status }) => {
        return polls > order.polls || nextPollAt !== order.nextPollAt || status !== order.status;
      });
    },
  };
  return bench;
}

/** The error that a promise, or a call, fails with. */
export async function failureOf(act: () => unknown): Promise<WorkbenchError> {
  try {
    await act();
  } catch (thrown) {
    if (thrown instanceof WorkbenchError) return thrown;
    throw thrown;
  }
  throw new Error('it did not fail');
}
