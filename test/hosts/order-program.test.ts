/** From an order to an enabled profile on the simulated card, by the command line, with the engine killed between all steps. */

import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Code, Operation, Order, OrderProduct } from '../../src-shared/model/index.ts';
import { runProgram, type ServedWorkbench, serveProgram } from './run-program.ts';

let dataFolder: string;
let served: ServedWorkbench | undefined;
beforeEach(() => {
  dataFolder = mkdtempSync(join(tmpdir(), 'order-program-'));
});
afterEach(async () => {
  await killed();
  rmSync(dataFolder, { recursive: true, force: true });
});

async function killed(): Promise<void> {
  const { process: child } = served ?? {};
  served = undefined;
  if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

/** The engine is gone as `kill -9` ends it, and another one runs. */
async function restarted(): Promise<void> {
  await killed();
  served = await serveProgram(dataFolder);
}

async function cli<T>(args: readonly string[]): Promise<T> {
  const { stdout, stderr } = await runProgram([...args, '--json', '--data', dataFolder]);
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout) as T;
}

const codes = async () => (await cli<{ codes: Code[] }>(['code', 'list'])).codes;

/** What broke off was reconciled before it is listed; cards are read by themselves, too. */
const activation = async () =>
  (await cli<Operation[]>(['operation', 'list'])).find(({ kind }) => kind === 'activate');

test.each(['truphone', 'octopus'])(
  'a code of %s is ordered, kept, installed and enabled, once',
  async (shop) => {
    await restarted();
    const [product] = await cli<OrderProduct[]>(['shop', 'products', shop]);
    await restarted();
    const placed = await cli<Order>(['order', 'place', shop, product?.id ?? '', '--yes']);
    expect(['open', 'delivered']).toContain(placed.status);
    await restarted();
    const order = await cli<Order>(['order', 'refresh', '1', '--wait']);
    expect(order).toMatchObject({ status: 'delivered', remoteId: placed.remoteId, codeId: 1 });
    await restarted();
    const download = ['profile', 'download', '--code', '1', '--reader', 'sim:0', '--enable', '--yes'];
    // The engine is killed while it downloads, too: what broke off is reconciled, and the code is free or spent, not both.
    const broken = runProgram([...download, '--json', '--data', dataFolder]);
    await expect.poll(activation, { timeout: 20_000 }).toBeDefined();
    await killed();
    await broken;
    await restarted();
    const operation = await activation();
    const [code] = await codes();
    if (code?.state === 'NOT_INSTALLED') {
      const again = await cli<Operation>(download);
      expect(again).toMatchObject({ status: 'successful', iccid: order.iccid });
    } else {
      expect(code).toMatchObject({ state: 'ACTIVE', iccid: order.iccid });
      expect(operation?.iccid).toBe(order.iccid);
      const profile = ['profile', 'enable', order.iccid ?? '', '--reader', 'sim:0'];
      if (operation?.status !== 'successful') await cli(profile);
    }
    await restarted();
    expect(await codes()).toMatchObject([{ id: 1, state: 'ACTIVE', orderId: 1 }]);
    const orders = await cli<Order[]>(['order', 'list']);
    expect(orders).toMatchObject([{ id: 1, status: 'delivered', iccid: order.iccid }]);
    const profiles = await cli<{ iccid: string; state: string }[]>(['profile', 'list', '--reader', 'sim:0']);
    expect(profiles).toContainEqual(expect.objectContaining({ iccid: order.iccid, state: 'enabled' }));
  },
);
