/** osmo-smdpp, where somebody has put it: the best open SM-DP+ there is besides. Nothing of it is in this project. */

import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import { loadPki, type Pki } from '../../src-main/simulator/pki/index.ts';
import type { StartedServer } from './es9-server.ts';
import { startServer } from './es9-server.ts';
import { vectorFile } from './profile.ts';

/** Its checkout, or a command line that starts it (as where it lives in a chroot); docs/bench.md. */
const variable = 'EUICC_BENCH_OSMO_SMDPP';
/** Where it listens, without TLS. */
const url = 'http://localhost:8000';
/** The name that it is known by. */
const address = 'testsmdpplus1.example.com';
/** TS48v1_A.der: it offers each package under its file's name. */
const matchingId = 'TS48v1_A';

const sgp26 = () => vectorFile('sgp26/eUICC/CERT_EUICC_ECDSA_NIST.der');

/** Why it is not measured here, or undefined. */
export function whyNoOsmoSmdpp(): string | undefined {
  if ((process.env[variable] ?? '') === '') return `${variable} does not say where it is`;
  return sgp26() === undefined ? '../shared/vectors/sgp26 is not here' : undefined;
}

export interface OsmoSmdpp extends StartedServer {
  /** A card's part of the PKI that it is under. */
  readonly cardPki: Pki;
  readonly matchingId: string;
}

export async function startOsmoSmdpp(): Promise<OsmoSmdpp> {
  const where = process.env[variable] ?? '';
  const isFolder = statSync(where, { throwIfNoEntry: false })?.isDirectory() === true;
  // `exec`, so that the process whose CPU time is read is its own.
  const [command, options] = isFolder
    ? ['exec python3 osmo-smdpp.py', { cwd: where }]
    : [`exec ${where}`, {}];
  const { pid, stop } = await startServer(['sh', '-c', command], options, (output) =>
    /starting on \d+/i.test(output) ? true : undefined,
  );
  const pki = loadPki(dirname(dirname(sgp26() ?? '')));
  return { name: 'osmo-smdpp', address, url, pid, stop, cardPki: pki, matchingId };
}
