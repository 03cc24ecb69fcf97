/** Files on their way from and to whoever calls, part by part: a call has room for a few megabytes. */

import { WorkbenchError } from '../../../src-shared/errors/index.ts';
import type { Clock } from '../../../src-shared/ports.ts';

/** Bytes of one part that is given. */
const partBytes = 3 * 1024 * 1024;
/** Files that wait in memory; the oldest is forgotten for a new one. */
const most = 4;
/** Whoever has left does not come back. */
const keptMs = 10 * 60_000;

interface Transfer {
  readonly chunks: Buffer[];
  bytes: number;
  touched: number;
}

export class Transfers {
  readonly #clock: Clock;
  readonly #limit: number;
  readonly #files = new Map<number, Transfer>();
  #last = 0;

  /** `limit`: bytes of one file. */
  constructor(clock: Clock, limit: number) {
    this.#clock = clock;
    this.#limit = limit;
  }

  #forgetOld(): void {
    const now = this.#clock.monotonic();
    for (const [id, { touched }] of this.#files) if (now - touched > keptMs) this.#files.delete(id);
    for (const id of this.#files.keys()) if (this.#files.size >= most) this.#files.delete(id);
  }

  /** Begins one. */
  add(...chunks: readonly Buffer[]): number {
    this.#forgetOld();
    const id = ++this.#last;
    const bytes = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
    this.#check(bytes);
    this.#files.set(id, { chunks: [...chunks], bytes, touched: this.#clock.monotonic() });
    return id;
  }

  #check(bytes: number): void {
    if (bytes > this.#limit)
      throw new WorkbenchError('evidence_too_large', { file: '', what: 'a file', limit: this.#limit });
  }

  #require(id: number): Transfer {
    const transfer = this.#files.get(id);
    if (transfer === undefined) throw new WorkbenchError('evidence_transfer_gone', { id });
    transfer.touched = this.#clock.monotonic();
    return transfer;
  }

  /** Adds a part; how many bytes there are now. One that becomes too large is forgotten. */
  append(id: number, chunk: Buffer): number {
    const transfer = this.#require(id);
    try {
      this.#check(transfer.bytes + chunk.length);
    } catch (error) {
      this.#files.delete(id);
      throw error;
    }
    transfer.chunks.push(chunk);
    transfer.bytes += chunk.length;
    return transfer.bytes;
  }

  /** The whole file, which is forgotten here. */
  take(id: number): Buffer {
    const { chunks } = this.#require(id);
    this.#files.delete(id);
    return Buffer.concat(chunks);
  }

  /** A part from a byte on; with the last one the file is forgotten. */
  read(id: number, offset: number): { readonly part: Buffer; readonly done: boolean } {
    const transfer = this.#require(id);
    const whole = transfer.chunks.length === 1 ? transfer.chunks[0] : Buffer.concat(transfer.chunks);
    const part = whole?.subarray(offset, offset + partBytes) ?? Buffer.alloc(0);
    const done = offset + part.length >= transfer.bytes;
    if (done) this.#files.delete(id);
    return { part, done };
  }
}
