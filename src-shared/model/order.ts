/** Shops from which activation codes are ordered, and orders. */

import { z } from 'zod';
import { isCountry } from '../countries.ts';
import { batchName } from './code.ts';
import { eidText, errorData, iccidText, timestamp } from './common.ts';

export const noCountry = { message: 'there is no such country in ISO 3166-1' };
const alpha2 = z
  .string()
  .regex(/^[A-Z]{2}$/)
  .refine(isCountry, noCountry);

/** `truphone`: Truphone (now 1GLOBAL) Connect v2. `octopus`: Octopus Cards eSIM. */
export const connectorName = z.enum(['truphone', 'octopus']);
export type ConnectorName = z.infer<typeof connectorName>;

export const orderAccount = z.object({
  id: z.int().positive(),
  connector: connectorName,
  label: z.string(),
  baseUrl: z.string(),
  /** A shop of the simulated bench. */
  simulated: z.boolean(),
  /** It has an API key and its secret, and gets its tokens by itself. */
  renewsToken: z.boolean(),
  /** When the present token runs out, where that is known; in the past: it has. */
  tokenExpiresAt: timestamp.exactOptional(),
  createdAt: timestamp,
});
export type OrderAccount = z.infer<typeof orderAccount>;

/** What an account gets its tokens with. Octopus Cards: the API key as `username`, its secret as `password`. */
export const shopLogin = z.object({
  username: z.string().min(1).max(1024),
  password: z.string().min(1).max(1024),
});
export type ShopLogin = z.infer<typeof shopLogin>;

/** What an account is reached with: at least one of token and login. All of it is secret but the times (milliseconds since 1970). */
export interface AccountAccess {
  readonly token?: string;
  /** Absent: not known. */
  readonly tokenExpiresAt?: number;
  readonly login?: ShopLogin;
  readonly refresh?: { readonly token: string; readonly expiresAt: number };
}

const accountFields = z.object({
  connector: connectorName,
  label: z.string().min(1).max(100),
  /** `https://…`; plain http on loopback only. */
  baseUrl: z.url().max(500),
  token: z.string().min(1).max(8192).optional(),
  /** In place of a token, for shops that have one (Octopus Cards). */
  login: shopLogin.optional(),
});
export type ShopCredentials = Pick<z.infer<typeof accountFields>, 'token' | 'login'>;

export const newOrderAccount = accountFields.refine(
  ({ token, login }) => (token === undefined) !== (login === undefined),
  'must have either a token or a login',
);

/** What may change of one. */
export const changedOrderAccount = accountFields
  .pick({ label: true, token: true, login: true })
  .partial()
  .extend({ id: z.int().positive() })
  .refine(({ token, login }) => token === undefined || login === undefined, 'must have a token or a login');

/** Decimal text, as the shop writes it: never calculated with as a floating-point number. */
export const amount = z.string().regex(/^\d{1,12}(\.\d{1,6})?$/);
export const currency = z.string().regex(/^[A-Z]{3}$/);

export const orderPrice = z.object({ amount, currency });
export type Price = z.infer<typeof orderPrice>;

/** Whether two decimal texts are the same amount: `4.5` and `4.50` are. */
export function sameAmount(one: string, other: string): boolean {
  const plain = (text: string) => {
    const [whole = '', fraction = ''] = text.split('.');
    return `${whole.replace(/^0+(?=.)/, '')}.${fraction.replace(/0+$/, '')}`;
  };
  return plain(one) === plain(other);
}

export const samePrice = (one: Price, other: Price): boolean =>
  one.currency === other.currency && sameAmount(one.amount, other.amount);

/** What can be ordered: a product of Connect; a product and variant of Octopus Cards. */
export const orderProduct = z.object({
  /** What `orders.place` takes: for Octopus Cards product and amount, as its documentation has it. */
  id: z.string(),
  name: z.string(),
  description: z.string().exactOptional(),
  /** ISO 3166-1 codes as the shop has them. */
  countries: z.array(z.string()),
  price: orderPrice.exactOptional(),
  /** As the shop says it: `1 GB`. */
  data: z.string().exactOptional(),
  validityDays: z.int().exactOptional(),
});
export type OrderProduct = z.infer<typeof orderProduct>;

