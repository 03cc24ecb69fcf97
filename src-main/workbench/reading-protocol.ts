/** What the engine and its reading worker say to each other. */

import type { KeyObject } from 'node:crypto';
import type { ErrorData } from '../../src-shared/errors/index.ts';
import type {
  DecodedInput,
  ExchangeCounts,
  MadeFile,
  MadeReport,
  Operation,
  OperationStep,
  OperationTime,
  ReplayResult,
  ReportRequest,
  TraceComparison,
  TraceComparisonRequest,
  TraceCopy,
  TraceCopyRequest,
  TraceDetail,
  TraceLine,
  TraceOutline,
  TraceOutlineRequest,
  TracePage,
  TraceSearch,
} from '../../src-shared/model/index.ts';
import type { FilePart, PartFindings } from '../codes/file-part.ts';
import type { LabelWish, NumberedLabel } from '../codes/label-files.ts';
import type { DatabaseCopy } from '../store/database-copy.ts';
import type { DatabaseFacts } from '../store/examine.ts';
import type { FleetReader } from '../store/fleet-lists.ts';
import type { SealingKeys } from '../store/seal.ts';
import type { EvidenceWork } from './evidence/work.ts';
import type { readRecording } from './imports/read.ts';
import type { Recording } from './imports/recording.ts';

interface FleetQuery<N extends keyof FleetReader> {
  readonly input: Parameters<FleetReader[N]>[0];
  readonly answer: ReturnType<FleetReader[N]>;
}

interface EvidenceQuery<N extends keyof EvidenceWork> {
  readonly input: Parameters<EvidenceWork[N]>;
  readonly answer: Awaited<ReturnType<EvidenceWork[N]>>;
}

/** What can be asked of the worker: what is long, and changes nothing. Full-text search and exports will be further rows. */
export interface ReadingQueries {
  'trace.list': {
    readonly input: { readonly operationId: number; readonly after: number; readonly limit: number };
    readonly answer: TraceLine[];
  };
  'trace.get': {
    readonly input: { readonly operationId: number; readonly seq: number };
    readonly answer: TraceDetail | undefined;
  };
  'trace.outline': { readonly input: TraceOutlineRequest; readonly answer: TraceOutline };
  'trace.search': { readonly input: TraceSearch; readonly answer: TracePage };
  'trace.compare': { readonly input: TraceComparisonRequest; readonly answer: TraceComparison };
  'trace.copy': { readonly input: TraceCopyRequest; readonly answer: TraceCopy };
  'operations.time': { readonly input: TimedOperation; readonly answer: OperationTime };
  'trace.recording': {
    readonly input: Parameters<typeof readRecording>;
    readonly answer: Recording;
  };
  'decode.bytes': { readonly input: { readonly text: string }; readonly answer: DecodedInput };
  /** A page as text, so that it is passed on as it is. */
  'fleet.page': FleetQuery<'page'>;
  'fleet.get': FleetQuery<'get'>;
  /** A bulk in parts, each a request by itself: whoever reads slowly keeps nobody waiting, and no transaction open. */
  'fleet.startBulk': FleetQuery<'startBulk'>;
  'fleet.nextBulk': FleetQuery<'nextBulk'>;
  /** The text of the QR code in a picture. */
  'qr.read': { readonly input: { readonly image: Uint8Array }; readonly answer: string };
  /** The activation codes in a part of a file: what takes seconds, so that others need not wait for a whole folder. */
  'codes.read': { readonly input: FilePart; readonly answer: PartFindings };
  /** Pictures or sheets of labels: a picture takes some 20 ms. */
  'labels.draw': {
    readonly input: { readonly labels: readonly NumberedLabel[]; readonly wish: LabelWish };
    readonly answer: MadeFile[];
  };
  /** Evidence: what a call of `EvidenceWork` takes, and what it gives. */
  'evidence.preview': EvidenceQuery<'preview'>;
  'evidence.make': EvidenceQuery<'make'>;
  'evidence.describe': EvidenceQuery<'describe'>;
  'evidence.detail': EvidenceQuery<'detail'>;
  'evidence.traceList': EvidenceQuery<'traceList'>;
  'evidence.traceGet': EvidenceQuery<'traceGet'>;
  'evidence.traceFile': EvidenceQuery<'traceFile'>;
  /** Can be cancelled, and tells how far it is. */
  'evidence.replay': {
    readonly input: { readonly id: number; readonly recordedSpeed: boolean };
    readonly answer: ReplayResult;
    readonly progress: { readonly replayed: ExchangeCounts; readonly recorded: ExchangeCounts };
  };
  'database.examine': { readonly input: { readonly deep: boolean }; readonly answer: DatabaseFacts };
  'database.copy': { readonly input: { readonly id: string }; readonly answer: DatabaseCopy };
  /** `now`: when it is made. */
  'report.make': {
    readonly input: { readonly request: ReportRequest; readonly now: number };
    readonly answer: MadeReport;
  };
}

/** An operation as the engine has it: the rest is read here. */
export interface TimedOperation {
  readonly operation: Pick<Operation, 'id' | 'createdAt' | 'endedAt' | 'simulated'>;
  readonly steps: readonly OperationStep[];
}

export type QueryName = keyof ReadingQueries;

/** What each does, as the error says it that tells of one that took too long. */
export const queryTexts: Readonly<Record<QueryName, string>> = {
  'trace.list': 'Reading the trace',
  'trace.get': 'Reading the trace',
  'trace.outline': 'Reading the trace',
  'trace.recording': 'Reading the recording',
  'decode.bytes': 'Decoding',
  'trace.search': 'Searching',
  'trace.compare': 'Comparing the traces',
  'trace.copy': 'Copying from the trace',
  'operations.time': 'Adding up the times',
  'fleet.page': 'Reading the list',
  'fleet.get': 'Reading the list',
  'fleet.startBulk': 'Reading the list',
  'fleet.nextBulk': 'Reading the list',
  'evidence.preview': 'Making the preview',
  'evidence.make': 'Making the evidence file',
  'evidence.describe': 'Reading the evidence file',
  'evidence.detail': 'Reading the evidence file',
  'evidence.traceList': 'Reading the evidence file',
  'evidence.traceGet': 'Reading the evidence file',
  'evidence.traceFile': 'Writing the trace',
  'evidence.replay': 'The replay',
  'qr.read': 'Reading the picture',
  'codes.read': 'Reading the file',
  'labels.draw': 'Drawing the labels',
  'report.make': 'Making the report',
  'database.examine': 'Checking the database',
  'database.copy': 'Copying the database',
};

export interface ReadingWorkerData {
  readonly folder: string;
  /** From `sealingKeys`. */
  readonly keys: SealingKeys;
  /** From `cursorKey`. */
  readonly cursorKey: KeyObject;
}

export type ReadingRequest =
  | {
      [N in QueryName]: {
        readonly id: number;
        readonly query: N;
        readonly input: ReadingQueries[N]['input'];
      };
    }[QueryName]
  /** The request of this number is wanted no more. */
  | { readonly cancel: number }
  | { readonly renew: SealingKeys }
  | { readonly close: true };

export type ReadingAnswer =
  | { readonly renewed: true }
  | { readonly id: number; readonly progress: ReadingQueries['evidence.replay']['progress'] }
  | { readonly id: number; readonly answer: ReadingQueries[QueryName]['answer'] }
  | { readonly id: number; readonly error: ErrorData };
