/** Which calls a token opens: the one place where calls are marked so. */

import type { CallName } from '../api.ts';

/** Calls that change nothing and show no secret: what a read-only token may call. */
export const readingCalls: ReadonlySet<CallName> = new Set<CallName>([
  'system.info',
  'readers.list',
  'cards.list',
  'cards.get',
  'cards.readings',
  'cards.compare',
  'operations.list',
  'operations.get',
  'operations.ending',
  'trace.list',
  'trace.get',
  'trace.outline',
  'decode.bytes',
  'trace.search',
  'trace.compare',
  'trace.copy',
  'operations.time',
  'codes.parse',
  'codes.fromImage',
  'codes.read',
  'codes.list',
  'codes.get',
  'batches.list',
  'batches.get',
  'batches.lines',
  'batches.recipes',
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
  'apis.get',
  'history.filters.list',
  'evidence.list',
  'evidence.get',
  'evidence.trace.list',
  'evidence.trace.get',
  'console.check',
  'console.functions',
  'trust.list',
  'settings.get',
  'simulator.faults.list',
  'simulator.faults.library',
  'simulator.picture',
  'simulator.exchanges',
  'simulator.library',
]);

/**
 * Calls that no token opens: tokens are made and revoked, the APIs are switched on and off, the key of the data folder is moved and
 * changed, and the database is copied for an
 * export, by the user of this machine alone, at the command line or in the window.
 */
export const ownersCalls: ReadonlySet<CallName> = new Set<CallName>([
  'tokens.list',
  'tokens.create',
  'tokens.check',
  'tokens.revoke',
  'apis.set',
  'data.export',
  'key.move',
  'key.passphrase',
  'key.status',
  'key.rotate',
  'key.reseal',
  'key.pauseReseal',
]);
