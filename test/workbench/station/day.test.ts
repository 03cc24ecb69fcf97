/** The technician's day: sixteen readers and a CSV of codes, bad codes and a card pulled too early among them. */

import { expect, test } from 'vitest';
import { file, readerIds, startStationBench } from './station-bench.ts';

test('sixteen cards from a CSV of codes, with two bad codes and one card pulled out too early', async () => {
  const station = await startStationBench({ readers: 16, cards: 16 });
  const good = station.codes(16);
  const bad = ['NEVER-ISSUED-1', 'NEVER-ISSUED-2'].map((id) => good[0]?.replace(/[^$]+$/, id) ?? '');
  const all = [...good.slice(0, 5), bad[0], ...good.slice(5, 11), bad[1], ...good.slice(11)];
  const csv = `\uFEFFactivation code;label\r\n${all.map((code, at) => `"${code}";Phone ${at + 1}`).join('\r\n')}\r\nLPA:1$nonsense;broken\r\n`;
  const { batch, report } = await station.workbench.call('batches.create', {
    name: 'Monday',
    files: [file(csv)],
    readers: readerIds(16),
    recipe: { nextCodeAfterBad: true, nickname: 'Bench {line}', stopAfter: { inARow: 3 } },
  });
  if (batch === undefined) throw new Error('no batch');
  expect(report.refused.map(({ place }) => [place.file, place.line])).toEqual([['codes.csv', 20]]);
  expect(batch.counts.waiting).toBe(18);
  // A hand pulls the seventh card while its profile is loaded, once.
  let pulled = false;
  station.workbench.subscribe((event) => {
    if (pulled || event.type !== 'operation' || event.operation.readerId !== 'sim:6') return;
    if (event.operation.progress?.bytesDone === undefined) return;
    pulled = true;
    void station.remove(6);
  });
  await station.workbench.call('batches.start', { id: batch.id });
  await Promise.all(Array.from({ length: 16 }, (_, index) => station.insert(index, index)));
  await station.until(
    batch.id,
    ({ slots }) => slots.every(({ phase }) => phase === 'take_out' || phase === 'put_back'),
    'the end of sixteen turns',
  );
  const back = await station.slot(batch.id, 6);
  expect(back).toMatchObject({
    phase: 'put_back',
    eid: station.card(6).eid,
    error: { code: 'card_removed' },
  });
  expect(await station.get(batch.id)).toMatchObject({
    state: 'running',
    counts: { waiting: 1, running: 0, done: 15, failed: 2, skipped: 0 },
  });
  // Another card in its place is not given its code: there is none left for it.
  expect((await station.slot(batch.id, 0)).expects).toEqual({
    kind: 'cards',
    count: 1,
    eids: [station.card(6).eid],
  });

  // The same card is put into another reader, out of which its own has been taken.
  await station.remove(2);
  await station.shows(batch.id, 2, 'insert');
  await station.insert(2, 6);
  const ended = await station.until(batch.id, ({ state }) => state === 'finished', 'the end of the batch');
  expect(ended.counts).toEqual({ waiting: 0, running: 0, done: 16, failed: 2, skipped: 0 });

  const lines = await station.lines(batch.id);
  expect(new Set(lines.flatMap(({ cardEid, state }) => (state === 'done' ? [cardEid] : []))).size).toBe(16);
  for (const index of Array.from({ length: 16 }, (_, at) => at)) {
    const card = station.card(index);
    const line = lines.find(({ cardEid, state }) => state === 'done' && cardEid === card.eid);
    const [profile, ...others] = card.profiles();
    expect(others).toEqual([]);
    expect(profile).toMatchObject({ iccid: line?.iccid, state: 'enabled', nickname: `Bench ${line?.line}` });
    const code = await station.workbench.call('codes.get', { id: line?.codeId ?? 0 });
    expect(code).toMatchObject({ state: 'ACTIVE', eid: card.eid, iccid: line?.iccid });
  }
  const failed = lines.filter(({ state }) => state === 'failed');
  expect(failed.map(({ line, error }) => [line, error?.code])).toEqual([
    [6, 'es9_status'],
    [13, 'es9_status'],
  ]);
});
