import { describe, expect, it } from 'vitest';
import type { Store } from '../../src-main/store/open.ts';
import { newOrder } from '../../src-shared/model/index.ts';
import { readableIn } from '../support/readable.ts';
import { errorOf, temporaryFolder, testStore } from './fixtures.ts';

const token = 'eyJhbGciOiJIUzI1NiIs.t0k3n';
const email = 'jane.doe@example.com';
const matchingId = 'ORDERED-TOPSECRET-77';

function withAccount(store: Store) {
  return store.orders.addAccount({
    connector: 'octopus',
    label: 'Lab',
    baseUrl: 'https://shop.example/',
    access: { token },
    simulated: false,
    at: 1_000,
  });
}

function withOrder(store: Store, more: object = {}) {
  const account = store.orders.getAccount(1) ?? withAccount(store);
  return store.orders.createOrder({
    account,
    request: newOrder.parse({
      accountId: account.id,
      productId: '712:4.5',
      notificationEmail: email,
      expectedPrice: { amount: '4.50', currency: 'USD' },
      ...more,
    }),
    reference: `ref-${store.orders.listOrders({ limit: 99 }).length + 1}`,
    productName: 'Japan',
    createdBy: 'jane',
    source: 'cli',
    at: 2_000,
  }).order;
}

describe('accounts', () => {
  it('are kept with their token sealed, and one has a label', () => {
    const store = testStore();
    const account = withAccount(store);
    expect(account).toEqual({
      id: 1,
      connector: 'octopus',
      label: 'Lab',
      baseUrl: 'https://shop.example/',
      simulated: false,
      renewsToken: false,
      createdAt: 1_000,
    });
    expect(store.orders.accessOf(1).token).toBe(token);
    expect(errorOf(() => withAccount(store)).code).toBe('shop_label_taken');
    const other = store.orders.updateAccount(1, 3_000, { access: { token: 'another' }, label: 'Bench' });
    expect([other.label, store.orders.accessOf(1).token]).toEqual(['Bench', 'another']);
    // Its own label is not taken by itself.
    expect(store.orders.updateAccount(1, 3_000, { label: 'Bench' }).label).toBe('Bench');
    for (const call of [
      () => store.orders.accessOf(9),
      () => store.orders.updateAccount(9, 1, { label: 'x' }),
    ])
      expect(errorOf(call).code).toBe('shop_not_found');
  });

  it('leave their orders when they go: what was sent is of unknown outcome, what was not has failed', () => {
    const store = testStore();
    const unsent = withOrder(store);
    const sent = withOrder(store);
    const open = withOrder(store);
    store.orders.patchOrder(sent.id, 3_000, { sentAt: 3_000 });
    store.orders.patchOrder(open.id, 3_000, { sentAt: 3_000, status: 'open', remoteId: '7' });
    expect(store.orders.orderOfRemote(1, '7')?.id).toBe(open.id);
    const { removed, left } = store.orders.removeAccount(1, 4_000);
    expect([removed, left.map(({ id }) => id)]).toEqual([true, [unsent.id, sent.id, open.id]]);
    expect(left).toEqual(left.map(({ id }) => store.orders.getOrder(id)));
    expect(store.orders.removeAccount(1, 4_000)).toEqual({ removed: false, left: [] });
    expect(left.map(({ error }) => error?.code)).toEqual([
      'order_account_gone',
      'order_outcome_unknown',
      'order_account_gone',
    ]);
    const statuses = [unsent, sent, open].map(({ id }) => store.orders.getOrder(id)?.status);
    expect(statuses).toEqual(['failed', 'outcome_unknown', 'open']);
    expect(store.orders.ordersToPoll()).toEqual([]);
    expect(store.orders.getOrder(open.id)).toMatchObject({ accountLabel: 'Lab', remoteId: '7' });
    expect(store.orders.getOrder(open.id)?.accountId).toBeUndefined();
  });
});

