/**
 * The data folder of the fleet's bench: 1 million operations, 2 million actions and 20 million APDUs of traces, some 4 GB. It
 * is made once, in minutes, and kept: in the folder that EUICC_BENCH_FLEET_DATA names, else in that for temporary files.
 */

import { existsSync, mkdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { databaseName } from '../../src-main/store/data-folder.ts';
import { listedProfile } from '../../src-main/store/fleet-profile.ts';
import { openKey } from '../../src-main/store/key.ts';
import { openStore } from '../../src-main/store/open.ts';
import { createSealer } from '../../src-main/store/seal.ts';
import { encodeTrace } from '../../src-main/store/trace-codec.ts';
import { normalizeCarrier } from '../../src-shared/carrier.ts';
import { systemClock as clock, systemEntropy as entropy } from '../../src-shared/system-ports.ts';
import type { TraceEntry } from '../../src-shared/trace.ts';

export const fleetSizes = {
  operations: 1_000_000,
  actions: 2_000_000,
  apdus: 20_000_000,
  cards: 10_000,
  profiles: 30_000,
} as const;

/** The time of the last row. */
export const fleetNow = Date.UTC(2026, 10, 1);
const neededBytes = 15e9;

export function fleetFolder(): string {
  return process.env['EUICC_BENCH_FLEET_DATA'] || join(tmpdir(), 'euicc-workbench-bench-fleet');
}

/** Changes with what is written, so that a folder of before is made anew. */
const marker = () => join(fleetFolder(), 'complete-3');

export function fleetMissing(): string | undefined {
  if (existsSync(marker())) return undefined;
  let folder = fleetFolder();
  while (!existsSync(folder)) folder = dirname(folder);
  const { bavail, bsize } = statfsSync(folder);
  const free = bavail * bsize;
  return free < neededBytes
    ? `the data set wants 15 GB free in ${folder}, where there are ${(free / 1e9).toFixed(1)} GB`
    : undefined;
}

const carriers = Array.from({ length: 40 }, (_, i) => `Carrier ${String.fromCharCode(65 + (i % 26))}${i}`);
const kinds = [
  'activate',
  'activate',
  'activate',
  'download',
  'enable',
  'read_card',
  'delete',
  'activate',
] as const;
const causes = ['request', 'request', 'automation', 'template'] as const;

const eidOf = (card: number) => `8904903200000100${String(card % fleetSizes.cards).padStart(16, '0')}`;
const iccidOf = (n: number) => `8949${String(n % 900_000).padStart(15, '0')}`;
const txOf = (n: number) => {
  const hex = ((n * 2654435761) % 2 ** 32).toString(16).padStart(8, '0');
  return `${hex}-4a00-4000-8000-${n.toString(16).padStart(12, '0')}`;
};

/** Failed is one of twelve; of the last ones a few run yet. */
function statusOf(n: number, operations: number): string {
  if (n > operations - 8) return 'download';
  return n % 12 === 0 ? 'failed' : 'successful';
}

/** APDUs as a download has them: short questions, blocks of a profile, short answers. */
function apdus(count: number): TraceEntry[] {
  return Array.from({ length: count }, (_, i) => ({
    kind: 'apdu',
    startedAt: fleetNow + i,
    durationMs: 12.25,
    purpose: 'ES10b.LoadBoundProfilePackage',
    command: new Uint8Array(i % 2 ? 260 : 24).fill(i),
    response: new Uint8Array(i % 4 ? 2 : 40).fill(0x90),
  }));
}

function inTransactions(db: Database, count: number, body: (n: number) => void): void {
  const step = 50_000;
  for (let from = 1; from <= count; from += step)
    db.transaction(() => {
      for (let n = from; n < Math.min(from + step, count + 1); n++) body(n);
    }).immediate();
}

/** Fills a new data folder, whose engine does not run. `operations`: how many; the rest goes with them. */
export function fillFleet(folder: string, operations: number = fleetSizes.operations): void {
  const key = openKey({ folder, entropy });
  openStore({ folder, clock, entropy, key }).close();
  const sealer = createSealer(key, entropy);
  const db = new Database(join(folder, databaseName));
  db.pragma('journal_mode = OFF');
  db.pragma('synchronous = OFF');
  db.pragma('foreign_keys = OFF');
  // Built when all is there: entry by entry they would be written many times.
  const indexes = db
    .prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL")
    .all() as { name: string; sql: string }[];
  for (const { name } of indexes) db.exec(`DROP INDEX ${name}`);

  const card = db.prepare('INSERT INTO cards (eid, last_seen_at, simulated, reader_id) VALUES (?, ?, 0, ?)');
  inTransactions(db, fleetSizes.cards, (n) => void card.run(eidOf(n), fleetNow, `pcsc:Reader ${n % 16}`));
  const profile = db.prepare(`INSERT INTO profiles
    (eid, position, iccid, state, profile, seen_at, carrier, normalized_carrier, type, reader_id)
    VALUES (@eid, @position, @iccid, @state, @profile, @seenAt, @carrier, @normalizedCarrier, @type, @reader)`);
  inTransactions(db, fleetSizes.profiles, (n) => {
    const serviceProviderName = carriers[n % carriers.length] ?? '';
    const profileClass = n % 50 === 0 ? ('test' as const) : ('operational' as const);
    const state = n % 3 === 0 ? 'enabled' : 'disabled';
    profile.run({
      eid: eidOf(n),
      position: Math.floor(n / fleetSizes.cards),
      iccid: iccidOf(n),
      state,
      profile: JSON.stringify({ iccid: iccidOf(n), state, serviceProviderName, profileClass }),
      seenAt: fleetNow,
      reader: `pcsc:Reader ${n % 16}`,
      ...listedProfile(serviceProviderName, profileClass),
    });
  });

  const operation = db.prepare(`INSERT INTO operations
    (id, kind, status, reader_id, reader_name, simulated, request, eid, iccid, smdp_address, error, activation_code_use,
      created_at, updated_at, ended_at, cause, cause_id, created_by, source, batch, carrier, normalized_carrier,
      download_tx, enable_tx, message_code, message)
    VALUES (@n, @kind, @status, @reader, @reader, 0, @request, @eid, @iccid, 'smdp.example.com', @error, 'used',
      @created, @updated, @updated, @cause, @causeId, @createdBy, 'v1/esim_profiles', @batch, @carrier, @normalized,
      @downloadTx, @enableTx, @code, @message)`);
  const action = db.prepare(`INSERT INTO actions
    (transaction_id, operation_id, action, status, reader_id, eid, iccid, message_code, message, created_at, updated_at)
    VALUES (@tx, @n, @action, @status, @reader, @eid, @iccid, @code, @message, @created, @updated)`);
  const batch = db.prepare(
    'INSERT INTO trace_batches (operation_id, seq, last_seq, payload) VALUES (@n, @seq, @last, @payload)',
  );
  const request = Buffer.from(JSON.stringify({ kind: 'read_card', readerId: 'pcsc:Reader' }));
  const traces = [
    { seq: 1, last: 16, payload: encodeTrace(apdus(16)) },
    { seq: 17, last: 20, payload: encodeTrace(apdus(4)) },
  ];
  inTransactions(db, operations, (n) => {
    const status = statusOf(n, operations);
    const failed = status === 'failed';
    const common = {
      n,
      reader: `pcsc:Reader ${n % 16}`,
      eid: eidOf(n * 7),
      iccid: iccidOf(n * 13),
      created: fleetNow - (operations - n) * 20_000,
      updated: fleetNow - (operations - n) * 20_000 + 15_000 + ((n * 31) % 20_000),
      code: failed ? (n % 24 === 0 ? 'card_removed' : 'es9_status') : status,
      message: failed
        ? 'The card was taken out of the reader while it was needed.'
        : 'The profile is installed.',
    };
    const carrier = n % 5 === 0 ? null : (carriers[n % carriers.length] ?? null);
    operation.run({
      ...common,
      kind: kinds[n % kinds.length] ?? 'activate',
      status,
      request: sealer.seal(`operations.request:${n}`, request),
      error: failed ? JSON.stringify({ code: common.code, params: {} }) : null,
      cause: causes[n % causes.length] ?? 'request',
      causeId: n % 4 > 1 ? `automation-${n % 200}` : null,
      createdBy: `user ${n % 12}`,
      batch: n % 3 === 0 ? `batch ${Math.floor(n / 300)}` : null,
      carrier,
      normalized: carrier === null ? null : normalizeCarrier(carrier),
      downloadTx: txOf(2 * n),
      enableTx: txOf(2 * n + 1),
    });
    const actionStatus = failed ? 'failed' : status === 'successful' ? 'complete' : 'in_progress';
    action.run({ ...common, tx: txOf(2 * n), action: 'download', status: actionStatus });
    action.run({ ...common, tx: txOf(2 * n + 1), action: n % 9 ? 'enable' : 'delete', status: actionStatus });
    for (const { seq, last, payload } of traces)
      batch.run({ n, seq, last, payload: sealer.seal(`trace_entries.payload:${n}:${seq}`, payload) });
  });
  for (const { sql } of indexes) db.exec(sql);
  db.pragma('journal_mode = WAL');
  db.close();
}

/** The folder with its data, made where it is not there. `tell` is told what takes long. */
export function fleetData(tell: (text: string) => void): string {
  const folder = fleetFolder();
  if (existsSync(marker())) return folder;
  tell(`The data set is being made in ${folder}; this takes minutes`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  fillFleet(folder);
  writeFileSync(marker(), '');
  return folder;
}
