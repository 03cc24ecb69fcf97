import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { cursorKey } from '../../src-main/store/fleet-cursor.ts';
import { jsonRow, wholePage } from '../../src-main/store/fleet-json.ts';
import { createFleetReader, pageStatements } from '../../src-main/store/fleet-lists.ts';
import { isoTime } from '../../src-main/store/fleet-rows.ts';
import { type FleetTable, fleetTables } from '../../src-main/store/fleet-tables.ts';
import { compileQuery } from '../../src-main/store/query-sql.ts';
import {
  type FleetResource,
  fleetFields,
  fleetOperation,
  fleetProfile,
  fleetTransaction,
  historyEntry,
} from '../../src-shared/model/fleet.ts';
import { parseOrderby, parseQuery, type QueryFields } from '../../src-shared/query/index.ts';
import { eid, errorOf, otherEid, testKey } from './fixtures.ts';
import { customerId, fleetBench, now, type Table } from './fleet-support.ts';

let bench: ReturnType<typeof fleetBench>;
beforeEach(() => {
  bench = fleetBench();
});

const iso = new Date(now).toISOString();
const tx = '0d5f7f0a-6a52-4e1c-9d3b-0123456789ab';

function fillOperations(count: number, from = 1, row: Record<string, string | number> = {}) {
  bench.db.exec('BEGIN');
  for (let id = from; id < from + count; id++)
    bench.insert('operations', {
      id,
      status: id % 3 ? 'successful' : 'failed',
      created_at: now + id,
      ...row,
    });
  bench.db.exec('COMMIT');
}

const ids = (list: readonly Record<string, unknown>[]) => list.map((row) => row['id'] as number);

