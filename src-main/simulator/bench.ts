/**
 * The simulated bench: readers with an eUICC each, and an SM-DP+ with profiles for them. All of it lives in a worker, so
 * that its cryptography holds up nothing; here are its readers and what is needed to reach it.
 */

import type { KeyObject } from 'node:crypto';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { WorkbenchError } from '../../src-shared/errors/index.ts';
import type { FaultRuleState, SimulatedCode } from '../../src-shared/model/index.ts';
import { systemClock } from '../../src-shared/system-ports.ts';
import { type AskHand, BenchByHand, type RemoteCard } from './bench-by-hand.ts';
import type { BenchHands } from './bench-hands.ts';
import { type BenchLast, benchLastFile, benchLastName, isSameBench } from './bench-last.ts';
import type {
  BenchAnswer,
  BenchCall,
  BenchMessage,
  BenchReady,
  BenchRequest,
  BenchWorkerOptions,
  CardPlace,
} from './bench-protocol.ts';
import { benchReaderName } from './bench-readers.ts';
import type { ShopPlace } from './shops/index.ts';
import { createSimulatedReaders, type SimulatedReaders } from './sim-reader.ts';
import type { VirtualCard } from './virtual-card.ts';

export interface SimulatedBenchOptions {
  /** Where PKI, profiles and the states of cards and SM-DP+ are kept. One bench at a time: the caller locks it. */
  readonly folder: string;
  /** Readers with a card each, at least. Default: those that the bench has, 2 of a new one. */
  readonly cards?: number;
  /** Milliseconds that a card takes for each APDU. Default 0. */
  readonly apduDelayMs?: number;
  /** A PKI from elsewhere. Default `pki` in the folder, made at the first start. */
  readonly pkiDir?: string;
  /** Profiles that the SM-DP+ offers. Default `profiles` in the folder, filled with samples at the first start. */
  readonly profilesDir?: string;
  /**
   * 32 bytes. With it the folder holds no activation code, matching id, confirmation code or token in a readable form, but
   * for what somebody has put into the folder of profiles. Default: states are kept readable, mode 0600.
   */
  readonly sealingKey?: KeyObject;
  /** The worker's module, where a bundler has moved it. */
  readonly worker?: URL;
}

/** What is reached over the network. */
export interface BenchServers {
  /** `address` is the name that activation codes carry; it is reached at `host` and `port`. */
  readonly smdp: { readonly address: string; readonly host: string; readonly port: number };
  /** The root SM-DS of the cards; absent where the PKI is from elsewhere and has none. */
  readonly smds?: { readonly address: string; readonly host: string; readonly port: number };
  /** Where activation codes of the SM-DP+ can be bought, each with the token of its account, which is a secret. */
  readonly shops: readonly ShopPlace[];
  /** CI certificates in DER, to be trusted for this SM-DP+. */
  readonly trustAnchors: readonly Uint8Array[];
}

export interface SimulatedBench extends BenchServers {
  readonly readers: SimulatedReaders;
  /** The cards of the readers, in order, for putting them in again. */
  readonly cards: readonly (VirtualCard & { readonly eid: string })[];
  /** Activation codes that the SM-DP+ honours; the first needs no confirmation code. */
  codes(): Promise<SimulatedCode[]>;
  /** What is to go wrong, from now on. `add` checks what it is given; it and `clear` reject with `fault_rule_*`. */
  readonly faults: {
    list(): Promise<FaultRuleState[]>;
    add(rule: unknown): Promise<FaultRuleState>;
    /** One rule, or all. Gives them as they ended. */
    clear(id?: number): Promise<FaultRuleState[]>;
  };
  /** Cards, readers, orders and events in the hands of a person, and a picture of them. */
  readonly byHand: BenchByHand;
  /** Why its worker does not run, or not any more; undefined while it does, or comes up. */
  failure(): WorkbenchError | undefined;
  /** Told, some times a second at most, when something on the bench has changed. Until the returned function is called. */
  onChange(listener: () => void): () => void;
  /** Ends the worker. Never rejects. */
  close(): Promise<void>;
}

function failure(reason: string): WorkbenchError {
  return new WorkbenchError('simulator_bench_failed', { reason });
}

/** How long the worker may take to close its server and end. */
const closeMs = 2_000;

/** The worker and the calls to it that are under way. */
class WorkerLink {
  #worker: Worker | undefined;
  readonly #calls = new Map<
    number,
    { resolve: (value: BenchAnswer) => void; reject: (error: WorkbenchError) => void }
  >();
  /** What was asked before the worker was begun. */
  readonly #early: BenchRequest[] = [];
  #nextId = 1;
  #ended: WorkbenchError | undefined;
  #onEnd: () => void = () => {};
  #onRemoval: (card: number, backAfterMs: number | undefined) => void = () => {};
  readonly listeners = new Set<() => void>();
  readonly #ready = Promise.withResolvers<BenchReady>();
  readonly #exited = Promise.withResolvers<void>();
  readonly #rest = new AbortController();

