/** A workbench that is all show: it answers the whole contract from memory, and plays operations through on a clock. */

import { parseActivationCode } from '../../src-shared/activation-code.ts';
import type {
  CallInput,
  CallName,
  CallOutput,
  CallRequest,
  WorkbenchApi,
  WorkbenchEvent,
} from '../../src-shared/api.ts';
import { api } from '../../src-shared/api.ts';
import { WorkbenchError } from '../../src-shared/errors/index.ts';
import type {
  ApisState,
  BenchSettings,
  Card,
  Operation,
  OperationRequest,
  OperationStep,
  Reader,
  SavedFilter,
  SystemInfo,
  TrustAnchor,
} from '../../src-shared/model/index.ts';
import { isFinal } from '../../src-shared/model/index.ts';
import { makeActivationHandlers } from './fixture-activation.ts';
import {
  type BenchHandlers,
  makeBenchHandlers,
  sixteenCards,
  sixteenOperations,
  sixteenReaders,
} from './fixture-bench.ts';
import { makeCardHandlers } from './fixture-cards.ts';
import { type CodeHandlers, makeCodeHandlers } from './fixture-codes.ts';
import { type ConsoleHandlers, makeConsoleHandlers } from './fixture-console.ts';
import { makeCards, makeReaders, makeSystem, simulatedCodes, trustAnchors } from './fixture-data.ts';
import { type EvidenceHandlers, makeEvidenceHandlers } from './fixture-evidence.ts';
import { makeHistory, makeTokenHandlers } from './fixture-history.ts';
import { makeOperations, makeSteps } from './fixture-operations.ts';
import { makeOrderHandlers, type OrderHandlers } from './fixture-orders.ts';
import { playDownload, playSimple, type Stage } from './fixture-play.ts';
import { makeRecordHandlers, type RecordHandlers } from './fixture-records.ts';
import { makeSimulatorHandlers, type SimulatorHandlers } from './fixture-simulator.ts';
import { makeStation, type StationFixture } from './fixture-station.ts';
import { stationOperations, stationReaders } from './fixture-station-data.ts';
import { FixtureTraces } from './fixture-trace.ts';

/**
 * `full`: four readers; `sixteen`: a rack of them, all at work; `station`: those of `full`, with sixteen simulated ones and a batch
 * at work; `simulated`: the bench only, PC/SC absent; `none`: nothing at all; `error`: the lists cannot be read.
 */
export type Scenario = 'full' | 'sixteen' | 'station' | 'simulated' | 'none' | 'error';

type Handlers = { [N in CallName]: (request: CallRequest<N>) => CallOutput<N> | Promise<CallOutput<N>> };

/** Of the fleet API and the command line alone. */
const notOfTheWindow = () => {
  throw new WorkbenchError('internal', { reason: 'the window does not call this' });
};

