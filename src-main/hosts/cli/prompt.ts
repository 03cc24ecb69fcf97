/** Questions to the person at the terminal. They go to stderr, so that stdout stays the result's. */

import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
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
