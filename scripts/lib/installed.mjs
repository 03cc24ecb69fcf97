// Whether node_modules is what package-lock.json says. Plain JavaScript for Node 20.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './run.mjs';

function packagesOf(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages;
  } catch {
    return undefined;
  }
}

/**
 * Why `npm ci` has to run, in words, or undefined where node_modules is in step with the lock file. Packages for other
 * platforms (optional ones) may be absent.
 */
export function whyInstall(folder = root) {
  const wanted = packagesOf(join(folder, 'package-lock.json'));
  if (wanted === undefined) throw new Error('package-lock.json is missing or unreadable');
  const present = packagesOf(join(folder, 'node_modules', '.package-lock.json'));
  if (present === undefined) return 'node_modules is missing';
  for (const [path, entry] of Object.entries(wanted)) {
    if (!path.startsWith('node_modules/') || entry.link) continue;
    const found = present[path];
    if (found === undefined) {
      if (entry.optional || entry.devOptional || entry.peer) continue;
      return `${path} is missing`;
    }
    if (found.version !== entry.version) return `${path} is ${found.version}, not ${entry.version}`;
  }
  return undefined;
}
