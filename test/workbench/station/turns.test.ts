/** What becomes of cards and lines in the station, one case after another, with the simulators of the kit. */

import { describe, expect, test } from 'vitest';
import type { CallInput } from '../../../src-shared/api.ts';
import { WorkbenchError } from '../../../src-shared/errors/index.ts';
import { batchLimits } from '../../../src-shared/model/index.ts';
import { file, readerIds, type StationBench, startStationBench } from './station-bench.ts';

type Create = CallInput<'batches.create'>;

async function begin(
  station: StationBench,
  rows: NonNullable<Create['rows']>,
  recipe: Create['recipe'] = {},
  readers = 1,
): Promise<number> {
  const { id } = await station.create({ rows, recipe, readers: readerIds(readers) });
  await station.workbench.call('batches.start', { id });
  return id;
}

const rowsOf = (codes: readonly string[]) => codes.map((activationCode) => ({ activationCode }));

async function swap(station: StationBench, id: number, reader: number, card: number): Promise<void> {
  await station.remove(reader);
  await station.shows(id, reader, 'insert');
  await station.insert(reader, card);
}

const states = async (station: StationBench, id: number) =>
  (await station.lines(id)).map(({ state }) => state);

describe('lists', () => {
  test('every wrong line is told at its place, and nothing of it is lost silently', async () => {
    const station = await startStationBench({ readers: 1 });
    const codes = station.codes(4);
    const [one, two] = [station.card(0).eid, '89049032000001000000000000000055'];
    const { batch: former } = await station.workbench.call('batches.create', {
      rows: rowsOf([codes[3] ?? '']),
    });
    const text = [
      'eid;activation code',
      `${one};${codes[0]}`,
      `${one};${codes[1]}`,
      `123;${codes[1]}`,
      `${two};LPA:1$`,
      `;${codes[0]}`,
      `;"${codes[2]}`,
      `;${codes[3]}`,
      `${two};${codes[2]}`,
    ].join('\r\n');
    const { batch, report } = await station.workbench.call('batches.create', {
      files: [file(`\uFEFF${text}`)],
    });
    expect(report.refused.map(({ place, error }) => [place.line, error.code]).toSorted()).toEqual([
      [3, 'batch_eid_repeated'],
      [4, 'code_field_eid'],
      [5, 'activation_code_missing_part'],
      [6, 'code_line_duplicate'],
      [7, 'code_line_quotes'],
      [8, 'batch_code_taken'],
    ]);
    expect(batch?.refused).toHaveLength(6);
    expect((await station.lines(batch?.id ?? 0)).map(({ eid, place }) => [eid, place.line])).toEqual([
      [one, 2],
      [two, 9],
    ]);
    expect(former?.name).toBe('Batch 1');
  });

  test('a list of more lines than a batch may have leaves nothing in the vault', async () => {
    const station = await startStationBench({ readers: 1 });
    const [code = ''] = station.codes(1);
    const text = Array.from({ length: batchLimits.lines + 1 }, (_, index) => `${code}-${index}`).join('\n');
    await expect(
      station.workbench.call('batches.create', { files: [file(text, 'codes.txt')] }),
    ).rejects.toMatchObject({ code: 'codes_too_many' });
    expect(station.store.codes.list({ limit: 1, now: 0 })).toEqual([]);
  }, 30_000);

  test('all or nothing makes nothing; the same call again makes no second batch', async () => {
    const station = await startStationBench({ readers: 1 });
    const [code = ''] = station.codes(1);
    const none = await station.workbench.call('batches.create', {
      rows: [{ activationCode: code }, { activationCode: 'nonsense' }],
      allOrNothing: true,
    });
    expect(none).toMatchObject({ report: { kept: false, refused: [{ place: { index: 2 } }] } });
    expect(none.batch).toBeUndefined();
    expect((await station.workbench.call('codes.list', {})).codes).toEqual([]);
    const request = { rows: [{ activationCode: code }], requestKey: 'k' };
    const [first, second] = [await station.create(request), await station.create(request)];
    expect(second.id).toBe(first.id);
    const { batch, repeated } = await station.workbench.call('batches.create', request);
    expect([batch?.id, repeated]).toEqual([first.id, true]);
  });

  test('a reader is of one batch at a time, until that one is finished', async () => {
    const station = await startStationBench({ readers: 1 });
    const codes = station.codes(2);
    const first = await begin(station, rowsOf(codes.slice(0, 1)));
    const second = await station.create({ rows: rowsOf(codes.slice(1)) });
    const bind = () => station.workbench.call('batches.bind', { id: second.id, readers: ['sim:0'] });
    await expect(bind()).rejects.toMatchObject({ code: 'batch_reader_bound' });
    await expect(station.workbench.call('batches.start', { id: second.id })).rejects.toMatchObject({
      code: 'batch_no_readers',
    });
    await station.workbench.call('batches.skip', { id: first, lines: [1] });
    expect((await station.get(first)).state).toBe('finished');
    expect((await bind()).readers).toEqual(['sim:0']);
    await station.workbench.call('batches.start', { id: second.id });
    expect((await station.get(first)).readers).toEqual([]);
  });

  test('a draft holds no reader: another batch is worked off with it, and the draft begins afterwards', async () => {
    const station = await startStationBench({ readers: 1, cards: 2 });
    const codes = station.codes(2);
    const draft = await station.create({ rows: rowsOf(codes.slice(0, 1)), readers: readerIds(1) });
    const first = await begin(station, rowsOf(codes.slice(1)));
    expect(await station.slot(draft.id, 0)).toMatchObject({ phase: 'resting' });
    const start = () => station.workbench.call('batches.start', { id: draft.id });
    await expect(start()).rejects.toMatchObject({ code: 'batch_reader_bound', params: { reader: 'sim:0' } });
    expect((await station.get(draft.id)).state).toBe('draft');
    await station.insert(0, 0);
    expect(await station.shows(first, 0, 'take_out')).toMatchObject({ outcome: 'done', line: 1 });
    const told = station.events.filter(({ type }) => type === 'station').length;
    await station.remove(0);
    await station.shows(first, 0, 'resting');
    // Each change is told once, though two batches name the reader.
    expect(station.events.filter(({ type }) => type === 'station').length).toBe(told + 1);
    expect((await station.get(draft.id)).readers).toEqual(['sim:0']);
    await start();
    const slot = await station.slot(draft.id, 0);
    expect(slot).toMatchObject({ phase: 'insert', expects: { kind: 'any', line: 1 } });
    expect(slot.line).toBeUndefined();
    await station.insert(0, 1);
    expect(await station.shows(draft.id, 0, 'take_out')).toMatchObject({ outcome: 'done', line: 1 });
    expect([station.card(0).profiles(), station.card(1).profiles()].map((all) => all.length)).toEqual([1, 1]);
  });

  test('a paused batch holds its readers; a stopped one gives them away, and goes on when they are free', async () => {
    const station = await startStationBench({ readers: 1 });
    const codes = station.codes(2);
    const first = await begin(station, rowsOf(codes.slice(0, 1)));
    const second = await station.create({ rows: rowsOf(codes.slice(1)) });
    const bind = () => station.workbench.call('batches.bind', { id: second.id, readers: ['sim:0'] });
    await station.workbench.call('batches.pause', { id: first });
    await expect(bind()).rejects.toMatchObject({ code: 'batch_reader_bound' });
    await station.workbench.call('batches.stop', { id: first });
    await bind();
    await station.workbench.call('batches.start', { id: second.id });
    const resume = () => station.workbench.call('batches.resume', { id: first });
    await expect(resume()).rejects.toMatchObject({ code: 'batch_reader_bound' });
    await station.workbench.call('batches.skip', { id: second.id, lines: [1] });
    expect(await resume()).toMatchObject({ state: 'running', readers: ['sim:0'] });
    // A line of the other one can be tried again: its readers are at other work.
    await station.workbench.call('batches.retry', { id: second.id, lines: [1] });
    expect(await station.get(second.id)).toMatchObject({ state: 'running', readers: [] });
  });
});

