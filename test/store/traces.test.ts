import { join } from 'node:path';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { decodeTrace, encodeTrace } from '../../src-main/store/trace-codec.ts';
import { systemClock } from '../../src-shared/system-ports.ts';
import type { TraceEntry } from '../../src-shared/trace.ts';
import { download, downloadOf, errorOf, temporaryFolder, testStore } from './fixtures.ts';

const bytes = fc.uint8Array({ maxLength: 40 });
/** Names are literals of ours; `__proto__` could be none: JSON makes a key of it, and an object literal does not. */
const paramName = fc.string().filter((name) => name !== '__proto__');
const params = fc.dictionary(paramName, fc.oneof(fc.string(), fc.integer(), fc.boolean()), {
  noNullPrototype: true,
});
const headers = fc.array(fc.tuple(fc.string(), fc.string()), { maxLength: 3 });
const error = fc.record({ code: fc.constant('card_removed' as const), params });
const common = {
  startedAt: fc.nat(),
  durationMs: fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }),
  purpose: fc.string(),
};
const entry: fc.Arbitrary<TraceEntry> = fc.oneof(
  fc.record(
    { kind: fc.constant('apdu' as const), ...common, command: bytes, response: bytes, error },
    { requiredKeys: ['kind', 'startedAt', 'durationMs', 'purpose', 'command'] },
  ),
  fc.record(
    {
      kind: fc.constant('http' as const),
      ...common,
      method: fc.string(),
      url: fc.string(),
      requestHeaders: headers,
      requestBody: bytes,
      status: fc.nat(),
      responseHeaders: headers,
      responseBody: bytes,
      error,
    },
    {
      requiredKeys: [
        'kind',
        'startedAt',
        'durationMs',
        'purpose',
        'method',
        'url',
        'requestHeaders',
        'requestBody',
      ],
    },
  ),
  fc.record({ kind: fc.constant('note' as const), startedAt: fc.nat(), code: fc.string(), params }),
) as fc.Arbitrary<TraceEntry>;

const apdu = (n: number): TraceEntry => ({
  kind: 'apdu',
  startedAt: n,
  durationMs: 0.5,
  purpose: 'ES10c.GetEID',
  command: Uint8Array.of(0x80, 0xe2, n),
  response: Uint8Array.of(0x90, 0x00),
});

