import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DefaultReporter, type TestCase, type TestModule, type TestSuite } from 'vitest/node';
import { sharedFolder } from './needs.ts';
import { type SecondAttempt, type SkippedSuite, summaryLines, type TestCounts } from './summary.ts';

/** Vitest's own report, and at its end each suite that was skipped and why, each test that needed a second attempt, and the counts as the very last line. */
export default class SummaryReporter extends DefaultReporter {
  override onTestRunEnd(...args: Parameters<DefaultReporter['onTestRunEnd']>): void {
    super.onTestRunEnd(...args);
    const [modules, unhandled] = args;
    const counts: TestCounts = { passed: 0, failed: unhandled.length, skipped: 0 };
    const skipped: SkippedSuite[] = [];
    const again: SecondAttempt[] = [];
    for (const module of modules) {
      if (module.errors().length > 0) counts.failed++;
      for (const suite of module.children.allSuites()) if (suite.errors().length > 0) counts.failed++;
      for (const test of module.children.allTests()) {
        const state = test.result().state;
        if (test.diagnostic()?.flaky === true)
          again.push({
            file: test.module.relativeModuleId,
            test: test.fullName,
            failure: test.result().errors?.[0]?.message.split('\n')[0] ?? '',
          });
        if (state === 'passed') counts.passed++;
        else if (state === 'failed') counts.failed++;
        else {
          counts.skipped++;
          addSkipped(skipped, test);
        }
      }
    }
    process.stdout.write(`${summaryLines(skipped, again, counts).join('\n')}\n`);
  }
}

/** Files a skipped test under its outermost suite that was skipped as a whole. */
function addSkipped(skipped: SkippedSuite[], test: TestCase): void {
  const result = test.result();
  const path: string[] = [];
  let reason = result.state === 'skipped' ? result.note : undefined;
  let parent: TestSuite | TestModule = test.parent;
  while (parent.type === 'suite') {
    path.unshift(parent.name);
    if (parent.errors().length > 0) reason = 'its set-up failed';
    reason ??= parent.meta().skipReason ?? reasonInName(parent.name);
    parent = parent.parent;
  }
  if (path.length === 0) path.push(test.name);
  const suite = path.join(' > ');
  const file = test.module.relativeModuleId;
  const known = skipped.find(
    (entry) => entry.file === file && entry.suite === suite && entry.reason === reason,
  );
  if (known) known.tests++;
  else skipped.push({ file, suite, reason, tests: 1 });
}

/** `… (skipped where Chromium is absent)`, or a name that names an input which is not here. */
function reasonInName(name: string): string | undefined {
  const said = /\((?:skipped|skips|needs)\b[^)]*\)/.exec(name)?.[0].slice(1, -1);
  if (said !== undefined) return said;
  const input = /\b(?:vectors|tools|spec|reference)\/[\w.-]+/.exec(name)?.[0];
  return input === undefined || existsSync(join(sharedFolder, input))
    ? undefined
    : `../shared/${input} is not here`;
}
