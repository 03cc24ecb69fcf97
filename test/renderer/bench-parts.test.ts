import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { benchChanges } from '../../src-renderer/bench/changes.ts';
import { benchHints } from '../../src-renderer/bench/hints.ts';
import { Pace } from '../../src-renderer/bench/pace.ts';
import {
  benchCells,
  columnsFor,
  densityFor,
  movesBack,
  nextCell,
  nextSlot,
  numberAll,
  type PlaceMove,
  placeMoves,
  slotsToArrange,
} from '../../src-renderer/bench/slots.ts';
import { benchCounts, hasFailed, isFree, tileModels } from '../../src-renderer/bench/tiles.ts';
import {
  type Course,
  followStep,
  roundedLeft,
  type SeenStep,
  timeLeft,
} from '../../src-renderer/bench/time-left.ts';
import type { Operation, OperationDetail, Reader } from '../../src-shared/model/index.ts';
import { nameAndEnd, readerNameParts } from '../../src-shared/reader-names.ts';
import { sixteenCards, sixteenOperations, sixteenReaders, sixteenSlots } from './fixture-bench.ts';

const at = 1_800_000_000_000;
const load = 'ES10b.LoadBoundProfilePackage';

type Running = Parameters<typeof followStep>[1];
const running = (
  step: string | undefined,
  updatedAt: number,
  bytesDone?: number,
  bytesTotal = 1000,
): Running => ({
  status: step === undefined ? 'starting' : 'download',
  createdAt: at,
  updatedAt,
  ...(step === undefined
    ? {}
    : { progress: { step, ...(bytesDone === undefined ? {} : { bytesDone, bytesTotal }) } }),
});

/** A published download on a real card: AuthenticateServer 3.0 s, PrepareDownload 3.7 s, 18 s of loading (design.md). */
const published: Course = [
  { status: 'download', step: 'ES10b.AuthenticateServer', durationMs: 3000 },
  { status: 'download', step: 'ES10b.PrepareDownload', durationMs: 3700 },
  { status: 'download', step: load, durationMs: 18_000 },
  { status: 'download_verify', step: 'ES10c.GetProfilesInfo', durationMs: 140 },
];

const follow = (events: readonly Running[]): SeenStep =>
  events.reduce<SeenStep | undefined>((seen, event) => followStep(seen, event), undefined) ??
  followStep(undefined, running(undefined, at));

