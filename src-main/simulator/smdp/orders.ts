import { createHash } from 'node:crypto';
import { fromHex, toHex } from '../../../src-shared/bytes.ts';
import type { Clock, Entropy } from '../../../src-shared/ports.ts';
import type { SessionKeys } from '../crypto/index.ts';
import type { ProfileOffer } from '../profile/index.ts';
import {
  emptyState,
  maxNotifications,
  type Order,
  type ReceivedNotification,
  type SmdpState,
  type Transaction,
} from './state.ts';
import type { SmdpStore, StateChange } from './store.ts';

/** Under which an order is kept. No matching id has a space, so those without one cannot collide with it. */
function keyOf(offer: ProfileOffer): string {
  return offer.matchingId === '' ? ` ${offer.name}` : offer.matchingId;
}

/** What of an order ES2+ can set, and the offer gives where it has not. */
export interface OrderTerms {
  readonly matchingId: string;
  /** The only eUICC that may have it. */
  readonly eid?: string;
  /** SHA-256 of the confirmation code, where one is wanted. */
  readonly confirmationHash?: Uint8Array;
}

/** A change of an order; a field that is given as undefined is removed. */
export type OrderChange = { readonly [K in keyof Order]?: Order[K] | undefined };

/** What ES2+ has made of an order, undone. */
const withoutTerms: OrderChange = {
  matchingId: undefined,
  orderedFor: undefined,
  confirmationHash: undefined,
  smdsAddress: undefined,
  eventId: undefined,
  operator: undefined,
};

/** What a download has left in an order, undone. */
const withoutBinding: OrderChange = { eid: undefined, binding: undefined, profileKeys: undefined };

export function confirmationHash(code: string): Uint8Array {
  return createHash('sha256').update(code, 'utf8').digest();
}

/** The orders of the SM-DP+ with their states (SGP.22 v2.5 §3.1.6). Every change is stored before it is acted on. */
export class Orders {
  readonly #store: SmdpStore;
  readonly #clock: Pick<Clock, 'now'>;
  readonly #source: () => readonly ProfileOffer[];
  /** From the ids of RSP sessions (upper-case hexadecimal) to the keys of the orders that they were given. */
  readonly #byTransaction = new Map<string, string>();
  #state: SmdpState;

  constructor(store: SmdpStore, clock: Pick<Clock, 'now'>, source: () => readonly ProfileOffer[]) {
    this.#store = store;
    this.#clock = clock;
    this.#source = source;
    this.#state = store.load() ?? emptyState();
    for (const [key, order] of Object.entries(this.#state.orders))
      for (const { transactionId } of order.transactions ?? []) this.#byTransaction.set(transactionId, key);
  }

  offers(): readonly ProfileOffer[] {
    return this.#source();
  }

  terms(offer: ProfileOffer): OrderTerms {
    const order = this.#state.orders[keyOf(offer)];
    const eid = order?.orderedFor ?? offer.eid;
    const ofOffer =
      offer.confirmationCode === undefined ? undefined : confirmationHash(offer.confirmationCode);
    const hash = order?.confirmationHash === undefined ? ofOffer : fromHex(order.confirmationHash);
    return {
      matchingId: order?.matchingId ?? offer.matchingId,
      ...(eid === undefined ? {} : { eid }),
      ...(hash === undefined ? {} : { confirmationHash: hash }),
    };
  }

  find(matchingId: string): ProfileOffer | undefined {
    return this.#source().find((offer) => {
      const changed = this.#state.orders[keyOf(offer)]?.matchingId;
      return (changed ?? offer.matchingId) === matchingId;
    });
  }

  /** What is reserved for an eUICC that comes without a matching id (default SM-DP+, §3.1.3 step 8). */
  findForEid(eid: string): ProfileOffer | undefined {
    const own = this.#source().filter((offer) => this.terms(offer).eid === eid);
    return own.find((offer) => ['released', 'downloaded'].includes(this.get(offer).state)) ?? own[0];
  }

