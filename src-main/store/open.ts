import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type Database from 'better-sqlite3';
import { WorkbenchError } from '../../src-shared/errors/index.ts';
import { isFinal, type Operation } from '../../src-shared/model/index.ts';
import type { Clock, Entropy } from '../../src-shared/ports.ts';
import { type Actions, createActions } from './actions.ts';
import type { BatchStore, ReaderNames } from './batch-port.ts';
import { createBatches } from './batches.ts';
import { type CardReadingStore, createCardReadings } from './card-readings.ts';
import { createCards } from './cards.ts';
import type { CodeStore } from './code-port.ts';
import { createCodes } from './codes.ts';
import { makeCustomerId } from './customer-id.ts';
import { databaseName, makePrivateFile } from './data-folder.ts';
import { Disk } from './disk.ts';
import { createEvents } from './events.ts';
import { createEvidence, createEvidenceFiles, type EvidenceFiles, type EvidenceStore } from './evidence.ts';
import { inspectVersion, migrate } from './migrate.ts';
import { migrations } from './migrations/index.ts';
import { createOperationRecords, type OperationRecordStore } from './operation-records.ts';
import { createOperations } from './operations.ts';
import type { OrderStore } from './order-port.ts';
import { createOrderReseal, createOrders } from './orders.ts';
import type { OperationStore } from './port.ts';
import { probeContext, probeFits, probeText } from './probe.ts';
import { createReaderNames } from './reader-names.ts';
import { createRedaction } from './redaction.ts';
import { createReseal, type ResealStore } from './reseal.ts';
import { createRetention, type RetentionStore } from './retention.ts';
import { createSealer, type Sealer, type StoreKey } from './seal.ts';
import { createSettings } from './settings.ts';
import { configureDatabase, guarded, openDatabase, toStoreError } from './sqlite.ts';
import type { TokenStore } from './token-port.ts';
import { createTokens } from './tokens.ts';
import { createTraces } from './traces.ts';
import { createTransactions } from './transactions.ts';
import { createVault } from './vault.ts';
import { WriteBehind } from './write-behind.ts';

export interface StoreOptions {
  /** A data folder that exists and is locked by the caller (`lockDataFolder`), or `:memory:`. */
  readonly folder: string;
  readonly clock: Clock;
  readonly entropy: Entropy;
  /** From `openKey`; in tests and for `:memory:` any `new StoreKey(32 bytes)`. */
  readonly key: StoreKey;
}

/** Everything that is in a data folder's database. */
export interface Store extends OperationStore, OperationRecordStore, EvidenceFiles {
  readonly codes: CodeStore;
  readonly retention: RetentionStore;
  readonly orders: OrderStore;
  readonly tokens: TokenStore;
  readonly keys: ResealStore;
  /** Resolves when all that was written is safe from a loss of power. Rejects with store_failed. */
  onDisk(): Promise<void>;
  readonly batches: BatchStore;
  readonly readerNames: ReaderNames;
  readonly evidence: EvidenceStore;
  readonly cardReadings: CardReadingStore;
  readonly actions: Pick<Actions, 'transactionOf'>;
}

function writeProbe(db: Database, sealer: Sealer): void {
  db.prepare('INSERT INTO sealing (id, probe) VALUES (1, ?)').run(sealer.seal(probeContext, probeText));
}

function keyFits(db: Database, sealer: Sealer): boolean {
  const probe = db.prepare('SELECT probe FROM sealing WHERE id = 1').pluck().get();
  return probeFits(sealer, probe);
}

/**
 * Opens the store of a data folder, making or migrating its database where needed.
 * Throws store_newer_version, store_foreign, store_wrong_key (after each of them the folder is as it was),
 * store_damaged, store_full, store_failed.
 */
export function openStore({ folder, clock, entropy, key }: StoreOptions): Store {
  const inMemory = folder === ':memory:';
  const file = inMemory ? folder : join(folder, databaseName);
  let db: Database;
  try {
    if (!inMemory && !existsSync(file)) makePrivateFile(file);
    db = openDatabase(file);
  } catch (error) {
    throw toStoreError(error);
  }
  try {
    const sealer = createSealer(key, entropy);
    const version = inspectVersion(db, folder, file, migrations);
    if (version > 0 && !keyFits(db, sealer)) throw new WorkbenchError('store_wrong_key', { folder });
    configureDatabase(db);
    migrate(db, version, migrations, () => writeProbe(db, sealer));
    makeCustomerId(db, entropy, clock.now());
    const behind = new WriteBehind(db, clock);
    const disk = new Disk(inMemory ? undefined : `${file}-wal`, clock);
    const onDisk = async () => {
      behind.commit();
      await disk.synced();
    };
    const vault = createVault(db, sealer, entropy, () => clock.now());
    behind.whenUndone(() => vault.forget());
    const codes = createCodes({ db, vault, behind, clock, reseal: createOrderReseal(db, vault) });
    const actions = createActions(db, entropy);
    const batches = createBatches(db, behind);
    const operations = createOperations({
      db,
      sealer,
      behind,
      disk,
      actions,
      claims: codes.claims,
      lines: batches.claims,
    });
    const transactions = createTransactions(db, behind, disk);
    const traces = createTraces(db, sealer, clock, behind);
    const redaction = createRedaction(db, sealer, behind, { ...operations, ...transactions, ...traces });
    const cards = createCards(db, behind);
    const { note: noteReading, ...cardReadings } = createCardReadings(db, behind, cards.readNow);
    /** Whatever ends at a card has looked at it. */
    const looked = (operation: Operation) => {
      if (isFinal(operation) && operation.eid !== undefined) noteReading(operation.eid, operation.id);
      return operation;
    };
    const main = guarded<OperationStore>({
      ...operations,
      ...transactions,
      ...traces,
      ...redaction.views,
      enterStatus: (id, status, at, patch = {}) =>
        looked(operations.enterStatus(id, status, at, redaction.patch(id, patch))),
      patchOperation: (id, at, patch) =>
        looked(operations.patchOperation(id, at, redaction.patch(id, patch))),
      ...cards.store,
      ...createEvents(db, sealer, behind),
      ...createSettings(db, clock, behind),
      close() {
        behind.flush();
        db.close();
        disk.close();
      },
    });
    const keys = createReseal({ db, sealer, key, vault, behind, now: () => clock.now() });
    const orders = createOrders({ db, vault, behind, onDisk, insertion: codes.insertion });
    return {
      ...main,
      ...guarded(createOperationRecords(db, sealer, () => behind.flush())),
      ...guarded(createEvidenceFiles(db, sealer)),
      codes: guarded(codes.store),
      keys: guarded(keys),
      onDisk,
      retention: guarded(createRetention(db, behind)),
      orders: guarded(orders),
      tokens: guarded(createTokens(db, behind, entropy)),
      batches: guarded(batches.store),
      readerNames: guarded(createReaderNames(db, behind)),
      evidence: guarded(createEvidence(db, sealer, behind)),
      cardReadings: guarded(cardReadings),
      actions: guarded({ transactionOf: actions.transactionOf }),
    };
  } catch (error) {
    db.close();
    throw toStoreError(error);
  }
}
