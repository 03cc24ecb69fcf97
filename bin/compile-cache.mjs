// Keeps what V8 makes of the modules for the next start, which then needs half the CPU time. Plain JavaScript that runs on Node 20,
// where there is no such cache.
import { mkdirSync } from 'node:fs';
import module from 'node:module';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/** Where the system keeps what can be made again; not the folder for temporary files, which other users write to. */
function cacheFolder() {
  const { env, platform } = process;
  const set = platform === 'win32' ? env.LOCALAPPDATA : env.XDG_CACHE_HOME;
  if (set !== undefined && isAbsolute(set)) return join(set, 'euicc-workbench');
  const home = homedir();
  if (platform === 'win32') return join(home, 'AppData', 'Local', 'euicc-workbench');
  return join(home, platform === 'darwin' ? 'Library/Caches' : '.cache', 'euicc-workbench');
}

/** To be called before the modules are imported that it is to help. Without a folder to write to, all goes on as without a cache. */
export function keepCompiled() {
  if (module.enableCompileCache === undefined || process.env.NODE_COMPILE_CACHE !== undefined) return;
  try {
    const folder = join(cacheFolder(), 'compiled');
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    module.enableCompileCache(folder);
    // For worker threads, which have none of their own otherwise.
    process.env.NODE_COMPILE_CACHE = folder;
  } catch {
    // Read-only, or no home at all.
  }
}