describe('rows as the reference names them', () => {
  it('the inventory', () => {
    bench.insert('cards', { eid, reader_id: 'sim:0' });
    bench.insert('profiles', {
      eid,
      position: 0,
      iccid: '8949000000000000017',
      state: 'enabled',
      carrier: 'Fred’s "Fast" Wireless',
      normalized_carrier: 'fredsfastwireless',
      type: 'bootstrap',
      reader_id: 'sim:0',
    });
    bench.insert('profiles', { eid, position: 1, iccid: '', state: null });
    const { list, count, size } = bench.page('inventory');
    expect({ count, size }).toEqual({ count: 2, size: 1000 });
    expect(list).toEqual([
      {
        carrier: 'Fred’s "Fast" Wireless',
        customer_id: customerId,
        device_id: 'sim:0',
        eid,
        iccid: '8949000000000000017',
        id: 0,
        normalized_carrier: 'fredsfastwireless',
        status: 'active',
        type: 'bootstrap',
      },
      { customer_id: customerId, eid, iccid: '', id: 1, status: 'inactive', type: 'operational' },
    ]);
    for (const row of list) expect(fleetProfile.strict().parse(row)).toEqual(row);
  });

  it('a transaction', () => {
    bench.insert('operations', { id: 1 });
    bench.insert('actions', {
      transaction_id: tx,
      action: 'enable',
      status: 'complete',
      eid,
      iccid: '8949000000000000017',
      message_code: 'successful',
      message: 'Done.\nIndeed \u2028',
    });
    const { list } = bench.page('transactions');
    expect(list).toEqual([
      {
        action: 'enable',
        created: iso,
        customer_id: customerId,
        device_id: 'sim:0',
        eid,
        iccid: '8949000000000000017',
        message_code: 'successful',
        message: 'Done.\nIndeed \u2028',
        status: 'complete',
        transaction: tx,
        updated: iso,
      },
    ]);
    expect(fleetTransaction.strict().parse(list[0])).toEqual(list[0]);
  });

  it('an operation, which no other kind is', () => {
    bench.insert('operations', {
      id: 41,
      kind: 'activate',
      status: 'enable_verify',
      carrier: 'Mobile',
      cause: 'automation',
      cause_id: 'a-1',
      created_by: 'alice',
      source: 'v1/esim_profiles',
      batch: 'b-1',
      eid,
      iccid: '8949000000000000017',
      download_tx: tx,
      enable_tx: tx,
      message_code: 'enable_verify',
      message: 'm',
    });
    bench.insert('operations', { id: 42, kind: 'read_card' });
    const { list } = bench.page('operations');
    expect(list).toEqual([
      {
        carrier: 'Mobile',
        cause_id: 'a-1',
        cause: 'automation',
        created_by: 'alice',
        created: iso,
        customer_id: customerId,
        device_id: 'sim:0',
        download_tx: tx,
        eid,
        enable_tx: tx,
        iccid: '8949000000000000017',
        id: 41,
        job_id: 'b-1',
        message_code: 'enable_verify',
        message: 'm',
        operation: 'activate',
        source: 'v1/esim_profiles',
        status: 'enable_verify',
        updated: iso,
      },
    ]);
    expect(fleetOperation.strict().parse(list[0])).toEqual(list[0]);
  });

  it('the history, of every kind', () => {
    bench.insert('operations', { id: 41, kind: 'read_card', status: 'successful', ended_at: now });
    bench.insert('operations', {
      id: 42,
      kind: 'delete',
      status: 'failed',
      simulated: 0,
      reconciliation_state: 'pending',
      error: '{"code":"card_removed","params":{"reader":"r"}}',
    });
    const { list, next_uri } = bench.page('history', { size: 1 });
    expect(next_uri).toBeUndefined();
    expect(list).toMatchObject([
      { id: 42, kind: 'delete', simulated: false, pending: true, error: 'card_removed' },
    ]);
    const [, older] = bench.pages('history', { size: 1 });
    expect(older).toMatchObject({ id: 41, simulated: true, pending: false, ended: iso });
    for (const row of bench.pages('history', {})) expect(historyEntry.strict().parse(row)).toEqual(row);
  });

  it.each<[FleetResource, string]>([
    ['inventory', '8949000000000000017'],
    ['transactions', tx],
    ['operations', '1'],
    ['history', '1'],
  ])('one of %s', (resource, id) => {
    bench.insert('operations', { id: 1 });
    bench.insert('actions', { transaction_id: tx });
    for (const [at, one] of [eid, otherEid].entries()) {
      bench.insert('cards', { eid: one });
      bench.insert('profiles', { eid: one, position: 0, iccid: '8949000000000000017', seen_at: now + at });
    }
    const found = JSON.parse(bench.reader.get({ resource, id }) ?? '{}');
    expect(bench.page(resource).list).toContainEqual(found);
    if (resource === 'inventory') expect(found.eid).toBe(otherEid);
    for (const other of ['', '0', '-1', 'x', '1e9', '1 or 1=1', "' or 1=1 --", '9'.repeat(99)])
      expect(bench.reader.get({ resource, id: other })).toBeUndefined();
  });

  it('are JSON whatever stands in them, and lose nothing but what is unset', () => {
    const message = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom(
        '","carrier":null,"',
        '{"carrier":null,',
        ',"x":null}',
        '\\",\\"x\\":null',
        '\u0000\u001f"',
      ),
    );
    const time = fc.integer({ min: 0, max: 4_102_444_800_000 });
    let id = 0;
    fc.assert(
      fc.property(message, message, time, (one, other, at) => {
        id++;
        bench.insert('operations', { id, message: one, carrier: other, created_at: at });
        const row = JSON.parse(bench.reader.get({ resource: 'operations', id: String(id) }) ?? '');
        expect(row).toMatchObject({ message: one, carrier: other, created: new Date(at).toISOString() });
        expect(bench.page('operations', { query: `id = ${id}` }).list).toEqual([row]);
      }),
      { numRuns: 500 },
    );
  });

  it('times are those of ISO 8601, whatever the day', () => {
    for (const at of [0, 1, 999, 86_399_999, 86_400_000, now, now + 1, 253_402_300_799_999])
      expect(isoTime(at)).toBe(new Date(at).toISOString());
  });
});

