/** Where the time of an operation went, from its statuses and its exchanges. */

import type { Operation, OperationStep, OperationTime, TimeParts } from '../../src-shared/model/index.ts';
import type { TraceEntry } from '../../src-shared/trace.ts';
import { recordingNotes } from '../operations/notes.ts';

/** Of a contact reader (OMNIKEY 3x21): what an exchange costs beside the card's own work, in milliseconds. */
const wireMs = (bytes: number) => 1.07 + 0.0623 * bytes;

type Kind = 'card' | 'connect' | 'server' | 'person';
/** What counts where several go on at once. */
const order: readonly Kind[] = ['card', 'connect', 'server', 'person'];

interface Interval {
  readonly from: number;
  readonly to: number;
  readonly kind: Kind;
  /** Of an interval of the card, the part that was the wire's: 0 to 1. */
  readonly wire: number;
}

const round = (value: number) => Math.round(Math.max(0, value) * 1000) / 1000;

function intervalsOf(entry: TraceEntry, simulated: boolean): Interval[] {
  if (entry.kind === 'note') {
    const waited = Number(entry.params['waitedMs'] ?? 0);
    if (entry.code !== recordingNotes.waited || !(waited > 0)) return [];
    return [{ from: entry.startedAt, to: entry.startedAt + waited, kind: 'person', wire: 0 }];
  }
  const from = entry.startedAt;
  const to = from + entry.durationMs;
  if (entry.kind === 'apdu') {
    const bytes = entry.command.length + (entry.response?.length ?? 0);
    const wire = simulated || entry.durationMs <= 0 ? 0 : Math.min(1, wireMs(bytes) / entry.durationMs);
    return [{ from, to, kind: 'card', wire }];
  }
  const connected = Math.min(to, from + (entry.connectMs ?? 0));
  return [
    ...(connected > from ? [{ from, to: connected, kind: 'connect' as const, wire: 0 }] : []),
    { from: connected, to, kind: 'server', wire: 0 },
  ];
}

/** The parts of the time from `from` to `to`; each moment counts once. Intervals have to be in the order of their begins. */
function partsOf(intervals: readonly Interval[], from: number, to: number): TimeParts {
  const parts = { card: 0, wire: 0, server: 0, connect: 0, person: 0, own: 0 };
  // One kind after the other takes what none before it has taken: `taken` are disjoint and in order.
  let taken: { from: number; to: number }[] = [];
  for (const kind of order) {
    const mine = intervals.filter((one) => one.kind === kind && one.to > from && one.from < to);
    const fresh: { from: number; to: number }[] = [];
    let end = from;
    let before = 0;
    for (const one of mine) {
      let at = Math.max(one.from, end);
      const until = Math.min(one.to, to);
      while (at < until) {
        while ((taken[before]?.to ?? Number.POSITIVE_INFINITY) <= at) before += 1;
        const next = taken[before];
        if (next !== undefined && next.from <= at) {
          at = next.to;
          continue;
        }
        const stop = Math.min(until, next?.from ?? until);
        parts[kind] += (stop - at) * (1 - one.wire);
        parts.wire += (stop - at) * one.wire;
        fresh.push({ from: at, to: stop });
        at = stop;
      }
      end = Math.max(end, until);
    }
    taken = [...taken, ...fresh].sort((a, b) => a.from - b.from);
  }
  const known = parts.card + parts.wire + parts.server + parts.connect + parts.person;
  return {
    card: round(parts.card),
    wire: round(parts.wire),
    server: round(parts.server),
    connect: round(parts.connect),
    person: round(parts.person),
    own: round(to - from - known),
  };
}

export function timeOf(
  operation: Pick<Operation, 'id' | 'createdAt' | 'endedAt' | 'simulated'>,
  steps: readonly Pick<OperationStep, 'at' | 'status' | 'step'>[],
  entries: Iterable<TraceEntry>,
): OperationTime {
  const intervals: Interval[] = [];
  const functions = new Map<string, OperationTime['functions'][number]>();
  for (const entry of entries) {
    intervals.push(...intervalsOf(entry, operation.simulated));
    if (entry.kind === 'note') continue;
    const key = `${entry.kind} ${entry.purpose}`;
    const one = functions.get(key) ?? {
      kind: entry.kind,
      name: entry.purpose,
      count: 0,
      totalMs: 0,
      longestMs: 0,
      bytesOut: 0,
      bytesIn: 0,
    };
    const [out, back] =
      entry.kind === 'apdu' ? [entry.command, entry.response] : [entry.requestBody, entry.responseBody];
    functions.set(key, {
      ...one,
      count: one.count + 1,
      totalMs: round(one.totalMs + entry.durationMs),
      longestMs: Math.max(one.longestMs, entry.durationMs),
      bytesOut: one.bytesOut + out.length,
      bytesIn: one.bytesIn + (back?.length ?? 0),
    });
  }
  intervals.sort((a, b) => a.from - b.from);
  const statuses = steps.filter(({ step }) => step === undefined);
  const last = Math.max(
    operation.createdAt,
    ...intervals.slice(-100).map(({ to }) => to),
    ...statuses.slice(-1).map(({ at }) => at),
  );
  // A recording that was taken in is older than its operation: its own time is told, and it has no phases.
  const recorded = intervals.find(({ from }) => from < operation.createdAt)?.from;
  const begin = recorded ?? operation.createdAt;
  const end =
    recorded === undefined
      ? (operation.endedAt ?? last)
      : intervals.reduce((latest, { to }) => Math.max(latest, to), begin);
  return {
    operationId: operation.id,
    ended: operation.endedAt !== undefined,
    totalMs: round(end - begin),
    parts: partsOf(intervals, begin, Math.max(end, begin)),
    phases: (recorded === undefined ? statuses : []).flatMap(({ at, status }, index) => {
      const to = Math.max(at, statuses[index + 1]?.at ?? end);
      if (status === 'successful' || status === 'failed') return [];
      return [{ status, startedAt: at, totalMs: round(to - at), parts: partsOf(intervals, at, to) }];
    }),
    functions: [...functions.values()].sort((a, b) => b.totalMs - a.totalMs),
  };
}
