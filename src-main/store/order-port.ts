/**
 * What the rooms above need of accounts at shops and of orders. As in `port.ts`: synchronous, short, and every write survives
 * `kill -9` when its call returns; `synced` tells when it is safe from a loss of power too.
 */

import type {
  AccountAccess,
  Code,
  ConnectorName,
  NewOrder,
  Order,
  OrderAccount,
  OrderStatus,
} from '../../src-shared/model/index.ts';

export interface NewAccount {
  readonly connector: ConnectorName;
  readonly label: string;
  readonly baseUrl: string;
  /** Secrets; sealed with a key of the vault. */
  readonly access: AccountAccess;
  readonly simulated: boolean;
  readonly at: number;
}

export interface PlacedOrder {
  readonly account: OrderAccount;
  readonly request: NewOrder;
  readonly reference: string;
  readonly productName: string;
  readonly createdBy: string;
  readonly source: string;
  readonly at: number;
}

/** What may change of an order. `undefined` in a field that is present removes it. */
export type OrderPatch = {
  readonly [K in
    | 'status'
    | 'remoteId'
    | 'remoteStatus'
    | 'activationStatus'
    | 'isInstalled'
    | 'price'
    | 'iccid'
    | 'error'
    | 'sentAt'
    | 'endedAt'
    | 'polls'
    | 'nextPollAt']?: Order[K] | undefined;
};

export interface OrderStore {
  listAccounts(): OrderAccount[];
  getAccount(id: number): OrderAccount | undefined;
  /** Throws shop_not_found. */
  accessOf(accountId: number): AccountAccess;
  /** Throws shop_label_taken. */
  addAccount(account: NewAccount): OrderAccount;
  /** `access`: in place of all that it had of that. Throws shop_not_found, shop_label_taken. */
  updateAccount(
    id: number,
    at: number,
    change: { readonly label?: string; readonly baseUrl?: string; readonly access?: AccountAccess },
  ): OrderAccount;
  /**
   * Its orders stay, and are asked about no more; one that is on its way is then of unknown outcome, or failed where it was
   * not sent; what was not over yet says so in its error. `left`: the orders that this has changed.
   */
  removeAccount(id: number, at: number): { readonly removed: boolean; readonly left: readonly Order[] };
  /** Orders that are not over are due at once: what they had to wait for is there. */
  resumeOrders(accountId: number, at: number): void;

  /** The order of the request's key at its account, undefined where there is none. Throws order_key_used where it is another request. */
  orderOfKey(request: NewOrder): Order | undefined;
  /**
   * As `placing`, not sent, due at once. What is sent is sealed. Where the request's key has an order by now, that one, and nothing
   * is written (`isNew` false). Throws as `orderOfKey`.
   */
  createOrder(order: PlacedOrder): { readonly order: Order; readonly isNew: boolean };
  getOrder(id: number): Order | undefined;
  /** As it was asked for. Throws order_not_found. */
  requestOf(id: number): NewOrder;
  /** The newest first. */
  listOrders(filter: {
    readonly limit: number;
    readonly before?: number | undefined;
    readonly status?: OrderStatus | undefined;
    readonly accountId?: number | undefined;
    readonly key?: string | undefined;
  }): Order[];
  /** Those with a time at which they are to be asked about, the first first; `until`: no later ones. */
  ordersToPoll(until?: number): Order[];
  /** The order here that an order at the shop is. */
  orderOfRemote(accountId: number, remoteId: string): Order | undefined;
  /** Throws order_not_found. */
  patchOrder(id: number, at: number, patch: OrderPatch): Order;
  /**
   * Puts the code into the vault and marks the order as delivered, in one transaction: with whatever else of the order is wrong,
   * a code that was delivered is kept. Throws order_not_found, and activation_code_* where it is none: nothing is written then.
   */
  deliver(
    id: number,
    at: number,
    activationCode: string,
    patch: OrderPatch,
  ): { readonly order: Order; readonly code: Code };
  /** Resolves when all that was written before the call is on the disk. Rejects with store_failed. */
  ordersSynced(): Promise<void>;
}
