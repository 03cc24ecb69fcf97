/** The attached side of every transport: a WorkbenchApi over frames. It knows nothing of what carries them, nor of what they hold. */

import type {
  Caller,
  CallInput,
  CallName,
  CallOutput,
  ServerFrame,
  WorkbenchApi,
  WorkbenchEvent,
} from './api.ts';
import { WorkbenchError } from './errors/index.ts';
import type { RequestFrame } from './frames.ts';

interface Pending {
  readonly name: CallName;
  readonly resolve: (output: unknown) => void;
  readonly reject: (error: WorkbenchError) => void;
}

/** What frames from an engine are read by. */
export interface FrameReader {
  /** Undefined where it is no frame. */
  frame(value: unknown): ServerFrame | undefined;
  /** What a call answers; `reason`: it is not as agreed, and where. */
  output(call: CallName, ok: unknown): { readonly output: unknown } | { readonly reason: string };
}

/**
 * Pairs answers with calls. A call rejects with what the engine answered, with engine_gone (it cannot be sent, or the transport
 * went), or with engine_protocol (the answer is not as agreed).
 */
export class FramePairs implements WorkbenchApi {
  readonly #send: (frame: RequestFrame) => void;
  readonly #reader: FrameReader;
  readonly #pending = new Map<number, Pending>();
  readonly #listeners = new Set<(event: WorkbenchEvent) => void>();
  #nextId = 1;
  #ended: WorkbenchError | undefined;
  /** When the last frame came, by `performance.now()`. */
  lastFrameAt = 0;

  /** `send` hands a frame to the transport; it throws where that cannot be. */
  constructor(send: (frame: RequestFrame) => void, reader: FrameReader) {
    this.#send = send;
    this.#reader = reader;
  }

  call<N extends CallName>(name: N, input: CallInput<N>, caller?: Caller): Promise<CallOutput<N>> {
    if (this.#ended) return Promise.reject(this.#ended);
    const id = this.#nextId++;
    return new Promise<CallOutput<N>>((resolve, reject) => {
      // What resolves it was read by `#reader`.
      this.#pending.set(id, { name, resolve: resolve as (output: unknown) => void, reject });
      try {
        this.#send({ id, call: name, input, ...(caller && { caller }) });
      } catch (error) {
        this.#pending.delete(id);
        reject(new WorkbenchError('engine_gone', {}, { cause: error }));
      }
    });
  }

  subscribe(listener: (event: WorkbenchEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** What the transport received, parsed as JSON. False where it is no frame; nothing has happened then. */
  receive(value: unknown): boolean {
    this.lastFrameAt = performance.now();
    const frame = this.#reader.frame(value);
    if (frame === undefined) return false;
    if ('event' in frame) {
      for (const listener of [...this.#listeners]) listener(frame.event);
      return true;
    }
    const pending = this.#pending.get(frame.id);
    if (pending === undefined) return true;
    this.#pending.delete(frame.id);
    if ('error' in frame) {
      pending.reject(WorkbenchError.fromData(frame.error));
      return true;
    }
    const read = this.#reader.output(pending.name, frame.ok);
    if ('output' in read) pending.resolve(read.output);
    else pending.reject(new WorkbenchError('engine_protocol', { reason: read.reason }));
    return true;
  }

  /** The transport broke; every call that waits for an answer is rejected with `error`. It may come back. */
  fail(error: WorkbenchError = new WorkbenchError('engine_gone')): void {
    const waiting = [...this.#pending.values()];
    this.#pending.clear();
    for (const pending of waiting) pending.reject(error);
  }

  /** The engine is gone for good: as `fail`, and whatever is asked from now on is rejected with `error` too. */
  end(error: WorkbenchError): void {
    this.#ended ??= error;
    this.fail(this.#ended);
    this.#listeners.clear();
  }
}
