/** The attached side of every transport: a WorkbenchApi over frames. */

import {
  api,
  type CallName,
  type CallOutput,
  serverFrame,
  type WorkbenchApi,
  type WorkbenchEvent,
} from '../../../src-shared/api.ts';
import { type ErrorCode, errorCatalogue, WorkbenchError } from '../../../src-shared/errors/index.ts';
import type { ErrorDataJson } from '../../../src-shared/model/index.ts';

interface Pending {
  readonly name: CallName;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: WorkbenchError) => void;
}

function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(errorCatalogue, code);
}

/** An error as it came over a boundary, as one to throw. */
export function errorFromJson(data: ErrorDataJson): WorkbenchError {
  return isErrorCode(data.code)
    ? new WorkbenchError(data.code, data.params)
    : new WorkbenchError('internal', { reason: `unknown error code ${data.code.slice(0, 64)}` });
}

export class FrameClient implements WorkbenchApi {
  readonly #send: (text: string) => void;
  readonly #pending = new Map<number, Pending>();
  readonly #listeners = new Set<(event: WorkbenchEvent) => void>();
  #nextId = 1;
  #gone: WorkbenchError | undefined;

  /** `send` takes one frame to the engine. */
  constructor(send: (text: string) => void) {
    this.#send = send;
  }

  async call<N extends CallName>(name: N, input: unknown): Promise<CallOutput<N>> {
    if (this.#gone) throw this.#gone;
    const id = this.#nextId++;
    const result = await new Promise((resolve, reject) => {
      this.#pending.set(id, { name, resolve, reject });
      this.#send(JSON.stringify({ id, call: name, input }));
    });
    // The row's own schema made it.
    return result as CallOutput<N>;
  }

  subscribe(listener: (event: WorkbenchEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** One frame from the engine, parsed. False where it is none. */
  receive(value: unknown): boolean {
    const parsed = serverFrame.safeParse(value);
    if (!parsed.success) return false;
    const frame = parsed.data;
    if ('event' in frame) {
      for (const listener of [...this.#listeners]) listener(frame.event);
      return true;
    }
    const pending = this.#pending.get(frame.id);
    if (pending === undefined) return true;
    this.#pending.delete(frame.id);
    if ('error' in frame) pending.reject(errorFromJson(frame.error));
    else {
      const output = api[pending.name].output.safeParse(frame.ok);
      if (output.success) pending.resolve(output.data);
      else
        pending.reject(
          new WorkbenchError('engine_protocol', { reason: `${pending.name} answered out of its contract` }),
        );
    }
    return true;
  }

  /** The engine is gone, for good: whatever is being asked, and will be, is rejected with `error`. */
  end(error: WorkbenchError): void {
    if (this.#gone) return;
    this.#gone = error;
    for (const pending of this.#pending.values()) pending.reject(error);
    this.#pending.clear();
    this.#listeners.clear();
  }
}
