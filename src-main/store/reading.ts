/** The store as another thread reads it: while the engine writes, over a connection that cannot write. */

import type { KeyObject } from 'node:crypto';
import { join } from 'node:path';
import type Database from 'better-sqlite3';
import { WorkbenchError } from '../../src-shared/errors/index.ts';
import { readCustomerId } from './customer-id.ts';
import { databaseName } from './data-folder.ts';
import { createEvidenceFiles, type EvidenceFiles } from './evidence.ts';
import { createFleetReader, type FleetReader } from './fleet-lists.ts';
import { inspectVersion } from './migrate.ts';
import { migrations } from './migrations/index.ts';
import { createOperationRecords, type OperationRecordStore } from './operation-records.ts';
import { createRequests } from './operations.ts';
import type { OperationStore } from './port.ts';
import { createRedactedTraces } from './redaction.ts';
import { createReports, type ReportStore } from './report-rows.ts';
import { createOpener, type SealingKeys } from './seal.ts';
import { guarded, openDatabase, toStoreError } from './sqlite.ts';
import { createTraceEntries } from './traces.ts';
import { createTransactionList } from './transactions.ts';

/** `listTrace` gives raw bytes: what is made of them here must hold none. Sees what the engine has written, not what it still defers: the engine reads first where that matters. */
export interface ReadingStore
  extends Pick<OperationStore, 'redactedTrace' | 'getRedactedTrace' | 'listTrace'>,
    ReportStore,
    OperationRecordStore,
    EvidenceFiles {
  readonly fleet: FleetReader;
  /** Numbers of operations that are smaller than `before`, the newest first. */
  operationIds(before: number, limit: number): number[];
  close(): void;
}

/**
 * Opens the database of a data folder that an engine of this process has open.
 * `keys`: from `sealingKeys`; `cursorKey`: from `cursorKey`. Throws store_foreign, store_newer_version, store_damaged, store_failed.
 */
export function openStoreForReading(options: {
  readonly folder: string;
  readonly keys: SealingKeys;
  readonly cursorKey: KeyObject;
}): ReadingStore {
  const { folder, keys, cursorKey } = options;
  const file = join(folder, databaseName);
  let db: Database;
  try {
    db = openDatabase(file, { readonly: true });
  } catch (error) {
    throw toStoreError(error);
  }
  try {
    const version = inspectVersion(db, folder, file, migrations);
    if (version !== migrations.length)
      throw new WorkbenchError('store_failed', { reason: `version ${version} of ${migrations.length}` });
    const opener = createOpener(keys);
    const sources = {
      ...createRequests(db, opener),
      ...createTransactionList(db),
      ...createTraceEntries(db, opener),
    };
    const ids = db.prepare('SELECT id FROM operations WHERE id < ? ORDER BY id DESC LIMIT ?').pluck();
    const { traces } = createRedactedTraces(db, opener, () => undefined, sources);
    return {
      ...guarded({
        ...traces,
        ...createReports(db),
        ...createOperationRecords(db, opener, () => undefined),
        ...createEvidenceFiles(db, opener),
        listTrace: sources.listTrace,
        operationIds: (before: number, limit: number) => ids.all(before, limit).map(Number),
        close: () => void db.close(),
      }),
      fleet: guarded(createFleetReader(db, cursorKey, () => readCustomerId(db))),
    };
  } catch (error) {
    db.close();
    throw toStoreError(error);
  }
}