describe('the time left', () => {
  test('of the published download: all of it at the start, the rest of a step and what comes after it later', () => {
    const earlier = [published];
    const left = (operation: Running, now: number) =>
      timeLeft({ now, operation, seen: followStep(undefined, operation), earlier });
    expect(left(running(undefined, at), at)).toBe(24_840);
    expect(left(running('ES10b.AuthenticateServer', at), at + 1000)).toBe(23_840);
    expect(left(running('ES10b.PrepareDownload', at), at)).toBe(21_840);
    expect(left(running(load, at, 500), at)).toBe(9140);
    expect(left(running(load, at, 1000), at)).toBe(140);
  });

  test('without earlier ones it is told by bytes alone, and not at all where nothing is known', () => {
    const operation = running(load, at + 4000, 400);
    const seen = follow([running(load, at, 0), operation]);
    expect(timeLeft({ now: at + 4000, operation, seen, earlier: [] })).toBe(6000);
    const first = running(load, at, 400);
    expect(timeLeft({ now: at, operation: first, seen: follow([first]), earlier: [] })).toBeUndefined();
    const other = running('ES10b.PrepareDownload', at);
    expect(timeLeft({ now: at, operation: other, seen: follow([other]), earlier: [] })).toBeUndefined();
  });

  test('nothing is told while a person is waited for', () => {
    const operation: Running = {
      ...running('ES9+.AuthenticateClient', at),
      question: { kind: 'confirmation_code', retry: false },
    };
    expect(timeLeft({ now: at, operation, seen: follow([operation]), earlier: [published] })).toBeUndefined();
  });

  test('a step that earlier ones did not have stands for the first of its status', () => {
    const operation = running('ES10b.CancelSession', at);
    expect(timeLeft({ now: at, operation, seen: follow([operation]), earlier: [published] })).toBe(24_840);
    const status: Running = { ...running('FETCH', at), status: 'enable_verify' };
    expect(
      timeLeft({ now: at, operation: status, seen: follow([status]), earlier: [published] }),
    ).toBeUndefined();
  });

  const duration = fc.integer({ min: 0, max: 100_000 });
  const courses = fc.array(
    fc.array(
      fc.record({
        status: fc.constantFrom('starting', 'download', 'download_verify', 'enable' as const),
        step: fc.constantFrom(load, 'ES10b.PrepareDownload', 'ES10c.GetEID'),
        durationMs: duration,
      }),
      { maxLength: 8 },
    ),
    { maxLength: 6 },
  ) as fc.Arbitrary<Course[]>;
  const events = fc
    .array(fc.tuple(fc.integer({ min: 0, max: 1000 }), fc.integer({ min: 0, max: 5000 })), {
      minLength: 1,
      maxLength: 12,
    })
    .map((pairs) => {
      let bytes = 0;
      let now = at;
      return pairs.map(([more, later]) => {
        bytes = Math.min(1000, bytes + more);
        now += later;
        return running(load, now, bytes);
      });
    });
  const last = (list: readonly Running[]) => list.at(-1) ?? running(load, at, 0);

  test('it is never negative, never endless, and the clock takes nothing from what comes after the step', () => {
    fc.assert(
      fc.property(events, courses, duration, (list, earlier, later) => {
        const operation = last(list);
        const seen = follow(list);
        const now = operation.updatedAt + later;
        const left = timeLeft({ now, operation, seen, earlier });
        if (left === undefined) return;
        expect(Number.isFinite(left)).toBe(true);
        expect(left).toBeGreaterThanOrEqual(0);
        const end = timeLeft({ now: now + 1e9, operation, seen, earlier }) ?? 0;
        expect(left).toBeGreaterThanOrEqual(end);
      }),
    );
  });

  test('it knows nothing of the date, and of no order among earlier ones', () => {
    fc.assert(
      fc.property(events, courses, fc.integer({ min: -1e12, max: 1e12 }), (list, earlier, by) => {
        const left = (shift: number, of: readonly Course[]) => {
          const moved = list.map((event) => ({
            ...event,
            createdAt: event.createdAt + shift,
            updatedAt: event.updatedAt + shift,
          }));
          return timeLeft({
            now: last(moved).updatedAt,
            operation: last(moved),
            seen: follow(moved),
            earlier: of,
          });
        };
        expect(left(by, [...earlier].reverse())).toEqual(left(0, earlier));
      }),
    );
  });

  test('at a steady pace it is exact, with or without earlier ones that were as fast', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 50 }),
        fc.integer({ min: 1, max: 2000 }),
        fc.boolean(),
        (parts, ms, known) => {
          const list = Array.from({ length: parts }, (_, index) =>
            running(load, at + index * ms, index, parts),
          );
          const operation = last(list);
          const earlier: Course[] = known
            ? [[{ status: 'download', step: load, durationMs: parts * ms }]]
            : [];
          const left = timeLeft({ now: operation.updatedAt, operation, seen: follow(list), earlier });
          expect(left).toBeCloseTo(ms, 6);
        },
      ),
    );
  });

  test('more bytes at the same moment never mean more time', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 999 }),
        fc.integer({ min: 0, max: 999 }),
        fc.integer({ min: 1, max: 60_000 }),
        (bytes, more, ms) => {
          const leftOf = (done: number) => {
            const list = [running(load, at, 0), running(load, at + ms, done)];
            return (
              timeLeft({ now: at + ms, operation: last(list), seen: follow(list), earlier: [] }) ?? Infinity
            );
          };
          expect(leftOf(Math.min(1000, bytes + more))).toBeLessThanOrEqual(leftOf(bytes) + 1e-6);
        },
      ),
    );
  });

  test('is rounded up, and never told finer than it is known', () => {
    expect(roundedLeft(0)).toEqual({ value: 0, unit: 's' });
    expect(roundedLeft(1)).toEqual({ value: 1, unit: 's' });
    expect(roundedLeft(21_300)).toEqual({ value: 25, unit: 's' });
    expect(roundedLeft(90_000)).toEqual({ value: 2, unit: 'min' });
    fc.assert(
      fc.property(fc.nat(1e7), (ms) => {
        const { value, unit } = roundedLeft(ms);
        const shown = value * (unit === 's' ? 1000 : 60_000);
        expect(shown).toBeGreaterThanOrEqual(ms);
        expect(shown - ms).toBeLessThan(unit === 'min' ? 60_000 : 5000);
      }),
    );
  });
});

