/**
 * Operations that change the memory of a card read EUICCInfo2 once more at their end. Evidence that was recorded before they did so
 * (recorded/) is replayed byte for byte as it is, and so is what is recorded now.
 */

import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { address, type Bench, matchingIds, startBench } from '../support/fault-bench.ts';
import { changedPart } from './searched.ts';
import { exported, freshDesk } from './support.ts';

const fresh = freshDesk();
const readerId = 'sim:0';
const step = 'ES10b.GetEUICCInfo2';
let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
afterAll(async () => {
  await bench.close();
  fresh.close();
});

async function replayed(file: Buffer) {
  const { id, exchanges } = await fresh.open(file);
  const result = await fresh.replay(id);
  const steps = result.operation.steps.flatMap((one) => one.step ?? []);
  return { ...result, exchanges, steps };
}

test.each(['activate', 'delete'])('an old recording of %s, of a card that was known', async (name) => {
  const path = new URL(`recorded/${name}-before-memory-again.euicc-evidence`, import.meta.url);
  const { equal, deviation, replayed: played, exchanges, steps } = await replayed(await readFile(path));
  expect(deviation).toBeUndefined();
  expect({ equal, played }).toEqual({ equal: true, played: exchanges });
  expect(steps).not.toContain(step);
});

test.each([
  ['reset-memory', 'successful'],
  ['reset-memory-unreadable', 'failed'],
])('an old recording of %s, in which what cannot be read fails', async (name, status) => {
  const path = new URL(`recorded/${name}-before-tolerance.euicc-evidence`, import.meta.url);
  const { equal, deviation, replayed: played, exchanges, operation } = await replayed(await readFile(path));
  expect(deviation).toBeUndefined();
  expect({ equal, played }).toEqual({ equal: true, played: exchanges });
  expect(operation.status).toBe(status);
});

describe('a recording of now', () => {
  const files = new Map<string, Buffer>();
  beforeAll(async () => {
    const keep = async (name: string, { id }: { readonly id: number }) =>
      files.set(name, await exported(bench.workbench, id));
    const activationCode = `LPA:1$${address}$${matchingIds.plain}`;
    const profile = { iccid: bench.iccid };
    await bench.run({ kind: 'read_card', readerId });
    const request = { kind: 'activate', readerId, activationCode, acceptProfile: true } as const;
    await keep('activate', await bench.run(request));
    await bench.run({ kind: 'disable', readerId, profile, refresh: true });
    bench.addRules('apdu ES10b.GetEUICCInfo2 sw=6F00');
    await keep('delete', await bench.run({ kind: 'delete', readerId, profile }));
    const reset = {
      kind: 'reset_memory' as const,
      readerId,
      options: ['deleteFieldLoadedTestProfiles' as const],
    };
    await keep('reset of a card that is unreadable', await bench.run(reset));
    bench.clearRules();
    await keep('reset', await bench.run(reset));
  });

  test('of a memory reset, also where the card says nothing of itself after it', async () => {
    for (const name of ['reset', 'reset of a card that is unreadable']) {
      const {
        equal,
        deviation,
        replayed: played,
        exchanges,
        operation,
      } = await replayed(files.get(name) ?? Buffer.alloc(0));
      expect(deviation, name).toBeUndefined();
      expect({ equal, played }).toEqual({ equal: true, played: exchanges });
      expect(operation.status).toBe('successful');
      const unreadable = operation.remarks.some(({ code }) => code === 'memory_unreadable');
      expect(unreadable).toBe(name !== 'reset');
    }
  });

  test.each(['activate', 'delete'])('of %s, with the reading or with why it failed', async (name) => {
    const {
      equal,
      deviation,
      replayed: played,
      exchanges,
      steps,
      operation,
    } = await replayed(files.get(name) ?? Buffer.alloc(0));
    expect(deviation).toBeUndefined();
    expect({ equal, played }).toEqual({ equal: true, played: exchanges });
    expect(steps.at(-1)).toBe(step);
    const unreadable = operation.remarks.some(({ code }) => code === 'memory_unreadable');
    expect(unreadable).toBe(name === 'delete');
  });

  test('is told apart by its note: without it the reading is one exchange too many', async () => {
    const file = changedPart(files.get('activate') ?? Buffer.alloc(0), 'trace.jsonl', (text) =>
      text
        .split('\n')
        .filter((line) => !line.includes('card_info_read_again'))
        .join('\n'),
    );
    expect((await replayed(file)).deviation).toMatchObject({ at: 'apdu', purpose: step });
  });
});
