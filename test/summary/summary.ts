export interface TestCounts {
  passed: number;
  failed: number;
  skipped: number;
}

export interface SkippedSuite {
  readonly file: string;
  readonly suite: string;
  readonly reason: string | undefined;
  tests: number;
}

/** A test that failed and passed when it was run once more. */
export interface SecondAttempt {
  readonly file: string;
  readonly test: string;
  /** What it failed with. */
  readonly failure: string;
}

/** What stands at the end of a test run: the skipped suites and those that needed a second attempt by name, and the counts. */
export function summaryLines(
  skipped: readonly SkippedSuite[],
  again: readonly SecondAttempt[],
  counts: TestCounts,
): string[] {
  const lines = skipped.map(
    (entry) =>
      `skipped: ${entry.file}: ${entry.suite} (${entry.tests} ${entry.tests === 1 ? 'test' : 'tests'}): ${entry.reason ?? 'no reason given'}`,
  );
  const passedLater = again.map((entry) => `second attempt: ${entry.file}: ${entry.test}: ${entry.failure}`);
  return [
    ...(passedLater.length > 0 ? ['Tests that passed only at the second attempt:', ...passedLater] : []),
    ...(lines.length > 0 ? ['Suites that were skipped:', ...lines] : ['No suite was skipped.']),
    `${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`,
  ];
}
