/** Trace entries: sealed, numbered within their operation. */

import type Database from 'better-sqlite3';
import { WorkbenchError } from '../../src-shared/errors/index.ts';
import type { Clock } from '../../src-shared/ports.ts';
import type { TraceEntry } from '../../src-shared/trace.ts';
import type { OperationStore, StoredTraceEntry } from './port.ts';
import type { Opener, Sealer } from './seal.ts';
import { corrupt } from './sqlite.ts';
import { decodeTrace, encodeTrace, type TraceColumns, traceColumns } from './trace-codec.ts';
import type { WriteBehind } from './write-behind.ts';

type Part = Pick<OperationStore, 'appendTrace' | 'traceSink' | 'listTrace' | 'getTrace'>;

type TraceRow = TraceColumns & { readonly seq: number; readonly payload: Uint8Array };

/** More operations than readers that a bench has. */
const mostTraced = 64;

const context = (operationId: number, seq: number) => `trace_entries.payload:${operationId}:${seq}`;

/** The stored entries of operations, read only. */
export function createTraceEntries(
  db: Database,
  opener: Opener,
): Pick<OperationStore, 'listTrace' | 'getTrace'> {
  const columns = 'seq, kind, purpose, started_at, duration_ms, payload';
  const select = db.prepare(`SELECT ${columns} FROM trace_entries WHERE operation_id = ? AND seq = ?`);
  const selectAfter = db.prepare(`SELECT ${columns} FROM trace_entries
    WHERE operation_id = ? AND seq > ? ORDER BY seq LIMIT ?`);

  function open(operationId: number, value: unknown): StoredTraceEntry {
    const row = value as TraceRow;
    const place = { table: 'trace_entries', row: `${operationId}/${row.seq}` };
    const payload = opener.open(context(operationId, row.seq), row.payload);
    if (payload === undefined) throw corrupt(place, 'payload', 'it does not unseal');
    return { seq: row.seq, entry: decodeTrace(place, row, payload) };
  }

  return {
    listTrace: (operationId, after, limit) =>
      selectAfter.all(operationId, after, limit).map((row) => open(operationId, row)),
    getTrace(operationId, seq) {
      const row = select.get(operationId, seq);
      return row === undefined ? undefined : open(operationId, row);
    },
  };
}

export function createTraces(db: Database, sealer: Sealer, clock: Clock, behind: WriteBehind): Part {
  const operationExists = db.prepare('SELECT 1 FROM operations WHERE id = ?').pluck();
  const lastSeq = db.prepare('SELECT max(seq) FROM trace_entries WHERE operation_id = ?').pluck();
  const insert = db.prepare(`INSERT INTO trace_entries
    (operation_id, seq, kind, purpose, started_at, duration_ms, payload) VALUES (?, ?, ?, ?, ?, ?, ?)`);
  const entries = createTraceEntries(db, sealer);

  /** The last number of each operation that is being traced; this process alone writes. */
  const lastSeqs = new Map<number, number>();

  function lastSeqOf(operationId: number): number {
    const known = lastSeqs.get(operationId);
    if (known !== undefined) return known;
    const last = lastSeq.get(operationId);
    if (last === null && operationExists.get(operationId) === undefined)
      throw new WorkbenchError('store_row_missing', { what: 'operation', id: operationId });
    // Old ones are asked for again where they are wanted.
    if (lastSeqs.size >= mostTraced) lastSeqs.clear();
    return Number(last ?? 0);
  }

  /** To be called within a transaction; where that is rolled back, `lastSeqs` has to be told. */
  function append(operationId: number, entry: TraceEntry): number {
    const row = traceColumns(entry);
    const seq = lastSeqOf(operationId) + 1;
    const payload = sealer.seal(context(operationId, seq), encodeTrace(entry));
    insert.run(operationId, seq, row.kind, row.purpose, row.started_at, row.duration_ms, payload);
    lastSeqs.set(operationId, seq);
    return seq;
  }

  return {
    appendTrace(operationId, entry) {
      behind.flush();
      try {
        return behind.atomically(() => append(operationId, entry));
      } catch (error) {
        lastSeqs.delete(operationId);
        throw error;
      }
    },

    traceSink(operationId) {
      let lost = 0;
      return (entry) => {
        let told = 0;
        behind.defer({
          write() {
            told = lost;
            lost = 0;
            if (told > 0)
              append(operationId, {
                kind: 'note',
                startedAt: clock.now(),
                code: 'trace_entries_lost',
                params: { count: told },
              });
            append(operationId, entry);
          },
          onRollback() {
            lastSeqs.delete(operationId);
            lost += told;
            told = 0;
          },
          onFailure() {
            lost++;
          },
        });
      };
    },

    listTrace(operationId, after, limit) {
      behind.flush();
      return entries.listTrace(operationId, after, limit);
    },

    getTrace(operationId, seq) {
      behind.flush();
      return entries.getTrace(operationId, seq);
    },
  };
}
