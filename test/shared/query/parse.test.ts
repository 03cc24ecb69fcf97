import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { WorkbenchError } from '../../../src-shared/errors/index.ts';
import {
  operatorsOf,
  parseOrderby,
  parseQuery,
  printQuery,
  type Query,
  type QueryOperator,
  type QueryValue,
  queryLimits,
  queryOperators,
  timeOf,
} from '../../../src-shared/query/index.ts';
import { fields } from './fields.ts';

const parse = (text: string) => parseQuery(text, fields);

function errorOf(text: string, body: (text: string) => unknown = parse): WorkbenchError {
  try {
    body(text);
  } catch (error) {
    if (error instanceof WorkbenchError) return error;
    throw error;
  }
  throw new Error(`nothing was thrown for ${text}`);
}

const condition = (field: string, operator: QueryOperator, value: QueryValue): Query => ({
  type: 'condition',
  field,
  operator,
  value,
});
const text = (of: string): QueryValue => ({ kind: 'text', text: of });
const a = condition('carrier', '=', text('a'));
const failed = condition('status', '=', text('failed'));

describe('a condition', () => {
  it.each(queryOperators)('of a text with %s', (operator) => {
    expect(parse(`carrier ${operator} 'Fred'`)).toEqual(condition('carrier', operator, text('Fred')));
  });

  it.each([
    ["CARRIER STARTSWITH 'A'", condition('carrier', 'startsWith', text('A'))],
    ["Carrier EndsWith 'A'", condition('carrier', 'endsWith', text('A'))],
    ["carrier='isn''t difficult'", condition('carrier', '=', text("isn't difficult"))],
    ["carrier=''", condition('carrier', '=', text(''))],
    ["carrier=''''", condition('carrier', '=', text("'"))],
    ["carrier <> 'é\n()'", condition('carrier', '<>', text('é\n()'))],
    ['carrier = empty', condition('carrier', '=', { kind: 'empty' })],
    ['carrier <> EMPTY', condition('carrier', '<>', { kind: 'empty' })],
    ["status = 'FAILED'", failed],
    ["status <> 'in_progress'", condition('status', '<>', text('in_progress'))],
    ['id = 12', condition('id', '=', { kind: 'number', number: 12 })],
    ['id > -1.5', condition('id', '>', { kind: 'number', number: -1.5 })],
    ['id<=0x1F', condition('id', '<=', { kind: 'number', number: 31 })],
    ['id >= +7', condition('id', '>=', { kind: 'number', number: 7 })],
    ['id < 0', condition('id', '<', { kind: 'number', number: 0 })],
    ['simulated = true', condition('simulated', '=', { kind: 'boolean', value: true })],
    ['simulated <> FALSE', condition('simulated', '<>', { kind: 'boolean', value: false })],
    ['created>-10s', condition('created', '>', { kind: 'relative', amount: -10, unit: 's' })],
    ['created < +30D', condition('created', '<', { kind: 'relative', amount: 30, unit: 'd' })],
  ])('%s', (query, tree) => {
    expect(parse(query)).toEqual(tree);
  });

  it.each([
    ['2019-02-04T15:02:00.000Z', Date.UTC(2019, 1, 4, 15, 2)],
    ['2019-02-04T15:02:00', Date.UTC(2019, 1, 4, 15, 2)],
    ['2019-02-04T15:02+01:30', Date.UTC(2019, 1, 4, 13, 32)],
    ['2019-02-04t15:02:03.1234567-0800', Date.UTC(2019, 1, 4, 23, 2, 3, 123)],
    ['2019-02-04 15:02:03', Date.UTC(2019, 1, 4, 15, 2, 3)],
    ['2020-02-29', Date.UTC(2020, 1, 29)],
    ['0001-01-01', new Date('0001-01-01T00:00:00Z').getTime()],
  ])('of the time %s', (time, at) => {
    expect(parse(`created >= '${time}'`)).toEqual(condition('created', '>=', { kind: 'time', at }));
  });

  it.each([
    ['s', 1_000],
    ['m', 60_000],
    ['h', 3_600_000],
    ['d', 86_400_000],
    ['w', 604_800_000],
  ])('of a time relative to now in %s', (unit, ms) => {
    const query = parse(`created > -3${unit}`);
    expect(query?.type === 'condition' && timeOf(query.value, 10_000_000_000)).toBe(10_000_000_000 - 3 * ms);
  });
});

