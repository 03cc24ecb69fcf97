import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createPageWriter, jsonRow } from '../../src-main/store/fleet-json.ts';
import { fleetTables } from '../../src-main/store/fleet-tables.ts';

test('times are as Date writes them, in whatever order they come', () => {
  const row = jsonRow({ id: { kind: 'number' }, created: { kind: 'timestamp' } }, fleetTables.operations);
  const pages = createPageWriter();
  // Up to the end of the year 9999.
  const time = fc.oneof(
    fc.integer({ min: 0, max: 253_402_300_799_999 }),
    fc.constantFrom('2000-02-29', '2024-02-29', '2023-03-01', '2100-02-28', '2100-03-01').map(Date.parse),
  );
  fc.assert(
    fc.property(fc.array(time, { maxLength: 50 }), (times) => {
      const rows = times.map((at, i) => [`"id":${i}`, at]);
      const json = pages.write({ head: '[', rows, count: rows.length, row, tail: ']' });
      const wanted = times.map((at, id) => ({ id, created: new Date(at).toISOString() }));
      expect(JSON.parse(Buffer.from(json).toString())).toEqual(wanted);
      expect(rows.map((one) => JSON.parse(row.write(one)))).toEqual(wanted);
    }),
  );
});

test('a page that is larger than the memory at hand is whole', () => {
  const row = jsonRow({ id: { kind: 'number' } }, fleetTables.operations);
  const long = 'ü€𝄞'.repeat(100_000);
  const rows = [[`"id":"${long}"`], [`"id":"x"`]];
  const json = createPageWriter().write({ head: '[', rows, count: 2, row, tail: ']' });
  expect(JSON.parse(Buffer.from(json).toString())).toEqual([{ id: long }, { id: 'x' }]);
});
