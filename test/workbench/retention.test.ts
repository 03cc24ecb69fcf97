import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createRetentionJob } from '../../src-main/workbench/retention.ts';
import type { Clock } from '../../src-shared/ports.ts';
import { download, downloadOf, temporaryFolder, testStore } from '../store/fixtures.ts';
import { errorOf } from '../support/errors.ts';

const dayMs = 86_400_000;
const now = 1_000 * dayMs;
const body = new Uint8Array(3_000).fill(0x5a);

function bench() {
  const folder = temporaryFolder();
  const slept: number[] = [];
  const clock: Clock = {
    now: () => now,
    monotonic: () => 0,
    sleep(ms, signal) {
      slept.push(ms);
      return signal?.aborted
        ? Promise.reject(signal.reason)
        : new Promise((resolve) => setImmediate(resolve));
    },
  };
  const store = testStore({ folder, clock });
  let running = false;
  const job = createRetentionJob({ store, retention: store.retention, clock, busy: () => running, log() {} });
  onTestFinished(() => job.close());
  let made = 0;
  /** An operation that ended `days` ago, with so many rows of traces. */
  function operation(
    days: number,
    options: { readonly traces?: number; readonly end?: boolean } = {},
  ): number {
    const at = now - days * dayMs;
    const { id } = store.createOperation({ ...downloadOf(`CODE-${made++}`), createdAt: at });
    for (let i = 0; i < (options.traces ?? 3); i++)
      store.appendTrace(id, { kind: 'note', startedAt: at, code: 'x', params: { body: `${i}${body}` } });
    if (options.end !== false) store.enterStatus(id, 'successful', at);
    return id;
  }
  const left = () => store.listOperations({ limit: 500 }).map(({ id }) => id);
  const traced = () => left().filter((id) => store.listTrace(id, 0, 1).length > 0);
  return { folder, store, job, operation, left, traced, slept, setBusy: (busy: boolean) => (running = busy) };
}

