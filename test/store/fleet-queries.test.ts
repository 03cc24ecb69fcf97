import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { fleetFields } from '../../src-shared/model/fleet.ts';
import {
  operatorsOf,
  printQuery,
  type Query,
  type QueryCondition,
  type QueryValue,
  timeOf,
} from '../../src-shared/query/index.ts';
import { errorOf } from './fixtures.ts';
import { customerId, fleetBench, now } from './fleet-support.ts';

const hour = 3_600_000;
const carriers = [
  null,
  'Fred',
  'FRED',
  'fred’s Wireless',
  'Telefónica',
  'TELEFÓNICA',
  'T%bile',
  'a_c',
  "O'Neill",
  'z',
];
const statuses = fleetFields.operations.status.values;
const iccids = [null, '8949000000000000017', '894900000000000001F', '89ABCDEF0000000001'];

let bench: ReturnType<typeof fleetBench>;
beforeEach(() => {
  bench = fleetBench();
});

/** Operations in which everything occurs with everything, more or less. */
function fill(count: number, from = 1) {
  for (let id = from; id < from + count; id++)
    bench.insert('operations', {
      id,
      kind: ['activate', 'download', 'enable', 'read_card'][id % 4] ?? '',
      status: statuses[id % statuses.length] ?? '',
      carrier: carriers[(id * 7) % carriers.length] ?? null,
      iccid: iccids[(id * 3) % iccids.length] ?? null,
      cause_id: [null, '', 'A-1', 'a-2'][(id * 5) % 4] ?? null,
      created_by: ['', 'Alice', 'bob', 'ALICE'][(id * 11) % 4] ?? '',
      batch: [null, 'B1', 'b2'][id % 3] ?? null,
      message: `Message ${id % 5}, "quoted"\n`,
      simulated: id % 2,
      reconciliation_state: id % 5 === 0 ? 'pending' : 'none',
      error:
        id % 3 === 0 ? JSON.stringify({ code: id % 2 ? 'card_removed' : 'timed_out', params: {} }) : null,
      created_at: now - ((id * 37) % 50) * hour,
      updated_at: now - ((id * 13) % 20) * hour,
      ended_at: id % 4 === 0 ? now - id * 1000 : null,
    });
}

const ids = (list: readonly Record<string, unknown>[]) => list.map((row) => row['id'] as number);
const found = (query: string) => ids(bench.page('history', { query, orderby: 'id' }).list);

describe('each operator', () => {
  const rows = [
    { id: 1, carrier: 'Fred', created_at: now - 2 * hour },
    { id: 2, carrier: 'fRED’s', created_at: now - hour },
    { id: 3, carrier: null, created_at: now, ended_at: now },
    { id: 4, carrier: 'Alfred', created_at: now + hour },
    { id: 5, carrier: '100%_x', created_at: now + 2 * hour, simulated: 0 },
    { id: 6, carrier: 'TELEFÓNICA', created_at: now + 3 * hour },
  ];
  beforeEach(() => {
    for (const row of rows) bench.insert('operations', row);
  });

  it.each<[string, number[]]>([
    ["carrier = 'FRED'", [1]],
    ["carrier = 'Fre'", []],
    ["carrier = 'telefónica'", [6]],
    ["carrier = '100%_X'", [5]],
    ["carrier <> 'fred'", [2, 3, 4, 5, 6]],
    ["not carrier = 'fred'", [2, 3, 4, 5, 6]],
    ["not carrier <> 'fred'", [1]],
    ["carrier < 'fred'", [4, 5]],
    ["carrier <= 'FRED'", [1, 4, 5]],
    ["carrier > 'fred'", [2, 6]],
    ["carrier >= 'FRED'", [1, 2, 6]],
    ["not carrier >= 'FRED'", [3, 4, 5]],
    ["carrier contains 'RED'", [1, 2, 4]],
    ["carrier contains '%'", [5]],
    ["carrier contains 'ÓN'", [6]],
    ["carrier contains ''", [1, 2, 4, 5, 6]],
    ["not carrier contains 'red'", [3, 5, 6]],
    ["carrier startsWith 'FR'", [1, 2]],
    ["carrier startsWith '100%_'", [5]],
    ["carrier startsWith 'fred’'", [2]],
    ["carrier startsWith 'telefón'", [6]],
    ["carrier startsWith ''", [1, 2, 4, 5, 6]],
    ["carrier endsWith 'RED'", [1, 4]],
    ["carrier endsWith '’S'", [2]],
    ["carrier endsWith 'ónica'", [6]],
    ["carrier endsWith ''", [1, 2, 4, 5, 6]],
    ['carrier = empty', [3]],
    ['carrier <> empty', [1, 2, 4, 5, 6]],
    ['not (carrier = empty or id > 2)', [1, 2]],
    ['id = 3', [3]],
    ['id <> 3', [1, 2, 4, 5, 6]],
    ['id < 0x3', [1, 2]],
    ['id >= 4.5', [5, 6]],
    ['created = empty', []],
    ['ended = empty', [1, 2, 4, 5, 6]],
    ['ended <> empty', [3]],
    ['created >= +0s', [3, 4, 5, 6]],
    ['created < -60m', [1]],
    ['created > +1h and created <= +3h', [5, 6]],
    ["created = '2026-01-31T12:00:00.000Z'", [3]],
    ["created < '2026-01-31T12:30:00+01:00'", [1, 2]],
    ['simulated = false', [5]],
    ['simulated <> false', [1, 2, 3, 4, 6]],
    ["status = 'STARTING' and kind = 'activate' and id = 1", [1]],
    ["status <> 'starting'", []],
  ])('%s', (query, expected) => {
    expect(found(query)).toEqual(expected);
  });

  it('the bench is asked for like any text', () => {
    const one = (query: string) => bench.page('operations', { query }).count;
    expect(one(`customer_id = '${customerId.toUpperCase()}'`)).toBe(6);
    expect(one("customer_id = 'other'")).toBe(0);
    expect(one("customer_id <> 'other'")).toBe(6);
    expect(one("customer_id startsWith 'ben'")).toBe(6);
    expect(one("customer_id endsWith '1' and not customer_id contains 'x'")).toBe(6);
    expect(one('customer_id = empty')).toBe(0);
  });
});

