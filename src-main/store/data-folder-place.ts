/** Where the data folder is. Of its own: the desktop asks before it loads anything of the store. */

import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';

const applicationName = 'euicc-workbench';

export interface DataFolderOptions {
  /** `--data`; wins over everything else. */
  readonly option?: string | undefined;
  /** Default: those of the process. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly platform?: NodeJS.Platform;
  readonly home?: string;
}

/**
 * The absolute path of the data folder, which need not exist: the option, else `EUICC_WORKBENCH_DATA`, else
 * `euicc-workbench` in `%APPDATA%`, `~/Library/Application Support` or `$XDG_DATA_HOME` (`~/.local/share`).
 */
export function resolveDataFolder(options: DataFolderOptions = {}): string {
  const { option, env = process.env, platform = process.platform, home = homedir() } = options;
  const chosen = option || env['EUICC_WORKBENCH_DATA'];
  if (chosen) return resolve(chosen);
  if (platform === 'win32') return join(env['APPDATA'] || join(home, 'AppData', 'Roaming'), applicationName);
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', applicationName);
  // The XDG base directory specification: a relative path is invalid and to be ignored.
  const xdg = env['XDG_DATA_HOME'];
  return join(xdg && isAbsolute(xdg) ? xdg : join(home, '.local', 'share'), applicationName);
}