  /** The worker is begun after `restMs`; what is asked before waits for it. */
  constructor(url: URL, options: BenchWorkerOptions, restMs: number) {
    // Whoever waits for it is told of a failure.
    this.#ready.promise.catch(() => {});
    if (restMs === 0) this.#begin(url, options);
    else
      void systemClock.sleep(restMs, this.#rest.signal).then(
        () => this.#begin(url, options),
        // Closed before.
        () => undefined,
      );
  }

  #begin(url: URL, options: BenchWorkerOptions): void {
    if (this.#ended !== undefined) return;
    const worker = new Worker(url, { workerData: options, name: 'simulated bench' });
    this.#worker = worker;
    worker.once('exit', () => this.#exited.resolve());
    worker.on('message', (message: BenchMessage) => {
      if (message.type === 'ready') this.#ready.resolve(message);
      else if (message.type === 'failed') this.#end(WorkbenchError.fromData(message.error));
      else if (message.type === 'removal') this.#onRemoval(message.card, message.backAfterMs);
      else if (message.type === 'changed') this.tell();
      else this.#settle(message);
    });
    worker.on('error', (error) => this.#end(failure(error instanceof Error ? error.message : String(error))));
    worker.on('exit', (code) => this.#end(failure(`the worker ended with ${code}`)));
    for (const request of this.#early.splice(0)) worker.postMessage(request);
  }

  get ready(): Promise<BenchReady> {
    return this.#ready.promise;
  }

  get failure(): WorkbenchError | undefined {
    return this.#ended;
  }

  set onEnd(listener: () => void) {
    this.#onEnd = listener;
  }

  set onRemoval(listener: (card: number, backAfterMs: number | undefined) => void) {
    this.#onRemoval = listener;
  }

  /** The bench is otherwise than it was. */
  tell(): void {
    for (const listener of [...this.listeners]) listener();
  }

  #settle(message: Extract<BenchMessage, { id: number }>): void {
    const call = this.#calls.get(message.id);
    this.#calls.delete(message.id);
    if (message.type === 'answer') call?.resolve(message.value);
    else call?.reject(WorkbenchError.fromData(message.error));
  }

  #end(error: WorkbenchError): void {
    if (this.#ended !== undefined) return;
    this.#ended = error;
    this.#ready.reject(error);
    for (const call of this.#calls.values()) call.reject(error);
    this.#calls.clear();
    this.#onEnd();
  }

  ask(call: BenchCall): Promise<BenchAnswer> {
    const ended = this.#ended;
    if (ended !== undefined) return Promise.reject(ended);
    return new Promise((resolve, reject) => {
      const id = this.#nextId++;
      this.#calls.set(id, { resolve, reject });
      const request: BenchRequest = { ...call, id };
      if (this.#worker === undefined) this.#early.push(request);
      else this.#worker.postMessage(request);
    });
  }

  /** The worker ends by itself; to stop a thread in the middle of what it does is kept for one that hangs. */
  async close(): Promise<void> {
    if (this.#worker === undefined) {
      this.#rest.abort();
      this.#end(failure('it was closed before it began'));
      return;
    }
    this.ask({ call: 'close' }).catch(() => {});
    const limit = new AbortController();
    await Promise.race([this.#exited.promise, systemClock.sleep(closeMs, limit.signal).catch(() => {})]);
    limit.abort();
    await this.#worker.terminate();
  }
}

function remoteCard(link: WorkerLink, card: number, atr: Uint8Array, eid: string): RemoteCard {
  const order = async (call: 'powerOn' | 'powerOff' | 'reset') => {
    await link.ask({ call, card });
  };
  return {
    eid,
    atr,
    powerOn: () => order('powerOn'),
    powerOff: () => order('powerOff'),
    reset: () => order('reset'),
    async transmit(command: Uint8Array) {
      const answer = await link.ask({ call: 'transmit', card, command });
      if (answer instanceof Uint8Array) return answer;
      throw failure('the worker gave no answer to an APDU');
    },
  };
}

function ruleStates(answer: BenchAnswer): FaultRuleState[] {
  return Array.isArray(answer) ? (answer as FaultRuleState[]) : [];
}

/** The bench before its worker has come up, or after. */
export interface OpenedBench extends Omit<SimulatedBench, keyof BenchServers> {
  /** The name of the SM-DP+. */
  readonly smdpAddress: string;
  /**
   * Its servers, when the worker is up. Rejects with what `startSimulatedBench` rejects with; the readers are gone then, and all that is
   * asked of the bench is rejected.
   */
  readonly servers: Promise<BenchServers>;
}

/**
 * Opens the bench as it was last, at once; what is asked of its cards, its servers and itself waits for the worker. Where it was never
 * there before, or `cards` asks for more than there were, it is complete when this resolves, and rejects as `startSimulatedBench` does.
 * `restMs`: how long the worker, which keeps a processor busy while it comes up, is not begun in the first case.
 */
export async function openSimulatedBench(options: SimulatedBenchOptions, restMs = 0): Promise<OpenedBench> {
  const { folder, cards: count, apduDelayMs = 0 } = options;
  const kept = benchLastFile(join(folder, benchLastName)).load();
  const last = kept !== undefined && kept.readers.length >= (count ?? 0) ? kept : undefined;
  const link = new WorkerLink(
    options.worker ?? new URL('./bench-worker.ts', import.meta.url),
    {
      folder,
      ...(count === undefined ? {} : { cards: count }),
      apduDelayMs,
      pkiDir: options.pkiDir ?? join(folder, 'pki'),
      profilesDir: options.profilesDir ?? join(folder, 'profiles'),
      ...(options.sealingKey === undefined ? {} : { sealingKey: options.sealingKey }),
    },
    last === undefined ? 0 : restMs,
  );
  if (last !== undefined) return benchOver(link, last);
  try {
    return benchOver(link, lastOf(await link.ready));
  } catch (error) {
    await link.close();
    throw error;
  }
}

/**
 * Starts the bench; it is complete when this resolves. Rejects with simulator_bench_failed, and with what PKI, state
 * files and profiles are faulted for (`pki_…`, `simulator_state_…`, `smdp_…`, `smds_…`, `shop_…`).
 */
export async function startSimulatedBench(options: SimulatedBenchOptions): Promise<SimulatedBench> {
  const { smdpAddress: _, servers, ...bench } = await openSimulatedBench(options);
  try {
    return { ...bench, ...(await servers) };
  } catch (error) {
    await bench.close();
    throw error;
  }
}

const lastOf = ({ readers, cards, smdp }: BenchReady): BenchLast => ({
  readers,
  cards,
  smdpAddress: smdp.address,
});

/** The bench that is known, over a worker that has come up or will. */
function benchOver(link: WorkerLink, last: BenchLast): OpenedBench {
  const connect = ({ card, atr, eid }: CardPlace) => remoteCard(link, card, atr, eid);
  const cards = new Map(last.cards.map((place) => [place.card, connect(place)]));
  const cardOf = (places: readonly CardPlace[], number: number) =>
    cards.get(places.find((one) => one.home === number)?.card ?? -1);
  const readers = createSimulatedReaders({
    cards: last.readers.map((number) => {
      const card = cardOf(last.cards, number);
      return { name: benchReaderName(number), ...(card === undefined ? {} : { card }) };
    }),
  });
  const ask = async (hand: keyof BenchHands, request: unknown) => {
    const answer = await link.ask({ call: 'hand', hand, request });
    if (answer !== undefined && 'given' in answer) return answer.given;
    throw failure(`the worker gave no answer to ${hand}`);
  };
  const byHand = new BenchByHand({
    numbers: last.readers,
    ready: link.ready,
    readers,
    cards,
    ask: ask as AskHand,
    connect,
  });
  link.onRemoval = (card, backAfterMs) => {
    const reader = byHand.readerOf(card);
    if (reader !== undefined) void readers.remove(benchReaderName(reader), backAfterMs).catch(() => {});
  };
  const unplugAll = () => {
    for (const name of byHand.readerNames()) void readers.unplug(name).catch(() => {});
  };
  link.onEnd = unplugAll;

  /** The bench is as the worker says, whatever was known of it. */
  async function servers(): Promise<BenchServers> {
    const ready = await link.ready;
    if (!isSameBench(last, lastOf(ready))) {
      cards.clear();
      for (const place of ready.cards) cards.set(place.card, connect(place));
      await byHand.renumber(ready.readers, (number) => cardOf(ready.cards, number));
    }
    const { smdp, smds, shops, trustAnchors } = ready;
    return { smdp, ...(smds === undefined ? {} : { smds }), shops, trustAnchors };
  }
  const complete = servers();
  complete.catch(unplugAll);
  // What is put in and pulled out is seen here alone.
  const stopWatching = readers.watch(() => link.tell());
  return {
    readers,
    get cards() {
      return [...cards.values()];
    },
    byHand,
    onChange(listener) {
      link.listeners.add(listener);
      return () => void link.listeners.delete(listener);
    },
    failure: () => link.failure,
    smdpAddress: last.smdpAddress,
    servers: complete,
    async codes() {
      const codes = await link.ask({ call: 'codes' });
      return Array.isArray(codes) ? (codes as SimulatedCode[]) : [];
    },
    faults: {
      list: async () => ruleStates(await link.ask({ call: 'listFaults' })),
      async add(rule) {
        const [state] = ruleStates(await link.ask({ call: 'addFault', rule }));
        if (state === undefined) throw failure('the worker gave no answer to a fault rule');
        return state;
      },
      clear: async (id) => ruleStates(await link.ask({ call: 'clearFaults', fault: id })),
    },
    async close() {
      link.onEnd = () => {};
      stopWatching();
      await readers.close();
      await link.close();
    },
  };
}
