/**
 * The composition root: takes its ports and returns the API. It knows no Electron, no socket and no file; hosts bring
 * these and stay thin.
 */

import {
  api,
  type CallName,
  type CallOutput,
  type CallRequest,
  type WorkbenchApi,
  type WorkbenchEvent,
} from '../src-shared/api.ts';
import { type ErrorData, toWorkbenchError, WorkbenchError } from '../src-shared/errors/index.ts';
import { inputInvalid } from '../src-shared/invalid-input.ts';
import {
  type ActivationCodeParts,
  type Card,
  isFinal,
  type Operation,
  type SimulatedCode,
  type SystemInfo,
  type TraceDetail,
  type TraceLine,
  type TrustAnchor,
} from '../src-shared/model/index.ts';
import type { Clock, Entropy } from '../src-shared/ports.ts';
import type { TraceSink } from '../src-shared/trace.ts';
import type { ReaderProvider } from './card/port.ts';
import {
  benchDeviceInfo,
  type Es9Port,
  markInterrupted,
  needsReconciliation,
  type OperationPorts,
  OperationRun,
  reconcile,
  runOperation,
} from './operations/index.ts';
import type { OperationStore } from './store/port.ts';
import { createReaderRegistry } from './workbench/readers.ts';

export interface WorkbenchPorts {
  readonly store: OperationStore;
  readonly providers: readonly ReaderProvider[];
  readonly createEs9: (trace: TraceSink) => Es9Port;
  readonly clock: Clock;
  readonly entropy: Entropy;
  readonly sha256: (bytes: Uint8Array) => Uint8Array;
  readonly trust: {
    list(): TrustAnchor[];
    add(certificate: Uint8Array): TrustAnchor;
    remove(keyId: string): boolean;
    setEnabled(keyId: string, enabled: boolean): TrustAnchor;
  };
  readonly codes: {
    parse(text: string): ActivationCodeParts;
    fromImage(image: Uint8Array): Promise<ActivationCodeParts & { readonly activationCode: string }>;
  };
  /**
   * Traces for people: redacted and decoded, by another thread where the store is in a file. The store has been read
   * before each call, so that what it defers is written.
   */
  readonly traces: {
    list(operationId: number, after: number, limit: number): TraceLine[] | Promise<TraceLine[]>;
    get(operationId: number, seq: number): TraceDetail | undefined | Promise<TraceDetail | undefined>;
  };
  /** The simulated bench, where it runs. */
  readonly simulator?: { readonly smdpAddress: string; codes(): Promise<SimulatedCode[]> };
  /** Why the simulated bench does not run, where it was wanted. */
  readonly simulatorError?: ErrorData;
  readonly version: string;
  readonly dataFolder: string;
  /** Read every card that is put in, so that its EID is seen at once. For long-lived hosts, not for one command. */
  readonly autoRead: boolean;
  /** For what has no caller to be told: a store that fails while an operation runs. Never gets secrets. */
  readonly log: (message: string, error: WorkbenchError) => void;
}

export interface Workbench extends WorkbenchApi {
  /** Resolves when the readers are known and what a former engine left unfinished was reconciled as far as its cards are there. */
  ready(): Promise<void>;
  /** Cancels what can be cancelled, waits for the rest, and gives everything free but the store, which is the host's. */
  close(): Promise<void>;
}

type Handlers = {
  readonly [N in CallName]: (request: CallRequest<N>) => CallOutput<N> | Promise<CallOutput<N>>;
};

const errorJson = ({ code, params }: ErrorData) => ({ code, params: { ...params } });

/** How long closing waits for operations that were told to end, and for those that are changing a card. */
const closeSeconds = 20;
const changeSeconds = 160;

