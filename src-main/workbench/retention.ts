/** Keeps the records as long as was set: a job of the engine that gives way to everything else. */

import { toWorkbenchError, WorkbenchError } from '../../src-shared/errors/index.ts';
import {
  type RetentionPreview,
  type RetentionProgress,
  type RetentionReport,
  type RetentionSettings,
  type RetentionState,
  retentionReport,
  retentionSettings,
} from '../../src-shared/model/index.ts';
import type { Clock } from '../../src-shared/ports.ts';
import type { OperationStore } from '../store/port.ts';
import type { RetentionStore, SurveyedOperation } from '../store/retention.ts';

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
  /** What a run would remove, with these settings in place of those that are set. */
  preview(changed: RetentionChange): Promise<RetentionPreview>;
  /** Ends the run that is under way, after its part. */
  cancel(): RetentionState;
  /** Runs now, or waits for the run that is under way and gives its report. Rejects with retention_busy (`compact` while an operation runs), store_*. */
  run(options?: { readonly compact?: boolean }): Promise<RetentionReport>;
  /** Begins to run by itself: a while after the start, then every hour. */
  begin(): void;
  close(): Promise<void>;
}

/** What a run has removed so far. */
type Removed = Pick<RetentionProgress, 'phase' | 'traces' | 'operations' | 'bytesBefore'>;

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
  let progress: Removed | undefined;
  let ending = new AbortController();
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
      ...(progress === undefined
        ? {}
        : { progress: { ...progress, bytes: retention.size().bytes, ending: ending.signal.aborted } }),
      ...(last.success ? { lastRun: last.data } : {}),
    };
  }

  function withChange({ tracesDays, operationsDays, maxBytes }: RetentionChange): RetentionSettings {
    return {
      ...settings(),
      ...(tracesDays === undefined ? {} : { tracesDays }),
      ...(operationsDays === undefined ? {} : { operationsDays }),
      ...(maxBytes === undefined ? {} : { maxBytes }),
    };
  }

  const rest = (signal: AbortSignal) => clock.sleep(busy() ? busyPauseMs : pauseMs, signal);

  /** Between two parts of a run. Rejects where it is to end. */
  const pause = () => rest(AbortSignal.any([closing.signal, ending.signal]));

  /** Part after part, until there is nothing older or `enough` says so. */
  async function walk(
    phase: 'traces' | 'operations',
    before: number,
    enough: () => boolean,
    removed: Removed,
  ): Promise<void> {
    const part = phase === 'traces' ? retention.removeTraces : retention.removeOperations;
    removed.phase = phase;
    for (let after = 0; !enough(); ) {
      const made = part(before, after);
      removed[phase] += made.operations.length;
      if (made.done) break;
      after = made.after;
      await pause();
    }
  }

  async function remove(compact: boolean): Promise<RetentionReport> {
    const startedAt = Math.round(clock.now());
    const { tracesDays, operationsDays, maxBytes } = settings();
    const sizeBefore = retention.size();
    const removed: Removed = {
      phase: 'traces',
      traces: 0,
      operations: 0,
      bytesBefore: sizeBefore.bytes,
    };
    progress = removed;
    const never = () => false;
    const small = () => maxBytes !== null && retention.size().bytes <= maxBytes;
    let interrupted = false;
    try {
      // An operation without its trace still says what was done; so traces go first, and for both reasons.
      if (tracesDays !== null) await walk('traces', startedAt - tracesDays * dayMs, never, removed);
      if (operationsDays !== null)
        await walk('operations', startedAt - operationsDays * dayMs, never, removed);
      if (maxBytes !== null) {
        await walk('traces', startedAt, small, removed);
        await walk('operations', startedAt, small, removed);
      }
      removed.phase = 'space';
      if (compact) retention.compact();
      else while (retention.giveBack()) await pause();
    } catch (error) {
      if (!closing.signal.aborted && !ending.signal.aborted) throw error;
      interrupted = true;
    }
    const sizeAfter = retention.size();
    const report: RetentionReport = {
      startedAt,
      endedAt: Math.round(clock.now()),
      traces: removed.traces,
      operations: removed.operations,
      bytesBefore: sizeBefore.bytes,
      bytesAfter: sizeAfter.bytes,
      givenBack: Math.max(0, sizeBefore.bytes + sizeBefore.freeBytes - sizeAfter.bytes - sizeAfter.freeBytes),
      interrupted,
    };
    store.setSetting(lastRunName, report);
    return report;
  }

  /** All operations that a run would come to, the oldest first, until `visit` has seen enough. */
  async function survey(visit: (operation: SurveyedOperation) => boolean): Promise<void> {
    for (let after = 0; ; ) {
      const part = retention.survey(after);
      for (const operation of part.operations) if (visit(operation)) return;
      if (part.done) return;
      after = part.after;
      await rest(closing.signal);
    }
  }

  async function preview(wanted: RetentionSettings): Promise<RetentionPreview> {
    const now = Math.round(clock.now());
    const age = (days: number | null) => (days === null ? 0 : now - days * dayMs);
    const [traceAge, operationAge] = [age(wanted.tracesDays), age(wanted.operationsDays)];
    const endedBefore = ({ endedAt }: SurveyedOperation, at: number) => endedAt !== null && endedAt < at;
    const goes = (one: SurveyedOperation) => !one.stays && endedBefore(one, operationAge);
    const tracesGo = (one: SurveyedOperation) =>
      one.traceBytes > 0 && !one.tracesStay && endedBefore(one, traceAge);
    const found = { traces: 0, operations: 0, traceBytes: 0 };
    const oldest = Math.max(traceAge, operationAge);
    await survey((one) => {
      if (one.createdAt >= oldest) return true;
      if (tracesGo(one)) found.traces++;
      if (goes(one)) found.operations++;
      if (tracesGo(one) || goes(one)) found.traceBytes += one.traceBytes;
      return false;
    });
    let excess = wanted.maxBytes === null ? 0 : retention.size().bytes - found.traceBytes - wanted.maxBytes;
    if (excess > 0)
      await survey((one) => {
        if (one.tracesStay || one.traceBytes === 0 || tracesGo(one) || goes(one)) return false;
        found.traces++;
        found.traceBytes += one.traceBytes;
        excess -= one.traceBytes;
        return excess <= 0;
      });
    return { settings: wanted, ...found, moreBySize: excess > 0 };
  }

  async function run({ compact = false }: { readonly compact?: boolean } = {}): Promise<RetentionReport> {
    if (compact && busy()) throw new WorkbenchError('retention_busy');
    if (running === undefined) {
      ending = new AbortController();
      running = remove(compact);
      const ended = () => {
        running = undefined;
        progress = undefined;
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
    set(changed) {
      store.setSetting(settingName, withChange(changed));
      return state();
    },
    preview: (changed) => preview(withChange(changed)),
    cancel() {
      ending.abort();
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
