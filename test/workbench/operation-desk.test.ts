/** What goes wrong where nobody waits: it is logged, and ends neither an operation nor the engine. */

import { expect, it, onTestFinished, vi } from 'vitest';
import { WorkbenchError } from '../../src-shared/errors/index.ts';
import { codeFor, offer } from '../operations/profiles.ts';
import { startOperationBench } from '../support/operation-bench.ts';

const corrupt = () => {
  throw new WorkbenchError('store_corrupt', { table: 'cards', row: '1', column: 'info', reason: 'no JSON' });
};

/** Promises that were rejected with nobody listening, which would end the engine. */
function unheard(): unknown[] {
  const reasons: unknown[] = [];
  const listener = (reason: unknown) => void reasons.push(reason);
  process.on('unhandledRejection', listener);
  onTestFinished(() => void process.off('unhandledRejection', listener));
  return reasons;
}

const turns = async () => {
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
};

it('a card that cannot be read from the store takes nothing from the operation that has ended', async () => {
  const reasons = unheard();
  const logged: string[] = [];
  const log = (_message: string, { code }: WorkbenchError) => void logged.push(code);
  const bench = await startOperationBench({ profiles: [], log });
  onTestFinished(() => bench.close());
  const { getCard } = bench.store;
  Object.assign(bench.store, { getCard: corrupt });
  const operation = await bench.run({ kind: 'read_card', readerId: 'sim:0' });
  await turns();
  Object.assign(bench.store, { getCard });
  expect(operation.status).toBe('successful');
  expect(reasons).toEqual([]);
  expect(logged).toEqual(['store_corrupt']);
});

it('operations that cannot be read from the store keep no card from being served', async () => {
  const reasons = unheard();
  const logged: string[] = [];
  const log = (_message: string, { code }: WorkbenchError) => void logged.push(code);
  const bench = await startOperationBench({ profiles: [], log });
  onTestFinished(() => bench.close());
  const { unfinishedOperations } = bench.store;
  Object.assign(bench.store, { unfinishedOperations: corrupt });
  await bench.reader.remove();
  bench.reader.insert();
  await turns();
  Object.assign(bench.store, { unfinishedOperations });
  expect(reasons).toEqual([]);
  expect(logged).toEqual(['store_corrupt']);
  expect((await bench.run({ kind: 'read_card', readerId: 'sim:0' })).status).toBe('successful');
});

it('an end that the store could not take is written as soon as it takes it, and its code is free again', async () => {
  const logged: string[] = [];
  const log = (_message: string, { code }: WorkbenchError) => void logged.push(code);
  const bench = await startOperationBench({ profiles: [offer('PLAIN', '8949000000000000017')], log });
  onTestFinished(() => bench.close());
  const { enterStatus } = bench.store;
  const full = () => {
    throw new WorkbenchError('store_full');
  };
  const { workbench } = bench;
  const ends: number[] = [];
  workbench.subscribe((event) => {
    if (event.type === 'operation' && event.operation.status === 'failed') ends.push(event.operation.id);
  });
  const request = { kind: 'download', readerId: 'sim:0', activationCode: codeFor('PLAIN') } as const;
  const early = await bench.run(request, ({ id, question }) => {
    if (question === undefined) return;
    Object.assign(bench.store, { enterStatus: full });
    setImmediate(() => void workbench.call('operations.cancel', { id }));
  });
  expect(early.status).toBe('download');
  expect(ends).toEqual([early.id]);
  // The reader is free, the code is not: the database says that the operation has it.
  await expect(workbench.call('operations.start', request)).rejects.toMatchObject({ code: 'code_claimed' });
  Object.assign(bench.store, { enterStatus });
  await vi.waitFor(() => expect(ends).toEqual([early.id, early.id]), { timeout: 10_000 });
  const operation = await workbench.call('operations.get', { id: early.id });
  expect(operation).toMatchObject({ status: 'failed', error: { code: 'store_full' } });
  expect(operation.question).toBeUndefined();
  expect((await bench.run({ ...request, acceptProfile: true })).status).toBe('successful');
  expect(logged).toEqual(['store_full']);
});
