import {
  isFinal,
  type Operation,
  type OperationStatus,
  type OperationStep,
} from '../../src-shared/model/index.ts';
import { statusPath } from '../../src-shared/texts.ts';

/**
 * `passed`: done. `now`: at work. `asks`: stands still until a person answers. `ahead`: to come. `skipped`: will not be
 * reached any more. `broken`: it failed there. `unfinished`: it broke off there, and the card has to say how it ended.
 */
export type StateMark = 'passed' | 'now' | 'asks' | 'ahead' | 'skipped' | 'broken' | 'unfinished';

export interface ShownState {
  readonly status: OperationStatus;
  readonly mark: StateMark;
  /** When it was entered, where that is known. */
  readonly at?: number;
  /** How long it took; of one that has not been left yet there is none. */
  readonly durationMs?: number;
  /** Functions that ran within it, and their APDUs. */
  readonly steps: number;
  readonly apdus: number;
}

/** `taken`: the operation ended there. `open`: it still may. `closed`: it ended at the other one. */
export interface ShownEnd {
  readonly status: 'successful' | 'failed';
  readonly mark: 'taken' | 'open' | 'closed';
  readonly at?: number;
}

export interface StatePicture {
  /** The states of its machine in their order, without the two ends. */
  readonly states: readonly ShownState[];
  readonly ends: readonly [successful: ShownEnd, failed: ShownEnd];
  /** The place of the state that is at work, or in which it failed; undefined where it succeeded. */
  readonly place: number | undefined;
  /** The function that ran last. */
  readonly lastStep?: string;
}

type Standing = Pick<Operation, 'kind' | 'status' | 'question' | 'reconciliation' | 'endedAt'>;

/** How an operation stands in its state machine, from what is known of it: `steps` may lag behind, or not be there yet. */
export function statePicture(operation: Standing, steps: readonly OperationStep[]): StatePicture {
  const path = statusPath[operation.kind];
  const final = isFinal(operation);
  const entered = new Map<OperationStatus, number>();
  for (const step of steps) if (step.step === undefined) entered.set(step.status, step.at);
  const reached = Math.max(
    final ? 0 : path.indexOf(operation.status),
    ...path.map((status, index) => (entered.has(status) ? index : 0)),
  );
  const pending = operation.reconciliation.state === 'pending';
  const good = operation.status === 'successful';
  // What a reconciliation has found on the card leaves the states between as they were: never entered.
  const passedAll = good && (entered.size === 0 || reached === path.length - 1);
  const here: StateMark = final
    ? pending
      ? 'unfinished'
      : good
        ? 'passed'
        : 'broken'
    : pending
      ? 'unfinished'
      : operation.question === undefined
        ? 'now'
        : 'asks';
  const left = (index: number): number | undefined => {
    const later = path.slice(index + 1).find((status) => entered.has(status));
    if (later !== undefined) return entered.get(later);
    return index === reached ? endOf(operation, entered) : undefined;
  };
  const states = path.map((status, index): ShownState => {
    const at = entered.get(status);
    const until = left(index);
    const mark: StateMark =
      passedAll || index < reached
        ? 'passed'
        : index === reached
          ? here
          : final || pending
            ? 'skipped'
            : 'ahead';
    const own = steps.filter((step) => step.step !== undefined && step.status === status);
    return {
      status,
      mark,
      ...(at === undefined ? {} : { at }),
      ...(at === undefined || until === undefined ? {} : { durationMs: Math.max(0, until - at) }),
      steps: own.length,
      apdus: own.reduce((sum, step) => sum + step.apdus, 0),
    };
  });
  const end = (status: ShownEnd['status']): ShownEnd => {
    const at = entered.get(status) ?? operation.endedAt;
    if (operation.status !== status) return { status, mark: final ? 'closed' : 'open' };
    return { status, mark: 'taken', ...(at === undefined ? {} : { at }) };
  };
  const lastStep = steps.findLast((step) => step.step !== undefined)?.step;
  return {
    states,
    ends: [end('successful'), end('failed')],
    place: good ? undefined : reached,
    ...(lastStep === undefined ? {} : { lastStep }),
  };
}

/** When its work ended: a reconciliation that came later is no part of the state that broke off. */
function endOf(operation: Standing, entered: ReadonlyMap<OperationStatus, number>): number | undefined {
  if (!isFinal(operation)) return undefined;
  return entered.get('failed') ?? entered.get('successful') ?? operation.endedAt;
}

/**
 * Milliseconds until the bytes are done, at the pace that they had so far; undefined where nothing can be said yet.
 * `elapsedMs`: since the first of them.
 */
export function timeLeft(bytesDone: number, bytesTotal: number, elapsedMs: number): number | undefined {
  if (bytesDone <= 0 || bytesTotal <= bytesDone || elapsedMs < 500) return undefined;
  return (elapsedMs / bytesDone) * (bytesTotal - bytesDone);
}
