import { fromHex, toHex } from '../../../src-shared/bytes.ts';
import type { Clock, Entropy } from '../../../src-shared/ports.ts';
import type { SessionKeys } from '../crypto/index.ts';
import type { ProfileOffer } from '../profile/index.ts';
import {
  emptyState,
  type Order,
  type ReceivedNotification,
  type SmdpState,
  type SmdpStore,
  type Transaction,
} from './state.ts';

const maxNotifications = 5000;

/** Under which an order is kept. No matching id has a space, so those without one cannot collide with it. */
function keyOf(offer: ProfileOffer): string {
  return offer.matchingId === '' ? ` ${offer.name}` : offer.matchingId;
}

/** The orders of the SM-DP+ with their states (SGP.22 v2.5 §3.1.6). Every change is stored before it is acted on. */
export class Orders {
  readonly #store: SmdpStore;
  readonly #clock: Pick<Clock, 'now'>;
  readonly #source: () => readonly ProfileOffer[];
  #state: SmdpState;

  constructor(store: SmdpStore, clock: Pick<Clock, 'now'>, source: () => readonly ProfileOffer[]) {
    this.#store = store;
    this.#clock = clock;
    this.#source = source;
    this.#state = store.load() ?? emptyState();
  }

  offers(): readonly ProfileOffer[] {
    return this.#source();
  }

  find(matchingId: string): ProfileOffer | undefined {
    return this.#source().find((offer) => offer.matchingId === matchingId);
  }

  /** What is reserved for an eUICC that comes without a matching id (default SM-DP+, §3.1.3 step 8). */
  findForEid(eid: string): ProfileOffer | undefined {
    const own = this.#source().filter((offer) => offer.eid === eid);
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

  /** Changes an order; a field that is given as undefined is removed. */
  change(offer: ProfileOffer, change: { readonly [K in keyof Order]?: Order[K] | undefined }): Order {
    return this.#write(keyOf(offer), { ...this.get(offer), ...change, updatedAt: this.#clock.now() });
  }

  #write(key: string, changed: { readonly [K in keyof Order]: Order[K] | undefined }): Order {
    const next = Object.fromEntries(Object.entries(changed).filter(([, value]) => value !== undefined));
    const orders = { ...this.#state.orders, [key]: next as Order };
    this.#save({ ...this.#state, orders });
    return next as Order;
  }

  /** The order that an RSP session was given, by its transaction id (upper-case hexadecimal), and that session. */
  findByTransaction(
    transactionId: string,
  ): { readonly key: string; readonly order: Order; readonly transaction: Transaction } | undefined {
    for (const [key, order] of Object.entries(this.#state.orders)) {
      const transaction = order.transactions?.find((one) => one.transactionId === transactionId);
      if (transaction !== undefined) return { key, order, transaction };
    }
    return undefined;
  }

  /** As `change`, by key: the offer may be gone from the folder meanwhile. */
  changeByKey(key: string, change: { readonly [K in keyof Order]?: Order[K] | undefined }): void {
    const present = this.#state.orders[key];
    if (present !== undefined) this.#write(key, { ...present, ...change, updatedAt: this.#clock.now() });
  }

  /**
   * Ends an order for good: state `error`. One that is for many eUICCs goes on without the one that failed, since it
   * stands for as many orders.
   */
  fail(key: string, reason: string): void {
    if (this.maxInstallations(key) === 1) this.changeByKey(key, { state: 'error', reason });
    else
      this.changeByKey(key, {
        state: 'released',
        reason,
        eid: undefined,
        binding: undefined,
        profileKeys: undefined,
      });
  }

  /** As `fail`, for an order that may not have been written yet. */
  failOffer(offer: ProfileOffer, reason: string): void {
    this.change(offer, {});
    this.fail(keyOf(offer), reason);
  }

  maxInstallations(key: string): number {
    return this.#source().find((offer) => keyOf(offer) === key)?.maxInstallations ?? 1;
  }

  notifications(): readonly ReceivedNotification[] {
    return this.#state.notifications;
  }

  /** Keeps a notification, unless the same one is there already. */
  addNotification(notification: Omit<ReceivedNotification, 'receivedAt'>): void {
    const { notifications } = this.#state;
    const { eid, sequenceNumber, event, iccid } = notification;
    const known = notifications.some(
      (one) =>
        one.eid === eid &&
        one.sequenceNumber === sequenceNumber &&
        one.event === event &&
        one.iccid === iccid,
    );
    if (known) return;
    const kept = [...notifications, { ...notification, receivedAt: this.#clock.now() }];
    this.#save({ ...this.#state, notifications: kept.slice(-maxNotifications) });
  }

  /** Back to the beginning: every order as if nothing had happened. */
  reset(matchingId?: string): void {
    if (matchingId === undefined) {
      this.#save(emptyState());
      return;
    }
    const { [matchingId]: _gone, ...orders } = this.#state.orders;
    this.#save({ ...this.#state, orders });
  }

  #save(state: SmdpState): void {
    this.#store.save(state);
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