describe('any query', () => {
  const fields = fleetFields.history;
  type Name = keyof typeof fields;
  const texts = fc.constantFrom(
    'Fred',
    'TELEFÓNICA',
    'al',
    'a',
    '',
    "O'Neill",
    '%',
    '894900000000000001f',
    'timed_out',
    'b1',
  );
  const anyValue = (name: Name): fc.Arbitrary<QueryValue> => {
    const field = fields[name];
    switch (field.kind) {
      case 'text':
        return texts.map((text) => ({ kind: 'text', text }));
      case 'enum':
        return fc.constantFrom(...field.values).map((text) => ({ kind: 'text', text }));
      case 'number':
        return fc.integer({ min: -2, max: 70 }).map((number) => ({ kind: 'number', number }));
      case 'boolean':
        return fc.boolean().map((value) => ({ kind: 'boolean', value }));
      case 'timestamp':
        return fc.oneof(
          fc
            .integer({ min: -60, max: 2 })
            .map((amount): QueryValue => ({ kind: 'relative', amount, unit: 'h' })),
          fc.integer({ min: -60, max: 2 }).map((h): QueryValue => ({ kind: 'time', at: now + h * hour })),
        );
    }
  };
  const condition = fc.constantFrom(...(Object.keys(fields) as Name[])).chain((field) =>
    fc
      .oneof(
        {
          arbitrary: fc.record({
            operator: fc.constantFrom(...operatorsOf[fields[field].kind]),
            value: anyValue(field),
          }),
          weight: 5,
        },
        {
          arbitrary: fc
            .constantFrom('=' as const, '<>' as const)
            .map((operator) => ({ operator, value: { kind: 'empty' as const } })),
          weight: fields[field].kind === 'boolean' ? 0 : 1,
        },
      )
      .map(({ operator, value }): Query => ({ type: 'condition', field, operator, value })),
  );
  const { query } = fc.letrec<{ query: Query }>((tie) => ({
    query: fc.oneof(
      { depthSize: 'small' },
      condition,
      tie('query').map((part): Query => ({ type: 'not', part })),
      fc
        .tuple(
          fc.constantFrom<'and' | 'or'>('and', 'or'),
          fc.array(tie('query'), { minLength: 2, maxLength: 3 }),
        )
        .map(([type, parts]): Query => ({ type, parts })),
    ),
  }));

  /** As the language is documented, over rows as they are answered. */
  function meets(row: Record<string, unknown>, of: Query): boolean {
    if (of.type === 'not') return !meets(row, of.part);
    if (of.type === 'condition') return holds(row[of.field], of);
    const { type, parts } = of;
    return type === 'and' ? parts.every((part) => meets(row, part)) : parts.some((part) => meets(row, part));
  }
  const folded = (text: string) => text.normalize('NFC').toLowerCase();
  const nocase = (text: string) => Buffer.from(text.replace(/[A-Z]/g, (letter) => letter.toLowerCase()));
  function holds(cell: unknown, { field, operator, value }: QueryCondition): boolean {
    if (operator === '<>') return !holds(cell, { type: 'condition', field, operator: '=', value });
    if (value.kind === 'empty') return cell === undefined || cell === '';
    if (cell === undefined) return false;
    if (value.kind === 'boolean') return cell === value.value;
    if (value.kind === 'text') {
      const [a, b] = [folded(String(cell)), folded(value.text)];
      if (operator === 'contains') return a.includes(b);
      if (operator === 'startsWith') return a.startsWith(b);
      if (operator === 'endsWith') return a.endsWith(b);
      if (operator === '=') return a === b;
      return ordered(Buffer.compare(nocase(String(cell)), nocase(value.text)), operator);
    }
    const number = value.kind === 'number' ? value.number : timeOf(value, now);
    const own = typeof cell === 'string' ? Date.parse(cell) : Number(cell);
    return ordered(Math.sign(own - Number(number)), operator);
  }
  function ordered(sign: number, operator: string): boolean {
    return (
      { '=': sign === 0, '<': sign < 0, '<=': sign <= 0, '>': sign > 0, '>=': sign >= 0 }[operator] ?? false
    );
  }

  it('finds the rows that it means, in every order, page by page', () => {
    fill(60);
    const all = bench.pages('history', { orderby: 'id' });
    expect(all).toHaveLength(60);
    const orders = Object.keys(fields).flatMap((name) => [name, `desc ${name}`]);
    fc.assert(
      fc.property(query, fc.constantFrom(...orders), fc.integer({ min: 1, max: 25 }), (of, orderby, size) => {
        const expected = all.filter((row) => meets(row, of));
        const list = bench.pages('history', { query: printQuery(of), orderby, size });
        expect(ids(list).toSorted((a, b) => a - b)).toEqual(ids(expected));
        const name = orderby.split(' ').at(-1) ?? '';
        const sign = orderby.startsWith('desc') ? -1 : 1;
        const cell = (row: Record<string, unknown>) => {
          const value = row[name];
          if (value === undefined) return Buffer.alloc(0);
          if (typeof value === 'number') return Buffer.from(String(value).padStart(6, '0'));
          return Buffer.concat([Buffer.from([1]), nocase(String(value))]);
        };
        const sorted = expected.toSorted(
          (a, b) => sign * (Buffer.compare(cell(a), cell(b)) || Number(a['id']) - Number(b['id'])),
        );
        expect(ids(list)).toEqual(ids(sorted));
      }),
      { numRuns: 400 },
    );
  });
});