describe('conditions together', () => {
  const b = condition('carrier', '=', text('b'));
  const c = condition('carrier', '=', text('c'));
  it.each<[string, Query]>([
    ["carrier='a' and carrier='b'", { type: 'and', parts: [a, b] }],
    ["carrier='a' AND carrier='b' And carrier='c'", { type: 'and', parts: [a, b, c] }],
    [
      "carrier='a' or carrier='b' and carrier='c'",
      { type: 'or', parts: [a, { type: 'and', parts: [b, c] }] },
    ],
    [
      "(carrier='a' or carrier='b') and carrier='c'",
      { type: 'and', parts: [{ type: 'or', parts: [a, b] }, c] },
    ],
    ["not carrier='a'", { type: 'not', part: a }],
    ["not carrier='a' and carrier='b'", { type: 'and', parts: [{ type: 'not', part: a }, b] }],
    ["NOT(carrier='a' or carrier='b')", { type: 'not', part: { type: 'or', parts: [a, b] } }],
    ["not not carrier='a'", { type: 'not', part: { type: 'not', part: a } }],
    ["((carrier='a'))", a],
    ["carrier='a'and(carrier='b')", { type: 'and', parts: [a, b] }],
  ])('%s', (query, tree) => {
    expect(parse(query)).toEqual(tree);
  });

  it('nothing is asked by an empty query', () => {
    expect(parse('')).toBeUndefined();
    expect(parse(' \n\t')).toBeUndefined();
  });

  it('reads a field whose name is a keyword as a field where an operator follows', () => {
    const odd = { not: { kind: 'text' }, and: { kind: 'text' } } as const;
    expect(parseQuery("not = 'x'", odd)).toEqual(condition('not', '=', text('x')));
    expect(parseQuery("not not = 'x' and and = 'x'", odd)).toEqual({
      type: 'and',
      parts: [{ type: 'not', part: condition('not', '=', text('x')) }, condition('and', '=', text('x'))],
    });
  });
});