describe('the pace', () => {
  const operation = (id: number, part: Partial<Operation> = {}): Operation => ({
    id,
    kind: 'download',
    status: 'successful',
    readerId: 'sim:0',
    readerName: 'Simulated reader 0',
    simulated: true,
    createdAt: at,
    updatedAt: at,
    reconciliation: { state: 'none' },
    activationCodeUse: 'used',
    remarks: [],
    ...part,
  });
  const detailOf =
    (ms: number) =>
    async (id: number): Promise<OperationDetail> => ({
      ...operation(id),
      steps: [
        { seq: 1, at, status: 'download', apdus: 0 },
        { seq: 2, at, status: 'download', step: load, apdus: 9, durationMs: ms },
      ],
    });

  test('asks for the last five of a kind once, and learns from each that comes to its end', async () => {
    const asked: number[] = [];
    let ms = 1000;
    const pace = new Pace(async (id) => {
      asked.push(id);
      return detailOf(ms)(id);
    });
    const run = operation(20, { status: 'download', progress: { step: load } });
    const known = new Map(
      [...Array.from({ length: 9 }, (_, index) => operation(index + 1)), run].map((one) => [one.id, one]),
    );
    pace.follow(run);
    await pace.learn(known);
    await pace.learn(known);
    expect(asked.sort()).toEqual([5, 6, 7, 8, 9]);
    expect(pace.left(run, at)).toBe(1000);
    ms = 5000;
    for (let id = 30; id < 35; id++) {
      pace.follow(operation(id, { status: 'download', progress: { step: load } }));
      pace.follow(operation(id));
    }
    await new Promise((resolve) => setImmediate(resolve));
    expect(pace.left(run, at)).toBe(5000);
    // Of another kind of reader it knows nothing.
    expect(pace.left({ ...run, simulated: false }, at)).toBeUndefined();
  });

  test('does without what cannot be had', async () => {
    const pace = new Pace(async () => {
      throw new Error('gone');
    });
    const run = operation(2, { status: 'download', progress: { step: load } });
    await pace.learn(new Map([operation(1), run].map((one) => [one.id, one])));
    expect(pace.left(run, at)).toBeUndefined();
  });
});

type Placed = { readonly id: string; readonly place?: number };
/** As the engine does: a place is taken from the reader that had it. */
function apply(readers: readonly Placed[], moves: readonly PlaceMove[]): readonly Placed[] {
  return moves.reduce(
    (now, { readerId, place }) =>
      now.map(({ id, place: was }) => {
        if (id === readerId) return place === null ? { id } : { id, place };
        return was === undefined || was === place ? { id } : { id, place: was };
      }),
    readers,
  );
}

const benches: fc.Arbitrary<readonly Placed[]> = fc
  .tuple(
    fc.uniqueArray(fc.constantFrom(...'abcdefghijklmnop'), { minLength: 1 }),
    fc.uniqueArray(fc.integer({ min: 1, max: 40 }), { minLength: 16, maxLength: 16 }),
    fc.array(fc.boolean(), { minLength: 16, maxLength: 16 }),
  )
  .map(([ids, places, has]) =>
    ids.map((id, index) => (has[index] === true ? { id, place: places[index] ?? 1 } : { id })),
  );

