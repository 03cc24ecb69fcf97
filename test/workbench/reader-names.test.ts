import { expect, test } from 'vitest';
import { readerKey, withNames } from '../../src-main/workbench/reader-names.ts';
import type { Reader } from '../../src-shared/model/index.ts';
import { startStationBench } from './station/station-bench.ts';

const reader = (name: string, index = 0): Reader => ({
  id: `pcsc:${name}`,
  kind: 'pcsc',
  index,
  name,
  presence: 'empty',
});

test('a serial number tells which reader it is, in whatever order PC/SC counts', () => {
  expect(readerKey('pcsc:OMNIKEY 3x21 (OKCM0012) 00 00')).toBe('pcsc:OMNIKEY 3x21 (OKCM0012)');
  expect(readerKey('pcsc:OMNIKEY 3x21 (OKCM0012) 03 00')).toBe('pcsc:OMNIKEY 3x21 (OKCM0012)');
  expect(readerKey('pcsc:OMNIKEY 3x21 00 00')).toBe('pcsc:OMNIKEY 3x21 00 00');
  expect(readerKey('sim:3')).toBe('sim:3');
  const names = new Map([['pcsc:OMNIKEY 3x21 (B)', { name: 'left', place: 2 }]]);
  const [a, b] = withNames([reader('OMNIKEY 3x21 (A) 01 00'), reader('OMNIKEY 3x21 (B) 00 00', 1)], names);
  expect(a).not.toHaveProperty('label');
  expect(b).toMatchObject({ label: 'left', place: 2 });
  expect(b).not.toHaveProperty('twin');
});

test('two of one model without serial numbers are said to be twins; one alone, or of another model, is none', () => {
  const twins = withNames(
    [
      reader('Model X 00 00'),
      reader('Model X 01 00', 1),
      reader('Model Y 02 00', 2),
      reader('Model X (S) 03 00', 3),
    ],
    new Map(),
  );
  expect(twins.map(({ twin }) => twin)).toEqual([true, true, undefined, undefined]);
});

test('names and slots are kept in the store, shown with the readers, and a slot has one reader', async () => {
  const station = await startStationBench({ readers: 2 });
  const { workbench } = station;
  await workbench.call('readers.name', { readerId: 'sim:0', name: 'left' });
  await workbench.call('readers.place', { readerId: 'sim:0', place: 1 });
  const placed = await workbench.call('readers.place', { readerId: 'sim:1', place: 1 });
  expect(placed.map(({ label, place }) => [label, place])).toEqual([
    ['left', undefined],
    [undefined, 1],
  ]);
  expect(station.events.findLast(({ type }) => type === 'readers')).toEqual({
    type: 'readers',
    readers: placed,
  });
  await station.restart(true);
  expect(await station.workbench.call('readers.list', {})).toEqual(placed);
  await station.workbench.call('readers.name', { readerId: 'sim:0', name: null });
  expect(
    (await station.workbench.call('readers.place', { readerId: 'sim:1', place: null }))[1],
  ).not.toHaveProperty('place');
  await expect(
    station.workbench.call('readers.name', { readerId: 'sim:7', name: 'x' }),
  ).rejects.toMatchObject({
    code: 'reader_not_found',
  });
});
