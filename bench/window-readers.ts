/** Sixteen readers at downloads at once, with the timing of a real card, before an open window: beside one reader alone. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { systemClock } from '../src-shared/system-ports.ts';
import { attachTo, type Engine, emptyReaders, orderProfile } from '../test/support/technician-bench.ts';
import { type Section, table } from './lib/report.ts';
import { openWindow, windowMissing } from './lib/window.ts';

const readers = 16;
const throughputTarget = 15;
const longTaskTargetMs = 100;
const memoryTargetMb = 400;

/** What the published measurement (design.md) of a real eUICC in an OMNIKEY 3x21 says of the loading of a profile. */
const loadMs = 18_000;

/** The timing of that card, of whose loading each block has its share. */
const settingsOf = (blocks: number) => ({
  apduDelay: { fixedMs: 1.07, perByteMs: 0.0623 },
  durations: {
    'ES10b.AuthenticateServer': 3000,
    'ES10b.PrepareDownload': 3700,
    'ES10b.LoadBoundProfilePackage': Math.round(loadMs / blocks),
  },
});

export const windowReadersMissing = windowMissing;

interface Run {
  readonly readers: number;
  readonly ms: number;
  readonly longTasks: readonly number[];
  readonly memoryMb: number;
}

/** Cards in so many readers, all others out of them, and a code for each. */
async function layOut(
  engine: Engine,
  count: number,
  settings: ReturnType<typeof settingsOf> | undefined,
): Promise<string[]> {
  await emptyReaders(engine, count);
  const codes: string[] = [];
  for (let at = 0; at < count; at++) {
    const timing = settings === undefined ? {} : { settings };
    await engine.call('simulator.cards.make', { ...timing, readerId: `sim:${at}` });
    codes.push((await orderProfile(engine)).activationCode);
  }
  return codes;
}

/** How many blocks the profile is loaded in: of a download that takes no time. */
async function blocksOf(engine: Engine): Promise<number> {
  await download(engine, await layOut(engine, 1, undefined));
  const [last] = await engine.call('operations.list', { limit: 1 });
  const lines = await engine.call('trace.list', { operationId: last?.id ?? 0, after: 0, limit: 1000 });
  return lines.filter((line) => line.kind === 'apdu' && line.purpose === 'ES10b.LoadBoundProfilePackage')
    .length;
}

async function download(engine: Engine, codes: readonly string[]): Promise<number> {
  const waiting = new Set<number>();
  const failed: string[] = [];
  const ended = Promise.withResolvers<void>();
  let started = false;
  const seen = new Set<number>();
  const settle = () => {
    if (started && waiting.size === 0) ended.resolve();
  };
  const stop = engine.subscribe((event) => {
    if (event.type !== 'operation') return;
    const { id, status, error } = event.operation;
    if (status !== 'successful' && status !== 'failed') return;
    if (status === 'failed') failed.push(`${id}: ${error?.code}`);
    seen.add(id);
    waiting.delete(id);
    settle();
  });
  const began = systemClock.monotonic();
  const operations = await Promise.all(
    codes.map((activationCode, at) =>
      engine.call('operations.start', {
        kind: 'download',
        readerId: `sim:${at}`,
        activationCode,
        acceptProfile: true,
      }),
    ),
  );
  for (const { id } of operations) if (!seen.has(id)) waiting.add(id);
  started = true;
  settle();
  await ended.promise;
  const ms = systemClock.monotonic() - began;
  stop();
  if (failed.length > 0) throw new Error(`downloads failed: ${failed.join(', ')}`);
  return ms;
}

async function watchTasks(page: Page): Promise<() => Promise<number[]>> {
  await page.evaluate(() => {
    const tasks: number[] = [];
    const observer = new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) tasks.push(duration);
    });
    observer.observe({ type: 'longtask' });
    Object.assign(globalThis, { tasks });
  });
  return () => page.evaluate(() => (globalThis as unknown as { tasks: number[] }).tasks);
}

async function measure(count: number): Promise<Run> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-readers-'));
  try {
    const { page, memoryMb, close } = await openWindow(folder);
    try {
      const engine = await attachTo(folder);
      try {
        const codes = await layOut(engine, count, settingsOf(await blocksOf(engine)));
        await page
          .getByRole('gridcell')
          .nth(count - 1)
          .waitFor();
        // Cards that are put in are read first.
        await page.waitForTimeout(3000);
        const tasks = await watchTasks(page);
        const ms = await download(engine, codes);
        return { readers: count, ms, longTasks: await tasks(), memoryMb: await memoryMb() };
      } finally {
        // The engine waits for whoever is attached to it.
        await engine.close();
      }
    } finally {
      await close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export async function runReaders(): Promise<Section> {
  const one = await measure(1);
  const all = await measure(readers);
  const throughput = (readers * one.ms) / all.ms;
  return {
    name: 'Sixteen readers before the window',
    checks: [
      {
        // As a time, so that it is at most something: what sixteen take of what they may.
        name: `time of ${readers} downloads at once, of that which ${throughputTarget} times the throughput of one allows`,
        measured: throughputTarget / throughput,
        target: 1,
        unit: '',
      },
      {
        name: 'the longest task in the window',
        measured: Math.max(0, ...all.longTasks),
        target: longTaskTargetMs,
        unit: ' ms',
      },
      { name: "memory of the window's process", measured: all.memoryMb, target: memoryTargetMb, unit: ' MB' },
    ],
    details: { one, all, throughput },
    text: [
      `the timing of a published measurement of a real card; throughput ${throughput.toFixed(2)} times that of one reader`,
      '',
      ...table(
        ['readers', 'ms', 'tasks over 50 ms', 'longest', 'MB'],
        [one, all].map((run) => [
          run.readers,
          run.ms,
          run.longTasks.length,
          Math.max(0, ...run.longTasks),
          run.memoryMb,
        ]),
      ),
    ],
  };
}