/** What it will cost, before it is ordered (Octopus Cards: charges). */
export const orderQuote = z.object({
  productName: z.string(),
  /** Of Octopus Cards what is paid: `total_payable`. */
  price: orderPrice,
  discount: orderPrice.exactOptional(),
  details: z.array(z.object({ name: z.string(), value: z.string() })),
});
export type OrderQuote = z.infer<typeof orderQuote>;

export const orderStatus = z.enum([
  'placing',
  /** It may have been taken or not; it is never placed again by itself. */
  'outcome_unknown',
  'open',
  'delivered',
  'failed',
  'cancelled',
]);
export type OrderStatus = z.infer<typeof orderStatus>;

/** What a client names an order by, so that a repeated call orders once: a UUID, or any text of its own. */
export const orderKey = z
  .string()
  .regex(/^[\x21-\x7e]{1,128}$/, 'must be 1 to 128 printable ASCII characters without spaces');

export const order = z.object({
  id: z.int().positive(),
  accountId: z.int().exactOptional(),
  connector: connectorName,
  accountLabel: z.string(),
  /** `client_reference`, `X-Correlation-ID`: made here. */
  reference: z.string(),
  /** Of the client that has placed it. */
  key: orderKey.exactOptional(),
  operationType: z.enum(['ACTIVATION', 'TOPUP']),
  productId: z.string(),
  productName: z.string(),
  status: orderStatus,
  /** As the shop calls the order and its status. */
  remoteId: z.string().exactOptional(),
  remoteStatus: z.string().exactOptional(),
  activationStatus: z.enum(['NOT_INSTALLED', 'ACTIVE', 'EXPIRED']).exactOptional(),
  isInstalled: z.boolean().exactOptional(),
  price: orderPrice.exactOptional(),
  /** The price that was agreed; where the shop has taken another one, `price` differs. */
  expectedPrice: orderPrice.exactOptional(),
  iccid: iccidText.exactOptional(),
  /** The code in the vault that it has brought. */
  codeId: z.int().exactOptional(),
  /** Why it has failed; of one that goes on, what went wrong when the shop was asked last. */
  error: errorData.exactOptional(),
  batch: z.string().exactOptional(),
  createdBy: z.string(),
  createdAt: timestamp,
  updatedAt: timestamp,
  /** From when on the shop may have it. */
  sentAt: timestamp.exactOptional(),
  endedAt: timestamp.exactOptional(),
  polls: z.int(),
  /** Absent: asked on demand only. */
  nextPollAt: timestamp.exactOptional(),
});
export type Order = z.infer<typeof order>;

export const newOrder = z.object({
  accountId: z.int().positive(),
  /**
   * The same key at the same account, with the same request, is the order that there is already: nothing is ordered again. What was
   * agreed as price is not part of that, since it is asked for anew. With another request it is `order_key_used`.
   */
  key: orderKey.optional(),
  productId: z.string().min(1).max(300),
  operationType: z.enum(['ACTIVATION', 'TOPUP']).default('ACTIVATION'),
  /** TOPUP: of the profile that is installed. */
  iccid: iccidText.optional(),
  /** Push install (Connect): the card for which it is meant. */
  eid: eidText.optional(),
  /** ISO 3166-1 alpha-2, as Connect wants it. */
  country: alpha2.optional(),
  /** The price that was seen, as `shops.quote` gives it: where the shop wants another one, the order is not placed. */
  expectedPrice: orderPrice.optional(),
  subscriber: z
    .object({
      email: z.email().max(254).optional(),
      firstName: z.string().max(100).optional(),
      lastName: z.string().max(100).optional(),
      countryOfResidence: alpha2.optional(),
    })
    .optional(),
  /** Octopus Cards: who is told of the delivery. */
  notificationEmail: z.email().max(254).optional(),
  label: z.string().max(200).optional(),
  batch: batchName.optional(),
});
export type NewOrder = z.infer<typeof newOrder>;
