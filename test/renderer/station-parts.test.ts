import { describe, expect, test } from 'vitest';
import {
  reportCsv,
  reportFacts,
  reportFileName,
  reportJson,
} from '../../src-renderer/station/batch-report.ts';
import { failureReasons, primaryOf } from '../../src-renderer/station/line-facts.ts';
import { loadLeft, paceOf } from '../../src-renderer/station/pace.ts';
import { inPlaces, readerName } from '../../src-renderer/station/reader-names.ts';
import { soundOf, toneOf, wordsOf } from '../../src-renderer/station/tile-view.ts';
import {
  type Batch,
  type BatchLine,
  batchRecipe,
  type Reader,
  type StationSlot,
  stationOutcome,
} from '../../src-shared/model/index.ts';
import { batchLineText } from '../../src-shared/texts.ts';

const minute = 60_000;

const line = (number: number, part: Partial<BatchLine>): BatchLine => ({
  batchId: 1,
  line: number,
  place: { file: 'a.csv', line: number },
  codeId: number,
  state: 'waiting',
  operations: [],
  remarks: [],
  updatedAt: 0,
  ...part,
});

const counts = { waiting: 0, running: 0, done: 0, failed: 0, skipped: 0 };

describe('the pace of a batch', () => {
  const ended = (number: number, startedAt: number, endedAt: number) =>
    line(number, { state: 'done', startedAt, endedAt });

  test('is that of all readers together, and tells how long the rest takes', () => {
    const lines = [1, 2, 3, 4].map((at) => ended(at, at * minute - 30_000, at * minute));
    // The first took half a minute, each other one came a minute after the one before.
    const pace = paceOf(lines, { ...counts, waiting: 6, running: 1 });
    expect(pace?.perHour).toBeCloseTo((4 / 3.5) * 60);
    expect(pace?.leftMs).toBeCloseTo((3.5 / 4) * minute * 7);
  });

  test('is not slowed down by a rest, nor by what ended long ago', () => {
    const morning = Array.from({ length: 60 }, (_, at) => ended(at + 1, at * 1000, at * 1000 + 900));
    const rested = morning.map((one) =>
      one.line <= 30
        ? one
        : {
            ...one,
            startedAt: (one.startedAt ?? 0) + 240 * minute,
            endedAt: (one.endedAt ?? 0) + 240 * minute,
          },
    );
    const pace = paceOf(rested, counts);
    expect(pace?.perHour).toBeGreaterThan(400);
    expect(paceOf(morning, counts)?.perHour).toBeGreaterThan(3500);
  });

  test('is not known while too few have ended, and skipped ones say nothing', () => {
    expect(paceOf([], counts)).toBeUndefined();
    expect(paceOf([ended(1, 0, minute)], counts)).toBeUndefined();
    expect(
      paceOf([ended(1, 0, minute), line(2, { state: 'skipped', startedAt: 0, endedAt: 5 })], counts),
    ).toBeUndefined();
  });

  test('of a package that loads: what is left at the speed so far', () => {
    expect(loadLeft({ bytesDone: 500, bytesTotal: 2000 }, 0, 2000)).toBe(6000);
    expect(loadLeft({ bytesDone: 0, bytesTotal: 2000 }, 0, 2000)).toBeUndefined();
    expect(loadLeft({ bytesDone: 2000, bytesTotal: 2000 }, 0, 2000)).toBeUndefined();
    expect(loadLeft({}, 0, 2000)).toBeUndefined();
  });
});

describe('what a reader shows', () => {
  const slot = (part: Partial<StationSlot>): StationSlot => ({
    batchId: 1,
    readerId: 'sim:0',
    phase: 'insert',
    expects: { kind: 'none' },
    ...part,
  });

  test('each outcome has a tone: good alone for what is done, and one of three sounds', () => {
    const tones = Object.fromEntries(
      stationOutcome.options.map((outcome) => [outcome, toneOf(slot({ phase: 'take_out', outcome }))]),
    );
    expect(Object.entries(tones).filter(([, tone]) => tone === 'good')).toEqual([['done', 'good']]);
    expect(tones).toMatchObject({ failed: 'bad', unreadable: 'bad', not_in_list: 'wrong', busy: 'wrong' });
    for (const outcome of stationOutcome.options)
      expect(['done', 'failed', 'wrong']).toContain(soundOf(slot({ phase: 'take_out', outcome }), undefined));
  });

  test('is heard when it comes, not again while it stays, and again with another card', () => {
    const done = slot({ phase: 'take_out', outcome: 'done', eid: '1' });
    expect(soundOf(done, slot({ phase: 'working' }))).toBe('done');
    expect(soundOf({ ...done, line: 3 }, done)).toBeUndefined();
    expect(soundOf({ ...done, eid: '2' }, done)).toBe('done');
    expect(soundOf(slot({ phase: 'put_back' }), slot({ phase: 'working' }))).toBe('wrong');
    expect(soundOf(slot({ phase: 'insert' }), done)).toBeUndefined();
  });

  test('says what to do, and how the card ended', () => {
    expect(wordsOf(slot({ phase: 'take_out', outcome: 'failed' }))).toEqual({
      act: 'Take it out',
      outcome: 'Failed',
    });
    expect(wordsOf(slot({}))).toEqual({ act: 'Put a card in' });
  });

  test('stands in the order of the slots on the bench, named as it is called here', () => {
    const reader = (id: string, index: number, part: Partial<Reader>): Reader => ({
      id,
      kind: 'pcsc',
      index,
      name: id,
      presence: 'empty',
      ...part,
    });
    const readers = [reader('pcsc:a', 0, {}), reader('pcsc:b', 1, { place: 1, label: 'Left' })];
    expect(inPlaces(['pcsc:gone', 'pcsc:a', 'pcsc:b'], readers)).toEqual(['pcsc:b', 'pcsc:a', 'pcsc:gone']);
    expect(readerName('pcsc:b', readers)).toBe('Left');
    expect(readerName('pcsc:gone', readers)).toBe('gone');
  });
});

