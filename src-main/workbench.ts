/**
 * The composition root: takes its ports and returns the API. It knows no Electron, no socket and no file; hosts bring
 * these and stay thin.
 */

import {
  api,
  type Caller,
  type CallName,
  type CallOutput,
  type CallRequest,
  type WorkbenchApi,
  type WorkbenchEvent,
} from '../src-shared/api.ts';
import { type ErrorData, WorkbenchError } from '../src-shared/errors/index.ts';
import { inputInvalid } from '../src-shared/invalid-input.ts';
import {
  type ActivationCodeParts,
  type BenchSettings,
  type Card,
  type FaultRuleState,
  isFinal,
  type SimulatedCode,
  type SystemInfo,
  type TraceDetail,
  type TraceLine,
  type TrustAnchor,
} from '../src-shared/model/index.ts';
import type { Clock, Entropy } from '../src-shared/ports.ts';
import type { TraceSink } from '../src-shared/trace.ts';
import type { ReaderProvider } from './card/port.ts';
import { evidenceLimits } from './evidence/index.ts';
import { benchDeviceInfo, benchSmdsAddresses, type Es9Port } from './operations/index.ts';
import type { ShopTransport } from './orders/index.ts';
import type { Store } from './store/open.ts';
import { createActivationDesk, type ReachServer } from './workbench/activation-desk.ts';
import { type ApisHost, createApisDesk } from './workbench/apis-desk.ts';
import { createBatchDesk } from './workbench/batch-desk.ts';
import { createCardDesk } from './workbench/card-desk.ts';
import { type CodeDeskPorts, createCodeDesk } from './workbench/code-desk.ts';
import { createConsoleDesk } from './workbench/console/desk.ts';
import { createCourier } from './workbench/courier.ts';
import { createEvidenceDesk } from './workbench/evidence/desk.ts';
import { Transfers } from './workbench/evidence/transfers.ts';
import { createEvidenceWork, type EvidenceWork } from './workbench/evidence/work.ts';
import { createFleetDesk } from './workbench/fleet-desk.ts';
import type { FleetLists } from './workbench/fleet-lists-port.ts';
import { createHistoryDesk } from './workbench/history-desk.ts';
import { createImportDesk } from './workbench/imports/desk.ts';
import { readRecording } from './workbench/imports/read.ts';
import { createKeyDesk, type KeyPorts } from './workbench/key-desk.ts';
import { createOperationDesk } from './workbench/operation-desk.ts';
import { createOrderDesk, type SimulatedShop } from './workbench/order-desk.ts';
import { readerKey } from './workbench/reader-names.ts';
import { createReaderRegistry } from './workbench/readers.ts';
import { createRecordDesk, type RecordPorts } from './workbench/record-desk.ts';
import { createRetentionJob } from './workbench/retention.ts';
import { createShellDesk } from './workbench/shell-desk.ts';
import { createSimulatorDesk, type SimulatorPort } from './workbench/simulator-desk.ts';
import { createStation } from './workbench/station/station.ts';
import { createTokenDesk } from './workbench/token-desk.ts';
import { createTraceDesk, type TracePort } from './workbench/trace-desk.ts';

