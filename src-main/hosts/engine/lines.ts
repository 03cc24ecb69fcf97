import { WorkbenchError } from '../../../src-shared/errors/index.ts';

/** Cuts a stream of bytes into lines of UTF-8 text, none longer than `limit` bytes. */
export class LineReader {
  readonly #limit: number;
  #parts: Uint8Array[] = [];
  #length = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** The lines that this piece completes, without their ends. Throws frame_too_large; the stream is of no use then. */
  push(chunk: Uint8Array): string[] {
    const lines: string[] = [];
    let from = 0;
    for (;;) {
      const at = chunk.indexOf(0x0a, from);
      const part = chunk.subarray(from, at < 0 ? undefined : at);
      this.#length += part.length;
      if (this.#length > this.#limit) throw new WorkbenchError('frame_too_large', { limit: this.#limit });
      if (part.length > 0) this.#parts.push(part);
      if (at < 0) return lines;
      lines.push(Buffer.concat(this.#parts).toString('utf8'));
      this.#parts = [];
      this.#length = 0;
      from = at + 1;
    }
  }
}
