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
import { isFinal } from '../../../src-shared/model/index.ts';
import {
  type DisguisedEntry,
  describeEvidence,
  disguisedTrace,
  type EvidenceContext,
  type MadeEvidence,
  makeEvidence,
  previewEvidence,
  type ReplayPorts,
  type ReplayWatch,
  readEvidence,
  replayEvidence,
  traceFile,
} from '../../evidence/index.ts';
import type { EvidenceFiles } from '../../store/evidence.ts';
import type { OperationRecordStore, OperationRecords } from '../../store/operation-records.ts';
import { createTraceView } from '../trace-view.ts';
import { createEvidenceTraces, type TraceSource } from './traces.ts';

export interface TraceFileWish {
  readonly operationId?: number | undefined;
  readonly evidenceId?: number | undefined;
  readonly format: TraceFormat;
  /** Replace what is personal, too. */
  readonly disguise: boolean;
}

export type EvidenceSource = OperationRecordStore & EvidenceFiles & TraceSource;

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

export function createEvidenceWork(source: EvidenceSource, ports: ReplayPorts): EvidenceWork {
  const traces = createEvidenceTraces(source);
  const { opened } = traces;

  const view = async (id: number) => createTraceView(await traces.sourceOf(source, [-id]));

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
