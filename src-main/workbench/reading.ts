/**
 * The engine's side of the reading worker. It works on one request at a time, so that one that hangs or breaks the worker
 * takes no other with it: those wait here, and go on with the next worker.
 */

import { Worker } from 'node:worker_threads';
import { WorkbenchError } from '../../src-shared/errors/index.ts';
import type {
  DecodedInput,
  MadeFile,
  MadeReport,
  OperationTime,
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
import type { Clock } from '../../src-shared/ports.ts';
import { checkFileSize, type FilePart, type PartFindings } from '../codes/file-part.ts';
import { maxImageBytes } from '../codes/image-size.ts';
import type { LabelWish, NumberedLabel } from '../codes/label-files.ts';
import type { ReplayWatch } from '../evidence/index.ts';
import type { DatabaseCopy } from '../store/database-copy.ts';
import type { DatabaseFacts } from '../store/examine.ts';
import { cursorKey } from '../store/fleet-cursor.ts';
import { type SealingKeys, type StoreKey, sealingKeys } from '../store/seal.ts';
import type { EvidenceWork } from './evidence/work.ts';
import { createFleetLists } from './fleet-lists.ts';
import type { FleetLists } from './fleet-lists-port.ts';
import type { readRecording } from './imports/read.ts';
import type { Recording } from './imports/recording.ts';
import {
  type QueryName,
  queryTexts,
  type ReadingAnswer,
  type ReadingQueries,
  type ReadingRequest,
  type ReadingWorkerData,
  type TimedOperation,
} from './reading-protocol.ts';

export interface ReadingOptions {
  /** The data folder, whose store this process has open. */
  readonly folder: string;
  readonly key: StoreKey;
  readonly clock: Clock;
  /** Milliseconds that a request may take, waiting included. Default 30 s. */
  readonly limitMs?: number;
  /** The same for what goes through the whole database. Default 30 min. */
  readonly longLimitMs?: number;
  /** The worker's module, where a bundler has moved it. */
  readonly worker?: URL;
}

/**
 * Every call may reject with reading_failed (the worker broke; the next call has a new one), timed_out and engine_gone (closed
 * meanwhile), and with what the query itself throws.
 */
export interface Reading {
  /** As `createTraceView`. What the store still defers is not seen: read from it before (`getOperation`). */
  readonly traces: {
    list(operationId: number, after: number, limit: number): Promise<TraceLine[]>;
    get(operationId: number, seq: number): Promise<TraceDetail | undefined>;
  };
  /** Tools on traces and bytes, in a worker of their own: one that is asked for much keeps no trace waiting. */
  readonly traceTools: {
    /** As `decodeInput`. */
    decode(text: string): Promise<DecodedInput>;
    /** As `outlineOf`. */
    outline(request: TraceOutlineRequest): Promise<TraceOutline>;
    /** As `searchTraces`, `createTraceComparer`, `copyTrace`, `timeOf`. What the store still defers is not seen: read from it before. */
    search(request: TraceSearch): Promise<TracePage>;
    compare(request: TraceComparisonRequest): Promise<TraceComparison>;
    copy(request: TraceCopyRequest): Promise<TraceCopy>;
    time(timed: TimedOperation): Promise<OperationTime>;
    /** As `readRecording`. */
    recording(...input: Parameters<typeof readRecording>): Promise<Recording>;
  };
  /** The text of the QR code in a picture; as `readQr`. */
  readQr(image: Uint8Array): Promise<string>;
  /**
   * The activation codes in a part of a file; as `readFilePart`. For `readCodeFiles`, which asks for one part after another: so
   * a trace that is asked for meanwhile waits for one part at most.
   */
  readCodes(part: FilePart): Promise<PartFindings>;
  /** Labels as files; as `labelFiles`. Single pictures are drawn some at a time, so that nobody waits for all of them. */
  drawLabels(labels: readonly NumberedLabel[], wish: LabelWish): Promise<MadeFile[]>;
  /** The lists of the fleet API and the history: in a worker of their own, since a query may walk over all that there is. */
  readonly fleet: FleetLists;
  /** Evidence files: in a worker of their own, since one may be large. A replay may take minutes, and is where reports are. */
  readonly evidence: EvidenceWork;
  /** As `makeReport`, in a worker of its own: a trace does not wait for it. What the store defers is not in it. */
  makeReport(request: ReportRequest, now: number): Promise<MadeReport>;
  /** As `examineDatabase`, likewise. */
  examineDatabase(deep: boolean): Promise<DatabaseFacts>;
  /** As `copyDatabase`, likewise. What the store defers is not in it. */
  copyDatabase(id: string): Promise<DatabaseCopy>;
  /** Resolves when all workers open what is sealed with this key and those older than it: before anything is sealed with it. */
  renew(key: StoreKey): Promise<void>;
  /** Ends the workers; what is under way is rejected. To be called before the store is closed. Never rejects. */
  close(): Promise<void>;
}

interface Request {
  readonly message: Extract<ReadingRequest, { query: QueryName }>;
  readonly transfer: readonly ArrayBuffer[];
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: WorkbenchError) => void;
  readonly progress: ReplayWatch['progress'];
  /** By the clock's monotonic time. */
  readonly lateAt: number;
}

