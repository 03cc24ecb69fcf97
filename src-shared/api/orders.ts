/** Calls about shops and orders. */

import { z } from 'zod';
import { isCountry } from '../countries.ts';
import {
  changedOrderAccount,
  newOrder,
  newOrderAccount,
  noCountry,
  order,
  orderAccount,
  orderKey,
  orderProduct,
  orderQuote,
  orderStatus,
} from '../model/order.ts';
import { row } from './row.ts';

const id = z.int().positive();

export const orderRows = {
  'shops.list': row('The accounts at shops', z.object({}).strict(), z.array(orderAccount)),
  'shops.add': row(
    'Adds an account at a shop; its token, or the login that it gets tokens with, is sealed and never shown again',
    newOrderAccount,
    orderAccount,
  ),
  'shops.update': row(
    'Gives an account another label, another token in place of one that has run out, or a login to get tokens with',
    changedOrderAccount,
    orderAccount,
  ),
  'shops.remove': row(
    'Removes an account and its token; its orders stay',
    z.object({ id }),
    z.object({ removed: z.boolean() }),
  ),
  'shops.products': row(
    'What a shop offers',
    z.object({
      accountId: id,
      /** ISO 3166-1 alpha-2 or alpha-3; the connector writes it as its shop does. */
      country: z
        .string()
        .regex(/^[A-Z]{2,3}$/)
        .refine(isCountry, noCountry)
        .optional(),
    }),
    z.array(orderProduct),
  ),
  'shops.quote': row(
    'What a product would cost now',
    z.object({ accountId: id, productId: z.string().max(300) }),
    orderQuote,
  ),
  'orders.place': row(
    'Orders an activation code, or a top-up; answers as soon as the order is kept. The same key again answers the same order',
    newOrder,
    order,
  ),
  'orders.list': row(
    'Orders, the newest first',
    z.object({
      limit: z.int().min(1).max(500).default(100),
      before: id.optional(),
      status: orderStatus.optional(),
      accountId: id.optional(),
      /** That a client has given it, at whichever account. */
      key: orderKey.optional(),
    }),
    z.array(order),
  ),
  'orders.get': row('An order as last known', z.object({ id }), order),
  'orders.refresh': row('Asks the shop about an order now', z.object({ id }), order),
  'orders.resolve': row(
    'Says what became of an order of unknown outcome: it is this one at the shop, or it was never taken',
    z.object({
      id,
      found: z.union([
        z.object({ remoteId: z.string().regex(/^[A-Za-z0-9_-]{1,100}$/) }),
        z.literal('not_taken'),
      ]),
    }),
    order,
  ),
  'orders.notify': row(
    'Octopus Cards: who is told by e-mail of the delivery',
    z.object({ id, email: z.email().max(254) }),
    order,
  ),
} as const;
