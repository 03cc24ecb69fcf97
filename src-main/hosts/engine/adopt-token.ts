/** The token file of before: scripts that know its token go on, and nothing in the data folder can be read as a token any more. */

import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { TokenStore } from '../../store/token-port.ts';

const fileName = 'api-token';

/**
 * Takes the token of `api-token` over, with the file's name as its own, and deletes the file. `at`: the time. Throws what reading
 * the file throws, and store_*.
 */
export function adoptTokenFile(dataFolder: string, tokens: TokenStore, at: number): void {
  const file = join(dataFolder, fileName);
  if (!existsSync(file)) return;
  const secret = readFileSync(file, 'utf8').trim();
  // A shorter one was no token then either.
  if (secret.length >= 32) {
    const taken = new Set(tokens.list().map(({ name }) => name));
    let name = fileName;
    for (let number = 2; taken.has(name); number++) name = `${fileName} ${number}`;
    tokens.adopt(secret, { name, readOnly: false, createdBy: '', at });
  }
  rmSync(file);
}