export interface WorkbenchPorts {
  readonly store: Store;
  readonly providers: readonly ReaderProvider[];
  readonly createEs9: (trace: TraceSink) => Es9Port;
  /** Connects to a server, verifies it and hangs up. Absent: none is asked before a download. */
  readonly reachServer?: ReachServer;
  readonly clock: Clock;
  readonly entropy: Entropy;
  readonly sha256: (bytes: Uint8Array) => Uint8Array;
  readonly trust: {
    list(): TrustAnchor[];
    add(certificate: Uint8Array): TrustAnchor;
    remove(keyId: string): boolean;
    restore(keyId: string): TrustAnchor;
    setEnabled(keyId: string, enabled: boolean): TrustAnchor;
  };
  readonly codes: {
    parse(text: string): ActivationCodeParts;
    fromImage(image: Uint8Array): Promise<ActivationCodeParts & { readonly activationCode: string }>;
    readonly readPart: CodeDeskPorts['readPart'];
    readonly drawLabels: CodeDeskPorts['drawLabels'];
  };
  /** How shops are reached, and those of the simulated bench. Absent: none is. */
  readonly shops?: {
    readonly transport: ShopTransport;
    /** Those of a bench that comes up later come later. */
    readonly simulated: readonly SimulatedShop[] | Promise<readonly SimulatedShop[]>;
  };
  /**
   * Traces for people: redacted and decoded, by another thread where the store is in a file. The store has been read
   * before each call, so that what it defers is written.
   */
  readonly traces: {
    list(operationId: number, after: number, limit: number): TraceLine[] | Promise<TraceLine[]>;
    get(operationId: number, seq: number): TraceDetail | undefined | Promise<TraceDetail | undefined>;
  };
  readonly traceTools?: TracePort;
  /** Evidence files, made and read by another thread where the store is in a file. Absent: by this one. */
  readonly evidence?: EvidenceWork;
  /** The lists of the fleet API and the history. Absent: there are none, as of a store in memory. */
  readonly fleet?: FleetLists;
  /** Who serves the APIs for scripts when they are switched on. Absent: nobody does. */
  readonly apis?: ApisHost | undefined;
  /** What concerns the records as a whole; absent where they are in no data folder. */
  readonly records?: RecordPorts & KeyPorts;
  /** The simulated bench, where it runs. */
  readonly simulator?: SimulatorPort & {
    readonly smdpAddress: string;
    codes(): Promise<SimulatedCode[]>;
    /** Rules that make its card, readers and server fail. `rule` comes unchecked; rejects with `fault_rule_*`. */
    readonly faults: {
      list(): Promise<FaultRuleState[]>;
      add(rule: unknown): Promise<FaultRuleState>;
      clear(id?: number): Promise<FaultRuleState[]>;
    };
  };
  /** Why the simulated bench does not run, where it was wanted; looked at anew each time, since one that comes up later may fail. */
  readonly simulatorError?: ErrorData | undefined;
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
  readonly [N in CallName]: (
    request: CallRequest<N>,
    caller: Caller,
  ) => CallOutput<N> | Promise<CallOutput<N>>;
};

const noShops: NonNullable<WorkbenchPorts['shops']> = {
  transport: async () => ({
    kind: 'failure',
    failure: 'unreachable',
    sent: false,
    reason: 'this workbench reaches no shop',
  }),
  simulated: [],
};

const noList = () =>
  Promise.reject(new WorkbenchError('reading_failed', { reason: 'this workbench reads no lists' }));
const noTraceTools: TracePort = {
  decode: noList,
  outline: noList,
  search: noList,
  compare: noList,
  copy: noList,
  time: noList,
  recording: async (...input) => readRecording(...input),
};
const noLists: FleetLists = { page: noList, get: noList, bulk: noList };

/** A call that no host has named. */
const nobody: Caller = { createdBy: '', source: 'engine' };

/** How long the station may take for its books when the operations have ended, milliseconds. */
const stationEndMs = 2_000;

const errorJson = ({ code, params }: ErrorData) => ({ code, params: { ...params } });