describe('slots', () => {
  test('every reader has exactly one cell; slots come first and in order, with those that are empty', () => {
    fc.assert(
      fc.property(benches, fc.nat(50), (readers, atLeast) => {
        const cells = benchCells(readers, atLeast);
        const shown = cells.flatMap(({ readerId }) => (readerId === undefined ? [] : [readerId]));
        expect([...shown].sort()).toEqual(readers.map(({ id }) => id).sort());
        const places = cells.flatMap(({ place }) => (place === undefined ? [] : [place]));
        expect(places).toEqual(places.map((_, index) => index + 1));
        for (const { id, place } of readers)
          if (place !== undefined) expect(cells[place - 1]?.readerId).toBe(id);
      }),
    );
    // A slot far off brings no thousand empty ones.
    expect(benchCells([{ id: 'a', place: 999 }]).length).toBe(65);
  });

  test('what moves does, and takes back: swapping included', () => {
    fc.assert(
      fc.property(benches, fc.nat(), fc.option(fc.integer({ min: 1, max: 40 })), (readers, pick, place) => {
        const { id } = readers[pick % readers.length] ?? { id: '' };
        const moves = placeMoves(readers, id, place);
        const after = apply(readers, moves);
        expect(after.find((one) => one.id === id)?.place ?? null).toBe(place);
        const taken = after.flatMap((one) => (one.place === undefined ? [] : [one.place]));
        expect(new Set(taken).size).toBe(taken.length);
        // Nobody but the two has moved.
        const touched = new Set(moves.map(({ readerId }) => readerId));
        for (const one of readers)
          if (!touched.has(one.id)) expect(after.find(({ id: same }) => same === one.id)).toEqual(one);
        expect(apply(after, movesBack(readers, moves))).toEqual(readers);
        const all = numberAll(benchCells(readers));
        expect(apply(apply(readers, all), movesBack(readers, all))).toEqual(readers);
      }),
    );
  });

  test('there is room to arrange: a slot for every reader, in whole rows, with some free', () => {
    fc.assert(
      fc.property(benches, fc.integer({ min: 1, max: 6 }), (readers, columns) => {
        const count = slotsToArrange(readers, columns);
        expect(count % columns).toBe(0);
        expect(count).toBeGreaterThan(readers.length - 1);
        for (const { place = 0 } of readers) expect(count).toBeGreaterThanOrEqual(place);
      }),
    );
  });

  test('sixteen stand in four columns on screens of 1280 and 1920 pixels; a narrow one has fewer; few have room', () => {
    expect(columnsFor(16, 1140)).toBe(4);
    expect(columnsFor(16, 1780)).toBe(4);
    expect(columnsFor(16, 560)).toBe(2);
    expect(columnsFor(16, 200)).toBe(1);
    expect(columnsFor(1, 1140)).toBe(1);
    expect(columnsFor(4, 1140)).toBe(2);
    expect(columnsFor(30, 3000)).toBe(8);
    expect([1, 4, 5, 9, 10, 16].map(densityFor)).toEqual([
      'roomy',
      'roomy',
      'medium',
      'medium',
      'dense',
      'dense',
    ]);
  });

  test('keys lead from tile to tile, over empty slots, and end at the edges', () => {
    const cells = benchCells(
      [{ id: 'a', place: 1 }, { id: 'b', place: 3 }, { id: 'c', place: 5 }, { id: 'd' }],
      6,
    );
    // a . b
    // . c .
    // d
    expect(nextCell(cells, 3, 0, 'ArrowRight')).toBe(2);
    expect(nextCell(cells, 3, 2, 'ArrowLeft')).toBe(0);
    expect(nextCell(cells, 3, 2, 'ArrowRight')).toBe(4);
    expect(nextCell(cells, 3, 0, 'ArrowDown')).toBe(6);
    expect(nextCell(cells, 3, 2, 'ArrowDown')).toBe(6);
    expect(nextCell(cells, 3, 6, 'ArrowUp')).toBe(0);
    expect(nextCell(cells, 3, 6, 'ArrowRight')).toBeUndefined();
    expect(nextCell(cells, 3, 2, 'Home')).toBe(0);
    expect(nextCell(cells, 3, 0, 'End')).toBe(2);
    expect(nextCell(cells, 3, 0, 'End', true)).toBe(6);
    expect(nextCell(cells, 3, 0, 'Home', true)).toBeUndefined();
    expect(nextCell(cells, 3, 0, 'x')).toBeUndefined();
    expect(nextSlot(cells, 3, 0, 'ArrowRight')).toBe(2);
    expect(nextSlot(cells, 3, 0, 'ArrowUp')).toBeUndefined();
    expect(nextSlot(cells, 3, 4, 'ArrowUp')).toBe(2);
    // One without a slot gets the first that is free.
    expect(nextSlot(cells, 3, 6, 'ArrowLeft')).toBe(2);
    fc.assert(
      fc.property(
        benches,
        fc.integer({ min: 1, max: 6 }),
        fc.nat(),
        fc.constantFrom('ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight', 'Home', 'End'),
        (readers, columns, pick, key) => {
          const all = benchCells(readers);
          const taken = all.flatMap((cell, index) => (cell.readerId === undefined ? [] : [index]));
          const from = taken[pick % taken.length] ?? 0;
          const to = nextCell(all, columns, from, key);
          if (to === undefined) return;
          expect(taken).toContain(to);
          expect(to).not.toBe(from);
        },
      ),
    );
  });
});

