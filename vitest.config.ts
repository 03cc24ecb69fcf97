import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { defineConfig } from 'vitest/config';
import SummaryReporter from './test/summary/reporter.ts';
import { LongestFirst } from './test/summary/sequencer.ts';
import { together } from './test/summary/together.ts';

export default defineConfig({
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'alone',
          include: ['test/**/*.test.ts'],
          exclude: [...together],
          globalSetup: ['test/renderer/built-once.ts'],
        },
      },
      { extends: true, test: { name: 'together', include: [...together], isolate: false } },
    ],
    // Files wait for programs of their own most of the time: two go on together where Vitest would run one.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    // Programs that tests start, many of them a hundred times, begin with what the first of them has compiled.
    env: { NODE_COMPILE_CACHE: resolve(import.meta.dirname, 'node_modules/.cache/compiled') },
    sequence: { sequencer: LongestFirst },
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // What a window is to show comes in its time; on a loaded machine that is more than the second of Vitest.
    expect: { poll: { timeout: 10_000 } },
    pool: 'forks',
    reporters: [new SummaryReporter()],
  },
});
