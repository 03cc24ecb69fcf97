/** The operations of the workbench: started, held with their readers, answered, cancelled, and reconciled with their cards. */

import type { Caller, CallRequest, WorkbenchEvent } from '../../src-shared/api.ts';
import { toWorkbenchError, WorkbenchError } from '../../src-shared/errors/index.ts';
import { type Answer, type Card, isFinal, type Operation } from '../../src-shared/model/index.ts';
import type { Clock } from '../../src-shared/ports.ts';
import type { CardGone } from '../card/port.ts';
import {
  type ConsoleLine,
  markInterrupted,
  needsReconciliation,
  type OperationPorts,
  OperationRun,
  reconcile,
  runOperation,
} from '../operations/index.ts';
import type { LineStart } from '../store/batch-port.ts';
import type { OperationPatch, OperationStore } from '../store/port.ts';
import type { ReaderRegistry } from './readers.ts';

export interface DeskPorts extends Omit<OperationPorts, 'onChange'> {
  readonly store: OperationStore;
  readonly clock: Clock;
  readonly readers: ReaderRegistry;
  readonly emit: (event: WorkbenchEvent) => void;
  /** The card as it is told to whoever listens. */
  readonly cardWithReader: (eid: string) => Card | undefined;
  readonly log: (message: string, error: WorkbenchError) => void;
}

type StartRequest = CallRequest<'operations.start'>;

export interface OperationDesk {
  /**
   * Starts an operation; one that the engine runs by itself gives way to it. Rejects with reader_busy, reader_not_found, engine_gone,
   * and where its code cannot be had with code_claimed, code_used_up, code_expired, code_not_found.
   */
  start(request: StartRequest, caller: Caller): Promise<Operation>;
  /** The same for the line of a batch, which is claimed with it; `ended` gives the operation at its end. Rejects also with card_changed, batch_line_taken, batch_state. */
  startLine(
    request: StartRequest,
    caller: Caller,
    line: LineStart,
  ): Promise<{ readonly operation: Operation; readonly ended: Promise<Operation> }>;
  /**
   * Runs one that nobody waits for to its end: it gives way to what is started. Undefined: it did not begin, since the reader is
   * gone or somebody was faster. Never rejects.
   */
  runInBackground(request: StartRequest): Promise<Operation | undefined>;
  /** Throws operation_not_found. */
  require(id: number): Operation;
  /** By which a console takes its inputs; undefined where it is not open. */
  console(id: number): ConsoleLine | undefined;
  /** The operation when it has ended and its reader is free. */
  ended(id: number): Promise<Operation>;
  cancel(id: number): Operation;
  /** Those that run, each with whether its card is being changed, and whether the engine has begun it by itself. */
  running(): readonly {
    readonly operation: Operation;
    readonly changing: boolean;
    readonly byItself: boolean;
  }[];
  answer(id: number, answer: Answer): Operation;
  /** The card of a reader, or the reader, is gone: an operation that waits for an answer ends. */
  cardLeft(readerId: string, what: CardGone): void;
  /** Reads the card again for an operation that broke off. Rejects with cannot_reconcile and what reading a card rejects with. */
  reconcile(id: number, readerId: string | undefined): Promise<Operation>;
  /** Reads again for all that broke off on the card that is in this reader. Never rejects. */
  reconcileCard(readerId: string): Promise<void>;
  /** Nothing new is started; what can be cancelled is, and what cannot is waited for. */
  close(others: readonly Promise<void>[]): Promise<void>;
}

/** How long closing waits for operations that were told to end, and for those that are changing a card. */
const closeSeconds = 10;
const changeSeconds = 160;
/** How long what is started waits for what the engine does by itself; then the reader is busy. */
const giveWaySeconds = 30;
/** How soon an end that the store could not take is written again: as long as it is not, the operation looks as if it went on. */
const keepAgainSeconds = 2;

