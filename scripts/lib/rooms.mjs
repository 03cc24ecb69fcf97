// The rooms of the project and the arrows between them (ARCHITECTURE.md). The one place where they are written down.

/** For each room, the rooms that it may import from, besides itself. A file path stands for that one file. */
export const arrows = {
  'src-shared': [],
  'src-renderer': ['src-shared'],
  native: [],
  // What the command and the desktop do before anything of ours is imported.
  bin: [],
  // How small files are written: of no protocol, so both sides may have it.
  files: [],
  tlv: ['src-shared'],
  rsp: ['tlv', 'src-shared'],
  card: ['tlv', 'native', 'src-shared'],
  es10: ['rsp', 'card', 'tlv', 'src-shared'],
  es9: ['rsp', 'card', 'tlv', 'files', 'src-shared'],
  codes: ['src-shared'],
  decode: ['es10', 'es9', 'rsp', 'card', 'tlv', 'src-shared'],
  store: ['files', 'src-shared'],
  orders: ['codes', 'src-shared'],
  operations: ['es10', 'es9', 'rsp', 'card', 'tlv', 'codes', 'src-main/store/port.ts', 'src-shared'],
  evidence: ['operations', 'es10', 'es9', 'rsp', 'card', 'tlv', 'store', 'src-shared'],
  // Of what lies above it, the simulator shares declarations only, so that a mistake cannot hide on both sides.
  simulator: ['rsp', 'tlv', 'files', 'src-main/card/port.ts', 'src-shared'],
  workbench: [
    'decode',
    'evidence',
    'operations',
    'es10',
    'es9',
    'rsp',
    'card',
    'tlv',
    'codes',
    'orders',
    'store',
    'src-shared',
  ],
  hosts: [
    'workbench',
    'decode',
    'evidence',
    'operations',
    'es10',
    'es9',
    'rsp',
    'card',
    'tlv',
    'codes',
    'orders',
    'store',
    'simulator',
    'files',
    'bin/compile-cache.mjs',
    'src-shared',
  ],
};

/** Packages that belong to certain rooms or folders alone. */
export const packageOwners = {
  electron: ['src-main/hosts/electron/'],
  'better-sqlite3': ['src-main/store/'],
  '@euicc-workbench/pcsclite': ['src-main/card/'],
  commander: ['src-main/hosts/cli/'],
  ws: ['src-main/hosts/server/'],
  react: ['src-renderer/'],
  'react-dom': ['src-renderer/'],
  '@mantine/core': ['src-renderer/'],
};

/** Folders that run in a browser: no module of Node's own there. */
export const browserFolders = ['src-renderer/', 'src-shared/'];

/** The room of a file given relative to the project's folder, or undefined where arrows do not apply (tests, scripts). */
export function roomOf(file) {
  if (file.startsWith('src-shared/')) return 'src-shared';
  if (file.startsWith('src-renderer/')) return 'src-renderer';
  if (file.startsWith('native/')) return 'native';
  if (file.startsWith('bin/')) return 'bin';
  const inMain = /^src-main\/([^/]+)/.exec(file)?.[1];
  return inMain?.replace(/\.ts$/, '');
}

/**
 * What is wrong with `file` importing `target`: a text, or undefined. `target` is a path relative to the project's
 * folder, or `package:NAME`, or `node:NAME`.
 */
export function judge(file, target) {
  if (target.startsWith('node:'))
    return browserFolders.some((folder) => file.startsWith(folder))
      ? `${target} in code for browsers`
      : undefined;
  if (target.startsWith('package:')) {
    const name = target.slice('package:'.length);
    const owners = packageOwners[name];
    if (owners === undefined || owners.some((folder) => file.startsWith(folder))) return undefined;
    return `${name} belongs to ${owners.join(', ')}`;
  }
  const from = roomOf(file);
  const to = roomOf(target);
  if (from === undefined) return undefined;
  if (to === undefined) return `${target} is in no room`;
  if (from === to) {
    const host = (path) => /^src-main\/hosts\/([^/]+)\//.exec(path)?.[1];
    const [a, b] = [host(file), host(target)];
    // Hosts stand side by side on the engine; the command line (`serve`) and the desktop start the server too.
    const allowed = a === b || b === 'engine' || ((a === 'cli' || a === 'electron') && b === 'server');
    return allowed ? undefined : `hosts/${a} must not know hosts/${b}`;
  }
  const allowed = arrows[from];
  if (allowed === undefined) return `${from} is no known room: add it to scripts/lib/rooms.mjs`;
  return allowed.includes(to) || allowed.includes(target) ? undefined : `${from} must not know ${to}`;
}
