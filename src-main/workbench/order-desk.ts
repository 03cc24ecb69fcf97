/** Accounts at shops and orders, as they are called from outside; and the orders that are followed until they have ended. */

import type { orderRows } from '../../src-shared/api/orders.ts';
import type { Caller, CallName, CallOutput, CallRequest, WorkbenchEvent } from '../../src-shared/api.ts';
import { toHex } from '../../src-shared/bytes.ts';
import { toWorkbenchError, WorkbenchError } from '../../src-shared/errors/index.ts';
import {
  type AccountAccess,
  type ConnectorName,
  type Order,
  type OrderAccount,
  type ShopCredentials,
  type ShopLogin,
  samePrice,
} from '../../src-shared/model/index.ts';
import type { Clock, Entropy } from '../../src-shared/ports.ts';
import {
  createConnector,
  renewalOf,
  type ShopConnector,
  type ShopTransport,
  tokenExpiry,
} from '../orders/index.ts';
import type { CodeStore } from '../store/code-port.ts';
import type { OrderStore } from '../store/order-port.ts';
import { createOrderSteps, type Errand, priceChanged } from './order-steps.ts';

/** A shop of the simulated bench that runs now: its address and its token are others at each start. */
export interface SimulatedShop {
  readonly connector: ConnectorName;
  readonly label: string;
  readonly baseUrl: string;
  readonly token: string;
  /** Where the shop has one, the account gets its tokens with it. */
  readonly login?: ShopLogin;
}

export interface OrderDeskPorts {
  readonly orders: OrderStore;
  readonly codes: CodeStore;
  readonly clock: Clock;
  readonly entropy: Entropy;
  readonly transport: ShopTransport;
  /** Where they come later, no call about shops and orders is answered, and no order followed, before. */
  readonly simulated: readonly SimulatedShop[] | Promise<readonly SimulatedShop[]>;
  /**
   * Whether all orders are followed, as a host does that stays. Else those that were placed or asked about in this process:
   * one command asks no shop about what it has nothing to do with.
   */
  readonly followsAll: boolean;
  readonly emit: (event: WorkbenchEvent) => void;
  readonly log: (message: string, error: WorkbenchError) => void;
}

type Handlers = {
  readonly [N in keyof typeof orderRows & CallName]: (
    request: CallRequest<N>,
    caller: Caller,
  ) => CallOutput<N> | Promise<CallOutput<N>>;
};

export interface OrderDesk {
  readonly handlers: Handlers;
  /** An order that is being placed is waited for; what only reads is ended. */
  close(): Promise<void>;
}

/** So many shops are asked at once. */
const maxAtOnce = 4;
/** How long closing waits for an order to be answered. */
const closeMs = 20_000;
/** How long what cannot even be asked about is left alone, as where the store fails. */
const restMs = 60_000;
const minute = 60_000;

