/** The lists of the fleet API on a large data folder, against the same SQL run bare, and what else is claimed of them. */

import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import Database from 'better-sqlite3';
import { readCustomerId } from '../src-main/store/customer-id.ts';
import { databaseName } from '../src-main/store/data-folder.ts';
import { createCursors, cursorKey, type Position } from '../src-main/store/fleet-cursor.ts';
import { jsonRow, wholePage } from '../src-main/store/fleet-json.ts';
import { pageStatements } from '../src-main/store/fleet-lists.ts';
import { type FleetTable, fleetTables } from '../src-main/store/fleet-tables.ts';
import { openKey } from '../src-main/store/key.ts';
import { openStore } from '../src-main/store/open.ts';
import { compileQuery } from '../src-main/store/query-sql.ts';
import { startReading } from '../src-main/workbench/reading.ts';
import { type FleetResource, fleetFields, fleetLimits } from '../src-shared/model/fleet.ts';
import {
  parseOrderby,
  parseQuery,
  printQuery,
  type QueryFields,
  quoteText,
} from '../src-shared/query/index.ts';
import { systemEntropy as entropy, systemClock } from '../src-shared/system-ports.ts';
import { fleetData, fleetNow } from './lib/fleet-data.ts';
import { type Section, table } from './lib/report.ts';
import { median } from './lib/statistics.ts';
import type { BareAnswer, BareStatement } from './peers/bare-sql.ts';
import type { BulkMemory } from './peers/bulk-memory.ts';

const title = 'Lists of the fleet API on a million operations';
const pageTarget = 1.5;
const openTarget = 1.3;
const memoryTarget = 64;
const warmUp = 3;
/**
 * Each page is timed some rounds at a time, in several passes over all of them: where the machine puts the threads changes from
 * second to second, and would else make the difference between one page and another.
 */
const passes = 5;
const rounds = 9;
const openRounds = 25;

const clock = { ...systemClock, now: () => fleetNow };

interface Case {
  readonly resource: FleetResource;
  readonly query: string;
  readonly orderby: string;
  /** `first`, or how far down the list the page begins. */
  readonly depth: 'first' | 'near' | 'middle' | 'far';
}

interface Timed extends Case {
  readonly rows: number;
  readonly ours: number;
  /** The rows with a column for each field, as anybody would ask for them: `all()`. */
  readonly bare: number;
  /** What the page itself is read with: SQLite puts its JSON together. */
  readonly json: number;
  /** Ours of bare. */
  readonly ratio: number;
}

/** The thread of `peers/bare-sql.ts`; one question at a time. */
function startBare(file: string) {
  const worker = new Worker(new URL('./peers/bare-sql.ts', import.meta.url), { workerData: file });
  return {
    async ask(question: { limit: number; statements: BareStatement[] }): Promise<BareAnswer> {
      worker.postMessage(question);
      const [answer] = (await once(worker, 'message')) as [BareAnswer];
      return answer;
    },
    close: () => worker.terminate(),
  };
}

