import { join } from 'node:path';
import Database from 'better-sqlite3';
import { onTestFinished } from 'vitest';
import { cursorKey } from '../../src-main/store/fleet-cursor.ts';
import { createFleetReader, type FleetQuery } from '../../src-main/store/fleet-lists.ts';
import type { FleetResource } from '../../src-shared/model/fleet.ts';
import { temporaryFolder, testKey, testStore } from './fixtures.ts';

export const now = Date.UTC(2026, 0, 31, 12);
export const customerId = 'bench-1';

type Columns = Readonly<Record<string, string | number | null>>;

/** A row with what its table wants. */
const defaults: Readonly<Record<'operations' | 'actions' | 'profiles' | 'cards', Columns>> = {
  operations: {
    kind: 'activate',
    status: 'starting',
    reader_id: 'sim:0',
    reader_name: 'r',
    simulated: 1,
    request: '',
    activation_code_use: 'none',
    created_at: now,
    updated_at: now,
  },
  actions: {
    operation_id: 1,
    action: 'download',
    status: 'in_progress',
    reader_id: 'sim:0',
    message_code: '',
    message: '',
    created_at: now,
    updated_at: now,
  },
  cards: { last_seen_at: now, simulated: 1 },
  profiles: { profile: '{}', seen_at: now },
};

export type Table = keyof typeof defaults;

/** The database of a new data folder, written without the store, and read as the worker does. */
export function fleetBench() {
  const folder = temporaryFolder();
  testStore({ folder }).close();
  const db = new Database(join(folder, 'workbench.db'));
  onTestFinished(() => void db.close());
  const reader = createFleetReader(db, cursorKey(testKey()), () => customerId);

  function insert(table: Table, row: Columns): void {
    const whole: Columns = { ...defaults[table], ...row };
    const names = Object.keys(whole);
    const values = names.map((name) => (name === 'request' ? "x''" : `@${name}`));
    const { request: _, ...bound } = whole;
    db.prepare(`INSERT INTO ${table} (${names.join(', ')}) VALUES (${values.join(', ')})`).run(bound);
  }

  function page(resource: FleetResource, request: Partial<FleetQuery> & { readonly cursor?: string } = {}) {
    const { json, count, cursor } = reader.page({ resource, now, ...request });
    const answer = JSON.parse(
      json.map((piece) => (typeof piece === 'string' ? piece : Buffer.from(piece).toString())).join(''),
    ) as {
      count: number;
      size: number;
      cursor?: string;
      next_uri?: string;
      list: Record<string, unknown>[];
    };
    return { ...answer, told: { count, cursor } };
  }

  /** The ids of all rows, page by page. */
  function pages(
    resource: FleetResource,
    request: Partial<FleetQuery>,
    between: (page: number) => void = () => {},
  ) {
    const list: Record<string, unknown>[] = [];
    let cursor: string | undefined;
    for (let i = 0; i < 1000; i++) {
      const one = page(resource, { ...request, ...(cursor === undefined ? {} : { cursor }) });
      list.push(...one.list);
      cursor = one.cursor;
      if (cursor === undefined) return list;
      between(i);
    }
    throw new Error('the pages have no end');
  }

  function bulk(resource: FleetResource, request: Partial<FleetQuery> & { readonly fields?: string } = {}) {
    const { truncated, head, plan } = reader.startBulk({ resource, now, ...request });
    const chunks: string[] = [];
    let next: typeof plan | undefined = plan.left === 0 ? undefined : plan;
    while (next !== undefined) {
      const read = reader.nextBulk(next);
      chunks.push(read.lines);
      next = read.plan;
    }
    return { truncated, head, chunks, text: head + chunks.join('') };
  }

  return { folder, db, reader, insert, page, pages, bulk };
}
