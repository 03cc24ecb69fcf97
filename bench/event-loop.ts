/** How long the engine's event loop is held up while readers are busy, beside that of a process that does nothing. */

import { fork } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type BenchEngine, startBenchEngine } from './lib/bench-engine.ts';
import { type EventLoopDelay, watchEventLoop } from './lib/event-loop-delay.ts';
import { type Section, table } from './lib/report.ts';
import { median } from './lib/statistics.ts';
import { runOperation } from './lib/workbench.ts';
import type { CardDelay } from './peers/card.ts';
import type { IdleRequest } from './peers/idle.ts';
import { Peer } from './peers/link.ts';

const targetMs = 20;
const rounds = 5;
const measuredMs = 2000;
/** A card that takes a second for each answer. */
const slow: CardDelay = { fixedMs: 1000, perByteMs: 0 };
const noDelay: CardDelay = { fixedMs: 0, perByteMs: 0 };

interface Load {
  readonly name: string;
  /** How many of the four cards are slow; the others answer at once. */
  readonly slowCards: number;
}
const loads: readonly Load[] = [
  { name: 'each card takes 1 s', slowCards: 4 },
  { name: 'one card takes 1 s, three answer at once', slowCards: 1 },
];

interface Window {
  /** Of the engine's process. */
  readonly engine: EventLoopDelay;
  /** Of a process that does nothing, at the same time: what the machine does to anybody. */
  readonly idle: EventLoopDelay;
  readonly apdus: number;
}

/** All readers at downloads, one after the other, while the event loop is watched. */
async function busy(engine: BenchEngine, idlePeer: Peer<IdleRequest>, { slowCards }: Load): Promise<Window> {
  for (const [i, reader] of engine.readers.entries())
    await engine.setCardDelay(reader, i < slowCards ? slow : noDelay);
  let going = true;
  const work = engine.readers.map(async ({ id, recording }) => {
    while (going) {
      await runOperation(engine.workbench, {
        kind: 'download',
        readerId: id,
        activationCode: recording.activationCode,
        acceptProfile: true,
      });
    }
  });
  // The first connections are not what is asked for.
  await sleep(500);
  const before = await engine.cardCount();
  const idling = idlePeer.ask<EventLoopDelay>({ ms: measuredMs });
  const watch = watchEventLoop();
  await sleep(measuredMs);
  const delay = watch.stop();
  const idle = await idling;
  const after = await engine.cardCount();
  going = false;
  for (const reader of engine.readers) await engine.setCardDelay(reader, noDelay);
  await Promise.all(work);
  return { engine: delay, idle, apdus: after.served - before.served };
}

export async function watchEventLoops(): Promise<Section> {
  const idlePeer = new Peer<IdleRequest>(
    fork(join(import.meta.dirname, 'peers', 'idle.ts'), { serialization: 'advanced' }),
  );
  const engine = await startBenchEngine(4);
  try {
    const alone: EventLoopDelay[] = [];
    const measured = loads.map((load) => ({ load, windows: [] as Window[] }));
    for (let round = 0; round < rounds; round++) {
      alone.push(await idlePeer.ask<EventLoopDelay>({ ms: measuredMs }));
      for (const { load, windows } of measured) windows.push(await busy(engine, idlePeer, load));
    }
    const { unexpected } = await engine.cardCount();
    if (unexpected > 0) throw new Error(`${unexpected} APDUs were not those of the recording`);
    const row = (name: string, delays: readonly EventLoopDelay[]) => [
      name,
      median(delays.map((one) => one.p50)),
      median(delays.map((one) => one.p99)),
      median(delays.map((one) => one.max)),
    ];
    return {
      name: "Delay of the engine's event loop",
      checks: measured.map(({ load, windows }) => ({
        name: `p99 above that of an idle process, ${load.name}`,
        measured: median(windows.map((one) => one.engine.p99 - one.idle.p99)),
        target: targetMs,
        unit: ' ms',
      })),
      details: { rounds, measuredMs, alone, busy: measured },
      text: [
        `4 readers at downloads one after the other; ${rounds} rounds of ${measuredMs / 1000} s; medians in ms, with the`,
        'sampling interval of 5 ms; idle: a process that does nothing, at the same time',
        '',
        ...table(
          ['', 'p50', 'p99', 'max'],
          [
            row('nothing runs: idle', alone),
            ...measured.flatMap(({ load, windows }) => [
              row(
                `${load.name}: engine`,
                windows.map((one) => one.engine),
              ),
              row(
                `${load.name}: idle`,
                windows.map((one) => one.idle),
              ),
            ]),
          ],
        ),
      ],
    };
  } finally {
    await engine.close();
    await idlePeer.close();
  }
}