/** Our page and the same SQL by turns. */
async function timePages(folder: string): Promise<Timed[]> {
  const key = openKey({ folder, entropy });
  const reading = startReading({ folder, key, clock });
  const db = new Database(join(folder, databaseName), { readonly: true });
  const bareThread = startBare(join(folder, databaseName));
  // In a thread of its own, too: in one with the other, each would leave the rows in the caches for the other.
  const jsonThread = startBare(join(folder, databaseName));
  const customerId = readCustomerId(db);
  const cursors = createCursors(cursorKey(key));

  function statements({ resource, query, orderby }: Case, after: Position | undefined, json = false) {
    const fields: QueryFields = fleetFields[resource];
    const of: FleetTable = fleetTables[resource];
    const condition = compileQuery(parseQuery(query, fields), {
      columns: of.columns,
      now: fleetNow,
      customerId,
    });
    return pageStatements({
      table: of,
      fields: Object.keys(fields),
      condition,
      orderby: parseOrderby(orderby, fields),
      after,
      customerId,
      json: json ? jsonRow(fields, of, customerId) : undefined,
    });
  }

  /** The place of a row, as a page that ends there would tell it. */
  function place(one: Case, offset: number): Position | undefined {
    const [first] = statements(one, undefined);
    if (first === undefined) return undefined;
    const row = db
      .prepare(`${first.sql} OFFSET ?`)
      .raw()
      .get(...first.params, 1, offset) as (string | number | null)[] | undefined;
    if (row === undefined) return undefined;
    const { key: names } = fleetTables[one.resource];
    const keys = row.slice(-names.length) as (string | number)[];
    return first.extra > names.length ? { value: row.at(-first.extra) ?? null, key: keys } : { key: keys };
  }

  function listOf({ resource, query, orderby }: Case): string[] {
    const fields: QueryFields = fleetFields[resource];
    const tree = parseQuery(query, fields);
    const order = parseOrderby(orderby, fields);
    return [
      resource,
      tree === undefined ? '' : printQuery(tree),
      order === undefined ? '' : `${order.direction} ${order.field}`,
    ];
  }

  interface Pair {
    readonly ours: number;
    readonly bare: number;
    readonly json: number;
  }

  /** Some rounds at a time; `pairs` are all of them. */
  function timing(one: Case, after: Position | undefined) {
    const { resource, query, orderby } = one;
    const cursor = after && cursors.make(listOf(one), { now: fleetNow, after });
    let rows = 0;
    const runs = (counted: boolean) => {
      const asked = statements(one, after, counted).map(({ sql, params }) => ({
        sql: counted ? wholePage(sql) : sql,
        params,
        counted,
      }));
      return async () => {
        const told = await (counted ? jsonThread : bareThread).ask({
          limit: fleetLimits.page + 1,
          statements: asked,
        });
        rows = told.rows;
        return told.ms;
      };
    };
    const bare = runs(false);
    const json = runs(true);
    const ours = async () => {
      const began = systemClock.monotonic();
      await reading.fleet.page(resource, { query, orderby, cursor });
      return systemClock.monotonic() - began;
    };
    const pairs: Pair[] = [];
    return {
      async run(): Promise<void> {
        for (let round = -warmUp; round < rounds; round++) {
          const pair =
            round % 2 === 0
              ? { ours: await ours(), bare: await bare(), json: await json() }
              : { json: await json(), bare: await bare(), ours: await ours() };
          if (round >= 0) pairs.push(pair);
        }
      },
      timed: (): Timed => ({
        ...one,
        rows: Math.min(rows, 1000),
        ours: median(pairs.map((pair) => pair.ours)),
        bare: median(pairs.map((pair) => pair.bare)),
        json: median(pairs.map((pair) => pair.json)),
        ratio: median(pairs.map((pair) => pair.ours / pair.bare)),
      }),
    };
  }

  const timings: ReturnType<typeof timing>[] = [];
  for (const resource of ['inventory', 'transactions', 'operations', 'history'] as const) {
    const fields: QueryFields = fleetFields[resource];
    const of: FleetTable = fleetTables[resource];
    const count = Number(db.prepare(`SELECT max(rowid) FROM ${of.table}`).pluck().get());
    for (const [name, { kind, indexed }] of Object.entries(fields)) {
      if (indexed !== true) continue;
      const column = of.columns[name]?.sql ?? '';
      const sample = db.prepare(
        `SELECT ${column} FROM ${of.table} WHERE ${column} IS NOT NULL LIMIT 1 OFFSET 1000`,
      );
      const value = sample.pluck().get();
      const query =
        kind === 'timestamp'
          ? `${name} > -30d`
          : kind === 'number'
            ? `${name} > 1000`
            : `${name} = ${quoteText(String(value))}`;
      const first: Case = { resource, query, orderby: kind === 'timestamp' ? name : '', depth: 'first' };
      timings.push(timing(first, undefined));
      const next: Case = { resource, query: '', orderby: name, depth: 'near' };
      for (const [depth, part] of [
        ['near', 0.002],
        ['middle', 0.5],
        ['far', 0.95],
      ] as const) {
        const after = place(next, Math.floor(count * part * (resource === 'operations' ? 0.7 : 1)));
        if (after !== undefined) timings.push(timing({ ...next, depth }, after));
      }
    }
  }
  for (let pass = 0; pass < passes; pass++) for (const one of timings) await one.run();
  db.close();
  await reading.close();
  await Promise.all([bareThread.close(), jsonThread.close()]);
  return timings.map((one) => one.timed());
}

