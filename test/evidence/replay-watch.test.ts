/** A replay tells how far it is, and ends when nobody wants it any more. */

import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Evidence, ReplayProgress } from '../../src-shared/model/index.ts';
import { address, matchingIds, startBench } from '../support/fault-bench.ts';
import { exported, freshDesk } from './support.ts';

const fresh = freshDesk();
const told: ReplayProgress[] = [];
let evidence: Evidence;

beforeAll(async () => {
  fresh.subscribe((event) => {
    if (event.type === 'replay') told.push(event.replay);
  });
  const bench = await startBench();
  try {
    const activationCode = `LPA:1$${address}$${matchingIds.plain}`;
    const { id } = await bench.run({
      kind: 'activate',
      readerId: 'sim:0',
      activationCode,
      acceptProfile: true,
    });
    evidence = await fresh.open(await exported(bench.workbench, id));
  } finally {
    await bench.close();
  }
});
afterAll(() => fresh.close());

test('begins with nothing, grows, and ends with all of it, once', async () => {
  const { id, exchanges } = evidence;
  expect((await fresh.replay(id)).equal).toBe(true);
  expect(told[0]).toEqual({ id, replayed: { apdus: 0, http: 0 }, recorded: exchanges, ended: false });
  expect(told.at(-1)).toEqual({ id, replayed: exchanges, recorded: exchanges, ended: true });
  const counts = told.map(({ replayed }) => replayed.apdus + replayed.http);
  expect(counts).toEqual([...counts].sort((a, b) => a - b));
  expect(told.filter(({ ended }) => ended)).toHaveLength(1);
});

test('is rejected as cancelled, at once also in the time of an exchange, and what was kept of the last one stays', async () => {
  const { id } = evidence;
  told.length = 0;
  const replay = fresh.desk['evidence.replay']({ id, speed: 'recorded' });
  const ended = expect(replay).rejects.toMatchObject({ code: 'cancelled' });
  await expect.poll(() => told.length).toBeGreaterThan(0);
  expect(await fresh.desk['evidence.cancelReplay']({ id })).toEqual({ cancelled: 1 });
  await ended;
  expect(told.at(-1)?.ended).toBe(true);
  expect((await fresh.desk['evidence.get']({ id })).evidence.lastReplay?.equal).toBe(true);
  expect(await fresh.desk['evidence.cancelReplay']({ id })).toEqual({ cancelled: 0 });
  expect((await fresh.replay(id)).equal).toBe(true);
});

test('of evidence that is not there, nothing is cancelled', async () => {
  await expect(fresh.desk['evidence.cancelReplay']({ id: 99 })).rejects.toMatchObject({
    code: 'evidence_not_found',
  });
});
