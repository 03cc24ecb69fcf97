import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Those that take minutes, by far the longest. On a fresh machine nothing tells Vitest so: it goes by the size of files. */
const longest = ['test/renderer/axe.test.ts'];

/** Begins with the longest files, so that at the end nobody waits for one that began last. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isLongest = ({ moduleId }: TestSpecification) =>
      longest.some((name) => moduleId.replaceAll('\\', '/').endsWith(name));
    return [...sorted.filter(isLongest), ...sorted.filter((file) => !isLongest(file))];
  }
}
