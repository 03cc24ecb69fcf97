/** The engine of a race, in a process that can be killed at any moment, while its cards and its SM-DP+ go on here. */

import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AttachedEngine } from '../../src-main/hosts/engine/attach.ts';
import { connectEngine } from '../../src-main/hosts/engine/client.ts';
import { type Bench, createBench } from '../../src-main/simulator/kit/create-bench.ts';
import type { EngineBegin, FromEngine, ToEngine } from './messages.ts';

/** A generator that gives the same numbers for the same seed (mulberry32): a round that failed can be run again. */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export class EngineHost {
  readonly bench: Bench;
  readonly #folder: string;
  #engine: ChildProcess | undefined;

  private constructor(bench: Bench, folder: string) {
    this.bench = bench;
    this.#folder = folder;
  }

  /** With so many readers, and a card in each. */
  static async begin(readers: number): Promise<EngineHost> {
    const bench = await createBench({ cards: readers, profiles: [], smds: { which: 'none' } });
    return new EngineHost(bench, mkdtempSync(join(tmpdir(), 'workbench-race-')));
  }

  async close(): Promise<void> {
    await this.kill();
    await this.bench.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async kill(): Promise<void> {
    const engine = this.#engine;
    this.#engine = undefined;
    if (engine === undefined || engine.exitCode !== null || engine.signalCode !== null) return;
    const ended = once(engine, 'exit');
    engine.kill('SIGKILL');
    await ended;
    // What PC/SC does for a program that is gone.
    for (const card of this.bench.cards) await card.powerOff();
  }

  async start(): Promise<void> {
    if (this.#engine !== undefined) return;
    const script = fileURLToPath(new URL('./engine-child.ts', import.meta.url));
    const engine = fork(script, { serialization: 'advanced', stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    this.#engine = engine;
    const up = Promise.withResolvers<void>();
    engine.once('exit', (code) => up.reject(new Error(`the engine ended with ${code}`)));
    up.promise.catch(() => {});
    engine.on('message', (message: FromEngine) => {
      if (message.type === 'up') up.resolve();
      else void this.#answer(engine, message);
    });
    const { smdp, cards, cis } = this.bench;
    const begin: EngineBegin = {
      folder: this.#folder,
      cards: cards.map(({ atr }) => ({ atr })),
      smdp: { address: smdp.address, host: smdp.host, port: smdp.port },
      anchors: cis.map(({ der }) => der),
    };
    engine.send(begin);
    await up.promise;
  }

  async #answer(engine: ChildProcess, call: Extract<FromEngine, { type: 'card' }>): Promise<void> {
    const card = this.bench.cards[call.card];
    let answer: ToEngine = { id: call.id, response: new Uint8Array(), failed: true };
    try {
      if (card !== undefined) {
        const response =
          call.call === 'transmit' ? await card.transmit(call.command) : await card[call.call]();
        answer = { id: call.id, response: response ?? new Uint8Array(), failed: false };
      }
    } catch {
      // A card without power, or one that was reset in between.
    }
    // An engine that was killed meanwhile has no ears.
    if (engine.connected) engine.send(answer, () => {});
  }

  async attach(): Promise<AttachedEngine> {
    const client = await connectEngine(this.#folder);
    if (client === undefined) throw new Error('no engine listens');
    return client;
  }
}
