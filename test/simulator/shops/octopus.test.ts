import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { parseActivationCode } from '../../../src-shared/activation-code.ts';
import { type Ask, install, type ShopBench, shopBench } from './shop-bench.ts';

const day = 24 * 60 * 60 * 1000;
const japan = { product_id: 712, amount: 4.5 };
const orders = '/api/v1/esim/orders';

describe('the simulated Octopus Cards', () => {
  let lab: ShopBench;
  let ask: Ask;
  beforeAll(async () => {
    lab = await shopBench('octopus');
    ask = lab.ask;
  });
  beforeEach(() => lab.bench.reset());
  afterAll(() => lab.bench.close());

  it('lists products by country and name, with the headers of its pages', async () => {
    const { status, json, headers } = await ask('/api/v1/esim/products?per_page=3');
    expect(status).toBe(200);
    expect(json.data).toHaveLength(3);
    const told = ['X-Page', 'X-Per-Page', 'X-Total-Count', 'X-Total-Pages', 'X-Page-Size', 'X-Has-More'];
    expect(told.map((name) => headers.get(name))).toEqual(['1', '3', '4', '2', '3', 'true']);
    const last = await ask('/api/v1/esim/products?per_page=3&page=2');
    expect(last.json.data).toHaveLength(1);
    expect(last.headers.get('X-Has-More')).toBe('false');
    const found = await ask('/api/v1/esim/products?country_code=JPN&search=jap');
    expect(found.json.data).toEqual([
      { id: 712, name: 'Japan eSIM', country_code: 'JPN', currency_code: 'USD', image_url: '' },
    ]);
    expect((await ask('/api/v1/esim/products?country_code=JP')).json.error.code).toBe('VALIDATION_FAILURE');
    expect((await ask('/api/v1/esim/products?page=0')).status).toBe(400);
  });

  it('tells the variants of a product, inline and by themselves', async () => {
    const { json } = await ask('/api/v1/esim/products/712');
    expect(json.data.variants[0]).toMatchObject({
      esim_product_id: 712,
      amount: 4.5,
      data_amount_gb: 1,
      validity_days: 7,
      client_discount: 5,
    });
    expect((await ask('/api/v1/esim/products/712/variants')).json.data).toEqual(json.data.variants);
    const [first] = json.data.variants;
    expect((await ask(`/api/v1/esim/variants/${first.id}`)).json.data).toEqual(first);
    for (const path of ['products/1', 'products/1/variants', 'variants/1'])
      expect((await ask(`/api/v1/esim/${path}`)).json.error.code).toBe('NOT_FOUND');
  });

  it('tells what an order would cost, with discount and in the currency of the wallet', async () => {
    const charges = await ask('/api/v1/esim/charges', { body: japan });
    expect(charges.json.data).toEqual({
      non_discounted_total: 4.5,
      discount_amount: 0.225,
      total_amount: 4.275,
      discount: 5,
      total_payable: 4.275,
      charges_details: { source_currency: 'USD', destination_currency: 'USD' },
    });
    const foreign = await ask('/api/v1/esim/charges', { body: { ...japan, wallet_id: 2 } });
    expect(foreign.json.data).toMatchObject({
      net_amount: 3.933,
      total_payable: 3.933,
      charges_details: { destination_currency: 'EUR', forex_rate: 0.92 },
    });
    expect((await ask('/api/v1/esim/charges', { body: { ...japan, amount: 4.51 } })).status).toBe(400);
    expect((await ask('/api/v1/esim/charges', { body: { ...japan, wallet_id: 9 } })).status).toBe(404);
  });

  it('delivers a code that the card can install, masks it then, and tells when it is over', async () => {
    const created = await ask(orders, { body: { ...japan, client_reference: 'TRIP 1' } });
    expect(created.status).toBe(200);
    const order = created.json.data;
    expect(order).toMatchObject({
      status: 'DELIVERED',
      client_reference: 'TRIP 1',
      product_name: 'Japan eSIM',
      amount: 4.275,
      currency: 'USD',
      activation_status: 'NOT_INSTALLED',
      is_installed: false,
    });
    expect(parseActivationCode(order.activation_code).smdpAddress).toBe(lab.bench.smdp.address);
    expect(order.iccid).toMatch(/^89\d{17}$/);
    expect((await ask(`${orders}/${order.id}`)).json.data.activation_code).toBe(order.activation_code);
    expect(lab.bench.codes().map((one) => one.activationCode)).not.toContain(order.activation_code);

    expect(await install(lab.bench, order.activation_code)).toBe(order.iccid);
    const installed = (await ask(`${orders}/${order.id}`)).json.data;
    expect(installed).toMatchObject({ is_installed: true, activation_status: 'ACTIVE', iccid: order.iccid });
    expect(installed).not.toHaveProperty('activation_code');
    expect(installed.installed_at).toBe('2026-11-27T00:00:00Z');
    await lab.clock.elapse(8 * day);
    expect((await ask(`${orders}/${order.id}`)).json.data.activation_status).toBe('EXPIRED');
  });

  it('never tells a code in the list, and does not refresh there', async () => {
    const { json } = await ask(orders, { body: { ...japan, client_reference: 'A' } });
    await ask(orders, { body: { product_id: 712, amount: 99, client_reference: 'B' } });
    const list = await ask(orders);
    expect(list.json.data.map((one: { client_reference: string }) => one.client_reference)).toEqual([
      'B',
      'A',
    ]);
    expect(JSON.stringify(list.json)).not.toContain('LPA:');
    await install(lab.bench, json.data.activation_code);
    expect((await ask(`${orders}?client_reference=A`)).json.data).toMatchObject([{ is_installed: false }]);
    await ask(`${orders}/${json.data.id}`);
    expect((await ask(`${orders}?client_reference=A`)).json.data).toMatchObject([{ is_installed: true }]);
    expect((await ask(`${orders}?status=FAILED`)).json.data).toMatchObject([{ client_reference: 'B' }]);
    expect((await ask(`${orders}?client_reference=C`)).json.data).toEqual([]);
    expect((await ask(`${orders}?status=LOST`)).status).toBe(400);
  });

  it('refuses a client_reference that was used, and makes no second order', async () => {
    await ask(orders, { body: { ...japan, client_reference: 'ONCE' } });
    const again = await ask(orders, { body: { ...japan, client_reference: 'ONCE' } });
    expect(again.status).toBe(400);
    expect(again.json.error).toEqual({
      name: 'BadRequestError',
      code: 'BAD_REQUEST',
      message: 'Duplicate client_reference',
    });
    expect(lab.shop.orders()).toHaveLength(1);
  });

  it('answers 200 and FAILED for a plan that there is not, and sells one at a time', async () => {
    const failed = await ask(orders, { body: { product_id: 712, amount: 4.51 } });
    expect(failed.status).toBe(200);
    expect(failed.json.data).toMatchObject({
      status: 'FAILED',
      failure_code: 'INVALID_PLAN',
      is_user_fixable: true,
    });
    expect(failed.json.data).not.toHaveProperty('activation_code');
    await ask(orders, { body: { ...japan, quantity: 7 } });
    expect(lab.shop.orders()).toHaveLength(2);
  });

  it('wants the token, JSON, and fields of its kind', async () => {
    for (const token of ['', 'wrong', `${lab.shop.token}0`]) {
      const { status, json } = await ask(orders, { token });
      expect(status).toBe(401);
      expect(json.error).toMatchObject({ name: 'UnauthorizedError', code: 'UNAUTHORIZED' });
    }
    const bodies = ['{', '[]', { ...japan, product_id: -1 }, { ...japan, client_reference: 'ü' }, {}];
    for (const body of bodies)
      expect((await ask(orders, { body })).json.error.code).toBe('VALIDATION_FAILURE');
    expect((await ask('/api/v1/esim/nothing')).status).toBe(404);
    expect((await ask(orders, { method: 'DELETE' })).status).toBe(405);
    expect(lab.shop.orders()).toHaveLength(0);
  });

  it('takes an e-mail address for an order afterwards', async () => {
    const { json } = await ask(orders, { body: japan });
    const path = `${orders}/${json.data.id}/notification-email`;
    const changed = await ask(path, { method: 'PATCH', body: { notification_email: 'a@lab.test' } });
    expect(changed.json.data).toMatchObject({ notification_email: 'a@lab.test' });
    expect((await ask(path, { method: 'PATCH', body: { email: 'no' } })).status).toBe(400);
    expect(
      (await ask(`${orders}/1/notification-email`, { method: 'PATCH', body: { email: 'a@b.test' } })).status,
    ).toBe(404);
  });
});
