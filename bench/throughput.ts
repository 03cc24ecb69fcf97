/** How many full sessions our SM-DP+ serves in a second of its CPU time, beside osmo-smdpp where that is here. */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Pki, savePki } from '../src-main/simulator/pki/index.ts';
import { cpuMs, Es9Connection, type Es9Server, type StartedServer, startServer } from './lib/es9-server.ts';
import { es10, newCard } from './lib/in-process.ts';
import { startOsmoSmdpp, whyNoOsmoSmdpp } from './lib/osmo-smdpp.ts';
import { benchProfile } from './lib/profile.ts';
import { type Section, table } from './lib/report.ts';
import { downloadProfile } from './lib/small-lpa.ts';
import { benchPki, smdpAddress } from './lib/workbench.ts';

/** Our sessions per second of CPU, as a multiple of osmo-smdpp's. */
const target = 10;
const warm = 100;
const sessions = 300;

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

/** One session, as one LPA has it: a card and a connection of its own. */
async function session(server: Es9Server, pki: Pki, wanted: string): Promise<void> {
  const card = await newCard(pki);
  const connection = new Es9Connection(server);
  try {
    await downloadProfile(
      { es10: (request) => es10(card, request), es9: (name, body) => connection.call(name, body) },
      { address: server.address, matchingId: wanted },
    );
    if (card.chip.state.profiles.length !== 1)
      throw new Error(`${server.name}: the profile is not installed`);
  } finally {
    connection.close();
  }
}

interface Measured {
  readonly name: string;
  readonly sessions: number;
  readonly cpuMsPerSession: number;
  readonly sessionsPerCpuSecond: number;
}

async function measure(server: Es9Server, pki: Pki, wanted: string, many: number): Promise<Measured> {
  for (let i = 0; i < Math.min(warm, many); i++) await session(server, pki, wanted);
  const before = cpuMs(server.pid);
  for (let i = 0; i < many; i++) await session(server, pki, wanted);
  const each = (cpuMs(server.pid) - before) / many;
  return { name: server.name, sessions: many, cpuMsPerSession: each, sessionsPerCpuSecond: 1000 / each };
}

async function with_<T>(server: StartedServer, work: (server: StartedServer) => Promise<T>): Promise<T> {
  try {
    return await work(server);
  } finally {
    await server.stop();
  }
}

export async function compareThroughput(): Promise<Section> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-smdp-'));
  try {
    const pki = benchPki();
    const ours = await with_(await startOurs(folder, pki), (server) =>
      measure(server, pki, matchingId, sessions),
    );
    const absent = whyNoOsmoSmdpp();
    const measured = [ours];
    if (absent === undefined) {
      const osmo = await startOsmoSmdpp();
      measured.push(await with_(osmo.server, () => measure(osmo.server, osmo.cardPki, osmo.matchingId, 60)));
    }
    const other = measured[1];
    const rows = measured.map((one) => [
      one.name,
      one.sessions,
      one.cpuMsPerSession,
      one.sessionsPerCpuSecond,
    ]);
    const checks =
      other === undefined
        ? []
        : [
            {
              name: "osmo-smdpp's sessions per CPU second, of ours",
              measured: other.sessionsPerCpuSecond / ours.sessionsPerCpuSecond,
              target: 1 / target,
              unit: '',
            },
          ];
    return {
      name: 'Sessions of the SM-DP+ in a second of its CPU time',
      checks,
      details: { measured, ...(absent === undefined ? {} : { absent }) },
      text: [
        ...table(['server', 'sessions', 'CPU ms each', 'sessions per CPU second'], rows),
        ...(absent === undefined ? [] : ['', `osmo-smdpp: skipped, ${absent}`]),
      ],
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
