import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const vitest = join(root, 'node_modules/vitest/dist/cli.js');

/** Runs Vitest with our reporter on one file in a folder of its own. */
async function runTests(source: string): Promise<{ code: number; lines: string[] }> {
  const folder = await mkdtemp(join(root, 'node_modules', '.reporter-test-'));
  try {
    await writeFile(join(folder, 'sample.test.ts'), source);
    await writeFile(
      join(folder, 'vitest.config.ts'),
      `import SummaryReporter from ${JSON.stringify(join(root, 'test/summary/reporter.ts'))};
       export default { test: { include: ['*.test.ts'], exclude: [], reporters: [new SummaryReporter()] } };`,
    );
    const env = { ...process.env, NO_COLOR: '1' };
    const result = await promisify(execFile)(process.execPath, [vitest, 'run', '--root', folder], {
      env,
    }).then(
      (done) => ({ code: 0, stdout: done.stdout }),
      (error: { code: number; stdout: string }) => ({ code: error.code, stdout: error.stdout }),
    );
    return { code: result.code, lines: result.stdout.trimEnd().split('\n') };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const needsModule = JSON.stringify(join(root, 'test/summary/needs.ts'));

test('names the suites that were skipped with their reason, and ends with the counts', async () => {
  const { code, lines } = await runTests(`
    import { describe, expect, test } from 'vitest';
    import { needs } from ${needsModule};
    test('one', () => expect(1).toBe(1));
    describe('cards', needs('there is no reader'), () => { test('a', () => {}); test('b', () => {}); });
    test('by hand', (context) => context.skip('it rains'));
    describe('needed', needs(undefined), () => { test('runs', () => expect(2).toBe(2)); });
  `);
  expect(lines.at(-1)).toBe('2 passed, 0 failed, 3 skipped');
  expect(lines).toContain('skipped: sample.test.ts: cards (2 tests): there is no reader');
  expect(lines).toContain('skipped: sample.test.ts: by hand (1 test): it rains');
  expect(code).toBe(0);
});

test('counts failures, also those outside of tests, and exits non-zero', async () => {
  const { code, lines } = await runTests(`
    import { expect, test } from 'vitest';
    test('wrong', () => expect(1).toBe(2));
    test('stray', () => { setTimeout(() => { throw new Error('stray'); }, 0); return new Promise((r) => setTimeout(r, 50)); });
  `);
  expect(lines.at(-1)).toMatch(/^1 passed, 2 failed, 0 skipped$/);
  expect(code).not.toBe(0);
});

test('a suite that drives another program has a second attempt, and the summary names what needed it', async () => {
  const { code, lines } = await runTests(`
    import { describe, expect, test } from 'vitest';
    import { driven } from ${needsModule};
    let attempts = 0;
    describe('window', driven(), () => {
      test('late', () => expect(++attempts).toBe(2));
      test('wrong', () => expect(1).toBe(2));
      test('at once', () => {});
    });
    describe('browser', driven('there is no browser'), () => { test('a', () => {}); });
    test('plain', () => expect(++attempts).toBe(9));
  `);
  expect(lines.at(-1)).toBe('2 passed, 2 failed, 1 skipped');
  expect(lines).toContain(
    'second attempt: sample.test.ts: window > late: expected 1 to be 2 // Object.is equality',
  );
  expect(lines.filter((line) => line.startsWith('second attempt:'))).toHaveLength(1);
  expect(lines).toContain('skipped: sample.test.ts: browser (1 test): there is no browser');
  expect(code).not.toBe(0);
});

test('tests whose set-up failed are told from those that were skipped on purpose', async () => {
  const { lines } = await runTests(`
    import { beforeAll, describe, test } from 'vitest';
    describe('bench', () => { beforeAll(() => { throw new Error('no'); }); test('a', () => {}); });
  `);
  expect(lines).toContain('skipped: sample.test.ts: bench (1 test): its set-up failed');
  expect(lines.at(-1)).toBe('0 passed, 1 failed, 1 skipped');
});

test('a file that cannot be loaded counts as a failure', async () => {
  const { code, lines } = await runTests(`throw new Error('no');`);
  expect(lines.at(-1)).toBe('0 passed, 1 failed, 0 skipped');
  expect(code).not.toBe(0);
});
