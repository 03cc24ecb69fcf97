/**
 * The actions of an operation (download, enable, disable, delete), each with an id by which it can be followed from outside:
 * the transactions of Remote Manager's v1/esim_profiles. Written in the same transactions as the statuses that they follow from.
 */

import type Database from 'better-sqlite3';
import { describeError, type ErrorData } from '../../src-shared/errors/index.ts';
import type { Operation, OperationKind } from '../../src-shared/model/index.ts';
import type { Entropy } from '../../src-shared/ports.ts';
import { remarkText, statusText, successText } from '../../src-shared/texts.ts';

export type ActionName = 'download' | 'enable' | 'disable' | 'delete';
export type ActionStatus = 'in_progress' | 'complete' | 'failed' | 'unknown';

const firstAction: Partial<Record<OperationKind, ActionName>> = {
  activate: 'download',
  download: 'download',
  enable: 'enable',
  disable: 'disable',
  delete: 'delete',
};

/** A random UUID (RFC 9562, version 4). */
export function newTransactionId(entropy: Entropy): string {
  const bytes = Uint8Array.from(entropy.bytes(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Buffer.from(bytes).toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/** What is told of an operation in a short code and in a sentence; errors come without secrets. */
export function messageOf(
  operation: Pick<Operation, 'status' | 'kind' | 'error' | 'remarks' | 'reconciliation'>,
): {
  readonly code: string;
  readonly text: string;
} {
  const { status, kind, error, remarks, reconciliation } = operation;
  const differs = remarks.filter(({ code }) => code === 'carrier_differs');
  const notes = differs.map(({ code, params }) => ` ${remarkText(code, params)}`).join('');
  if (error !== undefined && (status === 'failed' || reconciliation.state === 'pending'))
    return { code: error.code, text: `${describeError(error as ErrorData).message}.${notes}` };
  const text = status === 'successful' ? successText[kind] : statusText[status];
  return { code: status, text: `${text}${notes}` };
}

export interface Actions {
  /** The first action of a new operation, where its kind has one: its transaction id. */
  begin(operation: Operation): { readonly downloadTx?: string; readonly enableTx?: string };
  /** The transaction id of an operation's action; undefined where it has none. */
  transactionOf(operationId: number, action: ActionName): string | undefined;
  /** Follows the status that the operation has entered; gives the id of an action that begins with it. */
  follow(operation: Operation, at: number): { readonly enableTx?: string };
}

export function createActions(db: Database, entropy: Entropy): Actions {
  const insert = db.prepare(`INSERT INTO actions
    (transaction_id, operation_id, action, status, reader_id, eid, iccid, message_code, message, created_at, updated_at)
    VALUES (@tx, @operation, @action, 'in_progress', @reader, @eid, @iccid, @code, @text, @at, @at)`);
  const update = db.prepare(`UPDATE actions SET status = @status, message_code = @code, message = @text,
      eid = coalesce(@eid, eid), iccid = coalesce(@iccid, iccid), updated_at = @at
    WHERE operation_id = @operation AND action = @action`);
  /** An action that was done before the one that failed is done. */
  const complete =
    db.prepare(`UPDATE actions SET status = 'complete', message_code = 'successful', message = @text,
      eid = coalesce(@eid, eid), iccid = coalesce(@iccid, iccid), updated_at = @at
    WHERE operation_id = @operation AND action = @action AND status <> 'complete'`);

  const selectOne = db
    .prepare('SELECT transaction_id FROM actions WHERE operation_id = ? AND action = ?')
    .pluck();

  const facts = ({ id, eid, iccid }: Operation) => ({
    operation: id,
    eid: eid ?? null,
    iccid: iccid ?? null,
  });

  function start(operation: Operation, action: ActionName, at: number): string {
    const tx = newTransactionId(entropy);
    const { code, text } = messageOf(operation);
    insert.run({ ...facts(operation), tx, action, reader: operation.readerId, code, text, at });
    return tx;
  }

  return {
    transactionOf: (operationId, action) => selectOne.get(operationId, action) as string | undefined,

    begin(operation) {
      const action = firstAction[operation.kind];
      if (action === undefined) return {};
      const tx = start(operation, action, operation.createdAt);
      if (action === 'download') return { downloadTx: tx };
      return action === 'enable' ? { enableTx: tx } : {};
    },

    follow(operation, at) {
      const { kind, status, reconciliation } = operation;
      const first = firstAction[kind];
      if (first === undefined) return {};
      const downloaded = () =>
        complete.run({ ...facts(operation), action: 'download', text: successText.download, at });
      if (kind === 'activate' && status === 'enable' && operation.enableTx === undefined) {
        downloaded();
        return { enableTx: start(operation, 'enable', at) };
      }
      const action = kind === 'activate' && operation.enableTx !== undefined ? 'enable' : first;
      const { code, text } = messageOf(operation);
      const state: ActionStatus =
        status === 'successful'
          ? 'complete'
          : reconciliation.state === 'pending'
            ? 'unknown'
            : status === 'failed'
              ? 'failed'
              : 'in_progress';
      if (kind === 'activate' && reconciliation.outcome === 'profile_installed') downloaded();
      if (action === 'download' && reconciliation.outcome === 'profile_installed' && kind === 'activate') {
        // The profile is there, and enabling never began.
        return {};
      }
      update.run({ ...facts(operation), action, status: state, code, text, at });
      return {};
    },
  };
}
