/** The pure parts of the pages of operations and evidence. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sidesOf } from '../../src-renderer/evidence/difference.ts';
import { inOrderOfNow, passes, statusFilters, wasFound } from '../../src-renderer/operations/now.ts';
import { quoted, relatedQuery, relationsOf } from '../../src-renderer/operations/related.ts';
import { againOf } from '../../src-renderer/operations/run-again.ts';
import { decisiveExchange, isFunction, ticksOf, timelineOf } from '../../src-renderer/operations/timeline.ts';
import { fleetFields, historyEntry } from '../../src-shared/model/fleet.ts';
import {
  isFinal,
  type Operation,
  type OperationStep,
  operationKind,
  startOperation,
  type TraceLine,
} from '../../src-shared/model/index.ts';
import { parseQuery } from '../../src-shared/query/index.ts';
import { makeOperations, makeSteps } from './fixture-operations.ts';
import { FixtureTraces } from './fixture-trace.ts';

const now = Date.parse('2026-11-27T10:00:00Z');
const operations = makeOperations(now);
const of = (index: number): Operation => operations[index] as Operation;
const traces = new FixtureTraces(
  (id) => operations.find((one) => one.id === id) as Operation,
  () => [],
);
const makeTrace = (operation: Operation) =>
  traces.handlers['trace.list']({ operationId: operation.id, after: 0, limit: 20_000 }) as TraceLine[];

describe('the sides of a deviation', () => {
  test('joined they are what they were, and they differ first where the mark is', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 40 });
    fc.assert(
      fc.property(text, text, text, (common, a, b) => {
        fc.pre(a !== b);
        const sides = sidesOf({ field: 'url', expected: common + a, found: common + b });
        expect(sides.expected.before + sides.expected.mark + sides.expected.after).toBe(common + a);
        expect(sides.found.before + sides.found.mark + sides.found.after).toBe(common + b);
        expect(sides.expected.before).toBe(sides.found.before);
        expect(sides.expected.mark).not.toBe(sides.found.mark);
        expect(sides.expected.mark.isWellFormed() || !(common + a).isWellFormed()).toBe(true);
      }),
    );
  });

  test('of a command a whole byte is marked', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 30 }), fc.uint8Array({ maxLength: 30 }), (a, b) => {
        const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex').toUpperCase();
        const { expected } = sidesOf({ field: 'command', expected: hex(a), found: hex(b) });
        expect(expected.before.length % 2).toBe(0);
        expect([0, 2]).toContain(expected.mark.length);
      }),
    );
    expect(sidesOf({ field: 'command', expected: '81E2910003', found: '81E2910013' })).toEqual({
      expected: { before: '81E29100', mark: '03', after: '' },
      found: { before: '81E29100', mark: '13', after: '' },
    });
  });
});

describe('the timeline', () => {
  const steps = fc
    .array(
      fc.record({
        gap: fc.integer({ min: 0, max: 5_000_000 }),
        step: fc.option(
          fc.constantFrom('ES10c.GetEID', 'ES9+.GetBoundProfilePackage', 'ES11.AuthenticateClient'),
          {
            nil: undefined,
          },
        ),
        durationMs: fc.option(fc.double({ min: 0, max: 30_000, noNaN: true }), { nil: undefined }),
      }),
      { maxLength: 30 },
    )
    .map((all) => {
      let at = now;
      return all.map(({ gap, step, durationMs }, index): OperationStep => {
        at += gap;
        return {
          seq: index + 1,
          at,
          status: 'download',
          apdus: 1,
          ...(step === undefined ? {} : { step }),
          ...(durationMs === undefined ? {} : { durationMs }),
        };
      });
    });

  test('has every step once, in order, within its bounds; its scale never runs backwards and ends at 100 %', () => {
    fc.assert(
      fc.property(steps, fc.integer({ min: 0, max: 9_000_000 }), (all, later) => {
        const timeline = timelineOf({ createdAt: now }, all, [], now + later);
        expect(timeline.rows.filter(isFunction)).toHaveLength(
          all.filter(({ step }) => step !== undefined).length,
        );
        expect(timeline.rows).toHaveLength(all.length);
        let before = -1;
        for (const { from, to } of timeline.rows) {
          expect(from).toBeGreaterThanOrEqual(timeline.from);
          expect(to).toBeLessThanOrEqual(timeline.to);
          expect(to).toBeGreaterThanOrEqual(from);
          expect(timeline.place(from)).toBeGreaterThanOrEqual(before);
          expect(timeline.place(to)).toBeGreaterThanOrEqual(timeline.place(from));
          before = timeline.place(from);
        }
        expect(timeline.place(timeline.from)).toBe(0);
        if (timeline.to > timeline.from) expect(timeline.place(timeline.to)).toBeCloseTo(100, 6);
      }),
    );
  });

  test('shortens the hours before a reconciliation, and nothing of a plain download', () => {
    const download = of(1);
    expect(timelineOf(download, makeSteps(download), [], now).shortened).toBe(false);
    const two: OperationStep[] = [
      { seq: 1, at: now, status: 'starting', step: 'ES10c.GetEID', apdus: 1, durationMs: 3000 },
      {
        seq: 2,
        at: now + 7_200_000,
        status: 'starting',
        step: 'ES10c.GetProfilesInfo',
        apdus: 1,
        durationMs: 1000,
      },
    ];
    const timeline = timelineOf({ createdAt: now, endedAt: now + 7_201_000 }, two, [], now);
    expect(timeline.shortened).toBe(true);
    expect(timeline.place(now + 3000)).toBeGreaterThan(50);
  });

  test('leads from a function to its first exchange, and knows people and notes', () => {
    const operation = of(1);
    const lines: TraceLine[] = [
      ...makeTrace(operation),
      {
        seq: 99_999,
        startedAt: operation.createdAt + 50,
        kind: 'note',
        code: 'question_waited',
        params: { waitedMs: 700 },
      },
    ];
    const { rows } = timelineOf(operation, makeSteps(operation), lines, now);
    for (const row of rows.filter(isFunction)) {
      const line = lines.find(({ seq }) => seq === row.seq);
      expect(line).toMatchObject({ purpose: row.step });
    }
    expect(rows.find(({ kind }) => kind === 'person')).toMatchObject({
      from: operation.createdAt + 50,
      seq: 99_999,
    });
    expect(rows.filter(({ kind }) => kind === 'note').length).toBeGreaterThan(0);
  });

  test('its scale has three to seven times of the kind 1, 2, 5, within the whole', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-3, max: 1e9, noNaN: true }), (ms) => {
        const ticks = ticksOf(ms);
        expect(ticks[0]).toBe(0);
        expect(ticks.length).toBeGreaterThanOrEqual(3);
        expect(ticks.length).toBeLessThanOrEqual(7);
        expect(ticks.at(-1)).toBeLessThanOrEqual(ms);
      }),
    );
    expect(ticksOf(0)).toEqual([0]);
    expect(ticksOf(27_400)).toEqual([0, 10_000, 20_000]);
  });
});

describe('the exchange that a failure is about', () => {
  test('is the last one of the function that the error names, which went wrong before one that did not', () => {
    const failed = of(3);
    const lines = makeTrace(failed);
    const found = decisiveExchange(
      { code: 'status_word', params: { function: 'ES10b.PrepareDownload' } },
      lines,
    );
    expect(found).toMatchObject({ purpose: 'ES10b.PrepareDownload', statusWord: '6985' });
    // An answer of HTTP 200 may say no.
    const said = decisiveExchange(
      { code: 'es9_status', params: { function: 'ES9+.InitiateAuthentication' } },
      lines,
    );
    expect(said).toMatchObject({ kind: 'http', purpose: 'ES9+.InitiateAuthentication' });
    // Without a name: the last that went wrong by itself.
    expect(decisiveExchange({ code: 'card_removed', params: {} }, lines)).toBe(lines.at(-1));
    expect(decisiveExchange(undefined, lines)).toBeUndefined();
    expect(decisiveExchange({ code: 'cancelled', params: {} }, [])).toBeUndefined();
  });
});

describe('what belongs to an operation', () => {
  test('is asked for in the query language, whatever stands in names', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1, maxLength: 60 }),
        fc.array(fc.nat(1000), { maxLength: 4 }),
        (batch, ids) => {
          const query = relatedQuery({ ...of(1), batch }, ids) ?? '';
          expect(() => parseQuery(query, fleetFields.history)).not.toThrow();
          expect(query).toContain(quoted(batch));
        },
      ),
    );
    const { eid: _, iccid: __, ...unknown } = of(1);
    expect(relatedQuery(unknown, [])).toBeUndefined();
  });

  test('says why', () => {
    const operation: Operation = { ...of(1), batch: 'Rig 7' };
    const row = historyEntry.parse({
      id: 77,
      kind: 'enable',
      status: 'successful',
      reader: 'sim:0',
      reader_name: 'Simulated reader 0',
      simulated: true,
      eid: operation.eid,
      iccid: operation.iccid,
      batch: 'Rig 7',
      code_use: 'none',
      cause: 'request',
      created_by: 'lab',
      source: 'cli',
      pending: false,
      created: '2026-11-27T10:00:00.000Z',
      updated: '2026-11-27T10:00:00.000Z',
    });
    expect(relationsOf(operation, row, [77])).toEqual(['code', 'profile', 'card', 'batch']);
    expect(
      relationsOf({ ...operation, batch: undefined }, { ...row, eid: undefined, iccid: undefined }, []),
    ).toEqual([]);
  });
});

describe('the list of now', () => {
  test('has what waits for somebody first, then what runs, then what has ended, the newest first', () => {
    const running: Operation = { ...of(7), id: 40, status: 'download', endedAt: undefined };
    const asking: Operation = { ...running, id: 39, question: { kind: 'confirmation_code', retry: false } };
    expect(inOrderOfNow([of(0), running, of(1), asking]).map(({ id }) => id)).toEqual([39, 40, 2, 1]);
  });

  test('every operation is in one filter beside "all" at least, and is found by what it shows', () => {
    for (const operation of operations) {
      expect(statusFilters.filter((filter) => passes(operation, filter)).length).toBeGreaterThan(1);
      expect(passes(operation, 'running')).toBe(!isFinal(operation));
      for (const typed of ['', `#${operation.id}`, ` ${operation.readerName.toUpperCase()}`])
        expect(wasFound(operation, typed)).toBe(true);
      expect(wasFound(operation, 'nothing of this kind')).toBe(false);
    }
  });
});

describe('running again', () => {
  test.each(operationKind.options)(
    '%s: what is asked for is a request that the engine takes, or nothing',
    (kind) => {
      for (const status of ['successful', 'failed'] as const) {
        const again = againOf({ ...of(1), kind, status, activationCodeUse: 'used', codeId: 5 }, 'sim:0');
        if (again?.by === 'start')
          expect(startOperation.parse(again.request)).toMatchObject({ kind, readerId: 'sim:0' });
        // A code that is used up is not offered again.
        if (again?.by === 'dialog') expect(again.codeId).toBeUndefined();
        if (kind === 'delete' && status === 'successful') expect(again).toBeUndefined();
      }
    },
  );
});
