/**
 * When what was written is on the disk. A commit in WAL mode has been handed to the operating system when it returns, so it
 * survives the death of the process. The fsync that makes it safe from a loss of power is made here, on another thread:
 * one reader does not wait for the disk on account of another.
 */

import { close, fdatasync, openSync } from 'node:fs';
import { WorkbenchError } from '../../src-shared/errors/index.ts';
import type { Clock } from '../../src-shared/ports.ts';

/** What is begun within this time is one sync: a disk is busy with one for about as long. */
const gatherMs = 10;

export class Disk {
  readonly #path: string | undefined;
  readonly #clock: Clock;
  #file: number | undefined;
  /** The sync that begins next; it covers all that is committed until then. */
  #next: Promise<void> | undefined;
  #last: Promise<void> = Promise.resolve();
  /** Of a sync that nobody waited for: the system tells of lost data only once. */
  #failure: WorkbenchError | undefined;
  #closed = false;
  #gathering = false;

  /** `path`: the database's write-ahead log, which is there as long as the database is open. Undefined: there is no disk. */
  constructor(path: string | undefined, clock: Clock) {
    this.#path = path;
    this.#clock = clock;
  }

  /** Begins, 10 ms from now at the latest, to bring what has been committed to the disk. What fails is told by the next `synced`. */
  begin(): void {
    if (this.#gathering || this.#path === undefined) return;
    this.#gathering = true;
    const sync = () => {
      // Whoever has waited for the disk meanwhile has brought all to it.
      if (!this.#gathering) return;
      this.#gathering = false;
      this.#schedule().catch((error: WorkbenchError) => {
        this.#failure ??= error;
      });
    };
    this.#clock.sleep(gatherMs).then(sync, sync);
  }

  /** Resolves when all that was committed before the call is on the disk. Rejects with store_failed. */
  async synced(): Promise<void> {
    this.#gathering = false;
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
