/** A workbench over one simulated reader and a simulated SM-DP+, in this process, with fault rules in every layer. */

import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { labelFiles } from '../../src-main/codes/label-files.ts';
import { readFilePart } from '../../src-main/codes/read-files.ts';
import { createEs9Client } from '../../src-main/es9/es9-client.ts';
import { openTrustStore } from '../../src-main/es9/trust-store.ts';
import { createMemoryStateStore, createVirtualEuicc } from '../../src-main/simulator/euicc/index.ts';
import { FaultRules, parseFaultRule, seededEntropy } from '../../src-main/simulator/faults/index.ts';
import { type FullPki, generatePki } from '../../src-main/simulator/pki/index.ts';
import { sampleProfiles } from '../../src-main/simulator/profile/index.ts';
import { createSimulatedReaders } from '../../src-main/simulator/sim-reader.ts';
import {
  createSmdp,
  makeOffer,
  memoryStore,
  type SmdpState,
  startSmdpServer,
} from '../../src-main/simulator/smdp/index.ts';
import { createSmds, memoryEventStore, startSmdsServer } from '../../src-main/simulator/smds/index.ts';
import { openStore } from '../../src-main/store/open.ts';
import { StoreKey } from '../../src-main/store/seal.ts';
import { createTraceView } from '../../src-main/workbench/trace-view.ts';
import { createWorkbench, type Workbench } from '../../src-main/workbench.ts';
import { parseActivationCode } from '../../src-shared/activation-code.ts';
import type { FaultRuleState, Operation, StartOperation } from '../../src-shared/model/index.ts';
import { systemClock as clock } from '../../src-shared/system-ports.ts';

const eid = '89049032000001000000000000000055';
export const address = 'smdp.simulated.test';
const smdsAddress = 'smds.simulated.test';
export const confirmationCode = '1234';
/** Matching ids: of a profile without, and of one with a confirmation code, protected by keys of its own. */
export const matchingIds = { plain: 'PLAIN', confirmed: 'CONFIRMED' } as const;
/** How long reader and client wait: for faults that keep them waiting, and long enough for a busy machine else. */
const patience = {
  short: { readerMs: 1000, totalMs: 1500 },
  long: { readerMs: 60_000, totalMs: 60_000 },
} as const;

let pki: FullPki | undefined;

/** What is kept of a bench for the next one: a card with a profile on it, its server's state. */
export interface BenchState {
  readonly card: string | undefined;
  readonly smdp: SmdpState | undefined;
}

export interface Bench {
  readonly workbench: Workbench;
  readonly iccid: string;
  /** Profiles on the card. */
  profilesOnCard(): number;
  /** What the SM-DP+ holds the order of a matching id for. */
  orderState(matchingId: string): string;
  /** Sequence numbers of the notifications that wait on the card. */
  notifications(): number[];
  /** What the rules did. */
  rules(): FaultRuleState[];
  /** Puts rules in force. */
  addRules(...rules: readonly string[]): void;
  clearRules(): void;
  /** Runs an operation to its end, with its reconciliation where the card is there for it. */
  run(request: StartOperation, decision?: 'accept' | 'reject'): Promise<Operation>;
  state(): BenchState;
  close(): Promise<void>;
}

/** Everybody has chances of their own, the same each time: how often the store asks depends on the time. */
const chances = (whose: string) => seededEntropy(`fault bench ${whose}`);