describe('what is no query', () => {
  it.each([
    ["carrier = 'a", 11, "'a (a text without its closing quote)"],
    ["carrier 'a'", 9, "'a'"],
    ["carrier == 'a'", 10, '='],
    ["carrier != 'a'", 9, '!'],
    ['carrier =', 10, 'the end'],
    ["= 'a'", 1, '='],
    ["carrier = 'a' carrier = 'b'", 15, 'carrier'],
    ["(carrier = 'a'", 15, 'the end'],
    ["carrier = 'a')", 14, ')'],
    ['()', 2, ')'],
    ["carrier = 'a' and", 18, 'the end'],
    ["carrier = 'a' or or carrier = 'b'", 18, undefined],
    ['carrier = "a"', 11, '"'],
    ['carrier = ; drop table operations', 11, ';'],
    ["carrier = 'a' -- and", 15, '--'],
    ["carrier is 'a'", 9, 'is'],
    ["carrier in ('a')", 9, 'in'],
    ['id = 12abc', 6, '12abc'],
    ['\u{1F600} = 1', 1, '\u{1F600}'],
  ])('%s', (query, position, found) => {
    const { code, params } = errorOf(query);
    expect(params['position']).toBe(position);
    expect(code).toBe(found === undefined ? 'query_unknown_field' : 'query_syntax');
    if (found !== undefined) expect(params['found']).toBe(found);
  });

  it('says what is expected in its place', () => {
    expect(errorOf("status 'failed'").message).toBe(
      "The query is wrong at character 8: 'failed' stands where one of =, <> is expected",
    );
  });

  it.each(['nonsense', 'constructor', '__proto__', 'toString', 'password'])('the field %s', (name) => {
    const { code, params } = errorOf(`carrier = 'x' and ${name} = 'x'`);
    expect(code).toBe('query_unknown_field');
    expect(params).toMatchObject({
      field: name,
      position: 19,
      fields: 'carrier, status, id, created, simulated',
    });
  });

  it.each([
    ["status contains 'fail'", 'contains'],
    ["status < 'failed'", '<'],
    ['id startsWith 1', 'startsWith'],
    ["created contains '2019'", 'contains'],
    ['simulated > true', '>'],
    ['carrier > empty', '>'],
    ['created contains empty', 'contains'],
  ])('an operator that its field does not have: %s', (query, operator) => {
    const { code, params } = errorOf(query);
    expect(code).toBe('query_bad_operator');
    expect(params['operator']).toBe(operator);
    expect(params['position']).toBe(query.indexOf(operator) + 1);
  });

  it.each([
    'carrier = 12',
    'carrier = true',
    'carrier = Fred',
    "status = 'broken'",
    'status = failed',
    "id = '12'",
    'id = -1d',
    'id = true',
    "created > '2019-02-30'",
    "created > '2019-13-01'",
    "created > '2019-01-01T24:00:00'",
    "created > '2019-01-01T10:00:00+25:00'",
    "created > 'yesterday'",
    'created > -10x',
    'created > 1549292520000',
    'created > now',
    `created > -${'9'.repeat(400)}d`,
    `id > ${'9'.repeat(400)}`,
    "simulated = 'true'",
    'simulated = empty',
    'simulated = 1',
  ])('a value that its field does not have: %s', (query) => {
    const { code, params } = errorOf(query);
    expect(code).toBe('query_bad_value');
    expect(params['position']).toBe(query.search(/\S+$/) + 1);
  });

  it('one that is too long, has too many conditions, or is too deep', () => {
    const long = `carrier = '${'x'.repeat(queryLimits.length)}'`;
    expect(errorOf(long)).toMatchObject({ code: 'query_too_long', params: { length: long.length } });
    const many = (count: number) => Array.from({ length: count }, () => 'id=1').join(' or ');
    expect(parse(many(queryLimits.conditions))).toMatchObject({ type: 'or' });
    expect(errorOf(many(queryLimits.conditions + 1)).code).toBe('query_too_many');
    const nested = (depth: number) => `${'('.repeat(depth)}id=1${')'.repeat(depth)}`;
    expect(parse(nested(queryLimits.depth))).toMatchObject({ type: 'condition' });
    expect(errorOf(nested(queryLimits.depth + 1)).code).toBe('query_too_deep');
    expect(errorOf(`${'not '.repeat(1_900)}id=1`).code).toBe('query_too_deep');
    // Beside each other they are no deeper.
    expect(parse(Array.from({ length: 200 }, () => '(id=1)').join(' and '))).toMatchObject({ type: 'and' });
  });
});

