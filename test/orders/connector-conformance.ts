/** What every connector does, against the simulated shop of its API. For `connectors.test.ts`. */

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createConnector, createShopTransport, type ShopConnector } from '../../src-main/orders/index.ts';
import type { OrderRequest } from '../../src-main/orders/port.ts';
import { parseActivationCode } from '../../src-shared/activation-code.ts';
import { WorkbenchError } from '../../src-shared/errors/index.ts';
import type { ConnectorName } from '../../src-shared/model/index.ts';
import { systemClock } from '../../src-shared/system-ports.ts';
import { type ShopBench, shopBench } from '../simulator/shops/shop-bench.ts';

export interface ConformanceCase {
  readonly name: ConnectorName;
  /** The function that takes orders, and the one that tells one, as fault rules name them. */
  readonly create: string;
  readonly look: string;
  readonly quote: string;
  readonly list: string;
}

/** The error that a promise rejects with. */
async function rejection(promise: Promise<unknown>): Promise<WorkbenchError> {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof WorkbenchError) return error;
  throw new Error(`it did not reject with an error of ours: ${String(error)}`);
}

export function describeConnector({ name, create, look, quote, list }: ConformanceCase): void {
  describe(`the connector ${name}`, () => {
    let lab: ShopBench;
    let connector: ShopConnector;
    let request: OrderRequest;
    let references = 0;
    const reference = () => `test-${++references}`;
    const fault = (rule: string) => lab.bench.addFault(rule);
    const connect = (change: { readonly token?: string; readonly baseUrl?: string } = {}) =>
      createConnector(name, {
        baseUrl: lab.shop.baseUrl,
        token: lab.shop.token,
        transport: createShopTransport(systemClock),
        now: () => systemClock.now(),
        newId: reference,
        ...change,
      });
    beforeAll(async () => {
      lab = await shopBench(name);
      connector = connect();
      const [first] = await connector.catalogue({});
      if (first === undefined) throw new Error('the shop has nothing');
      request = { productId: first.id, operationType: 'ACTIVATION' };
    });
    beforeEach(() => lab.bench.reset());
    afterAll(() => lab.bench.close());

    async function placed(by = reference()) {
      const placement = await connector.place(request, by);
      if (placement.outcome !== 'taken') throw new Error(`${placement.outcome}: ${placement.error.code}`);
      return placement.order;
    }

    /** The order when the shop has delivered it. */
    async function delivered() {
      const { remoteId } = await placed();
      await lab.clock.elapse(60_000);
      return await expect
        .poll(() => connector.get(remoteId))
        .toMatchObject({ state: 'delivered' })
        .then(() => connector.get(remoteId));
    }

    it('lists what there is, with names, prices and places', async () => {
      const products = await connector.catalogue({});
      expect(products.length).toBeGreaterThan(1);
      for (const product of products) {
        expect(product.name).not.toBe('');
        expect(product.price?.amount).toMatch(/^\d+(\.\d+)?$/);
        expect(product.price?.currency).toMatch(/^[A-Z]{3}$/);
        expect(product.countries).not.toEqual([]);
        expect(product.validityDays).toBeGreaterThan(0);
        expect(product.data).toMatch(/^\d/);
        connector.check({ productId: product.id, operationType: 'ACTIVATION' });
      }
    });

    it('says what a product costs, and orders nothing by it', async () => {
      const told = await connector.quote(request.productId);
      expect(told.price.amount).toMatch(/^\d+(\.\d+)?$/);
      expect(told.productName).not.toBe('');
      expect(lab.shop.orders()).toEqual([]);
    });

    it('refuses a product that there is not, before and after asking', async () => {
      const unusual = ['../../orders', '', 'a b', '1:2:3'];
      for (const productId of unusual)
        expect(() => connector.check({ productId, operationType: 'ACTIVATION' })).toThrow(
          expect.objectContaining({ code: 'shop_product_unknown' }),
        );
      const absent = name === 'octopus' ? '999999:1' : 'AAAA';
      expect((await rejection(connector.quote(absent))).code).toBe('shop_product_unknown');
      const placement = await connector.place({ ...request, productId: absent }, reference());
      expect(placement).toMatchObject({
        outcome: 'not_taken',
        again: false,
        error: { code: 'shop_refused' },
      });
      expect(lab.shop.orders()).toEqual([]);
    });

    it('places one order, and gives its code while that is not installed', async () => {
      const order = await delivered();
      expect(lab.shop.orders()).toHaveLength(1);
      const [sold] = lab.shop.orders();
      expect(order).toMatchObject({ remoteId: sold?.id, iccid: sold?.iccid });
      const { smdpAddress, matchingId } = parseActivationCode(order.activationCode ?? '');
      expect([smdpAddress, matchingId]).toEqual([sold?.smdpAddress, sold?.matchingId]);
    });

    it('tells an order that has failed at the shop, and why', async () => {
      fault(`${create} order=failed times=1`);
      const placement = await connector.place(request, reference());
      const order = placement.outcome === 'taken' ? await connector.get(placement.order.remoteId) : undefined;
      expect(order).toMatchObject({ state: 'failed', failure: { code: expect.any(String) as string } });
    });

    it('knows of an order that was cut off, answered wrongly or not at all that it may have been taken', async () => {
      const rules = [
        'http=500 when=after',
        'http=503',
        'reset=after',
        'reset=before',
        'truncate=20',
        'garbage',
        'http=302',
      ];
      for (const rule of rules) {
        fault(`${create} ${rule} times=1`);
        const placement = await connector.place(request, reference());
        expect([rule, placement.outcome]).toEqual([rule, 'unknown']);
      }
    });

    it('knows of an order that was refused, or that never left, that it was not taken', async () => {
      fault(`${create} http=429 header="Retry-After: 12" times=1`);
      expect(await connector.place(request, reference())).toMatchObject({
        outcome: 'not_taken',
        again: true,
        retryAfterMs: 12_000,
        error: { code: 'shop_rate_limited', params: { seconds: 12 } },
      });
      const wrong = await connect({ token: 'not-the-token' }).place(request, reference());
      expect(wrong).toMatchObject({
        outcome: 'not_taken',
        again: false,
        error: { code: 'shop_token_wrong' },
      });
      const nowhere = await connect({ baseUrl: 'http://127.0.0.1:1' }).place(request, reference());
      expect(nowhere).toMatchObject({
        outcome: 'not_taken',
        again: true,
        error: { code: 'shop_unreachable' },
      });
      expect(lab.shop.orders()).toEqual([]);
    });

    it('is told to stop while an order is on its way', async () => {
      fault(`${create} hang times=1`);
      const end = new AbortController();
      const placing = connector.place(request, reference(), end.signal);
      await new Promise((resolve) => setTimeout(resolve, 50));
      end.abort();
      expect(await placing).toMatchObject({ outcome: 'unknown', error: { code: 'cancelled' } });
    });

    it('names each failure of what only reads', async () => {
      const { remoteId } = await placed();
      const failures: readonly (readonly [rule: string, code: string])[] = [
        ['http=401', 'shop_token_wrong'],
        ['http=403', 'shop_forbidden'],
        ['http=404', 'shop_refused'],
        ['http=429', 'shop_rate_limited'],
        ['http=500', 'shop_failed'],
        ['http=302', 'shop_redirect'],
        ['garbage', 'shop_answer_invalid'],
        ['reset=before', 'shop_silent'],
        ['truncate=10', 'shop_silent'],
      ];
      for (const [rule, code] of failures) {
        fault(`${look} ${rule} times=1`);
        expect([rule, (await rejection(connector.get(remoteId))).code]).toEqual([rule, code]);
        fault(`${quote} ${rule} times=1`);
        const quoted = await rejection(connector.quote(request.productId));
        expect([rule, quoted.code]).toEqual([rule, rule === 'http=404' ? 'shop_product_unknown' : code]);
        fault(`${list} ${rule} times=1`);
        expect([rule, (await rejection(connector.catalogue({}))).code]).toEqual([rule, code]);
      }
    });

    it('looks an order up by its reference, or says that the shop cannot', async () => {
      if (connector.find === undefined) {
        // The same reference twice: the shop has two orders. That is why nothing is placed again.
        await placed('twice');
        await placed('twice');
        expect(lab.shop.orders()).toHaveLength(2);
        return;
      }
      expect(await connector.find('never-placed')).toBeUndefined();
      const order = await placed('once');
      expect(await connector.find('once')).toMatchObject({ remoteId: order.remoteId });
      expect((await placed('once')).remoteId).toBe(order.remoteId);
      expect(lab.shop.orders()).toHaveLength(1);
      // A shop that made two of one: it is always the same one that is found.
      fault(`${create} twice times=1`);
      await placed('double');
      const [first] = lab.shop.orders().filter((one) => one.clientReference === 'double');
      expect(await connector.find('double')).toMatchObject({ remoteId: first?.id });
    });

    it('sends the reference with the order', async () => {
      await placed('the-reference');
      const [sold] = lab.shop.orders();
      if (connector.find !== undefined) expect(sold?.clientReference).toBe('the-reference');
    });

    it('has no token and no code in any error', async () => {
      const order = await delivered();
      const secrets = [lab.shop.token, order.activationCode ?? '', lab.shop.orders()[0]?.matchingId ?? ''];
      expect(secrets.every((one) => one.length > 8)).toBe(true);
      const body = JSON.stringify({
        type: secrets.join(' '),
        messages: [`token ${lab.shop.token}`, `code ${order.activationCode ?? ''}`],
        error: { code: lab.shop.token, message: `${order.activationCode ?? ''} of ${lab.shop.token}` },
      });
      for (const status of [400, 403, 409, 500]) {
        const shop = createConnector(name, {
          baseUrl: 'https://shop.example',
          token: lab.shop.token,
          transport: async () => ({ kind: 'answer', status, headers: {}, body: Buffer.from(body) }),
          now: () => 0,
          newId: reference,
        });
        const error = await rejection(shop.get('1'));
        const text = JSON.stringify([error.message, error.params, error.remedy, String(error.stack)]);
        for (const secret of secrets) expect(text).not.toContain(secret);
      }
    });
  });
}
