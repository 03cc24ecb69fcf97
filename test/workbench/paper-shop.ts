/** A shop in a few lines, of either API, and a desk before it: no network, and days in milliseconds. */

import type { ShopTransport } from '../../src-main/orders/index.ts';
import type { Store } from '../../src-main/store/open.ts';
import { createOrderDesk, type OrderDesk, type OrderDeskPorts } from '../../src-main/workbench/order-desk.ts';
import type { ConnectorName, Order } from '../../src-shared/model/index.ts';
import { systemEntropy } from '../../src-shared/system-ports.ts';
import { type TestClock, testClock } from '../simulator/shops/shop-bench.ts';
import { testStore } from '../store/fixtures.ts';
import { caller } from './order-support.ts';

interface Sold {
  readonly id: number;
  readonly reference: string;
}

/** What the shop does with a request: as documented, or before or after it has done what was asked. */
export type Behaviour =
  | 'right'
  | 'lostBefore'
  | 'lostAfter'
  | 'fails'
  | 'failsAfter'
  | 'wrong'
  | 'limits'
  | 'refuses';

/** A shop in a few lines, of either API, which keeps what it has sold and counts what it is asked. */
export class PaperShop {
  readonly sold: Sold[] = [];
  readonly asked: number[] = [];
  behaviours: Behaviour[] = [];
  state: 'open' | 'delivered' = 'open';
  activation: 'NOT_INSTALLED' | 'ACTIVE' | 'EXPIRED' = 'NOT_INSTALLED';
  readonly #connector: ConnectorName;
  readonly #clock: TestClock;

  constructor(connector: ConnectorName, clock: TestClock) {
    this.#connector = connector;
    this.#clock = clock;
  }

  readonly transport: ShopTransport = async ({ method, url, headers, body }) => {
    const isOrder = method === 'POST' && url.pathname.endsWith('/orders');
    const isQuote = url.pathname.includes('/products') || url.pathname.endsWith('/charges');
    if (isQuote) return this.#answer(200, this.#product(url.pathname));
    if (!isOrder) this.asked.push(this.#clock.now());
    const behaviour = this.behaviours.shift() ?? 'right';
    if (behaviour === 'lostBefore') return { kind: 'failure', failure: 'broken', sent: true, reason: 'lost' };
    if (behaviour === 'fails') return this.#answer(500, {});
    if (behaviour === 'limits') return this.#answer(429, {}, { 'retry-after': '90' });
    if (behaviour === 'refuses') return this.#answer(403, {});
    const answer = isOrder ? this.#take(headers, body ?? '') : this.#tell(url);
    if (behaviour === 'lostAfter') return { kind: 'failure', failure: 'timeout', sent: true, reason: 'late' };
    if (behaviour === 'failsAfter') return this.#answer(502, {});
    if (behaviour === 'wrong') return this.#answer(200, { id: [], status: 7 });
    return answer;
  };

  #answer(status: number, json: unknown, headers: Record<string, string> = {}) {
    return { kind: 'answer', status, headers, body: Buffer.from(JSON.stringify(json)) } as const;
  }

  #product(path: string): unknown {
    if (path.endsWith('/charges'))
      return { total_payable: 4.5, charges_details: { source_currency: 'USD', destination_currency: 'USD' } };
    return this.#connector === 'octopus'
      ? { id: 712, name: 'Japan' }
      : { id: 'P1', name: 'World', price: 9, price_currency: 'EUR' };
  }

  #take(headers: Readonly<Record<string, string>>, body: string) {
    const json = JSON.parse(body) as { client_reference?: string };
    const reference = json.client_reference ?? headers['x-correlation-id'] ?? '';
    if (this.#connector === 'octopus' && this.sold.some((one) => one.reference === reference))
      return this.#answer(400, { error: { code: 'BAD_REQUEST', message: 'Duplicate client_reference' } });
    const order = { id: this.sold.length + 1, reference };
    this.sold.push(order);
    return this.#answer(200, this.#order(order, true));
  }

  #tell(url: URL) {
    const reference = url.searchParams.get('client_reference');
    if (reference !== null)
      return this.#answer(
        200,
        this.sold.filter((one) => one.reference === reference).map((one) => this.#order(one, false)),
      );
    const id = Number(url.pathname.split('/').at(-1));
    const found = this.sold.find((one) => one.id === id);
    return found === undefined ? this.#answer(404, {}) : this.#answer(200, this.#order(found, true));
  }

  #order({ id, reference }: Sold, detail: boolean): unknown {
    const isDelivered = this.state === 'delivered';
    const isInstalled = this.activation !== 'NOT_INSTALLED';
    if (this.#connector === 'truphone')
      return {
        id: String(id),
        status: isDelivered ? 'COMPLETED' : 'ACCEPTED',
        _metadata: { links: isDelivered ? { _lpa: `1$smdp.example.com$CODE-${id}` } : {} },
      };
    return {
      id,
      client_reference: reference,
      status: isDelivered ? 'DELIVERED' : 'PENDING',
      ...(isDelivered ? { activation_status: this.activation, is_installed: isInstalled } : {}),
      ...(isDelivered && detail && !isInstalled
        ? { activation_code: `LPA:1$smdp.example.com$CODE-${id}` }
        : {}),
    };
  }
}

export const settle = async () => {
  for (let turn = 0; turn < 8; turn++) await new Promise((resolve) => setImmediate(resolve));
};

export interface Paper {
  readonly shop: PaperShop;
  readonly clock: TestClock;
  readonly store: Store;
  readonly open: (change?: Partial<OrderDeskPorts>) => OrderDesk;
  readonly place: (desk: OrderDesk) => Promise<Order>;
  /** Lets time pass, step by step, as long as something is planned and it is not later than that. */
  readonly pass: (ms: number) => Promise<void>;
}

export async function paper(connector: ConnectorName): Promise<Paper> {
  const clock = testClock();
  const store = testStore({ clock });
  const shop = new PaperShop(connector, clock);
  const open = (change: Partial<OrderDeskPorts> = {}) =>
    createOrderDesk({
      orders: store.orders,
      codes: store.codes,
      clock,
      entropy: systemEntropy,
      transport: shop.transport,
      simulated: [],
      followsAll: true,
      emit: () => undefined,
      log: () => undefined,
      ...change,
    });
  store.orders.addAccount({
    connector,
    label: 'Paper',
    baseUrl: 'https://shop.example/',
    access: { token: 'token' },
    simulated: false,
    at: clock.now(),
  });
  return {
    shop,
    clock,
    store,
    open,
    async place(desk) {
      const productId = connector === 'octopus' ? '712:4.5' : 'P1';
      const request = { accountId: 1, productId, operationType: 'ACTIVATION' as const };
      return await desk.handlers['orders.place'](request, caller);
    },
    async pass(ms) {
      const until = clock.now() + ms;
      await settle();
      for (;;) {
        const next = store.orders.ordersToPoll(until)[0]?.nextPollAt;
        if (next === undefined) break;
        await clock.elapse(Math.max(1, next - clock.now()));
        await settle();
      }
      await clock.elapse(Math.max(0, until - clock.now()));
      await settle();
    },
  };
}
