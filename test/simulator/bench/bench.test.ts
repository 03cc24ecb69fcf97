import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type SimulatedBench, startSimulatedBench } from '../../../src-main/simulator/bench.ts';
import { eidOfCard } from '../../../src-main/simulator/bench-eid.ts';
import { fromHex, toBase64, toHex } from '../../../src-shared/bytes.ts';
import { WorkbenchError } from '../../../src-shared/errors/index.ts';

const reader = 'Simulated reader 0';

/** Sends commands to the card of the first reader, the ISD-R selected before. Gives the last answer. */
async function send(bench: SimulatedBench, ...commands: string[]): Promise<string> {
  const connection = await bench.readers.connect(reader);
  let last = '';
  for (const command of ['00A4040010A0000005591010FFFFFFFF8900000100', ...commands])
    last = toHex(await connection.transmit(fromHex(command)));
  await connection.disconnect('reset');
  return last;
}

/** Status of an ES9+ request, over TLS that is verified against the bench's trust anchors. */
function post(bench: SimulatedBench): Promise<{ status: number; authorized: boolean }> {
  const { address, host, port } = bench.smdp;
  const ca = bench.trustAnchors.map(
    (der) => `-----BEGIN CERTIFICATE-----\n${toBase64(der)}\n-----END CERTIFICATE-----\n`,
  );
  return new Promise((resolve, reject) => {
    const path = '/gsma/rsp2/es9plus/initiateAuthentication';
    const headers = { 'Content-Type': 'application/json', 'X-Admin-Protocol': 'gsma/rsp/v2.5.0' };
    const call = request({
      method: 'POST',
      host,
      port,
      path,
      servername: address,
      ca,
      headers,
      agent: false,
    });
    call.on('error', reject);
    call.on('response', (response) => {
      const socket = response.socket as unknown as { authorized: boolean };
      resolve({ status: response.statusCode ?? 0, authorized: socket.authorized });
      response.resume();
    });
    call.end('{}');
  });
}

