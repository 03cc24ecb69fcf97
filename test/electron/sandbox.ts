/** The desktop application as it is built, in a virtual display, as an ordinary user, with no network but loopback. */

import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { projectFolder } from '../hosts/run-program.ts';
import { sharedFolder } from '../summary/needs.ts';

export const offline = join(sharedFolder, 'tools/electron-offline');
export const sandbox = join(sharedFolder, 'tools/electron-sandbox');
export const run = promisify(execFile);

/** Why it cannot be driven here. */
export function missing(): string | undefined {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'the shared tools need root on Linux';
  if (!existsSync(offline) || !existsSync(sandbox))
    return '../shared/tools/electron-offline and electron-sandbox are not here';
  if (!existsSync(join(projectFolder, 'out/main/electron.cjs')))
    return 'the application is not built (npm run build)';
  return undefined;
}

/** For `sandbox`: what it is to give to its user. The cache of our programs is none that this user can write to. */
export function sandboxEnv(writes: string): NodeJS.ProcessEnv {
  const { NODE_COMPILE_CACHE: _, ...env } = process.env;
  return { ...env, SANDBOX_WRITES: writes };
}

/** Runs a driver of this folder with a data folder within `folder`, and gives the JSON that it printed. */
export async function drive<T>(driver: string, folder: string): Promise<T> {
  const dist = (await run(offline)).stdout.trim();
  const { stdout } = await run(
    sandbox,
    [
      process.execPath,
      '--disable-warning=ExperimentalWarning',
      join(import.meta.dirname, driver),
      join(dist, 'electron'),
      join(folder, 'data'),
    ],
    { cwd: projectFolder, env: sandboxEnv(folder) },
  );
  return JSON.parse(stdout) as T;
}