describe('pages', () => {
  it('are 1000 rows long, or what was asked for, and lead on where there is more', () => {
    fillOperations(2001);
    const first = bench.page('operations');
    expect(first).toMatchObject({ count: 1000, size: 1000, told: { count: 1000, cursor: first.cursor } });
    expect(ids(first.list).slice(0, 2)).toEqual([2001, 2000]);
    const list = bench.pages('operations', {});
    expect(ids(list)).toEqual(Array.from({ length: 2001 }, (_, i) => 2001 - i));
    // A full page behind which there is nothing has no cursor.
    expect(bench.page('operations', { query: 'id <= 1000' })).toMatchObject({ count: 1000 });
    expect(bench.page('operations', { query: 'id <= 1000' })).not.toHaveProperty('cursor');
    expect(bench.page('operations', { query: 'id = 0' })).toEqual({
      count: 0,
      size: 1000,
      list: [],
      told: { count: 0, cursor: undefined },
    });
  });

  it.each([
    [10 ** 9, 1000],
    [1001, 1000],
    [1000, 1000],
    [1, 1],
  ])('a size of %i gives %i', (size, given) => {
    fillOperations(1002);
    expect(bench.page('operations', { size })).toMatchObject({ count: given, size: given });
  });

  it.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 60])('a size of %d is refused', (size) => {
    expect(errorOf(() => bench.page('operations', { size })).code).toBe('size_invalid');
    expect(errorOf(() => bench.bulk('inventory', { size })).code).toBe('size_invalid');
  });

  it('have the way to the next one in them', () => {
    fillOperations(5);
    const request = { query: "status = 'successful' & 1", orderby: 'desc created', size: 2 };
    const { next_uri } = bench.page('operations', { ...request, query: "status = 'successful'" });
    const url = new URL(next_uri ?? '', 'http://localhost');
    expect(url.pathname).toBe('/ws/v1/esim_profiles/operations/inventory');
    const { query, orderby, size, cursor } = Object.fromEntries(url.searchParams) as Record<string, string>;
    expect({ query, orderby, size }).toEqual({
      query: "status = 'successful'",
      orderby: 'desc created',
      size: '2',
    });
    const next = bench.page('operations', { query, orderby, size: Number(size), cursor: cursor ?? '' });
    expect(ids(next.list)).toEqual([2, 1]);
  });

  it.each(['', 'asc created', 'desc created', 'asc carrier', 'desc carrier', 'asc updated'])(
    'skip and repeat nothing while rows are added (%s)',
    (orderby) => {
      fillOperations(50);
      bench.db.exec("UPDATE operations SET carrier = iif(id % 3, NULL, 'c' || id % 7)");
      let next = 100;
      const list = bench.pages('history', { orderby, size: 7 }, () => {
        fillOperations(3, next, { carrier: 'c3' });
        next += 3;
        bench.insert('operations', { id: next++, created_at: now - next });
      });
      const seen = ids(list);
      expect(new Set(seen).size).toBe(seen.length);
      expect(seen.filter((id) => id < 100)).toHaveLength(50);
    },
  );

  it('are of one moment, as far as times relative to now go', () => {
    fillOperations(10);
    const request = { query: 'created < +8s', orderby: 'created', size: 3 };
    const { cursor } = bench.page('operations', { ...request, now: now - 8_000 + 6 });
    const rest = bench.page('operations', { ...request, size: 100, now: now + 10_000, cursor: cursor ?? '' });
    expect(ids(rest.list)).toEqual([4, 5]);
  });

  it('cost the same at every depth: each is found by an index, and its rows are in order', () => {
    for (const resource of Object.keys(fleetFields) as FleetResource[]) {
      const fields: QueryFields = fleetFields[resource];
      const table: FleetTable = fleetTables[resource];
      for (const [name, { kind, indexed }] of Object.entries(fields)) {
        if (indexed !== true) continue;
        for (const orderby of [name, `desc ${name}`]) {
          const value = kind === 'number' || kind === 'timestamp' ? 5 : 'x';
          const key = table.key.map((_, i) => (resource === 'inventory' && i === 0 ? 'x' : 1));
          const unset = table.columns[name]?.unset;
          const nulls = unset === 'null' || unset === 'both' ? [{ value: null, key }] : [];
          for (const after of [undefined, { value, key }, ...nulls])
            for (const { sql, params } of pageStatements({
              table,
              fields: Object.keys(fields),
              condition: { sql: '1', params: [] },
              orderby: parseOrderby(orderby, fields),
              after,
              customerId,
              json: jsonRow(fields, table, customerId),
            })) {
              const plan = bench.db.prepare(`EXPLAIN QUERY PLAN ${wholePage(sql)}`).all(...params, 10) as {
                detail: string;
              }[];
              const text = `${resource} by ${orderby} after ${JSON.stringify(after)}: ${plan.map(({ detail }) => detail).join('; ')}`;
              expect(text).not.toContain('TEMP B-TREE');
              if (after !== undefined && !sql.includes('IS NOT NULL')) expect(text).toContain('SEARCH');
              // Down to the row, and not to the first of all that have the same value; of a transaction there is one.
              if (name !== 'transaction' && /\) [<>] \(\?/.test(sql))
                expect(text).toMatch(/(id|\))[<>](\?|\()/);
            }
        }
      }
    }
  });

  it('hold what anybody may have written as it is, in whichever field, from its first writing on and after each further one', () => {
    bench.insert('cards', { eid });
    bench.insert('profiles', { eid, position: 0, iccid: '8949000000000000001', state: 'enabled' });
    bench.insert('operations', { id: 1 });
    bench.insert('actions', { id: 1, transaction_id: tx });
    const hostile = ['","status":"x', 'a\\', 'line\nfeed', '\u0000', '\u001f', 'ü"€'];
    const plain = ['Ünïcode ‮ \u2028 𝄞', "it's", ''];
    for (const resource of Object.keys(fleetFields) as FleetResource[]) {
      const fields: QueryFields = fleetFields[resource];
      const table: FleetTable = fleetTables[resource];
      const written = Object.entries(table.columns).filter(
        ([name, { sql, writing }]) =>
          writing === 'any' && fields[name]?.kind === 'text' && /^[a-z_]+$/.test(sql),
      );
      expect(written.length).toBeGreaterThan(2);
      for (const [name, { sql }] of written) {
        const set = bench.db.prepare(`UPDATE ${table.table} SET ${sql} = ?`);
        const before = bench.page(resource).list[0]?.[name];
        for (const text of [...hostile, ...plain, ...hostile]) {
          set.run(text);
          const { list } = bench.page(resource);
          expect(list).toHaveLength(1);
          expect(list[0]?.[name]).toBe(text);
        }
        // Written anew with the row, too.
        const copy = bench.db.prepare(`SELECT * FROM ${table.table}`).get() as Record<
          string,
          string | number
        >;
        const { escapes, status, ...row } = copy;
        expect(escapes).toBe(1);
        bench.db.exec(`DELETE FROM ${table.table}`);
        bench.insert(table.table as Table, {
          ...row,
          ...(table.table === 'profiles' ? {} : { status: status ?? '' }),
        });
        expect(bench.page(resource).list[0]?.[name]).toBe(hostile.at(-1));
        set.run((before as string | undefined) ?? null);
        expect(bench.db.prepare(`SELECT escapes FROM ${table.table}`).pluck().get()).toBe(0);
      }
    }
  });

  it('of a query for an indexed field are found by its index', () => {
    for (const resource of Object.keys(fleetFields) as FleetResource[]) {
      const fields: QueryFields = fleetFields[resource];
      const table: FleetTable = fleetTables[resource];
      for (const [name, field] of Object.entries(fields)) {
        if (field.indexed !== true) continue;
        const value =
          field.kind === 'number'
            ? '5'
            : field.kind === 'timestamp'
              ? '-7d'
              : `'${field.kind === 'enum' ? field.values[0] : 'x'}'`;
        const queries = [
          field.kind === 'timestamp' ? `${name} > ${value}` : `${name} = ${value}`,
          ...(field.kind === 'text' ? [`${name} startsWith 'x'`] : []),
        ];
        for (const text of queries) {
          const condition = compileQuery(parseQuery(text, fields), {
            columns: table.columns,
            now,
            customerId,
          });
          for (const { sql, params } of pageStatements({
            table,
            fields: Object.keys(fields),
            condition,
            // Of times a part is in the order of the id only as far as it is in its own.
            orderby: field.kind === 'timestamp' ? parseOrderby(name, fields) : undefined,
            after: undefined,
            customerId,
            json: jsonRow(fields, table, customerId),
          })) {
            const plan = bench.db.prepare(`EXPLAIN QUERY PLAN ${wholePage(sql)}`).all(...params, 10) as {
              detail: string;
            }[];
            const steps = plan.map(({ detail }) => detail).join('; ');
            expect(`${resource}: ${text}: ${steps}`).toContain('SEARCH');
          }
        }
      }
    }
  });
});

