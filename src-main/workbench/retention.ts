/** Keeps the records as long as was set: a job of the engine that gives way to everything else. */

import { toWorkbenchError, WorkbenchError } from '../../src-shared/errors/index.ts';
import {
  type RetentionReport,
  type RetentionSettings,
  type RetentionState,
  retentionReport,
  retentionSettings,
} from '../../src-shared/model/index.ts';
import type { Clock } from '../../src-shared/ports.ts';
import type { OperationStore } from '../store/port.ts';
import type { RetentionPart, RetentionStore } from '../store/retention.ts';

export interface RetentionOptions {
  readonly store: Pick<OperationStore, 'getSetting' | 'setSetting'>;
  readonly retention: RetentionStore;
  readonly clock: Clock;
  /** Whether an operation runs: then the job waits between its parts for longer. */
  readonly busy: () => boolean;
  readonly log: (message: string, error: WorkbenchError) => void;
}

/** What is not there, or undefined, stays. */
type RetentionChange = { readonly [K in keyof RetentionSettings]?: RetentionSettings[K] | undefined };

export interface Retention {
  state(): RetentionState;
  set(changed: RetentionChange): RetentionState;
  /** Runs now, or waits for the run that is under way and gives its report. Rejects with retention_busy (`compact` while an operation runs), store_*. */
  run(options?: { readonly compact?: boolean }): Promise<RetentionReport>;
  /** Begins to run by itself: a while after the start, then every hour. */
  begin(): void;
  close(): Promise<void>;
}

const dayMs = 86_400_000;
const firstMs = 60_000;
const everyMs = 3_600_000;
/** Between two parts: as long as a part takes, so that at most half of the thread is its. */
const pauseMs = 20;
const busyPauseMs = 250;
const settingName = 'retention';
const lastRunName = 'retentionLastRun';
const forEver: RetentionSettings = { tracesDays: null, operationsDays: null, maxBytes: null };

export function createRetentionJob(options: RetentionOptions): Retention {
  const { store, retention, clock, busy, log } = options;
  const closing = new AbortController();
  let running: Promise<RetentionReport> | undefined;
  let loop: Promise<void> = Promise.resolve();

  function settings(): RetentionSettings {
    const found = retentionSettings.safeParse(store.getSetting(settingName));
    return found.success ? found.data : forEver;
  }

  function state(): RetentionState {
    const last = retentionReport.safeParse(store.getSetting(lastRunName));
    return {
      settings: settings(),
      ...retention.size(),
      running: running !== undefined,
      ...(last.success ? { lastRun: last.data } : {}),
    };
  }

  const pause = () => clock.sleep(busy() ? busyPauseMs : pauseMs, closing.signal);

  /** Part after part, until there is nothing older or `enough` says so. */
  async function walk(
    part: (before: number, after: number) => RetentionPart,
    before: number,
    enough: () => boolean,
  ): Promise<number> {
    let count = 0;
    for (let after = 0; !enough(); ) {
      const made = part(before, after);
      count += made.operations.length;
      if (made.done) break;
      after = made.after;
      await pause();
    }
    return count;
  }

  async function remove(compact: boolean): Promise<RetentionReport> {
    const startedAt = Math.round(clock.now());
    const { tracesDays, operationsDays, maxBytes } = settings();
    const sizeBefore = retention.size();
    const removed = { traces: 0, operations: 0 };
    const never = () => false;
    const small = () => maxBytes !== null && retention.size().bytes <= maxBytes;
    let interrupted = false;
    try {
      // An operation without its trace still says what was done; so traces go first, and for both reasons.
      if (tracesDays !== null)
        removed.traces += await walk(retention.removeTraces, startedAt - tracesDays * dayMs, never);
      if (operationsDays !== null)
        removed.operations += await walk(
          retention.removeOperations,
          startedAt - operationsDays * dayMs,
          never,
        );
      if (maxBytes !== null) {
        removed.traces += await walk(retention.removeTraces, startedAt, small);
        removed.operations += await walk(retention.removeOperations, startedAt, small);
      }
      if (compact) retention.compact();
      else while (retention.giveBack()) await pause();
    } catch (error) {
      if (!closing.signal.aborted) throw error;
      interrupted = true;
    }
    const sizeAfter = retention.size();
    const report: RetentionReport = {
      startedAt,
      endedAt: Math.round(clock.now()),
      ...removed,
      bytesBefore: sizeBefore.bytes,
      bytesAfter: sizeAfter.bytes,
      givenBack: Math.max(0, sizeBefore.bytes + sizeBefore.freeBytes - sizeAfter.bytes - sizeAfter.freeBytes),
      interrupted,
    };
    store.setSetting(lastRunName, report);
    return report;
  }

  async function run({ compact = false }: { readonly compact?: boolean } = {}): Promise<RetentionReport> {
    if (compact && busy()) throw new WorkbenchError('retention_busy');
    if (running === undefined) {
      running = remove(compact);
      const ended = () => {
        running = undefined;
      };
      running.then(ended, ended);
    }
    return await running;
  }

  async function runByItself(): Promise<void> {
    await clock.sleep(firstMs, closing.signal);
    for (;;) {
      const { tracesDays, operationsDays, maxBytes } = settings();
      if (tracesDays !== null || operationsDays !== null || maxBytes !== null)
        await run().catch((error: unknown) =>
          log('Old records could not be removed', toWorkbenchError(error)),
        );
      await clock.sleep(everyMs, closing.signal);
    }
  }

  return {
    state,
    set({ tracesDays, operationsDays, maxBytes }) {
      store.setSetting(settingName, {
        ...settings(),
        ...(tracesDays === undefined ? {} : { tracesDays }),
        ...(operationsDays === undefined ? {} : { operationsDays }),
        ...(maxBytes === undefined ? {} : { maxBytes }),
      } satisfies RetentionSettings);
      return state();
    },
    run,
    begin() {
      loop = runByItself().catch(() => undefined);
    },
    async close() {
      closing.abort();
      await Promise.allSettled([loop, running]);
    },
  };
}
