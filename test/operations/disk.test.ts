import { expect, it, onTestFinished } from 'vitest';
import { WorkbenchError } from '../../src-shared/errors/index.ts';
import { functions, startOperationBench } from '../support/operation-bench.ts';
import { codeFor, offer } from './profiles.ts';

it("the segment that makes the profile the card's is not sent before what was written is on the disk", async () => {
  const bench = await startOperationBench({ profiles: [offer('PLAIN', '8949000000000000017')] });
  onTestFinished(() => bench.close());
  const segments = () => functions(operation).filter((one) => one === 'ES10b.LoadBoundProfilePackage').length;
  const { store, reader } = bench;
  const synced = store.synced;
  let loadStarted: boolean | undefined;
  let results = 0;
  Object.assign(store, {
    synced: () => {
      loadStarted = store.listTransactions(1).some((one) => one.loadStarted);
      reader.fault = async (command, toCard) => {
        const answer = await toCard(command);
        // The last segment is answered with the card's result, BF37.
        if (answer[0] === 0xbf && answer[1] === 0x37) results++;
        return answer;
      };
      return Promise.reject(new WorkbenchError('store_failed', { reason: 'EIO' }));
    },
  });
  const request = { kind: 'download', readerId: 'sim:0', acceptProfile: true } as const;
  const operation = await bench.run({ ...request, activationCode: codeFor('PLAIN') });
  expect(loadStarted).toBe(true);
  expect(segments()).toBe(1);
  expect(results).toBe(0);
  expect(operation).toMatchObject({ status: 'failed', error: { code: 'store_failed' } });

  Object.assign(store, { synced });
  const again = await bench.run({ ...request, activationCode: codeFor('PLAIN') });
  expect(again.status).toBe('successful');
  expect(results).toBe(1);
});

it('a profile is not enabled after its download before what was written since is on the disk', async () => {
  const bench = await startOperationBench({ profiles: [offer('PLAIN', '8949000000000000017')] });
  onTestFinished(() => bench.close());
  const { store } = bench;
  const synced = store.synced;
  const statuses: (string | undefined)[] = [];
  Object.assign(store, {
    synced: async () => {
      statuses.push(store.getOperation(1)?.status);
      if (statuses.length > 1) throw new WorkbenchError('store_failed', { reason: 'EIO' });
    },
  });
  const operation = await bench.run({
    kind: 'activate',
    readerId: 'sim:0',
    acceptProfile: true,
    activationCode: codeFor('PLAIN'),
  });
  Object.assign(store, { synced });
  expect(statuses).toEqual(['download', 'enable']);
  expect(operation).toMatchObject({ status: 'failed', error: { code: 'store_failed' } });
  const [card] = store.listCards();
  expect(card?.profiles[0]?.state).toBe('disabled');
});
