// Makes the project runnable: `node scripts/bootstrap.mjs start|test|build|none`. Plain JavaScript for Node 20, run by
// `prestart`, `pretest` and `prepack` before anything is installed. Does only what is not done yet; exits non-zero if it cannot.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { installForTests } from './lib/debian.mjs';
import { whyNoWindow } from './lib/electron.mjs';
import { unlessBuilt } from './lib/fingerprint.mjs';
import { whyInstall } from './lib/installed.mjs';
import { npm, projectNode, root, run, say, tool } from './lib/run.mjs';

function stop(text, code = 1) {
  say(text);
  process.exit(code === 0 ? 1 : code);
}

function install() {
  const reason = whyInstall();
  if (reason === undefined) return;
  say(`Installing packages (${reason}) …`);
  const code = npm(['ci', '--no-audit', '--no-fund'], { output: 'unless-failed' });
  if (code !== 0) stop('npm ci failed.', code);
  const left = whyInstall();
  if (left !== undefined) stop(`npm ci left node_modules out of step with package-lock.json: ${left}`);
}

/** The addon is built by the install; a compiler that came later gets its turn here. A machine without one goes on with the simulator. */
function buildNative() {
  const folder = join(root, 'native', 'build', 'Release');
  if (existsSync(folder) && readdirSync(folder).some((file) => file.endsWith('.node'))) return;
  run(projectNode(), [join(root, 'scripts', 'build-native.mjs')]);
}

const windowSources = ['src-renderer', 'src-shared', 'vite.config.ts', 'package.json', 'package-lock.json'];
const appSources = [
  ...windowSources,
  'src-main',
  'electron.vite.config.ts',
  'tsconfig.json',
  'tsconfig.types.json',
];

/** out/renderer: the window, which is all that a browser needs. */
function buildWindow() {
  return unlessBuilt('out/.window', windowSources, ['out/renderer/index.html'], () => {
    say('Building the window …');
    return tool('vite/bin/vite.js', ['build', '--logLevel', 'warn'], { output: 'unless-failed' });
  });
}

/** out/: the window, what Electron runs beside it, and what an installed package runs and exports. */
function buildApp() {
  return unlessBuilt(
    'out/.app',
    appSources,
    ['out/main/electron.cjs', 'out/preload', 'out/renderer/index.html', 'out/types'],
    () => {
      say('Building the application …');
      const output = { output: 'unless-failed' };
      const code = tool('electron-vite/bin/electron-vite.js', ['build', '--logLevel', 'warn'], output);
      return code === 0 ? tool('typescript/bin/tsc', ['-p', 'tsconfig.types.json'], output) : code;
    },
  );
}

const purpose = process.argv[2] ?? 'none';
if (!['start', 'test', 'build', 'none'].includes(purpose))
  stop('usage: node scripts/bootstrap.mjs [start|test|build|none]', 2);
if (purpose === 'test') installForTests();
install();
buildNative();
if (purpose !== 'none') {
  const code = purpose === 'start' && whyNoWindow() !== undefined ? buildWindow() : buildApp();
  if (code !== 0) stop('The build failed.', code);
}
