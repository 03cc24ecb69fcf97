/** Requests to a peer in a process of its own, and its answers. */

import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';

export interface PeerAnswer {
  readonly id: number;
  readonly value?: unknown;
  readonly error?: string;
}

/** The peer's side: serves requests until the other side is gone. */
export function servePeer<Request>(serve: (request: Request) => Promise<unknown>): void {
  process.on('message', ({ id, request }: { readonly id: number; readonly request: Request }) => {
    serve(request).then(
      (value) => process.send?.({ id, value } satisfies PeerAnswer),
      (error: unknown) =>
        process.send?.({
          id,
          error: error instanceof Error ? (error.stack ?? error.message) : String(error),
        } satisfies PeerAnswer),
    );
  });
  process.on('disconnect', () => process.exit(0));
}

/** The bench's side. The process is to be started with an IPC channel and `serialization: 'advanced'`. */
export class Peer<Request> {
  readonly #process: ChildProcess;
  #nextId = 1;

  constructor(process: ChildProcess) {
    this.#process = process;
  }

  ask<Value>(request: Request): Promise<Value> {
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      const onExit = () => reject(new Error('a peer of the bench has ended'));
      const onAnswer = (answer: PeerAnswer) => {
        if (answer.id !== id) return;
        this.#process.off('message', onAnswer);
        this.#process.off('exit', onExit);
        if (answer.error === undefined) resolve(answer.value as Value);
        else reject(new Error(answer.error));
      };
      this.#process.on('message', onAnswer);
      this.#process.once('exit', onExit);
      this.#process.send({ id, request });
    });
  }

  async close(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const exited = once(this.#process, 'exit');
    this.#process.disconnect();
    await exited;
  }
}
