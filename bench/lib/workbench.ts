/** The workbench as an engine composes it, over simulated readers and a simulated SM-DP+ in this process. */

import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Protocol } from '../../src-main/card/port.ts';
import { labelFiles } from '../../src-main/codes/label-files.ts';
import { readFilePart } from '../../src-main/codes/read-files.ts';
import { createEs9Client } from '../../src-main/es9/es9-client.ts';
import { openTrustStore } from '../../src-main/es9/trust-store.ts';
import { createMemoryStateStore, createVirtualEuicc } from '../../src-main/simulator/euicc/index.ts';
import { type FullPki, generatePki, issueEuicc } from '../../src-main/simulator/pki/index.ts';
import { createSimulatedReaders } from '../../src-main/simulator/sim-reader.ts';
import { createSmdp, memoryStore, startSmdpServer } from '../../src-main/simulator/smdp/index.ts';
import { openKey } from '../../src-main/store/key.ts';
import { openStore } from '../../src-main/store/open.ts';
import type { StoredTraceEntry } from '../../src-main/store/port.ts';
import { createTraceView } from '../../src-main/workbench/trace-view.ts';
import { createWorkbench } from '../../src-main/workbench.ts';
import { parseActivationCode } from '../../src-shared/activation-code.ts';
import type { WorkbenchApi } from '../../src-shared/api.ts';
import type { Operation, OperationStep, StartOperation } from '../../src-shared/model/index.ts';
import { systemClock as clock, systemEntropy as entropy } from '../../src-shared/system-ports.ts';
import { type BenchProfile, benchProfile } from './profile.ts';

export const smdpAddress = 'smdp.bench.test';

/** 32 digits, of which the last two make the number 1 modulo 97 (SGP.29 §3.2). */
function eidOf(card: number): string {
  const body = `8904903200000100000000000000${String(card).padStart(2, '0')}`;
  return body + String(98n - ((BigInt(body) * 100n) % 97n)).padStart(2, '0');
}

let made: FullPki | undefined;

/** One for all sessions of a run. */
export function benchPki(): FullPki {
  made ??= generatePki({ clock, entropy, eid: eidOf(0), smdpAddress });
  return made;
}

export interface SimulatedSession {
  readonly profile: BenchProfile;
  readonly activationCode: string;
  /** ATR of the card. */
  readonly atr: Uint8Array;
  readonly operation: Operation;
  readonly steps: readonly OperationStep[];
  /** What was traced of the operation, with every byte. */
  readonly trace: readonly StoredTraceEntry[];
}

/**
 * Runs one operation with a fresh card, a fresh server and a store on disk; rejects where it is not successful.
 * `cardNumber` numbers the card, and so its EID.
 */
export async function simulateSession(
  kind: 'download' | 'activate',
  protocol: Protocol,
  cardNumber = 0,
): Promise<SimulatedSession> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  const pki = benchPki();
  const euicc = issueEuicc(pki, { clock, entropy, eid: eidOf(cardNumber) });
  const profile = benchProfile(smdpAddress);
  const state = createMemoryStateStore();
  const card = createVirtualEuicc({
    pki: { ...pki, euicc },
    clock,
    entropy,
    state,
    config: { atr: protocol },
  });
  const readers = createSimulatedReaders({ cards: [{ card }] });
  const smdp = createSmdp({
    pki,
    clock,
    entropy,
    store: memoryStore(),
    address: smdpAddress,
    profiles: [profile.offer],
  });
  const server = await startSmdpServer({ smdp, pki, port: 0 });
  const store = openStore({ folder, clock, entropy, key: openKey({ folder, entropy }) });
  const trust = openTrustStore({ dataFolder: folder, clock });
  trust.addEphemeral(pki.ci.certificate.der);
  const connectTo = new Map([[smdpAddress, { host: '127.0.0.1', port: server.port }]]);
  const workbench = createWorkbench({
    store,
    providers: [readers],
    createEs9: (trace) => createEs9Client({ trust, clock, trace, connectTo }),
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
    version: 'bench',
    dataFolder: folder,
    autoRead: false,
    log: (message, error) => process.stderr.write(`${message}: ${error.message}\n`),
  });
  try {
    await workbench.ready();
    const activationCode = `LPA:1$${smdpAddress}$${profile.offer.matchingId}`;
    const operation = await runOperation(workbench, {
      kind,
      readerId: 'sim:0',
      activationCode,
      acceptProfile: true,
    });
    const { steps } = await workbench.call('operations.get', { id: operation.id });
    const trace = store.listTrace(operation.id, 0, Number.MAX_SAFE_INTEGER);
    return { profile, activationCode, atr: card.atr, operation, steps, trace };
  } finally {
    await workbench.close();
    await server.close();
    store.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Starts an operation and waits for its end; rejects where it is not successful. */
export function runOperation(workbench: WorkbenchApi, request: StartOperation): Promise<Operation> {
  return new Promise((resolve, reject) => {
    let id: number | undefined;
    const ended = new Map<number, Operation>();
    const settle = () => {
      const operation = id === undefined ? undefined : ended.get(id);
      if (operation === undefined) return;
      stop();
      if (operation.status === 'successful') resolve(operation);
      else reject(new Error(`${operation.kind} ended with ${JSON.stringify(operation.error)}`));
    };
    const stop = workbench.subscribe((event) => {
      if (event.type !== 'operation') return;
      const { operation } = event;
      if (operation.status !== 'successful' && operation.status !== 'failed') return;
      ended.set(operation.id, operation);
      settle();
    });
    workbench.call('operations.start', request).then(
      (operation) => {
        id = operation.id;
        settle();
      },
      (error: unknown) => {
        stop();
        reject(error);
      },
    );
  });
}
