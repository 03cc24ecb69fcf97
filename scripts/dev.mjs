// `npm run dev`: the desktop window, built anew on every change; where there can be none, the window in a browser with hot
// reload. Plain JavaScript for Node 20. Arguments (`npm run dev -- --data FOLDER`) go to whichever of the two runs.
import { join } from 'node:path';
import { electronExecutable, whyNoWindow } from './lib/electron.mjs';
import { projectEnvironment, projectNode, root, say, start } from './lib/run.mjs';

const args = process.argv.slice(2);

let reason = whyNoWindow();
const executable = reason === undefined ? electronExecutable() : undefined;
if (reason === undefined && executable === undefined) reason = 'the Electron runtime cannot be had here';
if (reason === undefined) {
  const vite = join(root, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js');
  const environment = projectEnvironment({ ELECTRON_EXEC_PATH: executable });
  process.exit(await start(projectNode(), [vite, 'dev', '--watch', '--', ...args], environment));
}
say(`No desktop window: ${reason}. The window is served for a browser instead, with hot reload.`);
say('What is changed in src-main counts after a restart.');
process.exit(await start(projectNode(), [join(root, 'scripts', 'dev-browser.mjs'), ...args]));
