/** The workbench is killed at each step of an order, and started anew: one order at the shop, one code in the vault. */

import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createConnector, createShopTransport } from '../../src-main/orders/index.ts';
import { type Bench, type BenchShop, createBench } from '../../src-main/simulator/index.ts';
import type { Code, Order } from '../../src-shared/model/index.ts';
import { systemClock } from '../../src-shared/system-ports.ts';
import { readableIn } from '../support/readable.ts';
import type { ChildTask, Point } from './child.ts';

const script = fileURLToPath(new URL('./child.ts', import.meta.url));
const points: readonly Point[] = ['written', 'sending', 'answered', 'taken', 'told', 'storing', 'stored'];

interface Ending {
  readonly order: Order;
  readonly codes: readonly Code[];
}

let bench: Bench;
let folder: string;
beforeAll(async () => {
  bench = await createBench({ shops: { which: ['truphone', 'octopus'], deliveryMs: 0 } });
});
beforeEach(() => {
  bench.reset();
  folder = mkdtempSync(join(tmpdir(), 'orders-killed-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));
afterAll(() => bench.close());

/** Runs a child to its end: what it has said, or undefined where it was killed. */
async function run(task: ChildTask): Promise<Ending | undefined> {
  return await promisify(execFile)(process.execPath, [script, JSON.stringify(task)]).then(
    ({ stdout }) => JSON.parse(stdout) as Ending,
    (error: { readonly signal: string | null; readonly stderr: string }) => {
      if (error.signal !== 'SIGKILL') throw new Error(`the child failed: ${error.stderr}`);
      return undefined;
    },
  );
}

describe.each(['truphone', 'octopus'] as const)('an order at %s', (connector) => {
  let shop: BenchShop;
  let task: ChildTask;
  beforeEach(async () => {
    const found = bench.shops.find((one) => one.connector === connector);
    if (found === undefined) throw new Error('no shop');
    shop = found;
    const { baseUrl, token } = shop;
    const access = {
      baseUrl,
      token,
      transport: createShopTransport(systemClock),
      now: () => systemClock.now(),
      newId: () => 'test',
    };
    const [product] = await createConnector(connector, access).catalogue({});
    const productId = product?.id ?? '';
    task = { folder, connector, baseUrl, token, productId, epoch: systemClock.now() };
  });

  /** Goes on until it has ended; of an order of unknown outcome a person says what there is at the shop. */
  async function goOn(): Promise<Ending | undefined> {
    const ending = await run(task);
    if (ending?.order.status !== 'outcome_unknown') return ending;
    expect(connector).toBe('truphone');
    expect(ending.codes).toEqual([]);
    const [sold] = shop.orders();
    return sold === undefined ? ending : await run({ ...task, resolve: sold.id });
  }

  it.each(points)('is one order and one code, where it ends with: %s', async (point) => {
    // Else Octopus Cards delivers with the order, and what lies between does not come.
    if (point === 'taken' || point === 'told') bench.addFault('Octopus.CreateOrder delivery polls=1');
    expect(await run({ ...task, place: true, dieAt: point })).toBeUndefined();
    const isUnknown = connector === 'truphone' && point === 'sending';
    const ending = await goOn();
    if (isUnknown) {
      // Nothing tells it from an order that was taken: it is flagged, and not placed again.
      expect(ending?.order.status).toBe('outcome_unknown');
      expect(shop.orders()).toEqual([]);
      return;
    }
    expect(ending?.order).toMatchObject({ status: 'delivered', codeId: ending?.codes[0]?.id });
    expect(ending?.codes).toHaveLength(1);
    expect(shop.orders()).toHaveLength(1);
    const [sold] = shop.orders();
    expect(ending?.order).toMatchObject({ remoteId: sold?.id, iccid: sold?.iccid });
    expect(ending?.codes[0]).toMatchObject({ iccid: sold?.iccid, orderId: 1, state: 'NOT_INSTALLED' });

    const { matchingId = '', smdpAddress = '' } = sold ?? {};
    expect(matchingId.length).toBeGreaterThan(16);
    const secrets = new Map([
      ['token', shop.token],
      ['matching id', matchingId],
      ['code', `1$${smdpAddress}$${matchingId}`],
    ]);
    expect(readableIn(folder, secrets)).toEqual([]);
  });

  it('is one order and one code for a client that orders again, with its key, after each end', async () => {
    const again = { ...task, place: true, key: 'the-same' };
    for (const point of ['written', 'answered', 'taken', 'told', 'storing', 'stored'] as const) {
      const ending = await run({ ...again, dieAt: point });
      if (ending?.order.status === 'outcome_unknown')
        await run({ ...task, resolve: shop.orders()[0]?.id ?? '', dieAt: 'storing' });
    }
    await goOn();
    const ending = await run(again);
    expect(ending?.order).toMatchObject({ id: 1, key: 'the-same', status: 'delivered' });
    expect(ending?.codes).toHaveLength(1);
    expect(shop.orders()).toHaveLength(1);
  });

  it('is one order and one code, killed at every step in turn', async () => {
    expect(await run({ ...task, place: true, dieAt: 'written' })).toBeUndefined();
    for (const point of ['answered', 'taken', 'told', 'storing', 'stored'] as const) {
      const ending = await run({ ...task, dieAt: point });
      if (ending?.order.status === 'outcome_unknown') {
        const [sold] = shop.orders();
        await run({ ...task, resolve: sold?.id ?? '', dieAt: 'storing' });
      }
    }
    const ending = await goOn();
    expect(ending?.order.status).toBe('delivered');
    expect(ending?.codes).toHaveLength(1);
    expect(shop.orders()).toHaveLength(1);
  });
});