describe('any query', () => {
  const leaf: fc.Arbitrary<Query> = fc.oneof(
    fc
      .tuple(fc.constantFrom(...operatorsOf.text), fc.string({ unit: 'grapheme', maxLength: 12 }))
      .map(([operator, of]) => condition('carrier', operator, text(of))),
    fc
      .tuple(fc.constantFrom<QueryOperator>('=', '<>'), fc.constantFrom(...fields.status.values))
      .map(([operator, of]) => condition('status', operator, text(of))),
    fc
      .tuple(
        fc.constantFrom(...operatorsOf.number),
        fc
          .double({ noNaN: true, noDefaultInfinity: true })
          .map((number): QueryValue => ({ kind: 'number', number: number === 0 ? 0 : number })),
      )
      .map(([operator, value]) => condition('id', operator, value)),
    fc
      .tuple(
        fc.constantFrom(...operatorsOf.timestamp),
        fc.oneof(
          fc
            .date({ noInvalidDate: true, min: new Date('0000-01-01'), max: new Date('9999-12-31') })
            .map((date): QueryValue => ({ kind: 'time', at: date.getTime() })),
          fc
            .tuple(fc.integer({ min: -9999, max: 9999 }), fc.constantFrom('s', 'm', 'h', 'd', 'w'))
            .map(([amount, unit]): QueryValue => ({ kind: 'relative', amount, unit })),
        ),
      )
      .map(([operator, value]) => condition('created', operator, value)),
    fc.boolean().map((value) => condition('simulated', '=', { kind: 'boolean', value })),
    fc
      .constantFrom('carrier', 'status', 'id', 'created')
      .map((field) => condition(field, '<>', { kind: 'empty' })),
  );
  const { query } = fc.letrec<{ query: Query }>((tie) => ({
    query: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      leaf,
      tie('query').map((part): Query => ({ type: 'not', part })),
      fc
        .tuple(
          fc.constantFrom<'and' | 'or'>('and', 'or'),
          fc.array(tie('query'), { minLength: 2, maxLength: 4 }),
        )
        .map(([type, parts]): Query => ({ type, parts })),
    ),
  }));

  it('is read as it was printed', () => {
    fc.assert(
      fc.property(query, (tree) => {
        const printed = printQuery(tree);
        fc.pre(printed.length <= queryLimits.length);
        expect(parse(printed)).toEqual(tree);
      }),
      { numRuns: 500 },
    );
  });

  const word = fc.constantFrom(
    ..."carrier status id created simulated and or not empty true = <> <= > ( ) 'a' ' '' 12 0x1 -1d . ; -- \u0000 é".split(
      ' ',
    ),
  );
  it('or anything else is a tree or a WorkbenchError of a query', () => {
    const anything = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(word, { maxLength: 12 }).map((words) => words.join(' ')),
      fc.array(word, { maxLength: 12 }).map((words) => words.join('')),
    );
    fc.assert(
      fc.property(anything, (of) => {
        try {
          const tree = parse(of);
          if (tree !== undefined) expect(parse(printQuery(tree))).toEqual(tree);
        } catch (error) {
          if (!(error instanceof WorkbenchError)) throw error;
          expect(error.code).toMatch(/^query_/);
          expect(error.params['position']).toBeGreaterThan(0);
          expect(error.params['position']).toBeLessThanOrEqual(of.length + 1);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

describe('an order', () => {
  it.each([
    ['created', 'created', 'asc'],
    ['asc created', 'created', 'asc'],
    ['desc created', 'created', 'desc'],
    ['created desc', 'created', 'desc'],
    [' DESC  Created ', 'created', 'desc'],
    ['created ASC', 'created', 'asc'],
  ])('%s', (of, field, direction) => {
    expect(parseOrderby(of, fields)).toEqual({ field, direction });
  });

  it('none is asked by an empty text', () => {
    expect(parseOrderby('  ', fields)).toBeUndefined();
  });

  it.each([
    ['nonsense', 'query_unknown_field', 1],
    ['desc nonsense', 'query_unknown_field', 6],
    ['constructor', 'query_unknown_field', 1],
    ['desc', 'query_syntax', 5],
    ['created, id', 'query_syntax', 8],
    ['created upwards', 'query_syntax', 9],
    ['desc created desc', 'query_syntax', 14],
    ['created desc; drop table operations', 'query_syntax', 13],
    ['(select 1)', 'query_syntax', 1],
    ["'created'", 'query_syntax', 1],
  ])('%s is none', (of, code, position) => {
    const error = errorOf(of, (one) => parseOrderby(one, fields));
    expect(error).toMatchObject({ code, params: { what: 'orderby', position } });
  });

  it('is bounded in its length', () => {
    const error = errorOf('x'.repeat(9_000), (one) => parseOrderby(one, fields));
    expect(error.code).toBe('query_too_long');
  });
});
