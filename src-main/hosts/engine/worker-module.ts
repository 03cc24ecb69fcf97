import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { packageFolder } from './version.ts';

/** The module of a worker as an option: in a bundle it is an entry of its own; from source each room knows its own. */
export function workerModule(name: string): { readonly worker?: URL } {
  if (import.meta.url.endsWith('.ts')) return {};
  return { worker: pathToFileURL(join(packageFolder(), 'out', 'main', `${name}.cjs`)) };
}
