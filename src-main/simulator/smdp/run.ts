import { existsSync, mkdirSync } from 'node:fs';
import { systemClock, systemEntropy } from '../../../src-shared/system-ports.ts';
import {
  connectionOptions,
  describeEntry,
  loadOrMakePkis,
  makeStateFolder,
  type RunningServer,
  type RunServerOptions,
} from '../rsp-server/index.ts';
import { folderSource } from './catalogue.ts';
import { startSmdpServer } from './server.ts';
import { createSmdp, type Smdp } from './smdp.ts';
import { fileStore, memoryStore } from './store.ts';

export interface RunSmdpOptions extends RunServerOptions {
  readonly profilesDir: string;
  /** EID of the eUICC certificate in a PKI that is made here. */
  readonly eid?: string;
  /** Profiles can be downloaded only when they were ordered on ES2+. Default false: they are released from the start. */
  readonly ordered?: boolean;
  /** The operator's server for HandleDownloadProgressInfo: host name, perhaps with a port. */
  readonly progressAddress?: string;
}

export interface RunningSmdp extends RunningServer {
  readonly smdp: Smdp;
}

/** Runs an SM-DP+ as `simulator smdp` does: folders in, HTTPS on loopback out. Throws errors of family `simulator`. */
export async function runSmdp(options: RunSmdpOptions): Promise<RunningSmdp> {
  const { address, profilesDir, stateFile, log, progressAddress, faults } = options;
  const { clock = systemClock, entropy = systemEntropy } = options;
  const { pkis, made } = loadOrMakePkis(options);
  if (made) log(`A new PKI is in ${options.pkiDir}`);
  if (!existsSync(profilesDir)) {
    mkdirSync(profilesDir, { recursive: true });
    log(`The folder ${profilesDir} was not there; it has been made`);
  }
  if (stateFile !== undefined) makeStateFolder(stateFile, 'smdp_state_unreadable');
  const { clientCas, mutualTls, call } = connectionOptions(options, pkis, 'dpTls');
  const smdp = createSmdp({
    pki: pkis,
    clock,
    entropy,
    store: stateFile === undefined ? memoryStore() : fileStore(stateFile),
    address,
    profiles: folderSource(profilesDir, address, {
      onSkipped: ({ name, error }) => log(`Left out ${name}: ${error.message}`),
      ...(options.ordered === true ? { initialState: 'available' } : {}),
      clock,
    }),
    log: (entry) => log(describeEntry(entry)),
    call,
    mutualTls,
    ...(progressAddress === undefined ? {} : { progressAddress }),
    ...(faults === undefined ? {} : { faults }),
  });
  const tls = pkis.find((pki) => pki.dpTls !== undefined) ?? pkis[0];
  if (tls === undefined) throw new Error('loadPkis gives at least one');
  const server = await startSmdpServer({ smdp, pki: tls, port: options.port, clientCas, clock, entropy });
  const host = address.replace(/:\d+$/, '');
  const { length } = smdp.codes();
  log(
    `SM-DP+ ${address} listens on https://127.0.0.1:${server.port} with ${length} activation ${length === 1 ? 'code' : 'codes'}`,
  );
  if (smdp.orders().length === 0) log(`Beware: no profile is in ${profilesDir}; each is a file NAME.der`);
  log(`Reach it with --connect-to ${host}:127.0.0.1:${server.port}`);
  const names = tls.dpTls?.certificate.dnsNames ?? [];
  if (!names.includes(host))
    log(`Beware: the TLS certificate is for ${names.join(', ') || 'no name'}, so clients refuse ${host}`);
  return {
    smdp,
    port: server.port,
    close: async () => {
      smdp.close();
      await server.close();
    },
  };
}
