/** Gives up on whoever asks for something and does not take the answer: it keeps a connection, memory, and maybe a list. */

import type { ServerResponse } from 'node:http';
import type { Clock } from '../../../src-shared/ports.ts';

/** An answer of which nothing was taken between two looks is given up: after one to two times as long. */
const lookMs = 30_000;

export class Patience {
  readonly #clock: Clock;
  /** Answers that are not at their end, and how much of the connection had been sent at the last look. */
  readonly #open = new Map<ServerResponse, number>();
  readonly #closed = new AbortController();

  constructor(clock: Clock) {
    this.#clock = clock;
    // Rejects when this is closed.
    this.#look().catch(() => undefined);
  }

  watch(response: ServerResponse): void {
    this.#open.set(response, -1);
    response.once('close', () => this.#open.delete(response));
  }

  close(): void {
    this.#closed.abort();
  }

  async #look(): Promise<void> {
    for (;;) {
      await this.#clock.sleep(lookMs, this.#closed.signal);
      for (const [response, before] of this.#open) {
        const { socket, writableLength } = response;
        // Without a socket it waits for an answer before it; with nothing to be sent, for the workbench.
        if (socket === null || writableLength === 0) continue;
        const sent = socket.bytesWritten - writableLength;
        if (sent === before) response.destroy();
        else this.#open.set(response, sent);
      }
    }
  }
}
