import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openStoreForReading } from '../../src-main/store/reading.ts';
import { createRedactor, type TraceMemory } from '../../src-main/store/redact.ts';
import type { TraceEntry } from '../../src-shared/trace.ts';
import {
  confirmationCode,
  download,
  errorOf,
  keysOf,
  matchingId,
  temporaryFolder,
  testKey,
  testStore,
} from './fixtures.ts';
import {
  base64,
  exchange,
  expectHidden,
  http,
  secretText,
  shown,
  sizes,
  tlv,
  utf8,
} from './redact-support.ts';

const everything = [0, Number.MAX_SAFE_INTEGER] as const;

function openBoth() {
  const folder = temporaryFolder();
  const store = testStore({ folder });
  const reading = openStoreForReading({ folder, ...keysOf(testKey()) });
  onTestFinished(() => reading.close());
  return { folder, store, reading };
}

describe('the store of another thread', () => {
  it('gives the view that the engine has, entry by entry while it grows', () => {
    const { store, reading } = openBoth();
    const { id } = store.createOperation(download);
    const entries: TraceEntry[] = [
      http({ requestBody: utf8(JSON.stringify({ matchingId, smdpAddress: 'smdp.example.com' })) }),
      { kind: 'note', startedAt: 1, code: 'x', params: { said: `no ${matchingId} here` } },
      ...exchange(tlv('BF38', tlv('A0', tlv('80', matchingId))), utf8('fine'), [7]),
      http({ requestBody: utf8(base64(utf8(`..${matchingId}..`))) }),
    ];
    for (const entry of entries) {
      store.appendTrace(id, entry);
      const seen = reading.redactedTrace(id, ...everything);
      expect(seen).toEqual(store.redactedTrace(id, ...everything));
      expectHidden(shown(seen), utf8(matchingId));
    }
    expect(reading.redactedTrace(id, 2, 3)).toEqual(store.redactedTrace(id, 2, 3));
    expect(reading.getRedactedTrace(id, 2)).toEqual(store.getRedactedTrace(id, 2));
    expect(reading.getRedactedTrace(id, 99)).toBeUndefined();
  });

  it('hides, also where it was shown before, a secret and a hash that become known later', () => {
    const { store, reading } = openBoth();
    const { id } = store.createOperation(download);
    store.appendTrace(id, http({ requestBody: utf8('{"note":"LATER-SECRET"}') }));
    expect(shown(reading.redactedTrace(id, ...everything))).toContain('LATER-SECRET');
    store.addSecret(id, { kind: 'token', value: 'LATER-SECRET' });
    // The trace has not grown: the secret alone changes the view.
    expectHidden(shown(reading.redactedTrace(id, ...everything)), utf8('LATER-SECRET'));
    expectHidden(shown(store.redactedTrace(id, ...everything)), utf8('LATER-SECRET'));
    expectHidden(shown(reading.redactedTrace(id, ...everything)), utf8(confirmationCode));
  });

  it('shows nothing with another key', () => {
    const { folder, store } = openBoth();
    const { id } = store.createOperation(download);
    const other = openStoreForReading({ folder, ...keysOf(testKey(8)) });
    expect(errorOf(() => other.redactedTrace(id, ...everything)).code).toBe('store_corrupt');
    other.close();
  });

  it('holds up no writing, and no closing of the engine', () => {
    const { store, reading } = openBoth();
    const { id } = store.createOperation(download);
    reading.redactedTrace(id, ...everything);
    store.enterStatus(id, 'download', 2);
    store.close();
    expect(reading.redactedTrace(id, ...everything)).toEqual([]);
  });

  it('says what is wrong with a database', () => {
    const folder = temporaryFolder();
    expect(errorOf(() => openStoreForReading({ folder, ...keysOf(testKey()) })).code).toBe('store_failed');
    writeFileSync(join(folder, 'workbench.db'), 'no database at all, only a text of some length'.repeat(20));
    expect(errorOf(() => openStoreForReading({ folder, ...keysOf(testKey()) })).code).toBe('store_damaged');
  });
});

describe('a trace that grows', () => {
  it('is redacted from memory as it would be anew', () => {
    const value = fc.oneof(fc.constant('SHARED-VALUE'), secretText);
    const entry: fc.Arbitrary<TraceEntry[]> = fc.oneof(
      // A secret by its name, which is then looked for everywhere; and places where it may stand.
      value.map((text) => [http({ requestBody: utf8(JSON.stringify({ sessionId: text })) })]),
      value.map((text) => [http({ responseBody: utf8(JSON.stringify({ a: base64(utf8(`.${text}.`)) })) })]),
      value.map((text): TraceEntry[] => [{ kind: 'note', startedAt: 1, code: 'n', params: { text } }]),
      fc.tuple(value, sizes).map(([text, cuts]) => exchange(utf8(`<${text}>`), utf8(`[${text}]`), cuts)),
      fc
        .tuple(value, sizes)
        .map(([text, cuts]) => exchange(tlv('BF38', tlv('A0', tlv('80', text))), utf8(''), cuts)),
    );
    fc.assert(
      fc.property(fc.array(entry, { minLength: 2, maxLength: 6 }), (groups) => {
        const memory: TraceMemory = new Map();
        const stored = groups.flat().map((one, i) => ({ seq: i + 1, entry: one }));
        for (let length = 1; length <= stored.length; length++) {
          const part = stored.slice(0, length);
          expect(createRedactor({ secrets: [] }).trace(part, memory)).toEqual(
            createRedactor({ secrets: [] }).trace(part),
          );
        }
      }),
      { numRuns: 60 },
    );
  });

  it('keeps what stands alone as it was', () => {
    const memory: TraceMemory = new Map();
    const first = { seq: 1, entry: http({ requestBody: utf8('{"a":1}') }) };
    const second = { seq: 2, entry: http({ requestBody: utf8('{"b":1}') }) };
    const third = { seq: 3, entry: http({ requestBody: utf8('{"cookie":"a-found-secret"}') }) };
    const redactor = createRedactor({ secrets: [] });
    const [before] = redactor.trace([first], memory);
    const [same] = redactor.trace([first, second], memory);
    expect(same).toBe(before);
    // From here on something else is looked for.
    const [anew] = redactor.trace([first, second, third], memory);
    expect(anew).not.toBe(before);
    expect(anew).toEqual(before);
  });
});
