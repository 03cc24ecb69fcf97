import { existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { FaultRuleState } from '../../../src-shared/model/index.ts';
import type { Clock, Entropy } from '../../../src-shared/ports.ts';
import { systemClock, systemEntropy } from '../../../src-shared/system-ports.ts';
import { type FaultRule, FaultRules } from '../faults/index.ts';
import { generatePki, loadPkis, type Pki, savePki } from '../pki/index.ts';
import type { RspLogEntry } from '../rsp-server/index.ts';
import { folderSource } from './catalogue.ts';
import { type SmdpServer, startSmdpServer } from './server.ts';
import { createSmdp, type Smdp } from './smdp.ts';
import { fileStore, memoryStore } from './store.ts';

export interface RunSmdpOptions {
  readonly port: number;
  /** The name that activation codes carry, and that the TLS certificate has to bear. */
  readonly address: string;
  /** Where the PKI is; one is made where the folder is empty or missing. */
  readonly pkiDir: string;
  readonly profilesDir: string;
  /** Where the orders' states are kept; without it they are forgotten at the end. */
  readonly stateFile?: string;
  /** EID of the eUICC certificate in a PKI that is made here. */
  readonly eid?: string;
  /** What is to go wrong. */
  readonly rules?: readonly FaultRule[];
  /** One line for people at a time. */
  readonly log: (line: string) => void;
  readonly clock?: Clock;
  readonly entropy?: Entropy;
}

export interface RunningSmdp {
  readonly smdp: Smdp;
  readonly port: number;
  /** What the fault rules did so far. */
  rules(): readonly FaultRuleState[];
  close(): Promise<void>;
}

const benchEid = '89049032000001000000000000000074';

/** The PKIs of a folder, after making one where there is none. Throws as `loadPkis` does. */
export function loadOrMakePkis(options: {
  readonly pkiDir: string;
  readonly address: string;
  readonly eid?: string;
  readonly clock?: Clock;
  readonly entropy?: Entropy;
}): { readonly pkis: readonly Pki[]; readonly made: boolean } {
  const { pkiDir, address, eid = benchEid, clock = systemClock, entropy = systemEntropy } = options;
  const host = address.replace(/:\d+$/, '');
  if (existsSync(pkiDir) && (!statSync(pkiDir).isDirectory() || readdirSync(pkiDir).length > 0))
    return { pkis: loadPkis(pkiDir, host), made: false };
  mkdirSync(pkiDir, { recursive: true, mode: 0o700 });
  savePki(
    pkiDir,
    generatePki({ clock, entropy, eid, smdpAddress: address, additionalNames: ['localhost', '127.0.0.1'] }),
  );
  return { pkis: loadPkis(pkiDir, host), made: true };
}

function describe(entry: RspLogEntry): string {
  const code = entry.subjectCode === undefined ? '' : ` ${entry.subjectCode}/${entry.reasonCode}`;
  const transaction = entry.transactionId === undefined ? '' : ` ${entry.transactionId}`;
  const message = entry.message === undefined ? '' : `: ${entry.message}`;
  return `${new Date(entry.at).toISOString()} ${entry.function}${transaction} ${entry.outcome}${code}${message}`;
}

/** Runs an SM-DP+ as `simulator smdp` does: folders in, HTTPS on loopback out. Throws errors of family `simulator`. */
export async function runSmdp(options: RunSmdpOptions): Promise<RunningSmdp> {
  const { address, profilesDir, stateFile, log } = options;
  const { clock = systemClock, entropy = systemEntropy } = options;
  const { pkis, made } = loadOrMakePkis(options);
  if (made) log(`A new PKI is in ${options.pkiDir}`);
  if (!existsSync(profilesDir)) {
    mkdirSync(profilesDir, { recursive: true });
    log(`The folder ${profilesDir} was not there; it has been made`);
  }
  if (stateFile !== undefined) mkdirSync(dirname(stateFile), { recursive: true, mode: 0o700 });
  const rules = new FaultRules({ entropy, rules: options.rules ?? [] });
  const smdp = createSmdp({
    faults: rules.forServers(),
    pki: pkis,
    clock,
    entropy,
    store: stateFile === undefined ? memoryStore() : fileStore(stateFile),
    address,
    profiles: folderSource(profilesDir, address, {
      onSkipped: ({ name, error }) => log(`Left out ${name}: ${error.message}`),
      clock,
    }),
    log: (entry) => log(describe(entry)),
  });
  const tls = pkis.find((pki) => pki.dpTls !== undefined) ?? pkis[0];
  if (tls === undefined) throw new Error('loadPkis gives at least one');
  const server: SmdpServer = await startSmdpServer({ smdp, pki: tls, port: options.port });
  const host = address.replace(/:\d+$/, '');
  const { length } = smdp.codes();
  log(
    `SM-DP+ ${address} listens on https://127.0.0.1:${server.port} with ${length} activation ${length === 1 ? 'code' : 'codes'}`,
  );
  if (length === 0) log(`Beware: no profile is in ${profilesDir}; each is a file NAME.der`);
  log(`Reach it with --connect-to ${host}:127.0.0.1:${server.port}`);
  const names = tls.dpTls?.certificate.dnsNames ?? [];
  if (!names.includes(host))
    log(`Beware: the TLS certificate is for ${names.join(', ') || 'no name'}, so clients refuse ${host}`);
  return { smdp, port: server.port, rules: () => rules.list(), close: () => server.close() };
}
