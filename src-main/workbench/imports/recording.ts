/** What the readers of foreign recordings have in common. */

import { WorkbenchError } from '../../../src-shared/errors/index.ts';
import type { ImportFormat } from '../../../src-shared/model/index.ts';
import type { ApduExchange, HttpExchange } from '../../../src-shared/trace.ts';

export type Exchange = ApduExchange | HttpExchange;

export interface Recording {
  readonly format: ImportFormat;
  /** In their order. Times from `begin` on where the file tells none. */
  readonly entries: readonly Exchange[];
  /** Whether the file tells when they were. */
  readonly timed: boolean;
  /** Entries of the file that are neither APDU nor HTTP, or are encrypted. */
  readonly left: number;
  /** As the file names it. */
  readonly readerName?: string;
}

export interface ReadOptions {
  /** For errors. */
  readonly fileName: string;
  /** When the first exchange is said to have begun, where the file does not tell: milliseconds since 1970. */
  readonly begin: number;
}

/** A trace that opens in the window; more is more than one operation. */
export const mostExchanges = 100_000;

/** Takes exchanges up to a limit. Throws import_too_many. */
export class Exchanges {
  readonly list: Exchange[] = [];
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  add(entry: Exchange): void {
    if (this.list.length >= mostExchanges)
      throw new WorkbenchError('import_too_many', { file: this.#file, limit: mostExchanges });
    this.list.push(entry);
  }
}

export function malformed(file: string, place: string, reason: string): WorkbenchError {
  return new WorkbenchError('import_malformed', { file, place, reason });
}

export interface Line {
  /** From 1. */
  readonly number: number;
  /** Without line end and without colours of a terminal; each character is a byte. */
  readonly text: string;
  /** Whether a line end follows: the last line of a file that was cut has none. */
  readonly whole: boolean;
}

/** Longer than any line of a log: an HTTP body with a whole profile package in it. */
const longestLine = 8 * 1024 * 1024;

// biome-ignore lint/suspicious/noControlCharactersInRegex: that is how a terminal is told of colours
export const colours = /\u001b\[[0-9;]{0,16}m/g;

/** The lines of a log, one at a time. Throws import_malformed for one that is none. */
export function* linesOf(bytes: Uint8Array, file: string): Generator<Line> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let from = 0, number = 1; from < buffer.length; number++) {
    const end = buffer.indexOf(0x0a, from);
    const to = end < 0 ? buffer.length : end;
    if (to - from > longestLine)
      throw malformed(file, `line ${number}`, `it is longer than ${longestLine} characters`);
    const text = buffer.toString('latin1', from, to).replace(/\r$/, '');
    yield {
      number,
      text: text.includes('\u001b') ? text.replace(colours, '') : text,
      whole: end >= 0,
    };
    from = to + 1;
  }
}

/** Bytes of two digits each, with blanks between or without; undefined where they are none. */
export function hexBytes(text: string): Uint8Array | undefined {
  const plain = text.replace(/\s+/g, '');
  if (plain.length % 2 !== 0 || !/^[0-9A-Fa-f]*$/.test(plain)) return undefined;
  return Uint8Array.from(Buffer.from(plain, 'hex'));
}
