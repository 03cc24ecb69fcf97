/** What the command line says: results on stdout (with --json: one document), everything else on stderr. */

import { describeError, type ErrorCode, errorCatalogue } from '../../../src-shared/errors/index.ts';
import type { ErrorDataJson } from '../../../src-shared/model/index.ts';
import { visibleText } from '../../../src-shared/texts.ts';

/** An error for a person: its sentence and the next step. Codes that this version does not know are shown as they are. */
export function errorTexts(error: ErrorDataJson): {
  readonly code: string;
  readonly params: ErrorDataJson['params'];
  readonly family: string;
  readonly message: string;
  readonly remedy: string;
} {
  const known = Object.hasOwn(errorCatalogue, error.code);
  const texts = known
    ? describeError({ code: error.code as ErrorCode, params: error.params })
    : { family: 'internal', message: error.code, remedy: '' };
  return { code: error.code, params: error.params, ...texts };
}

/** Anything that looks like an activation code, out of a text that repeats what was typed. */
export function withoutCodes(text: string): string {
  return text.replace(/(?:LPA:)?1\$[^\s'"]*/gi, 'LPA:1$…');
}

/** Columns as wide as what is in them; the text of cards and servers is made harmless. */
export function table(rows: readonly (readonly string[])[], head?: readonly string[]): string {
  const shown = (head ? [head, ...rows] : rows).map((row) =>
    row.map((cell, at) => visibleText(cell, at === row.length - 1 ? 2000 : 200)),
  );
  const widths: number[] = [];
  for (const row of shown)
    row.forEach((cell, at) => {
      widths[at] = Math.max(widths[at] ?? 0, cell.length);
    });
  return shown
    .map((row) =>
      row
        .map((cell, at) => (at === row.length - 1 ? cell : cell.padEnd(widths[at] ?? 0)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

export interface Output {
  readonly json: boolean;
  /** Whether there is a person at the terminal who can be asked. */
  readonly interactive: boolean;
  /** The result: `value` as a JSON document, or `text` for a person. */
  result(value: unknown, text: () => string): void;
  /** A line for a person, beside the result. */
  note(text: string): void;
  error(error: ErrorDataJson, exitCode: number): void;
  /** A line that is overwritten by the next; only where stderr is a terminal. */
  status(text: string): void;
  endStatus(): void;
}

export interface Streams {
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number };
  readonly stdin: NodeJS.ReadableStream & { readonly isTTY?: boolean };
}

export function createOutput(streams: Streams, json: boolean): Output {
  const { stdout, stderr, stdin } = streams;
  const terminal = stderr.isTTY === true;
  let statusShown = false;

  function endStatus(): void {
    if (!statusShown) return;
    stderr.write('\r\u001b[K');
    statusShown = false;
  }

  return {
    json,
    interactive: terminal && stdin.isTTY === true,
    result(value, text) {
      endStatus();
      stdout.write(json ? `${JSON.stringify(value, null, 2)}\n` : `${text()}\n`);
    },
    note(text) {
      endStatus();
      stderr.write(`${text}\n`);
    },
    error(error, exitCode) {
      endStatus();
      const texts = errorTexts(error);
      if (json) stdout.write(`${JSON.stringify({ error: texts, exitCode }, null, 2)}\n`);
      stderr.write(
        `${visibleText(texts.message)}${texts.remedy === '' ? '' : `\n${visibleText(texts.remedy)}`}\n`,
      );
    },
    status(text) {
      if (!terminal) return;
      // A terminal that does not know its width says 0.
      const width = Math.max(20, (stderr.columns || 80) - 1);
      stderr.write(`\r${visibleText(text).slice(0, width)}\u001b[K`);
      statusShown = true;
    },
    endStatus,
  };
}

/** `[#####-----]  52 %`. */
export function bar(done: number, total: number, width = 20): string {
  const part = total > 0 ? Math.min(1, Math.max(0, done / total)) : 0;
  const full = Math.round(part * width);
  return `[${'#'.repeat(full)}${'-'.repeat(width - full)}] ${String(Math.floor(part * 100)).padStart(3)} %`;
}
