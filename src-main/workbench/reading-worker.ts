/** The reading worker: what takes long and changes nothing, away from the engine's thread. Started by `startReading`. */

import { parentPort, workerData } from 'node:worker_threads';
import { toWorkbenchError } from '../../src-shared/errors/index.ts';
import { systemClock, systemEntropy } from '../../src-shared/system-ports.ts';
import { inLanguage } from '../../src-shared/texts/in-language.ts';
import { decodeInput } from '../decode/index.ts';
import type { ReplayWatch } from '../evidence/index.ts';
import { openStoreForReading, type ReadingStore } from '../store/reading.ts';
import { createOpener } from '../store/seal.ts';
import type { EvidenceTraces } from './evidence/traces.ts';
import type { EvidenceWork } from './evidence/work.ts';
import type {
  QueryName,
  ReadingAnswer,
  ReadingQueries,
  ReadingRequest,
  ReadingWorkerData,
} from './reading-protocol.ts';
import { createTraceComparer } from './trace-compare.ts';
import { copyTrace } from './trace-copy.ts';
import { outlineOf } from './trace-outline.ts';
import { searchTraces } from './trace-search.ts';
import { timeOf } from './trace-time.ts';
import { createTraceView } from './trace-view.ts';

const { folder, keys: given, cursorKey } = workerData as ReadingWorkerData;
let keys = given;

let store: ReadingStore | undefined;

/** Opened when it is asked for: a picture needs none, and a database that cannot be opened is the query's error. */
function opened(): ReadingStore {
  store ??= openStoreForReading({ folder, keys, cursorKey });
  return store;
}

const traces = () => createTraceView(opened());
const fleet = () => opened().fleet;

let evidenceWork: EvidenceWork | undefined;

/** Loaded where it is wanted, and kept, since it remembers the evidence that was looked at last. */
async function evidence(): Promise<EvidenceWork> {
  const { createEvidenceWork } = await import('./evidence/work.ts');
  evidenceWork ??= createEvidenceWork(opened(), { clock: systemClock, entropy: systemEntropy });
  return evidenceWork;
}

let evidenceTraces: EvidenceTraces | undefined;

/** Where the traces with these numbers are read from: below 0 they are those of opened evidence. */
async function sourceOf(...ids: readonly number[]): Promise<ReadingStore> {
  if (ids.every((id) => id > 0)) return opened();
  const { createEvidenceTraces } = await import('./evidence/traces.ts');
  evidenceTraces ??= createEvidenceTraces({ evidenceFile: (id) => opened().evidenceFile(id) });
  return evidenceTraces.sourceOf(opened(), ids);
}

const compare = createTraceComparer();

type Answer<N extends QueryName> = ReadingQueries[N]['answer'];

