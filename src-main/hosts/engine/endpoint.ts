/** Where the engine of a data folder listens, and how others find it. */

import { createHash, randomBytes } from 'node:crypto';
import { chmodSync, lstatSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import { WorkbenchError } from '../../../src-shared/errors/index.ts';
import { replaceFile } from '../../files/replace-file.ts';
import { engineFileName } from './engine-file.ts';
import { type EngineFile, engineFile } from './protocol.ts';

/** sun_path holds 108 bytes on Linux and 104 on macOS, with the zero at its end. */
const longestSocketPath = 103;

interface EndpointOptions {
  readonly platform?: NodeJS.Platform;
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** A folder of mode 0700 of this user's own. Throws data_folder_unusable where somebody else has put something in its place. */
function privateFolder(path: string): string {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  const found = lstatSync(path);
  const own = process.getuid === undefined || found.uid === process.getuid();
  if (!found.isDirectory() || !own)
    throw new WorkbenchError('data_folder_unusable', {
      folder: path,
      reason: 'it belongs to somebody else',
    });
  chmodSync(path, 0o700);
  return path;
}

/**
 * The path at which the engine of this data folder listens: `engine.sock` in it, where that path is short enough for a
 * Unix socket; else a hashed name in a private folder under XDG_RUNTIME_DIR or the temporary folder; on Windows, a named pipe
 * whose name nobody can guess and take first.
 */
export function socketPath(dataFolder: string, options: EndpointOptions = {}): string {
  const { platform = process.platform, env = process.env } = options;
  if (platform === 'win32') return `\\\\.\\pipe\\euicc-workbench-${randomBytes(16).toString('hex')}`;
  const folder = resolve(dataFolder);
  const inside = join(folder, 'engine.sock');
  if (Buffer.byteLength(inside) <= longestSocketPath) return inside;
  const name = `${createHash('sha256').update(folder).digest('hex').slice(0, 24)}.sock`;
  const runtime = env['XDG_RUNTIME_DIR'];
  const user = process.getuid?.() ?? userInfo().username;
  const bases = [...(runtime && isAbsolute(runtime) ? [runtime] : []), tmpdir(), '/tmp'];
  const path = bases
    .map((base) => join(base, `euicc-workbench-${user}`, name))
    .find((candidate) => Buffer.byteLength(candidate) <= longestSocketPath);
  if (path === undefined)
    throw new WorkbenchError('data_folder_unusable', { folder, reason: 'its path is too long for a socket' });
  privateFolder(join(path, '..'));
  return path;
}

/** Writes how the engine is reached; whole or not at all. */
export function writeEngineFile(dataFolder: string, content: EngineFile): void {
  replaceFile(join(dataFolder, engineFileName), `${JSON.stringify(content)}\n`, 'nothing');
}

/** How the engine of this folder is reached, if one has written so; it may be gone by now. */
export function readEngineFile(dataFolder: string): EngineFile | undefined {
  try {
    const parsed = engineFile.safeParse(JSON.parse(readFileSync(join(dataFolder, engineFileName), 'utf8')));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}

export function removeEngineFile(dataFolder: string): void {
  rmSync(join(dataFolder, engineFileName), { force: true });
}
