/** What went on in an operation, in the order of time, from its steps and the notes of its trace. */

import type { Operation, OperationStatus, OperationStep, TraceLine } from '../../src-shared/model/index.ts';
import { isProblem } from './problem.ts';

interface Span {
  /** Milliseconds since 1970. */
  readonly from: number;
  readonly to: number;
}

export type TimelineRow = Span &
  (
    | { readonly kind: 'status'; readonly status: OperationStatus }
    | {
        /** A function on the card, or a call of a server. */
        readonly kind: 'card' | 'server';
        readonly step: string;
        readonly apdus: number;
        /** Absent: it runs still. */
        readonly durationMs?: number | undefined;
        /** Its first exchange. */
        readonly seq?: number | undefined;
      }
    | {
        /** A person was waited for; or what happened beside the exchanges. */
        readonly kind: 'person' | 'note';
        readonly code: string;
        readonly params: Readonly<Record<string, string | number | boolean>>;
        readonly seq: number;
      }
  );

/** A function on the card, or a call of a server. */
export type FunctionRow = Extract<TimelineRow, { readonly kind: 'card' | 'server' }>;
export const isFunction = (row: TimelineRow): row is FunctionRow =>
  row.kind === 'card' || row.kind === 'server';

export interface Timeline extends Span {
  readonly rows: readonly TimelineRow[];
  /** Percent of the width at which a time lies, 0 to 100. Long times in which nothing went on are shortened. */
  readonly place: (at: number) => number;
  /** Whether something was shortened. */
  readonly shortened: boolean;
}

/** SM-DP+ and SM-DS are asked by ES9+ and ES11. */
const isServerCall = (step: string) => /^ES(9\+|11)\./.test(step);

/** `lines`: what is known of the trace, in order. `now`: where an operation that runs has come to. */
export function timelineOf(
  operation: Pick<Operation, 'createdAt' | 'endedAt'>,
  steps: readonly OperationStep[],
  lines: readonly TraceLine[],
  now: number,
): Timeline {
  const end = operation.endedAt ?? now;
  const statuses = steps.filter(({ step }) => step === undefined);
  const rows: TimelineRow[] = [];
  let next = 0;
  for (const one of steps) {
    const { at, status, step, apdus, durationMs } = one;
    if (step === undefined) {
      const after = statuses[statuses.indexOf(one) + 1];
      const final = status === 'successful' || status === 'failed';
      rows.push({ kind: 'status', status, from: at, to: Math.max(at, final ? at : (after?.at ?? end)) });
      continue;
    }
    const found = lines.findIndex(
      (line, index) =>
        index >= next && line.kind !== 'note' && line.purpose === step && line.startedAt >= at - 1,
    );
    if (found >= 0) next = found + 1;
    rows.push({
      kind: isServerCall(step) ? 'server' : 'card',
      step,
      apdus,
      durationMs,
      seq: lines[found]?.seq,
      from: at,
      to: durationMs === undefined ? Math.max(at, end) : at + durationMs,
    });
  }
  for (const line of lines) {
    if (line.kind !== 'note') continue;
    const { code, params, seq, startedAt } = line;
    const waited = params['waitedMs'];
    const person = code === 'question_waited' && typeof waited === 'number';
    rows.push({
      kind: person ? 'person' : 'note',
      code,
      params,
      seq,
      from: startedAt,
      to: startedAt + (person ? waited : 0),
    });
  }
  // A status begins before what goes on in it; else what began first.
  const rank = (row: TimelineRow) => (row.kind === 'status' ? 0 : 1);
  rows.sort((a, b) => a.from - b.from || rank(a) - rank(b));
  const from = Math.min(operation.createdAt, ...rows.map((row) => row.from));
  const to = Math.max(from, end, ...rows.map((row) => row.to));
  return { rows, from, to, ...scaleOf(from, to, rows) };
}

/** Nothing that is shorter is shortened. */
const LONG_GAP_MS = 10_000;
/** What a shortened gap is wide, of all that is busy. */
const GAP_SHARE = 0.06;

/** Times as percent; gaps in which nothing went on that are longer than all the rest become short. */
function scaleOf(
  from: number,
  to: number,
  rows: readonly TimelineRow[],
): Pick<Timeline, 'place' | 'shortened'> {
  const busy = rows
    .filter(({ kind }) => kind !== 'status')
    .map((row): Span => ({ from: row.from, to: row.to }))
    .sort((a, b) => a.from - b.from);
  const gaps: Span[] = [];
  let reached = from;
  for (const span of [...busy, { from: to, to }]) {
    if (span.from > reached) gaps.push({ from: reached, to: span.from });
    reached = Math.max(reached, span.to);
  }
  const idle = (some: readonly Span[]) => some.reduce((sum, gap) => sum + gap.to - gap.from, 0);
  const most = Math.max(LONG_GAP_MS, to - from - idle(gaps));
  const cut = gaps.filter((gap) => gap.to - gap.from > most);
  const short = GAP_SHARE * most;
  /** Milliseconds of width before a time. */
  const width = (at: number) => {
    let all = at - from;
    for (const gap of cut) {
      if (at <= gap.from) break;
      const inside = Math.min(at, gap.to) - gap.from;
      all -= inside * (1 - short / (gap.to - gap.from));
    }
    return all;
  };
  const whole = width(to);
  return {
    place: (at) => (whole <= 0 ? 0 : Math.min(100, Math.max(0, (100 * width(at)) / whole))),
    shortened: cut.length > 0,
  };
}

/**
 * The exchange that an operation's failure is about: the last one of the function that its error names, else the last that
 * went wrong by itself. Undefined: none does.
 */
export function decisiveExchange(
  error: Operation['error'],
  lines: readonly TraceLine[],
): TraceLine | undefined {
  if (error === undefined) return undefined;
  const named = error.params['function'];
  const ofFunction = (line: TraceLine) => line.kind !== 'note' && line.purpose === named;
  return (
    lines.findLast(
      (line) =>
        ofFunction(line) && (isProblem(line) || !lines.some((one) => ofFunction(one) && isProblem(one))),
    ) ?? lines.findLast(isProblem)
  );
}

/** Times for a scale of `ms` milliseconds, from 0 on: 3 to 7 of them, each 1, 2 or 5 times a power of ten. */
export function ticksOf(ms: number): readonly number[] {
  if (!(ms > 0)) return [0];
  const rough = ms / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10) * power;
  return Array.from({ length: Math.floor(ms / step) + 1 }, (_, index) => index * step);
}
