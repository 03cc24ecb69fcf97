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

/** What stands at the end of a test run: the skipped suites by name, and the counts. */
export function summaryLines(skipped: readonly SkippedSuite[], counts: TestCounts): string[] {
  const lines = skipped.map(
    (entry) =>
      `skipped: ${entry.file}: ${entry.suite} (${entry.tests} ${entry.tests === 1 ? 'test' : 'tests'}): ${entry.reason ?? 'no reason given'}`,
  );
  return [
    ...(lines.length > 0 ? ['Suites that were skipped:', ...lines] : ['No suite was skipped.']),
    `${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`,
  ];
}
