/** How long a download takes, as a ratio to a bare loop that plays the same APDUs and requests. */

import { playBare } from './lib/bare-loop.ts';
import { type BenchEngine, startBenchEngine } from './lib/bench-engine.ts';
import { ciCertificate } from './lib/recording.ts';
import { type Section, table } from './lib/report.ts';
import { median, quantile } from './lib/statistics.ts';
import { runOperation } from './lib/workbench.ts';
import type { CardDelay } from './peers/card.ts';

const target = 1.3;

/**
 * For comparison: what the line between a reader and a real card costs, as measured on an OMNIKEY 3x21 (docs/bench.md):
 * the least that a reader takes, with a card that computes nothing.
 */
const line: CardDelay = { fixedMs: 1.07, perByteMs: 0.0623 };
const noDelay: CardDelay = { fixedMs: 0, perByteMs: 0 };

interface Comparison {
  readonly name: string;
  readonly rounds: number;
  /** Medians, in milliseconds. */
  readonly bareMs: number;
  readonly workbenchMs: number;
  /** Median over the rounds of the ratio within a round. */
  readonly ratio: number;
  /** The quarter and the three quarters of those ratios. */
  readonly spread: readonly [number, number];
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const from = performance.now();
  await work();
  return performance.now() - from;
}

/** Rounds of one of each, now the one first, now the other. */
async function compare(
  engine: BenchEngine,
  options: {
    readonly name: string;
    readonly delay: CardDelay;
    readonly rounds: number;
    readonly warm: number;
  },
): Promise<Comparison> {
  const { name, delay, rounds, warm } = options;
  const [reader] = engine.readers;
  if (reader === undefined) throw new Error('the bench has no reader');
  const { recording } = reader;
  await engine.setCardDelay(reader, delay);
  const bare = () =>
    timed(() => playBare({ recording, readerName: reader.name, server: engine.server, ci: ciCertificate() }));
  const workbench = () =>
    timed(() =>
      runOperation(engine.workbench, {
        kind: 'download',
        readerId: reader.id,
        activationCode: recording.activationCode,
        acceptProfile: true,
      }),
    );
  const times: { readonly bare: number; readonly workbench: number }[] = [];
  for (let round = -warm; round < rounds; round++) {
    const bareFirst = round % 2 === 0;
    const first = await (bareFirst ? bare : workbench)();
    const second = await (bareFirst ? workbench : bare)();
    if (round < 0) continue;
    times.push(bareFirst ? { bare: first, workbench: second } : { bare: second, workbench: first });
  }
  const ratios = times.map((one) => one.workbench / one.bare);
  return {
    name,
    rounds,
    bareMs: median(times.map((one) => one.bare)),
    workbenchMs: median(times.map((one) => one.workbench)),
    ratio: median(ratios),
    spread: [quantile(ratios, 0.25), quantile(ratios, 0.75)],
  };
}

export async function timeDownloads(): Promise<Section> {
  const engine = await startBenchEngine(1);
  try {
    const [reader] = engine.readers;
    const exchanges = reader?.recording.exchanges ?? [];
    // Both sides are compiled and their connections, caches and files warm after as many rounds of each.
    const atOnce = await compare(engine, { name: 'at once', delay: noDelay, rounds: 121, warm: 60 });
    const atLineSpeed = await compare(engine, { name: 'at line speed', delay: line, rounds: 9, warm: 1 });
    const { served, unexpected } = await engine.cardCount();
    if (unexpected > 0) throw new Error(`${unexpected} of ${served} APDUs were not those of the recording`);
    const apdus = exchanges.filter((one) => one.kind === 'apdu').length;
    const rows = [atOnce, atLineSpeed].map((one) => [
      `cards that answer ${one.name}`,
      one.rounds,
      one.bareMs,
      one.workbenchMs,
      one.workbenchMs - one.bareMs,
      one.ratio,
      `${one.spread[0].toFixed(2)} to ${one.spread[1].toFixed(2)}`,
    ]);
    return {
      name: 'Time of a download over pcscd, vpcd and TLS',
      checks: [
        {
          name: 'time to that of a bare loop, peers that answer at once',
          measured: atOnce.ratio,
          target,
          unit: '',
        },
      ],
      details: { apdus, requests: exchanges.length - apdus, comparisons: [atOnce, atLineSpeed] },
      text: [
        `${reader?.recording.description}: ${apdus} APDUs and ${exchanges.length - apdus} requests, with verification and notification`,
        '',
        ...table(['', 'rounds', 'bare ms', 'ours ms', 'more ms', 'ratio', 'half of the rounds'], rows),
      ],
    };
  } finally {
    await engine.close();
  }
}
