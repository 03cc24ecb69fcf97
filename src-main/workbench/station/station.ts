/**
 * The station: a card that is put into a reader of a running batch begins its line by itself, and when that has ended the
 * reader says so. All readers work at once. What is known of lines is in the store; what a reader shows is in `Seats`, and with
 * it, in the store, which card has had its turn.
 */

import type { WorkbenchEvent } from '../../../src-shared/api.ts';
import { toWorkbenchError, type WorkbenchError } from '../../../src-shared/errors/index.ts';
import {
  type Batch,
  type BatchLine,
  holdsReaders,
  isFinal,
  type Operation,
  type Reader,
  type StationSlot,
} from '../../../src-shared/model/index.ts';
import type { Clock } from '../../../src-shared/ports.ts';
import type { BatchStore, LineChange, Served } from '../../store/batch-port.ts';
import type { OperationDesk } from '../operation-desk.ts';
import { type LineEnd, type LinePorts, LineRun } from './line-run.ts';
import { type Seat, Seats } from './seats.ts';
import { verdictOf } from './verdict.ts';

export interface StationPorts extends Omit<LinePorts, 'closing' | 'onStep' | 'startLine'> {
  readonly batches: BatchStore;
  readonly desk: Pick<OperationDesk, 'startLine' | 'runInBackground' | 'answer'>;
  readonly readers: () => readonly Reader[];
  readonly clock: Clock;
  readonly emit: (event: WorkbenchEvent) => void;
  readonly log: (message: string, error: WorkbenchError) => void;
  /** False: it begins nothing by itself, and settles nothing. */
  readonly acts: boolean;
}

type Changed = { readonly line: BatchLine; readonly batch: Batch };

export interface Station {
  /** Settles what a former engine left; to be called once, before cards come. */
  begin(): void;
  /** A card was put in, and is looked at: it has its turn when it has arrived. */
  coming(readerId: string): void;
  /** It has been read, with this end; undefined: it was not read. */
  arrived(readerId: string, read: Operation | undefined): void;
  /** Readers or cards have come or gone. */
  readersChanged(): void;
  operationChanged(operation: Operation): void;
  /** A batch was started or changed: cards that are in its readers may have their turn now. */
  look(batchId: number): void;
  /** Readers take part in a batch no more, or in another one from now on; what one shows that another batch holds stays. */
  forget(readers: readonly string[]): void;
  /** Tells of a line that was changed by hand. */
  tell(changed: Changed): void;
  slots(batch: Batch): StationSlot[];
  /** Whether a line has its turn. */
  works(batchId: number, line: number): boolean;
  /** Nothing more is begun; resolves when what runs has ended. The desk cancels what can be. */
  close(): Promise<void>;
}

/** Outcomes for a card whose line has ended, or runs, already. */
const before = {
  done: 'done_before',
  failed: 'failed_before',
  skipped: 'skipped_before',
  running: 'busy',
} as const;

