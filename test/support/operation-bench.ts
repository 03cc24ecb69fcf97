/**
 * Card, SM-DP+ and workbench in one process, real on both sides and joined by real TLS, with a place for faults between
 * workbench and card and between workbench and server. The fakes are the reader's contacts and nothing else.
 */

import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CardConnection, ReaderProvider, ReaderSnapshot } from '../../src-main/card/port.ts';
import { labelFiles } from '../../src-main/codes/label-files.ts';
import { readFilePart } from '../../src-main/codes/read-files.ts';
import { createEs9Client } from '../../src-main/es9/es9-client.ts';
import { openTrustStore } from '../../src-main/es9/trust-store.ts';
import type { Es9Port } from '../../src-main/operations/index.ts';
import {
  createMemoryStateStore,
  createVirtualEuicc,
  type EuiccConfigInput,
} from '../../src-main/simulator/euicc/index.ts';
import { type FullPki, generatePki } from '../../src-main/simulator/pki/index.ts';
import type { ProfileOffer } from '../../src-main/simulator/profile/index.ts';
import {
  createSmdp,
  memoryStore,
  type Smdp,
  type SmdpLogEntry,
  startSmdpServer,
} from '../../src-main/simulator/smdp/index.ts';
import type { VirtualCard } from '../../src-main/simulator/virtual-card.ts';
import { openStore } from '../../src-main/store/open.ts';
import type { OperationStore } from '../../src-main/store/port.ts';
import { StoreKey } from '../../src-main/store/seal.ts';
import { createTraceView } from '../../src-main/workbench/trace-view.ts';
import { createWorkbench, type Workbench } from '../../src-main/workbench.ts';
import { parseActivationCode } from '../../src-shared/activation-code.ts';
import { WorkbenchError } from '../../src-shared/errors/index.ts';
import type { Operation, OperationDetail, StartOperation } from '../../src-shared/model/index.ts';
import { systemClock, systemEntropy } from '../../src-shared/system-ports.ts';

export const benchEid = '89049032000001000000000000000055';
export const smdpAddress = 'smdp.operations.test';

let pki: FullPki | undefined;

/** One for all tests: making keys is the slow part, and nothing is written into it. */
export function benchPki(): FullPki {
  pki ??= generatePki({ clock: systemClock, entropy: systemEntropy, eid: benchEid, smdpAddress });
  return pki;
}

/** What stands between reader and card: sees each command, may answer in the card's place, or throw as a reader does. */
export type CardFault = (
  command: Uint8Array,
  toCard: (command: Uint8Array) => Promise<Uint8Array>,
) => Promise<Uint8Array>;

/** A reader with one card, whose contacts the test holds. */
export class TestReader implements ReaderProvider {
  readonly kind: 'simulator' | 'pcsc';
  readonly name = 'Test reader 0';
  readonly card: VirtualCard;
  fault: CardFault = (command, toCard) => toCard(command);
  protocol: 'T=0' | 'T=1' = 'T=1';
  resets: ('warm' | 'cold')[] = [];
  #present: boolean;
  #connected = false;
  readonly #listeners = new Set<(snapshot: ReaderSnapshot) => void>();

  constructor(card: VirtualCard, kind: 'simulator' | 'pcsc' = 'simulator') {
    this.card = card;
    this.kind = kind;
    this.#present = kind === 'simulator';
  }

  #state(): ReaderSnapshot {
    const { name, card } = this;
    if (!this.#present) return { status: { available: true }, readers: [{ name, presence: 'empty' }] };
    const presence = this.#connected ? 'in_use' : 'present';
    return { status: { available: true }, readers: [{ name, presence, atr: card.atr }] };
  }

  #changed(): void {
    for (const listener of this.#listeners) listener(this.#state());
  }

  async remove(): Promise<void> {
    this.#present = false;
    await this.card.powerOff();
    this.#changed();
  }

  /** A process that is gone holds no reader, and its card is reset. */
  async releaseContacts(): Promise<void> {
    this.#connected = false;
    await this.card.powerOff();
    this.#changed();
  }

  insert(): void {
    this.#present = true;
    this.#connected = false;
    this.#changed();
  }

  async snapshot(): Promise<ReaderSnapshot> {
    return this.#state();
  }