describe('the next thing to do', () => {
  test.each([
    ['draft', ['sim:0'], 'start'],
    ['draft', [], 'readers'],
    ['running', ['sim:0'], 'pause'],
    ['paused', ['sim:0'], 'resume'],
    ['stopped', [], 'readers'],
    ['finished', [], 'report'],
  ] as const)('%s with the readers %j: %s', (state, readers, primary) => {
    expect(primaryOf({ state, readers: [...readers] })).toBe(primary);
  });

  test('reasons of failures are counted together, the most frequent first', () => {
    const full = { code: 'card_full', params: {} };
    const gone = { code: 'card_removed', params: { reader: 'r' } };
    const lines = [gone, full, full].map((error, at) => line(at + 1, { state: 'failed', error }));
    const waits = line(4, { error: gone });
    expect(failureReasons([...lines, waits])).toEqual([
      { error: full, count: 2 },
      { error: gone, count: 1 },
    ]);
  });
});

describe('the report of a batch', () => {
  const batch: Batch = {
    id: 7,
    name: 'Nachtschicht / Küche "2"',
    state: 'finished',
    recipe: batchRecipe.parse({}),
    readers: ['sim:0'],
    counts: { ...counts, done: 1, failed: 1 },
    failures: { inARow: 0, inAll: 1 },
    refused: [{ place: { file: 'a.csv', line: 9 }, error: { code: 'activation_code_empty', params: {} } }],
    createdBy: 'lab',
    createdAt: 0,
    updatedAt: 0,
  };
  const lines = [
    line(1, {
      state: 'done',
      cardEid: '89049032000000000000000000000001',
      iccid: '8949000000000000001',
      readerId: 'sim:0',
      startedAt: 1_000,
      endedAt: 3_500,
      operations: [4, 5],
    }),
    line(2, { state: 'failed', error: { code: 'file_bad', params: { reason: '=cmd|x' } } }),
  ];

  test('as CSV: a line for each, those that were refused behind them', () => {
    const [head, first, second, refused, end] = reportCsv(batch, lines).split('\r\n');
    expect(head).toBe(
      'line,state,eid,iccid,code,reader,simulated,started,ended,duration_ms,error,reason,file,file_line,operations',
    );
    expect(first).toBe(
      '1,done,89049032000000000000000000000001,8949000000000000001,1,sim:0,true,1970-01-01T00:00:01.000Z,1970-01-01T00:00:03.500Z,2500,,,a.csv,1,4 5',
    );
    expect(second).toMatch(/^2,failed,,,2,,,,,,file_bad,/);
    expect(refused).toMatch(/^,refused,.*activation_code_empty,There is no activation code,a\.csv,9,$/);
    expect(end).toBe('');
  });

  test('what somebody has cancelled is called so: in the numbers, in the table, and not a failure', () => {
    const cancelled = line(3, { state: 'failed', error: { code: 'cancelled', params: {} } });
    const all = [...lines, cancelled];
    const whole = { ...batch, counts: { ...counts, done: 1, failed: 2 } };
    expect(reportCsv(whole, all).split('\r\n')[3]).toMatch(
      /^3,cancelled,.*,cancelled,The operation was cancelled,/,
    );
    expect(reportFacts(whole, all, [])).toEqual(
      expect.arrayContaining([
        ['Failed', '1'],
        ['Cancelled', '1'],
      ]),
    );
    expect(batchLineText(cancelled).name).toBe('Cancelled');
    expect(batchLineText({ ...cancelled, state: 'waiting' }).name).toBe('Waiting');
    // Without one, nothing is said of it.
    expect(reportFacts(batch, lines, []).map(([name]) => name)).not.toContain('Cancelled');
  });

  test('as JSON it is whole, and its file has a name that every system takes', () => {
    expect(JSON.parse(reportJson(batch, lines, 0))).toMatchObject({
      report: 'euicc-workbench-batch',
      batch: { id: 7, counts: { done: 1, failed: 1 } },
      lines: [{ line: 1 }, { line: 2 }],
    });
    expect(reportFileName(batch, 'csv')).toMatch(/^batch-7-Nachtschicht-Ku-?che-2\.csv$/);
    expect(reportFileName({ id: 7, name: '批次' }, 'csv')).toBe('batch-7.csv');
  });
});
