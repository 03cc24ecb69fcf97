import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folder that holds package.json: the source's top folder, or the application's. */
export function packageFolder(): string {
  let folder = import.meta.dirname;
  for (;;) {
    try {
      const found: unknown = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
      if (isOurs(found)) return folder;
    } catch {
      // None here, or none that can be read: further up.
    }
    const above = dirname(folder);
    if (above === folder) throw new Error('package.json of euicc-workbench not found');
    folder = above;
  }
}

function isOurs(value: unknown): value is { name: 'euicc-workbench'; version: string } {
  return (
    typeof value === 'object' &&
    value !== null &&
    'name' in value &&
    value.name === 'euicc-workbench' &&
    'version' in value &&
    typeof value.version === 'string'
  );
}

let known: string | undefined;

/** The version of this workbench, as package.json has it. */
export function workbenchVersion(): string {
  if (known === undefined) {
    const found: unknown = JSON.parse(readFileSync(join(packageFolder(), 'package.json'), 'utf8'));
    known = isOurs(found) ? found.version : '0.0.0';
  }
  return known;
}
