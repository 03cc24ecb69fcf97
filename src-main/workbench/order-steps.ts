/**
 * What is done with an order next, one step at a time: placed, looked up, or asked about. Each step begins from what the
 * store has, and stores what it will do before it does it; so a process may end at any point, and the next one goes on.
 */

import { toWorkbenchError, WorkbenchError } from '../../src-shared/errors/index.ts';
import { type Code, type Order, samePrice } from '../../src-shared/model/index.ts';
import type { Clock, Entropy } from '../../src-shared/ports.ts';
import type { Placement, RemoteOrder, ShopConnector } from '../orders/index.ts';
import type { CodeStore } from '../store/code-port.ts';
import type { OrderPatch, OrderStore } from '../store/order-port.ts';
import { lookedUpFor, nextPoll } from './order-schedule.ts';

export interface StepPorts {
  readonly orders: OrderStore;
  readonly codes: Pick<CodeStore, 'expire'>;
  readonly clock: Clock;
  readonly entropy: Entropy;
  /** Tells whoever listens. */
  readonly onOrder: (order: Order) => void;
  readonly onCode: (code: Code) => void;
}

/** An order, and where it is to be asked about. */
export interface Errand {
  readonly order: Order;
  readonly connector: ShopConnector;
  readonly isSimulated: boolean;
  /** For what only reads. */
  readonly reading: AbortSignal;
  /** For an order that is being placed, which is let end where that can be. */
  readonly placing: AbortSignal;
}

const errorJson = ({ code, params }: WorkbenchError) => ({ code, params: { ...params } });

/** What is wrong with a delivery, which no later answer puts right. */
const isForGood = (error: Order['error']) =>
  error?.code === 'order_code_gone' || error?.code === 'order_code_known';

export interface OrderSteps {
  /**
   * Takes an order one step on. `priceIsKnown`: the price was asked for a moment ago. Rejects where a shop that was only read
   * from did not answer as it should; that is kept in the order too.
   */
  advance(errand: Errand, options?: { readonly priceIsKnown?: boolean }): Promise<Order>;
  /** That an order of unknown outcome is this one at the shop. Rejects with order_remote_taken, and as `advance`. */
  adopt(errand: Errand, remoteId: string): Promise<Order>;
  /** The order ends without success. */
  fail(order: Order, error: WorkbenchError): Order;
}

