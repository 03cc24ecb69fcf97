import { defineConfig } from 'vitest/config';
import SummaryReporter from './test/summary/reporter.ts';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts', 'test/**/*.test.tsx'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    pool: 'forks',
    reporters: [new SummaryReporter()],
  },
});