const queries: {
  readonly [N in QueryName]: (
    input: ReadingQueries[N]['input'],
    watch: ReplayWatch,
  ) => Answer<N> | Promise<Answer<N>>;
} = {
  'trace.list': ({ operationId, after, limit }) => traces().list(operationId, after, limit),
  'trace.get': ({ operationId, seq }) => traces().get(operationId, seq),
  'trace.recording': async (input) => {
    const { readRecording } = await import('./imports/read.ts');
    return readRecording(...input);
  },
  'decode.bytes': ({ text }) => decodeInput(text),
  'trace.outline': async ({ operationId, after, limit }) => {
    const entries = (await sourceOf(operationId)).listTrace(operationId, after, limit + 1);
    return outlineOf(entries.slice(0, limit), entries.length <= limit);
  },
  'trace.search': async (request) =>
    searchTraces(await sourceOf(request.operationId ?? 1), request, () => performance.now()),
  'trace.compare': async (request) => compare(await sourceOf(request.a, request.b), request),
  'trace.copy': async (request) => copyTrace(await sourceOf(request.operationId), request),
  'operations.time': async ({ operation, steps }) => {
    const source = await sourceOf(operation.id);
    const entries = source.listTrace(operation.id, 0, Number.MAX_SAFE_INTEGER);
    return timeOf(
      operation,
      steps,
      entries.map(({ entry }) => entry),
    );
  },
  'fleet.page': (request) => fleet().page(request),
  'fleet.get': (request) => fleet().get(request),
  'fleet.startBulk': (request) => fleet().startBulk(request),
  'fleet.nextBulk': (plan) => fleet().nextBulk(plan),
  'evidence.preview': async (input) => (await evidence()).preview(...input),
  'evidence.make': async (input) => (await evidence()).make(...input),
  'evidence.describe': async (input) => (await evidence()).describe(...input),
  'evidence.detail': async (input) => (await evidence()).detail(...input),
  'evidence.traceList': async (input) => (await evidence()).traceList(...input),
  'evidence.traceGet': async (input) => (await evidence()).traceGet(...input),
  'evidence.traceFile': async (input) => (await evidence()).traceFile(...input),
  'evidence.replay': async ({ id, recordedSpeed }, watch) =>
    (await evidence()).replay(id, recordedSpeed, watch),
  'qr.read': async ({ image }) => {
    const { readQr } = await import('../codes/qr.ts');
    return readQr(image);
  },
  'codes.read': async (part) => {
    const { readFilePart } = await import('../codes/read-files.ts');
    return readFilePart(part);
  },
  'labels.draw': async ({ labels, wish }) => {
    const { labelFiles } = await import('../codes/label-files.ts');
    return labelFiles(labels, wish);
  },
  'database.examine': async ({ deep }) => {
    const { examineDatabase } = await import('../store/examine.ts');
    return examineDatabase({ folder, opener: createOpener(keys), deep });
  },
  'database.copy': async ({ id }) => {
    const { copyDatabase } = await import('../store/database-copy.ts');
    return copyDatabase(folder, id);
  },
  'report.make': async ({ request, now }) => {
    const { makeReport } = await import('./report/make.ts');
    return inLanguage(request.language, () => makeReport(opened(), request, now));
  },
};

/** Of requests that are worked on: what takes no notice of it is brought to its end. */
const cancels = new Map<number, AbortController>();

async function answerTo(request: Extract<ReadingRequest, { query: QueryName }>): Promise<ReadingAnswer> {
  const { id, query, input } = request;
  const cancel = new AbortController();
  cancels.set(id, cancel);
  const watch: ReplayWatch = {
    signal: cancel.signal,
    progress: (replayed, recorded) =>
      parentPort?.postMessage({ id, progress: { replayed, recorded } } satisfies ReadingAnswer),
  };
  try {
    return { id, answer: await queries[query](input as never, watch) };
  } catch (error) {
    return { id, error: toWorkbenchError(error).toData() };
  } finally {
    cancels.delete(id);
  }
}

/** The memory of a page goes to the engine's thread as it is: a copy of its text would take longer than the rest of the way. */
function givenAway(message: ReadingAnswer): ArrayBuffer[] {
  const page = 'answer' in message ? message.answer : undefined;
  if (typeof page !== 'object' || !('json' in page)) return [];
  return page.json.flatMap((piece) => (typeof piece === 'string' ? [] : [piece.buffer]));
}

parentPort?.on('message', (request: ReadingRequest) => {
  if ('close' in request) {
    store?.close();
    parentPort?.close();
    return;
  }
  if ('cancel' in request) {
    cancels.get(request.cancel)?.abort();
    return;
  }
  if ('renew' in request) {
    // What is asked next opens the store with them.
    store?.close();
    store = undefined;
    evidenceWork = undefined;
    keys = request.renew;
    parentPort?.postMessage({ renewed: true } satisfies ReadingAnswer);
    return;
  }
  void answerTo(request).then((answer) => parentPort?.postMessage(answer, givenAway(answer)));
});
