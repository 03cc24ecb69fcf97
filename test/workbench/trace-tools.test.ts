import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRedactor } from '../../src-main/store/redact.ts';
import type { Secret } from '../../src-main/store/secrets.ts';
import { align } from '../../src-main/workbench/diff.ts';
import { createTraceComparer } from '../../src-main/workbench/trace-compare.ts';
import { copyTrace } from '../../src-main/workbench/trace-copy.ts';
import { searchTraces } from '../../src-main/workbench/trace-search.ts';
import { timeOf } from '../../src-main/workbench/trace-time.ts';
import {
  operationTime,
  traceComparison,
  traceComparisonRequest,
  tracePage,
  traceSearch,
} from '../../src-shared/model/index.ts';
import type { TraceEntry } from '../../src-shared/trace.ts';
import { parseTraceQuery } from '../../src-shared/trace-query.ts';
import { apdu, http, utf8 } from './trace-support.ts';

/** A store of these operations, numbered from 1. */
function storeOf(operations: readonly (readonly TraceEntry[])[], secrets: readonly Secret[] = []) {
  const stored = operations.map((entries) => entries.map((entry, i) => ({ seq: i + 1, entry })));
  const redacted = stored.map((entries) => createRedactor({ secrets }).trace(entries));
  const page = <T extends { readonly seq: number }>(
    list: readonly T[] | undefined,
    after: number,
    limit: number,
  ) => (list ?? []).filter(({ seq }) => seq > after).slice(0, limit);
  return {
    redactedTrace: (id: number, after: number, limit: number) => page(redacted[id - 1], after, limit),
    listTrace: (id: number, after: number, limit: number) => page(stored[id - 1], after, limit),
    operationIds: (before: number, limit: number) =>
      operations
        .map((_, i) => i + 1)
        .reverse()
        .filter((id) => id < before)
        .slice(0, limit),
  };
}

const nickname = `BF29 10 5A0A98940000000000000071 9002 4142`.replaceAll(' ', '');
const download: TraceEntry[] = [
  apdu('0070000001', '019000', 'MANAGE CHANNEL'),
  apdu('81E2910003BF2E00', 'BF2E1280100102030405060708090A0B0C0D0E0F109000', 'ES10b.GetEUICCChallenge'),
  http({
    purpose: 'ES9+.InitiateAuthentication',
    status: 200,
    requestBody: utf8('{"euiccChallenge":"AQIDBAUGBwgJCgsMDQ4PEA=="}'),
    responseBody: utf8(`{"profileMetadata":"${Buffer.from(nickname, 'hex').toString('base64')}"}`),
  }),
  apdu(`81E2110008${nickname.slice(0, 16)}`, '9000', 'ES10c.SetNickname'),
  apdu(`81E291010B${nickname.slice(16)}`, '6A88', 'ES10c.SetNickname'),
  { kind: 'note', startedAt: 7, code: 'protocol_fallback', params: { to: 'T=0' } },
];

