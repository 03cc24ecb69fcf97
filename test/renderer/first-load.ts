/** What a browser loads before the window is there: the page, its style sheets, its script and what that imports at once. */

import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';

/** Files of the first load, relative to the folder of the built window, with their bytes when gzipped. */
export function firstLoad(folder: string): ReadonlyMap<string, number> {
  const sizes = new Map<string, number>();
  const take = (path: string) => {
    if (sizes.has(path)) return;
    const content = readFileSync(join(folder, path));
    sizes.set(path, gzipSync(content).length);
    if (!path.endsWith('.js')) return;
    // Static imports alone: what is in import(…) comes later.
    for (const [, name = ''] of content.toString().matchAll(/(?:from|import)\s*["'](\.[^"']+\.js)["']/g))
      take(join(dirname(path), name));
  };
  const page = readFileSync(join(folder, 'index.html'), 'utf8');
  take('index.html');
  for (const [, path = ''] of page.matchAll(/(?:src|href)="\.\/([^"]+\.(?:js|css))"/g)) take(path);
  return sizes;
}