/** Starts one, with what another one has left. `impatient`: reader and client give up soon. */
export async function startBench(from?: BenchState, impatient = false): Promise<Bench> {
  pki ??= generatePki({ clock, entropy: chances('pki'), eid, smdpAddress: address, smdsAddress });
  const { readerMs, totalMs } = impatient ? patience.short : patience.long;
  const entropy = chances('workbench');
  const keys = pki;
  const [sample, other] = sampleProfiles(address);
  if (sample === undefined || other === undefined)
    throw new Error('the simulator has too few sample profiles');
  const { iccid } = sample.metadata;
  const rules = new FaultRules({ entropy: chances('rules') });
  const cardStore = createMemoryStateStore(from?.card);
  const faults = rules.forCard({ eid, reader: 'sim:0' });
  const card = createVirtualEuicc({
    pki: keys,
    clock,
    entropy: chances('card'),
    state: cardStore,
    config: { atr: 'T=1', rootDsAddress: smdsAddress },
    faults,
  });
  const readers = createSimulatedReaders({
    cards: [{ card, faults }],
    patienceMs: readerMs,
    clock,
    entropy: chances('contacts'),
  });
  const smdpStore = memoryStore(from?.smdp);
  const smdp = createSmdp({
    pki: keys,
    clock,
    entropy: chances('SM-DP+'),
    store: smdpStore,
    address,
    profiles: [
      makeOffer(matchingIds.plain, sample.upp, undefined, address),
      makeOffer(matchingIds.confirmed, other.upp, { confirmationCode, protection: 'profileKeys' }, address),
    ],
    faults: rules.forServers(),
  });
  const server = await startSmdpServer({ smdp, pki: keys, port: 0 });
  const events = memoryEventStore();
  events.save([
    { eid, eventId: 'EVENT', rspServerAddress: address, owner: address, registeredAt: clock.now() },
  ]);
  const smds = createSmds({
    pki: keys,
    clock,
    entropy: chances('SM-DS'),
    store: events,
    address: smdsAddress,
    faults: rules.forServers(),
  });
  const smdsServer = await startSmdsServer({ smds, pki: keys, port: 0 });
  const folder = mkdtempSync(join(tmpdir(), 'fault-bench-'));
  const trust = openTrustStore({ dataFolder: folder, clock });
  trust.addEphemeral(keys.ci.certificate.der);
  const store = openStore({ folder: ':memory:', clock, entropy, key: new StoreKey(entropy.bytes(32)) });
  const connectTo = new Map([
    [address, { host: '127.0.0.1', port: server.port }],
    [smdsAddress, { host: '127.0.0.1', port: smdsServer.port }],
  ]);
  const workbench = createWorkbench({
    store,
    providers: [readers],
    createEs9: (trace) =>
      createEs9Client({ trust, clock, trace, connectTo, timeouts: { connectMs: 10_000, totalMs } }),
    clock,
    entropy,
    sha256: (bytes) => new Uint8Array(createHash('sha256').update(bytes).digest()),
    trust,
    codes: {
      parse: parseActivationCode,
      fromImage: () => Promise.reject(new Error('no pictures here')),
      readPart: readFilePart,
      drawLabels: labelFiles,
    },
    traces: createTraceView(store),
    version: 'test',
    dataFolder: folder,
    autoRead: false,
    log: (message, error) => process.stderr.write(`${message}: ${error.message}\n`),
  });
  await workbench.ready();

  /** Whether an operation is over: also for the card, which a rule may put back. */
  const isOver = (operation: Operation, back: boolean) =>
    (operation.status === 'successful' || operation.status === 'failed') &&
    !(back && operation.reconciliation.state === 'pending');

  /** Until nobody holds the reader, as a reconciliation does, and the card is back, where a rule puts it back. */
  async function readerIsFree(back: boolean): Promise<void> {
    for (;;) {
      const [reader] = await workbench.call('readers.list', {});
      if (reader?.operationId === undefined && !(back && reader?.presence === 'empty')) return;
      await clock.sleep(1);
    }
  }

  return {
    workbench,
    iccid,
    profilesOnCard: () => card.chip.state.profiles.length,
    orderState: (matchingId) =>
      smdp.orders().find((one) => one.matchingId === matchingId)?.state ?? 'unknown',
    notifications: () => card.chip.state.notifications.map((one) => one.seqNumber),
    rules: () => rules.list(),
    addRules(...texts) {
      for (const text of texts) rules.add(parseFaultRule(text));
    },
    clearRules: () => void rules.clear(),
    async run(request, decision = 'accept') {
      const back = rules.list().some((one) => /removal.* back=/.test(one.rule));
      let id: number | undefined;
      let answers = 0;
      const seen = new Map<number, Operation>();
      const over = new Promise<void>((resolve, reject) => {
        const look = () => {
          const operation = id === undefined ? undefined : seen.get(id);
          if (operation === undefined) return;
          if (isOver(operation, back)) resolve();
          if (operation.question !== undefined) void answer(operation.id, operation.question.kind);
        };
        async function answer(operationId: number, kind: 'install' | 'confirmation_code'): Promise<void> {
          if (answers++ > 3) return void workbench.call('operations.cancel', { id: operationId });
          const given =
            kind === 'install' ? { kind, decision, confirmationCode } : { kind, confirmationCode };
          await workbench.call('operations.answer', { id: operationId, answer: given }).catch(() => {});
        }
        workbench.subscribe((event) => {
          if (event.type !== 'operation') return;
          seen.set(event.operation.id, event.operation);
          look();
        });
        workbench.call('operations.start', request).then((operation) => {
          id = operation.id;
          look();
        }, reject);
      });
      await over;
      await readerIsFree(back);
      return workbench.call('operations.get', { id: id ?? 0 });
    },
    state: () => ({ card: cardStore.load(), smdp: smdpStore.load() }),
    async close() {
      await workbench.close();
      await readers.close();
      await server.close();
      await smdsServer.close();
      store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