describe('a cursor', () => {
  const request = { query: "status = 'successful'", orderby: 'created', size: 2 };
  let cursor: string;
  beforeEach(() => {
    fillOperations(9);
    cursor = bench.page('operations', request).cursor ?? '';
  });

  it('goes with the same query, however it is written, and with another size', () => {
    const list = ids(bench.page('operations', { ...request, cursor }).list);
    expect(list).toEqual([4, 5]);
    const same = { query: "STATUS='Successful'", orderby: 'ASC Created', size: 3, cursor };
    expect(ids(bench.page('operations', same).list)).toEqual([4, 5, 7]);
  });

  it.each([
    { query: "status = 'failed'" },
    { query: '' },
    { orderby: 'desc created' },
    { orderby: 'updated' },
    { orderby: '' },
  ])('goes with no other query or order: %o', (change) => {
    expect(errorOf(() => bench.page('operations', { ...request, ...change, cursor })).code).toBe(
      'cursor_other_query',
    );
  });

  it.each(['transactions', 'history'] as const)('is of no other list: %s', (resource) => {
    const query = resource === 'history' ? request.query : '';
    const { orderby } = request;
    expect(errorOf(() => bench.page(resource, { query, orderby, cursor })).code).toBe('cursor_other_query');
  });

  it('that is changed anywhere, cut off, made up or of another data folder is refused', () => {
    const refused = (text: string) =>
      expect(
        errorOf(() => bench.page('operations', { ...request, cursor: text })).code,
        text.slice(0, 80),
      ).toBe('cursor_invalid');
    const bytes = Buffer.from(cursor, 'base64url');
    for (let i = 0; i < bytes.length; i++) {
      const changed = Buffer.from(bytes);
      changed[i] = (changed[i] ?? 0) ^ 1;
      refused(changed.toString('base64url'));
    }
    for (let i = 1; i < cursor.length; i += 7) refused(cursor.slice(0, i));
    for (const made of [
      'x',
      '1',
      'null',
      '-1',
      "' or 1=1 --",
      '\u0000',
      `${cursor}==`,
      `${cursor} `,
      'A'.repeat(100_000),
    ])
      refused(made);
    refused(bytes.subarray(16).toString('base64url'));
    refused(Buffer.concat([Buffer.alloc(16), bytes.subarray(16)]).toString('base64url'));
    const other = createFleetReader(bench.db, cursorKey(testKey(8)), () => customerId);
    expect(errorOf(() => other.page({ resource: 'operations', now, ...request, cursor })).code).toBe(
      'cursor_invalid',
    );
  });

  it('holds nothing but where the page ended', () => {
    const [, , , after] = JSON.parse(Buffer.from(cursor, 'base64url').subarray(16).toString());
    expect(after).toEqual({ value: now + 2, key: [2] });
  });
});

