import { initial } from './0001-initial.ts';
import { operationSecrets } from './0002-operation-secrets.ts';
import { traceBatches } from './0003-trace-batches.ts';
import { retriesAndEvents } from './0004-retries-and-events.ts';
import { codesAndActions } from './0005-codes-and-actions.ts';
import { orders } from './0006-orders.ts';
import { tokens } from './0007-tokens.ts';
import { fleetLists } from './0008-fleet-lists.ts';
import { usedCodes } from './0009-used-codes.ts';
import { orderKeys } from './0010-order-keys.ts';
import { shopLogins } from './0011-shop-logins.ts';
import { batches } from './0012-batches.ts';
import { evidenceFiles } from './0013-evidence.ts';
import { cardReadings } from './0014-card-readings.ts';
import { batchReaders } from './0015-batch-readers.ts';
import { plainRows } from './0016-plain-rows.ts';
import type { Migration } from './migration.ts';

/** All of them, in order. A new one is a file and a line here, with a test of the same name in test/store/migrations. */
export const migrations: readonly Migration[] = [
  initial,
  operationSecrets,
  traceBatches,
  retriesAndEvents,
  codesAndActions,
  orders,
  tokens,
  fleetLists,
  usedCodes,
  orderKeys,
  shopLogins,
  batches,
  evidenceFiles,
  cardReadings,
  batchReaders,
  plainRows,
];
export type { Migration };
