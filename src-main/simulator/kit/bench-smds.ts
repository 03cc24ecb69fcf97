/** The SM-DSs of a bench: a root, and one below it. */

import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock, Entropy } from '../../../src-shared/ports.ts';
import type { ServerFaults } from '../faults/ports.ts';
import type { FunctionCaller, RspHandler, RspLogEntry } from '../rsp-server/index.ts';
import { createSmds, type EventRecord, fileEventStore, memoryEventStore, type Smds } from '../smds/index.ts';
import { type BenchPkis, localName } from './pkis.ts';
import { type BenchServer, callFunction, listenFor, placeOf } from './servers.ts';

/** An SM-DS of a bench (SGP.22 v2.5 §3.6, §5.8 to §5.10). */
export interface BenchSmds extends BenchServer {
  /** The events that it holds. */
  events(): readonly EventRecord[];
}

export interface RunningBenchSmds extends BenchSmds {
  readonly handle: RspHandler;
  /** Forgets its events and sessions. */
  reset(): void;
  close(): Promise<void>;
}

export interface BenchSmdsOptions {
  readonly pkis: BenchPkis;
  readonly port: number;
  /** Where its events are kept; without it, nowhere. */
  readonly file?: string;
  /** The SM-DS above it. */
  readonly root?: { readonly address: string; readonly call: FunctionCaller };
  readonly faults: ServerFaults;
  readonly clock: Clock;
  readonly entropy: Entropy;
  readonly log: (entry: RspLogEntry) => void;
}

async function startOne(options: BenchSmdsOptions): Promise<RunningBenchSmds> {
  const { pkis, port, file, root, faults, clock, entropy, log } = options;
  const listener = await listenFor<Smds>('smds', { pki: pkis.tls, port, faults });
  const address = `${localName}:${listener.port}`;
  const make = () =>
    createSmds({
      pki: pkis.rsp,
      clock,
      entropy,
      address,
      faults,
      log,
      store: file === undefined ? memoryEventStore() : fileEventStore(file),
      ...(root === undefined ? {} : { root }),
    });
  let smds: Smds;
  try {
    smds = make();
  } catch (error) {
    await listener.close();
    throw error;
  }
  listener.become({ ...smds, handle: (request) => smds.handle(request) });
  return {
    ...placeOf(address, listener.port),
    handle: (request) => smds.handle(request),
    call: (name, body) => callFunction(smds.handle, name, body),
    events: () => smds.events(),
    sessionCount: () => smds.sessionCount(),
    reset() {
      if (file !== undefined) rmSync(file, { force: true });
      smds = make();
    },
    close: () => listener.close(),
  };
}

/** Starts the root and, for a cascade, one below it. `port` is the root's; 0 for any. */
export async function startSmdss(
  which: 'none' | 'root' | 'cascade',
  options: Omit<BenchSmdsOptions, 'root' | 'file'> & {
    readonly folder?: string;
    readonly call: FunctionCaller;
  },
): Promise<RunningBenchSmds[]> {
  const { folder, call, ...common } = options;
  const fileOf = (name: string) => (folder === undefined ? {} : { file: join(folder, `${name}.json`) });
  if (which === 'none') return [];
  const root = await startOne({ ...common, ...fileOf('smds') });
  if (which === 'root') return [root];
  try {
    const above = { address: root.address, call };
    const lower = await startOne({ ...common, ...fileOf('smds-below'), port: 0, root: above });
    return [root, lower];
  } catch (error) {
    await root.close();
    throw error;
  }
}
