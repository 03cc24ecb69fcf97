/** RSP sessions with servers, tied to their operations. */

import type Database from 'better-sqlite3';
import { WorkbenchError } from '../../src-shared/errors/index.ts';
import type { Disk } from './disk.ts';
import type { OperationStore, TransactionRow, TransactionStatus } from './port.ts';
import type { WriteBehind } from './write-behind.ts';

type Part = Pick<OperationStore, 'beginTransaction' | 'setTransaction' | 'listTransactions'>;

export function createTransactions(db: Database, behind: WriteBehind, disk: Disk): Part {
  const operationExists = db.prepare('SELECT 1 FROM operations WHERE id = ?').pluck();
  const insert = db.prepare(`INSERT INTO transactions (operation_id, transaction_id, smdp_address, started_at)
    VALUES (@operationId, @transactionId, @smdpAddress, @startedAt)
    ON CONFLICT DO UPDATE SET smdp_address = @smdpAddress, status = 'in_progress', load_started = 0,
      started_at = @startedAt, ended_at = NULL`);
  const update = db.prepare(`UPDATE transactions
    SET status = coalesce(@status, status), load_started = coalesce(@loadStarted, load_started),
      ended_at = coalesce(@endedAt, ended_at)
    WHERE operation_id = @operationId AND transaction_id = @transactionId`);

  const { listTransactions } = createTransactionList(db);

  return {
    beginTransaction({ operationId, transactionId, smdpAddress, startedAt }) {
      behind.later(`operation ${operationId}`, () => {
        if (operationExists.get(operationId) === undefined)
          throw new WorkbenchError('store_row_missing', { what: 'operation', id: operationId });
        insert.run({ operationId, transactionId, smdpAddress, startedAt });
      });
    },

    setTransaction(operationId, transactionId, { status, loadStarted, endedAt }) {
      const write = () => {
        const { changes } = update.run({
          operationId,
          transactionId,
          status: status ?? null,
          loadStarted: loadStarted === undefined ? null : loadStarted ? 1 : 0,
          endedAt: endedAt ?? null,
        });
        if (changes === 0)
          throw new WorkbenchError('store_row_missing', {
            what: 'transaction',
            id: `${operationId}/${transactionId}`,
          });
      };
      if (loadStarted === undefined) behind.later(`operation ${operationId}`, write);
      else {
        behind.atomically(write);
        disk.begin();
      }
    },

    listTransactions(operationId) {
      behind.settle();
      return listTransactions(operationId);
    },
  };
}

/** The transactions of operations, read only. */
export function createTransactionList(db: Database): Pick<OperationStore, 'listTransactions'> {
  const select = db.prepare(`SELECT transaction_id, smdp_address, status, load_started, started_at, ended_at
    FROM transactions WHERE operation_id = ? ORDER BY started_at, transaction_id`);
  return {
    listTransactions(operationId) {
      return select.all(operationId).map((value): TransactionRow => {
        const row = value as {
          transaction_id: string;
          smdp_address: string;
          status: TransactionStatus;
          load_started: number;
          started_at: number;
          ended_at: number | null;
        };
        return {
          operationId,
          transactionId: row.transaction_id,
          smdpAddress: row.smdp_address,
          status: row.status,
          loadStarted: row.load_started === 1,
          startedAt: row.started_at,
          ...(row.ended_at === null ? {} : { endedAt: row.ended_at }),
        };
      });
    },
  };
}
