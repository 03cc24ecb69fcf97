/** Trace entries: sealed, numbered within their operation; those that are written together share a row. */

import type Database from 'better-sqlite3';
import { WorkbenchError } from '../../src-shared/errors/index.ts';
import type { Clock } from '../../src-shared/ports.ts';
import type { TraceEntry } from '../../src-shared/trace.ts';
import type { OperationStore, StoredTraceEntry } from './port.ts';
import type { Opener, Sealer } from './seal.ts';
import { corrupt } from './sqlite.ts';
import { decodeTrace, encodeTrace } from './trace-codec.ts';
import type { DeferredWrite, WriteBehind } from './write-behind.ts';

type Part = Pick<OperationStore, 'appendTrace' | 'appendTraceAll' | 'traceSink' | 'listTrace' | 'getTrace'>;

interface TraceRow {
  readonly seq: number;
  readonly last_seq: number;
  readonly older: string | null;
  readonly payload: Uint8Array;
}

/** More operations than readers that a bench has. */
const mostTraced = 64;
/** As many as are sealed and inserted while a card is at one command: more would keep the next one waiting. */
const mostInRow = 16;

/** The name is that of the table in which entries were until version 3: what was sealed then is read still. */
export const traceContext = (operationId: number, seq: number) =>
  `trace_entries.payload:${operationId}:${seq}`;

/** The stored entries of operations, read only. */
export function createTraceEntries(
  db: Database,
  opener: Opener,
): Pick<OperationStore, 'listTrace' | 'getTrace'> {
  const select = db.prepare(`SELECT seq, last_seq, older, payload FROM trace_batches
    WHERE operation_id = @operationId AND last_seq >= @seq
      AND seq >= coalesce((SELECT max(seq) FROM trace_batches WHERE operation_id = @operationId AND seq <= @seq), 0)
    ORDER BY seq`);

  function open(operationId: number, row: TraceRow): StoredTraceEntry[] {
    const place = { table: 'trace_batches', row: `${operationId}/${row.seq}` };
    const payload = opener.open(traceContext(operationId, row.seq), row.payload);
    if (payload === undefined) throw corrupt(place, 'payload', 'it does not unseal');
    const entries = decodeTrace(place, payload, row.older);
    if (entries.length !== row.last_seq - row.seq + 1)
      throw corrupt(place, 'last_seq', 'another number of entries than its payload');
    return entries.map((entry, index) => ({ seq: row.seq + index, entry }));
  }

  /** From `seq` on. */
  function list(operationId: number, seq: number, limit: number): StoredTraceEntry[] {
    const out: StoredTraceEntry[] = [];
    for (const value of select.iterate({ operationId, seq })) {
      if (out.length >= limit) break;
      out.push(...open(operationId, value as TraceRow).filter((one) => one.seq >= seq));
    }
    return out.slice(0, limit);
  }

  return {
    listTrace: (operationId, after, limit) => list(operationId, after + 1, limit),
    getTrace: (operationId, seq) => list(operationId, seq, 1).find((one) => one.seq === seq),
  };
}

/** What the sink of one operation has taken and is not written yet, and how many it could not write. */
interface Gathering {
  entries: TraceEntry[];
  lost: number;
}

export function createTraces(db: Database, sealer: Sealer, clock: Clock, behind: WriteBehind): Part {
  const operationExists = db.prepare('SELECT 1 FROM operations WHERE id = ?').pluck();
  const lastSeq = db.prepare('SELECT max(last_seq) FROM trace_batches WHERE operation_id = ?').pluck();
  const insert = db.prepare(
    'INSERT INTO trace_batches (operation_id, seq, last_seq, payload) VALUES (?, ?, ?, ?)',
  );
  const entries = createTraceEntries(db, sealer);

  /** The last number of each operation that is being traced; this process alone writes. */
  const lastSeqs = new Map<number, number>();
  const gatherings = new Map<number, Gathering>();

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

  /** To be called within a transaction; where that is rolled back, `lastSeqs` has to be told. Returns the last number. */
  function append(operationId: number, together: readonly TraceEntry[]): number {
    const seq = lastSeqOf(operationId) + 1;
    const last = seq + together.length - 1;
    insert.run(operationId, seq, last, sealer.seal(traceContext(operationId, seq), encodeTrace(together)));
    lastSeqs.set(operationId, last);
    return last;
  }

  /** The write of some entries of a sink, and, where that fails, of each by itself. */
  function writeOf(operationId: number, state: Gathering, together: readonly TraceEntry[]): DeferredWrite {
    let told = 0;
    return {
      write() {
        told = state.lost;
        state.lost = 0;
        if (told === 0 && together.length === 0) return;
        const note: TraceEntry = {
          kind: 'note',
          startedAt: clock.now(),
          code: 'trace_entries_lost',
          params: { count: told },
        };
        append(operationId, told > 0 ? [note, ...together] : together);
      },
      onRollback() {
        lastSeqs.delete(operationId);
        state.lost += told;
        told = 0;
      },
      ...(together.length > 1
        ? { parts: () => together.map((entry) => writeOf(operationId, state, [entry])) }
        : together.length === 1
          ? // Counted where it will be told: what has gathered since may have been given up as empty.
            { onFailure: () => void gathering(operationId).lost++ }
          : {}),
    };
  }

  function writeOfGathered(operationId: number, state: Gathering): DeferredWrite {
    const { entries: together } = state;
    state.entries = [];
    return writeOf(operationId, state, together);
  }

  behind.onCommit(() => {
    const writes: DeferredWrite[] = [];
    for (const [operationId, state] of gatherings) {
      // What was lost is told also where nothing comes after it.
      if (state.entries.length > 0 || state.lost > 0) writes.push(writeOfGathered(operationId, state));
      // One that has nothing to tell any more is made anew where it is wanted.
      else gatherings.delete(operationId);
    }
    return writes;
  });

  function gathering(operationId: number): Gathering {
    const known = gatherings.get(operationId);
    if (known !== undefined) return known;
    const made: Gathering = { entries: [], lost: 0 };
    gatherings.set(operationId, made);
    return made;
  }

  return {
    appendTrace(operationId, entry) {
      behind.flush();
      try {
        return behind.atomically(() => append(operationId, [entry]));
      } catch (error) {
        lastSeqs.delete(operationId);
        throw error;
      }
    },

    appendTraceAll(operationId, all) {
      behind.flush();
      try {
        behind.atomically(() => {
          for (let at = 0; at < all.length; at += mostInRow)
            append(operationId, all.slice(at, at + mostInRow));
        });
      } catch (error) {
        lastSeqs.delete(operationId);
        throw error;
      }
    },

    traceSink(operationId) {
      return (entry) => {
        const state = gathering(operationId);
        if (state.entries.push(entry) < mostInRow) behind.gathered();
        else behind.defer(writeOfGathered(operationId, state));
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
