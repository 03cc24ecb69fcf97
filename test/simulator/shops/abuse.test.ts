/** What a shop answers to anybody and anything: no crash, no order that was not asked for, no secret in its log. */

import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import type { RspHandler } from '../../../src-main/simulator/rsp-server/index.ts';
import {
  connectAnswers,
  connectRoutes,
  correlationHeader,
} from '../../../src-main/simulator/shops/connect.ts';
import { connectProducts } from '../../../src-main/simulator/shops/connect-catalogue.ts';
import { ShopDesk } from '../../../src-main/simulator/shops/desk.ts';
import { createShopHandler } from '../../../src-main/simulator/shops/http.ts';
import { octopusAnswers, octopusRoutes } from '../../../src-main/simulator/shops/octopus.ts';
import { memoryShopStore } from '../../../src-main/simulator/shops/state.ts';
import { seededEntropy } from '../euicc/bench.ts';
import { type TestClock, testClock } from './shop-bench.ts';

let clock: TestClock;
let desk: ShopDesk;
let lines: string[];
/** ICCIDs that a card has told of. */
let installed: Set<string>;

const log = (line: string) => void lines.push(line);

beforeEach(() => {
  clock = testClock();
  lines = [];
  installed = new Set();
  desk = new ShopDesk({
    store: memoryShopStore(),
    clock,
    entropy: seededEntropy('abuse'),
    supply: {
      order: async ({ number }) => ({
        iccid: String(8_999_970_000_000_000_000n + BigInt(number)),
        smdpAddress: 'smdp.test',
      }),
      installation: (iccid) => (installed.has(iccid) ? { installedAt: clock.now() } : {}),
    },
    deliveryMs: 0,
    names: () => ({ serviceProviderName: 'Any', profileName: 'Any' }),
    log,
  });
});

const now = () => clock.now();
const shops: Record<string, () => RspHandler> = {
  Octopus: () =>
    createShopHandler({
      interface: 'Octopus',
      routes: octopusRoutes({ desk, now, envelope: false }),
      token: desk.token,
      log,
      ...octopusAnswers,
    }),
  Connect: () =>
    createShopHandler({
      interface: 'Connect',
      routes: connectRoutes({
        desk,
        now,
        newId: () => String(desk.nextNumber),
        acceptedMs: 0,
        baseUrl: () => '',
      }),
      token: desk.token,
      headers: correlationHeader,
      log,
      ...connectAnswers,
    }),
};

async function ask(
  handle: RspHandler,
  method: string,
  target: string,
  body: unknown = '',
  token = desk.token,
) {
  const [path = '', query = ''] = target.split('?');
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const headers = { authorization: `Bearer ${token}`, 'x-correlation-id': text.slice(0, 50) };
  const answer = await handle({ method, path, query, headers, body: new TextEncoder().encode(text) });
  const told = new TextDecoder().decode(answer.body);
  return { ...answer, json: told.startsWith('{') || told.startsWith('[') ? JSON.parse(told) : undefined };
}

const paths: Record<string, readonly string[]> = {
  Octopus: [
    'products',
    'products/712',
    'products/712/variants',
    'variants/7121',
    'charges',
    'orders',
    'orders/9302481',
    'orders/1/notification-email',
  ].map((path) => `/api/v1/esim/${path}`),
  Connect: [
    'v2/products',
    'v2/products/x',
    'v2/orders',
    'v2/orders/1',
    'v2/sims/8999970000000000001',
    'v2/subscriptions/x',
    'qrcode/v1/esim/LPA:1$a$b',
  ].map((path) => `/connect-api/${path}`),
};
const anything = fc.oneof(
  fc.jsonValue(),
  fc.string({ unit: 'binary' }),
  fc.record(
    {
      product_id: fc.oneof(fc.constant(712), fc.jsonValue()),
      amount: fc.oneof(fc.constant(4.5), fc.jsonValue()),
      client_reference: fc.oneof(fc.constant('A'), fc.jsonValue()),
      operation_type: fc.oneof(fc.constantFrom('ACTIVATION', 'TOPUP'), fc.jsonValue()),
      sim_type: fc.constant('ESIM'),
      product: fc.oneof(fc.constant({ id: connectProducts[0]?.id }), fc.jsonValue()),
      subscriber: fc.oneof(fc.constant({}), fc.jsonValue()),
    },
    { requiredKeys: [] },
  ),
);

describe.each(['Octopus', 'Connect'])('%s', (name) => {
  test('answers whatever comes, and never with 500', async () => {
    const handle = shops[name]?.() as RspHandler;
    const path = fc.oneof(
      fc.constantFrom(...(paths[name] ?? [])),
      fc
        .tuple(fc.constantFrom(...(paths[name] ?? [])), fc.webPath(), fc.webQueryParameters())
        .map(([known, more, query]) => `${known}${more}?page=${query}`),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('GET', 'POST', 'PATCH', 'PUT'),
        path,
        anything,
        async (method, target, body) => {
          const before = desk.orders().length;
          const { status } = await ask(handle, method, target, body);
          expect(status).toBeGreaterThanOrEqual(200);
          expect(status).toBeLessThan(500);
          if (status >= 400 || method !== 'POST') expect(desk.orders()).toHaveLength(before);
        },
      ),
      { numRuns: 300 },
    );
    expect(lines.join('\n')).not.toContain(desk.token);
    for (const { matchingId } of desk.orders())
      if (matchingId !== undefined) expect(lines.join('\n')).not.toContain(matchingId);
  });

  test('takes nothing from those without the token', async () => {
    const handle = shops[name]?.() as RspHandler;
    const isPublic = (path: string) => path.includes('/qrcode/');
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...(paths[name] ?? [])),
        anything,
        fc.string(),
        async (path, body, token) => {
          fc.pre(token !== desk.token && !isPublic(path));
          expect((await ask(handle, 'POST', path, body, token)).status).toBe(401);
        },
      ),
    );
    expect(desk.orders()).toHaveLength(0);
  });
});

test('Octopus: one order for a client_reference, a code until it is installed and never in a list, whatever is done', async () => {
  const handle = shops['Octopus']?.() as RspHandler;
  const orders = '/api/v1/esim/orders';
  const step = fc.record({
    what: fc.constantFrom('order', 'look', 'list', 'install'),
    reference: fc.constantFrom('A', 'B', 'C'),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
      desk.reset();
      installed.clear();
      const ids = new Map<string, number>();
      for (const { what, reference } of steps) {
        const id = ids.get(reference);
        if (what === 'order') {
          const body = { product_id: 712, amount: 4.5, client_reference: reference };
          const { status, json } = await ask(handle, 'POST', orders, body);
          expect(status).toBe(id === undefined ? 200 : 400);
          if (id === undefined) ids.set(reference, json.id);
        } else if (what === 'list') {
          const { json } = await ask(handle, 'GET', `${orders}?client_reference=${reference}`);
          expect(json).toHaveLength(id === undefined ? 0 : 1);
          expect(JSON.stringify(json)).not.toContain('LPA:');
        } else if (id !== undefined) {
          const { json } = await ask(handle, 'GET', `${orders}/${id}`);
          if (what === 'install') installed.add(json.iccid);
          else {
            expect(json.is_installed).toBe(installed.has(json.iccid));
            expect('activation_code' in json).toBe(!json.is_installed);
          }
        }
      }
      expect(desk.orders()).toHaveLength(ids.size);
      expect(new Set(desk.orders().map((one) => one.iccid)).size).toBe(ids.size);
    }),
    { numRuns: 60 },
  );
});
