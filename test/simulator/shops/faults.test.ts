import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, test } from 'vitest';
import { shopFunctions } from '../../../src-main/simulator/faults/names.ts';
import { createBench } from '../../../src-main/simulator/index.ts';
import { connectRoutes } from '../../../src-main/simulator/shops/connect.ts';
import { ShopDesk } from '../../../src-main/simulator/shops/desk.ts';
import { octopusRoutes } from '../../../src-main/simulator/shops/octopus.ts';
import { octopusAuthRoutes } from '../../../src-main/simulator/shops/octopus-auth.ts';
import type { ProfileRequest } from '../../../src-main/simulator/shops/ports.ts';
import { fileShopStore, memoryShopStore, type ShopStore } from '../../../src-main/simulator/shops/state.ts';
import { failure } from '../../support/errors.ts';
import { seededEntropy } from '../euicc/bench.ts';
import { asking, install, type ShopBench, shopBench, testClock } from './shop-bench.ts';

const japan = { product_id: 712, amount: 4.5 };
const path = '/api/v1/esim/orders';

test('the functions that rules know are the requests that the shops take', () => {
  const desk = new ShopDesk({
    store: memoryShopStore(),
    clock: testClock(),
    entropy: seededEntropy('routes'),
    supply: { order: () => Promise.reject(new Error('never asked')), installation: () => ({}) },
    deliveryMs: 0,
    names: () => ({ serviceProviderName: '', profileName: '' }),
  });
  const now = () => 0;
  const connect = connectRoutes({ desk, now, newId: () => '', acceptedMs: 0, baseUrl: () => '' });
  expect(connect.map((one) => one.name).sort()).toEqual([...(shopFunctions['Connect'] ?? [])].sort());
  const octopus = octopusRoutes({ desk, now, envelope: true });
  const auth = octopusAuthRoutes({ desk, now, entropy: seededEntropy('routes') });
  expect([...octopus, ...auth].map((one) => one.name).sort()).toEqual(
    [...(shopFunctions['Octopus'] ?? [])].sort(),
  );
});