const picturesAtOnce = 50;
const defaultLimitMs = 30_000;
const defaultLongLimitMs = 30 * 60_000;
/**
 * Room for what was made last, in megabytes: a long trace is a hundred thousand things that stay until it is told, and with the
 * room that V8 gives by itself a third of the time goes into moving them about.
 */
const youngMb = 96;
/** How long an idle worker may take to close its database. */
const closeMs = 2_000;

/** Of what broke the worker only the kind: a message may quote what was being read. */
function kindOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}

class ReadingThread {
  readonly #url: URL;
  #data: ReadingWorkerData;
  readonly #clock: Clock;
  readonly #limitMs: number;
  readonly #waiting: Request[] = [];
  #current: Request | undefined;
  /** Started with the first request: most engines are never asked. */
  #worker: Worker | undefined;
  readonly #endings = new Set<Promise<unknown>>();
  #nextId = 1;
  #watching = false;
  readonly #closing = new AbortController();

  constructor({ folder, key, clock, limitMs = defaultLimitMs, worker }: ReadingOptions) {
    this.#url = worker ?? new URL('./reading-worker.ts', import.meta.url);
    this.#data = { folder, keys: sealingKeys(key), cursorKey: cursorKey(key) };
    this.#clock = clock;
    this.#limitMs = limitMs;
  }

