/** What the window learns of the course of operations, to tell how long those that run will still take. */

import { isFinal, type Operation, type OperationDetail } from '../../src-shared/model/index.ts';
import { type Course, followStep, type SeenStep, timeLeft } from './time-left.ts';

/** So many of the last operations of a kind say how long the next one takes. */
const MOST_COURSES = 5;

type Detail = (id: number) => Promise<OperationDetail>;

/** Kinds whose length is worth an estimate: the others are over before it could be read. */
const kinds: ReadonlySet<Operation['kind']> = new Set(['activate', 'download']);

const groupOf = ({ kind, simulated }: Operation) => `${kind} ${simulated}`;

export class Pace {
  readonly #detail: Detail;
  readonly #seen = new Map<number, SeenStep>();
  readonly #courses = new Map<string, readonly { readonly id: number; readonly course: Course }[]>();
  readonly #asked = new Set<number>();

  /** `detail` gives an operation with its steps. */
  constructor(detail: Detail) {
    this.#detail = detail;
  }

  /** Takes notice of an operation as it is now. */
  follow(operation: Operation): void {
    const { id } = operation;
    if (!isFinal(operation)) {
      this.#seen.set(id, followStep(this.#seen.get(id), operation));
      return;
    }
    // Only what was seen running: the rest is asked for when an operation of its kind runs.
    if (this.#seen.delete(id)) void this.#ask(operation);
  }

  /** Asks for the courses of the last operations of those kinds that run, where they are not known. */
  async learn(operations: ReadonlyMap<number, Operation>): Promise<void> {
    const groups = new Set<string>();
    for (const operation of operations.values())
      if (!isFinal(operation) && kinds.has(operation.kind)) groups.add(groupOf(operation));
    for (const group of groups) {
      if (this.#courses.has(group)) continue;
      this.#courses.set(group, []);
      const last = [...operations.values()]
        .filter((one) => one.status === 'successful' && groupOf(one) === group)
        .sort((a, b) => b.id - a.id)
        .slice(0, MOST_COURSES);
      await Promise.all(last.map((one) => this.#ask(one)));
    }
  }

  /** Milliseconds that an operation will still take; see `timeLeft`. */
  left(operation: Operation, now: number): number | undefined {
    const seen = this.#seen.get(operation.id) ?? followStep(undefined, operation);
    const earlier = (this.#courses.get(groupOf(operation)) ?? []).map(({ course }) => course);
    return timeLeft({ now, operation, seen, earlier });
  }

  async #ask(operation: Operation): Promise<void> {
    const { id, kind, status } = operation;
    if (status !== 'successful' || !kinds.has(kind) || this.#asked.has(id)) return;
    this.#asked.add(id);
    // Without its steps there is one example less.
    const detail = await this.#detail(id).catch(() => undefined);
    if (detail === undefined) return;
    const course = detail.steps.flatMap(({ status: within, step, durationMs }) =>
      step === undefined || durationMs === undefined ? [] : [{ status: within, step, durationMs }],
    );
    const known = this.#courses.get(groupOf(operation)) ?? [];
    this.#courses.set(
      groupOf(operation),
      [...known, { id, course }].sort((a, b) => b.id - a.id).slice(0, MOST_COURSES),
    );
  }
}
