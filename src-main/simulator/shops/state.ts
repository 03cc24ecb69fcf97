/** What a shop remembers across restarts: its account, and its orders. */

import { z } from 'zod';
import { eidText, timestamp } from '../../../src-shared/model/index.ts';
import { jsonStateFile, type StateSealing } from '../state-file.ts';

export const maxOrders = 20_000;

/** Why an order has failed. */
export const shopFailure = z.object({
  code: z.string().max(100),
  reason: z.string().max(500),
  /** Whether another request of the customer would do. */
  userFixable: z.boolean(),
});

export const shopOrder = z.object({
  /** As the API tells it. */
  id: z.string().max(64),
  /** Its place among the orders of the shop, from 1; the profile that is sold has the same. */
  number: z.int().positive(),
  kind: z.enum(['activation', 'topup']),
  /** Of the catalogue. */
  planId: z.string().max(100),
  /** What it costs its buyer. */
  price: z.number().nonnegative(),
  currency: z.string().length(3),
  clientReference: z.string().max(255).optional(),
  email: z.string().max(320).optional(),
  /** The eUICC that the profile is to be pushed to. */
  eid: eidText.optional(),
  createdAt: timestamp,
  /** Not delivered before; and not before it was looked at so often. */
  dueAt: timestamp,
  duePolls: z.int().nonnegative(),
  polls: z.int().nonnegative(),
  ended: z.enum(['failed', 'cancelled']).optional(),
  failure: shopFailure.optional(),
  /** Chosen before the profile is ordered, so that a crash orders the same again. */
  matchingId: z.string().max(255).optional(),
  /** Of the profile; from the beginning where an installed one is topped up. */
  iccid: z.string().max(20).optional(),
  smdpAddress: z.string().max(255).optional(),
  deliveredAt: timestamp.optional(),
  installedAt: timestamp.optional(),
  /** First enabled. */
  enabledAt: timestamp.optional(),
});
export type ShopOrder = z.infer<typeof shopOrder>;

/** So many pairs of tokens are good at a time. */
export const maxSessions = 100;

/** A pair of tokens, as their hashes. */
export const shopSession = z.object({
  access: z.string().length(64),
  accessUntil: timestamp,
  refresh: z.string().length(64),
  refreshUntil: timestamp,
});
export type ShopSession = z.infer<typeof shopSession>;

export const shopState = z.object({
  version: z.literal(1),
  /** Bearer token of the one account. */
  token: z.string().min(16).max(200),
  /** API key and secret of the account, where the shop has a login. */
  login: z.object({ username: z.string().max(200), password: z.string().max(200) }).optional(),
  /** What it has issued and not revoked; the oldest first. */
  sessions: z.array(shopSession).max(maxSessions).optional(),
  /** Where the shop listened the last time, so that its address stays where it can. */
  port: z.int().min(1).max(65_535).optional(),
  /** The oldest first. */
  orders: z.array(shopOrder).max(maxOrders),
});
export type ShopState = z.infer<typeof shopState>;

/** Where a shop's state is kept. `save` has written it durably when it returns. */
export interface ShopStore {
  load(): ShopState | undefined;
  save(state: ShopState): void;
}

export function memoryShopStore(): ShopStore {
  let kept: ShopState | undefined;
  return {
    load: () => kept,
    save: (state) => {
      kept = state;
    },
  };
}

/** Keeps the state in a file of mode 0600. Throws `shop_state_unreadable` and `simulator_state_sealed`. */
export function fileShopStore(path: string, sealing?: StateSealing): ShopStore {
  return jsonStateFile({ path, sealing, schema: shopState, code: 'shop_state_unreadable', what: 'a shop' });
}