describe('search', () => {
  const store = storeOf([download, [apdu('00A4040000', '6A82', 'SELECT ISD-R')]]);
  const search = (query: string, more: object = {}) =>
    tracePage.parse(searchTraces(store, traceSearch.parse({ query, ...more }), () => 0));
  const found = (query: string, more?: object) =>
    search(query, more).hits.map(({ operationId, seq }) => `${operationId}/${seq}`);

  it.each([
    ['6A88', ['1/5']],
    ['sw:6AXX', ['2/1', '1/5']],
    ['69xx', []],
    ['BF2E', ['1/2']],
    ['5A', ['1/3', '1/4']],
    ['fn:setnickname', ['1/4', '1/5']],
    ['fn:SetNickname 9000', ['1/4']],
    ['host:smdp.example', ['1/3']],
    ['hex:0A0B0C', ['1/2']],
    ['989400000000', []],
    ['initiate', ['1/3']],
    ['T=0', ['1/6']],
  ])('%s', (query, wanted) => {
    expect(found(query)).toEqual(wanted);
  });

  it('tells where: of a value in blocks in each of them', () => {
    const [, hit] = search('tag:5A', { operationId: 1 }).hits;
    expect(hit?.places).toEqual([
      { seq: 4, part: 'request', from: 8, to: 13 },
      { seq: 5, part: 'request', from: 5, to: 12 },
    ]);
    expect(search('hex:0A0B0C').hits[0]?.places).toEqual([{ seq: 2, part: 'response', from: 14, to: 17 }]);
  });

  it('goes on page by page and comes to the end, with the same hits whatever the time', () => {
    for (const query of ['sw:XXXX', 'text:es', 'tag:5A'])
      for (const limit of [1, 2, 500]) {
        const hits: string[] = [];
        let after: { operationId: number; seq: number } | undefined;
        let late = 0;
        for (let pages = 0; pages < 50; pages++) {
          const page = searchTraces(store, traceSearch.parse({ query, limit, after }), () => (late += 200));
          hits.push(...page.hits.map(({ operationId, seq }) => `${operationId}/${seq}`));
          after = page.next;
          if (after === undefined) break;
        }
        expect(after).toBeUndefined();
        expect(hits).toEqual(found(query));
      }
  });

  it('never finds a secret, and not its placeholder either', () => {
    const id = 'QX7-SECRET-ID';
    const hidden = storeOf(
      [[http({ requestBody: utf8(JSON.stringify({ matchingId: id })) })]],
      [{ kind: 'matching_id', value: id }],
    );
    for (const query of [`text:${id}`, `hex:${Buffer.from(id).toString('hex')}`, 'hex:2A2A2A'])
      expect(searchTraces(hidden, traceSearch.parse({ query }), () => 0).hits).toEqual([]);
  });

  it('refuses what nothing can meet, and any text is understood or refused', () => {
    expect(() => search('tag:XYZ')).toThrow(expect.objectContaining({ code: 'trace_query_invalid' }));
    fc.assert(
      fc.property(fc.string({ maxLength: 60 }), (text) => {
        const terms = parseTraceQuery(text);
        expect(terms === undefined || terms.length <= 60).toBe(true);
      }),
    );
  });
});