export function createWorkbench(ports: WorkbenchPorts): Workbench {
  const { store, clock } = ports;
  const startedAt = clock.now();
  const listeners = new Set<(event: WorkbenchEvent) => void>();
  const running = new Map<number, OperationRun>();
  /** Of those that run, the ones that have still to give back their reader when their last status is stored. */
  const reconciling = new Set<number>();
  const endings = new Set<Promise<void>>();
  const lastTurn = new AbortController();
  /** Cards that have come and are being looked at for what was left unfinished on them. */
  const arrivals = new Set<Promise<void>>();
  let closing = false;

  const emit = (event: WorkbenchEvent) => {
    for (const listener of listeners) listener(event);
  };

  const readers = createReaderRegistry(ports.providers, {
    onChange: () => emitReaders(),
    onCard: (readerId) => {
      const arrival = Promise.resolve().then(() => cardArrived(readerId));
      arrivals.add(arrival);
      void arrival.finally(() => arrivals.delete(arrival));
    },
  });
  let lastStatus = '';
  function emitReaders(): void {
    emit({ type: 'readers', readers: readers.list() });
    const info = systemInfo();
    const status = JSON.stringify(info.pcsc);
    if (status !== lastStatus) {
      lastStatus = status;
      emit({ type: 'system', info });
    }
  }

  const operationPorts: OperationPorts = {
    store,
    createEs9: ports.createEs9,
    ciKeys: () => ports.trust.list(),
    clock,
    entropy: ports.entropy,
    sha256: ports.sha256,
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

  function systemInfo(): SystemInfo {
    const pcsc = readers.snapshotOf('pcsc')?.status;
    return {
      version: ports.version,
      dataFolder: ports.dataFolder,
      pcsc:
        pcsc === undefined || pcsc.available
          ? { available: pcsc !== undefined }
          : { available: false, error: errorJson(pcsc.error) },
      simulator:
        ports.simulator === undefined
          ? { running: false, ...(ports.simulatorError && { error: errorJson(ports.simulatorError) }) }
          : { running: true, smdpAddress: ports.simulator.smdpAddress },
      startedAt,
    };
  }

  // --- operations -------------------------------------------------------------------------------------------------

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
        const { eid } = run.operation;
        const card = eid === undefined ? undefined : cardWithReader(eid);
        if (card !== undefined) emit({ type: 'card', card });
      });
    endings.add(ended);
    return ended;
  }

  /** The store failed, or this program has a mistake: whoever waits for the end must be told all the same. */
  function endAbruptly(run: OperationRun, error: WorkbenchError): void {
    ports.log(`operation ${run.id} could not be kept`, error);
    if (isFinal(run.operation)) return;
    try {
      // Only a change that nobody has looked at leaves something to find out, and only on a card that is known.
      const doubtful = run.operation.eid !== undefined && run.changing;
      run.enterStatus('failed', {
        error: error.toData(),
        ...(doubtful ? { reconciliation: { state: 'pending' } } : {}),
      });
    } catch {
      // Not even that can be written; what is in the store is found unfinished at the next start.
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

  /** Time that may pass; a clock that ends early ends nothing else. */
  const patience = (seconds: number) => clock.sleep(seconds * 1000, lastTurn.signal).catch(() => undefined);

  function refuseBusy(readerId: string): void {
    if (closing) throw new WorkbenchError('engine_gone');
    if (readers.operationOf(readerId) !== undefined)
      throw new WorkbenchError('reader_busy', { reader: readerId });
  }

  function begin(request: CallRequest<'operations.start'>): { operation: Operation; ended: Promise<void> } {
    const reader = readers.find(request.readerId);
    refuseBusy(reader.id);
    const operation = store.createOperation({
      request,
      readerName: reader.name,
      simulated: reader.simulated,
      createdAt: clock.now(),
    });
    emit({ type: 'operation', operation });
    const run = new OperationRun(operation, request, reader, operationPorts);
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

  async function reconcileByCall(id: number, readerId: string | undefined): Promise<Operation> {
    const operation = requireOperation(id);
    if (running.has(id) || !needsReconciliation(operation))
      throw new WorkbenchError('cannot_reconcile', { id });
    const where =
      readerId ??
      (operation.eid === undefined ? undefined : readers.readerOfCard(operation.eid)) ??
      operation.readerId;
    await reconcileOperation(operation, where);
    return requireOperation(id);
  }

  /** A card that is there now may be the one that operations wait for, whichever reader they had it in. */
  async function cardArrived(readerId: string): Promise<void> {
    if (closing) return;
    if (ports.autoRead) await readCard(readerId);
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

  async function readCard(readerId: string): Promise<void> {
    try {
      await begin({ kind: 'read_card', readerId }).ended;
    } catch {
      // The reader is gone again, or somebody was faster.
    }
  }

  /** What a former engine left unfinished, seen once, before anything new is started. */
  function recover(): void {
    for (const operation of store.unfinishedOperations()) {
      if (isFinal(operation)) continue;
      markInterrupted(operation, store, clock.now());
    }
  }

  // --- cards ------------------------------------------------------------------------------------------------------

  function withReader(card: Card): Card {
    const readerId = readers.readerOfCard(card.eid);
    return readerId === undefined ? card : { ...card, readerId };
  }

  function cardWithReader(eid: string): Card | undefined {
    const card = store.getCard(eid);
    return card === undefined ? undefined : withReader(card);
  }

  const handlers: Handlers = {
    'system.info': () => systemInfo(),
    'readers.list': async () => {
      await readers.ready();
      return readers.list();
    },
    'cards.list': () => store.listCards().map(withReader),
    'cards.get': ({ eid }) => {
      const card = cardWithReader(eid);
      if (card === undefined) throw new WorkbenchError('card_not_known', { eid });
      return card;
    },
    'operations.start': async (request) => {
      await readers.ready();
      return begin(request).operation;
    },
    'operations.list': (filter) => store.listOperations(filter),
    'operations.get': ({ id }) => ({ ...requireOperation(id), steps: store.listSteps(id) }),
    'operations.cancel': ({ id }) => {
      requireRunning(id).cancel();
      return requireOperation(id);
    },
    'operations.answer': ({ id, answer }) => {
      requireRunning(id).answer(answer);
      return requireOperation(id);
    },
    'operations.reconcile': ({ id, readerId }) => reconcileByCall(id, readerId),
    'trace.list': ({ operationId, after, limit }) => {
      requireOperation(operationId);
      return ports.traces.list(operationId, after, limit);
    },
    'trace.get': async ({ operationId, seq }) => {
      requireOperation(operationId);
      const detail = await ports.traces.get(operationId, seq);
      if (detail === undefined) throw new WorkbenchError('trace_entry_not_found', { id: operationId, seq });
      return detail;
    },
    'codes.parse': ({ text }) => ports.codes.parse(text),
    'codes.fromImage': ({ image }) => ports.codes.fromImage(Buffer.from(image, 'base64')),
    'trust.list': () => ports.trust.list(),
    'trust.add': ({ certificate }) => ports.trust.add(Buffer.from(certificate, 'base64')),
    'trust.remove': ({ keyId }) => ({ removed: ports.trust.remove(keyId) }),
    'trust.set': ({ keyId, enabled }) => ports.trust.setEnabled(keyId, enabled),
    'settings.get': () => ({ deviceInfo: benchDeviceInfo(store) }),
    'settings.set': ({ deviceInfo }) => {
      store.setSetting('deviceInfo', deviceInfo);
      return { deviceInfo };
    },
    'simulator.codes': async () => (await ports.simulator?.codes()) ?? [],
  };

  recover();
  readers.start();
  const recovered = readers.ready().then(async () => {
    await Promise.all(arrivals);
  });

  return {
    async call<N extends CallName>(name: N, input: unknown): Promise<CallOutput<N>> {
      const row = api[name];
      if (row === undefined) throw new WorkbenchError('unknown_call', { call: String(name).slice(0, 64) });
      const parsed = row.input.safeParse(input);
      if (!parsed.success) throw inputInvalid(name, parsed.error);
      return (await handlers[name](parsed.data as never)) as CallOutput<N>;
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    ready: () => recovered,
    async close() {
      closing = true;
      for (const run of running.values()) run.cancel();
      const ended = Promise.allSettled([recovered, ...arrivals, ...endings]);
      await Promise.race([ended, patience(closeSeconds)]);
      // A card that is being written is waited for; one that merely does not answer is not.
      if ([...running.values()].some((run) => run.changing)) {
        await Promise.race([ended, patience(changeSeconds)]);
      }
      lastTurn.abort();
      readers.close();
      await Promise.allSettled(ports.providers.map((provider) => provider.close()));
      listeners.clear();
    },
  };
}