describe('tiles', () => {
  const readers = sixteenReaders();
  const cards = new Map(sixteenCards(at).map((card) => [card.eid, card]));
  const operations = new Map(sixteenOperations(at).map((operation) => [operation.id, operation]));
  const slots = new Map(sixteenSlots().map((slot) => [slot.readerId, slot]));
  const tiles = tileModels(readers, cards, operations, slots);

  test('each has what runs on it, how the last one ended, and what a batch wants', () => {
    expect(tiles.map(({ running: now }) => now?.id)).toEqual([
      ...[100, 101, 102, 103, 104],
      ...Array.from({ length: 8 }, () => undefined),
      ...[113, undefined, undefined],
    ]);
    expect(tiles[8]?.last?.id).toBe(93);
    expect(tiles[9]?.unresolved?.id).toBe(94);
    expect(tiles[5]?.station?.phase).toBe('take_out');
    expect(tiles.map(hasFailed).flatMap((failed, index) => (failed ? [index] : []))).toEqual([6, 8]);
    expect(tiles.map(isFree).flatMap((free, index) => (free ? [index] : []))).toEqual([
      5, 6, 7, 8, 9, 12, 14,
    ]);
    expect(benchCounts(tiles)).toEqual({ readers: 16, cards: 13, running: 6 });
  });

  test('a reading that went well hides no failure; another card does', () => {
    const [reader] = readers;
    if (reader === undefined) throw new Error('no reader');
    const free: Reader = { ...reader, operationId: undefined };
    const base = operations.get(93);
    if (base === undefined) throw new Error('no operation');
    const failed: Operation = { ...base, id: 1, readerId: reader.id, eid: reader.eid };
    const read: Operation = { ...failed, id: 2, kind: 'read_card', status: 'successful', error: undefined };
    const of = (eid: string | undefined, ...list: Operation[]) =>
      tileModels([{ ...free, eid }], cards, new Map(list.map((one) => [one.id, one])), new Map())[0]?.last
        ?.id;
    expect(of(reader.eid, failed, read)).toBe(1);
    expect(of('89049032000000000000000000009999', failed, read)).toBeUndefined();
    expect(of(undefined, failed)).toBe(1);
  });

  test('what waits for a person is named once, the most urgent first, with where it is done', () => {
    const hints = benchHints(tiles, operations);
    expect(hints.map(({ kind, links }) => [kind, links.map(({ place }) => place)])).toEqual([
      ['question', [5]],
      ['take_out', [6, 7]],
      ['unresolved', [10]],
      ['failed', [9]],
      ['trouble', [12]],
    ]);
    expect(hints[0]?.links[0]?.route).toEqual({ page: 'operation', id: 104 });
    expect(hints[1]?.links[0]?.route).toEqual({ page: 'station', parts: ['3'] });
    // One whose card is in no reader is there too.
    const elsewhere = benchHints([], operations);
    expect(elsewhere.map(({ kind }) => kind)).toEqual(['unresolved']);
  });

  test('what comes and goes is said, and counted where it is much', () => {
    const without = readers.slice(1);
    expect(benchChanges(without, readers)).toEqual(['Plugged in: Rack A 1']);
    expect(benchChanges(readers, without)).toEqual(['Unplugged: Rack A 1']);
    expect(benchChanges([], readers)).toEqual(['16 readers were plugged in']);
    expect(benchChanges(readers, readers)).toEqual([]);
    const out = readers.map((reader) =>
      reader.place === 8 ? { ...reader, presence: 'empty' as const } : reader,
    );
    expect(benchChanges(readers, out)).toEqual(['Card taken out: Rack A 8']);
    expect(benchChanges(out, readers)).toEqual(['Card put in: Rack A 8']);
    // Our own operation takes the reader for itself: no card came or went.
    const held = readers.map((reader) =>
      reader.place === 8 ? { ...reader, presence: 'in_use' as const, operationId: 7 } : reader,
    );
    expect(benchChanges(readers, held)).toEqual([]);
  });
});

test('the name of a reader tells its model and its serial number', () => {
  expect(readerNameParts('Identive SCR33xx v2.0 USB SC Reader (53311524800123) 00 00')).toEqual({
    model: 'Identive SCR33xx v2.0 USB SC Reader',
    serial: '(53311524800123)',
  });
  expect(readerNameParts('Alcor Micro AU9540 01 00')).toEqual({
    model: 'Alcor Micro AU9540',
    serial: undefined,
  });
  expect(readerNameParts('Simulated reader 0')).toBeUndefined();
});

describe('the end of a name', () => {
  test.each([
    ['Simulated reader 12', { start: 'Simulated reader', end: '12' }],
    ['HID OMNIKEY 3x21-4', { start: 'HID OMNIKEY 3x21-', end: '4' }],
    // There is room for it, or nothing at its end tells it from others.
    ['Rack A 10', undefined],
    ['Simulated reader', undefined],
    ['20261127120000', undefined],
  ])('%s', (title, cut) => {
    expect(nameAndEnd(title)).toEqual(cut);
  });
});
