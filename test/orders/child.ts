/**
 * A workbench that orders, in a process of its own, for the tests that kill one: `node child.ts JSON`. It kills itself at
 * the point that it is told, as `kill -9` does, or goes on to the end, says how that is, and ends.
 */

import { createShopTransport, type ShopTransport } from '../../src-main/orders/index.ts';
import { lockDataFolder } from '../../src-main/store/data-folder.ts';
import { openKey } from '../../src-main/store/key.ts';
import { openStore } from '../../src-main/store/open.ts';
import type { OrderStore } from '../../src-main/store/order-port.ts';
import { createOrderDesk } from '../../src-main/workbench/order-desk.ts';
import type { ConnectorName } from '../../src-shared/model/index.ts';
import type { Clock, Entropy } from '../../src-shared/ports.ts';
import { systemClock, systemEntropy } from '../../src-shared/system-ports.ts';

/** Where it ends, in the order in which an order comes there. */
export const points = [
  /** The order is written, and not yet that it is being sent. */
  'written',
  /** That it is being sent is written, and nothing has left. */
  'sending',
  /** The shop has answered, and nothing of that is written. */
  'answered',
  /** That the shop has taken it is written. */
  'taken',
  /** The shop has told the code, and nothing of that is written. */
  'told',
  /** In the midst of the transaction that puts the code into the vault. */
  'storing',
  /** The code is in the vault, and nobody was told. */
  'stored',
] as const;
export type Point = (typeof points)[number];

export interface ChildTask {
  readonly folder: string;
  readonly connector: ConnectorName;
  readonly baseUrl: string;
  readonly token: string;
  readonly productId: string;
  /** When the first child was started: all of them have one time, which runs fast. */
  readonly epoch: number;
  readonly dieAt?: Point;
  /** Orders one. Else it goes on with what there is. */
  readonly place?: boolean;
  /** The key of that order: it may be ordered again, and is the same. */
  readonly key?: string;
  /** What a person has found at the shop, of the order that is of unknown outcome. */
  readonly resolve?: string;
}

const speed = 1_000;

const task = JSON.parse(process.argv[2] ?? '{}') as ChildTask;
const { folder, dieAt, epoch } = task;

function dieIf(point: Point): void {
  if (point === dieAt) process.kill(process.pid, 'SIGKILL');
}

const clock: Clock = {
  now: () => Math.round(epoch + (systemClock.now() - epoch) * speed),
  monotonic: () => systemClock.monotonic() * speed,
  sleep: (ms, signal) => systemClock.sleep(ms / speed, signal),
};

let storing = false;
const entropy: Entropy = {
  bytes(length) {
    if (storing) dieIf('storing');
    return systemEntropy.bytes(length);
  },
};

lockDataFolder(folder);
const store = openStore({ folder, clock, entropy, key: openKey({ folder, entropy }) });

const orders: OrderStore = {
  ...store.orders,
  createOrder(order) {
    const created = store.orders.createOrder(order);
    dieIf('written');
    return created;
  },
  patchOrder(id, at, patch) {
    const patched = store.orders.patchOrder(id, at, patch);
    if (patch.remoteId !== undefined) dieIf('taken');
    return patched;
  },
  deliver(id, at, activationCode, patch) {
    storing = true;
    const delivered = store.orders.deliver(id, at, activationCode, patch);
    storing = false;
    dieIf('stored');
    return delivered;
  },
};

const network = createShopTransport(systemClock);
const transport: ShopTransport = async (request) => {
  const isOrder = request.method === 'POST' && request.url.pathname.endsWith('/orders');
  if (isOrder) dieIf('sending');
  const exchange = await network(request);
  if (isOrder) dieIf('answered');
  const text = exchange.kind === 'answer' ? Buffer.from(exchange.body).toString() : '';
  if (text.includes('1$')) dieIf('told');
  return exchange;
};

const desk = createOrderDesk({
  orders,
  codes: store.codes,
  clock,
  entropy,
  transport,
  simulated: [],
  followsAll: true,
  emit: () => undefined,
  log: (message, error) => void process.stderr.write(`${message}: ${error.message}\n`),
});
const caller = { createdBy: 'child', source: 'test' };

if (task.place === true) {
  const { connector, baseUrl, token, productId, key } = task;
  const account =
    store.orders.getAccount(1) ??
    (await desk.handlers['shops.add']({ connector, baseUrl, token, label: 'Shop' }, caller));
  await desk.handlers['orders.place'](
    { accountId: account.id, productId, operationType: 'ACTIVATION', ...(key === undefined ? {} : { key }) },
    caller,
  );
}
if (task.resolve !== undefined)
  await desk.handlers['orders.resolve']({ id: 1, found: { remoteId: task.resolve } }, caller);
const first = () => store.orders.getOrder(1);
while (['placing', 'open'].includes(first()?.status ?? '')) await systemClock.sleep(5);
await desk.close();
const codes = store.codes.list({ limit: 10, now: clock.now() });
process.stdout.write(`${JSON.stringify({ order: first(), codes })}\n`);
store.close();
process.exit();
