/** What is long about evidence: made, opened, looked at and run again over a store that is only read. */

import { WorkbenchError } from '../../../src-shared/errors/index.ts';
import type {
  Evidence,
  EvidenceDetail,
  EvidenceOptions,
  EvidencePreview,
  ReplayResult,
  TraceDetail,
  TraceFormat,
  TraceLine,
} from '../../../src-shared/model/index.ts';
import { isFinal, removedKind, zeroedKind } from '../../../src-shared/model/index.ts';
import {
  type DisguisedEntry,
  describeEvidence,
  disguisedTrace,
  type EvidenceContext,
  type MadeEvidence,
  makeEvidence,
  type OpenedEvidence,
  previewEvidence,
  type ReplayPorts,
  type ReplayWatch,
  readEvidence,
  replayEvidence,
  traceFile,
} from '../../evidence/index.ts';
import type { EvidenceFiles } from '../../store/evidence.ts';
import type { OperationRecordStore, OperationRecords } from '../../store/operation-records.ts';
import type { OperationStore, Redacted, RedactedTraceEntry } from '../../store/port.ts';
import { createTraceView } from '../trace-view.ts';

export interface TraceFileWish {
  readonly operationId?: number | undefined;
  readonly evidenceId?: number | undefined;
  readonly format: TraceFormat;
  /** Replace what is personal, too. */
  readonly disguise: boolean;
}

export type EvidenceSource = OperationRecordStore & EvidenceFiles & Pick<OperationStore, 'redactedTrace'>;

/** Every call may be answered by another thread; what the store defers is written before. */
export interface EvidenceWork {
  /** Throws operation_not_found, evidence_not_ended. */
  preview(operationId: number, context: EvidenceContext, options: EvidenceOptions): Promise<EvidencePreview>;
  /** As `preview`. */
  make(operationId: number, context: EvidenceContext, options: EvidenceOptions): Promise<MadeEvidence>;
  /** Reads a whole file. Throws evidence_foreign, evidence_newer, evidence_damaged, evidence_too_large. */
  describe(file: Uint8Array, fileName: string, openedAt: number): Promise<Omit<Evidence, 'id'>>;
  /** Of evidence that is kept. Throws evidence_not_found. */
  detail(id: number): Promise<Omit<EvidenceDetail, 'evidence'>>;
  traceList(id: number, after: number, limit: number): Promise<TraceLine[]>;
  traceGet(id: number, seq: number): Promise<TraceDetail | undefined>;
  /** A trace in another format. Throws as `make` and `detail`. */
  traceFile(wish: TraceFileWish, context: EvidenceContext): Promise<MadeEvidence>;
  /** Throws evidence_not_replayable, cancelled. */
  replay(id: number, recordedSpeed: boolean, watch: ReplayWatch): Promise<ReplayResult>;
}

const notShown = new Set<string>([...removedKind.options, ...zeroedKind.options]);

/** What was taken out is shown as taken out; what was replaced is shown as what it was replaced by. */
function redactedEntry({ seq, entry, hidden }: DisguisedEntry): RedactedTraceEntry {
  const part = (bytes: Uint8Array | undefined, name: keyof DisguisedEntry['hidden']) => {
    if (bytes === undefined) return {};
    const ranges = (hidden[name] ?? []).filter(([, , kind]) => notShown.has(kind));
    const secret = ranges.map(([from, to]): [number, number] => [from, to]).sort(([a], [b]) => a - b);
    return { [name]: { bytes, secret } satisfies Redacted };
  };
  if (entry.kind === 'note') return { seq, entry };
  return entry.kind === 'apdu'
    ? { seq, entry, ...part(entry.command, 'command'), ...part(entry.response, 'response') }
    : { seq, entry, ...part(entry.requestBody, 'requestBody'), ...part(entry.responseBody, 'responseBody') };
}

export function createEvidenceWork(source: EvidenceSource, ports: ReplayPorts): EvidenceWork {
  /** The one that was looked at last: its trace is asked for page by page. */
  let kept: { readonly id: number; readonly opened: Promise<OpenedEvidence> } | undefined;

  function opened(id: number): Promise<OpenedEvidence> {
    if (kept?.id === id) return kept.opened;
    const reading = readEvidence(source.evidenceFile(id), `evidence ${id}`);
    kept = { id, opened: reading };
    return reading;
  }

  async function view(id: number) {
    const { trace } = await opened(id);
    const entries = trace.map(redactedEntry);
    return createTraceView({
      redactedTrace: (_id, after, limit) => {
        const first = entries.findIndex(({ seq }) => seq > after);
        return first < 0 ? [] : entries.slice(first, first + limit);
      },
    });
  }

  function records(operationId: number): OperationRecords {
    const found = source.operationRecords(operationId);
    if (found === undefined) throw new WorkbenchError('operation_not_found', { id: operationId });
    return found;
  }

  function ended(operationId: number): OperationRecords {
    const found = records(operationId);
    if (!isFinal(found.operation)) throw new WorkbenchError('evidence_not_ended', { id: operationId });
    return found;
  }

  return {
    preview: async (operationId, context, options) => previewEvidence(ended(operationId), context, options),
    make: async (operationId, context, options) => makeEvidence(ended(operationId), context, options),
    describe: async (file, fileName, openedAt) =>
      describeEvidence(await readEvidence(file, fileName), file, fileName, openedAt),
    async detail(id) {
      const { part, excerpt } = await opened(id);
      const operation = { ...part.operation, id: -id, readerId: `evidence:${id}` };
      return { operation, excerpt, settings: part.settings };
    },
    traceList: async (id, after, limit) => (await view(id)).list(-id, after, limit),
    traceGet: async (id, seq) => (await view(id)).get(-id, seq),
    async traceFile({ operationId, evidenceId, format, disguise }, context) {
      if (evidenceId !== undefined) {
        const { part, trace } = await opened(evidenceId);
        return traceFile(part.operation, trace, format, context);
      }
      const id = operationId ?? 0;
      if (disguise) {
        const { operation, trace } = disguisedTrace(records(id), context);
        return traceFile(operation, trace, format, context);
      }
      const trace = source
        .redactedTrace(id, 0, Number.MAX_SAFE_INTEGER)
        .map(({ seq, entry }): DisguisedEntry => ({ seq, entry, hidden: {} }));
      return traceFile(records(id).operation, trace, format, context);
    },
    replay: async (id, recordedSpeed, watch) => replayEvidence(await opened(id), ports, recordedSpeed, watch),
  };
}
