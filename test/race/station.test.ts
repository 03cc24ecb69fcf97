/** A batch on eight readers, whose engine is killed at random until it is finished: each code is on one card, each card has one. */

import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { EngineHost, randomOf } from './engine-host.ts';

const readers = 8;
const rounds = 12;

it(`${rounds} batches go on after kill -9 at any moment: every code on one card, every card one code`, async () => {
  const host = await EngineHost.begin(readers);
  const random = randomOf(20_261_128);
  let kills = 0;
  try {
    for (let round = 0; round < rounds; round++) {
      for (const card of host.bench.cards) await card.restoreFactoryState();
      const codes = host.bench.cards.map((_, at) =>
        host.bench.addProfile({ name: `ROUND-${round}-CODE-${at}` }),
      );
      await host.start();
      const client = await host.attach();
      await client.ready();
      const { batch } = await client.call('batches.create', {
        rows: codes.map((activationCode) => ({ activationCode })),
        readers: codes.map((_, at) => `sim:${at}`),
        recipe: { nickname: 'Round', stopAfter: { inARow: 0 } },
      });
      const id = batch?.id ?? 0;
      await client.call('batches.start', { id });
      await client.close();
      for (let kill = 0; kill < 3; kill++) {
        await sleep(random() ** 2 * 500);
        await host.kill();
        kills++;
        await host.start();
      }
      const after = await host.attach();
      try {
        await expect
          .poll(async () => (await after.call('batches.get', { id })).state, { timeout: 30_000 })
          .toBe('finished');
        const lines = await after.call('batches.lines', { id });
        expect(lines.map(({ state, error }) => [state, error?.code])).toEqual(
          codes.map(() => ['done', undefined]),
        );
        expect(new Set(lines.map(({ cardEid }) => cardEid)).size).toBe(readers);
        for (const card of host.bench.cards) {
          const line = lines.find(({ cardEid }) => cardEid === card.eid);
          const code = await after.call('codes.get', { id: line?.codeId ?? 0 });
          expect(card.profiles()).toMatchObject([{ iccid: code.iccid, state: 'enabled' }]);
          expect(code).toMatchObject({ state: 'ACTIVE', eid: card.eid });
        }
      } finally {
        await after.close();
      }
    }
  } finally {
    await host.close();
  }
  expect(kills).toBe(rounds * 3);
}, 300_000);