describe('orders', () => {
  it('are written as they were asked for, due at once, with what is sent sealed', () => {
    const store = testStore();
    const order = withOrder(store, { batch: 'B', label: 'L' });
    expect(order).toEqual({
      id: 1,
      accountId: 1,
      connector: 'octopus',
      accountLabel: 'Lab',
      reference: 'ref-1',
      operationType: 'ACTIVATION',
      productId: '712:4.5',
      productName: 'Japan',
      status: 'placing',
      expectedPrice: { amount: '4.50', currency: 'USD' },
      batch: 'B',
      createdBy: 'jane',
      createdAt: 2_000,
      updatedAt: 2_000,
      polls: 0,
      nextPollAt: 2_000,
    });
    expect(store.orders.requestOf(1)).toMatchObject({ notificationEmail: email, label: 'L' });
    expect(store.orders.ordersToPoll(1_999)).toEqual([]);
    expect(store.orders.ordersToPoll(2_000)).toEqual([order]);
  });

  it('are changed field by field, and what is undefined is gone', () => {
    const store = testStore();
    const { id } = withOrder(store);
    const full = {
      status: 'open',
      remoteId: '7',
      remoteStatus: 'PENDING',
      activationStatus: 'NOT_INSTALLED',
      isInstalled: false,
      price: { amount: '4.275', currency: 'USD' },
      iccid: '8949000000000000001',
      error: { code: 'shop_failed', params: { shop: 'x', status: 500 } },
      sentAt: 5,
      endedAt: 6,
      polls: 3,
      nextPollAt: 7,
    } as const;
    expect(store.orders.patchOrder(id, 9_000, full)).toMatchObject({ ...full, updatedAt: 9_000 });
    const gone = { error: undefined, price: undefined, isInstalled: undefined, nextPollAt: undefined };
    const left = store.orders.patchOrder(id, 9_001, gone);
    for (const name of Object.keys(gone)) expect(left).not.toHaveProperty(name);
    expect(left).toMatchObject({ remoteId: '7', iccid: full.iccid });
    expect(errorOf(() => store.orders.patchOrder(9, 1, {})).code).toBe('order_not_found');
    expect(errorOf(() => store.orders.requestOf(9)).code).toBe('order_not_found');
    expect(errorOf(() => store.orders.patchOrder(id, 1, { polls: -1.5 })).code).toBe('internal');
  });

  it('are listed the newest first, by status, by account, and page by page', () => {
    const store = testStore();
    const ids = [1, 2, 3].map(() => withOrder(store).id);
    store.orders.patchOrder(ids[1] ?? 0, 1, { status: 'open' });
    const listed = (filter: object) => store.orders.listOrders({ limit: 9, ...filter }).map(({ id }) => id);
    expect(listed({})).toEqual([3, 2, 1]);
    expect(listed({ limit: 2 })).toEqual([3, 2]);
    expect(listed({ before: 2 })).toEqual([1]);
    expect(listed({ status: 'open' })).toEqual([2]);
    expect(listed({ accountId: 2 })).toEqual([]);
  });

  it('are delivered with their code in one transaction, or not at all', () => {
    const store = testStore();
    const { id } = withOrder(store, { batch: 'B' });
    const bad = errorOf(() => store.orders.deliver(id, 5_000, 'no code', { remoteId: '7' }));
    expect(bad.code).toMatch(/^activation_code_/);
    expect(store.orders.getOrder(id)?.status).toBe('placing');
    expect(store.orders.getOrder(id)?.remoteId).toBeUndefined();
    const iccid = '8949000000000000001';
    const patch = { remoteId: '7', iccid, nextPollAt: undefined };
    const { order, code } = store.orders.deliver(id, 5_000, `1$smdp.example.com$${matchingId}`, patch);
    expect(order).toMatchObject({ status: 'delivered', codeId: code.id, iccid });
    expect(code).toMatchObject({
      orderId: id,
      iccid,
      batch: 'B',
      label: 'Japan',
      source: 'order',
      createdBy: 'jane',
    });
    // The same code again is the same code.
    const again = store.orders.deliver(id, 6_000, `LPA:1$smdp.example.com$${matchingId}`, {});
    expect(again.code.id).toBe(code.id);
  });
});

it('a rotation seals tokens and requests anew, and the older key opens nothing any more', () => {
  const store = testStore();
  const { id } = withOrder(store);
  withOrder(store);
  store.orders.deliver(id, 5_000, `1$smdp.example.com$${matchingId}`, {});
  expect(store.codes.rotate(9_000)).toEqual({ codes: 1, tokens: 1, orders: 2 });
  expect(store.orders.accessOf(1).token).toBe(token);
  expect(store.orders.requestOf(id).notificationEmail).toBe(email);
  expect(store.codes.rotate(9_001)).toEqual({ codes: 1, tokens: 1, orders: 2 });
  expect(store.orders.accessOf(1).token).toBe(token);
});

it('no token, address of a person or code is readable in the files of the database', () => {
  const folder = temporaryFolder();
  const store = testStore({ folder });
  const { id } = withOrder(store);
  store.orders.deliver(id, 5_000, `1$smdp.example.com$${matchingId}`, {});
  store.codes.rotate(9_000);
  const secrets = new Map([
    ['token', token],
    ['address', email],
    ['matching id', matchingId],
  ]);
  expect(readableIn(folder, secrets)).toEqual([]);
});
