/**
 * Every operation of docs/faults.md, cancelled, failed, with lost cards and broken lines: exported, opened in a fresh data
 * folder, and run again to the same bytes and the same end.
 */

import { afterAll, describe, expect, test } from 'vitest';
import { type Case, chapters } from '../../scripts/faults-doc/cases.ts';
import { runFault, States } from '../support/fault-scenarios.ts';
import { exported, freshDesk } from './support.ts';

const states = new States();
const fresh = freshDesk();
afterAll(() => fresh.close());

async function replayed(one: Case) {
  const file = await runFault(one, states, async (bench, operation) =>
    exported(bench.workbench, operation.id),
  );
  const { id } = await fresh.open(file);
  const result = await fresh.replay(id);
  await fresh.desk['evidence.remove']({ id });
  return result;
}

const only = process.env['EVIDENCE_CASES'];
const cases = chapters
  .flatMap(({ sections }) => sections.flatMap((section) => section.cases))
  .filter(({ rules }) => only === undefined || rules.join().includes(only));

describe('each fault is replayed as it was', () => {
  test.each(cases.map((one) => [`${one.scenario}: ${one.rules.join(' and ')}`, one] as const))(
    '%s',
    async (_title, one) => {
      const { equal, deviation, replayed: count, recorded } = await replayed(one);
      expect({ equal, deviation }).toEqual({ equal: true, deviation: undefined });
      expect(count).toEqual(recorded);
    },
  );
});
