import type { BatchCounts, BatchLine } from '../../src-shared/model/index.ts';

/** Ends that are looked at: the pace of now, not that of the morning. */
const RECENT = 48;
/** Longer than that between two ends nobody worked. */
const REST_MS = 5 * 60_000;
/** Fewer say nothing. */
const FEWEST = 2;
const HOUR_MS = 3_600_000;

export interface Pace {
  /** Cards an hour. */
  readonly perHour: number;
  /** Milliseconds that the lines that are left take at that pace. */
  readonly leftMs: number;
}

/** How fast lines end, and how long the rest takes. Undefined while too few have ended. */
export function paceOf(lines: readonly BatchLine[], counts: BatchCounts): Pace | undefined {
  const ends = lines
    .flatMap(({ state, startedAt, endedAt }) =>
      (state === 'done' || state === 'failed') && startedAt !== undefined && endedAt !== undefined
        ? [{ startedAt, endedAt }]
        : [],
    )
    .sort((a, b) => a.endedAt - b.endedAt)
    .slice(-RECENT);
  const [first] = ends;
  if (first === undefined || ends.length < FEWEST) return undefined;
  let worked = Math.min(REST_MS, Math.max(0, first.endedAt - first.startedAt));
  for (let at = 1; at < ends.length; at++)
    worked += Math.min(REST_MS, (ends[at]?.endedAt ?? 0) - (ends[at - 1]?.endedAt ?? 0));
  if (worked <= 0) return undefined;
  const each = worked / ends.length;
  return { perHour: HOUR_MS / each, leftMs: each * (counts.waiting + counts.running) };
}

/** Milliseconds that are left of an operation that began loading at `since` and has so many bytes; undefined where that says nothing. */
export function loadLeft(
  {
    bytesDone = 0,
    bytesTotal = 0,
  }: { readonly bytesDone?: number | undefined; readonly bytesTotal?: number | undefined },
  since: number,
  now: number,
): number | undefined {
  const took = now - since;
  if (bytesDone <= 0 || bytesTotal <= bytesDone || took < 1000) return undefined;
  return (took / bytesDone) * (bytesTotal - bytesDone);
}
