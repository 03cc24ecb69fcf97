/**
 * What the workbench needs of a shop that sells activation codes. The one connector port: `truphone.ts` and `octopus.ts` are
 * its implementations, and one conformance suite runs on both (test/orders/connector-conformance.ts).
 *
 * Every call that reads rejects with `shop_*` errors or `cancelled`; none of these holds a token, an activation code or a
 * matching id. Every answer is checked against a schema with limits before anything of it is used.
 */

import type { WorkbenchError } from '../../src-shared/errors/index.ts';
import type {
  AccountAccess,
  ConnectorName,
  NewOrder,
  OrderProduct,
  OrderQuote,
  Price,
} from '../../src-shared/model/index.ts';
import type { ShopAccess } from './http.ts';

/** What is ordered, without what the workbench alone knows of it. */
export type OrderRequest = Pick<
  NewOrder,
  'productId' | 'operationType' | 'iccid' | 'eid' | 'country' | 'subscriber' | 'notificationEmail'
>;

/** An order as the shop tells it. */
export interface RemoteOrder {
  /** By which the shop knows it. */
  readonly remoteId: string;
  /** As the shop writes it. */
  readonly remoteStatus: string;
  /** `delivered`: it is fulfilled; its code comes with it unless it is a top-up, or the code is installed already. */
  readonly state: 'open' | 'delivered' | 'failed' | 'cancelled';
  /** A secret. As SGP.22 §4.1 has it or without its `LPA:`; unchecked. */
  readonly activationCode?: string;
  readonly iccid?: string;
  /** What it costs, where the shop says it in its orders. */
  readonly price?: Price;
  readonly isInstalled?: boolean;
  readonly activationStatus?: 'NOT_INSTALLED' | 'ACTIVE' | 'EXPIRED';
  /** Why it has failed. */
  readonly failure?: { readonly code: string; readonly reason: string };
}

/**
 * What is known of an order after it was sent.
 *
 * | what happened | outcome |
 * |---|---|
 * | an answer of success, as documented | `taken` |
 * | no connection (no such name, refused, TLS) | `not_taken`, may be tried again |
 * | HTTP 429 | `not_taken`, may be tried again after `retryAfterMs` |
 * | any other HTTP 4xx but 408 | `not_taken`, and would be refused again |
 * | HTTP 408 and 5xx, a redirect, an answer that is not as documented or too large | `unknown` |
 * | a connection that broke, a time that ran out, after it was sent | `unknown` |
 */
export type Placement =
  | { readonly outcome: 'taken'; readonly order: RemoteOrder }
  | {
      readonly outcome: 'not_taken';
      readonly error: WorkbenchError;
      /** The same order may be sent again, after `retryAfterMs` where the shop said it. */
      readonly again: boolean;
      readonly retryAfterMs?: number;
    }
  | { readonly outcome: 'unknown'; readonly error: WorkbenchError };

/** Gets other tokens for an account that has a login. What it had before is of no use then. */
export type RenewTokens = (
  shop: Pick<ShopAccess, 'baseUrl' | 'transport' | 'now' | 'newId'>,
  access: AccountAccess,
  signal: AbortSignal | undefined,
) => Promise<AccountAccess>;

export interface ShopConnector {
  readonly name: ConnectorName;
  /** Whether an installation of what was delivered is told, so that asking on after the delivery is of use. */
  readonly tellsInstallation: boolean;
  /** Throws, before anything is sent, order_topup_unsupported, order_iccid_missing, order_field_unsupported, shop_product_unknown. */
  check(request: OrderRequest): void;
  /** What is offered, all pages of it. `country`: ISO 3166-1 alpha-2 or alpha-3. */
  catalogue(filter: { readonly country?: string | undefined }, signal?: AbortSignal): Promise<OrderProduct[]>;
  /** What a product costs now; nothing is ordered. Rejects with shop_product_unknown too. */
  quote(productId: string, signal?: AbortSignal): Promise<OrderQuote>;
  /**
   * Orders one. `reference` goes with it as the shop's own field for that. Never rejects, not even where `signal` ends it
   * (`unknown` where it may have been sent). Where the shop knows references (`find`), placing the same reference again
   * orders nothing a second time, and gives the order that there is.
   */
  place(request: OrderRequest, reference: string, signal?: AbortSignal): Promise<Placement>;
  /**
   * The order that was placed with a reference, as far as the shop's list tells it (never with its code), or undefined where
   * there is none. Absent where the shop does not look orders up by reference: there, an order of unknown outcome stays so.
   */
  find?(reference: string, signal?: AbortSignal): Promise<RemoteOrder | undefined>;
  /** An order as it is now, with its code while that is not installed. */
  get(remoteId: string, signal?: AbortSignal): Promise<RemoteOrder>;
  /** Has the delivery told to somebody by e-mail. Absent where the shop has no such call. */
  notify?(remoteId: string, email: string, signal?: AbortSignal): Promise<void>;
}
