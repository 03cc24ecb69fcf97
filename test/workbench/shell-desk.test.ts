import { expect, onTestFinished, test } from 'vitest';
import { startOperationBench } from '../support/operation-bench.ts';

test('what was found out about a card is forgotten, for it and for cards of its kind, and told', async () => {
  const bench = await startOperationBench({ profiles: [] });
  onTestFinished(() => bench.close());
  const { eid = '' } = await bench.run({ kind: 'read_card', readerId: 'sim:0' });
  const card = bench.store.getCard(eid);
  bench.store.saveCard({
    eid,
    lastSeenAt: card?.lastSeenAt ?? 0,
    simulated: true,
    quirks: ['basic_channel', 'no_refresh'],
  });
  bench.store.setSetting('quirksByAtr', { AA: ['basic_channel', 'by_isdp_aid'], BB: ['no_refresh'] });
  const told: unknown[] = [];
  bench.workbench.subscribe((event) => event.type === 'card' && told.push(event.card.quirks));
  const changed = await bench.workbench.call('cards.forgetQuirks', { eid });
  expect(changed.quirks).toEqual([]);
  expect(changed.profiles).toEqual(card?.profiles);
  expect(bench.store.getQuirks(eid)).toEqual([]);
  // What another card has shown beside it stays.
  expect(bench.store.getSetting('quirksByAtr')).toEqual({ AA: ['by_isdp_aid'] });
  expect(told).toEqual([[]]);
  await expect(
    bench.workbench.call('cards.forgetQuirks', { eid: '89049032000000000000000000000000' }),
  ).rejects.toMatchObject({ code: 'card_not_known' });
});

test('nothing runs: ending the engine would break nothing off', async () => {
  const bench = await startOperationBench({ profiles: [] });
  onTestFinished(() => bench.close());
  expect(await bench.workbench.call('operations.ending', {})).toEqual([]);
});

test('of what runs, what somebody has begun is asked about, not the reading that the engine begins by itself', async () => {
  const bench = await startOperationBench({ profiles: [], autoRead: true });
  onTestFinished(() => bench.close());
  let gate = Promise.withResolvers<void>();
  onTestFinished(() => gate.resolve());
  bench.reader.fault = async (command, toCard) => {
    await gate.promise;
    return await toCard(command);
  };
  const begun = () => bench.store.listOperations({ limit: 1 })[0];
  const ending = () => bench.workbench.call('operations.ending', {});
  await bench.reader.remove();
  bench.reader.insert();
  await expect.poll(() => begun()?.status).toBe('starting');
  expect(await ending()).toEqual([]);
  gate.resolve();
  await expect.poll(() => begun()?.status).toBe('successful');
  gate = Promise.withResolvers<void>();
  const { id } = await bench.workbench.call('operations.start', { kind: 'read_card', readerId: 'sim:0' });
  expect(await ending()).toMatchObject([{ id, kind: 'read_card', effect: 'cancelled' }]);
});
