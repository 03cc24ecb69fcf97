// `npm start`: the desktop window; where there can be none, the same workbench in a browser. Plain JavaScript for Node 20.
// Arguments (`npm start -- --data FOLDER`) go to whichever of the two runs.
import { join } from 'node:path';
import { electronExecutable, whyNoWindow } from './lib/electron.mjs';
import { projectNode, root, say, start } from './lib/run.mjs';

const args = process.argv.slice(2);

let reason = whyNoWindow();
if (reason === undefined) {
  const executable = electronExecutable();
  if (executable === undefined) reason = 'the Electron runtime cannot be had here';
  else {
    const code = await start(executable, [root, ...args]);
    // 127: the loader did not find a shared library that Electron needs.
    if (code !== 127) process.exit(code);
    reason = 'Electron lacks libraries of the system';
  }
}
say(`No desktop window: ${reason}. The workbench is served for a browser instead.`);
process.exit(await start(projectNode(), [join(root, 'bin', 'euicc-workbench.mjs'), 'serve', ...args]));
