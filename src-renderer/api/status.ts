import type { ConnectionStatus } from './connect.ts';

/** Keeps the state of a connection and tells its listeners of changes. */
export class StatusKeeper {
  #status: ConnectionStatus = { state: 'connecting' };
  readonly #listeners = new Set<(status: ConnectionStatus) => void>();

  get(): ConnectionStatus {
    return this.#status;
  }

  set(status: ConnectionStatus): void {
    this.#status = status;
    for (const listener of this.#listeners) listener(status);
  }

  listen(listener: (status: ConnectionStatus) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

const PING_EVERY_MS = 10_000;
const PING_TIMEOUT_MS = 8_000;

/**
 * Asks the engine for a sign of life where it has been silent for a while. `onSilence` is called when none comes.
 * Ends when the returned function is called.
 */
export function watchForSilence(
  client: { readonly lastFrameAt: number; call(name: 'system.info', input: object): Promise<unknown> },
  onSilence: () => void,
): () => void {
  let timeout: ReturnType<typeof setTimeout> | undefined;
  const interval = setInterval(() => {
    if (timeout !== undefined || performance.now() - client.lastFrameAt < PING_EVERY_MS) return;
    timeout = setTimeout(() => {
      timeout = undefined;
      onSilence();
    }, PING_TIMEOUT_MS);
    const settle = () => {
      clearTimeout(timeout);
      timeout = undefined;
    };
    client.call('system.info', {}).then(settle, settle);
  }, PING_EVERY_MS / 2);
  return () => {
    clearInterval(interval);
    clearTimeout(timeout);
  };
}
