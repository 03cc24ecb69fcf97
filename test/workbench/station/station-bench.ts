/** Simulated readers, cards and SM-DP+ of the kit behind a workbench, and hands that put cards in and take them out. */

import { createHash } from 'node:crypto';
import { onTestFinished } from 'vitest';
import { labelFiles } from '../../../src-main/codes/label-files.ts';
import { readFilePart } from '../../../src-main/codes/read-files.ts';
import { createEs9Client } from '../../../src-main/es9/es9-client.ts';
import { openTrustStore } from '../../../src-main/es9/trust-store.ts';
import type { BenchCard } from '../../../src-main/simulator/kit/bench-card.ts';
import { type Bench, createBench } from '../../../src-main/simulator/kit/create-bench.ts';
import type { BenchOptions } from '../../../src-main/simulator/kit/options.ts';
import { createSimulatedReaders, type SimulatedReaders } from '../../../src-main/simulator/sim-reader.ts';
import { openStore, type Store } from '../../../src-main/store/open.ts';
import { StoreKey } from '../../../src-main/store/seal.ts';
import { createTraceView } from '../../../src-main/workbench/trace-view.ts';
import { createWorkbench, type Workbench } from '../../../src-main/workbench.ts';
import { parseActivationCode } from '../../../src-shared/activation-code.ts';
import type { CallInput, WorkbenchEvent } from '../../../src-shared/api.ts';
import type { Batch, BatchDetail, BatchLine, StationSlot } from '../../../src-shared/model/index.ts';
import { systemClock as clock, systemEntropy as entropy } from '../../../src-shared/system-ports.ts';
import { temporaryFolder } from '../support.ts';

export interface StationBench {
  readonly bench: Bench;
  readonly readers: SimulatedReaders;
  readonly store: Store;
  readonly workbench: Workbench;
  readonly events: WorkbenchEvent[];
  /** Codes of so many profiles that the SM-DP+ offers, as `LPA:1$…`. */
  codes(count: number): string[];
  /** The card, empty at first. */
  card(index: number): BenchCard;
  insert(reader: number, card: number): Promise<void>;
  remove(reader: number): Promise<void>;
  create(input: CallInput<'batches.create'>): Promise<Batch>;
  get(id: number): Promise<BatchDetail>;
  lines(id: number): Promise<BatchLine[]>;
  slot(id: number, reader: number): Promise<StationSlot>;
  /** Until it is true of the batch, or for so long. */
  until(id: number, is: (batch: BatchDetail) => boolean, what: string): Promise<BatchDetail>;
  /** Until a reader shows this. */
  shows(id: number, reader: number, phase: StationSlot['phase']): Promise<StationSlot>;
  /** Another workbench on the same store, cards and server, as after `kill -9` where the former one is not closed. */
  restart(close?: boolean): Promise<void>;
}

export const readerName = (index: number) => `Simulated reader ${index}`;

export async function startStationBench(options: {
  readonly readers: number;
  readonly cards?: BenchOptions['cards'];
  readonly log?: (message: string) => void;
}): Promise<StationBench> {
  const bench = await createBench({
    cards: options.cards ?? options.readers,
    profiles: [],
    smds: { which: 'none' },
  });
  const readers = createSimulatedReaders({ cards: Array.from({ length: options.readers }, () => ({})) });
  const trust = openTrustStore({ dataFolder: temporaryFolder(), clock });
  for (const { der } of bench.cis) trust.addEphemeral(der);
  const store = openStore({ folder: ':memory:', clock, entropy, key: new StoreKey(entropy.bytes(32)) });
  const { address, host, port } = bench.smdp;
  const connectTo = new Map([[address, { host, port }]]);
  const events: WorkbenchEvent[] = [];
  const start = async () => {
    const made = createWorkbench({
      store,
      providers: [readers.attach()],
      createEs9: (trace) => createEs9Client({ trust, clock, trace, connectTo }),
      clock,
      entropy,
      sha256: (bytes) => new Uint8Array(createHash('sha256').update(bytes).digest()),
      trust,
      codes: {
        parse: parseActivationCode,
        fromImage: () => Promise.reject(new Error('not here')),
        readPart: readFilePart,
        drawLabels: labelFiles,
      },
      traces: createTraceView(store),
      version: 'test',
      dataFolder: '',
      autoRead: true,
      log: (message, error) => {
        if (options.log === undefined) throw new Error(`${message}: ${error.message}`);
        options.log(message);
      },
    });
    made.subscribe((event) => events.push(event));
    await made.ready();
    return made;
  };
  let workbench = await start();
  onTestFinished(async () => {
    await workbench.close();
    await readers.close();
    await bench.close();
    store.close();
  });
  let offered = 0;

  const self: StationBench = {
    bench,
    readers,
    store,
    get workbench() {
      return workbench;
    },
    events,
    codes: (count) =>
      Array.from({ length: count }, () =>
        bench.addProfile({
          name: `STATION-${String(++offered).padStart(4, '0')}`,
          metadata: { serviceProviderName: 'Bench Mobile' },
        }),
      ),
    card(index) {
      const card = bench.cards[index];
      if (card === undefined) throw new RangeError(`there is no card ${index}`);
      return card;
    },
    insert: (reader, card) => readers.insert(readerName(reader), self.card(card)),
    remove: (reader) => readers.remove(readerName(reader)),
    async create(input) {
      const { batch } = await workbench.call('batches.create', input);
      if (batch === undefined) throw new Error('no batch was made');
      return batch;
    },
    get: (id) => workbench.call('batches.get', { id }),
    lines: (id) => workbench.call('batches.lines', { id, limit: 1000 }),
    async slot(id, reader) {
      const slot = (await self.get(id)).slots.find(({ readerId }) => readerId === `sim:${reader}`);
      if (slot === undefined) throw new Error(`reader ${reader} is not of the batch`);
      return slot;
    },
    async until(id, is, what) {
      const late = Date.now() + 20_000;
      for (;;) {
        const batch = await self.get(id);
        if (is(batch)) return batch;
        if (Date.now() > late)
          throw new Error(`${what} did not come: ${JSON.stringify({ ...batch, recipe: undefined })}`);
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    },
    async shows(id, reader, phase) {
      const batch = await self.until(
        id,
        ({ slots }) => slots.some((slot) => slot.readerId === `sim:${reader}` && slot.phase === phase),
        `${phase} at reader ${reader}`,
      );
      return batch.slots.find(({ readerId }) => readerId === `sim:${reader}`) as StationSlot;
    },
    async restart(close = false) {
      if (close) await workbench.close();
      workbench = await start();
    },
  };
  return self;
}

export const readerIds = (count: number) => Array.from({ length: count }, (_, index) => `sim:${index}`);

export const file = (text: string, name = 'codes.csv') => ({
  name,
  data: Buffer.from(text).toString('base64'),
});