export function createOrderDesk(ports: OrderDeskPorts): OrderDesk {
  const { orders, clock, entropy, emit } = ports;
  const reading = new AbortController();
  const placing = new AbortController();
  /** Simulated shops that run now, by the number of their account. */
  const running = new Set<number>();
  /** Orders that something is being done with. */
  const busy = new Map<number, Promise<Order>>();
  /** Orders of this process. */
  const ours = new Set<number>();
  /** Orders of which nothing could be written: not before this time. */
  const resting = new Map<number, number>();
  let woken = Promise.withResolvers<void>();

  const steps = createOrderSteps({
    orders,
    codes: ports.codes,
    clock,
    entropy,
    onOrder: (order) => emit({ type: 'order', order }),
    onCode: (code) => emit({ type: 'code', code }),
  });

  const newId = () => `ew-${toHex(entropy.bytes(16)).toLowerCase()}`;

  function keepSimulated({ connector, label, baseUrl, token, login }: SimulatedShop): void {
    const access = login === undefined ? { token } : { login };
    const accounts = orders.listAccounts();
    const known = accounts.find((one) => one.simulated && one.connector === connector);
    if (known !== undefined) {
      orders.updateAccount(known.id, clock.now(), { baseUrl, access });
      running.add(known.id);
      return;
    }
    const isTaken = accounts.some((one) => one.label === label);
    const free = isTaken ? `${label} ${newId().slice(-6)}` : label;
    const at = clock.now();
    running.add(orders.addAccount({ connector, label: free, baseUrl, access, simulated: true, at }).id);
  }

  /** A simulated shop that does not run is not shown: what listens at its old address may be anybody. */
  const isThere = (account: OrderAccount) => !account.simulated || running.has(account.id);

  function requireAccount(id: number): OrderAccount {
    const account = orders.getAccount(id);
    if (account === undefined) throw new WorkbenchError('shop_not_found', { id });
    if (!isThere(account)) throw new WorkbenchError('shop_simulated_absent', { shop: account.label });
    return account;
  }

  const shopAt = (baseUrl: string) => ({
    baseUrl,
    transport: ports.transport,
    now: () => clock.now(),
    newId,
  });

  /** Renewals that are under way, by the number of their account: a refresh token is good for one. */
  const renewing = new Map<number, Promise<AccountAccess>>();

  /** Another token than the one that was refused; the account keeps it. Whoever asks meanwhile gets the same. */
  async function renew({ id, connector, baseUrl }: OrderAccount, refused?: string): Promise<AccountAccess> {
    const running = renewing.get(id);
    if (running !== undefined) return await running;
    const access = orders.accessOf(id);
    const { token, tokenExpiresAt } = access;
    const lasts = tokenExpiresAt === undefined || tokenExpiresAt > clock.now() + minute;
    if (token !== undefined && token !== refused && lasts) return access;
    const work = renewalOf(connector, baseUrl)(shopAt(baseUrl), access, reading.signal).then((renewed) => {
      orders.updateAccount(id, clock.now(), { access: renewed });
      return renewed;
    });
    renewing.set(id, work);
    try {
      return await work;
    } finally {
      renewing.delete(id);
    }
  }

  function connectorOf(account: OrderAccount): ShopConnector {
    const { id, connector, baseUrl } = account;
    const { login, refresh: _, ...bearer } = orders.accessOf(id);
    return createConnector(connector, {
      ...shopAt(baseUrl),
      ...bearer,
      ...(login === undefined ? {} : { renew: (refused) => renew(account, refused) }),
    });
  }

  /** What the account is to have. With a login tokens are got at once, so that a wrong one is told before it is kept. */
  async function accessBy(
    connector: ConnectorName,
    baseUrl: string,
    { token = '', login }: ShopCredentials,
  ): Promise<AccountAccess> {
    if (login !== undefined)
      return await renewalOf(connector, baseUrl)(shopAt(baseUrl), { login }, reading.signal);
    createConnector(connector, { ...shopAt(baseUrl), token });
    const tokenExpiresAt = tokenExpiry(token);
    return { token, ...(tokenExpiresAt === undefined ? {} : { tokenExpiresAt }) };
  }

  function requireOrder(id: number): Order {
    const order = orders.getOrder(id);
    if (order === undefined) throw new WorkbenchError('order_not_found', { id });
    return order;
  }

  /** Throws order_account_gone, shop_simulated_absent. */
  function errandOf(order: Order): Errand {
    if (order.accountId === undefined) throw new WorkbenchError('order_account_gone', { id: order.id });
    const account = requireAccount(order.accountId);
    return {
      order,
      connector: connectorOf(account),
      isSimulated: account.simulated,
      reading: reading.signal,
      placing: placing.signal,
    };
  }

  /** One thing at a time is done with an order; whoever wants another waits. */
  function alone(id: number, act: (order: Order) => Promise<Order>): Promise<Order> {
    ours.add(id);
    const before = busy.get(id)?.catch(() => undefined) ?? Promise.resolve();
    const work = before.then(() => {
      reading.signal.throwIfAborted();
      return act(requireOrder(id));
    });
    busy.set(id, work);
    const done = () => {
      if (busy.get(id) === work) busy.delete(id);
      wake();
    };
    work.then(done, done);
    return work;
  }

  const advance = (id: number, options: { readonly priceIsKnown?: boolean } = {}) =>
    alone(id, async (order) => await steps.advance(errandOf(order), options));

  function wake(): void {
    woken.resolve();
  }

  /** When orders are to be asked about, as far as that is for this process, the first first. */
  function toPoll(): { readonly id: number; readonly at: number }[] {
    return orders
      .ordersToPoll()
      .filter(({ id, accountId }) => {
        const account = accountId === undefined ? undefined : orders.getAccount(accountId);
        return (
          account !== undefined && isThere(account) && (ports.followsAll || ours.has(id)) && !busy.has(id)
        );
      })
      .map(({ id, nextPollAt = 0 }) => ({ id, at: Math.max(nextPollAt, resting.get(id) ?? 0) }))
      .sort((one, other) => one.at - other.at);
  }

  /** Asks about an order unasked. What the shop does not answer stands in the order, with a later time; else it is left alone. */
  async function attend(id: number): Promise<void> {
    try {
      await advance(id);
      resting.delete(id);
    } catch (thrown) {
      const { nextPollAt = Number.POSITIVE_INFINITY } = orders.getOrder(id) ?? {};
      if (nextPollAt > clock.now() || reading.signal.aborted) return;
      rest(id, thrown);
    }
  }

  function rest(id: number, thrown: unknown): void {
    resting.set(id, clock.now() + restMs);
    ports.log(`Order ${id} could not be followed`, toWorkbenchError(thrown));
  }

  /** Begins with what is due. Gives how long there is nothing more to do, or undefined until something happens. */
  function begin(): number | undefined {
    const waiting = toPoll();
    const now = clock.now();
    const due = waiting.filter(({ at }) => at <= now);
    for (const { id } of due.slice(0, Math.max(0, maxAtOnce - busy.size)))
      attend(id).catch((thrown: unknown) => rest(id, thrown));
    const next = waiting.find(({ at }) => at > now);
    return next && next.at - now;
  }

  async function follow(): Promise<void> {
    while (!reading.signal.aborted) {
      woken = Promise.withResolvers();
      let wait: number | undefined;
      try {
        wait = begin();
      } catch (thrown) {
        ports.log('Orders could not be followed', toWorkbenchError(thrown));
        wait = restMs;
      }
      const { promise, resolve } = woken;
      const timer = new AbortController();
      if (wait !== undefined)
        void clock
          .sleep(wait, AbortSignal.any([reading.signal, timer.signal]))
          .then(resolve, () => undefined);
      await promise;
      timer.abort();
    }
  }

  function beginWith(shops: readonly SimulatedShop[]): void {
    for (const shop of shops) keepSimulated(shop);
    void follow();
  }

  let awaited: Promise<void> | undefined;
  if (ports.simulated instanceof Promise)
    awaited = ports.simulated
      // Why the bench is not there is told by who started it.
      .catch(() => [])
      .then(beginWith)
      .catch((thrown: unknown) => ports.log('Orders could not be followed', toWorkbenchError(thrown)))
      .finally(() => {
        awaited = undefined;
      });
  else beginWith(ports.simulated);

  const handlers: Handlers = {
    'shops.list': () => orders.listAccounts().filter(isThere),

    'shops.add': async ({ connector, label, baseUrl, ...credentials }) => {
      // What cannot be used is told before it is kept.
      const access = await accessBy(connector, baseUrl, credentials);
      return orders.addAccount({ connector, label, baseUrl, access, simulated: false, at: clock.now() });
    },

    'shops.update': async ({ id, label, token, login }) => {
      const account = requireAccount(id);
      if (account.simulated) throw new WorkbenchError('shop_simulated_kept', { shop: account.label });
      const isGiven = token !== undefined || login !== undefined;
      const access = isGiven
        ? await accessBy(account.connector, account.baseUrl, { token, login })
        : undefined;
      const updated = orders.updateAccount(id, clock.now(), {
        ...(label === undefined ? {} : { label }),
        ...(access === undefined ? {} : { access }),
      });
      if (access !== undefined) {
        orders.resumeOrders(id, clock.now());
        wake();
      }
      return updated;
    },

    'shops.remove': ({ id }) => {
      const account = orders.getAccount(id);
      if (account?.simulated) throw new WorkbenchError('shop_simulated_kept', { shop: account.label });
      const { removed, left } = orders.removeAccount(id, clock.now());
      for (const order of left) emit({ type: 'order', order });
      return { removed };
    },

    'shops.products': async ({ accountId, country }) =>
      await connectorOf(requireAccount(accountId)).catalogue({ country }, reading.signal),

    'shops.quote': async ({ accountId, productId }) =>
      await connectorOf(requireAccount(accountId)).quote(productId, reading.signal),

    'orders.place': async (request, { createdBy, source }) => {
      const account = requireAccount(request.accountId);
      // Whoever repeats a call is answered without asking the shop: it may have another price by now, or be away.
      const known = orders.orderOfKey(request);
      if (known !== undefined) return known;
      const connector = connectorOf(account);
      connector.check(request);
      const { productName, price } = await connector.quote(request.productId, reading.signal);
      const { expectedPrice } = request;
      if (expectedPrice !== undefined && !samePrice(price, expectedPrice))
        throw priceChanged(account.label, expectedPrice, price);
      const { order, isNew } = orders.createOrder({
        account,
        request,
        reference: newId(),
        productName,
        createdBy,
        source,
        at: clock.now(),
      });
      if (!isNew) return order;
      emit({ type: 'order', order });
      advance(order.id, { priceIsKnown: true }).catch((thrown: unknown) => {
        ports.log(`Order ${order.id} could not be placed`, toWorkbenchError(thrown));
      });
      return order;
    },

    'orders.list': (filter) => orders.listOrders(filter),
    'orders.get': ({ id }) => requireOrder(id),
    'orders.refresh': async ({ id }) => {
      requireOrder(id);
      return await advance(id);
    },

    'orders.resolve': async ({ id, found }) => {
      requireOrder(id);
      return await alone(id, async (order) => {
        const { status } = order;
        if (status !== 'outcome_unknown') throw new WorkbenchError('order_not_unknown', { id, status });
        return found === 'not_taken'
          ? steps.fail(order, new WorkbenchError('order_given_up', { shop: order.accountLabel }))
          : await steps.adopt(errandOf(order), found.remoteId);
      });
    },

    'orders.notify': async ({ id, email }) => {
      const { connector, order } = errandOf(requireOrder(id));
      if (connector.notify === undefined)
        throw new WorkbenchError('order_notify_unsupported', { shop: order.accountLabel });
      if (order.remoteId === undefined) throw new WorkbenchError('order_not_placed', { id });
      await connector.notify(order.remoteId, email, reading.signal);
      return requireOrder(id);
    },
  };

  /** A call that waits until the shops are there. */
  function later<A extends readonly unknown[], R>(handler: (...given: A) => R) {
    return async (...given: A): Promise<Awaited<R>> => {
      await awaited;
      return await handler(...given);
    };
  }
  const waiting = () =>
    Object.fromEntries(
      Object.entries(handlers).map(([name, handler]) => [
        name,
        later(handler as (...given: unknown[]) => unknown),
      ]),
    ) as Handlers;

  return {
    handlers: awaited === undefined ? handlers : waiting(),
    async close() {
      reading.abort(new WorkbenchError('engine_gone'));
      wake();
      const ended = Promise.allSettled([...busy.values()]);
      const patience = new AbortController();
      const late = clock.sleep(closeMs, patience.signal).catch(() => undefined);
      await Promise.race([ended, late]);
      patience.abort();
      placing.abort();
      await ended;
    },
  };
}
