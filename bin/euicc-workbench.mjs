#!/usr/bin/env node
// The command `euicc-workbench`. Plain JavaScript that runs on Node 20: the workbench itself wants a Node that runs
// TypeScript (22.18 or later), which the npm package `node` brings along.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { Socket } from 'node:net';
import { constants } from 'node:os';
import { dirname, join, resolve, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { keepCompiled } from './compile-cache.mjs';

// An activation code among the arguments is not for everybody who lists the processes.
process.title = 'euicc-workbench';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const source = join(root, 'src-main', 'hosts', 'cli', 'main.ts');
const built = join(root, 'out', 'main', 'cli.js');
// Node strips no types within node_modules.
const entry = existsSync(source) && !root.split(sep).includes('node_modules') ? source : built;

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
const runsHere = major > 23 || (major === 23 && minor >= 6) || (major === 22 && minor >= 18);

/** The Node of the npm package `node`, beside this package or above it. */
function bundledNode() {
  const name = process.platform === 'win32' ? 'node.exe' : 'node';
  for (let folder = root; ; folder = dirname(folder)) {
    const file = join(folder, 'node_modules', 'node', 'bin', name);
    if (existsSync(file)) return file;
    if (dirname(folder) === folder) return undefined;
  }
}

/** Runs this file again on a newer Node, and ends as that one ends. */
function runElsewhere(node) {
  const child = spawn(
    node,
    ['--disable-warning=ExperimentalWarning', fileURLToPath(import.meta.url), ...process.argv.slice(2)],
    {
      // The fourth is a lifeline: it breaks when this process is killed, and the other one then dies too.
      stdio: ['inherit', 'inherit', 'inherit', 'pipe'],
      env: { ...process.env, EUICC_WORKBENCH_LIFELINE: '3' },
    },
  );
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    process.stderr.write(`${node} could not be started: ${error.message}\n`);
    process.exit(6);
  });
  child.on('exit', (code, signal) =>
    process.exit(code ?? 128 + (constants.signals[signal ?? 'SIGTERM'] ?? 15)),
  );
}

if (process.env.EUICC_WORKBENCH_LIFELINE === '3') {
  delete process.env.EUICC_WORKBENCH_LIFELINE;
  const lifeline = new Socket({ fd: 3 });
  lifeline.on('error', () => {}).on('close', () => process.kill(process.pid, 'SIGKILL'));
  lifeline.resume();
  lifeline.unref();
}

if (!existsSync(entry)) {
  process.stderr.write('euicc-workbench is not complete: neither its source nor out/main/cli.js is here.\n');
  process.exit(6);
}
if (runsHere) {
  keepCompiled();
  const { main } = await import(pathToFileURL(entry).href);
  await main(process.argv.slice(2));
} else {
  const node = bundledNode();
  if (node === undefined) {
    process.stderr.write(
      `euicc-workbench needs Node 22.18 or later (this is ${process.versions.node}). Run npm ci in its folder, which brings one along.\n`,
    );
    process.exit(6);
  }
  runElsewhere(node);
}
