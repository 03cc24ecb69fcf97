/**
 * A card that cannot be read at the end fails no operation by now. Evidence of before, in which it did, is replayed to the end
 * that it had; so is what is recorded now.
 */

import { afterAll, beforeAll, expect, test } from 'vitest';
import type { StartOperation } from '../../src-shared/model/index.ts';
import { address, type Bench, matchingIds, startBench } from '../support/fault-bench.ts';
import { changedPart } from './searched.ts';
import { exported, freshDesk } from './support.ts';

const fresh = freshDesk();
const readerId = 'sim:0';
let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
  const activationCode = `LPA:1$${address}$${matchingIds.plain}`;
  await bench.run({ kind: 'download', readerId, activationCode, acceptProfile: true });
});
afterAll(async () => {
  await bench.close();
  fresh.close();
});

const requests: Record<string, () => StartOperation> = {
  default_smdp: () => ({ kind: 'default_smdp', readerId, address: 'other.example' }),
  nickname: () => ({ kind: 'nickname', readerId, iccid: bench.iccid, nickname: 'Mine' }),
};

/** What comes of the evidence of an operation, and of it as it was before the note was made: with the same exchanges. */
async function replayed(operationId: number, note: string) {
  const file = await exported(bench.workbench, operationId);
  const replay = async (one: Buffer) => {
    const { id, exchanges } = await fresh.open(one);
    const result = await fresh.replay(id);
    expect(result.replayed).toEqual(exchanges);
    return result;
  };
  const withoutNote = changedPart(file, 'trace.jsonl', (text) =>
    text
      .split('\n')
      .filter((line) => !line.includes(note))
      .join('\n'),
  );
  return { played: await replay(file), before: await replay(withoutNote) };
}

test.each([
  ['default_smdp', 'apdu ES10b.GetEUICCInfo2 sw=6F00', 'status_word'],
  ['default_smdp', 'apdu ES10b.GetEUICCInfo2 removal back=1ms', 'card_removed'],
  ['nickname', 'apdu ES10c.GetProfilesInfo sw=6F00', 'status_word'],
])('%s with %s', async (kind, rule, code) => {
  bench.addRules(rule);
  const recorded = await bench.run((requests[kind] as () => StartOperation)());
  bench.clearRules();
  expect(recorded.remarks).toContainEqual({ code: 'card_not_read_again', params: { code } });
  const { played, before } = await replayed(recorded.id, 'card_not_read_again');
  expect(played.deviation).toBeUndefined();
  expect(played.equal).toBe(true);
  expect(played.operation.status).toBe('successful');
  expect(before.operation).toMatchObject({ status: 'failed', error: { code } });
  expect(before.deviation).toMatchObject({ at: 'end', field: 'status', found: 'failed' });
});

test('a change that could not be seen is to be found out; before, it was taken for undone', async () => {
  bench.addRules('ES10c.GetProfilesInfo sw=6F00 after=1');
  const recorded = await bench.run({ kind: 'delete', readerId, profile: { iccid: bench.iccid } });
  bench.clearRules();
  expect(recorded).toMatchObject({ status: 'failed', reconciliation: { state: 'pending' } });
  const { played, before } = await replayed(recorded.id, 'card_change_unseen');
  expect(played.deviation).toBeUndefined();
  expect(before.deviation).toMatchObject({ at: 'end', field: 'reconciliation', found: 'none ' });
});