export function createStation(ports: StationPorts): Station {
  const { batches, clock, desk, emit } = ports;
  const seats = new Seats(ports);
  /** Lines that a reader is about to begin, or works on, by batch. */
  const taken = new Map<number, Set<number>>();
  /** Operations at work, with the batch that they are for. */
  const atWork = new Map<number, number>();
  /** Readers whose card is being looked at, and how many times over: it may have been put in again meanwhile. */
  const coming = new Map<string, number>();
  let closing = false;

  function tell({ line, batch }: Changed): void {
    emit({ type: 'batchLine', line });
    emit({ type: 'batch', batch });
    seats.tell(batch);
  }

  function tellAll(): void {
    for (const batch of batches.batchesWithReaders()) seats.tell(batch);
  }

  function changeLine({ batchId, line }: BatchLine, change: LineChange): void {
    tell(batches.changeLine(batchId, line, clock.now(), change));
  }

  // --- one turn of a card ---------------------------------------------------------------------------------------------

  /** The EID of the card, read where it is not known. Undefined: it cannot be read, and that is shown. */
  async function identify(readerId: string, seat: Seat): Promise<string | undefined> {
    let read = seat.unread;
    seat.unread = undefined;
    if (read === undefined && seats.reader(readerId)?.eid === undefined)
      read = await desk.runInBackground({ kind: 'read_card', readerId });
    const eid = seats.reader(readerId)?.eid;
    if (eid !== undefined && read?.status !== 'failed') return eid;
    seats.endTurn(readerId, {
      eid,
      outcome: read === undefined ? 'busy' : 'unreadable',
      error: read?.error,
    });
    return undefined;
  }

  /** The line that a card is for, or why there is none. */
  function lineFor(batch: Batch, eid: string): BatchLine | Served {
    const own = batches.lineOfCard(batch.id, eid);
    if (own?.state === 'waiting') return own;
    if (own !== undefined) return { eid, line: own.line, outcome: before[own.state], error: own.error };
    const next = batches.nextLine(batch.id, [...(taken.get(batch.id) ?? [])]);
    if (next !== undefined) return next;
    return { eid, outcome: batches.expects(batch.id).kind === 'cards' ? 'not_in_list' : 'no_code_left' };
  }

  /** Works with the card that is in a reader: one line, or the next ones as long as their codes are bad and the recipe goes on. */
  async function turn(readerId: string, seat: Seat): Promise<void> {
    const eid = await identify(readerId, seat);
    if (eid === undefined) return;
    const served = batches.getServed(readerId);
    if (served !== undefined && served.eid === eid) {
      seats.show(seat, 'take_out', served);
      return;
    }
    for (;;) {
      const batch = batches.batchOfReader(readerId);
      if (batch?.state !== 'running' || closing) {
        seats.show(seat, 'insert');
        return;
      }
      const line = lineFor(batch, eid);
      if ('outcome' in line) {
        seats.endTurn(readerId, line);
        return;
      }
      if (!(await work(readerId, batch, line, eid))) return;
    }
  }

  /** Gives whether the card is to have the next code. */
  async function work(readerId: string, batch: Batch, line: BatchLine, eid: string): Promise<boolean> {
    const seat = seats.get(readerId);
    const numbers = taken.get(batch.id) ?? new Set();
    taken.set(batch.id, numbers.add(line.line));
    seats.show(seat, 'working', { eid, line: line.line });
    const operations: number[] = [];
    let end: LineEnd;
    try {
      const run = new LineRun(
        {
          ...ports,
          startLine: desk.startLine,
          closing: () => closing,
          onStep(number, step, { id }) {
            operations.push(id);
            atWork.set(id, batch.id);
            seats.show(seat, 'working', { eid, line: number, step, operationId: id });
            const changed = batches.getLine(batch.id, number);
            if (changed !== undefined) tell({ line: changed, batch: batches.getBatch(batch.id) ?? batch });
          },
        },
        batch,
        line,
        { readerId, eid },
      );
      end = await run.run();
    } finally {
      numbers.delete(line.line);
      for (const id of operations) atWork.delete(id);
    }
    if (end.kind === 'busy') {
      busy(readerId, line, eid, end);
      return false;
    }
    if (end.kind === 'untouched') {
      seats.endTurn(readerId, { eid, outcome: end.outcome, error: end.error });
      return false;
    }
    const { state, error } = end.change;
    const next = end.badCode === true && batch.recipe.nextCodeAfterBad && line.eid === undefined && !seat.out;
    if (state === 'waiting') seats.show(seat, 'put_back', { eid, line: line.line, error });
    else if (!next) {
      const outcome = state === 'done' || state === 'failed' ? state : 'profile_there';
      seats.endTurn(readerId, { eid, line: line.line, outcome, error });
    }
    changeLine(line, end.change);
    return next;
  }

  /** Nothing could be begun with the card just now. */
  function busy(
    readerId: string,
    line: BatchLine,
    eid: string,
    { error }: Extract<LineEnd, { kind: 'busy' }>,
  ): void {
    // A step of it may have run already: then it goes on with this card.
    if (batches.getLine(line.batchId, line.line)?.state === 'running')
      changeLine(line, { state: 'waiting', wantedEid: eid, error });
    const isOver = ['batch_state', 'engine_gone', 'card_changed'].includes(error.code);
    if (isOver) seats.show(seats.get(readerId), 'insert');
    else seats.endTurn(readerId, { eid, line: line.line, outcome: 'busy', error });
  }

  function serve(readerId: string): void {
    const batch = batches.batchOfReader(readerId);
    if (batch === undefined || closing || !ports.acts) return;
    const seat = seats.get(readerId);
    if (seat.busy !== undefined) {
      seat.again = true;
      return;
    }
    if (batch.state === 'running' && seats.hasCard(readerId) && !coming.has(readerId)) {
      seat.out = false;
      seats.show(seat, 'reading');
      seat.busy = turn(readerId, seat)
        .catch((thrown: unknown) => {
          const error = toWorkbenchError(thrown);
          ports.log(`reader ${readerId} of batch ${batch.id} could not be served`, error);
          const shown = { code: error.code, params: { ...error.params } };
          seats.show(seat, 'take_out', { outcome: 'failed', error: shown });
        })
        .finally(() => turned(readerId, seat));
    }
    seats.tell(batch);
  }

  function turned(readerId: string, seat: Seat): void {
    seat.busy = undefined;
    try {
      const { again } = seat;
      seat.again = false;
      if (again) serve(readerId);
      seats.changed();
      tellAll();
    } catch (thrown) {
      ports.log(`reader ${readerId} could not be told`, toWorkbenchError(thrown));
    }
  }

  // --- what comes from outside ----------------------------------------------------------------------------------------

  /** A line on which no reader works, by what has become of its operation. */
  function settle(line: BatchLine, operation: Operation): void {
    const verdict = verdictOf(operation);
    const { iccid } = verdict;
    const known = iccid === undefined ? {} : { iccid };
    const ended = { wantedEid: undefined, ...known };
    const { step } = line;
    if (step === 'nickname' || (verdict.kind === 'reached' && step !== 'test_profiles'))
      changeLine(line, { state: 'done', error: undefined, ...ended });
    else if (verdict.kind === 'failed') changeLine(line, { state: 'failed', error: verdict.error, ...ended });
    else if (line.state === 'running') {
      const error =
        verdict.kind === 'reached' ? { code: 'interrupted', params: { status: 'starting' } } : verdict.error;
      changeLine(line, { state: 'waiting', wantedEid: line.cardEid, error, ...known });
    }
  }

  /** Lines that a former engine was at. A card whose line has come to its end has had its turn. */
  function recover(line: BatchLine): void {
    const id = line.operations.at(-1);
    const operation = id === undefined ? undefined : ports.getOperation(id);
    if (operation === undefined) changeLine(line, { state: 'waiting', wantedEid: line.cardEid });
    else settle(line, operation);
    const { state, readerId = '', cardEid: eid, error } = batches.getLine(line.batchId, line.line) ?? line;
    if (state === 'done' || state === 'failed')
      batches.setServed(readerId, { eid, line: line.line, outcome: state, error });
  }

  /** What a download asks that the recipe has answered: a person is asked for confirmation codes alone. */
  function answer({ id, question }: Operation, batchId: number): void {
    if (question?.kind !== 'install') return;
    const acceptPolicyRules = batches.getBatch(batchId)?.recipe.acceptPolicyRules === true;
    const agrees = acceptPolicyRules || (question.consentRules ?? []).length === 0;
    queueMicrotask(() => {
      try {
        desk.answer(id, {
          kind: 'install',
          decision: agrees ? 'accept' : 'postpone',
          ...(acceptPolicyRules ? { acceptPolicyRules } : {}),
        });
      } catch {
        // Somebody was faster.
      }
    });
  }

  /** For what nobody waits for: a store that cannot be read takes nothing from operations and readers. */
  function tried(what: () => void): void {
    if (!ports.acts) return;
    try {
      what();
    } catch (thrown) {
      ports.log('the station could not follow', toWorkbenchError(thrown));
    }
  }

  function follow(operation: Operation): void {
    const batchId = atWork.get(operation.id);
    if (batchId !== undefined) {
      answer(operation, batchId);
      return;
    }
    if (!isFinal(operation) || operation.reconciliation.state === 'pending') return;
    const line = batches.lineOfOperation(operation.id);
    if (line === undefined || line.operations.at(-1) !== operation.id) return;
    if (line.state === 'done' || taken.get(line.batchId)?.has(line.line)) return;
    // Nobody is at it any more: the store could not take what its end would have written, and takes it now.
    if (line.state === 'running') {
      recover(line);
      return;
    }
    if (line.error === undefined) return;
    // With a card that is back in a reader of its batch, the line itself goes on.
    const here = batches.batchOfReader(operation.readerId);
    if (here?.id === line.batchId && here.state === 'running') return;
    if (line.state === 'waiting' || verdictOf(operation).kind === 'reached') settle(line, operation);
  }

  return {
    begin: () =>
      tried(() => {
        for (const { id, counts } of batches.batchesAtWork())
          for (const line of batches.listLines({ id, after: 0, limit: counts.running, state: 'running' }))
            recover(line);
      }),

    coming: (readerId) => void coming.set(readerId, (coming.get(readerId) ?? 0) + 1),

    arrived: (readerId, read) =>
      tried(() => {
        const others = (coming.get(readerId) ?? 1) - 1;
        if (others === 0) coming.delete(readerId);
        else coming.set(readerId, others);
        if (batches.batchOfReader(readerId) === undefined) return;
        seats.get(readerId).unread = read?.status === 'failed' ? read : undefined;
        serve(readerId);
      }),

    readersChanged: () =>
      tried(() => {
        seats.changed();
        tellAll();
      }),

    operationChanged: (operation) => tried(() => follow(operation)),

    look(batchId) {
      const batch = batches.getBatch(batchId);
      if (batch === undefined) return;
      for (const readerId of batch.readers) serve(readerId);
      seats.tell(batch);
    },

    forget(readers) {
      for (const readerId of readers) {
        const batch = batches.batchOfReader(readerId);
        if (batch === undefined || !holdsReaders(batch.state)) seats.forget(readerId);
      }
    },

    tell,
    slots: (batch) => seats.slots(batch),
    works: (batchId, line) => taken.get(batchId)?.has(line) === true,

    async close() {
      closing = true;
      await Promise.allSettled(seats.turns());
    },
  };
}