export function createWorkbench(ports: WorkbenchPorts): Workbench {
  const { store, clock } = ports;
  const startedAt = clock.now();
  const listeners = new Set<(event: WorkbenchEvent) => void>();
  /** Cards that have come and are being looked at for what was left unfinished on them. */
  const arrivals = new Set<Promise<void>>();
  let closing = false;

  const emit = (event: WorkbenchEvent) => {
    for (const listener of listeners) listener(event);
  };

  // Readers are listed far more often than they are named.
  let readerNames = store.readerNames.list();
  const watched = {
    onChange: () => emitReaders(),
    onLeft: (readerId: string, what: 'card_removed' | 'reader_unplugged') => desk.cardLeft(readerId, what),
    onCard: (readerId: string) => {
      station.coming(readerId);
      const arrival = Promise.resolve().then(() => cardArrived(readerId));
      arrivals.add(arrival);
      void arrival.finally(() => arrivals.delete(arrival));
    },
  };
  const readers = createReaderRegistry(ports.providers, watched, () => readerNames);
  let lastStatus = '';
  function emitReaders(): void {
    courier?.wake();
    station.readersChanged();
    emit({ type: 'readers', readers: readers.list() });
    const info = systemInfo();
    const status = JSON.stringify([info.pcsc, info.simulator]);
    if (status !== lastStatus) {
      lastStatus = status;
      emit({ type: 'system', info });
    }
  }

  /** One that was to come up later, and could not, is none. */
  function runningSimulator(): WorkbenchPorts['simulator'] {
    return ports.simulatorError === undefined ? ports.simulator : undefined;
  }

  function systemInfo(): SystemInfo {
    const pcsc = readers.snapshotOf('pcsc')?.status;
    const simulator = runningSimulator();
    return {
      version: ports.version,
      dataFolder: ports.dataFolder,
      pcsc:
        pcsc === undefined || pcsc.available
          ? { available: pcsc !== undefined }
          : { available: false, error: errorJson(pcsc.error) },
      simulator:
        simulator === undefined
          ? { running: false, ...(ports.simulatorError && { error: errorJson(ports.simulatorError) }) }
          : { running: true, smdpAddress: simulator.smdpAddress },
      startedAt,
    };
  }

  function withReader(card: Card): Card {
    const readerId = readers.readerOfCard(card.eid);
    return readerId === undefined ? card : { ...card, readerId };
  }

  function cardWithReader(eid: string): Card | undefined {
    const card = store.getCard(eid);
    return card === undefined ? undefined : withReader(card);
  }

  function requireSimulator(): NonNullable<WorkbenchPorts['simulator']> {
    const simulator = runningSimulator();
    if (simulator === undefined) throw new WorkbenchError('simulator_not_running');
    return simulator;
  }

  const codeDesk = createCodeDesk({
    codes: store.codes,
    onDisk: () => store.onDisk(),
    clock,
    emit,
    readPart: ports.codes.readPart,
    drawLabels: ports.codes.drawLabels,
  });

  const orderDesk = createOrderDesk({
    orders: store.orders,
    codes: store.codes,
    clock,
    entropy: ports.entropy,
    ...(ports.shops ?? noShops),
    followsAll: ports.autoRead,
    emit,
    log: ports.log,
  });

  const desk = createOperationDesk({
    store,
    createEs9: ports.createEs9,
    ciKeys: () => ports.trust.list(),
    clock,
    entropy: ports.entropy,
    sha256: ports.sha256,
    readers,
    emit(event) {
      emit(event);
      if (event.type === 'operation') station.operationChanged(event.operation);
      if (event.type === 'operation' && (event.operation.status === 'starting' || isFinal(event.operation)))
        codeDesk.tellOf(event.operation);
    },
    cardWithReader,
    log: ports.log,
  });

  const station = createStation({
    batches: store.batches,
    desk,
    readers: () => readers.list(),
    getOperation: (id) => store.getOperation(id),
    getCode: (id) => store.codes.get(id),
    getCard: (eid) => store.getCard(eid),
    roots: () => ports.trust.list(),
    clock,
    emit,
    log: ports.log,
    // An engine that lives for one command would begin lines that it does not bring to their end.
    acts: ports.autoRead,
  });
  const batchDesk = createBatchDesk({
    store,
    station,
    codeDesk,
    readPart: ports.codes.readPart,
    drawLabels: ports.codes.drawLabels,
    clock,
    emit,
  });

  const fleetDesk = createFleetDesk({
    lists: ports.fleet ?? noLists,
    codes: store.codes,
    actions: store.actions,
    cards: store,
    readers,
    desk,
    clock,
  });

  // Only where cards are looked after anyhow: an engine that lives for one command sends what that command asks for.
  const courier = ports.autoRead
    ? createCourier({
        store,
        clock,
        readers: () => readers.list(),
        send: (readerId) => desk.runInBackground({ kind: 'send_notifications', readerId, onlyDue: true }),
      })
    : undefined;

  const retention = createRetentionJob({
    store,
    retention: store.retention,
    clock,
    busy: () => readers.list().some(({ operationId }) => operationId !== undefined),
    log: ports.log,
  });
  const keyDesk = createKeyDesk({
    keys: store.keys,
    onDisk: () => store.onDisk(),
    ports: ports.records,
    clock,
    busy: () => readers.list().some(({ operationId }) => operationId !== undefined),
    log: ports.log,
  });
  // As with notifications: an engine that lives for one command does what that command asks for.
  if (ports.autoRead) {
    retention.begin();
    keyDesk.begin();
  }

  /** A card that is there now may be the one that operations wait for, whichever reader they had it in. */
  async function cardArrived(readerId: string): Promise<void> {
    if (closing) return;
    const read = ports.autoRead ? await desk.runInBackground({ kind: 'read_card', readerId }) : undefined;
    await desk.reconcileCard(readerId);
    if (!closing) station.arrived(readerId, read);
  }

  async function nameReader(readerId: string, change: Parameters<Store['readerNames']['set']>[2]) {
    await readers.ready();
    const { id } = readers.find(readerId);
    store.readerNames.set(readerKey(id), clock.now(), change);
    readerNames = store.readerNames.list();
    emitReaders();
    return readers.list();
  }

  const benchSettings = (): BenchSettings => {
    const smdsAddresses = benchSmdsAddresses(store);
    return {
      deviceInfo: benchDeviceInfo(store),
      ...(smdsAddresses.length === 0 ? {} : { smdsAddresses }),
    };
  };

  const uploads = new Transfers(clock, evidenceLimits.file);
  const apisDesk = createApisDesk({ store, host: ports.apis, workbench: () => workbench, log: ports.log });

  const evidenceWork = ports.evidence ?? createEvidenceWork(store, { clock, entropy: ports.entropy });
  const simulatorDesk = createSimulatorDesk({
    simulator: ports.simulator,
    readers: () => readers.list(),
    emit,
  });

  const handlers: Handlers = {
    'system.info': () => systemInfo(),
    'readers.list': async () => {
      await readers.ready();
      return readers.list();
    },
    'readers.name': ({ readerId, name }) => nameReader(readerId, { name }),
    'readers.place': ({ readerId, place }) => nameReader(readerId, { place }),
    'cards.list': () => store.listCards().map(withReader),
    'cards.get': ({ eid }) => {
      const card = cardWithReader(eid);
      if (card === undefined) throw new WorkbenchError('card_not_known', { eid });
      return card;
    },
    ...createCardDesk({ cards: store, readings: store.cardReadings }),
    'operations.start': async (request, caller) => {
      await readers.ready();
      return desk.start(request, caller);
    },
    'operations.list': (filter) => store.listOperations(filter),
    'operations.get': ({ id }) => ({ ...desk.require(id), steps: store.listSteps(id) }),
    'operations.cancel': ({ id }) => desk.cancel(id),
    'operations.answer': ({ id, answer }) => desk.answer(id, answer),
    'operations.reconcile': ({ id, readerId }) => desk.reconcile(id, readerId),
    'trace.list': ({ operationId, after, limit }) => {
      desk.require(operationId);
      return ports.traces.list(operationId, after, limit);
    },
    'trace.get': async ({ operationId, seq }) => {
      desk.require(operationId);
      const detail = await ports.traces.get(operationId, seq);
      if (detail === undefined) throw new WorkbenchError('trace_entry_not_found', { id: operationId, seq });
      return detail;
    },
    'codes.parse': ({ text }) => ports.codes.parse(text),
    'codes.fromImage': ({ image }) => ports.codes.fromImage(Buffer.from(image, 'base64')),
    ...createConsoleDesk({
      desk,
      trace: {
        // Read first, so that what is deferred is written.
        list: async (id, after, limit) => ports.traces.list(desk.require(id).id, after, limit),
        get: async (id, seq) => ports.traces.get(id, seq),
      },
      ready: () => readers.ready(),
    }),
    ...codeDesk.handlers,
    ...createActivationDesk({
      codes: store.codes,
      cards: store,
      readers: async () => {
        await readers.ready();
        return readers.list();
      },
      roots: () => ports.trust.list(),
      benchServers: ports.simulator === undefined ? [] : [ports.simulator.smdpAddress.toLowerCase()],
      reach: ports.reachServer,
      clock,
    }).handlers,
    ...batchDesk.handlers,
    ...orderDesk.handlers,
    ...createTokenDesk(store.tokens, clock, () => store.onDisk()).handlers,
    ...fleetDesk.handlers,
    ...keyDesk.handlers,
    ...apisDesk.handlers,
    ...createTraceDesk(ports.traceTools ?? noTraceTools, {
      requireOperation: desk.require,
      requireEvidence: (id) => store.evidence.get(id),
      evidenceOperation: async (id) => (await evidenceWork.detail(id)).operation,
      store,
    }),
    ...createEvidenceDesk({
      evidence: store.evidence,
      work: evidenceWork,
      require: (id) => desk.require(id),
      roots: () => ports.trust.list(),
      clock,
      entropy: ports.entropy,
      version: ports.version,
      emit,
      uploads,
    }),
    ...createImportDesk({
      store,
      clock,
      take: (upload) => uploads.take(upload),
      read: (ports.traceTools ?? noTraceTools).recording,
      emit,
    }),
    ...createRecordDesk({
      store,
      records: ports.records,
      clock,
      readers: () => readers.list(),
      pcsc: () => systemInfo().pcsc,
      roots: () => ports.trust.list(),
      retention,
    }),
    ...createHistoryDesk({ store, emit }),
    ...createShellDesk({
      store,
      running: () => desk.running(),
      changed: (eid) => {
        const card = cardWithReader(eid);
        if (card !== undefined) emit({ type: 'card', card });
        return card;
      },
    }).handlers,
    'trust.list': () => ports.trust.list(),
    'trust.add': ({ certificate }) => ports.trust.add(Buffer.from(certificate, 'base64')),
    'trust.remove': ({ keyId }) => ({ removed: ports.trust.remove(keyId) }),
    'trust.restore': ({ keyId }) => ports.trust.restore(keyId),
    'trust.set': ({ keyId, enabled }) => ports.trust.setEnabled(keyId, enabled),
    'settings.get': () => benchSettings(),
    'settings.set': ({ deviceInfo, smdsAddresses }) => {
      store.setSetting('deviceInfo', deviceInfo);
      if (smdsAddresses !== undefined) store.setSetting('smdsAddresses', smdsAddresses);
      return benchSettings();
    },
    ...simulatorDesk.handlers,
    'simulator.codes': async () => (await runningSimulator()?.codes()) ?? [],
    'simulator.faults.list': async () => (await runningSimulator()?.faults.list()) ?? [],
    'simulator.faults.add': ({ rule }) => requireSimulator().faults.add(rule),
    'simulator.faults.clear': ({ id }) => requireSimulator().faults.clear(id),
  };

  station.begin();
  readers.start();
  const recovered = readers.ready().then(async () => {
    await Promise.all(arrivals);
  });

  const workbench: Workbench = {
    async call<N extends CallName>(name: N, input: unknown, caller = nobody): Promise<CallOutput<N>> {
      const row = api[name];
      if (row === undefined) throw new WorkbenchError('unknown_call', { call: String(name).slice(0, 64) });
      const parsed = row.input.safeParse(input);
      if (!parsed.success) throw inputInvalid(name, parsed.error);
      return (await handlers[name](parsed.data as never, caller)) as CallOutput<N>;
    },
    async fleetPage(request) {
      const parsed = api['fleet.page'].input.safeParse(request);
      if (!parsed.success) throw inputInvalid('fleet.page', parsed.error);
      return await fleetDesk.page(parsed.data);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    ready: () => recovered,
    async close() {
      closing = true;
      simulatorDesk.close();
      courier?.close();
      await apisDesk.close();
      await Promise.all([retention.close(), keyDesk.close()]);
      const given = new AbortController();
      const desksEnd = desk.close([recovered, ...arrivals]);
      // What the desk has given up on is at work still: the station waits for it no longer than to write down what has ended.
      const patience = desksEnd.then(() => clock.sleep(stationEndMs, given.signal).catch(() => undefined));
      await Promise.all([desksEnd, Promise.race([station.close(), patience]), orderDesk.close()]);
      given.abort();
      readers.close();
      await Promise.allSettled(ports.providers.map((provider) => provider.close()));
      listeners.clear();
    },
  };
  apisDesk.begin();
  return workbench;
}