describe('comparison', () => {
  const compare = (a: readonly TraceEntry[], b: readonly TraceEntry[], more: object = {}) =>
    traceComparison.parse(
      createTraceComparer()(storeOf([a, b]), traceComparisonRequest.parse({ a: 1, b: 2, ...more })),
    );

  it('of a trace with itself finds nothing', () => {
    expect(compare(download, download)).toMatchObject({
      equal: true,
      counts: { same: 6, changed: 0, onlyA: 0, onlyB: 0 },
    });
  });

  it('names status words, bytes with their fields, times and what only one has', () => {
    const other = [...download];
    other[1] = apdu(
      '81E2910003BF2E00',
      'BF2E1280100102030405060708090A0B0C0D0E0F119000',
      'ES10b.GetEUICCChallenge',
    );
    other[4] = {
      ...apdu(`81E291010B${nickname.slice(16)}`, '9000', 'ES10c.SetNickname'),
      durationMs: 900,
    } as TraceEntry;
    other.splice(2, 1);
    other.push(apdu('0070800100', '9000', 'MANAGE CHANNEL'));
    const { equal, counts, rows } = compare(download, other, { ignore: [] });
    expect(equal).toBe(false);
    expect(counts).toEqual({ same: 3, changed: 2, onlyA: 1, onlyB: 1 });
    expect(rows[1]).toMatchObject({
      kind: 'changed',
      differences: [{ what: 'response', at: 20, fields: ['ES10b.GetEUICCChallenge.euiccChallenge'] }],
    });
    expect(rows[2]).toMatchObject({ kind: 'only_a', purpose: 'ES9+.InitiateAuthentication' });
    expect(rows[4]?.differences).toEqual([
      { what: 'result', a: '6A88', b: '9000' },
      { what: 'time', a: '2 ms', b: '900 ms' },
    ]);
    expect(rows.at(-1)).toMatchObject({ kind: 'only_b', b: { seq: 6 } });
    expect(compare(download, other, { ignore: ['bytes', 'times'] }).counts.changed).toBe(1);
    expect(compare(download, other, { ignore: [] }).differing).toEqual([1, 2, 4, 6]);
    expect(compare(download, other, { from: 2, limit: 2 })).toMatchObject({
      rows: [{ a: { seq: 3 } }, { a: { seq: 4 } }],
      next: 4,
    });
  });

  it('remembers the last comparison for its pages, and forgets it when a trace has grown', () => {
    const compareAgain = createTraceComparer();
    const traces = [[...download], [...download]];
    const ask = (from: number) =>
      compareAgain(storeOf(traces), traceComparisonRequest.parse({ a: 1, b: 2, from, limit: 3 }));
    expect(ask(0)).toMatchObject({ equal: true, next: 3 });
    expect(ask(3).rows).toHaveLength(3);
    traces[1]?.push(apdu('0070800100', '9000', 'MANAGE CHANNEL'));
    expect(ask(3)).toMatchObject({ equal: false, differing: [6], next: 6 });
    expect(ask(6).rows).toMatchObject([{ kind: 'only_b', b: { seq: 7 } }]);
  });

  it('aligns as short as can be: every place once, in order, equal where both are', () => {
    const letters = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 14 });
    fc.assert(
      fc.property(letters, letters, (a, b) => {
        const pairs = align(a, b);
        expect(pairs.flatMap((one) => ('a' in one ? [one.a] : []))).toEqual(a.map((_, i) => i));
        expect(pairs.flatMap((one) => ('b' in one ? [one.b] : []))).toEqual(b.map((_, i) => i));
        let common = 0;
        for (const one of pairs)
          if ('a' in one && 'b' in one) {
            expect(a[one.a]).toBe(b[one.b]);
            common += 1;
          }
        expect(common).toBe(longestCommon(a, b));
      }),
      { numRuns: 500 },
    );
    const many = (letter: string) => Array.from({ length: 5_000 }, (_, i) => `${letter}${i}`);
    expect(align(many('a'), many('b'))).toHaveLength(10_000);
  });

  function longestCommon(a: readonly string[], b: readonly string[]): number {
    const row = new Array<number>(b.length + 1).fill(0);
    for (const one of a) {
      let corner = 0;
      b.forEach((other, j) => {
        const above = row[j + 1] ?? 0;
        row[j + 1] = one === other ? corner + 1 : Math.max(above, row[j] ?? 0);
        corner = above;
      });
    }
    return row[b.length] ?? 0;
  }
});

