/**
 * The state machines: one per kind of operation. Their values are the statuses of the product, exactly. They are run
 * as pure functions (`initialTransition`, `transition`): the runner stores each status first and acts on it then. XState
 * would start a state's promise while entering it, before anything is stored, and would start it again when a snapshot
 * is restored, so neither invoked promises nor restored snapshots are used.
 */

import { initialTransition, setup, transition } from 'xstate';
import type { OperationKind, OperationStatus } from '../../src-shared/model/index.ts';

/** How a phase (what is done within a status) ended. */
export type PhaseEvent = { readonly type: 'phase.done' } | { readonly type: 'phase.failed' };

const base = setup({ types: { events: {} as PhaseEvent } });

type Working = Exclude<OperationStatus, 'successful' | 'failed'>;

function phase<T extends OperationStatus>(next: T) {
  return { on: { 'phase.done': next, 'phase.failed': 'failed' } } as const;
}

const ends = { successful: { type: 'final' }, failed: { type: 'final' } } as const;

const activate = base.createMachine({
  id: 'activate',
  initial: 'starting',
  states: {
    starting: phase('download'),
    download: phase('download_verify'),
    download_verify: phase('enable'),
    enable: phase('enable_verify'),
    enable_verify: phase('successful'),
    ...ends,
  },
});

const download = base.createMachine({
  id: 'download',
  initial: 'starting',
  states: {
    starting: phase('download'),
    download: phase('download_verify'),
    download_verify: phase('successful'),
    ...ends,
  },
});

const enable = base.createMachine({
  id: 'enable',
  initial: 'starting',
  states: {
    starting: phase('enable'),
    enable: phase('enable_verify'),
    enable_verify: phase('successful'),
    ...ends,
  },
});

/** What is done in one go: from starting to its end. */
function single(id: OperationKind) {
  return base.createMachine({ id, initial: 'starting', states: { starting: phase('successful'), ...ends } });
}

export const operationMachines = {
  activate,
  download,
  enable,
  read_card: single('read_card'),
  disable: single('disable'),
  delete: single('delete'),
  nickname: single('nickname'),
  send_notifications: single('send_notifications'),
  remove_notification: single('remove_notification'),
  reset_memory: single('reset_memory'),
  default_smdp: single('default_smdp'),
  discover: single('discover'),
  console: single('console'),
  import: single('import'),
} as const satisfies Record<OperationKind, unknown>;

export interface MachineRun {
  readonly status: OperationStatus;
  readonly done: boolean;
  next(event: PhaseEvent): MachineRun;
}

/** A machine at its first status; `next` gives the one after, and nothing else happens. */
export function beginMachine(kind: OperationKind): MachineRun {
  const known = begun.get(kind);
  if (known !== undefined) return known;
  // All machines have one shape of snapshot and event; the union of their types says no more than this.
  const machine = operationMachines[kind] as typeof activate;
  const at = (snapshot: ReturnType<typeof initialTransition<typeof activate>>[0]): MachineRun => {
    const after = new Map<PhaseEvent['type'], MachineRun>();
    return {
      status: snapshot.value,
      done: snapshot.status === 'done',
      next(event) {
        const next = after.get(event.type) ?? at(transition(machine, snapshot, event)[0]);
        after.set(event.type, next);
        return next;
      },
    };
  };
  const first = at(initialTransition(machine)[0]);
  begun.set(kind, first);
  return first;
}

/** Machines have neither context nor actions, so where one goes from a status is asked of XState once. */
const begun = new Map<OperationKind, MachineRun>();

export type { Working as WorkingStatus };