/** Opening and asking for what is unfinished, as the engine does at its start. Milliseconds. */
function timeOpening(folder: string): {
  readonly full: number;
  readonly empty: number;
  readonly ratio: number;
} {
  const other = mkdtempSync(join(tmpdir(), 'bench-empty-'));
  const keys = new Map([folder, other].map((one) => [one, openKey({ folder: one, entropy })]));
  const open = (one: string) => {
    const key = keys.get(one);
    if (key === undefined) throw new RangeError(`no key of ${one}`);
    const began = systemClock.monotonic();
    const store = openStore({ folder: one, clock: systemClock, entropy, key });
    store.unfinishedOperations();
    const ms = systemClock.monotonic() - began;
    store.close();
    return ms;
  };
  try {
    const pairs: { full: number; empty: number }[] = [];
    for (let round = -warmUp; round < openRounds; round++) {
      const pair =
        round % 2 === 0
          ? { full: open(folder), empty: open(other) }
          : { empty: open(other), full: open(folder) };
      if (round >= 0) pairs.push(pair);
    }
    return {
      full: median(pairs.map(({ full }) => full)),
      empty: median(pairs.map(({ empty }) => empty)),
      ratio: median(pairs.map(({ full, empty }) => full / empty)),
    };
  } finally {
    rmSync(other, { recursive: true, force: true });
  }
}

function measureBulk(folder: string, pauseMs: number): BulkMemory {
  const script = join(import.meta.dirname, 'peers', 'bulk-memory.ts');
  const node = ['--disable-warning=ExperimentalWarning', script, folder, String(pauseMs)];
  const measured = JSON.parse(execFileSync(process.execPath, node, { encoding: 'utf8' })) as BulkMemory;
  if (measured.rows !== 20_000 || !measured.truncated)
    throw new Error(`the bulk has ${measured.rows} rows in place of 20,000`);
  return measured;
}

const worst = (timed: readonly Timed[]) => Math.max(...timed.map(({ ratio }) => ratio));

export async function measureFleet(): Promise<Section> {
  const folder = fleetData((text) => process.stderr.write(`${text}\n`));
  const opening = timeOpening(folder);
  const bulk = [0, 20].map((pauseMs) => measureBulk(folder, pauseMs));
  const timed = await timePages(folder);
  const full = timed.filter(({ rows: count }) => count === fleetLimits.page);
  const short = timed.filter(({ rows: count }) => count < fleetLimits.page);
  const first = full.filter(({ depth }) => depth === 'first');
  const next = full.filter(({ depth }) => depth !== 'first');
  const overJson = median(full.map(({ ours, json }) => ours / json));
  const grown = bulk.map(({ peak, idle }) => (peak - idle) / 2 ** 20);
  const rows = timed.map(({ resource, query, orderby, depth, rows: count, ours, bare, json, ratio }) => [
    resource,
    query || `by ${orderby}`,
    depth,
    count,
    ours,
    bare,
    json,
    ratio,
  ]);
  return {
    name: title,
    checks: [
      {
        name: `full first pages, the worst of ${first.length}`,
        measured: worst(first),
        target: pageTarget,
        unit: '',
      },
      {
        name: `full next pages, the worst of ${next.length}`,
        measured: worst(next),
        target: pageTarget,
        unit: '',
      },
      {
        name: 'peak of a bulk of 20,000 rows above idle',
        measured: grown[0] ?? 0,
        target: memoryTarget,
        unit: ' MB',
      },
      { name: 'the same, read slowly', measured: grown[1] ?? 0, target: memoryTarget, unit: ' MB' },
      {
        name: 'opening the store, of that of an empty one',
        measured: opening.ratio,
        target: openTarget,
        unit: '',
      },
    ],
    details: { timed, opening, bulk },
    text: [
      ...table(['list', 'query or order', 'page', 'rows', 'ours ms', 'bare ms', 'json ms', 'ratio'], rows),
      '',
      `Full pages, the median: ${median(full.map(({ ratio }) => ratio)).toFixed(2)} of bare, ${overJson.toFixed(2)} of the SQL that puts the JSON together`,
      `Short pages, where the way to the worker is most of it: ${short.length}, the worst ${worst(short).toFixed(2)} of bare, ${Math.max(...short.map(({ ours }) => ours)).toFixed(2)} ms`,
      `Opening: ${opening.full.toFixed(2)} ms, an empty one ${opening.empty.toFixed(2)} ms`,
      `Bulk: ${((bulk[0]?.bytes ?? 0) / 2 ** 20).toFixed(1)} MB in ${(bulk[0]?.ms ?? 0).toFixed(0)} ms`,
    ],
  };
}
