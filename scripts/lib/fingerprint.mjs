// Builds are skipped while what they are made of has not changed. Plain JavaScript for Node 20.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from './run.mjs';

function filesUnder(path) {
  if (!existsSync(path)) return [];
  if (statSync(path).isFile()) return [path];
  return readdirSync(path, { withFileTypes: true })
    .filter((entry) => entry.name !== 'node_modules')
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => filesUnder(join(path, entry.name)));
}

/** A hash over names and contents of files and folders, given relative to the project's folder. */
export function fingerprint(paths) {
  const hash = createHash('sha256');
  for (const path of paths)
    for (const file of filesUnder(join(root, path))) {
      const content = readFileSync(file);
      hash.update(`${file.slice(root.length)}\0${content.length}\0`).update(content);
    }
  return hash.digest('hex');
}

/** Runs `build` unless the stamp says that it has been run on the same files; writes the stamp if it gave exit code 0. */
export function unlessBuilt(stamp, paths, outputs, build) {
  const file = join(root, stamp);
  const now = fingerprint(paths);
  const same = existsSync(file) && readFileSync(file, 'utf8') === now;
  if (same && outputs.every((output) => existsSync(join(root, output)))) return 0;
  const code = build();
  if (code === 0) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, now);
  }
  return code;
}