describe('retention', () => {
  it('keeps everything for ever where nothing was set', async () => {
    const { job, operation, traced } = bench();
    const id = operation(900);
    expect(await job.run()).toMatchObject({ traces: 0, operations: 0, interrupted: false });
    expect(traced()).toEqual([id]);
  });

  it('removes traces before operations, each by its own age', async () => {
    const { job, operation, left, traced } = bench();
    const [old, middle, young] = [operation(100), operation(20, { traces: 450 }), operation(1)];
    job.set({ tracesDays: 10, operationsDays: 50 });
    expect(await job.run()).toMatchObject({ traces: 2, operations: 1 });
    expect(left()).toEqual([young, middle]);
    expect(traced()).toEqual([young]);
    expect(old).toBeLessThan(middle);
    expect(job.state().lastRun).toMatchObject({ traces: 2, operations: 1 });
  });

  it('never removes what is unfinished, waits for reconciliation or holds a code', async () => {
    const { store, job, operation, left, traced } = bench();
    const running = operation(100, { end: false });
    const pending = operation(100, { end: false });
    store.enterStatus(pending, 'failed', now - 100 * dayMs, { reconciliation: { state: 'pending' } });
    const gone = operation(100);
    job.set({ tracesDays: 1, operationsDays: 1, maxBytes: 10_000_000 });
    expect(await job.run()).toMatchObject({ operations: 1 });
    expect(left()).toEqual([pending, running]);
    expect(traced()).toEqual([pending, running]);
    expect(store.getOperation(gone)).toBeUndefined();
    // The code of an operation that is gone is known as used still.
    expect(store.codes.list({ limit: 10, now }).map(({ state }) => state)).toEqual([
      'ACTIVE',
      'claimed',
      'claimed',
    ]);
  });

  it('takes the oldest away until the database is as small as was set, and gives the space back to the disk', async () => {
    const { folder, store, job, operation, traced } = bench();
    const ids = Array.from({ length: 30 }, (_, index) => operation(100 - index, { traces: 60 }));
    const file = join(folder, 'workbench.db');
    expect(store.retention.size().bytes).toBeGreaterThan(12_000_000);
    job.set({ maxBytes: 10_000_000 });
    const report = await job.run();
    expect(report.operations).toBe(0);
    expect(report.bytesAfter).toBeLessThanOrEqual(10_000_000);
    expect(report.givenBack).toBeGreaterThan(0);
    expect(store.retention.size().freeBytes).toBe(0);
    // The oldest went, and no more than was needed.
    const kept = traced();
    expect(kept.length).toBeGreaterThan(5);
    expect(kept).toEqual(ids.slice(-kept.length).reverse());
    store.close();
    expect(statSync(file).size).toBeLessThan(10_500_000);
  });

  it('tells before what a run would remove, by age and by size, and removes just that', async () => {
    const { store, job, operation, left, traced } = bench();
    const settings = { tracesDays: 10, operationsDays: 50 };
    operation(100);
    operation(60, { traces: 0 });
    operation(60, { end: false });
    operation(20);
    operation(1);
    const told = await job.preview(settings);
    expect(told).toMatchObject({ traces: 2, operations: 2, moreBySize: false, settings: { maxBytes: null } });
    expect(told.traceBytes).toBeGreaterThan(3 * 2 * body.length);
    expect(left()).toHaveLength(5);
    expect(job.state().settings).toEqual({ tracesDays: null, operationsDays: null, maxBytes: null });
    job.set(settings);
    expect(await job.run()).toMatchObject({ traces: told.traces, operations: told.operations });
    expect(await job.preview({})).toMatchObject({ traces: 0, operations: 0, traceBytes: 0 });

    for (let index = 0; index < 30; index++) operation(8, { traces: 60 });
    const before = traced().length;
    const bySize = await job.preview({ maxBytes: 10_000_000 });
    expect(bySize).toMatchObject({ operations: 0, moreBySize: false });
    job.set({ maxBytes: 10_000_000 });
    const { traces } = await job.run();
    // Pages are removed and bytes are counted: a page of an operation more or less.
    expect(Math.abs(traces - bySize.traces)).toBeLessThanOrEqual(2);
    expect(before - traced().length).toBe(traces);
    expect(store.retention.size().bytes).toBeLessThanOrEqual(10_000_000);
  });

  it('tells how far a run is, and ends it when told to: what it has removed is gone, the rest is there', async () => {
    const { job, operation, left } = bench();
    for (let index = 0; index < 90; index++) operation(100, { traces: 0 });
    job.set({ operationsDays: 1 });
    const run = job.run();
    expect(job.state()).toMatchObject({ running: true, progress: { ending: false } });
    while ((job.state().progress?.operations ?? 0) < 40)
      await new Promise((resolve) => setImmediate(resolve));
    expect(job.cancel().progress).toMatchObject({ phase: 'operations', ending: true });
    const report = await run;
    expect(report.interrupted).toBe(true);
    expect(left()).toHaveLength(90 - report.operations);
    expect(report.operations).toBeLessThan(90);
    expect(job.state()).not.toHaveProperty('progress');
    // The next one is not cut short by it.
    expect(await job.run()).toMatchObject({ interrupted: false });
    expect(left()).toEqual([]);
  });

  it('gives way: it rests between its parts, and longer while an operation runs', async () => {
    const { job, operation, slept, setBusy } = bench();
    operation(100, { traces: 700 });
    job.set({ tracesDays: 1 });
    setBusy(true);
    await job.run();
    const parts = slept.filter((ms) => ms === 250).length;
    expect(parts).toBeGreaterThanOrEqual(4);
    expect(await errorOf(job.run({ compact: true }))).toMatchObject({ code: 'retention_busy' });
  });

  it('takes many small operations together, and counts each once, wherever a part ends', async () => {
    const { job, operation, slept, traced } = bench();
    // A part is 200 rows: the second ends with an operation, and the fourth in the middle of one.
    for (const traces of [199, 1, 150, 50, ...new Array<number>(100).fill(1), 150])
      operation(100, { traces });
    const kept = operation(0.5, { traces: 3 });
    job.set({ tracesDays: 1 });
    expect(await job.run()).toMatchObject({ traces: 105, operations: 0 });
    expect(traced()).toEqual([kept]);
    expect(slept.length).toBeLessThan(30);
  });

  it('runs by itself, and ends with the engine', async () => {
    const { job, operation, left } = bench();
    operation(100);
    job.set({ operationsDays: 1 });
    job.begin();
    while (left().length > 0) await new Promise((resolve) => setImmediate(resolve));
    await job.close();
    expect(left()).toEqual([]);
  });

  it('compact gives back the free pages of a database that an older workbench has made', async () => {
    const folder = temporaryFolder();
    const older = new Database(join(folder, 'workbench.db'));
    older.exec('PRAGMA auto_vacuum = NONE; VACUUM');
    older.close();
    const store = testStore({ folder });
    const { id } = store.createOperation(download);
    for (let i = 0; i < 100; i++)
      store.appendTrace(id, { kind: 'note', startedAt: 1, code: 'x', params: { body: `${i}${body}` } });
    store.enterStatus(id, 'successful', 2_000);
    for (let after = 0, done = false; !done; ) ({ after, done } = store.retention.removeTraces(4_000, after));
    expect(store.retention.size().freeBytes).toBeGreaterThan(100_000);
    expect(store.retention.giveBack()).toBe(false);
    store.retention.compact();
    expect(store.retention.size().freeBytes).toBe(0);
  });

  it('what was deleted is overwritten: neither the database nor a log beside it holds it', () => {
    const folder = temporaryFolder();
    const store = testStore({ folder });
    store.setSetting('note', 'DELETED-LONG-AGO'.repeat(500));
    store.setSetting('note', undefined);
    store.close();
    expect(readdirSync(folder)).toEqual(['workbench.db']);
    expect(readFileSync(join(folder, 'workbench.db')).includes('DELETED-LONG-AGO')).toBe(false);
  });
});