export class FixtureWorkbench implements WorkbenchApi {
  readonly now: () => number;
  readonly pace: number;
  readonly operations = new Map<number, Operation>();
  readonly cards = new Map<string, Card>();
  readers: Reader[];
  readonly #steps = new Map<number, OperationStep[]>();
  readonly #stages = new Map<number, Stage>();
  /** A trace can be given to an operation. */
  readonly traces = new FixtureTraces(
    (id) => this.#find(Math.abs(id)),
    (id) => this.#steps.get(id) ?? makeSteps(this.#find(Math.abs(id))),
  );
  readonly #listeners = new Set<(event: WorkbenchEvent) => void>();
  readonly #scenario: Scenario;
  #anchors: TrustAnchor[];
  readonly #removedAnchors = new Map<string, TrustAnchor>();
  #filters: SavedFilter[] = [];
  #apis: ApisState = { available: true, settings: { enabled: false, port: 8080 } };
  #settings: BenchSettings = {
    deviceInfo: {
      tac: '35290611',
      capabilities: { eutranEpcSupportedRelease: '15.0.0', nr5gcSupportedRelease: '15.0.0' },
    },
  };
  #system: SystemInfo;
  readonly #bench: BenchHandlers;
  readonly #codes: CodeHandlers;
  readonly #activation: ReturnType<typeof makeActivationHandlers>;
  readonly #orders: OrderHandlers;
  readonly #tokens: ReturnType<typeof makeTokenHandlers>;
  readonly #history: ReturnType<typeof makeHistory>;
  readonly #records: RecordHandlers;
  readonly #evidence: EvidenceHandlers;
  readonly #console: ConsoleHandlers;
  readonly station: StationFixture;
  readonly #simulator: SimulatorHandlers;

  /** `pace`: milliseconds for one step of an operation. */
  constructor(scenario: Scenario, pace: number, now: () => number = Date.now) {
    this.#scenario = scenario;
    this.pace = pace;
    this.now = now;
    const readers = scenario === 'station' ? stationReaders() : makeReaders();
    const cards = makeCards(now());
    const sixteen = scenario === 'sixteen';
    const full = scenario === 'full' || scenario === 'station';
    const keep = (simulated: boolean) => full || (scenario === 'simulated' && simulated);
    this.readers = readers
      .filter((reader) => keep(reader.kind === 'simulator'))
      .map((reader, index) => ({ ...reader, index }));
    for (const card of cards) if (keep(card.simulated)) this.cards.set(card.eid, card);
    if (full) for (const operation of makeOperations(now())) this.operations.set(operation.id, operation);
    if (sixteen) {
      this.readers = sixteenReaders();
      for (const card of sixteenCards(now())) this.cards.set(card.eid, card);
      for (const operation of sixteenOperations(now())) this.operations.set(operation.id, operation);
    }
    if (scenario === 'station')
      for (const operation of stationOperations(now())) this.operations.set(operation.id, operation);
    this.#bench = makeBenchHandlers(this);
    this.#anchors = trustAnchors.map((anchor) => ({ ...anchor }));
    this.#system = makeSystem(now(), !full && !sixteen);
    this.#codes = makeCodeHandlers(full, now, (event) => this.emit(event));
    this.station = makeStation(
      scenario,
      now,
      () => this.readers,
      this.#codes,
      (event) => this.emit(event),
    );
    this.#activation = makeActivationHandlers({
      readers: () => this.readers,
      cards: () => [...this.cards.values()],
      roots: () => this.#anchors,
      codes: this.#codes,
    });
    this.#orders = makeOrderHandlers(full, now, (event) => this.emit(event));
    this.#tokens = makeTokenHandlers(full, now);
    this.#history = makeHistory(full, now, () => this.operations.values());
    this.#records = makeRecordHandlers(full, pace, now, () => this.operations.values(), full || sixteen);
    this.#console = makeConsoleHandlers(now, this.operations, (event) => this.emit(event));
    this.#simulator = makeSimulatorHandlers(scenario, now, (event) => this.emit(event));
    this.#evidence = makeEvidenceHandlers(
      full,
      pace,
      now,
      (id) => this.#find(id),
      (event) => this.emit(event),
    );
    if (scenario === 'none') {
      const error = { code: 'simulator_bench_failed', params: { reason: 'the state file is damaged' } };
      this.#system = { ...this.#system, simulator: { running: false, error } };
    }
  }

  readonly #failing = new Set<CallName>();

  /** From now on this call fails. */
  fail(name: CallName): void {
    this.#failing.add(name);
  }

  /** Which calls were made, for tests. */
  readonly calls: { readonly name: CallName; readonly input: unknown }[] = [];

  async call<N extends CallName>(name: N, input: CallInput<N>): Promise<CallOutput<N>> {
    const parsed = api[name].input.safeParse(input);
    if (!parsed.success)
      throw new WorkbenchError('input_invalid', {
        what: name,
        path: parsed.error.issues[0]?.path.join('.') ?? '',
        reason: parsed.error.issues[0]?.message ?? '',
      });
    this.calls.push({ name, input });
    if (this.#scenario === 'error' || this.#failing.has(name))
      throw new WorkbenchError('store_wrong_key', { folder: '/home/lab/euicc-workbench' });
    const handler = this.#handlers[name] as (request: unknown) => CallOutput<N> | Promise<CallOutput<N>>;
    return handler(parsed.data);
  }

  subscribe(listener: (event: WorkbenchEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  emit(event: WorkbenchEvent): void {
    for (const listener of this.#listeners) listener(event);
  }

  /** A change to a reader, as hot plug brings it. Undefined takes it away. */
  plug(id: string, reader: Reader | undefined): void {
    this.readers = this.readers.filter((known) => known.id !== id);
    if (reader !== undefined) this.readers.push(reader);
    this.readers = this.readers.map((known, index) => ({ ...known, index }));
    this.emit({ type: 'readers', readers: this.readers });
  }

  updateOperation(id: number, part: Partial<Operation>): Operation {
    const before = this.operations.get(id);
    if (before === undefined) throw new WorkbenchError('internal', { reason: `there is no operation ${id}` });
    const merged = { ...before, ...part, updatedAt: this.now() };
    // A part that is undefined takes the value away.
    const operation = JSON.parse(JSON.stringify(merged)) as Operation;
    this.operations.set(id, operation);
    this.emit({ type: 'operation', operation });
    return operation;
  }

  updateCard(eid: string, change: (card: Card) => Card): void {
    const card = this.cards.get(eid);
    if (card === undefined) return;
    const next = { ...change(card), lastSeenAt: this.now() };
    this.cards.set(eid, next);
    this.emit({ type: 'card', card: next });
  }

  addStep(id: number, step: Omit<OperationStep, 'seq' | 'at'>): void {
    const steps = this.#steps.get(id) ?? [];
    steps.push({ seq: steps.length + 1, at: this.now(), ...step });
    this.#steps.set(id, steps);
  }

  /** Frees or takes a reader. */
  hold(readerId: string, operationId: number | undefined): void {
    this.readers = this.readers.map((reader) => {
      if (reader.id !== readerId) return reader;
      const { operationId: _, ...free } = reader;
      return operationId === undefined ? free : { ...free, operationId };
    });
    this.emit({ type: 'readers', readers: this.readers });
  }

  #start(request: OperationRequest): Operation {
    const reader = this.readers.find((candidate) => candidate.id === request.readerId);
    if (reader === undefined) throw new WorkbenchError('reader_not_found', { reader: request.readerId });
    if (reader.presence !== 'present') throw new WorkbenchError('card_absent', { reader: reader.name });
    if (reader.operationId !== undefined) throw new WorkbenchError('reader_busy', { reader: reader.name });
    const id = Math.max(0, ...this.operations.keys()) + 1;
    const at = this.now();
    const operation: Operation = {
      id,
      kind: request.kind,
      status: 'starting',
      readerId: reader.id,
      readerName: reader.name,
      simulated: reader.kind === 'simulator',
      ...(reader.eid === undefined ? {} : { eid: reader.eid }),
      createdAt: at,
      updatedAt: at,
      reconciliation: { state: 'none' },
      activationCodeUse: request.kind === 'activate' || request.kind === 'download' ? 'unused' : 'none',
      remarks: [],
    };
    this.operations.set(id, operation);
    this.hold(reader.id, id);
    this.emit({ type: 'operation', operation });
    const stage =
      request.kind === 'activate' || request.kind === 'download'
        ? playDownload(this, id, request)
        : playSimple(this, id, request);
    this.#stages.set(id, stage);
    return operation;
  }

  #setFilters(filters: SavedFilter[]): SavedFilter[] {
    this.#filters = filters;
    this.emit({ type: 'filters', filters });
    return filters;
  }

  #find(id: number): Operation {
    const operation = this.operations.get(id);
    if (operation === undefined)
      throw new WorkbenchError('internal', { reason: `there is no operation ${id}` });
    return operation;
  }

  readonly #handlers: Handlers = {
    'system.info': () => this.#system,
    'readers.list': () => this.readers,
    'readers.name': (request) => this.#bench['readers.name'](request),
    'readers.place': (request) => this.#bench['readers.place'](request),
    'cards.list': () => [...this.cards.values()],
    'cards.get': ({ eid }) => {
      const card = this.cards.get(eid);
      if (card === undefined) throw new WorkbenchError('internal', { reason: 'no such card' });
      return card;
    },
    ...makeCardHandlers(this.cards),
    'cards.forgetQuirks': ({ eid }) => {
      const card = this.cards.get(eid);
      if (card === undefined) throw new WorkbenchError('card_not_known', { eid });
      const changed = { ...card, quirks: [] };
      this.cards.set(eid, changed);
      this.emit({ type: 'card', card: changed });
      return changed;
    },
    'operations.ending': () =>
      [...this.operations.values()]
        .filter((operation) => !isFinal(operation) && operation.reconciliation.state === 'none')
        .map(({ id, kind, readerName, status, progress }) => ({
          id,
          kind,
          reader: readerName,
          effect:
            progress?.bytesDone !== undefined || /verify|enable/.test(status)
              ? 'finished'
              : status === 'download'
                ? 'cancelled_at_server'
                : 'cancelled',
        })),
    'operations.start': (request) => this.#start(request),
    'operations.list': ({ limit, before, eid }) =>
      [...this.operations.values()]
        .filter((operation) => before === undefined || operation.id < before)
        .filter((operation) => eid === undefined || operation.eid === eid)
        .sort((a, b) => b.id - a.id)
        .slice(0, limit),
    'operations.get': ({ id }) => {
      const operation = this.#find(id);
      return { ...operation, steps: this.#steps.get(id) ?? makeSteps(operation) };
    },
    'operations.cancel': ({ id }) => {
      this.#stages.get(id)?.cancel();
      return this.#find(id);
    },
    'operations.answer': ({ id, answer }) => {
      this.#stages.get(id)?.answer(answer);
      return this.#find(id);
    },
    'operations.reconcile': ({ id }) =>
      this.updateOperation(id, {
        reconciliation: { state: 'done', outcome: 'profile_not_installed', at: this.now() },
        activationCodeUse: 'unused',
      }),
    ...this.traces.handlers,
    'codes.parse': ({ text }) => parseActivationCode(text),
    'codes.fromImage': ({ image }) => {
      // The fixture reads no pictures: one of more than a handful of bytes is taken for a good one.
      if (image.length < 60) throw new WorkbenchError('qr_not_found', {});
      const activationCode = 'LPA:1$smdp.bench.localhost$FROM-PICTURE';
      return { ...parseActivationCode(activationCode), activationCode };
    },
    'activation.check': (request) => this.#activation['activation.check'](request),
    'activation.reach': (request) => this.#activation['activation.reach'](request),
    'codes.list': (request) => this.#codes['codes.list'](request),
    'codes.get': (request) => this.#codes['codes.get'](request),
    'codes.reveal': (request) => this.#codes['codes.reveal'](request),
    'codes.add': (request) => this.#codes['codes.add'](request),
    'codes.read': (request) => this.#codes['codes.read'](request),
    'codes.import': (request) => this.#codes['codes.import'](request),
    'codes.update': (request) => this.#codes['codes.update'](request),
    'codes.remove': (request) => this.#codes['codes.remove'](request),
    'codes.release': (request) => this.#codes['codes.release'](request),
    'codes.labels': (request) => this.#codes['codes.labels'](request),
    'vault.rotate': () => ({ codes: 0, tokens: 0, orders: 0 }),
    'shops.list': (request) => this.#orders['shops.list'](request),
    'shops.add': (request) => this.#orders['shops.add'](request),
    'shops.update': (request) => this.#orders['shops.update'](request),
    'shops.remove': (request) => this.#orders['shops.remove'](request),
    'shops.products': (request) => this.#orders['shops.products'](request),
    'shops.quote': (request) => this.#orders['shops.quote'](request),
    'orders.place': (request) => this.#orders['orders.place'](request),
    'orders.list': (request) => this.#orders['orders.list'](request),
    'orders.get': (request) => this.#orders['orders.get'](request),
    'orders.refresh': (request) => this.#orders['orders.refresh'](request),
    'orders.resolve': (request) => this.#orders['orders.resolve'](request),
    'orders.notify': (request) => this.#orders['orders.notify'](request),
    'apis.get': () => this.#apis,
    'apis.set': ({ enabled, port }) => {
      if (port === 81) throw new WorkbenchError('api_port_unusable', { port, reason: 'it is in use' });
      const { error: _, address: __, ...rest } = this.#apis;
      this.#apis = {
        ...rest,
        settings: { enabled, port },
        ...(enabled ? { address: `http://127.0.0.1:${port}` } : {}),
      };
      return this.#apis;
    },
    'tokens.list': () => this.#tokens['tokens.list'](),
    'tokens.create': (request) => this.#tokens['tokens.create'](request),
    'tokens.revoke': (request) => this.#tokens['tokens.revoke'](request),
    'tokens.check': () => this.#tokens['tokens.check'](),
    'fleet.page': (request) => this.#history(request),
    'decode.bytes': notOfTheWindow,
    'fleet.get': notOfTheWindow,
    'fleet.bulk': notOfTheWindow,
    'fleet.bulkNext': notOfTheWindow,
    'fleet.bulkEnd': notOfTheWindow,
    'fleet.download': notOfTheWindow,
    'fleet.enable': notOfTheWindow,
    'fleet.disable': notOfTheWindow,
    'fleet.delete': notOfTheWindow,
    'fleet.operate': notOfTheWindow,
    'batches.preview': (request) => this.station.handlers['batches.preview'](request),
    'batches.recipes': (request) => this.station.handlers['batches.recipes'](request),
    'batches.keepRecipe': (request) => this.station.handlers['batches.keepRecipe'](request),
    'batches.dropRecipe': (request) => this.station.handlers['batches.dropRecipe'](request),
    'batches.create': (request) => this.station.handlers['batches.create'](request),
    // The rack of sixteen has a batch of its own, which stands as it is.
    'batches.list': (request) =>
      this.#scenario === 'sixteen'
        ? this.#bench['batches.list'](request)
        : this.station.handlers['batches.list'](request),
    'batches.get': (request) =>
      this.#scenario === 'sixteen'
        ? this.#bench['batches.get']()
        : this.station.handlers['batches.get'](request),
    'batches.lines': (request) => this.station.handlers['batches.lines'](request),
    'batches.start': (request) => this.station.handlers['batches.start'](request),
    'batches.pause': (request) => this.station.handlers['batches.pause'](request),
    'batches.resume': (request) => this.station.handlers['batches.resume'](request),
    'batches.stop': (request) => this.station.handlers['batches.stop'](request),
    'batches.bind': (request) => this.station.handlers['batches.bind'](request),
    'batches.unbind': (request) => this.station.handlers['batches.unbind'](request),
    'batches.retry': (request) => this.station.handlers['batches.retry'](request),
    'batches.skip': (request) => this.station.handlers['batches.skip'](request),
    'batches.remove': (request) => this.station.handlers['batches.remove'](request),
    'batches.labels': (request) => this.station.handlers['batches.labels'](request),
    'reports.make': (request) => this.#records['reports.make'](request),
    'doctor.run': (request) => this.#records['doctor.run'](request),
    'data.export': notOfTheWindow,
    'evidence.preview': (request) => this.#evidence['evidence.preview'](request),
    'evidence.export': (request) => this.#evidence['evidence.export'](request),
    'trace.export': (request) => this.#evidence['trace.export'](request),
    'evidence.read': (request) => this.#evidence['evidence.read'](request),
    'evidence.put': (request) => this.#evidence['evidence.put'](request),
    'evidence.open': (request) => this.#evidence['evidence.open'](request),
    'evidence.list': (request) => this.#evidence['evidence.list'](request),
    'evidence.get': (request) => this.#evidence['evidence.get'](request),
    'evidence.replay': (request) => this.#evidence['evidence.replay'](request),
    'evidence.remove': (request) => this.#evidence['evidence.remove'](request),
    'evidence.restore': (request) => this.#evidence['evidence.restore'](request),
    'evidence.cancelReplay': (request) => this.#evidence['evidence.cancelReplay'](request),
    'console.start': (request) => this.#console['console.start'](request),
    'console.send': (request) => this.#console['console.send'](request),
    'console.check': (request) => this.#console['console.check'](request),
    'console.end': (request) => this.#console['console.end'](request),
    'console.functions': (request) => this.#console['console.functions'](request),
    'trace.import': (request) => this.#console['trace.import'](request),
    'key.move': notOfTheWindow,
    'key.status': notOfTheWindow,
    'key.rotate': notOfTheWindow,
    'key.reseal': notOfTheWindow,
    'key.pauseReseal': notOfTheWindow,
    'key.passphrase': notOfTheWindow,
    'retention.get': () => this.#records['retention.get'](),
    'retention.set': (request) => this.#records['retention.set'](request),
    'retention.preview': (request) => this.#records['retention.preview'](request),
    'retention.run': () => this.#records['retention.run'](),
    'retention.cancel': () => this.#records['retention.cancel'](),
    'history.filters.list': () => this.#filters,
    'history.filters.save': (filter) =>
      this.#setFilters([filter, ...this.#filters.filter(({ name }) => name !== filter.name)]),
    'history.filters.remove': ({ name }) =>
      this.#setFilters(this.#filters.filter((filter) => filter.name !== name)),
    'trust.list': () => this.#anchors,
    'trust.add': ({ certificate }) => {
      if (certificate.length < 40)
        throw new WorkbenchError('certificate_malformed', { reason: 'it is too short' });
      const anchor: TrustAnchor = {
        keyId: '00112233445566778899AABBCCDDEEFF00112233',
        subject: 'CN=Dropped Root, O=Example Lab',
        origin: 'lab',
        enabled: true,
        addedAt: this.now(),
      };
      this.#anchors = [...this.#anchors.filter((known) => known.keyId !== anchor.keyId), anchor];
      return anchor;
    },
    'trust.remove': ({ keyId }) => {
      const gone = this.#anchors.find((anchor) => anchor.keyId === keyId);
      if (gone !== undefined) this.#removedAnchors.set(keyId, gone);
      this.#anchors = this.#anchors.filter((anchor) => anchor !== gone);
      return { removed: gone !== undefined };
    },
    'trust.restore': ({ keyId }) => {
      const back = this.#removedAnchors.get(keyId);
      if (back === undefined) throw new WorkbenchError('root_not_found', { keyId });
      this.#anchors = [...this.#anchors, back];
      return back;
    },
    'trust.set': ({ keyId, enabled }) => {
      this.#anchors = this.#anchors.map((anchor) =>
        anchor.keyId === keyId ? { ...anchor, enabled } : anchor,
      );
      const anchor = this.#anchors.find((candidate) => candidate.keyId === keyId);
      if (anchor === undefined) throw new WorkbenchError('internal', { reason: 'no such root' });
      return anchor;
    },
    'settings.get': () => this.#settings,
    'settings.set': (settings) => {
      this.#settings = settings;
      return settings;
    },
    'simulator.codes': () => [...simulatedCodes],
    'simulator.picture': (request) => this.#simulator['simulator.picture'](request),
    'simulator.exchanges': (request) => this.#simulator['simulator.exchanges'](request),
    'simulator.cards.make': (request) => this.#simulator['simulator.cards.make'](request),
    'simulator.cards.change': (request) => this.#simulator['simulator.cards.change'](request),
    'simulator.cards.copy': (request) => this.#simulator['simulator.cards.copy'](request),
    'simulator.cards.reset': (request) => this.#simulator['simulator.cards.reset'](request),
    'simulator.cards.delete': (request) => this.#simulator['simulator.cards.delete'](request),
    'simulator.cards.restore': (request) => this.#simulator['simulator.cards.restore'](request),
    'simulator.cards.insert': (request) => this.#simulator['simulator.cards.insert'](request),
    'simulator.cards.remove': (request) => this.#simulator['simulator.cards.remove'](request),
    'simulator.cards.addProfile': (request) => this.#simulator['simulator.cards.addProfile'](request),
    'simulator.cards.changeProfile': (request) => this.#simulator['simulator.cards.changeProfile'](request),
    'simulator.cards.dropProfile': (request) => this.#simulator['simulator.cards.dropProfile'](request),
    'simulator.cards.dropNotifications': (request) =>
      this.#simulator['simulator.cards.dropNotifications'](request),
    'simulator.readers.add': (request) => this.#simulator['simulator.readers.add'](request),
    'simulator.readers.remove': (request) => this.#simulator['simulator.readers.remove'](request),
    'simulator.library': (request) => this.#simulator['simulator.library'](request),
    'simulator.orders.make': (request) => this.#simulator['simulator.orders.make'](request),
    'simulator.orders.act': (request) => this.#simulator['simulator.orders.act'](request),
    'simulator.orders.remove': (request) => this.#simulator['simulator.orders.remove'](request),
    'simulator.orders.restore': (request) => this.#simulator['simulator.orders.restore'](request),
    'simulator.orders.code': (request) => this.#simulator['simulator.orders.code'](request),
    'simulator.events.make': (request) => this.#simulator['simulator.events.make'](request),
    'simulator.events.delete': (request) => this.#simulator['simulator.events.delete'](request),
    'simulator.faults.library': (request) => this.#simulator['simulator.faults.library'](request),
    'simulator.faults.list': (request) => this.#simulator['simulator.faults.list'](request),
    'simulator.faults.add': (request) => this.#simulator['simulator.faults.add'](request),
    'simulator.faults.clear': (request) => this.#simulator['simulator.faults.clear'](request),
  };
}