describe('faults of the simulated Octopus Cards', () => {
  let lab: ShopBench;
  const order = (reference = 'A') => lab.ask(path, { body: { ...japan, client_reference: reference } });
  const look = async (id: number) => (await lab.ask(`${path}/${id}`)).json.data;
  beforeAll(async () => {
    lab = await shopBench('octopus');
  });
  beforeEach(() => lab.bench.reset());
  afterAll(() => lab.bench.close());

  it('answers 500 before or after it has taken the order', async () => {
    lab.bench.addFault('Octopus.CreateOrder http=500 times=1');
    expect((await order()).status).toBe(500);
    expect(lab.shop.orders()).toHaveLength(0);
    lab.bench.addFault('Octopus.CreateOrder http=500 when=after times=1');
    expect((await order()).status).toBe(500);
    expect(lab.shop.orders()).toHaveLength(1);
    expect((await order()).json.error.message).toBe('Duplicate client_reference');
    expect((await lab.ask(`${path}?client_reference=A`)).json.data).toMatchObject([{ status: 'DELIVERED' }]);
  });

  it.each(['reset=after', 'reset=after bytes=20', 'truncate=20'])(
    'cuts the connection when it has taken the order: %s',
    async (fault) => {
      lab.bench.addFault(`Octopus.CreateOrder ${fault} times=1`);
      await expect(order()).rejects.toThrow();
      expect(lab.shop.orders()).toHaveLength(1);
    },
  );

  it('never answers, before or after it has taken the order', async () => {
    lab.bench.addFault('Octopus.CreateOrder hang=after times=1');
    const left = new AbortController();
    const waiting = fetch(`${lab.shop.baseUrl}${path}`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${lab.shop.token}` },
      body: JSON.stringify(japan),
      signal: left.signal,
    });
    await expect.poll(() => lab.shop.orders()).toHaveLength(1);
    left.abort();
    await expect(waiting).rejects.toThrow();
  });

  it('lists an order late; by its id it is there at once, and its reference is taken', async () => {
    lab.bench.addFault('Octopus.ListOrders listsLate=300s');
    const { json } = await order();
    const list = async () => (await lab.ask(`${path}?client_reference=A`)).json.data;
    expect(await list()).toEqual([]);
    expect((await look(json.data.id)).status).toBe('DELIVERED');
    expect((await order()).status).toBe(400);
    await lab.clock.elapse(5 * 60_000 - 1);
    expect(await list()).toEqual([]);
    await lab.clock.elapse(1);
    expect(await list()).toMatchObject([{ id: json.data.id }]);
  });

  it('answers 401, and 429 with Retry-After', async () => {
    lab.bench.addFault('Octopus http=401 times=1');
    expect((await order()).status).toBe(401);
    lab.bench.addFault('Octopus http=429 header="Retry-After: 12" times=1');
    const { status, headers } = await order();
    expect([status, headers.get('Retry-After')]).toEqual([429, '12']);
    expect(lab.shop.orders()).toHaveLength(0);
  });

  it('answers what is no JSON, and late', async () => {
    lab.bench.addFault('Octopus.GetOrder garbage times=1');
    lab.bench.addFault('Octopus.GetOrder slow=1ms times=1 after=1');
    const { json } = await order();
    await expect(lab.ask(`${path}/${json.data.id}`)).rejects.toThrow(SyntaxError);
    expect((await look(json.data.id)).status).toBe('DELIVERED');
  });

  it('makes two orders of one request', async () => {
    lab.bench.addFault('Octopus.CreateOrder twice times=1');
    const { json } = await order();
    expect(lab.shop.orders()).toHaveLength(2);
    const found = (await lab.ask(`${path}?client_reference=A`)).json.data;
    expect(found).toHaveLength(2);
    expect(found[0].id).toBe(json.data.id);
  });

  it('delivers after a time, or after so many looks', async () => {
    lab.bench.addFault('Octopus.CreateOrder delivery=90s times=1');
    const late = (await order()).json.data;
    expect(late).toMatchObject({ status: 'PENDING' });
    expect(late).not.toHaveProperty('activation_code');
    await lab.clock.elapse(89_000);
    expect((await look(late.id)).status).toBe('PENDING');
    await lab.clock.elapse(1_000);
    expect((await look(late.id)).status).toBe('DELIVERED');
    lab.bench.addFault('Octopus.CreateOrder delivery polls=2 times=1');
    const polled = (await order('B')).json.data;
    expect(polled.status).toBe('PENDING');
    expect((await look(polled.id)).status).toBe('PENDING');
    expect((await look(polled.id)).status).toBe('DELIVERED');
  });

  it('goes back, loses the code, and tells both once only', async () => {
    const { id, activation_code } = (await order()).json.data;
    lab.bench.addFault('Octopus.GetOrder shows=PENDING times=1');
    lab.bench.addFault('Octopus.GetOrder noCode times=1 after=1');
    const back = await look(id);
    expect(back.status).toBe('PENDING');
    expect(back).not.toHaveProperty('activation_code');
    const without = await look(id);
    expect(without).toMatchObject({ status: 'DELIVERED', is_installed: false });
    expect(without).not.toHaveProperty('activation_code');
    expect((await look(id)).activation_code).toBe(activation_code);
  });

  it.each([
    ['failed', 'FAILED'],
    ['cancelled', 'CANCELLED'],
  ])('ends an order as %s, at once or while it is pending, for good', async (becomes, status) => {
    lab.bench.addFault(`Octopus.CreateOrder delivery polls=2 times=1`);
    const { id } = (await order()).json.data;
    lab.bench.addFault(`Octopus.GetOrder order=${becomes} times=1`);
    expect((await look(id)).status).toBe(status);
    expect((await look(id)).status).toBe(status);
    lab.bench.addFault(`Octopus.CreateOrder order=${becomes} times=1`);
    expect((await order('B')).json.data.status).toBe(status);
  });

  it('charges another price than its catalogue tells, and shows another than it takes', async () => {
    lab.bench.addFault('Octopus.CreateOrder price=2 times=1');
    expect((await order()).json.data.amount).toBe(8.55);
    lab.bench.addFault('Octopus.ListVariants price=1.1 times=1');
    const [variant] = (await lab.ask('/api/v1/esim/products/712/variants')).json.data;
    expect(variant.amount).toBe(4.95);
    expect((await lab.ask(path, { body: { ...japan, amount: variant.amount } })).json.data.status).toBe(
      'FAILED',
    );
  });

  it('delivers as soon as the SM-DP+ takes the order again', async () => {
    lab.bench.addFault('ES2+.ConfirmOrder status=8.2.1/3.3 times=1');
    const { id, status } = (await order()).json.data;
    expect(status).toBe('PENDING');
    const delivered = await look(id);
    expect(delivered.status).toBe('DELIVERED');
    expect(await install(lab.bench, delivered.activation_code)).toBe(delivered.iccid);
  });

  it('is left alone by faults that have nothing to do with it', async () => {
    lab.bench.addFault('server status=8.1/3.8');
    expect((await lab.ask('/api/v1/esim/products')).status).toBe(200);
    expect(lab.bench.faults()).toMatchObject([{ seen: 0, done: 0 }]);
  });
});

describe('faults of the simulated Connect', () => {
  let lab: ShopBench;
  beforeAll(async () => {
    lab = await shopBench('truphone');
  });
  beforeEach(() => lab.bench.reset());
  afterAll(() => lab.bench.close());

  const order = async () => {
    const [product] = (await lab.ask('/v2/products')).json.data;
    const body = {
      operation_type: 'ACTIVATION',
      sim_type: 'ESIM',
      product: { id: product.id },
      subscriber: {},
    };
    return await lab.ask('/v2/orders', { body });
  };
  const look = async (id: string) => (await lab.ask(`/v2/orders/${id}`)).json;

  it('completes without a code, goes back, and fails', async () => {
    const { id } = (await order()).json;
    await lab.clock.elapse(4_000);
    lab.bench.addFault('Connect.GetOrder noCode times=1');
    const { status, output, _metadata } = await look(id);
    expect(status).toBe('COMPLETED');
    expect(output).not.toHaveProperty('matching_id');
    expect(Object.keys(_metadata.links)).not.toContain('_lpa');
    expect(JSON.stringify(_metadata)).not.toContain('qrcode');
    lab.bench.addFault('Connect.GetOrder shows=FULFILLING times=1');
    expect(await look(id)).not.toHaveProperty('output');
    expect((await look(id)).output.matching_id).toMatch(/^[0-9A-F-]{35}$/);
    const failing = (await order()).json;
    lab.bench.addFault('Connect.GetOrder order=failed times=1');
    expect((await look(failing.id)).status).toBe('FAILED');
    expect((await look(failing.id)).status).toBe('FAILED');
  });

  it('takes an order that its client is not told of: nothing finds it again', async () => {
    lab.bench.addFault('Connect.CreateOrder reset=after times=1');
    await expect(order()).rejects.toThrow();
    expect(lab.shop.orders()).toHaveLength(1);
  });

  it('changes its prices, and delivers after so many looks', async () => {
    const { price } = (await lab.ask('/v2/products')).json.data[0];
    lab.bench.addFault('Connect.ListProducts price=3 times=1');
    expect((await lab.ask('/v2/products')).json.data[0].price).toBe(3 * price);
    lab.bench.addFault('Connect.CreateOrder delivery polls=3 times=1');
    const { id } = (await order()).json;
    const told = [];
    for (let i = 0; i < 3; i++) told.push((await look(id)).status);
    expect(told).toEqual(['ACCEPTED', 'FULFILLING', 'COMPLETED']);
  });
});

test('a crash between the order at the SM-DP+ and its delivery orders the same profile again, and no other', async () => {
  const asked: ProfileRequest[] = [];
  const kept = memoryShopStore();
  let crashed = false;
  const store: ShopStore = {
    load: kept.load,
    save(state) {
      if (crashed || state.orders.some((one) => one.deliveredAt !== undefined)) {
        crashed = true;
        throw new Error('the power went');
      }
      kept.save(state);
    },
  };
  const lines: string[] = [];
  const options = {
    clock: testClock(),
    entropy: seededEntropy('crash'),
    supply: {
      order: async (request: ProfileRequest) => {
        asked.push(request);
        return { iccid: '8999970000000000001', smdpAddress: 'smdp.test' };
      },
      installation: () => ({}),
    },
    deliveryMs: 0,
    names: () => ({ serviceProviderName: 'Any', profileName: 'Any' }),
    log: (line: string) => lines.push(line),
  };
  const before = new ShopDesk({ store, ...options });
  const { id } = before.take({ id: '1', kind: 'activation', planId: '1', price: 1, currency: 'EUR' });
  expect((await before.look(id))?.deliveredAt).toBeUndefined();
  before.close();
  const after = new ShopDesk({ store: kept, ...options, entropy: seededEntropy('later') });
  const order = await after.look(id);
  after.close();
  expect(order).toMatchObject({ iccid: '8999970000000000001', deliveredAt: expect.any(Number) });
  expect(asked).toHaveLength(2);
  expect(asked[1]).toEqual(asked[0]);
  expect(order?.matchingId).toBe(asked[0]?.matchingId);
  expect(lines.join()).not.toContain(order?.matchingId);
});

describe('a shop that is started again', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'shop-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const start = (clock = testClock(), port = 0) =>
    createBench({ folder, clock, smdp: { port }, shops: { which: ['truphone', 'octopus'] } }).then(
      (bench) => {
        const [connect, octopus] = bench.shops;
        if (connect === undefined || octopus === undefined) throw new Error('no shops');
        return { bench, clock, connect, octopus };
      },
    );

  it('has its account and its orders; what was not delivered is, and what was sold can be installed', async () => {
    const first = await start();
    const ask = asking(first.octopus);
    const sold = (await ask(path, { body: { ...japan, client_reference: 'KEPT' } })).json.data;
    first.bench.addFault('Octopus.CreateOrder delivery=60s');
    const { id } = (await ask(path, { body: japan })).json.data;
    const { token } = first.octopus;
    await first.bench.close();

    const clock = testClock();
    // The port is a part of the address in the code that was sold.
    const second = await start(clock, first.bench.smdp.port);
    try {
      expect(second.octopus.token).toBe(token);
      expect(second.octopus.baseUrl).toBe(first.octopus.baseUrl);
      const again = asking(second.octopus);
      expect((await again(`${path}?client_reference=KEPT`)).json.data).toMatchObject([{ id: sold.id }]);
      expect((await again(path, { body: { ...japan, client_reference: 'KEPT' } })).status).toBe(400);
      expect(await install(second.bench, sold.activation_code)).toBe(sold.iccid);
      await clock.elapse(60_000);
      const late = (await again(`${path}/${id}`)).json.data;
      expect(late.status).toBe('DELIVERED');
      expect(late.iccid).not.toBe(sold.iccid);
      expect((await asking(second.connect)('/v2/products')).status).toBe(200);
    } finally {
      await second.bench.close();
    }
  });

  it('takes another port where the one of the last time is taken', async () => {
    const first = await start();
    const { port } = first.octopus;
    await first.bench.close();
    const other = createServer().listen(port, '127.0.0.1');
    await once(other, 'listening');
    const second = await start();
    try {
      expect(second.octopus.port).not.toBe(port);
    } finally {
      await second.bench.close();
      other.close();
    }
  });

  it('refuses a state file that is none', () => {
    const file = join(folder, 'none.json');
    fileShopStore(file).save({ version: 2 } as never);
    expect(failure(() => fileShopStore(file).load()).code).toBe('shop_state_unreadable');
  });
});
