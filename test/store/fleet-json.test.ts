import Database from 'better-sqlite3';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { createTimeWriter, jsonRow, wholePage, writeTimes } from '../../src-main/store/fleet-json.ts';
import { fleetTables } from '../../src-main/store/fleet-tables.ts';

function pages() {
  const db = new Database(':memory:');
  onTestFinished(() => void db.close());
  const row = jsonRow(
    {
      id: { kind: 'number' },
      created: { kind: 'timestamp' },
      ended: { kind: 'timestamp' },
      eid: { kind: 'text' },
      source: { kind: 'text' },
    },
    fleetTables.history,
    'bench',
  );
  const writer = createTimeWriter();
  return (rows: readonly { created: number; ended?: number; eid?: string; source: string }[]) => {
    db.exec('DROP TABLE IF EXISTS rows; CREATE TABLE rows (id, created_at, ended_at, eid, source, escapes)');
    const insert = db.prepare('INSERT INTO rows VALUES (?, ?, ?, ?, ?, ?)');
    rows.forEach(({ created, ended, eid, source }, id) => {
      insert.run(
        id,
        BigInt(created),
        ended === undefined ? null : BigInt(ended),
        eid ?? null,
        source,
        JSON.stringify(source) === `"${source}"` ? 0 : 1,
      );
    });
    const select = `SELECT ${row.sql} AS json FROM rows ORDER BY id LIMIT 1000`;
    const [bytes, count] = db.prepare(wholePage(select)).raw().get() as [Buffer | null, number];
    const ends = bytes === null ? [] : writeTimes(bytes, row, writer);
    return { list: JSON.parse(`[${bytes ?? ''}]`) as unknown, ends, count, bytes };
  };
}

test('times are as Date writes them, in whatever order they come, and texts as they are', () => {
  const page = pages();
  // Up to the end of the year 9999.
  const time = fc.oneof(
    fc.integer({ min: 0, max: 253_402_300_799_999 }),
    fc.integer({ min: -62_167_219_200_000, max: -1 }),
    fc.constantFrom('2000-02-29', '2024-02-29', '2023-03-01', '2100-02-28', '2100-03-01').map(Date.parse),
    fc.constantFrom(0, 9, 999_999_999_999, 1_000_000_000_000, 9_999_999_999_999, 10_000_000_000_000),
  );
  const some = fc.record(
    {
      created: time,
      ended: time,
      eid: fc.stringMatching(/^[0-9A-F]{0,40}$/),
      source: fc.string({ unit: 'grapheme' }),
    },
    { requiredKeys: ['created', 'source'] },
  );
  fc.assert(
    fc.property(fc.array(some, { maxLength: 30 }), (rows) => {
      const { list, ends, count } = page(rows);
      expect(count).toBe(rows.length);
      expect(ends).toHaveLength(rows.length);
      expect(list).toEqual(
        rows.map(({ created, ended, ...rest }, id) => ({
          id,
          created: new Date(created).toISOString(),
          ...(ended === undefined ? {} : { ended: new Date(ended).toISOString() }),
          ...rest,
        })),
      );
    }),
  );
});

test('rows end where they are told to, whatever their texts', () => {
  const { bytes, ends } = pages()([
    { created: 5, source: 'line\nfeed,\n{"' },
    { created: 6, source: 'ü€𝄞'.repeat(100_000) },
    { created: 7, source: '' },
  ]);
  const rows = ends.map((end, i) => bytes?.toString('utf8', i === 0 ? 0 : (ends[i - 1] ?? 0) + 2, end));
  expect(rows.map((row) => (JSON.parse(row ?? '') as { id: number }).id)).toEqual([0, 1, 2]);
});