describe('a bulk', () => {
  function fillInventory(count: number, from = 0) {
    bench.db.exec('BEGIN');
    for (let i = from; i < from + count; i++) {
      const own = String(i).padStart(32, '0');
      bench.insert('cards', { eid: own });
      bench.insert('profiles', {
        eid: own,
        position: 0,
        iccid: String(i).padStart(19, '0'),
        carrier: `c${i % 3}`,
      });
    }
    bench.db.exec('COMMIT');
  }

  it('of 20,001 rows gives 20,000 and says so', () => {
    fillInventory(20_000);
    const whole = bench.bulk('inventory');
    expect(whole.truncated).toBe(false);
    expect(whole.text.split('\r\n')).toHaveLength(20_002);
    fillInventory(1, 20_000);
    const cut = bench.bulk('inventory', { size: 10 ** 9 });
    expect(cut.truncated).toBe(true);
    expect(cut.text.split('\r\n')).toHaveLength(20_002);
    expect(new Set(cut.text.split('\r\n')).size).toBe(20_002);
    // In parts, none of which is large.
    expect(cut.chunks).toHaveLength(20);
    expect(bench.bulk('inventory', { size: 20 })).toMatchObject({ truncated: true });
    expect(bench.bulk('inventory', { query: "carrier = 'C1'" })).toMatchObject({ truncated: false });
  });

  it('is CSV: its fields as they were chosen, quotes where they must be', () => {
    bench.insert('cards', { eid });
    bench.insert('profiles', { eid, position: 0, iccid: '8949', carrier: 'A "B", C\nD', state: 'enabled' });
    expect(bench.bulk('inventory').text).toBe(
      [
        'carrier,customer_id,device_id,eid,iccid,id,normalized_carrier,status,type',
        `"A ""B"", C\nD",${customerId},,${eid},8949,0,,active,operational`,
        '',
      ].join('\r\n'),
    );
    expect(bench.bulk('inventory', { fields: 'iccid, Carrier ,id' }).text).toBe(
      'iccid,carrier,id\r\n8949,"A ""B"", C\nD",0\r\n',
    );
    expect(bench.bulk('inventory', { query: "iccid = 'x'" })).toEqual({
      truncated: false,
      head: 'carrier,customer_id,device_id,eid,iccid,id,normalized_carrier,status,type\r\n',
      chunks: [],
      text: 'carrier,customer_id,device_id,eid,iccid,id,normalized_carrier,status,type\r\n',
    });
    fillOperations(1, 5);
    expect(bench.bulk('history', { fields: 'id,simulated,created' }).text).toBe(
      `id,simulated,created\r\n5,true,${new Date(now + 5).toISOString()}\r\n`,
    );
  });

  it('is sorted as it was asked, whole, and without what came after its beginning', () => {
    fillOperations(2500);
    const { plan } = bench.reader.startBulk({
      resource: 'history',
      now,
      orderby: 'desc created',
      fields: 'id',
    });
    const first = bench.reader.nextBulk(plan);
    fillOperations(10, 2501, { created_at: now });
    const second = bench.reader.nextBulk(first.plan ?? plan);
    const third = bench.reader.nextBulk(second.plan ?? plan);
    expect(third.plan).toBeUndefined();
    const seen = (first.lines + second.lines + third.lines).trim().split('\r\n').map(Number);
    expect(seen).toEqual(Array.from({ length: 2500 }, (_, i) => 2500 - i));
  });
});
