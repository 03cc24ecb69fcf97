/** Which calls a token opens: the one place where calls are marked so. */

import type { CallName } from '../api.ts';

/** Calls that change nothing and show no secret: what a read-only token may call. */
export const readingCalls: ReadonlySet<CallName> = new Set<CallName>([
  'system.info',
  'readers.list',
  'cards.list',
  'cards.get',
  'operations.list',
  'operations.get',
  'trace.list',
  'trace.get',
  'decode.bytes',
  'codes.parse',
  'codes.fromImage',
  'codes.list',
  'codes.get',
  'shops.list',
  'shops.products',
  'shops.quote',
  'orders.list',
  'orders.get',
  'fleet.page',
  'fleet.get',
  'fleet.bulk',
  'fleet.bulkNext',
  'fleet.bulkEnd',
  'trust.list',
  'settings.get',
  'simulator.faults.list',
]);

/**
 * Calls that no token opens: tokens are made and revoked, the key of the data folder is moved, and the database is copied for an
 * export, by the user of this machine alone, at the command line or in the window.
 */
export const ownersCalls: ReadonlySet<CallName> = new Set<CallName>([
  'tokens.list',
  'tokens.create',
  'tokens.check',
  'tokens.revoke',
  'data.export',
  'key.move',
  'key.passphrase',
]);
