/** Makes an evidence file of what is kept of an operation. */

import type {
  EvidenceDownload,
  EvidenceOptions,
  EvidencePreview,
  ExchangeCounts,
  NotReplayable,
  OperationDetail,
  OperationRequest,
  TrustAnchor,
} from '../../src-shared/model/index.ts';
import { evidenceEnding, replacedKind } from '../../src-shared/model/index.ts';
import type { TraceEntry } from '../../src-shared/trace.ts';
import { recordingNotes } from '../operations/notes.ts';
import type { OperationRecords } from '../store/operation-records.ts';
import { packEvidence, sha256 } from './container.ts';
import { type Disguised, type DisguisedEntry, disguise } from './disguise/disguise.ts';
import { excerptOf } from './excerpt.ts';
import { formatName, formatVersion, type OperationPart, specification } from './format.ts';
import { jsonLines } from './formats/jsonl.ts';

export interface EvidenceContext {
  readonly workbench: string;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** 32 unpredictable bytes, for this file alone; they are not kept. */
  readonly key: Uint8Array;
  readonly roots: readonly Pick<TrustAnchor, 'keyId' | 'enabled'>[];
}

export interface MadeEvidence extends Omit<EvidenceDownload, 'download' | 'bytes'> {
  readonly file: Buffer;
}

export function exchangeCounts(entries: readonly { readonly entry: TraceEntry }[]): ExchangeCounts {
  const count = (kind: TraceEntry['kind']) => entries.filter(({ entry }) => entry.kind === kind).length;
  return { apdus: count('apdu'), http: count('http') };
}

/** What an operation says of the bench and of people, and a carrier has no use for. */
function withoutBench(operation: OperationDetail): OperationDetail {
  const {
    createdBy: _createdBy,
    source: _source,
    cause: _cause,
    causeId: _causeId,
    batch: _batch,
    codeId: _codeId,
    downloadTx: _downloadTx,
    enableTx: _enableTx,
    progress: _progress,
    question: _question,
    ...rest
  } = operation;
  // Its code's number in the vault is of no use elsewhere.
  const remarks = rest.remarks.filter(({ code }) => !code.startsWith('code_known_'));
  return { ...rest, remarks };
}

function requestWithoutBench(request: OperationRequest): OperationRequest {
  const { cause: _cause, causeId: _causeId, batch: _batch, ...rest } = request;
  return rest as OperationRequest;
}

/** Why it cannot be run again; undefined where it can. */
export function whyNotReplayable(records: OperationRecords): NotReplayable | undefined {
  const notes = new Set(records.trace.flatMap(({ entry }) => (entry.kind === 'note' ? entry.code : [])));
  if (records.trace.length === 0) return 'no_trace';
  if (notes.has('trace_entries_lost')) return 'trace_incomplete';
  const kind = records.operation.kind;
  if (kind === 'console' || kind === 'import') return 'by_hand';
  if (!notes.has(recordingNotes.connected) && !notes.has(recordingNotes.notConnected))
    return 'recorded_before';
  return records.request === undefined ? 'no_request' : undefined;
}

function disguised(
  records: OperationRecords,
  context: EvidenceContext,
  options: EvidenceOptions,
): Disguised<OperationPart & { readonly note: string }> {
  const { operation, request, secrets, discovery } = records;
  return disguise({
    trace: records.trace,
    record: {
      operation: withoutBench(operation),
      ...(request === undefined ? {} : { request: requestWithoutBench(request) }),
      confirmationCodes: secrets.flatMap(({ kind, value }) => (kind === 'confirmation_code' ? value : [])),
      ...(discovery === undefined ? {} : { discovery }),
      settings: {
        quirks: [...records.quirks],
        roots: context.roots.map(({ keyId, enabled }) => ({ keyId, enabled })),
      },
      note: options.note,
    },
    secrets,
    transactionIds: records.transactionIds ?? [],
    nicknames: records.nicknames,
    readerNames: [operation.readerName],
    hosts: options.hosts,
    key: context.key,
    keepIds: options.keepIds,
  });
}

const readme = `This is an evidence file of eUICC Workbench: one operation on an eUICC, with every APDU and HTTP exchange.

It is a tar packed with gzip. manifest.json names its parts with their SHA-256; excerpt.txt tells the operation in words;
operation.json is the operation as it was kept; trace.jsonl has one exchange a line: bytes of APDUs in hexadecimal, bodies of
HTTP as text, times in milliseconds (since 1970-01-01T00:00:00Z, and durations).

Secrets were removed, and personal data was replaced by other values of the same form, the same everywhere in this file and in no
other one. What could not be replaced is zeros. "hidden" in a line of the trace says where: [from, to, kind], in bytes.
`;

export function makeEvidence(
  records: OperationRecords,
  context: EvidenceContext,
  options: EvidenceOptions,
): MadeEvidence {
  const { trace, record, hidden } = disguised(records, context, options);
  const { note, ...part } = record;
  const entries = trace.map(({ entry }) => entry);
  const excerpt = excerptOf(part.operation, entries, hidden, note);
  const notReplayable = whyNotReplayable(records);
  const exchanges = exchangeCounts(trace);
  const file = packEvidence(
    {
      format: formatName,
      version: formatVersion,
      workbench: context.workbench,
      specification,
      exportedAt: context.now,
      keptIds: options.keepIds,
      note,
      exchanges,
      hidden,
      ...(notReplayable === undefined ? {} : { notReplayable }),
    },
    {
      readme: Buffer.from(readme),
      excerpt: Buffer.from(excerpt),
      operation: Buffer.from(`${JSON.stringify(part, null, 2)}\n`),
      trace: jsonLines(trace),
    },
  );
  const { kind, createdAt } = part.operation;
  const day = new Date(createdAt).toISOString().slice(0, 10);
  return {
    file,
    name: `${kind.replaceAll('_', '-')}-${part.operation.id}-${day}${evidenceEnding}`,
    sha256: sha256(file),
    exchanges,
    hidden,
  };
}

export function previewEvidence(
  records: OperationRecords,
  context: EvidenceContext,
  options: EvidenceOptions,
): EvidencePreview {
  const { trace, record, hidden, values } = disguised(records, context, options);
  const { operation, note } = record;
  const notReplayable = whyNotReplayable(records);
  return {
    operationId: operation.id,
    kind: operation.kind,
    status: operation.status,
    exchanges: exchangeCounts(trace),
    hidden,
    values: values.flatMap(({ kind, value, places }) => {
      const replaced = replacedKind.safeParse(kind);
      return replaced.success ? { kind: replaced.data, value, places } : [];
    }),
    ...(notReplayable === undefined ? {} : { notReplayable }),
    excerpt: excerptOf(
      operation,
      trace.map(({ entry }) => entry),
      hidden,
      note,
    ),
  };
}

/** The trace as an evidence file would have it, and the operation. */
export function disguisedTrace(
  records: OperationRecords,
  context: EvidenceContext,
): { readonly operation: OperationDetail; readonly trace: readonly DisguisedEntry[] } {
  const { trace, record } = disguised(records, context, { keepIds: false, hosts: [], note: '' });
  return { operation: record.operation, trace };
}