describe('turns', () => {
  test('a card that stays in is not begun again, and one that is put in twice gets no second code', async () => {
    const station = await startStationBench({ readers: 1, cards: 2 });
    const id = await begin(station, rowsOf(station.codes(3)));
    await station.insert(0, 0);
    expect(await station.shows(id, 0, 'take_out')).toMatchObject({ outcome: 'done', line: 1 });
    await station.workbench.call('batches.pause', { id });
    await station.workbench.call('batches.resume', { id });
    expect(await station.shows(id, 0, 'take_out')).toMatchObject({ outcome: 'done' });
    await swap(station, id, 0, 0);
    expect(await station.shows(id, 0, 'take_out')).toMatchObject({ outcome: 'done_before', line: 1 });
    expect(station.card(0).profiles()).toHaveLength(1);
    await swap(station, id, 0, 1);
    expect(await station.shows(id, 0, 'take_out')).toMatchObject({ outcome: 'done', line: 2 });
    expect(await states(station, id)).toEqual(['done', 'done', 'waiting']);
  });

  test('lines of an EID wait for that card; one that is not in the list gets nothing', async () => {
    const station = await startStationBench({ readers: 1, cards: 3 });
    const codes = station.codes(2);
    const rows = [1, 0].map((card, at) => ({ activationCode: codes[at] ?? '', eid: station.card(card).eid }));
    const id = await begin(station, rows);
    expect((await station.slot(id, 0)).expects).toMatchObject({ kind: 'cards', count: 2 });
    await station.insert(0, 2);
    expect(await station.shows(id, 0, 'take_out')).toMatchObject({ outcome: 'not_in_list' });
    await swap(station, id, 0, 0);
    expect(await station.shows(id, 0, 'take_out')).toMatchObject({ outcome: 'done', line: 2 });
    expect(station.card(2).profiles()).toEqual([]);
    expect(await states(station, id)).toEqual(['waiting', 'done']);
  });

  test('pausing lets what runs come to its end, and what is put in meanwhile begins on resuming', async () => {
    const station = await startStationBench({ readers: 2 });
    const id = await begin(station, rowsOf(station.codes(2)), {}, 2);
    await station.insert(0, 0);
    await station.shows(id, 0, 'working');
    await station.workbench.call('batches.pause', { id });
    await station.insert(1, 1);
    await station.shows(id, 0, 'take_out');
    expect((await station.slot(id, 1)).phase).toBe('resting');
    expect(await states(station, id)).toEqual(['done', 'waiting']);
    await station.workbench.call('batches.resume', { id });
    expect((await station.until(id, ({ state }) => state === 'finished', 'the end')).counts.done).toBe(2);
  });

  test('an expected carrier, a card that has the profile, and a check that fails cost no code', async () => {
    const station = await startStationBench({ readers: 1, cards: 2 });
    const codes = station.codes(2);
    const first = await begin(station, rowsOf(codes.slice(0, 1)), { expect: { carrier: 'Nobody' } });
    await station.insert(0, 0);
    await station.shows(first, 0, 'take_out');
    expect((await station.lines(first))[0]).toMatchObject({
      state: 'failed',
      error: { code: 'profile_unexpected', params: { what: 'carrier' } },
    });
    const checked = await begin(station, rowsOf(codes), { checks: { freeMemory: 99_000_000 } });
    expect(await station.shows(checked, 0, 'take_out')).toMatchObject({
      outcome: 'unsuitable',
      error: { code: 'batch_memory_short' },
    });
    expect(await states(station, checked)).toEqual(['waiting', 'waiting']);
    const { codes: kept } = await station.workbench.call('codes.list', {});
    expect(kept.map(({ state }) => state)).toEqual(['NOT_INSTALLED', 'NOT_INSTALLED']);
  });

  test.each([
    ['skip', 'profile_there', 'waiting', 1],
    ['fail', 'failed', 'failed', 1],
    ['enable', 'done', 'done', 1],
    ['install', 'done', 'done', 2],
  ] as const)('a card that has one of the carrier already: %s', async (what, outcome, state, profiles) => {
    const station = await startStationBench({ readers: 1 });
    const codes = station.codes(2);
    const first = await begin(station, rowsOf(codes.slice(0, 1)), { enable: false });
    await station.insert(0, 0);
    await station.until(first, (batch) => batch.state === 'finished', 'the first profile');
    const carrier = 'Bench Mobile';
    const second = await begin(station, rowsOf(codes.slice(1)), { expect: { carrier }, profileThere: what });
    expect(await station.shows(second, 0, 'take_out')).toMatchObject({ outcome });
    expect(await states(station, second)).toEqual([state]);
    expect(station.card(0).profiles()).toHaveLength(profiles);
    if (what === 'enable') expect(station.card(0).profiles()[0]?.state).toBe('enabled');
  });

  test('retry lets a failed line begin anew, skip leaves it out, and the batch stops after so many failures', async () => {
    const station = await startStationBench({ readers: 1, cards: 3 });
    station.bench.addFault('ES9+.AuthenticateClient status=8.2.6/3.8 times=2');
    const codes = station.codes(3);
    const id = await begin(station, rowsOf(codes), { stopAfter: { inARow: 2 } });
    await station.insert(0, 0);
    expect(await station.shows(id, 0, 'take_out')).toMatchObject({ outcome: 'failed', line: 1 });
    await swap(station, id, 0, 1);
    const stopped = await station.until(id, ({ state }) => state === 'stopped', 'the stop');
    expect(stopped.stop).toEqual({ reason: 'failures_in_a_row', count: 2 });
    await station.remove(0);
    await station.insert(0, 2);
    expect((await station.slot(id, 0)).phase).toBe('resting');
    await station.workbench.call('batches.retry', { id, lines: [1] });
    await station.workbench.call('batches.skip', { id, lines: [2] });
    expect(await states(station, id)).toEqual(['waiting', 'skipped', 'waiting']);
    await station.workbench.call('batches.resume', { id });
    expect(await station.shows(id, 0, 'take_out')).toMatchObject({ outcome: 'done', line: 1 });
    await swap(station, id, 0, 0);
    expect(await station.until(id, ({ state }) => state === 'finished', 'the end')).toMatchObject({
      counts: { done: 2, skipped: 1, failed: 0 },
    });
  });

  test('a line whose code is used up is not begun anew, since it could only fail at the next card', async () => {
    const station = await startStationBench({ readers: 1 });
    station.bench.addFault('ES10b.PrepareDownload error=invalidSignature times=1');
    const id = await begin(station, rowsOf(station.codes(3)), { stopAfter: { inARow: 2 } });
    await station.insert(0, 0);
    expect(await station.shows(id, 0, 'take_out')).toMatchObject({ outcome: 'failed', line: 1 });
    const call = station.workbench.call.bind(station.workbench);
    await call('batches.skip', { id, lines: [2] });
    await expect(call('batches.retry', { id, lines: [1, 2] })).rejects.toMatchObject({
      code: 'code_used_up',
      params: { state: 'burned' },
    });
    expect(await states(station, id)).toEqual(['failed', 'skipped', 'waiting']);
    await call('batches.retry', { id, lines: [1, 2], partly: true });
    expect(await states(station, id)).toEqual(['failed', 'waiting', 'waiting']);
    const [, second] = await station.lines(id);
    await call('batches.skip', { id, lines: [2] });
    await call('codes.remove', { id: second?.codeId ?? 0 });
    await expect(call('batches.retry', { id, lines: [2] })).rejects.toMatchObject({ code: 'code_not_found' });
  });

  test('a code that is taken out of the vault fails its line, and the next card goes on', async () => {
    const station = await startStationBench({ readers: 1 });
    const id = await begin(station, rowsOf(station.codes(2)), { nextCodeAfterBad: true });
    const [line] = await station.lines(id);
    await station.workbench.call('codes.remove', { id: line?.codeId ?? 0 });
    await station.insert(0, 0);
    expect(await station.shows(id, 0, 'take_out')).toMatchObject({ outcome: 'done', line: 2 });
    expect((await station.lines(id))[0]).toMatchObject({
      state: 'failed',
      error: { code: 'code_not_found' },
    });
  });

  test('after a restart a line goes on with the card that is in, and one that has had its turn is left alone', async () => {
    const station = await startStationBench({ readers: 2 });
    const id = await begin(station, rowsOf(station.codes(3)), {}, 2);
    await station.insert(0, 0);
    await station.shows(id, 0, 'take_out');
    await station.insert(1, 1);
    await station.shows(id, 1, 'working');
    await station.restart(true);
    expect(await station.shows(id, 0, 'take_out')).toMatchObject({ outcome: 'done', line: 1 });
    expect(await station.shows(id, 1, 'take_out')).toMatchObject({ line: 2, outcome: 'done' });
    expect(await states(station, id)).toEqual(['done', 'done', 'waiting']);
    for (const index of [0, 1]) expect(station.card(index).profiles()).toHaveLength(1);
  });
});

