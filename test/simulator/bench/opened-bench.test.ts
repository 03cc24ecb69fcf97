import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openSimulatedBench, startSimulatedBench } from '../../../src-main/simulator/bench.ts';
import { eidOfCard } from '../../../src-main/simulator/bench-eid.ts';

describe('a bench that is opened before its worker has come up', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'bench-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const gate = () => join(folder, 'gate');

  /** A worker that says this, and answers every request with nothing, when there is a file `gate`. */
  function gatedWorker(says: string): URL {
    const file = join(folder, 'worker.cjs');
    writeFileSync(
      file,
      `const { parentPort } = require('node:worker_threads');
      const wait = setInterval(() => {
        if (!require('node:fs').existsSync(${JSON.stringify(gate())})) return;
        clearInterval(wait);
        parentPort.postMessage(${says});
        parentPort.on('message', ({ id, call }) => {
          parentPort.postMessage({ type: 'answer', id });
          if (call === 'close') parentPort.close();
        });
      }, 5);`,
    );
    return new URL(`file://${file}`);
  }

  const ready = (readers: string, cards: string) =>
    `{ type: 'ready', readers: ${readers}, cards: ${cards}, shops: [], trustAnchors: [Uint8Array.of(1)],
      smdp: { address: 'smdp.simulated.test', host: '127.0.0.1', port: 7 } }`;

  async function runOnce(act: (bench: Awaited<ReturnType<typeof startSimulatedBench>>) => Promise<unknown>) {
    const bench = await startSimulatedBench({ folder });
    try {
      await act(bench);
      return await bench.readers.snapshot();
    } finally {
      await bench.close();
    }
  }

  const open = () => writeFileSync(gate(), '');

  test('has the readers and cards of its last end, and its cards answer when the worker is there', async () => {
    const before = await runOnce(async (bench) => {
      await bench.byHand.addReader('sim:5');
      await bench.byHand.removeCard(1, undefined);
    });
    expect(before.readers.map((one) => [one.name, one.presence])).toEqual([
      ['Simulated reader 0', 'present'],
      ['Simulated reader 1', 'empty'],
      ['Simulated reader 5', 'empty'],
    ]);
    const [first] = before.readers;
    const cards = `[{ card: 0, eid: '${eidOfCard(0)}', atr: Uint8Array.from([${first?.atr?.join(',')}]), home: 0 },
      { card: 1, eid: '${eidOfCard(1)}', atr: Uint8Array.from([${first?.atr?.join(',')}]) }]`;
    const bench = await openSimulatedBench({ folder, worker: gatedWorker(ready('[0, 1, 5]', cards)) });
    try {
      expect(bench.smdpAddress).toBe('smdp.simulated.test');
      expect(await bench.readers.snapshot()).toEqual(before);
      let connected = false;
      const connecting = bench.readers.connect('Simulated reader 0').then(() => {
        connected = true;
      });
      const codes = bench.codes();
      await new Promise((resolve) => setImmediate(resolve));
      expect(connected).toBe(false);
      open();
      await connecting;
      expect(await codes).toEqual([]);
      expect((await bench.servers).smdp.port).toBe(7);
      // The card that was connected is in its reader still: nothing was put in anew.
      expect((await bench.readers.snapshot()).readers[0]).toMatchObject({ presence: 'in_use' });
    } finally {
      await bench.close();
    }
  });

  test('is as the worker says, where that is otherwise', async () => {
    await runOnce(async () => {});
    const cards = `[{ card: 4, eid: '${eidOfCard(4)}', atr: Uint8Array.of(0x3b, 0), home: 3 }]`;
    const bench = await openSimulatedBench({ folder, worker: gatedWorker(ready('[1, 3]', cards)) });
    try {
      expect((await bench.readers.snapshot()).readers).toHaveLength(2);
      open();
      await bench.servers;
      expect((await bench.readers.snapshot()).readers.map((one) => [one.name, one.presence])).toEqual([
        ['Simulated reader 1', 'empty'],
        ['Simulated reader 3', 'present'],
      ]);
      expect(bench.cards.map(({ eid }) => eid)).toEqual([eidOfCard(4)]);
      expect(bench.byHand.readerOf(4)).toBe(3);
    } finally {
      await bench.close();
    }
  });

  test('has no readers any more where the worker cannot start, and everybody is told why', async () => {
    await runOnce(async () => {});
    const error = `{ type: 'failed', error: { code: 'simulator_bench_state', params: { path: 'p', reason: 'r' } } }`;
    const bench = await openSimulatedBench({ folder, worker: gatedWorker(error) });
    try {
      const connecting = bench.readers.connect('Simulated reader 1');
      const codes = bench.codes();
      open();
      await expect(bench.servers).rejects.toMatchObject({ code: 'simulator_bench_state' });
      await expect(codes).rejects.toMatchObject({ code: 'simulator_bench_state' });
      await expect(connecting).rejects.toBeInstanceOf(Error);
      expect((await bench.readers.snapshot()).readers).toEqual([]);
      await expect(bench.codes()).rejects.toMatchObject({ code: 'simulator_bench_state' });
    } finally {
      await bench.close();
    }
  });

  test.each([
    ['that is no JSON', '{"version":1'],
    ['of another kind', '{"version":2,"readers":[],"cards":[],"smdpAddress":"a"}'],
    [
      'with a card that is none',
      '{"version":1,"readers":[0],"cards":[{"card":0,"eid":"1","atr":"3B","home":0}],"smdpAddress":"a"}',
    ],
  ])('waits for the worker where it was kept in a file %s', async (_what, text) => {
    const first = await runOnce(async () => {});
    writeFileSync(join(folder, 'last.json'), text);
    const bench = await openSimulatedBench({ folder });
    try {
      expect(await bench.readers.snapshot()).toEqual(first);
      expect((await bench.servers).smdp.port).toBeGreaterThan(0);
    } finally {
      await bench.close();
    }
  });

  test('leaves the processors alone for a while, and what is asked meanwhile is answered then', async () => {
    await runOnce(async () => {});
    const bench = await openSimulatedBench({ folder }, 30);
    try {
      const [codes, connection] = await Promise.all([
        bench.codes(),
        bench.readers.connect('Simulated reader 0'),
      ]);
      expect(codes.length).toBeGreaterThan(0);
      await connection.disconnect('reset');
    } finally {
      await bench.close();
    }
  });

  test('is closed before its worker was begun', async () => {
    await runOnce(async () => {});
    const bench = await openSimulatedBench({ folder }, 3_600_000);
    const codes = bench.codes();
    const connecting = bench.readers.connect('Simulated reader 0');
    await Promise.all([
      expect(codes).rejects.toMatchObject({ code: 'simulator_bench_failed' }),
      expect(connecting).rejects.toBeInstanceOf(Error),
      expect(bench.servers).rejects.toMatchObject({ code: 'simulator_bench_failed' }),
      bench.close(),
    ]);
    expect(bench.failure()).toMatchObject({ code: 'simulator_bench_failed' });
  });

  test('waits where more cards are asked for than there were', async () => {
    await runOnce(async () => {});
    const bench = await openSimulatedBench({ folder, cards: 3 });
    try {
      expect((await bench.readers.snapshot()).readers).toHaveLength(3);
    } finally {
      await bench.close();
    }
  });
});