  ask<N extends QueryName>(
    query: N,
    input: ReadingQueries[N]['input'],
    transfer: readonly ArrayBuffer[] = [],
    { signal, progress }: ReplayWatch = {},
  ): Promise<ReadingQueries[N]['answer']> {
    if (this.#closing.signal.aborted) return Promise.reject(new WorkbenchError('engine_gone'));
    return new Promise<ReadingQueries[N]['answer']>((resolve, reject) => {
      const message = { id: this.#nextId++, query, input } as Request['message'];
      const request: Request = {
        message,
        transfer,
        progress,
        lateAt: this.#clock.monotonic() + this.#limitMs,
        resolve: (answer) => resolve(answer as ReadingQueries[N]['answer']),
        reject,
      };
      // Once it is answered there is nothing to cancel.
      signal?.addEventListener('abort', () => this.#cancel(request), { once: true });
      this.#waiting.push(request);
      this.#next();
      if (!this.#watching) void this.#watch();
    });
  }

  /**
   * Tells those that wait too long, as long as anybody waits. One timer for all: they come in the order in which they end, and
   * one for each, with its abort, takes longer than the way of a page between the threads.
   */
  async #watch(): Promise<void> {
    this.#watching = true;
    try {
      for (;;) {
        const oldest = this.#current ?? this.#waiting[0];
        if (oldest === undefined) return;
        const left = oldest.lateAt - this.#clock.monotonic();
        if (left <= 0) this.#late(oldest);
        else await this.#clock.sleep(left, this.#closing.signal);
      }
    } catch {
      // Closed: who waits was told.
    } finally {
      this.#watching = false;
    }
  }

  /** One that is worked on answers by itself, sooner or later. */
  #cancel(request: Request): void {
    const at = this.#waiting.indexOf(request);
    if (at >= 0) {
      this.#waiting.splice(at, 1);
      request.reject(new WorkbenchError('cancelled'));
    } else if (request === this.#current) {
      this.#worker?.postMessage({ cancel: request.message.id } satisfies ReadingRequest);
    }
  }

  #next(): void {
    if (this.#current !== undefined) return;
    const request = this.#waiting.shift();
    if (request === undefined) return;
    this.#current = request;
    try {
      this.#worker ??= this.#start();
      this.#worker.postMessage(request.message, request.transfer);
    } catch (error) {
      this.#end(this.#worker, kindOf(error));
    }
  }

  #start(): Worker {
    const worker = new Worker(this.#url, {
      workerData: this.#data,
      name: 'reading',
      resourceLimits: { maxYoungGenerationSizeMb: youngMb },
    });
    let reason: string | undefined;
    worker.on('message', (answer: ReadingAnswer) => this.#answered(worker, answer));
    worker.on('messageerror', (error) => this.#end(worker, kindOf(error)));
    worker.on('error', (error) => {
      reason = kindOf(error);
    });
    worker.on('exit', (code) => this.#end(worker, reason ?? `exit code ${code}`));
    return worker;
  }

  #answered(worker: Worker, answer: ReadingAnswer): void {
    const request = this.#current;
    if ('renewed' in answer || worker !== this.#worker || request?.message.id !== answer.id) return;
    if ('progress' in answer) {
      request.progress?.(answer.progress.replayed, answer.progress.recorded);
      return;
    }
    this.#current = undefined;
    if ('error' in answer) request.reject(WorkbenchError.fromData(answer.error));
    else request.resolve(answer.answer);
    this.#next();
  }

  /** The worker is of no use any more; whoever asked it last is told, the others get a new one. */
  #end(worker: Worker | undefined, reason: string): void {
    if (worker !== this.#worker) return;
    this.#discard();
    const request = this.#current;
    this.#current = undefined;
    request?.reject(new WorkbenchError('reading_failed', { reason }));
    this.#next();
  }

  #discard(): void {
    const worker = this.#worker;
    this.#worker = undefined;
    if (worker === undefined) return;
    const ending: Promise<unknown> = worker.terminate().finally(() => this.#endings.delete(ending));
    this.#endings.add(ending);
  }

  #late(request: Request): void {
    const { query } = request.message;
    request.reject(
      new WorkbenchError('timed_out', { what: queryTexts[query], seconds: this.#limitMs / 1000 }),
    );
    const at = this.#waiting.indexOf(request);
    if (at >= 0) this.#waiting.splice(at, 1);
    if (request !== this.#current) return;
    // Nothing but its end stops a worker that computes.
    this.#current = undefined;
    this.#discard();
    this.#next();
  }

  /** Resolves when the worker that is there, if any, opens with these keys, too. What it works on is waited for. */
  async renew(keys: SealingKeys): Promise<void> {
    this.#data = { ...this.#data, keys };
    const worker = this.#worker;
    if (worker === undefined) return;
    await new Promise<void>((resolve) => {
      const listen = (answer: ReadingAnswer) => {
        if ('renewed' in answer) done();
      };
      const done = () => {
        worker.off('message', listen).off('exit', done);
        resolve();
      };
      worker.on('message', listen).on('exit', done);
      worker.postMessage({ renew: keys } satisfies ReadingRequest);
    });
  }

  async close(): Promise<void> {
    this.#closing.abort();
    const requests = [...(this.#current ? [this.#current] : []), ...this.#waiting.splice(0)];
    const idle = this.#current === undefined ? this.#worker : undefined;
    this.#current = undefined;
    for (const request of requests) request.reject(new WorkbenchError('engine_gone'));
    if (idle !== undefined) await this.#closeIdle(idle);
    this.#discard();
    await Promise.allSettled([...this.#endings]);
  }

  async #closeIdle(worker: Worker): Promise<void> {
    const limit = new AbortController();
    const exited = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
    worker.postMessage({ close: true } satisfies ReadingRequest);
    await Promise.race([exited, this.#clock.sleep(closeMs, limit.signal).catch(() => undefined)]);
    limit.abort();
  }
}

/** Makes ready to read; a worker itself is started when something is asked of it. */
export function startReading(options: ReadingOptions): Reading {
  const thread = new ReadingThread(options);
  const lists = new ReadingThread(options);
  const tools = new ReadingThread(options);
  // Whoever looks at a trace must not wait for what goes through the whole database.
  const long = new ReadingThread({ ...options, limitMs: options.longLimitMs ?? defaultLongLimitMs });
  const evidence = new ReadingThread({ ...options, limitMs: options.longLimitMs ?? defaultLongLimitMs });
  return {
    fleet: createFleetLists(lists, options.clock),
    evidence: {
      preview: (...input) => evidence.ask('evidence.preview', input),
      make: (...input) => evidence.ask('evidence.make', input),
      describe: (...input) => evidence.ask('evidence.describe', input),
      detail: (...input) => evidence.ask('evidence.detail', input),
      traceList: (...input) => evidence.ask('evidence.traceList', input),
      traceGet: (...input) => evidence.ask('evidence.traceGet', input),
      traceFile: (...input) => evidence.ask('evidence.traceFile', input),
      replay: (id, recordedSpeed, watch) => long.ask('evidence.replay', { id, recordedSpeed }, [], watch),
    },
    traces: {
      list: (operationId, after, limit) => thread.ask('trace.list', { operationId, after, limit }),
      get: (operationId, seq) => thread.ask('trace.get', { operationId, seq }),
    },
    traceTools: {
      decode: (text) => tools.ask('decode.bytes', { text }),
      outline: (request) => tools.ask('trace.outline', request),
      search: (request) => tools.ask('trace.search', request),
      compare: (request) => tools.ask('trace.compare', request),
      copy: (request) => tools.ask('trace.copy', request),
      time: (timed) => tools.ask('operations.time', timed),
      recording(file, wish) {
        // A copy of its own, which is given away.
        const bytes = Uint8Array.from(file);
        return tools.ask('trace.recording', [bytes, wish], [bytes.buffer]);
      },
    },
    async readQr(given) {
      if (given.length > maxImageBytes)
        throw new WorkbenchError('image_too_large', { length: given.length, limit: maxImageBytes });
      // A copy of its own, which is given away: `given` may share its memory with others.
      const image = Uint8Array.from(given);
      return thread.ask('qr.read', { image }, [image.buffer]);
    },
    async readCodes(part) {
      checkFileSize(part.file);
      const bytes = Uint8Array.from(part.file.bytes);
      return thread.ask('codes.read', { ...part, file: { ...part.file, bytes } }, [bytes.buffer]);
    },
    async drawLabels(labels, wish) {
      const step = wish.format === 'page' || wish.sheet !== undefined ? labels.length : picturesAtOnce;
      const files: MadeFile[] = [];
      for (let from = 0; from < labels.length; from += step)
        files.push(...(await thread.ask('labels.draw', { labels: labels.slice(from, from + step), wish })));
      return files;
    },
    examineDatabase: (deep) => long.ask('database.examine', { deep }),
    copyDatabase: (id) => long.ask('database.copy', { id }),
    makeReport: (request, now) => long.ask('report.make', { request, now }),
    async renew(key) {
      const keys = sealingKeys(key);
      await Promise.all([thread, lists, tools, long, evidence].map((one) => one.renew(keys)));
    },
    async close() {
      await Promise.all([thread, lists, tools, long, evidence].map((one) => one.close()));
    },
  };
}
