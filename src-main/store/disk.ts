/**
 * When what was written is on the disk. A commit in WAL mode has been handed to the operating system when it returns, so it
 * survives the death of the process. The fsync that makes it safe from a loss of power is made here, on another thread:
 * one reader does not wait for the disk on account of another.
 */

import { close, fdatasync, openSync } from 'node:fs';
import { WorkbenchError } from '../../src-shared/errors/index.ts';

export class Disk {
  readonly #path: string | undefined;
  #file: number | undefined;
  /** The sync that begins next; it covers all that is committed until then. */
  #next: Promise<void> | undefined;
  #last: Promise<void> = Promise.resolve();
  /** Of a sync that nobody waited for: the system tells of lost data only once. */
  #failure: WorkbenchError | undefined;
  #closed = false;

  /** `path`: the database's write-ahead log, which is there as long as the database is open. Undefined: there is no disk. */
  constructor(path: string | undefined) {
    this.#path = path;
  }

  /** Begins to bring what has been committed to the disk. What fails is told by the next `synced`. */
  begin(): void {
    this.#schedule().catch((error: WorkbenchError) => {
      this.#failure ??= error;
    });
  }

  /** Resolves when all that was committed before the call is on the disk. Rejects with store_failed. */
  async synced(): Promise<void> {
    await this.#schedule();
    const failure = this.#failure;
    this.#failure = undefined;
    if (failure !== undefined) throw failure;
  }

  /** To be called after the database was closed, which has brought everything to the disk by itself. */
  close(): void {
    this.#closed = true;
    const release = () => {
      if (this.#file !== undefined) close(this.#file, () => undefined);
    };
    this.#last.then(release, release);
  }

  #schedule(): Promise<void> {
    this.#next ??= this.#last
      .catch(() => undefined)
      .then(() => {
        this.#next = undefined;
        return this.#sync();
      });
    this.#last = this.#next;
    return this.#next;
  }

  async #sync(): Promise<void> {
    if (this.#closed || this.#path === undefined) return;
    try {
      const file = this.#file ?? openSync(this.#path, 'r+');
      this.#file = file;
      await new Promise<void>((resolve, reject) => {
        // On macOS libuv makes it an F_FULLFSYNC, without which nothing reaches the disk there.
        fdatasync(file, (error) => (error === null ? resolve() : reject(error)));
      });
    } catch (cause) {
      const reason = cause instanceof Error && 'code' in cause ? String(cause.code) : 'fsync';
      throw new WorkbenchError('store_failed', { reason }, { cause });
    }
  }
}