describe('a query that means harm', () => {
  beforeEach(() => fill(8));
  it.each([
    "carrier = 'x'' or 1=1 --'",
    "carrier = '''; DROP TABLE operations; --'",
    "carrier contains '%'' UNION SELECT request FROM operations --'",
    "carrier = 'x' and message endsWith ''');--'",
    `carrier = 'x\u0000'' or 1=1'`,
    "carrier startsWith '\u{10FFFF}?@name:x$y'",
  ])('is data where it stands in quotes: %s', (query) => {
    expect(bench.page('operations', { query }).count).toBe(0);
    expect(bench.page('history', {}).count).toBe(8);
  });

  it.each([
    '1=1',
    "carrier = 'x' or 1=1",
    "carrier = 'x'; DROP TABLE operations",
    "carrier = 'x' -- and",
    "carrier = 'x' UNION SELECT 1",
    'carrier = (SELECT request FROM operations)',
    "request = 'x'",
    'rowid = 1',
    'carrier = ?',
    'carrier = @customer',
    "carrier = x'00'",
    'carrier = "carrier"',
    "fold(carrier) = 'x'",
    "carrier COLLATE NOCASE = 'x'",
    "carrier/**/='x'",
  ])('is refused where it stands outside of them: %s', (query) => {
    expect(errorOf(() => bench.page('operations', { query })).code).toMatch(
      /^query_(syntax|unknown_field|bad_value)$/,
    );
  });

  it.each([
    'rowid',
    'request',
    '1',
    'carrier; DROP TABLE operations',
    'carrier COLLATE BINARY',
    '(SELECT 1)',
    'random()',
  ])('is refused in an order: %s', (orderby) => {
    expect(errorOf(() => bench.page('operations', { orderby })).code).toMatch(
      /^query_(syntax|unknown_field)$/,
    );
  });

  it.each(['rowid', 'request', '*', 'carrier, 1', 'carrier;', 'carrier AS x', ',', 'carrier,,iccid'])(
    'is refused in the fields of a bulk: %s',
    (fields) => {
      expect(errorOf(() => bench.bulk('operations', { fields })).code).toBe('fields_unknown');
    },
  );
});

it('an answer as large as the language allows is found in time, and the longest query is run', () => {
  fill(20);
  const query = Array.from({ length: 500 }, (_, i) => `id=${i}`).join(' or ');
  expect(bench.page('history', { query }).count).toBe(20);
  const deep = `${'not ('.repeat(30)}id=1${')'.repeat(30)}`;
  expect(bench.page('history', { query: deep }).count).toBe(1);
});
