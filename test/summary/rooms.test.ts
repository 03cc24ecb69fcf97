import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

const script = resolve(import.meta.dirname, '../../scripts/check-rooms.mjs');
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rooms-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** What the check says of one file with this content. */
function check(file: string, source: string): { code: number | null; text: string } {
  mkdirSync(dirname(join(folder, file)), { recursive: true });
  writeFileSync(join(folder, file), source);
  const result = spawnSync(process.execPath, [script, folder], { encoding: 'utf8' });
  return { code: result.status, text: result.stderr };
}

test.each([
  ['an import', 'src-main/tlv/a.ts', `import { x } from '../es10/b.ts';`, 'tlv must not know es10'],
  [
    'a type',
    'src-main/es10/a.ts',
    `import type { X } from '../operations/b.ts';`,
    'es10 must not know operations',
  ],
  [
    'a type in place',
    'src-main/card/a.ts',
    `export type Q = import('../es9/b.ts').Q;`,
    'card must not know es9',
  ],
  [
    'a lazy import',
    'src-main/simulator/a.ts',
    `const m = await import('../es10/b.ts');`,
    'simulator must not know es10',
  ],
  [
    'a re-export',
    'src-renderer/a.tsx',
    `export * from '../src-main/workbench.ts';`,
    'src-renderer must not know workbench',
  ],
  [
    'a worker',
    'src-main/card/a.ts',
    `new Worker(new URL('../store/w.ts', import.meta.url));`,
    'card must not know store',
  ],
  [
    'a package of another room',
    'src-main/operations/a.ts',
    `import Database from 'better-sqlite3';`,
    'better-sqlite3 belongs to src-main/store/',
  ],
  [
    'Node in the window',
    'src-shared/a.ts',
    `import { readFile } from 'node:fs/promises';`,
    'node:fs/promises in code for browsers',
  ],
  [
    'one host in another',
    'src-main/hosts/server/a.ts',
    `import '../electron/main.ts';`,
    'hosts/server must not know hosts/electron',
  ],
  ['an unknown room', 'src-main/attic/a.ts', `export {};`, 'in no known room'],
])('%s against the arrows is refused', (_what, file, source, fault) => {
  const { code, text } = check(file, source);
  expect(text).toContain(fault);
  expect(text).toContain(file);
  expect(code).toBe(1);
});

test.each([
  ['src-main/es10/a.ts', `import { x } from '../tlv/b.ts'; import type { Y } from '../../src-shared/c.ts';`],
  ['src-main/simulator/a.ts', `import type { ReaderProvider } from '../card/port.ts';`],
  ['src-main/operations/a.ts', `import type { OperationStore } from '../store/port.ts';`],
  [
    'src-main/hosts/cli/a.ts',
    `import { serve } from '../server/serve.ts'; import { x } from '../engine/y.ts';`,
  ],
  ['src-renderer/a.tsx', `import { useState } from 'react'; const x = <p>{'import "../src-main/x.ts"'}</p>;`],
])('%s along the arrows passes', (file, source) => {
  expect(check(file, source)).toEqual({ code: 0, text: '' });
});
