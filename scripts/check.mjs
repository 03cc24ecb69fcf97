// `npm run check`: format and lint, types, the arrows between rooms, docs/faults.md, docs/conformance.md, texts outside of the
// catalogues, the addon's Windows build. All are run; any fault fails.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { projectNode, root, run, say, tool } from './lib/run.mjs';

const checks = [
  ['format and lint', () => tool('@biomejs/biome/bin/biome', ['check', '.'])],
  ['types', () => tool('typescript/bin/tsc', ['--noEmit'])],
  [
    'faults and what is reported for them (docs/faults.md)',
    () => run(projectNode(), [join(root, 'scripts', 'faults-doc.ts'), '--check']),
  ],
  [
    'a test for each function and error code (docs/conformance.md)',
    () => run(projectNode(), [join(root, 'scripts', 'conformance.ts'), '--check']),
  ],
  ['arrows between rooms', () => run(projectNode(), [join(root, 'scripts', 'check-rooms.mjs')])],
  [
    'texts of the window come from the catalogues',
    () => run(projectNode(), [join(root, 'scripts', 'check-texts.mjs')]),
  ],
];
const windows = join(root, 'scripts', 'check-native-windows.mjs');
if (existsSync(windows)) checks.push(['Windows build of the addon', () => run(projectNode(), [windows])]);

const failed = checks.filter(([name, check]) => {
  say(`check: ${name}`);
  return check() !== 0;
});
for (const [name] of failed) say(`failed: ${name}`);
process.exit(failed.length > 0 ? 1 : 0);
