/** What a workbench is made of, and what it is; and what stands in for the ports that a host leaves out. */

import type { WorkbenchApi } from '../../src-shared/api.ts';
import { type ErrorData, WorkbenchError } from '../../src-shared/errors/index.ts';
import type {
  ActivationCodeParts,
  FaultRuleState,
  SimulatedCode,
  TraceDetail,
  TraceLine,
  TrustAnchor,
} from '../../src-shared/model/index.ts';
import type { Clock, Entropy } from '../../src-shared/ports.ts';
import type { TraceSink } from '../../src-shared/trace.ts';
import type { ReaderProvider } from '../card/port.ts';
import type { Es9Port } from '../operations/index.ts';
import type { ShopTransport } from '../orders/index.ts';
import type { Store } from '../store/open.ts';
import type { ReachServer } from './activation-desk.ts';
import type { ApisHost } from './apis-desk.ts';
import type { CodeDeskPorts } from './code-desk.ts';
import type { EvidenceWork } from './evidence/work.ts';
import type { FleetLists } from './fleet-lists-port.ts';
import { readRecording } from './imports/read.ts';
import type { KeyPorts } from './key-desk.ts';
import type { SimulatedShop } from './order-desk.ts';
import type { RecordPorts } from './record-desk.ts';
import type { SimulatorPort } from './simulator-desk.ts';
import type { TracePort } from './trace-desk.ts';

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

export const noShops: NonNullable<WorkbenchPorts['shops']> = {
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
export const noTraceTools: TracePort = {
  decode: noList,
  outline: noList,
  search: noList,
  compare: noList,
  copy: noList,
  time: noList,
  recording: async (...input) => readRecording(...input),
};
export const noLists: FleetLists = { page: noList, get: noList, bulk: noList };
