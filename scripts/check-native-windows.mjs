// Cross-compiles the PC/SC addon for Windows with Debian's mingw-w64 and links it into a DLL, so that a change that
// breaks there is seen here. Nothing is run. Part of `npm run check`; says so where there is no such compiler.

import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const source = join(root, 'native', 'src');
const targets = ['x86_64', 'i686'];

function tool(name) {
  const run = spawnSync(name, ['--version'], { stdio: 'ignore' });
  return run.error === undefined && run.status === 0 ? name : undefined;
}

function headers() {
  const system = `node-${process.platform}-${process.arch}`;
  const candidates = [
    join(root, 'node_modules', 'node', 'node_modules', system),
    join(root, 'node_modules', system),
    resolve(dirname(process.execPath), '..'),
    '/usr',
  ].map((folder) => join(folder, 'include', 'node'));
  return candidates.find((folder) => existsSync(join(folder, 'node_api.h')));
}

function run(command, args, cwd) {
  const result = spawnSync(command, args, { cwd, encoding: 'utf8' });
  if (result.status === 0) return;
  process.stderr.write(`${result.stdout ?? ''}${result.stderr ?? ''}`);
  console.error(`native for Windows: ${command} failed`);
  process.exit(1);
}

/** The import library that stands for node.exe: every Node-API function that the addon calls. */
function importLibrary(target, folder, include) {
  const names = new Set();
  for (const file of ['node_api.h', 'js_native_api.h'])
    for (const match of readFileSync(join(include, file), 'utf8').matchAll(/NAPI_CDECL\s+(n\w+)\(/g))
      names.add(match[1]);
  writeFileSync(join(folder, 'node.def'), `LIBRARY node.exe\nEXPORTS\n${[...names].join('\n')}\n`);
  run(`${target}-w64-mingw32-dlltool`, ['-d', 'node.def', '-l', 'libnode.a'], folder);
}

const found = targets.filter((target) => tool(`${target}-w64-mingw32-g++`) !== undefined);
if (found.length === 0) {
  console.log('native for Windows: SKIPPED, no mingw-w64 (Debian: apt install g++-mingw-w64-x86-64)');
  process.exit(0);
}
const include = headers();
if (include === undefined) {
  console.log("native for Windows: SKIPPED, Node's headers are not installed");
  process.exit(0);
}

for (const target of found) {
  const folder = mkdtempSync(join(tmpdir(), 'pcsclite-win-'));
  try {
    importLibrary(target, folder, include);
    const files = readdirSync(source).filter((name) => name.endsWith('.cc'));
    const defines = [
      'NAPI_VERSION=8',
      'UNICODE',
      '_UNICODE',
      'NOMINMAX',
      'WIN32_LEAN_AND_MEAN',
      'BUILDING_NODE_EXTENSION',
    ];
    // The thread-aware variant where Debian has both: std::thread is missing from the other.
    const compiler = tool(`${target}-w64-mingw32-g++-posix`) ?? `${target}-w64-mingw32-g++`;
    run(
      compiler,
      [
        '-std=c++17',
        '-O1',
        '-Wall',
        '-Wextra',
        '-Werror',
        // GetProcAddress gives every function as the same type; there is no other way.
        '-Wno-cast-function-type',
        '-D_WIN32_WINNT=0x0A00',
        ...defines.map((define) => `-D${define}`),
        `-I${include}`,
        ...files.map((name) => join(source, name)),
        '-shared',
        '-static',
        '-L.',
        '-lnode',
        '-o',
        'pcsclite.node',
      ],
      folder,
    );
    const bytes = statSync(join(folder, 'pcsclite.node')).size;
    console.log(`native for Windows: ${target} compiled and linked (${files.length} files, ${bytes} bytes)`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