test('of several lines all begin anew or none; all that failed begin anew but for those that cannot', async () => {
  const station = await startStationBench({ readers: 1 });
  const codes = station.codes(3);
  const { id } = await station.create({ rows: rowsOf(codes) });
  const call = station.workbench.call.bind(station.workbench);
  await expect(call('batches.skip', { id, lines: [1, 2, 9] })).rejects.toMatchObject({
    code: 'batch_line_not_found',
  });
  expect(await states(station, id)).toEqual(['waiting', 'waiting', 'waiting']);
  await call('batches.skip', { id, lines: [1, 2, 3, 3] });
  const other = await station.create({ rows: rowsOf([codes[1] ?? '']) });
  const taken = { code: 'batch_code_taken', params: { batch: other.name } };
  await expect(call('batches.retry', { id, lines: [1, 2, 3] })).rejects.toMatchObject(taken);
  expect(await states(station, id)).toEqual(['skipped', 'skipped', 'skipped']);
  const now = await call('batches.retry', { id, lines: [1, 2, 3], partly: true });
  expect(now.map(({ state }) => state)).toEqual(['waiting', 'skipped', 'waiting']);
  expect(await states(station, id)).toEqual(['waiting', 'skipped', 'waiting']);
});

test('calls that do not go from where a batch is are refused', async () => {
  const station = await startStationBench({ readers: 1 });
  const { id } = await station.create({ rows: rowsOf(station.codes(1)), readers: readerIds(1) });
  const call = station.workbench.call.bind(station.workbench);
  await expect(call('batches.pause', { id })).rejects.toMatchObject({ code: 'batch_state' });
  await expect(call('batches.get', { id: 9 })).rejects.toMatchObject({ code: 'batch_not_found' });
  await expect(call('batches.retry', { id, lines: [5] })).rejects.toMatchObject({
    code: 'batch_line_not_found',
  });
  await expect(call('batches.create', {})).rejects.toMatchObject({ code: 'batch_empty' });
  await expect(
    call('batches.create', { name: 'Batch 1', rows: rowsOf(station.codes(1)) }),
  ).rejects.toMatchObject({
    code: 'batch_name_taken',
  });
  const told: unknown[] = [];
  station.workbench.subscribe((event) => told.push(event));
  expect(await call('batches.remove', { id })).toEqual({ removed: true });
  expect(await call('batches.remove', { id })).toEqual({ removed: false });
  expect(await call('codes.remove', { id: 1 })).toEqual({ removed: true });
  expect(told).toEqual([
    { type: 'removed', what: 'batch', id },
    { type: 'removed', what: 'code', id: 1 },
  ]);
});

