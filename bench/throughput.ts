/** How many full sessions our SM-DP+ serves in a second of its CPU time, beside osmo-smdpp where that is here. */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Pki, savePki } from '../src-main/simulator/pki/index.ts';
import { cpuMs, Es9Connection, type StartedServer, startServer } from './lib/es9-server.ts';
import { es10, newCard } from './lib/in-process.ts';
import { startOsmoSmdpp, whyNoOsmoSmdpp } from './lib/osmo-smdpp.ts';
import { benchProfile } from './lib/profile.ts';
import { type Section, table } from './lib/report.ts';
import { downloadProfile } from './lib/small-lpa.ts';
import { median } from './lib/statistics.ts';
import { benchPki, smdpAddress } from './lib/workbench.ts';

/** Our sessions per second of CPU, as a multiple of osmo-smdpp's. */
const target = 10;
/** Sessions before anything is counted: the server's code is compiled by then. */
const warm = { ours: 1000, osmo: 20 };
const rounds = 8;
/** Sessions of a round: enough for the 10 ms of /proc's clock. */
const each = { ours: 50, osmo: 10 };

const matchingId = 'BENCH';
const program = resolve(import.meta.dirname, '..', 'bin', 'euicc-workbench.mjs');

/** `simulator smdp` as anybody runs it: HTTPS, orders kept in a file. */
async function startOurs(folder: string, pki: Pki): Promise<StartedServer> {
  const [pkiDir, profiles] = [join(folder, 'pki'), join(folder, 'profiles')];
  savePki(pkiDir, pki);
  mkdirSync(profiles);
  const { offer } = benchProfile(smdpAddress);
  writeFileSync(join(profiles, `${matchingId}.der`), offer.upp);
  writeFileSync(join(profiles, `${matchingId}.json`), JSON.stringify({ maxInstallations: 1_000_000 }));
  const args = ['simulator', 'smdp', '--port', '0', '--address', smdpAddress, '--json'];
  const places = ['--pki', pkiDir, '--profiles', profiles, '--state', join(folder, 'smdp.json')];
  const { found, pid, stop } = await startServer(
    [process.execPath, '--disable-warning=ExperimentalWarning', program, ...args, ...places],
    { env: { ...process.env, EUICC_WORKBENCH_DATA: folder } },
    (output) => /"port": (\d+)/.exec(output)?.[1],
  );
  return { name: 'ours', address: smdpAddress, url: `https://127.0.0.1:${found}`, pid, stop };
}

/** One session: a card of its own, over a connection that is there, or over one of its own. */
async function session(server: Target, kept?: Es9Connection): Promise<void> {
  const card = await newCard(server.cardPki);
  const connection = kept ?? new Es9Connection(server);
  try {
    await downloadProfile(
      { es10: (request) => es10(card, request), es9: (name, body) => connection.call(name, body) },
      { address: server.address, matchingId: server.matchingId },
    );
    if (card.chip.state.profiles.length !== 1)
      throw new Error(`${server.name}: the profile is not installed`);
  } finally {
    if (kept === undefined) connection.close();
  }
}

interface Target extends StartedServer {
  readonly cardPki: Pki;
  readonly matchingId: string;
}

/** Milliseconds of the server's CPU time for each of some sessions. */
async function cpuOf(server: Target, many: number, kept?: Es9Connection): Promise<number> {
  const before = cpuMs(server.pid);
  for (let i = 0; i < many; i++) await session(server, kept);
  return (cpuMs(server.pid) - before) / many;
}

interface Round {
  readonly ours: number;
  readonly handshakes: number;
  readonly osmo?: number;
}

/** Rounds of some sessions with each server, so that what else the machine does meets both. */
async function measure(ours: Target, osmo: Target | undefined): Promise<Round[]> {
  const toOurs = new Es9Connection(ours);
  const toOsmo = osmo === undefined ? undefined : new Es9Connection(osmo);
  try {
    await cpuOf(ours, warm.ours, toOurs);
    if (osmo !== undefined) await cpuOf(osmo, warm.osmo, toOsmo);
    const measured: Round[] = [];
    for (let round = 0; round < rounds; round++) {
      const other = osmo === undefined ? {} : { osmo: await cpuOf(osmo, each.osmo, toOsmo) };
      const kept = await cpuOf(ours, each.ours, toOurs);
      measured.push({ ours: kept, handshakes: await cpuOf(ours, each.ours), ...other });
    }
    return measured;
  } finally {
    toOurs.close();
    toOsmo?.close();
  }
}

export async function compareThroughput(): Promise<Section> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-smdp-'));
  const started: StartedServer[] = [];
  try {
    const pki = benchPki();
    const ours = await startOurs(folder, pki);
    started.push(ours);
    const absent = whyNoOsmoSmdpp();
    const osmo = absent === undefined ? await startOsmoSmdpp() : undefined;
    if (osmo !== undefined) started.push(osmo);
    const measured = await measure({ ...ours, cardPki: pki, matchingId }, osmo);
    const rowOf = (name: string, of: (round: Round) => number | undefined) => {
      const ms = median(measured.flatMap((round) => of(round) ?? []));
      return [name, ms, 1000 / ms];
    };
    const others = measured.flatMap((round) => (round.osmo === undefined ? [] : round.ours / round.osmo));
    const rows = [
      rowOf('ours', (round) => round.ours),
      rowOf('ours, with a TLS handshake for each', (round) => round.handshakes),
      ...(osmo === undefined ? [] : [rowOf('osmo-smdpp', (round) => round.osmo)]),
    ];
    const name = "osmo-smdpp's sessions per CPU second, of ours";
    return {
      name: 'Sessions of the SM-DP+ in a second of its CPU time',
      checks: osmo === undefined ? [] : [{ name, measured: median(others), target: 1 / target, unit: '' }],
      details: { measured, ...(absent === undefined ? {} : { absent }) },
      text: [
        ...table(['server', 'CPU ms a session', 'sessions per CPU second'], rows),
        ...(absent === undefined ? [] : ['', `osmo-smdpp: skipped, ${absent}`]),
      ],
    };
  } finally {
    for (const server of started) await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
