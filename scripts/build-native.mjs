// Builds the PC/SC addon (native/) with node-gyp and without network. Runs as the root's `postinstall`, so: plain
// JavaScript, any Node from 20 on, and never a failed install. A machine without a compiler gets an app whose
// simulator works; native/build/UNAVAILABLE.json then holds the reason, which the app shows when asked for a reader.
//
//   node scripts/build-native.mjs [--force]

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
/** The workspace's folder; in an installed package the addon is bundled as a dependency. */
const native = [join(root, 'native'), join(root, 'node_modules', '@euicc-workbench', 'pcsclite')].find(
  (folder) => existsSync(join(folder, 'binding.gyp')),
);
const build = join(native ?? root, 'build');
const binary = join(build, 'Release', 'pcsclite.node');
const stampFile = join(build, 'STAMP.json');
const unavailableFile = join(build, 'UNAVAILABLE.json');
const require = createRequire(join(root, 'package.json'));

/** The folder of an installed package that `from` (or the root) can see; undefined where there is none. */
function packageFolder(name, from = root) {
  for (let folder = from; ; folder = dirname(folder)) {
    const candidate = join(folder, 'node_modules', name);
    if (existsSync(join(candidate, 'package.json'))) return candidate;
    if (dirname(folder) === folder) return undefined;
  }
}

function version(node) {
  const run = spawnSync(node, ['-p', 'process.versions.node'], { encoding: 'utf8' });
  return run.status === 0 ? run.stdout.trim() : undefined;
}

/** npm's package `node` and the one of this system's binary and headers, wherever npm has put that. */
function nodePackage() {
  const outer = packageFolder('node');
  if (outer === undefined) return {};
  const systemName = process.platform === 'win32' ? 'win' : process.platform;
  const inner = packageFolder(`node-${systemName}-${process.arch}`, outer);
  const executable = [outer, inner]
    .filter((folder) => folder !== undefined)
    .map((folder) => join(folder, 'bin', process.platform === 'win32' ? 'node.exe' : 'node'))
    .find((file) => existsSync(file));
  return { executable, headers: inner };
}

const hasHeaders = (folder) => existsSync(join(folder, 'include', 'node', 'node_api.h'));

/** Where include/node with its common.gypi is: the headers of the Node that runs the app, else of the running one. */
function headersFolder(candidate) {
  const prefix = resolve(dirname(process.execPath), '..');
  return [candidate, prefix, '/usr', '/usr/local'].find(
    (folder) => folder !== undefined && hasHeaders(folder),
  );
}

/** node-gyp's script: the project's own, else the one that npm carries. */
function nodeGyp() {
  const own = packageFolder('node-gyp');
  if (own !== undefined) return join(own, 'bin', 'node-gyp.js');
  const npm = process.env.npm_execpath;
  if (npm === undefined) return undefined;
  const bundled = packageFolder('node-gyp', dirname(npm));
  return bundled === undefined ? undefined : join(bundled, 'bin', 'node-gyp.js');
}

/** The node to run node-gyp with: node-gyp 13 needs 22 or later, whatever runs this script. */
function nodeForGyp(candidate) {
  const newEnough = (node) => Number.parseInt(version(node) ?? '0', 10) >= 22;
  if (Number.parseInt(process.versions.node, 10) >= 22) return process.execPath;
  return candidate !== undefined && newEnough(candidate) ? candidate : process.execPath;
}

function stamp(headers) {
  const hash = createHash('sha256');
  const files = [
    'binding.gyp',
    ...readdirSync(join(native, 'src'))
      .sort()
      .map((name) => join('src', name)),
  ];
  for (const file of files) hash.update(`${file}\0`).update(readFileSync(join(native, file)));
  hash.update(`${process.platform} ${process.arch}\0`);
  if (headers !== undefined) hash.update(readFileSync(join(headers, 'include', 'node', 'node_api.h')));
  return hash.digest('hex');
}

function upToDate(wanted) {
  try {
    return existsSync(binary) && JSON.parse(readFileSync(stampFile, 'utf8')).sources === wanted;
  } catch {
    return false;
  }
}

/** The line of node-gyp's output that says what was wrong; never several. */
function firstError(output) {
  const lines = output.split('\n').map((line) => line.trim());
  const telling =
    lines.find((line) => /\b(fatal )?error:/i.test(line)) ??
    lines.find((line) => /: (command )?not found$|No such file or directory$/i.test(line)) ??
    lines.find((line) => /gyp ERR! (find Python|stack Error)/i.test(line)) ??
    lines.find((line) => line.startsWith('gyp ERR!')) ??
    lines.findLast((line) => line !== '');
  return (telling ?? 'node-gyp failed').replace(/^(gyp ERR! )?(stack )?(Error: )?/, '').slice(0, 300);
}

/** One node-gyp run; returns undefined, or why it failed. */
function compile(node, gyp, headers) {
  const env = { ...process.env };
  // A user's npm configuration (`nodedir=`, `devdir=`) must not lead to another Node's headers.
  for (const name of Object.keys(env))
    if (/^npm_(package_)?config_(node_gyp_)?(nodedir|devdir|target|disturl)$/i.test(name)) delete env[name];
  const options = headers === undefined ? [] : [`--nodedir=${headers}`];
  const run = spawnSync(node, [gyp, 'rebuild', '--release', ...options], {
    cwd: native,
    env,
    encoding: 'utf8',
    timeout: 10 * 60_000,
    maxBuffer: 64 << 20,
  });
  const output = `${run.stderr ?? ''}\n${run.stdout ?? ''}`;
  if (process.env.EUICC_WORKBENCH_VERBOSE_BUILD) process.stderr.write(output);
  if (run.error !== undefined) return run.error.message;
  return run.status === 0 ? undefined : firstError(output);
}

function main() {
  if (native === undefined) throw new Error('its source is not here');
  const { executable, headers: packaged } = nodePackage();
  const headers = headersFolder(packaged);
  const wanted = stamp(headers);
  if (!process.argv.includes('--force') && upToDate(wanted)) return;

  const gyp = nodeGyp();
  let reason;
  if (gyp === undefined) reason = 'node-gyp is not installed';
  else if (headers === undefined && process.platform !== 'win32') reason = "Node's headers are not installed";
  else reason = compile(nodeForGyp(executable), gyp, headers);
  if (reason === undefined) {
    try {
      require(binary);
    } catch (error) {
      reason = `the built addon does not load: ${error instanceof Error ? error.message : String(error)}`;
    }
  }

  mkdirSync(build, { recursive: true });
  if (reason === undefined) {
    rmSync(unavailableFile, { force: true });
    writeFileSync(stampFile, `${JSON.stringify({ sources: wanted })}\n`);
    console.log('PC/SC addon: built');
  } else {
    rmSync(stampFile, { force: true });
    writeFileSync(unavailableFile, `${JSON.stringify({ reason })}\n`);
    console.log(`PC/SC addon: not built, so there are only simulated readers (${reason})`);
  }
}

try {
  main();
} catch (error) {
  // Not even this may stop the install.
  console.log(
    `PC/SC addon: not built, so there are only simulated readers (${error instanceof Error ? error.message : error})`,
  );
}
