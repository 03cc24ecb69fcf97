/**
 * The port at which a data folder was served last. A browser keeps what a window remembers (its last page, its look, its language) by
 * the address that it came from, so the next `serve` asks for the same port. Who was known to the last server is not kept: while none
 * runs, anybody on this machine could take its port, and would be shown the cookies of windows that are open.
 */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { replaceFile } from '../../files/replace-file.ts';

const file = z.object({ port: z.int().min(1).max(65_535) });
const pathOf = (folder: string) => join(folder, 'serve.json');

/** Undefined where none is kept, or what is there is damaged. */
export function keptPort(folder: string): number | undefined {
  try {
    return file.parse(JSON.parse(readFileSync(pathOf(folder), 'utf8'))).port;
  } catch {
    return undefined;
  }
}

/** That it cannot be kept costs nobody more than what windows remember. */
export function keepPort(folder: string, port: number): void {
  try {
    replaceFile(pathOf(folder), JSON.stringify({ port }), 'nothing');
  } catch (error) {
    process.stderr.write(`The port cannot be kept: ${String(error)}\n`);
  }
}
