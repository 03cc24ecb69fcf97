/**
 * What a data folder keeps of its last `serve`: the port, and who was known to it. A browser keeps what a window remembers (its last
 * page, its look, its language) by the address that it came from, so the next `serve` asks for the same port; and a window that is open
 * while the engine is started again goes on, with no new address. Of the cookies there are digests alone.
 */

import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { type KeptSession, type SessionKeeper, sessionLimits } from './sessions.ts';

const file = z.object({
  port: z.number().int().min(1).max(65_535),
  sessions: z
    .array(z.object({ digest: z.string().regex(/^[0-9a-f]{64}$/), at: z.number().int().nonnegative() }))
    .max(sessionLimits.most)
    .default([]),
});
type Kept = z.output<typeof file>;

const pathOf = (folder: string) => join(folder, 'serve.json');

function read(folder: string): Kept | undefined {
  try {
    return file.parse(JSON.parse(readFileSync(pathOf(folder), 'utf8')));
  } catch {
    return undefined;
  }
}

/** That it cannot be kept costs nobody more than a new address. */
function write(folder: string, kept: Kept): void {
  const path = pathOf(folder);
  try {
    writeFileSync(`${path}.new`, JSON.stringify(kept), { mode: 0o600 });
    renameSync(`${path}.new`, path);
  } catch (error) {
    process.stderr.write(`The port cannot be kept: ${String(error)}\n`);
  }
}

/** Undefined where none is kept, or what is there is damaged. */
export function keptPort(folder: string): number | undefined {
  return read(folder)?.port;
}

/** Sessions of one port: those of another one are nobody's. */
export function keepServed(folder: string, port: number): SessionKeeper {
  const before = read(folder);
  let sessions: readonly KeptSession[] = before?.port === port ? before.sessions : [];
  const save = () => write(folder, { port, sessions: [...sessions] });
  save();
  return {
    load: () => sessions,
    save(next) {
      sessions = next;
      save();
    },
  };
}
