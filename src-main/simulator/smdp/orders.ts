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
export function orderKey(offer: Pick<ProfileOffer, 'name' | 'matchingId'>): string {
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
  /** By their keys. */
  readonly #orders = new Map<string, Order>();
  /** The newest last. */
  #notifications: ReceivedNotification[];

  constructor(store: SmdpStore, clock: Pick<Clock, 'now'>, source: () => readonly ProfileOffer[]) {
    this.#store = store;
    this.#clock = clock;
    this.#source = source;
    const { orders, notifications } = store.load() ?? emptyState();
    this.#notifications = [...notifications];
    for (const [key, order] of Object.entries(orders)) this.#set(key, order);
  }

  offers(): readonly ProfileOffer[] {
    return this.#source();
  }

  terms(offer: ProfileOffer): OrderTerms {
    const order = this.#orders.get(orderKey(offer));
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
      const changed = this.#orders.get(orderKey(offer))?.matchingId;
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
      this.#orders.get(orderKey(offer)) ?? {
        state: offer.initialState ?? 'released',
        installations: 0,
        downloads: 0,
        wrongConfirmationCodes: 0,
        updatedAt: this.#clock.now(),
      }
    );
  }

  change(offer: ProfileOffer, change: OrderChange): Order {
    return this.#write(orderKey(offer), this.get(offer), change);
  }

  #write(key: string, present: Order, change: OrderChange, notification?: ReceivedNotification): Order {
    const changed = { ...present, ...change, updatedAt: this.#clock.now() };
    const next = Object.fromEntries(
      Object.entries(changed).filter(([, value]) => value !== undefined),
    ) as unknown as Order;
    this.#save({ orders: { [key]: next }, ...(notification === undefined ? {} : { notification }) });
    return next;
  }

  /** The order that an RSP session was given, by its transaction id (upper-case hexadecimal), and that session. */
  findByTransaction(
    transactionId: string,
  ): { readonly key: string; readonly order: Order; readonly transaction: Transaction } | undefined {
    const key = this.#byTransaction.get(transactionId);
    const order = key === undefined ? undefined : this.#orders.get(key);
    const transaction = order?.transactions?.find((one) => one.transactionId === transactionId);
    return key === undefined || order === undefined || transaction === undefined
      ? undefined
      : { key, order, transaction };
  }

  /** As `change`, by key, since the offer may be gone from the folder meanwhile; a notification that goes with it is kept too. */
  changeByKey(key: string, change: OrderChange, notification?: ReceivedNotification): void {
    const present = this.#orders.get(key);
    if (present !== undefined) this.#write(key, present, change, notification);
  }

  /** The offer of an order, while it is in the folder. */
  offerOf(key: string): ProfileOffer | undefined {
    return this.#source().find((offer) => orderKey(offer) === key);
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
    this.change(offer, this.failed(orderKey(offer), reason));
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
    return this.#notifications;
  }

  /** The notification as it is kept; undefined where the same one is there already. */
  newNotification(notification: Omit<ReceivedNotification, 'receivedAt'>): ReceivedNotification | undefined {
    const { eid, sequenceNumber, event, iccid } = notification;
    const known = this.#notifications.some(
      (one) =>
        one.sequenceNumber === sequenceNumber &&
        one.eid === eid &&
        one.event === event &&
        one.iccid === iccid,
    );
    return known ? undefined : { ...notification, receivedAt: this.#clock.now() };
  }

  keepNotification(notification: ReceivedNotification): void {
    this.#save({ notification });
  }

  /** Back to the beginning: an order, or every one, as if nothing had happened. */
  reset(matchingId?: string): void {
    const kept = [...this.#orders].filter(([key]) => matchingId !== undefined && key !== matchingId);
    const notifications = matchingId === undefined ? [] : this.#notifications;
    this.#store.save(() => ({ version: 1, orders: Object.fromEntries(kept), notifications }));
    this.#notifications = notifications;
    this.#orders.clear();
    this.#byTransaction.clear();
    for (const [key, order] of kept) this.#set(key, order);
  }

  #set(key: string, order: Order): void {
    for (const { transactionId } of this.#orders.get(key)?.transactions ?? [])
      this.#byTransaction.delete(transactionId);
    for (const { transactionId } of order.transactions ?? []) this.#byTransaction.set(transactionId, key);
    this.#orders.set(key, order);
  }

  /** The state with the change, whether that has been made yet or not. */
  #whole({ orders, notification }: StateChange): SmdpState {
    const isNew = notification !== undefined && this.#notifications.at(-1) !== notification;
    const notifications = isNew ? [...this.#notifications, notification] : [...this.#notifications];
    return { version: 1, orders: { ...Object.fromEntries(this.#orders), ...orders }, notifications };
  }

  /** Stores a change, and makes it when it is stored. */
  #save(change: StateChange): void {
    this.#store.save(() => this.#whole(change), change);
    if (change.notification !== undefined) this.#notifications.push(change.notification);
    if (this.#notifications.length > maxNotifications) this.#notifications.shift();
    for (const [key, order] of Object.entries(change.orders ?? {})) this.#set(key, order);
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
