// Where the Electron runtime is, and whether it can open a window here. Plain JavaScript for Node 20.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectNode, root, run } from './run.mjs';

/** Why no desktop window can be opened on this machine, in words, or undefined. */
export function whyNoWindow(
  environment = process.env,
  platform = process.platform,
  uid = process.getuid?.(),
) {
  if (platform === 'linux' && !environment.DISPLAY && !environment.WAYLAND_DISPLAY)
    return 'there is no display';
  if (platform === 'linux' && uid === 0) return 'Electron keeps its sandbox, which does not work for root';
  return undefined;
}

function executableName() {
  if (process.platform === 'win32') return 'electron.exe';
  return process.platform === 'darwin' ? 'Electron.app/Contents/MacOS/Electron' : 'electron';
}

function find() {
  const dist = process.env.ELECTRON_OVERRIDE_DIST_PATH || join(root, 'node_modules', 'electron', 'dist');
  const executable = join(dist, executableName());
  return existsSync(executable) ? executable : undefined;
}

/** The Electron executable, downloaded now if it is not there yet; undefined where it cannot be had. */
export function electronExecutable() {
  const present = find();
  if (present !== undefined || process.env.ELECTRON_OVERRIDE_DIST_PATH) return present;
  const installer = join(root, 'node_modules', 'electron', 'install.js');
  if (!existsSync(installer)) return undefined;
  const { version } = JSON.parse(
    readFileSync(join(root, 'node_modules', 'electron', 'package.json'), 'utf8'),
  );
  process.stderr.write(`Downloading Electron ${version} (once) …\n`);
  return run(projectNode(), [installer], { output: 'discard', timeout: 300_000 }) === 0 ? find() : undefined;
}