describe('time', () => {
  const operation = { id: 1, createdAt: 1_000, endedAt: 2_000, simulated: false };
  const at = (entry: TraceEntry, startedAt: number, durationMs: number): TraceEntry =>
    entry.kind === 'note' ? entry : { ...entry, startedAt, durationMs };

  it('of each moment is told once, and all of it together is the whole', () => {
    const time = operationTime.parse(
      timeOf(
        operation,
        [
          { at: 1_000, status: 'starting' },
          { at: 1_400, status: 'download' },
          { at: 2_000, status: 'successful' },
        ],
        [
          at(apdu('81E2910003BF2E00', '9000', 'ES10b.GetEUICCChallenge'), 1_000, 300),
          {
            ...at(http({ purpose: 'ES9+.InitiateAuthentication' }), 1_200, 300),
            connectMs: 150,
          } as TraceEntry,
          {
            kind: 'note',
            startedAt: 1_600,
            code: 'question_waited',
            params: { kind: 'install', waitedMs: 250 },
          },
        ],
      ),
    );
    const wire = 1.07 + 0.0623 * 10;
    expect(time.totalMs).toBe(1_000);
    expect(time.parts.wire).toBeCloseTo(wire, 2);
    expect(time.parts).toMatchObject({ connect: 50, server: 150, person: 250, own: 250 });
    expect(time.parts.card).toBeCloseTo(300 - wire, 2);
    expect(time.phases.map(({ status, totalMs }) => [status, totalMs])).toEqual([
      ['starting', 400],
      ['download', 600],
    ]);
    expect(time.functions[0]).toMatchObject({ count: 1, totalMs: 300 });
    const sum = (parts: object) => Object.values(parts).reduce((all: number, one: number) => all + one, 0);
    expect(sum(time.parts)).toBeCloseTo(1_000, 1);
  });

  it('adds up to the whole for any exchanges', () => {
    const entry = fc.record({
      kind: fc.constantFrom('apdu', 'http'),
      from: fc.integer({ min: 500, max: 2_500 }),
      ms: fc.integer({ min: 0, max: 700 }),
    });
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 20 }), fc.boolean(), (given, simulated) => {
        const entries = given.map(({ kind, from, ms }) =>
          at(kind === 'apdu' ? apdu('00A40000', '9000') : http({}), from, ms),
        );
        const { parts, totalMs } = operationTime.parse(timeOf({ ...operation, simulated }, [], entries));
        const sum = Object.values(parts).reduce((all, one) => all + one, 0);
        expect(Math.abs(sum - totalMs)).toBeLessThan(0.1);
        if (simulated) expect(parts.wire).toBe(0);
      }),
    );
  });
});

it('the time of a recording that was taken in is its own', () => {
  const taken = { id: 1, createdAt: 9_000, endedAt: 9_020, simulated: false };
  const entries = [apdu('00A40000', '9000'), apdu('00B0000000', '9000')].map(
    (entry, i): TraceEntry => ({ ...entry, startedAt: 1_000 + 500 * i, durationMs: 100 }) as TraceEntry,
  );
  const time = operationTime.parse(timeOf(taken, [{ at: 9_000, status: 'starting' }], entries));
  expect([time.totalMs, time.phases]).toEqual([600, []]);
  expect(time.parts.card + time.parts.wire).toBeCloseTo(200, 3);
});

describe('copying', () => {
  const store = storeOf([download]);
  const copy = (format: 'hex' | 'json' | 'script' | 'opensc' | 'gscriptor', seqs?: number[]) =>
    copyTrace(store, { operationId: 1, format, ...(seqs ? { seqs } : {}) }).text;

  it('has a form for each tool', () => {
    expect(copy('hex', [1])).toBe('# 1 MANAGE CHANNEL\n> 0070000001\n< 019000\n');
    expect(JSON.parse(copy('json', [1, 3]))).toMatchObject([
      { seq: 1, command: '0070000001' },
      { seq: 3, kind: 'http' },
    ]);
    expect(copy('opensc', [1, 2])).toBe(
      '#!/bin/sh\nopensc-tool \\\n  -s 00:70:00:00:01 \\\n  -s 81:E2:91:00:03:BF:2E:00\n',
    );
    expect(copy('gscriptor', [2])).toBe('reset\n81 E2 91 00 03 BF 2E 00\n');
    expect(copy('script', [1]).split('\n').slice(2)).toEqual([
      `scriptor -r "\${1:?reader}" <<'END'`,
      '00 70 00 00 01',
      'END',
      '',
    ]);
    expect(copy('gscriptor').split('\n')).toHaveLength(6);
  });

  it('sends no secret: such a command stands as a comment', () => {
    const secret: Secret = { kind: 'token', value: 'A'.repeat(20) };
    const letters = storeOf(
      [[apdu(`81E291001ABF2917${'00'.repeat(3)}${'41'.repeat(20)}`, '9000')]],
      [secret],
    );
    for (const format of ['script', 'opensc', 'gscriptor', 'hex', 'json'] as const) {
      const { text } = copyTrace(letters, { operationId: 1, format });
      expect(text).not.toMatch(/(41[ :]?){3}/);
      if (format !== 'hex' && format !== 'json') expect(text).toContain('# 1 ES10b.Test: holds a secret');
    }
  });
});
