import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Ask, install, type ShopBench, shopBench } from './shop-bench.ts';

const seconds = 1000;

describe('the simulated 1GLOBAL Connect', () => {
  let lab: ShopBench;
  let ask: Ask;
  let product: { id: string; price: number };
  beforeAll(async () => {
    lab = await shopBench('truphone');
    ask = lab.ask;
    product = (await ask('/v2/products')).json.data[0];
  });
  beforeEach(() => lab.bench.reset());
  afterAll(() => lab.bench.close());

  const activation = (subscriber: object = {}) => ({
    operation_type: 'ACTIVATION',
    sim_type: 'ESIM',
    country: 'GB',
    product: { id: product.id },
    subscriber: { email: 'john@doe.test', first_name: 'John', ...subscriber },
  });

  /** Orders, lets time go on, and gives the order as it is told then. */
  async function completed(body: object = activation()) {
    const { json } = await ask('/v2/orders', { body });
    await lab.clock.elapse(5 * seconds);
    return (await ask(`/v2/orders/${json.id}`)).json;
  }

  it('has a catalogue in pages, whose links lead to its products', async () => {
    const { json, status } = await ask('/v2/products?page=1&page_size=2');
    expect(status).toBe(200);
    expect(json._metadata).toMatchObject({ page: 1, page_size: 2, page_count: 3 });
    expect(json.data).toHaveLength(2);
    const [first] = json.data;
    expect(first).toMatchObject({ sim_type: ['ESIM'], duration_unit: 'DAYS', price_currency: 'EUR' });
    const self = first._metadata.links._self.slice(lab.shop.baseUrl.length);
    expect((await ask(self)).json).toEqual(first);
    const next = json._metadata.links._next.slice(lab.shop.baseUrl.length);
    expect((await ask(next)).json.data[0].id).not.toBe(first.id);
    expect((await ask('/v2/products?page_size=0')).status).toBe(400);
    expect((await ask('/v2/products/none')).status).toBe(404);
  });

  it('goes from ACCEPTED over FULFILLING to COMPLETED, and its code installs', async () => {
    const headers = { 'X-Correlation-ID': 'mine-1' };
    const taken = await ask('/v2/orders', { body: activation(), headers });
    expect(taken.status).toBe(201);
    expect(taken.headers.get('X-Correlation-ID')).toBe('mine-1');
    const { id } = taken.json;
    expect(taken.json).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/),
      status: 'ACCEPTED',
      created_date: '2026-11-27T00:00:00Z',
      _metadata: { _links: { _self: `${lab.shop.baseUrl}/v2/orders/${id}` } },
    });
    expect((await ask(`/v2/orders/${id}`)).json.status).toBe('ACCEPTED');
    await lab.clock.elapse(2 * seconds);
    const fulfilling = (await ask(`/v2/orders/${id}`)).json;
    expect(fulfilling.status).toBe('FULFILLING');
    expect(fulfilling).not.toHaveProperty('output');
    await lab.clock.elapse(2 * seconds);
    const { status, output, _metadata } = (await ask(`/v2/orders/${id}`)).json;
    expect(status).toBe('COMPLETED');
    const lpa = `1$${lab.bench.smdp.address}$${output.matching_id}`;
    expect(_metadata.links).toEqual({
      _lpa: lpa,
      _qrcode: `${lab.shop.baseUrl}/qrcode/v1/esim/LPA:${lpa}`,
      _smdp: lab.bench.smdp.address,
      _sim: `${lab.shop.baseUrl}/v2/sims/${output.iccid}`,
      _subscription: `${lab.shop.baseUrl}/v2/subscriptions/${output.subscription_id}`,
      _self: `${lab.shop.baseUrl}/v2/orders/${id}`,
    });
    expect(await install(lab.bench, `LPA:${lpa}`)).toBe(output.iccid);
    expect((await ask(`/v2/sims/${output.iccid}`)).json).toEqual({
      iccid: output.iccid,
      status: 'INSTALLED',
    });
    const subscription = await ask(`/v2/subscriptions/${output.subscription_id}`);
    expect(subscription.json).toMatchObject({ sim_id: output.iccid, status: 'ACTIVE' });
  });

  it('delivers without being asked, when it is time', async () => {
    await ask('/v2/orders', { body: activation() });
    await lab.clock.elapse(4 * seconds);
    await expect.poll(() => lab.shop.orders()[0]?.deliveredAt).toBeDefined();
  });

  it('makes two orders of the same request, correlation id or not', async () => {
    const headers = { 'X-Correlation-ID': 'mine-2' };
    const first = await ask('/v2/orders', { body: activation(), headers });
    const second = await ask('/v2/orders', { body: activation(), headers });
    expect(second.json.id).not.toBe(first.json.id);
    expect(lab.shop.orders()).toHaveLength(2);
  });

  it('shows the QR picture of a code to whoever knows its address, and no other', async () => {
    const { _metadata } = await completed();
    const picture = await fetch(_metadata.links._qrcode);
    expect(picture.headers.get('content-type')).toBe('image/png');
    expect(new Uint8Array(await picture.arrayBuffer()).subarray(1, 4)).toEqual(
      new TextEncoder().encode('PNG'),
    );
    expect((await fetch(`${lab.shop.baseUrl}/qrcode/v1/esim/LPA:1$a.test$X`)).status).toBe(404);
  });

  it('tops up an installed SIM of its own; one that is not installed fails, a foreign one is refused', async () => {
    const bought = await completed();
    const topUp = (iccid: string) => ({
      operation_type: 'TOPUP',
      sim_type: 'ESIM',
      product: { id: product.id },
      subscriber: { sim: { iccid } },
    });
    const { iccid } = bought.output;
    expect((await completed(topUp(iccid))).status).toBe('FAILED');
    await install(lab.bench, `LPA:${bought._metadata.links._lpa}`);
    const done = await completed(topUp(iccid));
    expect(done.status).toBe('COMPLETED');
    expect(done.output).toEqual({ iccid, subscription_id: expect.any(String) });
    expect(Object.keys(done._metadata.links).sort()).toEqual(['_self', '_sim', '_subscription']);
    expect(await ask('/v2/orders', { body: topUp('8999900000000000005') })).toMatchObject({
      status: 403,
      json: { type: 'ACCESS_DENIED', messages: [expect.any(String)] },
    });
    expect((await ask('/v2/orders', { body: { ...topUp(iccid), subscriber: {} } })).status).toBe(400);
  });

  it('pushes a profile to the eUICC of an iOS device: it waits at the SM-DS, for that card alone', async () => {
    const { eid } = lab.bench.card;
    const order = await completed(activation({ device: { operating_system: 'iOS', eid } }));
    expect(lab.bench.smds[0]?.events()).toMatchObject([{ eid, eventId: order.output.matching_id }]);
    expect(await install(lab.bench, `LPA:${order._metadata.links._lpa}`)).toBe(order.output.iccid);
    expect(lab.bench.smds[0]?.events()).toEqual([]);
    await completed(activation({ device: { operating_system: 'android', eid } }));
    expect(lab.bench.smds[0]?.events()).toEqual([]);
  });

  it('wants the token and an order of its kind', async () => {
    for (const token of ['', 'wrong']) {
      const { status, headers, json } = await ask('/v2/orders', { body: activation(), token });
      expect([status, json.type]).toEqual([401, 'UNAUTHORISED']);
      expect(headers.get('WWW-Authenticate')).toContain('Bearer');
    }
    expect((await ask('/v2/orders', { body: '{' })).json.type).toBe('INVALID_HTTP_MESSAGE');
    const wrong = [
      {},
      { ...activation(), operation_type: 'GIFT' },
      { ...activation(), product: { id: 'none' } },
      { ...activation(), sim_type: 'PSIM' },
      activation({ device: { operating_system: 'ios', eid: '123' } }),
    ];
    for (const body of wrong)
      expect(await ask('/v2/orders', { body })).toMatchObject({
        status: 400,
        json: { type: 'INVALID_REQUEST_PARAMS' },
      });
    expect((await ask('/v2/orders/none')).status).toBe(404);
    expect(lab.shop.orders()).toHaveLength(0);
  });
});
