/** Questions to the person at the terminal. They go to stderr, so that stdout stays the result's. */

import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { WorkbenchError } from '../../../src-shared/errors/index.ts';
import type { Streams } from './output.ts';

interface PromptOptions {
  /** What is typed is not shown. */
  readonly hidden?: boolean;
  readonly signal?: AbortSignal;
}

/** What was typed, or undefined where the terminal was closed or the signal came first. */
export async function prompt(
  streams: Streams,
  text: string,
  options: PromptOptions = {},
): Promise<string | undefined> {
  let shown = true;
  const echo = new Writable({
    write(chunk, _encoding, done) {
      if (shown) streams.stderr.write(chunk as Uint8Array);
      done();
    },
  });
  const lines = createInterface({ input: streams.stdin, output: echo, terminal: true, historySize: 0 });
  // In a terminal's raw mode Ctrl-C is a key; whoever handles the signal shall see it all the same.
  lines.on('SIGINT', () => process.emit('SIGINT'));
  const closed = new Promise<undefined>((resolve) => lines.once('close', () => resolve(undefined)));
  try {
    const answer = lines.question(text, { ...(options.signal ? { signal: options.signal } : {}) });
    shown = options.hidden !== true;
    return await Promise.race([answer, closed]);
  } catch (error) {
    if (options.signal?.aborted) return undefined;
    throw error;
  } finally {
    lines.close();
    if (options.hidden) streams.stderr.write('\n');
  }
}

/** True for yes. Anything else is no. */
export async function confirm(streams: Streams, text: string, signal?: AbortSignal): Promise<boolean> {
  const answer = await prompt(streams, `${text} [y/N] `, signal ? { signal } : {});
  return answer !== undefined && /^y(es)?$/i.test(answer.trim());
}

/** The first line of stdin. Rejects with usage where none comes, or one of more than `limit` characters. `what`: what it is to be. */
export async function firstLine(stdin: Streams['stdin'], what: string, limit: number): Promise<string> {
  let text = '';
  for await (const chunk of stdin) {
    text += chunk.toString();
    if (text.length > limit || text.includes('\n')) break;
  }
  const line = text.split(/\r?\n/, 1)[0]?.trim() ?? '';
  if (line === '') throw new WorkbenchError('usage', { reason: `No ${what} came on stdin` });
  if (line.length > limit)
    throw new WorkbenchError('usage', { reason: `What came on stdin is too long for the ${what}` });
  return line;
}
