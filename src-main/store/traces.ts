/** Trace entries: sealed, numbered within their operation. */

import type Database from 'better-sqlite3';
import { WorkbenchError } from '../../src-shared/errors/index.ts';
import type { Clock } from '../../src-shared/ports.ts';
import type { TraceEntry } from '../../src-shared/trace.ts';
import type { OperationStore, StoredTraceEntry } from './port.ts';
import type { Sealer } from './seal.ts';
import { atomically, corrupt } from './sqlite.ts';
import { decodeTrace, encodeTrace, type TraceColumns, traceColumns } from './trace-codec.ts';

type Part = Pick<OperationStore, 'appendTrace' | 'traceSink' | 'listTrace' | 'getTrace'>;

type TraceRow = TraceColumns & { readonly seq: number; readonly payload: Uint8Array };

const context = (operationId: number, seq: number) => `trace_entries.payload:${operationId}:${seq}`;

export function createTraces(db: Database, sealer: Sealer, clock: Clock): Part {
  const operationExists = db.prepare('SELECT 1 FROM operations WHERE id = ?').pluck();
  const lastSeq = db.prepare('SELECT max(seq) FROM trace_entries WHERE operation_id = ?').pluck();
  const insert = db.prepare(`INSERT INTO trace_entries
    (operation_id, seq, kind, purpose, started_at, duration_ms, payload) VALUES (?, ?, ?, ?, ?, ?, ?)`);
  const columns = 'seq, kind, purpose, started_at, duration_ms, payload';
  const select = db.prepare(`SELECT ${columns} FROM trace_entries WHERE operation_id = ? AND seq = ?`);
  const selectAfter = db.prepare(`SELECT ${columns} FROM trace_entries
    WHERE operation_id = ? AND seq > ? ORDER BY seq LIMIT ?`);

  function append(operationId: number, entry: TraceEntry): number {
    const plain = encodeTrace(entry);
    const row = traceColumns(entry);
    return atomically(db, () => {
      const last = lastSeq.get(operationId);
      if (last === null && operationExists.get(operationId) === undefined)
        throw new WorkbenchError('store_row_missing', { what: 'operation', id: operationId });
      const seq = Number(last ?? 0) + 1;
      const payload = sealer.seal(context(operationId, seq), plain);
      insert.run(operationId, seq, row.kind, row.purpose, row.started_at, row.duration_ms, payload);
      return seq;
    });
  }

  function open(operationId: number, value: unknown): StoredTraceEntry {
    const row = value as TraceRow;
    const place = { table: 'trace_entries', row: `${operationId}/${row.seq}` };
    const payload = sealer.open(context(operationId, row.seq), row.payload);
    if (payload === undefined) throw corrupt(place, 'payload', 'it does not unseal');
    return { seq: row.seq, entry: decodeTrace(place, row, payload) };
  }

  return {
    appendTrace: append,

    traceSink(operationId) {
      let lost = 0;
      return (entry) => {
        try {
          if (lost > 0) {
            append(operationId, {
              kind: 'note',
              startedAt: clock.now(),
              code: 'trace_entries_lost',
              params: { count: lost },
            });
            lost = 0;
          }
          append(operationId, entry);
        } catch {
          lost++;
        }
      };
    },

    listTrace(operationId, after, limit) {
      return selectAfter.all(operationId, after, limit).map((row) => open(operationId, row));
    },

    getTrace(operationId, seq) {
      const row = select.get(operationId, seq);
      return row === undefined ? undefined : open(operationId, row);
    },
  };
}