export function createOrderSteps({ orders, codes, clock, entropy, onOrder, onCode }: StepPorts): OrderSteps {
  const isFollowed = ({ id }: Order) => orders.getOrder(id)?.accountId !== undefined;

  /** Its account may be removed while an answer is on its way: then nobody asks again, and the order says so. */
  function asFollowed(order: Order, change: OrderPatch): OrderPatch {
    const present = orders.getOrder(order.id);
    if (present?.accountId !== undefined) return change;
    const status = change.status ?? present?.status;
    const gone = new WorkbenchError('order_account_gone', { id: order.id });
    const error = status === 'outcome_unknown' ? outcomeUnknown(order, gone) : gone;
    const waits = status === 'open' || status === 'outcome_unknown';
    return { ...change, nextPollAt: undefined, ...(waits ? { error: errorJson(error) } : {}) };
  }

  function patch(order: Order, change: OrderPatch): Order {
    const changed = orders.patchOrder(order.id, clock.now(), asFollowed(order, change));
    onOrder(changed);
    return changed;
  }

  const fail = (order: Order, error: WorkbenchError, more: OrderPatch = {}) =>
    patch(order, {
      ...more,
      status: 'failed',
      error: errorJson(error),
      endedAt: clock.now(),
      nextPollAt: undefined,
    });

  /** That the workbench itself has ended is no fault of an order. */
  const wentWrong = (error: WorkbenchError): OrderPatch =>
    error.code === 'cancelled' ? {} : { error: errorJson(error) };

  const shopOf = (order: Order) => order.accountLabel;

  /** Undefined where it is asked on demand only. */
  function planned({ isSimulated }: Errand, since: number, waitMs = 0): number | undefined {
    const now = clock.now();
    const at = nextPoll({ since, now, isSimulated, entropy });
    return at === undefined ? undefined : Math.max(at, now + waitMs);
  }

  const outcomeUnknown = (order: Order, why: WorkbenchError) =>
    new WorkbenchError('order_outcome_unknown', { shop: shopOf(order), reason: why.message });

  function unknown(order: Order, why: WorkbenchError): Order {
    const error = outcomeUnknown(order, why);
    return patch(order, { status: 'outcome_unknown', error: errorJson(error), nextPollAt: undefined });
  }

  /** It goes on, or rather its installation does, or it is over. */
  function pollAfterDelivery(errand: Errand, endedAt: number, remote: RemoteOrder): number | undefined {
    const isOver = remote.isInstalled === true || remote.activationStatus === 'EXPIRED';
    return errand.connector.tellsInstallation && !isOver ? planned(errand, endedAt) : undefined;
  }

  /** What every answer changes; what the shop does not say is left as it is known. */
  function told({ order }: Errand, remote: RemoteOrder): OrderPatch {
    const { remoteId, remoteStatus, activationStatus, isInstalled, price, iccid } = remote;
    // An answer that was on its way for long must not undo an installation.
    const wasInstalled = order.isInstalled === true && isInstalled !== true;
    const wasExpired = order.activationStatus === 'EXPIRED' || wasInstalled;
    return {
      remoteId,
      remoteStatus,
      error: undefined,
      ...(order.remoteId === undefined ? {} : { polls: order.polls + 1 }),
      ...(activationStatus === undefined || wasExpired ? {} : { activationStatus }),
      ...(isInstalled === undefined || wasInstalled ? {} : { isInstalled }),
      ...(price === undefined ? {} : { price }),
      ...(iccid === undefined ? {} : { iccid }),
    };
  }

  /** A plan that has run out: nobody is to install its code. */
  function expireCode({ codeId }: Order, remote: RemoteOrder): void {
    if (remote.activationStatus === 'EXPIRED' && codeId !== undefined)
      onCode(codes.expire(codeId, clock.now()));
  }

  /** An order that was delivered never goes back to another status, whatever comes late or in another order. */
  function followDelivered(errand: Errand, remote: RemoteOrder): Order {
    const { order } = errand;
    const since = order.endedAt ?? order.updatedAt;
    const changed = patch(order, {
      ...told(errand, remote),
      ...(isForGood(order.error) ? { error: order.error } : {}),
      nextPollAt: pollAfterDelivery(errand, since, remote),
    });
    expireCode(changed, remote);
    return changed;
  }

  /** The code goes into the vault with the order's being delivered, before anything else is looked at. */
  function deliver(errand: Errand, remote: RemoteOrder, activationCode: string): Order {
    const { order } = errand;
    const at = clock.now();
    const change = {
      ...told(errand, remote),
      endedAt: at,
      nextPollAt: pollAfterDelivery(errand, at, remote),
    };
    try {
      const delivered = orders.deliver(
        order.id,
        at,
        activationCode,
        asFollowed(order, { ...change, status: 'delivered' }),
      );
      onOrder(delivered.order);
      onCode(delivered.code);
      expireCode(delivered.order, remote);
      const { orderId, id: code } = delivered.code;
      if (orderId === order.id) return delivered.order;
      const known = new WorkbenchError('order_code_known', { shop: shopOf(order), code, id: orderId ?? 0 });
      return patch(delivered.order, { error: errorJson(known) });
    } catch (thrown) {
      const error = toWorkbenchError(thrown);
      if (!error.code.startsWith('activation_code_')) throw error;
      const unusable = new WorkbenchError('order_code_unusable', {
        shop: shopOf(order),
        reason: error.message,
      });
      return goOn(errand, remote, unusable);
    }
  }

  function goOn(errand: Errand, remote: RemoteOrder, error?: WorkbenchError): Order {
    const { order } = errand;
    return patch(order, {
      ...told(errand, remote),
      status: 'open',
      endedAt: undefined,
      ...(error === undefined ? {} : { error: errorJson(error) }),
      nextPollAt: planned(errand, order.createdAt),
    });
  }

  /** What the shop has told of an order is what the order is. */
  function apply(errand: Errand, remote: RemoteOrder): Order {
    const { order } = errand;
    const shop = shopOf(order);
    const isOver = order.status === 'failed' || order.status === 'cancelled';
    if (order.status === 'delivered') return followDelivered(errand, remote);
    const { state, activationCode } = remote;
    if (state === 'failed') {
      const { code = 'no code', reason = '' } = remote.failure ?? {};
      return fail(order, new WorkbenchError('order_failed', { shop, code, reason }), told(errand, remote));
    }
    if (state === 'cancelled')
      return patch(order, {
        ...told(errand, remote),
        status: 'cancelled',
        error: errorJson(new WorkbenchError('order_cancelled', { shop })),
        endedAt: clock.now(),
        nextPollAt: undefined,
      });
    if (state === 'delivered' && order.operationType === 'TOPUP')
      return patch(order, {
        ...told(errand, remote),
        status: 'delivered',
        endedAt: clock.now(),
        nextPollAt: undefined,
      });
    if (activationCode !== undefined) return deliver(errand, remote, activationCode);
    if (state === 'delivered') {
      if (remote.isInstalled !== true)
        return goOn(errand, remote, new WorkbenchError('order_code_missing', { shop }));
      return patch(order, {
        ...told(errand, remote),
        status: 'delivered',
        error: errorJson(new WorkbenchError('order_code_gone', { shop })),
        endedAt: clock.now(),
        nextPollAt: undefined,
      });
    }
    // What is over stays so; an answer of before may come late.
    return isOver ? order : goOn(errand, remote);
  }

  function mustBeOurs({ order }: Errand, remoteId: string): void {
    const other = order.accountId === undefined ? undefined : orders.orderOfRemote(order.accountId, remoteId);
    if (other !== undefined && other.id !== order.id)
      throw new WorkbenchError('order_remote_taken', { remoteId, id: other.id });
  }

  /** The order where the shop answers with what is another order here already; undefined where it is ours. */
  function notOurs(errand: Errand, remoteId: string): Order | undefined {
    try {
      mustBeOurs(errand, remoteId);
      return undefined;
    } catch (thrown) {
      return unknown(errand.order, toWorkbenchError(thrown));
    }
  }

  /** A list never tells the code: where it knows the order, the order itself is asked. */
  async function takeFound(errand: Errand, { remoteId, remoteStatus }: RemoteOrder): Promise<Order> {
    const { order, connector, reading } = errand;
    const other = notOurs(errand, remoteId);
    if (other !== undefined) return other;
    const adopted = patch(order, {
      status: 'open',
      remoteId,
      remoteStatus,
      nextPollAt: planned(errand, order.createdAt),
    });
    return apply({ ...errand, order: adopted }, await connector.get(remoteId, reading));
  }

  const notListed = (order: Order) => new WorkbenchError('order_not_listed', { shop: shopOf(order) });

  /** It may have been taken, and the shop does not list it: it is looked up at its times, and when they are over a person is asked. */
  function lookOn(errand: Errand): Order {
    const { order } = errand;
    const error = notListed(order);
    const nextPollAt = planned(errand, order.createdAt);
    return nextPollAt === undefined
      ? unknown(order, error)
      : patch(order, { polls: order.polls + 1, error: errorJson(error), nextPollAt });
  }

  /** `before`: when the order was sent before; how that has ended is not known, whatever is said of this time. */
  function ended(errand: Errand, placement: Placement, before: number | undefined): Order {
    const { order, connector } = errand;
    if (placement.outcome === 'taken')
      return notOurs(errand, placement.order.remoteId) ?? apply(errand, placement.order);
    const { error } = placement;
    if (placement.outcome === 'not_taken') {
      const { again, retryAfterMs } = placement;
      // Refused, where it may have been taken before: it may be for that, so what is listed counts, and nothing else.
      if (!again && before !== undefined && connector.find !== undefined) return lookOn(errand);
      const at = again && isFollowed(order) ? planned(errand, order.createdAt, retryAfterMs) : undefined;
      if (at === undefined)
        return before === undefined ? fail(order, error, { sentAt: undefined }) : unknown(order, error);
      return patch(order, { sentAt: before, ...wentWrong(error), nextPollAt: at });
    }
    const at = connector.find === undefined ? undefined : planned(errand, order.createdAt);
    return at === undefined ? unknown(order, error) : patch(order, { ...wentWrong(error), nextPollAt: at });
  }

  /** What it costs now must be what was agreed. Gives the order where it is not sent because of that. */
  async function guardPrice(errand: Errand): Promise<Order | undefined> {
    const { order, connector, reading } = errand;
    const { expectedPrice: agreed } = order;
    if (agreed === undefined) return undefined;
    const { price } = await connector.quote(order.productId, reading);
    if (samePrice(price, agreed)) return undefined;
    return order.sentAt === undefined
      ? fail(order, priceChanged(shopOf(order), agreed, price))
      : lookOn(errand);
  }

  async function place(errand: Errand, priceIsKnown: boolean): Promise<Order> {
    const { order, connector, reading } = errand;
    if (order.sentAt !== undefined) {
      // It was sent before, and how that ended is not known: never blindly again.
      if (connector.find === undefined)
        return unknown(
          order,
          new WorkbenchError('shop_silent', { shop: shopOf(order), reason: 'the workbench ended meanwhile' }),
        );
      const found = await connector.find(order.reference, reading);
      if (found !== undefined) return await takeFound(errand, found);
      // One list that lacks it shows little: it may be listed late.
      if (clock.now() < order.sentAt + lookedUpFor(errand.isSimulated)) return lookOn(errand);
    }
    const isLate = planned(errand, order.createdAt) === undefined;
    if (isLate)
      return order.sentAt === undefined
        ? fail(order, new WorkbenchError('order_not_sent', { shop: shopOf(order) }))
        : unknown(order, notListed(order));
    const failed = priceIsKnown ? undefined : await guardPrice(errand);
    if (failed !== undefined) return failed;
    // Its account may be gone since: then nobody would follow what is ordered.
    const present = orders.getOrder(order.id);
    if (present !== undefined && present.status !== 'placing') return present;
    const request = orders.requestOf(order.id);
    const sending = patch(order, { sentAt: clock.now() });
    await orders.ordersSynced();
    const placement = await connector.place(request, order.reference, errand.placing);
    return ended({ ...errand, order: sending }, placement, order.sentAt);
  }

  /** An order of unknown outcome, where the shop can look it up. */
  async function lookUp(errand: Errand): Promise<Order> {
    const { order, connector, reading } = errand;
    if (connector.find === undefined) return order;
    const found = await connector.find(order.reference, reading);
    if (found !== undefined) return await takeFound(errand, found);
    // That no list has it, however often, does not show that the shop has not taken it.
    return unknown(order, notListed(order));
  }

  async function step(errand: Errand, priceIsKnown: boolean): Promise<Order> {
    const { order, connector, reading } = errand;
    if (order.status === 'placing') return await place(errand, priceIsKnown);
    if (order.status === 'outcome_unknown') return await lookUp(errand);
    if (order.remoteId === undefined) return order;
    return apply(errand, await connector.get(order.remoteId, reading));
  }

  /** Something was not answered: it is kept in the order, and asked again at its time. */
  function put(errand: Errand, error: WorkbenchError): void {
    const order = orders.getOrder(errand.order.id);
    if (order === undefined || error.code === 'cancelled') return;
    const since = order.status === 'delivered' ? (order.endedAt ?? order.createdAt) : order.createdAt;
    const isFollowed = order.nextPollAt !== undefined;
    const waitMs = error.code === 'shop_rate_limited' ? Number(error.params['seconds']) * 1000 : 0;
    const nextPollAt = isFollowed ? planned({ ...errand, order }, since, waitMs) : undefined;
    // Where something is over, its error says why, or what is to be done.
    const isOver = !['placing', 'open', 'delivered'].includes(order.status);
    const kept = isOver || isForGood(order.error) ? {} : { error: errorJson(error) };
    if (order.status !== 'placing' || nextPollAt !== undefined)
      patch(order, { ...kept, polls: order.polls + 1, nextPollAt });
    else if (order.sentAt === undefined) fail(order, error);
    else unknown(order, error);
  }

  return {
    async advance(errand, { priceIsKnown = false } = {}) {
      try {
        return await step(errand, priceIsKnown);
      } catch (thrown) {
        const error = toWorkbenchError(thrown);
        put(errand, error);
        throw error;
      }
    },

    async adopt(errand, remoteId) {
      mustBeOurs(errand, remoteId);
      return apply(errand, await errand.connector.get(remoteId, errand.reading));
    },

    fail: (order, error) => fail(order, error),
  };
}

export function priceChanged(
  shop: string,
  expected: { readonly amount: string; readonly currency: string },
  found: { readonly amount: string; readonly currency: string },
): WorkbenchError {
  const text = ({ amount, currency }: typeof expected) => `${amount} ${currency}`;
  return new WorkbenchError('order_price_changed', { shop, expected: text(expected), found: text(found) });
}