describe('the trace', () => {
  it('gives back every entry as it was', () => {
    const store = testStore();
    const { id } = store.createOperation(download);
    fc.assert(
      fc.property(entry, (given) => {
        const seq = store.appendTrace(id, given);
        expect(store.getTrace(id, seq)).toEqual({ seq, entry: given });
      }),
    );
  });

  it('numbers per operation and gives pages', () => {
    const store = testStore();
    store.createOperation(download);
    store.createOperation(downloadOf('OTHER'));
    for (let i = 1; i <= 5; i++) expect(store.appendTrace(1, apdu(i))).toBe(i);
    expect(store.appendTrace(2, apdu(9))).toBe(1);
    expect(store.listTrace(1, 2, 2).map(({ seq }) => seq)).toEqual([3, 4]);
    expect(store.listTrace(2, 0, 10)).toEqual([{ seq: 1, entry: apdu(9) }]);
    expect(store.getTrace(2, 2)).toBeUndefined();
  });

  it('keeps an error of another version readable', () => {
    const store = testStore();
    const { id } = store.createOperation(download);
    const foreign = { ...apdu(1), error: { code: 'from_the_future', params: {} } } as unknown as TraceEntry;
    store.appendTrace(id, foreign);
    expect(store.getTrace(id, 1)?.entry).toMatchObject({ error: { code: 'internal' } });
  });

  it('notices entries that were changed or exchanged', () => {
    const folder = temporaryFolder();
    const store = testStore({ folder });
    store.createOperation(download);
    for (let i = 1; i <= 3; i++) store.appendTrace(1, apdu(i));
    const db = new Database(join(folder, 'workbench.db'));
    db.exec(
      'UPDATE trace_batches SET payload = (SELECT payload FROM trace_batches WHERE seq = 2) WHERE seq = 1',
    );
    db.exec('UPDATE trace_batches SET last_seq = 4 WHERE seq = 3');
    db.close();
    expect(errorOf(() => store.getTrace(1, 1)).params).toMatchObject({
      table: 'trace_batches',
      row: '1/1',
      column: 'payload',
    });
    expect(errorOf(() => store.getTrace(1, 3)).params).toMatchObject({ row: '1/3', column: 'last_seq' });
    expect(store.getTrace(1, 2)?.entry).toEqual(apdu(2));
  });

  it('has a sink that never throws and says what it lost', () => {
    const folder = temporaryFolder();
    const store = testStore({ folder });
    const { id } = store.createOperation(download);
    const sink = store.traceSink(id);
    const written = () => store.listTrace(id, 0, 9).map(({ entry: kept }) => kept);
    sink(apdu(1));
    expect(written()).toEqual([apdu(1)]);
    const db = new Database(join(folder, 'workbench.db'));
    db.exec("CREATE TRIGGER full BEFORE INSERT ON trace_batches BEGIN SELECT raise(ABORT, 'no'); END");
    sink(apdu(2));
    sink(apdu(3));
    expect(written()).toEqual([apdu(1)]);
    db.exec('DROP TRIGGER full');
    db.close();
    sink(apdu(4));
    sink(apdu(5));
    expect(written()).toEqual([
      apdu(1),
      { kind: 'note', startedAt: 5_000, code: 'trace_entries_lost', params: { count: 2 } },
      apdu(4),
      apdu(5),
    ]);
  });

  it('has a sink that says what it lost also of many at once, and where nothing comes after', () => {
    const folder = temporaryFolder();
    const store = testStore({ folder });
    const { id } = store.createOperation(download);
    const sink = store.traceSink(id);
    const db = new Database(join(folder, 'workbench.db'));
    db.exec("CREATE TRIGGER full BEFORE INSERT ON trace_batches BEGIN SELECT raise(ABORT, 'no'); END");
    // As many as share a row.
    for (let n = 0; n < 16; n++) sink(apdu(n));
    expect(store.listTrace(id, 0, 99)).toEqual([]);
    expect(store.listTrace(id, 0, 99)).toEqual([]);
    db.exec('DROP TRIGGER full');
    db.close();
    const note = { kind: 'note', startedAt: 5_000, code: 'trace_entries_lost', params: { count: 16 } };
    expect(store.listTrace(id, 0, 99)).toEqual([{ seq: 1, entry: note }]);
    expect(store.listTrace(id, 0, 99)).toHaveLength(1);
  });

  it('has a sink of which one entry that cannot be written takes no other with it', () => {
    const folder = temporaryFolder();
    const store = testStore({ folder });
    const { id } = store.createOperation(download);
    const sink = store.traceSink(id);
    const db = new Database(join(folder, 'workbench.db'));
    // What is sealed cannot be told apart but by its length.
    db.exec(`CREATE TRIGGER picky BEFORE INSERT ON trace_batches WHEN length(new.payload) > 2000
      BEGIN SELECT raise(ABORT, 'no'); END`);
    db.close();
    const long = { ...apdu(2), response: new Uint8Array(3000) } as TraceEntry;
    for (const one of [apdu(1), long, apdu(3)]) sink(one);
    expect(store.listTrace(id, 0, 9).map(({ entry: kept }) => kept)).toEqual([
      apdu(1),
      { kind: 'note', startedAt: 5_000, code: 'trace_entries_lost', params: { count: 1 } },
      apdu(3),
    ]);
  });

  it('gives every page of what was written together and apart', () => {
    const store = testStore();
    const { id } = store.createOperation(download);
    const sink = store.traceSink(id);
    const sizes = [1, 300, 2, 7];
    let n = 0;
    for (const size of sizes) {
      for (let i = 0; i < size; i++) sink(apdu(++n));
      store.getOperation(id);
    }
    const all = Array.from({ length: n }, (_, i) => ({ seq: i + 1, entry: apdu(i + 1) }));
    expect(store.listTrace(id, 0, 1000)).toEqual(all);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: n + 2 }), fc.integer({ min: 1, max: n }), (after, limit) => {
        expect(store.listTrace(id, after, limit)).toEqual(all.slice(after, after + limit));
        expect(store.getTrace(id, after)).toEqual(all[after - 1]);
      }),
    );
    expect(store.appendTrace(id, apdu(9))).toBe(n + 1);
  });

  it('has a sink whose entries are in the file soon, with nobody asking', async () => {
    const folder = temporaryFolder();
    const store = testStore({ folder, clock: systemClock });
    const { id } = store.createOperation(download);
    const sink = store.traceSink(id);
    const db = new Database(join(folder, 'workbench.db'));
    const count = db.prepare('SELECT coalesce(sum(last_seq - seq + 1), 0) FROM trace_batches').pluck();
    for (const entries of [1, 2]) {
      sink(apdu(entries));
      await vi.waitFor(() => expect(count.get()).toBe(entries));
    }
    db.close();
  });
});

describe('decodeTrace', () => {
  const place = { table: 'trace_batches', row: 1 };

  it('refuses every cut with store_corrupt', () => {
    const whole = encodeTrace([apdu(1), apdu(2)]);
    for (let length = 0; length < whole.length; length++)
      expect(errorOf(() => decodeTrace(place, whole.subarray(0, length))).code).toBe('store_corrupt');
  });

  it('refuses a header that is of no entry by its field, also between sound ones', () => {
    const sound = { kind: 'apdu', startedAt: 1, durationMs: 0.5, purpose: 'P', sizes: [1, 1] };
    const wrong: readonly (readonly [string, object])[] = [
      ['kind', { kind: 'APDU' }],
      ['startedAt', { startedAt: '1' }],
      // Larger than any number is.
      ['startedAt', { startedAt: 'INFINITE' }],
      ['durationMs', { durationMs: null }],
      ['purpose', { purpose: undefined }],
      ['sizes', { sizes: [] }],
      ['sizes', { sizes: [1, 1, 1] }],
      ['sizes', { sizes: 2 }],
      ['sizes.1', { sizes: [1, -1] }],
      ['sizes.0', { sizes: [0.5, 1] }],
      ['sizes.0', { sizes: ['INFINITE'] }],
      ['error', { error: null }],
      ['error.code', { error: { code: 7, params: {} } }],
    ];
    const payloadOf = (heads: readonly object[]) => {
      const text = Buffer.from(JSON.stringify(heads).replaceAll('"INFINITE"', '1e999'));
      const length = Buffer.alloc(4);
      length.writeUInt32BE(text.length);
      return Buffer.concat([length, text, Buffer.alloc(6)]);
    };
    expect(decodeTrace(place, payloadOf([sound, sound, sound]))).toHaveLength(3);
    for (const [field, change] of wrong)
      expect(
        errorOf(() => decodeTrace(place, payloadOf([sound, { ...sound, ...change }, sound]))),
        JSON.stringify(change),
      ).toMatchObject({ code: 'store_corrupt', params: { ...place, column: `1.${field}` } });
  });

  it('throws nothing but store_corrupt on whatever it is given', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (payload) => {
        expect(errorOf(() => decodeTrace(place, payload)).code).toBe('store_corrupt');
      }),
    );
  });
});