test('a line whose end the store could not take is settled when it takes it', async () => {
  const logged: string[] = [];
  const station = await startStationBench({
    readers: 1,
    cards: 2,
    log: (message) => void logged.push(message),
  });
  const { store, workbench } = station;
  const { enterStatus } = store;
  const { changeLine } = store.batches;
  const full = () => {
    throw new WorkbenchError('store_full');
  };
  let filled = false;
  workbench.subscribe((event) => {
    if (event.type !== 'operation' || event.operation.status !== 'download' || filled) return;
    filled = true;
    Object.assign(store, { enterStatus: full });
    Object.assign(store.batches, { changeLine: full });
  });
  const id = await begin(station, rowsOf(station.codes(2)));
  await station.insert(0, 0);
  expect(await station.shows(id, 0, 'take_out')).toMatchObject({ error: { code: 'store_full' } });
  expect(await states(station, id)).toEqual(['running', 'waiting']);
  Object.assign(store, { enterStatus });
  Object.assign(store.batches, { changeLine });
  await station.until(id, ({ counts }) => counts.running === 0, 'an end of the line');
  expect((await station.lines(id))[0]).toMatchObject({ state: 'failed', error: { code: 'store_full' } });
  await swap(station, id, 0, 1);
  await station.until(id, ({ counts }) => counts.done === 1, 'the next card');
  expect(await states(station, id)).toEqual(['failed', 'done']);
});
