/** What the simulators that run by themselves share: their PKI, their peers, and what they say. */

import { X509Certificate } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { WorkbenchError } from '../../../src-shared/errors/index.ts';
import type { Clock, Entropy } from '../../../src-shared/ports.ts';
import { systemClock, systemEntropy } from '../../../src-shared/system-ports.ts';
import type { ServerFaults } from '../faults/ports.ts';
import { generatePki, issueServer, loadPkis, type Pki, saveIdentity, savePki } from '../pki/index.ts';
import { type HttpsCallerOptions, httpsCaller } from './client.ts';
import type { RspLogEntry } from './dispatch.ts';
import { pem } from './listen.ts';

export interface RunServerOptions {
  readonly port: number;
  /** The name that others know the server by, and that its TLS certificate has to bear. */
  readonly address: string;
  /** Where the PKI is; one is made where the folder is empty or missing. */
  readonly pkiDir: string;
  /** Where the state is kept; without it, it is forgotten at the end. */
  readonly stateFile?: string;
  /** A file with the CAs of clients: with it, functions between servers are for their clients alone. */
  readonly clientCaFile?: string;
  /** Where other servers are that no DNS knows. */
  readonly connectTo?: readonly { readonly name: string; readonly host: string; readonly port: number }[];
  readonly faults?: ServerFaults;
  /** One line for people at a time. */
  readonly log: (line: string) => void;
  readonly clock?: Clock;
  readonly entropy?: Entropy;
}

export interface RunningServer {
  readonly port: number;
  close(): Promise<void>;
}

const benchEid = '89049032000001000000000000000074';

export interface LoadPkisOptions {
  readonly pkiDir: string;
  readonly address: string;
  /** EID of the eUICC certificate in a PKI that is made here. */
  readonly eid?: string;
  /** Whose TLS certificate bears the address. Default an SM-DP+. */
  readonly server?: 'dp' | 'ds';
  readonly clock?: Clock;
  readonly entropy?: Entropy;
}

/** The PKIs of a folder, after making one where there is none. Throws as `loadPkis` does. */
export function loadOrMakePkis(options: LoadPkisOptions): {
  readonly pkis: readonly Pki[];
  readonly made: boolean;
} {
  const { pkiDir, address, eid = benchEid, server = 'dp' } = options;
  const { clock = systemClock, entropy = systemEntropy } = options;
  const host = address.replace(/:\d+$/, '');
  const made = !existsSync(pkiDir) || (statSync(pkiDir).isDirectory() && readdirSync(pkiDir).length === 0);
  if (made) {
    mkdirSync(pkiDir, { recursive: true, mode: 0o700 });
    const domain = host.replace(/^[^.]+\./, '');
    const names =
      server === 'dp' ? { smdpAddress: address } : { smdpAddress: `smdp.${domain}`, smdsAddress: address };
    const additionalNames = ['localhost', '127.0.0.1'];
    savePki(pkiDir, generatePki({ clock, entropy, eid, ...names, additionalNames }));
  }
  const pkis = loadPkis(pkiDir, host);
  if (server === 'dp' || !pkis.some((pki) => addSmds(pkiDir, pki, host, { clock, entropy })))
    return { pkis, made };
  return { pkis: loadPkis(pkiDir, host), made };
}

/** Gives a PKI, whose CI's key is there, the certificates of an SM-DS of that name. Tells whether it lacked them. */
function addSmds(
  pkiDir: string,
  pki: Pki,
  host: string,
  ports: { readonly clock: Clock; readonly entropy: Entropy },
): boolean {
  if (pki.ci.privateKey === undefined) return false;
  const lacksAuth = pki.dsAuth === undefined;
  const lacksTls = !(pki.dsTls?.certificate.dnsNames ?? []).includes(host);
  if (lacksAuth) saveIdentity(pkiDir, pki, 'dsAuth', issueServer(pki, { ...ports, role: 'dsAuth' }));
  const names = [host, 'localhost', '127.0.0.1'];
  if (lacksTls)
    saveIdentity(pkiDir, pki, 'dsTls', issueServer(pki, { ...ports, role: 'dsTls', names }), host);
  return lacksAuth || lacksTls;
}

/** Makes the folder that a state file is to be in. Throws what the state itself is faulted for. */
export function makeStateFolder(
  path: string,
  code: 'smdp_state_unreadable' | 'smds_state_unreadable' | 'shop_state_unreadable',
): void {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  } catch (cause) {
    const reason = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
    throw new WorkbenchError(code, { path, reason }, { cause });
  }
}

/** The certificates of a file, DER or PEM, each in PEM. Throws `file_unreadable`. */
export function readCas(file: string): string[] {
  try {
    const content = readFileSync(file);
    const blocks = content
      .toString('latin1')
      .match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g);
    return (blocks ?? [content]).map((block) => new X509Certificate(block).toString());
  } catch (cause) {
    const reason = cause instanceof Error && 'code' in cause ? String(cause.code) : 'it holds no certificate';
    throw new WorkbenchError('file_unreadable', { file, reason }, { cause });
  }
}

/** How a server that runs by itself meets others: which clients it knows, and how it calls servers under its own CIs. */
export function connectionOptions(
  options: Pick<RunServerOptions, 'clientCaFile' | 'connectTo'>,
  pkis: readonly Pki[],
  role: 'dpTls' | 'dsTls',
) {
  const { clientCaFile, connectTo = [] } = options;
  const clientCas = clientCaFile === undefined ? [] : readCas(clientCaFile);
  const identity = pkis.find((pki) => pki[role] !== undefined)?.[role];
  const calling: HttpsCallerOptions = {
    cas: pkis.map((pki) => pem('CERTIFICATE', pki.ci.certificate.der)),
    connectTo: new Map(connectTo.map(({ name, host, port }) => [name, { host, port }])),
    ...(identity === undefined ? {} : { identity }),
  };
  return { clientCas, mutualTls: clientCas.length > 0, call: httpsCaller(calling) };
}

/** One line for people. */
export function describeEntry(entry: RspLogEntry): string {
  const code = entry.subjectCode === undefined ? '' : ` ${entry.subjectCode}/${entry.reasonCode}`;
  const transaction = entry.transactionId === undefined ? '' : ` ${entry.transactionId}`;
  const message = entry.message === undefined ? '' : `: ${entry.message}`;
  return `${new Date(entry.at).toISOString()} ${entry.function}${transaction} ${entry.outcome}${code}${message}`;
}
