import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * The files that take longest, the longest first. On a fresh machine nothing tells Vitest so: it goes by the size of files, and a
 * short file may start a hundred programs.
 */
export const longest = [
  'renderer/axe',
  'race/race',
  'orders/killed',
  'evidence/faults-replay',
  'race/station',
  'electron/apis',
  'electron/packed',
  'hosts/data-archive',
  'renderer/fits',
  'renderer/codes',
  'renderer/shell',
  'renderer/activate',
  'renderer/access',
  'renderer/trace',
  'renderer/station',
  'renderer/pages',
  'window/import',
  'electron/download',
  'electron/tester',
  'window/tester',
  'window/technician',
  'window/qa-day',
  'cli-pcsc/cli-pcsc',
  'store/key-rotation',
  'hosts/program',
  'hosts/order-program',
  'window/order',
  'electron/technician',
  'electron/qa-day',
  'hosts/serve-ends',
  'simulator/kit/page',
  'card/pcsc',
  'hosts/key-rotate',
  'operations/lost-anywhere',
].map((name) => `test/${name}.test.ts`);

/**
 * Begins with the longest files, so that at the end nobody waits for one that began last. Those that share a process (`together`)
 * come after all others: one in between would end it.
 */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const place = ({ moduleId, project }: TestSpecification) => {
      const at = longest.findIndex((name) => moduleId.replaceAll('\\', '/').endsWith(`/${name}`));
      return (at < 0 ? longest.length : at) + (project.config.isolate ? 0 : longest.length + 1);
    };
    return sorted.sort((a, b) => place(a) - place(b));
  }
}