  watch(listener: (snapshot: ReaderSnapshot) => void): () => void {
    this.#listeners.add(listener);
    listener(this.#state());
    return () => void this.#listeners.delete(listener);
  }

  async connect(): Promise<CardConnection> {
    const { name: reader } = this;
    if (!this.#present) throw new WorkbenchError('card_absent', { reader });
    if (this.#connected) throw new WorkbenchError('reader_busy', { reader });
    this.#connected = true;
    await this.card.powerOn();
    const alive = () => {
      if (!this.#present) throw new WorkbenchError('card_removed', { reader });
    };
    return {
      readerName: reader,
      atr: this.card.atr,
      protocol: this.protocol,
      notes: [],
      transmit: async (command) => {
        alive();
        const response = await this.fault(command, (one) => this.card.transmit(one));
        alive();
        return response;
      },
      reset: async (kind) => {
        alive();
        this.resets.push(kind);
        if (kind === 'cold') {
          await this.card.powerOff();
          await this.card.powerOn();
        } else {
          await this.card.reset();
        }
      },
      disconnect: async () => {
        this.#connected = false;
      },
    };
  }

  async close(): Promise<void> {
    this.#listeners.clear();
  }
}

export interface OperationBench {
  readonly workbench: Workbench;
  readonly reader: TestReader;
  /** `pcsc:Test reader 0`, empty: for the same card to be put into after it was taken out. */
  readonly otherReader: TestReader;
  readonly smdp: Smdp;
  readonly smdpLog: readonly SmdpLogEntry[];
  readonly store: OperationStore;
  /** Where the store is, if it is in a file, and its key. */
  readonly folder: string;
  readonly key: StoreKey;
  /** Whether the workbenches that are started from now on read every card that is put in. */
  autoRead: boolean;
  /** Wraps the client of every later operation. */
  es9: (client: Es9Port) => Es9Port;
  /** Where the SM-DP+ is to be found; deleted, it is unreachable. */
  readonly connectTo: Map<string, { host: string; port: number }>;
  /** Starts and waits for the end; `while` sees each stored change. */
  run(request: StartOperation, during?: (operation: Operation) => void): Promise<OperationDetail>;
  /** Drops the workbench as `kill -9` would, and starts another on the same store, card and server. */
  crashAndRestart(): Promise<Workbench>;
  close(): Promise<void>;
}

export interface OperationBenchOptions {
  readonly profiles: readonly ProfileOffer[];
  readonly card?: EuiccConfigInput;
  /** As a window has it: every card that is put in is read. */
  readonly autoRead?: boolean;
  /** A store that another thread can read. Default: in memory. */
  readonly storeInFile?: boolean;
  /** What the workbench logs. Default: that anything is logged is an error. */
  readonly log?: (message: string, error: WorkbenchError) => void;
}

export async function startOperationBench(options: OperationBenchOptions): Promise<OperationBench> {
  const folder = mkdtempSync(join(tmpdir(), 'operation-bench-'));
  const [clock, entropy] = [systemClock, systemEntropy];
  const keys = benchPki();
  const card = createVirtualEuicc({
    pki: keys,
    clock,
    entropy,
    state: createMemoryStateStore(),
    config: { atr: 'T=1', ...options.card },
  });
  const reader = new TestReader(card);
  const otherReader = new TestReader(card, 'pcsc');
  const smdpLog: SmdpLogEntry[] = [];
  const smdp = createSmdp({
    pki: keys,
    clock,
    entropy,
    store: memoryStore(),
    address: smdpAddress,
    profiles: options.profiles,
    log: (entry) => smdpLog.push(entry),
  });
  const server = await startSmdpServer({ smdp, pki: keys, port: 0 });
  const trust = openTrustStore({ dataFolder: folder, clock });
  trust.addEphemeral(keys.ci.certificate.der);
  const key = new StoreKey(entropy.bytes(32));
  const store = openStore({ folder: options.storeInFile ? folder : ':memory:', clock, entropy, key });
  const connectTo = new Map([[smdpAddress, { host: '127.0.0.1', port: server.port }]]);

  let wrapEs9 = (client: Es9Port) => client;
  let autoRead = options.autoRead ?? false;

  const makeWorkbench = () =>
    createWorkbench({
      store,
      providers: [reader, otherReader],
      createEs9: (trace) =>
        wrapEs9(
          createEs9Client({ trust, connectTo, clock, trace, timeouts: { connectMs: 3000, totalMs: 10_000 } }),
        ),
      clock,
      entropy,
      sha256: (bytes) => new Uint8Array(createHash('sha256').update(bytes).digest()),
      trust,
      codes: {
        parse: parseActivationCode,
        fromImage: () => Promise.reject(new WorkbenchError('internal', { reason: 'not here' })),
        readPart: readFilePart,
        drawLabels: labelFiles,
      },
      traces: createTraceView(store),
      version: 'test',
      dataFolder: folder,
      autoRead,
      log:
        options.log ??
        ((message, error) => {
          throw new Error(`${message}: ${error.message}`);
        }),
    });

  let workbench = makeWorkbench();
  await workbench.ready();

  async function run(
    request: StartOperation,
    during?: (operation: Operation) => void,
  ): Promise<OperationDetail> {
    const current = workbench;
    let id: number | undefined;
    const early: Operation[] = [];
    const ended = new Promise<void>((resolve, reject) => {
      const see = (operation: Operation) => {
        during?.(operation);
        if (operation.status === 'successful' || operation.status === 'failed') resolve();
      };
      current.subscribe((event) => {
        if (event.type !== 'operation') return;
        if (id === undefined) early.push(event.operation);
        else if (event.operation.id === id) see(event.operation);
      });
      current.call('operations.start', request).then((operation) => {
        id = operation.id;
        for (const one of early) if (one.id === id) see(one);
      }, reject);
    });
    await ended;
    return current.call('operations.get', { id: id ?? 0 });
  }

  return {
    get workbench() {
      return workbench;
    },
    get autoRead() {
      return autoRead;
    },
    set autoRead(wanted) {
      autoRead = wanted;
    },
    get es9() {
      return wrapEs9;
    },
    set es9(wrap) {
      wrapEs9 = wrap;
    },
    reader,
    otherReader,
    smdp,
    smdpLog,
    store,
    folder,
    key,
    connectTo,
    run,
    async crashAndRestart() {
      workbench = makeWorkbench();
      await workbench.ready();
      return workbench;
    },
    async close() {
      await workbench.close();
      await server.close();
      store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The statuses that an operation went through, in order. */
export function statuses(operation: OperationDetail): string[] {
  return operation.steps.filter((one) => one.step === undefined).map((one) => one.status);
}

/** The functions that ran, in order. */
export function functions(operation: OperationDetail): string[] {
  return operation.steps.flatMap((one) => one.step ?? []);
}
