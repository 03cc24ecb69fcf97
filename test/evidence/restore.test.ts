/** Removed evidence comes back as it was, until the engine ends. */

import { afterAll, beforeAll, expect, test } from 'vitest';
import { address, matchingIds, startBench } from '../support/fault-bench.ts';
import { exported, freshDesk } from './support.ts';

const fresh = freshDesk();
let file: Buffer;

beforeAll(async () => {
  const bench = await startBench();
  try {
    const activationCode = `LPA:1$${address}$${matchingIds.plain}`;
    const { id } = await bench.run({
      kind: 'download',
      readerId: 'sim:0',
      activationCode,
      acceptProfile: true,
    });
    file = await exported(bench.workbench, id);
  } finally {
    await bench.close();
  }
});
afterAll(() => fresh.close());

test('under its number, with how it was replayed, and can be replayed again', async () => {
  const { id } = await fresh.open(file);
  await fresh.replay(id);
  const { evidence: before } = await fresh.desk['evidence.get']({ id });
  expect(before.lastReplay?.equal).toBe(true);
  expect(await fresh.desk['evidence.remove']({ id })).toEqual({ removed: true });
  await expect(fresh.desk['evidence.get']({ id })).rejects.toMatchObject({ code: 'evidence_not_found' });
  expect(await fresh.desk['evidence.restore']({ id })).toEqual(before);
  expect(await fresh.desk['evidence.list']({})).toEqual([before]);
  expect(await fresh.replay(id)).toMatchObject({ equal: true });
  await expect(fresh.desk['evidence.restore']({ id })).rejects.toMatchObject({ code: 'evidence_not_found' });
});

test('the same file that was opened again meanwhile is that one, and no second', async () => {
  const { id } = await fresh.open(file);
  await fresh.desk['evidence.remove']({ id });
  const again = await fresh.open(file);
  expect(again.id).not.toBe(id);
  expect((await fresh.desk['evidence.restore']({ id })).id).toBe(again.id);
  expect(await fresh.desk['evidence.list']({})).toHaveLength(1);
});

test('what was never there is not restored', async () => {
  await expect(fresh.desk['evidence.restore']({ id: 4711 })).rejects.toMatchObject({
    code: 'evidence_not_found',
  });
});