describe('the simulated bench', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'bench-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  test('EIDs pass their check digits', () => {
    for (const index of [0, 1, 41]) {
      expect(eidOfCard(index)).toMatch(/^\d{32}$/);
      expect(BigInt(eidOfCard(index)) % 97n).toBe(1n);
    }
  });

  test('has readers with cards, an SM-DP+ with codes, and is the same bench after a restart', async () => {
    const first = await startSimulatedBench({ folder });
    try {
      const { readers } = await first.readers.snapshot();
      expect(readers.map((one) => [one.name, one.presence])).toEqual([
        ['Simulated reader 0', 'present'],
        ['Simulated reader 1', 'present'],
      ]);
      const [codeOne, ...otherCodes] = await first.codes();
      expect(codeOne?.confirmationCode).toBeUndefined();
      expect(otherCodes.some((code) => code.confirmationCode !== undefined)).toBe(true);
      expect(codeOne?.activationCode).toContain(`$${first.smdp.address}$`);
      expect((await post(first)).authorized).toBe(true);
      expect(await send(first, '80E291000ABF3F078005612E74737400')).toBe('BF3F038001009000');
      expect(await send(first, '80E2910006BF3E035C015A00')).toBe(`BF3E125A10${eidOfCard(0)}9000`);
    } finally {
      await first.close();
    }
    const second = await startSimulatedBench({ folder });
    try {
      expect(second.cards.map((card) => card.eid)).toEqual([eidOfCard(0), eidOfCard(1)]);
      expect(second.trustAnchors).toEqual(first.trustAnchors);
      expect(await send(second, '80E2910003BF3C0000')).toContain(`8005${toHex(Buffer.from('a.tst'))}`);
    } finally {
      await second.close();
    }
  });

  test('a card can be taken out and put in again', async () => {
    const bench = await startSimulatedBench({ folder, cards: 1 });
    try {
      const connection = await bench.readers.connect(reader);
      await bench.readers.remove(reader);
      await expect(connection.transmit(fromHex('80F2000000'))).rejects.toMatchObject({
        code: 'card_removed',
      });
      const [card] = bench.cards;
      if (card === undefined) throw new Error('no card');
      await bench.readers.insert(reader, card);
      expect(await send(bench, '80E2910003BF430000')).toMatch(/^BF43.*9000$/);
    } finally {
      await bench.close();
    }
  });

  test('fault rules are added, obeyed, counted and cleared while it runs', async () => {
    const bench = await startSimulatedBench({ folder });
    try {
      const { faults } = bench;
      expect(await faults.list()).toEqual([]);
      await faults.add('apdu ES10c.GetEID sw=6985 reader=sim:0 times=1');
      await faults.add({
        layer: 'card',
        when: { function: 'ES10b.GetRAT' },
        fault: { kind: 'statusWord', sw: '6A88' },
      });
      expect(await send(bench, '80E2910006BF3E035C015A00')).toBe('6985');
      expect(await send(bench, '80E2910006BF3E035C015A00')).toMatch(/9000$/);
      expect(await send(bench, '80E2910003BF430000')).toBe('6A88');
      expect(await faults.list()).toMatchObject([
        { id: 1, seen: 2, done: 1 },
        { id: 2, rule: 'ES10b.GetRAT sw=6A88', seen: 1, done: 1 },
      ]);
      await expect(faults.add('apdu 12 remuval')).rejects.toMatchObject({ code: 'fault_rule_invalid' });
      await expect(faults.clear(7)).rejects.toMatchObject({ code: 'fault_rule_unknown' });
      expect(await faults.clear(2)).toHaveLength(1);
      expect(await send(bench, '80E2910003BF430000')).toMatch(/9000$/);
      expect(await faults.clear()).toHaveLength(1);
    } finally {
      await bench.close();
    }
  });

  test('a fault takes a card out of its reader, and puts it back', async () => {
    const bench = await startSimulatedBench({ folder, cards: 1 });
    const presence = async () => (await bench.readers.snapshot()).readers[0]?.presence;
    try {
      await bench.faults.add('apdu 2 removal back=20ms');
      await expect(send(bench, '80F2000000')).rejects.toMatchObject({ code: 'card_removed' });
      expect(await presence()).toBe('empty');
      await expect.poll(presence).toBe('present');
      expect(await send(bench, '80E2910003BF430000')).toMatch(/9000$/);
    } finally {
      await bench.close();
    }
  });

  test('says by name what is wrong with its folder', async () => {
    const bench = await startSimulatedBench({ folder, cards: 1 });
    await send(bench, '80E291000ABF3F078005612E74737400');
    await bench.close();
    writeFileSync(join(folder, 'cards/0/state.json'), '{"version":1,');
    await expect(startSimulatedBench({ folder, cards: 1 })).rejects.toMatchObject({
      code: 'simulator_state_corrupt',
    });
  });

  test('a worker that ends takes the readers with it', async () => {
    const script =
      "require('node:worker_threads').parentPort.postMessage(READY);setTimeout(()=>process.exit(3),50)";
    const ready =
      "{type:'ready',cards:[{card:0,eid:'1',atr:Uint8Array.of(0x3b,0),home:0}],readers:[0],smdp:{address:'a',host:'b',port:1},trustAnchors:[]}";
    const worker = join(folder, 'worker.cjs');
    writeFileSync(worker, script.replace('READY', ready));
    const bench = await startSimulatedBench({ folder, worker: new URL(`file://${worker}`) });
    expect(bench.failure()).toBeUndefined();
    const connection = await bench.readers.connect(reader).catch((error) => error);
    if (connection instanceof Error) expect(connection).toBeInstanceOf(WorkbenchError);
    await expect(bench.codes()).rejects.toMatchObject({ code: 'simulator_bench_failed' });
    expect((await bench.readers.snapshot()).readers).toEqual([]);
    expect(bench.failure()).toMatchObject({ code: 'simulator_bench_failed' });
    await bench.close();
  });

  describe('closing', () => {
    const script = (onClose: string) =>
      `const { parentPort } = require('node:worker_threads');
      const { writeFileSync } = require('node:fs');
      parentPort.on('message', ({ id, call }) => {
        if (call !== 'close') return;
        parentPort.postMessage({ type: 'answer', id });
        ${onClose}
      });
      parentPort.postMessage({ type: 'ready', cards: [], readers: [], smdp: { address: 'a', host: 'b', port: 1 }, trustAnchors: [] });`;
    async function start(onClose: string) {
      const worker = join(folder, 'worker.cjs');
      writeFileSync(worker, script(onClose));
      return await startSimulatedBench({ folder, worker: new URL(`file://${worker}`) });
    }

    test('waits until the worker has ended by itself', async () => {
      const ended = join(folder, 'ended');
      const bench = await start(
        `setTimeout(() => { writeFileSync(${JSON.stringify(ended)}, ''); parentPort.close(); }, 200);`,
      );
      await bench.close();
      expect(existsSync(ended)).toBe(true);
    });

    test('stops a worker that does not', async () => {
      const bench = await start('for (;;);');
      await bench.close();
      await expect(bench.codes()).rejects.toMatchObject({ code: 'simulator_bench_failed' });
    });

    test('is nothing that the real worker must be stopped for', async () => {
      const stopped = vi.spyOn(Worker.prototype, 'terminate');
      const exits: number[] = [];
      stopped.mockImplementation(function (this: Worker) {
        exits.push(this.threadId);
        return Promise.resolve(0);
      });
      try {
        const bench = await startSimulatedBench({ folder, cards: 1 });
        await send(bench, '80E2910003BF430000');
        await bench.close();
      } finally {
        stopped.mockRestore();
      }
      // A worker that has ended has no thread any more.
      expect(exits).toEqual([-1]);
    });
  });
});