  get(offer: ProfileOffer): Order {
    return (
      this.#state.orders[keyOf(offer)] ?? {
        state: offer.initialState ?? 'released',
        installations: 0,
        downloads: 0,
        wrongConfirmationCodes: 0,
        updatedAt: this.#clock.now(),
      }
    );
  }

  change(offer: ProfileOffer, change: OrderChange): Order {
    return this.#write(keyOf(offer), this.get(offer), change);
  }

  #write(key: string, present: Order, change: OrderChange, notification?: ReceivedNotification): Order {
    const changed = { ...present, ...change, updatedAt: this.#clock.now() };
    const next = Object.fromEntries(
      Object.entries(changed).filter(([, value]) => value !== undefined),
    ) as unknown as Order;
    const orders = { ...this.#state.orders, [key]: next };
    const added = notification === undefined ? {} : { notification };
    this.#save({ ...this.#withNotification(notification), orders }, { orders: { [key]: next }, ...added });
    for (const { transactionId } of present.transactions ?? []) this.#byTransaction.delete(transactionId);
    for (const { transactionId } of next.transactions ?? []) this.#byTransaction.set(transactionId, key);
    return next;
  }

  /** The order that an RSP session was given, by its transaction id (upper-case hexadecimal), and that session. */
  findByTransaction(
    transactionId: string,
  ): { readonly key: string; readonly order: Order; readonly transaction: Transaction } | undefined {
    const key = this.#byTransaction.get(transactionId);
    const order = key === undefined ? undefined : this.#state.orders[key];
    const transaction = order?.transactions?.find((one) => one.transactionId === transactionId);
    return key === undefined || order === undefined || transaction === undefined
      ? undefined
      : { key, order, transaction };
  }

  /** As `change`, by key, since the offer may be gone from the folder meanwhile; a notification that goes with it is kept too. */
  changeByKey(key: string, change: OrderChange, notification?: ReceivedNotification): void {
    const present = this.#state.orders[key];
    if (present !== undefined) this.#write(key, present, change, notification);
  }

  /** The offer of an order, while it is in the folder. */
  offerOf(key: string): ProfileOffer | undefined {
    return this.#source().find((offer) => keyOf(offer) === key);
  }

  /**
   * What ends an order for good: state `error`. One that is for many eUICCs goes on without the one that failed, since it
   * stands for as many orders.
   */
  failed(key: string, reason: string): OrderChange {
    return this.maxInstallations(key) === 1
      ? { state: 'error', reason }
      : { state: 'released', reason, ...withoutBinding };
  }

  /** Ends an order as `failed` says. */
  fail(offer: ProfileOffer, reason: string): void {
    this.change(offer, this.failed(keyOf(offer), reason));
  }

  /** The profile is as if it had never been ordered: CancelOrder (§5.3.3). */
  cancel(offer: ProfileOffer, state: 'available' | 'unavailable'): void {
    const counts = { downloads: 0, wrongConfirmationCodes: 0, reason: undefined };
    this.change(offer, { state, ...withoutTerms, ...withoutBinding, ...counts });
  }

  maxInstallations(key: string): number {
    return this.offerOf(key)?.maxInstallations ?? 1;
  }

  notifications(): readonly ReceivedNotification[] {
    return this.#state.notifications;
  }

  /** The notification as it is kept; undefined where the same one is there already. */
  newNotification(notification: Omit<ReceivedNotification, 'receivedAt'>): ReceivedNotification | undefined {
    const { eid, sequenceNumber, event, iccid } = notification;
    const known = this.#state.notifications.some(
      (one) =>
        one.sequenceNumber === sequenceNumber &&
        one.eid === eid &&
        one.event === event &&
        one.iccid === iccid,
    );
    return known ? undefined : { ...notification, receivedAt: this.#clock.now() };
  }

  keepNotification(notification: ReceivedNotification): void {
    this.#save(this.#withNotification(notification), { notification });
  }

  #withNotification(notification: ReceivedNotification | undefined): SmdpState {
    if (notification === undefined) return this.#state;
    const notifications = [...this.#state.notifications, notification].slice(-maxNotifications);
    return { ...this.#state, notifications };
  }

  /** Back to the beginning: an order, or every one, as if nothing had happened. */
  reset(matchingId?: string): void {
    if (matchingId === undefined) {
      this.#byTransaction.clear();
      this.#save(emptyState());
      return;
    }
    const { [matchingId]: gone, ...orders } = this.#state.orders;
    for (const { transactionId } of gone?.transactions ?? []) this.#byTransaction.delete(transactionId);
    this.#save({ ...this.#state, orders });
  }

  #save(state: SmdpState, change?: StateChange): void {
    this.#store.save(state, change);
    this.#state = state;
  }
}

type StoredKeys = NonNullable<Order['profileKeys']>;

export function newProfileKeys(entropy: Entropy): StoredKeys {
  return {
    macChainingValue: toHex(entropy.bytes(16)),
    sEnc: toHex(entropy.bytes(16)),
    sMac: toHex(entropy.bytes(16)),
  };
}

export function readProfileKeys(stored: StoredKeys): SessionKeys {
  return {
    macChainingValue: fromHex(stored.macChainingValue),
    sEnc: fromHex(stored.sEnc),
    sMac: fromHex(stored.sMac),
  };
}
