/**
 * How long a running operation will still take: from the bytes that the card has taken, and from what earlier operations of its
 * kind took. Pure: every time is given, in milliseconds.
 */

import type { Operation, OperationStatus } from '../../src-shared/model/index.ts';

/** What an operation that came to a good end went through: its steps in order. */
export type Course = readonly CourseStep[];

export interface CourseStep {
  readonly status: OperationStatus;
  readonly step: string;
  readonly durationMs: number;
}

/** What was seen of the step in which an operation is now. */
export interface SeenStep {
  /** Status and step. */
  readonly key: string;
  readonly since: number;
  /** The first and the last that was heard of bytes in it. */
  readonly first?: { readonly at: number; readonly bytes: number };
  readonly last?: { readonly at: number; readonly bytes: number };
}

type Running = Pick<Operation, 'status' | 'progress' | 'updatedAt' | 'createdAt' | 'question'>;

const keyOf = (status: string, step: string | undefined) => `${status} ${step ?? ''}`;

/** What is known of the step after an event about its operation, from what was known before. */
export function followStep(before: SeenStep | undefined, { status, progress, updatedAt }: Running): SeenStep {
  const key = keyOf(status, progress?.step);
  const bytes = progress?.bytesDone;
  const now = bytes === undefined ? undefined : { at: updatedAt, bytes };
  if (before?.key !== key)
    return { key, since: updatedAt, ...(now === undefined ? {} : { first: now, last: now }) };
  if (now === undefined || (before.last?.at === now.at && before.last.bytes === now.bytes)) return before;
  return { ...before, first: before.first ?? now, last: now };
}

function median(values: readonly number[]): number | undefined {
  if (values.length === 0) return undefined;
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2;
}

const sum = (steps: Course) => steps.reduce((total, { durationMs }) => total + durationMs, 0);

/** What earlier courses say of a step: how long it took, and all that came after it. Undefined: nothing. */
function lookUp(
  earlier: readonly Course[],
  status: OperationStatus,
  step: string | undefined,
): { readonly own: number; readonly rest: number } | undefined {
  const found = earlier.flatMap((course) => {
    if (step === undefined && status === 'starting') return [{ own: 0, rest: sum(course) }];
    const exact = course.findIndex((one) => one.status === status && one.step === step);
    // A step that those before did not have, as the way out of a fault: what its status begins with lies behind it.
    const at = exact === -1 ? course.findIndex((one) => one.status === status) : exact;
    if (at === -1) return [];
    return [{ own: course[at]?.durationMs ?? 0, rest: sum(course.slice(at + 1)) }];
  });
  const own = median(found.map((one) => one.own));
  const rest = median(found.map((one) => one.rest));
  return own === undefined || rest === undefined ? undefined : { own, rest };
}

/** Milliseconds for the bytes that are left, as seen from the last that was heard of them. */
function bytesLeft(seen: SeenStep, total: number, own: number | undefined): number | undefined {
  const { first, last } = seen;
  if (first === undefined || last === undefined) return undefined;
  const share = Math.min(1, Math.max(0, last.bytes / total));
  const left = Math.max(0, total - last.bytes);
  const expected = own === undefined ? undefined : own * (1 - share);
  const hasPace = last.bytes > first.bytes && last.at > first.at;
  if (!hasPace) return expected;
  const paced = ((last.at - first.at) / (last.bytes - first.bytes)) * left;
  // The further it is, the more its own pace counts.
  return expected === undefined ? paced : share * paced + (1 - share) * expected;
}

/**
 * Milliseconds that an operation will still take as far as can be told; undefined where nothing can be told, or where it waits
 * for a person. `earlier`: the courses of earlier operations of its kind, in any order.
 */
export function timeLeft({
  now,
  operation: { status, progress, question },
  seen,
  earlier,
}: {
  readonly now: number;
  readonly operation: Running;
  readonly seen: SeenStep;
  readonly earlier: readonly Course[];
}): number | undefined {
  if (question !== undefined) return undefined;
  const known = lookUp(earlier, status, progress?.step);
  const total = progress?.bytesTotal;
  if (total !== undefined && total > 0) {
    const left = bytesLeft(seen, total, known?.own);
    if (left === undefined) return undefined;
    const heard = seen.last?.at ?? seen.since;
    return Math.max(0, left - Math.max(0, now - heard)) + (known?.rest ?? 0);
  }
  if (known === undefined) return undefined;
  // Before the first step, what runs is counted from nothing: `own` is none, and all is the rest.
  const gone = Math.max(0, now - seen.since);
  return Math.max(0, known.own - gone) + known.rest;
}

/**
 * The time left as it is read at a glance: under 90 s in steps of a second, 5 s from 20 s on, then in minutes. `value` is a whole
 * number of `unit`; zero seconds: it may end at any moment.
 */
export function roundedLeft(ms: number): { readonly value: number; readonly unit: 's' | 'min' } {
  const seconds = Math.ceil(ms / 1000);
  if (seconds < 20) return { value: seconds, unit: 's' };
  if (seconds < 90) return { value: Math.ceil(seconds / 5) * 5, unit: 's' };
  return { value: Math.ceil(seconds / 60), unit: 'min' };
}
