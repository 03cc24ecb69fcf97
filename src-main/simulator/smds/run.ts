import { systemClock, systemEntropy } from '../../../src-shared/system-ports.ts';
import {
  connectionOptions,
  describeEntry,
  loadOrMakePkis,
  makeStateFolder,
  type RunningServer,
  type RunServerOptions,
} from '../rsp-server/index.ts';
import { fileEventStore, memoryEventStore } from './events.ts';
import { startSmdsServer } from './server.ts';
import { createSmds, type Smds } from './smds.ts';

export interface RunSmdsOptions extends RunServerOptions {
  /** The root SM-DS, where this one is below it: host name, perhaps with a port. */
  readonly rootAddress?: string;
}

export interface RunningSmds extends RunningServer {
  readonly smds: Smds;
}

/** Runs an SM-DS as `simulator smds` does: folders in, HTTPS on loopback out. Throws errors of family `simulator`. */
export async function runSmds(options: RunSmdsOptions): Promise<RunningSmds> {
  const { address, stateFile, log, rootAddress, faults } = options;
  const { clock = systemClock, entropy = systemEntropy } = options;
  const { pkis, made } = loadOrMakePkis({ ...options, server: 'ds' });
  if (made) log(`A new PKI is in ${options.pkiDir}`);
  if (stateFile !== undefined) makeStateFolder(stateFile, 'smds_state_unreadable');
  const { clientCas, mutualTls, call } = connectionOptions(options, pkis, 'dsTls');
  const smds = createSmds({
    pki: pkis,
    clock,
    entropy,
    store: stateFile === undefined ? memoryEventStore() : fileEventStore(stateFile),
    address,
    log: (entry) => log(describeEntry(entry)),
    mutualTls,
    ...(rootAddress === undefined ? {} : { root: { address: rootAddress, call } }),
    ...(faults === undefined ? {} : { faults }),
  });
  const tls = pkis.find((pki) => pki.dsTls !== undefined) ?? pkis[0];
  if (tls === undefined) throw new Error('loadPkis gives at least one');
  const server = await startSmdsServer({ smds, pki: tls, port: options.port, clientCas, clock, entropy });
  const host = address.replace(/:\d+$/, '');
  const { length } = smds.events();
  log(
    `SM-DS ${address} listens on https://127.0.0.1:${server.port} with ${length} ${length === 1 ? 'event' : 'events'}`,
  );
  log(`Reach it with --connect-to ${host}:127.0.0.1:${server.port}`);
  return { smds, port: server.port, close: () => server.close() };
}
