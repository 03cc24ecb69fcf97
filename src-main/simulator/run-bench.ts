/** `simulator bench`: cards, SM-DP+, SM-DS and PKI together, and how to reach them. */

import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { toHex } from '../../src-shared/bytes.ts';
import { WorkbenchError } from '../../src-shared/errors/index.ts';
import type { SimulatedCode } from '../../src-shared/model/index.ts';
import { type Bench, createBench } from './kit/create-bench.ts';
import type { BenchOptions } from './kit/options.ts';
import { describeEntry } from './rsp-server/index.ts';
import { placeOfShop, type ShopPlace } from './shops/index.ts';
import type { VpcdBridge } from './vpcd-bridge.ts';

export interface RunBenchOptions {
  readonly cards: number;
  /** Where vpcd listens: the first card goes to this port, each further one to the next. Without it, cards are in no reader. */
  readonly vpcd?: { readonly host: string; readonly port: number };
  /** Certificates and keys, made where there are none. Default: in the state folder. */
  readonly pkiDir?: string;
  /** Profile packages. Default: samples. */
  readonly profilesDir?: string;
  /** Where cards, orders and a PKI of the bench's own are kept. Default: nowhere. */
  readonly stateDir?: string;
  readonly address?: string;
  /** Port of the SM-DP+ on 127.0.0.1; 0 for any. */
  readonly port: number;
  readonly smds?: NonNullable<BenchOptions['smds']>;
  readonly shops?: NonNullable<BenchOptions['shops']>;
  readonly faults?: BenchOptions['faults'];
  /** Takes the cards out and ends the servers. */
  readonly signal: AbortSignal;
  /** One line for people at a time: every call of a server, and what else they should know. */
  readonly log: (line: string) => void;
}

interface ServerDescription {
  readonly address: string;
  readonly host: string;
  readonly port: number;
  readonly url: string;
}

function placeOf({ address, host, port, url }: ServerDescription): ServerDescription {
  return { address, host, port, url };
}

/** How the parts of a bench are reached: what `simulator bench` prints. */
export interface BenchDescription {
  readonly cards: readonly {
    readonly eid: string;
    /** Hexadecimal. */
    readonly atr: string;
    readonly vpcd:
      | { readonly state: 'inserted'; readonly host: string; readonly port: number }
      | { readonly state: 'none' };
  }[];
  readonly smdp: ServerDescription & {
    /** For `--connect-to`, where the address is a name that no DNS knows. */
    readonly connectTo?: string;
  };
  /** The root SM-DS, which the cards know, and the one below it. */
  readonly smds: readonly ServerDescription[];
  /** Shops that sell codes of the SM-DP+, with the tokens of their accounts. */
  readonly shops: readonly ShopPlace[];
  /** CI certificates, PEM; the first is the one of the servers' TLS. */
  readonly cis: readonly { readonly keyId: string; readonly file: string }[];
  readonly codes: readonly SimulatedCode[];
  /** Where the state is kept, if it is. */
  readonly stateFolder?: string;
}

function describe(bench: Bench, options: RunBenchOptions, folder: string): BenchDescription {
  const { vpcd, stateDir } = options;
  const { address, host, port } = bench.smdp;
  const name = address.replace(/:\d+$/, '');
  return {
    cards: bench.cards.map(({ eid, atr }, index) => ({
      eid,
      atr: toHex(atr),
      vpcd:
        vpcd === undefined
          ? { state: 'none' }
          : { state: 'inserted', host: vpcd.host, port: vpcd.port + index },
    })),
    smdp: {
      ...placeOf(bench.smdp),
      ...(name === 'localhost' ? {} : { connectTo: `${name}:${host}:${port}` }),
    },
    smds: bench.smds.map(placeOf),
    shops: bench.shops.map(placeOfShop),
    cis: bench.cis.map(({ keyId }) => ({ keyId, file: ciFile(folder, keyId) })),
    codes: bench.codes(),
    ...(stateDir === undefined ? {} : { stateFolder: folder }),
  };
}

function ciFile(folder: string, keyId: string): string {
  return join(folder, `ci-${keyId.slice(0, 8).toLowerCase()}.pem`);
}

/** One card into each reader, in order; those that are in are told of when they come out. */
async function insertAll(bench: Bench, options: RunBenchOptions): Promise<void> {
  const { vpcd, signal, log } = options;
  if (vpcd === undefined) return;
  const tell = (bridge: VpcdBridge, eid: string) =>
    bridge.ended.then(
      (end) => end === 'reader_gone' && log(`The reader of card ${eid} is gone`),
      (error: unknown) => log(error instanceof Error ? error.message : String(error)),
    );
  for (const [index, card] of bench.cards.entries()) {
    const bridge = await card.insert({ host: vpcd.host, port: vpcd.port + index, signal });
    void tell(bridge, card.eid);
  }
}

function makeStateFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (cause) {
    const why = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
    const reason = `the state folder ${folder} cannot be made (${why})`;
    throw new WorkbenchError('simulator_options_invalid', { reason }, { cause });
  }
}

/**
 * Starts a bench and keeps it until the signal. `ready` is told how to reach it, when all of it is up. Rejects as
 * `createBench` and `BenchCard.insert` do; everything is ended then.
 */
export async function runBench(
  options: RunBenchOptions,
  ready: (description: BenchDescription) => void,
): Promise<void> {
  const { stateDir, pkiDir, profilesDir, address, port, smds, shops, faults, signal, log } = options;
  const folder = stateDir === undefined ? mkdtempSync(join(tmpdir(), 'euicc-bench-')) : resolve(stateDir);
  makeStateFolder(folder);
  const noProfiles = profilesDir !== undefined && !existsSync(profilesDir);
  let bench: Bench | undefined;
  try {
    bench = await createBench({
      cards: options.cards,
      ...(stateDir === undefined ? {} : { folder }),
      ...(pkiDir === undefined ? {} : { pki: { folder: pkiDir } }),
      ...(profilesDir === undefined ? {} : { profiles: { folder: profilesDir } }),
      ...(smds === undefined ? {} : { smds }),
      ...(shops === undefined ? {} : { shops }),
      ...(faults === undefined ? {} : { faults }),
      smdp: { port, ...(address === undefined ? {} : { address }) },
      log: (entry) => log(describeEntry(entry)),
    });
    for (const { keyId, pem } of bench.cis) writeFileSync(ciFile(folder, keyId), pem);
    if (noProfiles) log(`The folder ${profilesDir} was not there; it has been made, with samples`);
    else if (profilesDir !== undefined && bench.smdp.orders().length === 0)
      log(`Beware: no profile is in ${profilesDir}; each is a file NAME.der`);
    await insertAll(bench, options);
    ready(describe(bench, options, folder));
    await new Promise<void>((done) => {
      if (signal.aborted) done();
      signal.addEventListener('abort', () => done(), { once: true });
    });
  } finally {
    await bench?.close();
    if (stateDir === undefined) rmSync(folder, { recursive: true, force: true });
  }
}
