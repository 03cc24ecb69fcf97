import type { RequestFrame, WorkbenchApi } from '../../src-shared/api.ts';
import {
  api,
  type CallInput,
  type CallName,
  type CallOutput,
  serverFrame,
  type WorkbenchEvent,
} from '../../src-shared/api.ts';
import { WorkbenchError } from '../../src-shared/errors/index.ts';

interface Pending {
  readonly name: CallName;
  readonly resolve: (output: unknown) => void;
  readonly reject: (error: WorkbenchError) => void;
}

/**
 * The workbench over frames: pairs answers with calls, checks every frame against the contract, and knows nothing of
 * what carries them.
 */
export class FrameClient implements WorkbenchApi {
  readonly #send: (frame: RequestFrame) => void;
  readonly #pending = new Map<number, Pending>();
  readonly #listeners = new Set<(event: WorkbenchEvent) => void>();
  #nextId = 1;
  /** When the last frame came, by `performance.now()`. */
  lastFrameAt = 0;

  /** `send` hands a frame to the transport; it throws where that cannot be. */
  constructor(send: (frame: RequestFrame) => void) {
    this.#send = send;
  }

  call<N extends CallName>(name: N, input: CallInput<N>): Promise<CallOutput<N>> {
    const id = this.#nextId++;
    return new Promise<CallOutput<N>>((resolve, reject) => {
      this.#pending.set(id, { name, resolve: resolve as (output: unknown) => void, reject });
      try {
        this.#send({ id, call: name, input });
      } catch {
        this.#pending.delete(id);
        reject(new WorkbenchError('engine_gone'));
      }
    });
  }

  subscribe(listener: (event: WorkbenchEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Takes what the transport received. What keeps to no contract is dropped, or fails the call that it answers. */
  receive(data: unknown): void {
    this.lastFrameAt = performance.now();
    const parsed = serverFrame.safeParse(data);
    if (!parsed.success) {
      console.warn('a frame that keeps to no contract was dropped', parsed.error.issues.slice(0, 3));
      return;
    }
    const frame = parsed.data;
    if ('event' in frame) {
      for (const listener of this.#listeners) listener(frame.event);
      return;
    }
    const pending = this.#pending.get(frame.id);
    if (pending === undefined) return;
    this.#pending.delete(frame.id);
    if ('error' in frame) {
      pending.reject(WorkbenchError.fromData(frame.error as Parameters<typeof WorkbenchError.fromData>[0]));
      return;
    }
    const output = api[pending.name].output.safeParse(frame.ok);
    if (output.success) pending.resolve(output.data);
    else {
      const issue = output.error.issues[0];
      const where = [pending.name, ...(issue?.path ?? [])].join('.');
      pending.reject(
        new WorkbenchError('internal', { reason: `${where}: ${issue?.message ?? 'not as agreed'}` }),
      );
    }
  }

  /** The transport is gone: every call that waits for an answer is told so. */
  fail(): void {
    const waiting = [...this.#pending.values()];
    this.#pending.clear();
    for (const pending of waiting) pending.reject(new WorkbenchError('engine_gone'));
  }
}
