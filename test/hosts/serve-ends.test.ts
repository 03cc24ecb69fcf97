import { mkdtempSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readEngineFile } from '../../src-main/hosts/engine/endpoint.ts';
import { workbenchVersion } from '../../src-main/hosts/engine/version.ts';
import { isFinal } from '../../src-shared/model/index.ts';
import { attachTo, type Engine, orderProfile } from '../support/technician-bench.ts';
import { runProgram, type ServedWorkbench, serveProgram } from './run-program.ts';

/** An engine that is told to end ends, whoever uses it and whatever it is at. That it hangs is seen by the test's own time. */
describe('serve ends when it is told to', { timeout: 90_000 }, () => {
  let folder: string;
  let served: ServedWorkbench;
  let engine: Engine;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'serve-ends-'));
    served = await serveProgram(folder, ['--simulator-cards', '4']);
    engine = await attachTo(folder);
  }, 60_000);
  afterEach(async () => {
    served.process.kill('SIGKILL');
    await engine.close();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  });

  /** A batch over all readers, with a code for each, at work. */
  async function startBatch(): Promise<number> {
    const codes: string[] = [];
    for (let at = 0; at < 6; at++) codes.push((await orderProfile(engine)).activationCode);
    const { batch } = await engine.call('batches.create', {
      name: 'Rig',
      rows: codes.map((activationCode) => ({ activationCode })),
      readers: ['sim:0', 'sim:1', 'sim:2', 'sim:3'],
    });
    const id = batch?.id ?? 0;
    await engine.call('batches.start', { id });
    return id;
  }

  /** Puts every card in anew, so that it is one that has just come. */
  async function cardsAnew(): Promise<void> {
    for (const { card, readerId } of (await engine.call('simulator.picture', {})).cards) {
      if (readerId === undefined) continue;
      await engine.call('simulator.cards.remove', { card });
      await engine.call('simulator.cards.insert', { card, readerId });
    }
  }

  const lines = async (id: number, state: 'running' | 'waiting') =>
    (await engine.call('batches.lines', { id, state, after: 0, limit: 100 })).filter(
      (line) => state === 'running' || line.wantedEid !== undefined,
    ).length;

  test('with programs attached that do not leave, and a batch at work with a card to be put back', async () => {
    await engine.call('simulator.faults.add', { rule: 'apdu delay=40ms' });
    const id = await startBatch();
    await cardsAnew();
    await expect.poll(() => lines(id, 'running'), { timeout: 30_000 }).toBe(4);
    // One is pulled out in the middle of its download: the station wants it back.
    await expect
      .poll(
        async () =>
          (await engine.call('operations.list', { limit: 20 })).some(
            (one) => one.readerId === 'sim:3' && one.kind !== 'read_card' && one.status === 'download',
          ),
        { timeout: 30_000 },
      )
      .toBe(true);
    await engine.call('simulator.cards.remove', { card: 3 });
    // Another program is attached and reads nothing that is said to it.
    const deaf = await attachDeaf(folder);
    expect(await served.end()).toBe(0);
    deaf.destroy();
  });

  test('with a card in the batch that gives no answer any more', async () => {
    await engine.call('simulator.faults.add', { rule: 'apdu ES10b.PrepareDownload mute' });
    const id = await startBatch();
    await cardsAnew();
    await expect.poll(() => lines(id, 'running'), { timeout: 30_000 }).toBe(4);
    await expect
      .poll(
        async () =>
          (await engine.call('operations.list', { limit: 20 })).filter(
            (one) => !isFinal(one) && one.progress?.step === 'ES10b.PrepareDownload',
          ).length,
        { timeout: 30_000 },
      )
      .toBe(4);
    expect(await served.end()).toBe(0);
    // And nothing is left that would keep the next one out.
    const next = await runProgram(['operation', 'list', '--json', '--data', folder]);
    expect(next.code).toBe(0);
  });
});

/** Attaches to the engine's socket, and reads nothing from then on. */
async function attachDeaf(folder: string): Promise<Socket> {
  const file = readEngineFile(folder);
  if (file === undefined) throw new Error('no engine');
  const socket = connect(file.socket);
  await new Promise<void>((done) => socket.once('connect', done));
  socket.write(`${JSON.stringify({ hello: { version: workbenchVersion(), token: file.token } })}\n`);
  socket.pause();
  // It is cut off in the end, with what it has not read.
  socket.on('error', () => {});
  return socket;
}
