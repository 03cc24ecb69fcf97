// Small helpers of the scripts. Plain JavaScript for Node 20: they run before anything is installed.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's top folder. */
export const root = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..');

const isWindows = process.platform === 'win32';

/** The Node that the project's own programs run on: the npm package `node` if it is installed, else this one. */
export function projectNode() {
  const bundled = join(root, 'node_modules', 'node', 'bin', isWindows ? 'node.exe' : 'node');
  return existsSync(bundled) ? bundled : process.execPath;
}

/** The environment in which the project's programs find `node_modules/.bin` first. */
export function projectEnvironment(extra = {}) {
  const bin = join(root, 'node_modules', '.bin');
  return { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH ?? ''}`, ...extra };
}

/**
 * Runs a program to its end in the project's folder and gives its exit code (1 where it could not be started or was killed).
 * `output`: `show` it, keep it back `unless-failed`, or `discard` it.
 */
export function run(command, args, options = {}) {
  const { output = 'show', env = projectEnvironment(), shell = false, timeout } = options;
  const result = spawnSync(command, args, {
    cwd: root,
    env,
    shell,
    timeout,
    stdio: output === 'show' ? 'inherit' : ['ignore', 'pipe', 'pipe'],
    maxBuffer: 64 * 1024 * 1024,
  });
  const code = result.error ? 1 : (result.status ?? 1);
  if (output === 'unless-failed' && code !== 0) {
    process.stderr.write(result.stdout ?? '');
    process.stderr.write(result.stderr ?? '');
    if (result.error) process.stderr.write(`${result.error.message}\n`);
  }
  return code;
}

/**
 * Starts a program that a person talks to, passes SIGTERM and SIGHUP on to it (Ctrl-C reaches it by itself) and gives
 * its exit code when it has ended.
 */
export function start(command, args, env = projectEnvironment()) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: process.cwd(), env, stdio: 'inherit' });
    const pass = (signal) => child.kill(signal);
    const stay = () => {};
    process.on('SIGTERM', pass).on('SIGHUP', pass).on('SIGINT', stay);
    child.on('error', () => resolve(127));
    child.on('exit', (code, signal) => resolve(code ?? (signal === 'SIGINT' ? 130 : 1)));
  });
}

/** npm itself, also on Windows and when this script was not started by npm. */
export function npm(args, options = {}) {
  const cli = process.env.npm_execpath;
  if (cli && /\.[cm]?js$/.test(cli))
    return run(process.env.npm_node_execpath ?? process.execPath, [cli, ...args], options);
  return run(isWindows ? 'npm.cmd' : 'npm', args, { ...options, shell: isWindows });
}

/** A program of node_modules that is written in JavaScript, run by the project's Node. */
export function tool(script, args, options = {}) {
  return run(projectNode(), [join(root, 'node_modules', script), ...args], options);
}

/** Where a program lies on the PATH, or undefined. */
export function which(name) {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const file = join(folder, isWindows ? `${name}.exe` : name);
    if (folder !== '' && existsSync(file)) return file;
  }
  return undefined;
}

/** One line of the scripts' own, always on stderr: stdout belongs to the program that is started. */
export function say(text) {
  process.stderr.write(`${text}\n`);
}
