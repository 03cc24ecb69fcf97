import type { Clock } from '../../../src-shared/ports.ts';
import { type FunctionAddress, type FunctionCaller, wasExecuted } from './client.ts';

export interface OutboxOptions {
  readonly call: FunctionCaller;
  readonly clock: Pick<Clock, 'sleep'>;
  /** Waits between the attempts, in milliseconds; after the last one a message is given up. */
  readonly waits?: readonly number[];
  /** Messages that wait at a time; the oldest gives way. Default 1,000. */
  readonly maxMessages?: number;
  /** Told of what was given up. */
  readonly onLost?: (target: FunctionAddress) => void;
}

interface Message {
  readonly target: FunctionAddress;
  readonly body: unknown;
}

const defaultWaits = [1_000, 5_000, 30_000, 120_000];

/**
 * Calls of other servers that nobody waits for: sent in their order, one at a time, and again until they are taken. What
 * waits is forgotten when the process ends.
 */
export class Outbox {
  readonly #options: OutboxOptions;
  readonly #messages: Message[] = [];
  #sending: Promise<void> | undefined;
  readonly #closed = new AbortController();

  constructor(options: OutboxOptions) {
    this.#options = options;
  }

  send(target: FunctionAddress, body: unknown): void {
    if (this.#closed.signal.aborted) return;
    if (this.#messages.length >= (this.#options.maxMessages ?? 1000)) this.#lose(this.#messages.shift());
    this.#messages.push({ target, body });
    this.#sending ??= this.#sendAll();
  }

  /** What waits is given up. */
  close(): void {
    this.#closed.abort();
  }

  /** Resolves when nothing waits any more. */
  async settled(): Promise<void> {
    while (this.#sending !== undefined) await this.#sending;
  }

  async #sendAll(): Promise<void> {
    for (let next = this.#messages.shift(); next !== undefined; next = this.#messages.shift())
      if (!(await this.#deliver(next))) this.#lose(next);
    this.#sending = undefined;
  }

  async #deliver({ target, body }: Message): Promise<boolean> {
    const { call, clock, waits = defaultWaits } = this.#options;
    for (const wait of [...waits, undefined]) {
      const taken = await Promise.resolve()
        .then(() => call(target, body))
        .then(wasExecuted, () => false);
      if (taken || wait === undefined) return taken;
      await clock.sleep(wait, this.#closed.signal).catch(() => undefined);
      if (this.#closed.signal.aborted) return false;
    }
    return false;
  }

  #lose(message: Message | undefined): void {
    if (message !== undefined) this.#options.onLost?.(message.target);
  }
}
