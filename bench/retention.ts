/**
 * Removing old records from a large data folder: what it costs, how long it holds the engine's thread up at a time, and its
 * memory. The job is the engine's own, with its pauses counted and not waited for.
 */

import { existsSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { databaseName } from '../src-main/store/data-folder.ts';
import { openKey } from '../src-main/store/key.ts';
import { openStore } from '../src-main/store/open.ts';
import type { RetentionStore } from '../src-main/store/retention.ts';
import { createRetentionJob } from '../src-main/workbench/retention.ts';
import { systemEntropy as entropy, systemClock } from '../src-shared/system-ports.ts';
import { fleetNow } from './lib/fleet-data.ts';
import { type Section, table } from './lib/report.ts';
import { retentionData } from './lib/retention-data.ts';

const title = 'Removing old records from a million operations';
/** What a person at the window does not notice. */
const partTarget = 100;
const typicalTarget = 20;
const memoryTarget = 64;
const dayMs = 86_400_000;

type Step = 'removeTraces' | 'removeOperations' | 'giveBack';
const steps: readonly Step[] = ['removeTraces', 'removeOperations', 'giveBack'];
const stepTexts: Readonly<Record<Step, string>> = {
  removeTraces: 'traces',
  removeOperations: 'operations',
  giveBack: 'free pages',
};

interface Measured {
  /** Milliseconds of each part. */
  readonly parts: Readonly<Record<Step, number[]>>;
  /** Milliseconds that the job would have waited between them. */
  pausedMs: number;
  /** Bytes, above those before it began. */
  peak: number;
  /** Bytes of the log, at most. */
  log: number;
}

function timed(retention: RetentionStore, measured: Measured, look: () => void): RetentionStore {
  const time = <T>(step: Step, part: () => T): T => {
    const from = performance.now();
    const made = part();
    measured.parts[step].push(performance.now() - from);
    look();
    return made;
  };
  return {
    ...retention,
    removeTraces: (before, after) => time('removeTraces', () => retention.removeTraces(before, after)),
    removeOperations: (before, after) =>
      time('removeOperations', () => retention.removeOperations(before, after)),
    giveBack: () => time('giveBack', () => retention.giveBack()),
  };
}

const sum = (values: readonly number[]) => values.reduce((all, one) => all + one, 0);

function percentile(values: readonly number[], of: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * of))] ?? 0;
}

async function measure(folder: string, operations: number) {
  const measured: Measured = {
    parts: { removeTraces: [], removeOperations: [], giveBack: [] },
    pausedMs: 0,
    peak: 0,
    log: 0,
  };
  const log = join(folder, `${databaseName}-wal`);
  const clock = {
    ...systemClock,
    now: () => fleetNow,
    sleep: (ms: number) => {
      measured.pausedMs += ms;
      return new Promise<void>((resolve) => setImmediate(resolve));
    },
  };
  const store = openStore({ folder, clock, entropy, key: openKey({ folder, entropy }) });
  // SQLite's own cache is of the store that is open, whatever it does.
  store.listOperations({ limit: 500 });
  const idle = process.memoryUsage.rss();
  let looked = 0;
  const look = () => {
    if (looked++ % 20 !== 0) return;
    measured.peak = Math.max(measured.peak, process.memoryUsage.rss() - idle);
    if (existsSync(log)) measured.log = Math.max(measured.log, statSync(log).size);
  };
  const job = createRetentionJob({
    store,
    retention: timed(store.retention, measured, look),
    clock,
    busy: () => false,
    log: (message, error) => process.stderr.write(`${message}: ${error.message}\n`),
  });
  try {
    // The operations are 20 s from each other: traces of half of them go, and a quarter of them with all that is theirs.
    const span = (operations * 20_000) / dayMs;
    job.set({
      tracesDays: Math.max(1, Math.floor(span / 2)),
      operationsDays: Math.max(1, Math.floor((span * 3) / 4)),
    });
    const from = performance.now();
    const report = await job.run();
    return { measured, report, ms: performance.now() - from };
  } finally {
    await job.close();
    store.close();
  }
}

export async function measureRetention(): Promise<Section> {
  const { folder, operations } = retentionData((text) => process.stderr.write(`${text}\n`));
  try {
    const { measured, report, ms } = await measure(folder, operations);
    const all = steps.flatMap((step) => measured.parts[step]);
    const rows = steps.map((step) => {
      const parts = measured.parts[step];
      const many = Math.max(0, ...parts);
      return [
        stepTexts[step],
        parts.length,
        sum(parts) / 1000,
        percentile(parts, 0.5),
        percentile(parts, 0.99),
        many,
      ];
    });
    return {
      name: title,
      checks: [
        { name: 'the longest part', measured: Math.max(...all), target: partTarget, unit: ' ms' },
        { name: '99 of 100 parts', measured: percentile(all, 0.99), target: typicalTarget, unit: ' ms' },
        {
          name: 'peak of memory above idle',
          measured: measured.peak / 2 ** 20,
          target: memoryTarget,
          unit: ' MB',
        },
      ],
      details: {
        operations,
        report,
        ms,
        pausedMs: measured.pausedMs,
        log: measured.log,
        parts: Object.fromEntries(
          steps.map((step) => [
            step,
            {
              count: measured.parts[step].length,
              ms: sum(measured.parts[step]),
              max: Math.max(0, ...measured.parts[step]),
            },
          ]),
        ),
      },
      text: [
        ...table(['what', 'parts', 'sum s', 'median ms', '99% ms', 'longest ms'], rows),
        '',
        `Of ${operations} operations: ${report.traces} traces and ${report.operations} operations removed, ${(report.givenBack / 1e6).toFixed(0)} MB given back`,
        `Work ${(ms / 1000).toFixed(1)} s; with the pauses between the parts ${((ms + measured.pausedMs) / 60_000).toFixed(1)} min. The log at most ${(measured.log / 2 ** 20).toFixed(1)} MB`,
      ],
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
