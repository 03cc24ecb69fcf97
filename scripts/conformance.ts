/**
 * `npm run conformance`: runs the tests of the simulators and writes docs/conformance.md, if all of them pass.
 * `node scripts/conformance.ts --check`, as `npm run check` runs it: lists the tests without running them, and fails where a
 * function or an error code has none or the page is another than they make.
 */

import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { z } from 'zod';
import { conformancePage, type KnownTest, specifiedFunctions, withoutTest } from './lib/conformance.ts';

const root = resolve(import.meta.dirname, '..');
const page = join(root, 'docs', 'conformance.md');
const where = 'test/simulator';

/** Runs Vitest with a file for its JSON, and gives that. */
function vitest(args: (file: string) => readonly string[]): unknown {
  const folder = mkdtempSync(join(tmpdir(), 'conformance-'));
  try {
    const file = join(folder, 'tests.json');
    const program = join(root, 'node_modules', 'vitest', 'vitest.mjs');
    const run = spawnSync(process.execPath, [program, ...args(file)], { cwd: root, encoding: 'utf8' });
    if (!existsSync(file)) {
      process.stderr.write(run.stdout + run.stderr);
      throw new Error('Vitest has not said what tests there are');
    }
    return JSON.parse(readFileSync(file, 'utf8'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function sorted(tests: readonly KnownTest[]): KnownTest[] {
  return tests
    .map(({ name, file }) => ({ name, file: relative(root, file) }))
    .sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : 0));
}

const listSchema = z.array(z.object({ name: z.string(), file: z.string() }));

/** Every test that is not skipped, found without running it. */
function listTests(): KnownTest[] {
  return sorted(listSchema.parse(vitest((file) => ['list', '--no-static-parse', `--json=${file}`, where])));
}

const reportSchema = z.object({
  success: z.boolean(),
  testResults: z.array(
    z.object({
      name: z.string(),
      assertionResults: z.array(
        z.object({ ancestorTitles: z.array(z.string()), title: z.string(), status: z.string() }),
      ),
    }),
  ),
});

/** Every test that has passed, by running all. Ends with exit code 1 where one fails. */
function runTests(): KnownTest[] {
  const report = reportSchema.parse(
    vitest((file) => ['run', '--reporter=json', `--outputFile=${file}`, where]),
  );
  const all = report.testResults.flatMap(({ name: file, assertionResults }) =>
    assertionResults.map(({ ancestorTitles, title, status }) => ({
      name: [...ancestorTitles, title].join(' > '),
      file,
      status,
    })),
  );
  const failed = all.filter(({ status }) => status === 'failed');
  for (const { name, file } of failed) process.stderr.write(`failed: ${relative(root, file)}: ${name}\n`);
  if (failed.length > 0 || !report.success) process.exit(1);
  return sorted(all.filter(({ status }) => status === 'passed'));
}

const check = process.argv.includes('--check');
const functions = specifiedFunctions();
const tests = check ? listTests() : runTests();
const missing = withoutTest(functions, tests);
for (const one of missing) process.stderr.write(`no test shows ${one}\n`);
const made = conformancePage(functions, tests);
if (!check && missing.length === 0) writeFileSync(page, made);
const drifted = check && readFileSync(page, 'utf8') !== made;
if (drifted)
  process.stderr.write('docs/conformance.md is not what the tests say: npm run conformance writes it anew\n');
if (missing.length > 0 || drifted) process.exitCode = 1;