export function createOperationDesk(ports: DeskPorts): OperationDesk {
  const { store, clock, readers, emit } = ports;
  const running = new Map<number, OperationRun>();
  /** Of those that run, the ones that have still to give back their reader when their last status is stored. */
  const reconciling = new Set<number>();
  /** Of those that run, the ones that nobody waits for, with their ends. */
  const background = new Map<number, Promise<void>>();
  const endings = new Set<Promise<void>>();
  /** The same by their operations. */
  const ends = new Map<number, Promise<void>>();
  const lastTurn = new AbortController();
  let closing = false;

  const operationPorts: OperationPorts = {
    ...ports,
    onChange: (operation) => {
      if (operation.eid !== undefined && running.has(operation.id))
        readers.setEid(operation.readerId, operation.eid);
      // The card is given back before an operation ends, so that whoever hears of its end can begin the next.
      const run = running.get(operation.id);
      if (run !== undefined && isFinal(operation) && !reconciling.has(operation.id)) release(run);
      emit({ type: 'operation', operation });
    },
  };

  function release(run: OperationRun): void {
    // The same operation may be in other hands already: it is reconciled as soon as its card is back.
    if (running.get(run.id) !== run) return;
    running.delete(run.id);
    readers.setOperation(run.reader.id, undefined);
  }

  /** Runs `work` with the reader held, and tells of the card afterwards. */
  function hold(run: OperationRun, work: () => Promise<unknown>): Promise<void> {
    running.set(run.id, run);
    readers.setOperation(run.reader.id, run.id);
    const ended = work()
      .then(
        () => undefined,
        (thrown: unknown) => endAbruptly(run, toWorkbenchError(thrown)),
      )
      .finally(() => {
        release(run);
        endings.delete(ended);
        if (ends.get(run.id) === ended) ends.delete(run.id);
        tellOfCard(run);
      });
    endings.add(ended);
    ends.set(run.id, ended);
    return ended;
  }

  /** Nobody waits for it: an operation has ended as it has ended, also where its card cannot be told. */
  function tellOfCard({ id, operation: { eid } }: OperationRun): void {
    try {
      const card = eid === undefined ? undefined : ports.cardWithReader(eid);
      if (card !== undefined) emit({ type: 'card', card });
    } catch (thrown) {
      ports.log(`the card of operation ${id} could not be told`, toWorkbenchError(thrown));
    }
  }

  /** The store failed, or this program has a mistake: whoever waits for the end must be told all the same. */
  function endAbruptly(run: OperationRun, error: WorkbenchError): void {
    ports.log(`operation ${run.id} could not be kept`, error);
    if (isFinal(run.operation)) return;
    // Only a change that nobody has looked at leaves something to find out, and only on a card that is known.
    const doubtful = run.operation.eid !== undefined && run.changing;
    const patch: OperationPatch = {
      error: error.toData(),
      ...(doubtful ? { reconciliation: { state: 'pending' } } : {}),
    };
    const at = clock.now();
    try {
      run.enterStatus('failed', patch);
    } catch {
      // Not even that can be written. It is tried again; what an engine that ends has left is found unfinished at the next start.
      void keepAgain(run, patch, at);
      emit({
        type: 'operation',
        operation: {
          ...run.operation,
          status: 'failed',
          error: { code: error.code, params: { ...error.params } },
        },
      });
    }
  }

  /** Writes the end of an operation as soon as the store takes it, and looks then what became of its card. Never rejects. */
  async function keepAgain({ id, reader }: OperationRun, patch: OperationPatch, at: number): Promise<void> {
    for (;;) {
      try {
        await clock.sleep(keepAgainSeconds * 1000, lastTurn.signal);
      } catch {
        return;
      }
      try {
        const known = store.getOperation(id);
        // Its card may have been read for it meanwhile, or be read just now.
        if (known === undefined || isFinal(known) || running.has(id)) return;
        operationPorts.onChange(store.enterStatus(id, 'failed', at, patch));
      } catch {
        continue;
      }
      await reconcileCard(reader.id);
      return;
    }
  }

  /** Time that may pass; a clock that ends early ends nothing else. */
  const patience = (seconds: number) => clock.sleep(seconds * 1000, lastTurn.signal).catch(() => undefined);

  function refuseBusy(readerId: string): void {
    if (closing) throw new WorkbenchError('engine_gone');
    if (readers.operationOf(readerId) !== undefined)
      throw new WorkbenchError('reader_busy', { reader: readerId });
  }

  function begin(
    request: StartRequest,
    caller?: Caller,
    line?: LineStart,
  ): { operation: Operation; ended: Promise<void> } {
    const reader = readers.find(request.readerId);
    refuseBusy(reader.id);
    const operation = store.createOperation({
      request,
      readerName: reader.name,
      simulated: reader.simulated,
      createdAt: clock.now(),
      caller,
      line,
    });
    emit({ type: 'operation', operation });
    // The code that it names, and what the vault keeps with it, stand in what was stored.
    const stored = operation.codeId === undefined ? request : store.getRequest(operation.id);
    const run = new OperationRun(operation, stored ?? request, reader, operationPorts);
    return { operation, ended: hold(run, () => runOperation(run)) };
  }

  function requireOperation(id: number): Operation {
    const operation = store.getOperation(id);
    if (operation === undefined) throw new WorkbenchError('operation_not_found', { id });
    return operation;
  }

  function requireRunning(id: number): OperationRun {
    requireOperation(id);
    const run = running.get(id);
    if (run === undefined) throw new WorkbenchError('operation_not_running', { id });
    return run;
  }

  /** Reads the card again for an operation that broke off. Resolves when that is done or has failed. */
  async function reconcileOperation(operation: Operation, readerId: string): Promise<void> {
    const request = store.getRequest(operation.id);
    if (request === undefined) throw new WorkbenchError('cannot_reconcile', { id: operation.id });
    const reader = readers.find(readerId);
    refuseBusy(reader.id);
    const run = new OperationRun(operation, request, reader, operationPorts);
    let failure: WorkbenchError | undefined;
    reconciling.add(run.id);
    await hold(run, async () => {
      try {
        await reconcile(run);
      } catch (thrown) {
        // It waits on; what stands in the operation's error is why it broke off, and that stays.
        failure = toWorkbenchError(thrown);
      } finally {
        await run.close();
        reconciling.delete(run.id);
      }
    });
    if (failure !== undefined) throw failure;
  }

  /** What the engine does by itself must not keep a reader from whoever wants it: a reading is short, the rest can end. */
  async function giveWay(readerId: string): Promise<void> {
    const id = readers.operationOf(readerId);
    const ended = id === undefined ? undefined : background.get(id);
    if (id === undefined || ended === undefined) return;
    const run = running.get(id);
    if (run?.request.kind !== 'read_card') run?.cancel();
    await Promise.race([ended, patience(giveWaySeconds)]);
  }

  async function reconcileAll(readerId: string): Promise<void> {
    let eid = readers.list().find((one) => one.id === readerId)?.eid;
    for (const operation of store.unfinishedOperations()) {
      if (closing || readers.operationOf(readerId) !== undefined) return;
      // As long as its EID is not known, the card is taken for the one that was in this reader.
      const meant = eid === undefined ? operation.readerId === readerId : operation.eid === eid;
      if (running.has(operation.id) || !meant) continue;
      try {
        await reconcileOperation(operation, readerId);
        eid = operation.eid;
      } catch (thrown) {
        const { code, params } = toWorkbenchError(thrown);
        if (code !== 'card_changed') return;
        eid = String(params['found']);
      }
    }
  }

  async function reconcileCard(readerId: string): Promise<void> {
    try {
      await reconcileAll(readerId);
    } catch (thrown) {
      ports.log('what broke off could not be looked up', toWorkbenchError(thrown));
    }
  }

  // What a former engine left unfinished, seen once, before anything new is started.
  for (const operation of store.unfinishedOperations()) {
    // Nothing of a recording is kept that is not there as a whole.
    if (operation.kind === 'import') store.discardImport(operation.id);
    else if (!isFinal(operation)) markInterrupted(operation, store, clock.now());
  }

  return {
    async start(request, caller) {
      await giveWay(request.readerId);
      return begin(request, caller).operation;
    },

    async startLine(request, caller, line) {
      await giveWay(request.readerId);
      // While it was waited for, somebody may have put in another card.
      const found = readers.list().find(({ id }) => id === request.readerId)?.eid;
      if (found !== line.eid)
        throw new WorkbenchError('card_changed', { expected: line.eid, found: found ?? '' });
      const { operation, ended } = begin(request, caller, line);
      return { operation, ended: ended.then(() => requireOperation(operation.id)) };
    },

    async runInBackground(request) {
      try {
        const { operation, ended } = begin(request);
        background.set(operation.id, ended);
        await ended.finally(() => background.delete(operation.id));
        return requireOperation(operation.id);
      } catch {
        return undefined;
      }
    },

    require: requireOperation,

    console: (id) => running.get(requireOperation(id).id)?.console,

    async ended(id) {
      await ends.get(id);
      return requireOperation(id);
    },

    cancel(id) {
      requireRunning(id).cancel();
      return requireOperation(id);
    },

    running: () =>
      [...running.values()].map(({ operation, changing }) => ({
        operation,
        changing,
        byItself: background.has(operation.id),
      })),

    answer(id, answer) {
      requireRunning(id).answer(answer);
      return requireOperation(id);
    },

    cardLeft(readerId, what) {
      const id = readers.operationOf(readerId);
      if (id !== undefined) running.get(id)?.cardGone(what);
    },

    async reconcile(id, readerId) {
      const operation = requireOperation(id);
      if (running.has(id) || !needsReconciliation(operation))
        throw new WorkbenchError('cannot_reconcile', { id });
      const where =
        readerId ??
        (operation.eid === undefined ? undefined : readers.readerOfCard(operation.eid)) ??
        operation.readerId;
      await reconcileOperation(operation, where);
      return requireOperation(id);
    },

    reconcileCard,

    async close(others) {
      closing = true;
      for (const run of running.values()) {
        // A console has nothing to bring to its end: what it was sent is kept.
        run.console?.end(new WorkbenchError('interrupted', { status: run.operation.status }));
        if (run.console === undefined) run.cancel();
      }
      const ended = Promise.allSettled([...others, ...endings]);
      await Promise.race([ended, patience(closeSeconds)]);
      // A card that is being written is waited for; one that merely does not answer is not.
      if ([...running.values()].some((run) => run.changing)) {
        await Promise.race([ended, patience(changeSeconds)]);
      }
      lastTurn.abort();
    },
  };
}
