/** The trace page without a browser: columns, functions as groups, rows, the waterfall's layout, places of bytes. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { outlineOf } from '../../src-main/workbench/trace-outline.ts';
import { entryCells } from '../../src-renderer/trace/cells.ts';
import { TraceColumns } from '../../src-renderer/trace/columns.ts';
import { groupOfHead, groupsOf, rowOfEntry, rowsOf } from '../../src-renderer/trace/groups.ts';
import { LineCache } from '../../src-renderer/trace/line-cache.ts';
import { Hits, localTerms, meets } from '../../src-renderer/trace/search.ts';
import { meantSeqs, moved, noSelection } from '../../src-renderer/trace/selection.ts';
import { nodeAt, pathOfCell, placesOfNode } from '../../src-renderer/trace/tree-places.ts';
import {
  barsOf,
  clampView,
  entryAt,
  laneOf,
  lanes,
  longestOf,
  panView,
  placeAt,
  revealView,
  shortestView,
  ticksOf,
  timeAt,
  toneOf,
  zoomView,
} from '../../src-renderer/trace/waterfall.ts';
import { rowOfKey } from '../../src-renderer/ui/row-keys.ts';
import { fromHex } from '../../src-shared/bytes.ts';
import { type TraceNode, type TracePlace, traceOutline } from '../../src-shared/model/index.ts';
import type { TraceEntry } from '../../src-shared/trace.ts';

function columnsOf(entries: readonly TraceEntry[], page = entries.length): TraceColumns {
  const columns = new TraceColumns();
  const stored = entries.map((entry, at) => ({ seq: at + 1, entry }));
  for (let at = 0; at < stored.length; at += Math.max(1, page))
    columns.append(traceOutline.parse(outlineOf(stored.slice(at, at + page), at + page >= stored.length)));
  return columns;
}

const apdu = (command: string, response: string | undefined, purpose: string, startedAt = 0): TraceEntry => ({
  kind: 'apdu',
  startedAt,
  durationMs: 3,
  purpose,
  command: fromHex(command),
  ...(response === undefined
    ? { error: { code: 'card_removed', params: { reader: 'R' } } }
    : { response: fromHex(response) }),
});
const note: TraceEntry = { kind: 'note', startedAt: 0, code: 'quirk_learned', params: {} };
const http: TraceEntry = {
  kind: 'http',
  startedAt: 0,
  durationMs: 40,
  connectMs: 10,
  purpose: 'ES9+.CancelSession',
  method: 'POST',
  url: 'https://a.example:8443/secret-path?x=1',
  requestHeaders: [],
  requestBody: new Uint8Array(5),
  status: 204,
  responseBody: new Uint8Array(0),
};

/** Entries one after the other, with gaps and overlaps as a real trace has them. */
const entries = fc
  .array(
    fc.record({
      gap: fc.integer({ min: -20, max: 2_000 }),
      took: fc.integer({ min: 0, max: 500 }),
      kind: fc.constantFrom('apdu', 'http', 'note'),
      purpose: fc.constantFrom('ES10b.A', 'ES10b.B'),
      result: fc.constantFrom('9000', '6105', '6A88', ''),
      command: fc.constantFrom('81E2110001AA', '81E2910001AA', '81C0000005'),
    }),
    { maxLength: 60 },
  )
  .map((all) => {
    let at = 1_000_000;
    return all.map(({ gap, took, kind, purpose, result, command }): TraceEntry => {
      at = Math.max(1_000_000, at + gap);
      const startedAt = at;
      if (kind === 'note') return { ...note, startedAt };
      if (kind === 'http') return { ...http, startedAt, durationMs: took, connectMs: took / 2 } as TraceEntry;
      const answer = result === '' ? undefined : result;
      return { ...apdu(command, answer, purpose, startedAt), durationMs: took } as TraceEntry;
    });
  });

describe('columns', () => {
  test('hold what the entries were, however they came in pages, and no payload', () => {
    fc.assert(
      fc.property(entries, fc.integer({ min: 1, max: 9 }), (all, page) => {
        const columns = columnsOf(all, page);
        expect(columns.count).toBe(all.length);
        all.forEach((entry, at) => {
          expect(columns.placeOf(at + 1)).toBe(at);
          expect(columns.kindOf(at)).toBe(entry.kind);
          expect(columns.starts[at]).toBe(entry.startedAt);
          expect(columns.nameOf(at)).toBe(entry.kind === 'note' ? entry.code : entry.purpose);
          if (entry.kind === 'apdu')
            expect(columns.resultOf(at)?.text).toBe(
              entry.response === undefined
                ? undefined
                : Buffer.from(entry.response).toString('hex').toUpperCase(),
            );
        });
        expect(columns.placeOf(all.length + 1)).toBe(-1);
      }),
    );
    const outline = outlineOf([{ seq: 1, entry: http }], true);
    expect(outline.http).toEqual([{ at: 0, method: 'POST', host: 'a.example:8443', connectMs: 10 }]);
    expect(JSON.stringify(outline)).not.toContain('secret-path');
  });
});

describe('functions', () => {
  const load = 'ES10b.LoadBoundProfilePackage';
  const trace = [
    apdu('0070000001', '019000', 'MANAGE CHANNEL'),
    apdu('81E2910003BF3E00', '6112', 'ES10c.GetEID'),
    apdu('81C0000012', 'BF3E009000', 'ES10c.GetEID'),
    apdu('81E2910003BF3E00', 'BF3E009000', 'ES10c.GetEID'),
    apdu('81E2110001AA', '9000', load),
    note,
    apdu('81E2910101AA', '9000', load),
    apdu('81E2910001AA', '6105', load),
    apdu('81C0000005', 'BF37009000', load),
    http,
    apdu('81E2910001AA', '6985', 'ES10c.EnableProfile'),
    apdu('81E2910001AA', undefined, 'ES10c.EnableProfile'),
  ];
  const columns = columnsOf(trace);
  const groups = groupsOf(columns);

  test('are the APDUs from the first block to the answer; a second call of the same is another one', () => {
    expect([...groups.first].map((first, at) => [first, groups.last[at]])).toEqual([
      [0, 0],
      [1, 2],
      [3, 3],
      [4, 8],
      [9, 9],
      [10, 10],
      [11, 11],
    ]);
  });

  test('fold into one row, with what lies within', () => {
    const wish = { shows: () => true, fold: true, opened: new Set<number>() };
    const folded = rowsOf(columns, groups, wish);
    expect([...folded]).toEqual([0, -2, 3, -4, 9, 10, 11]);
    expect([...rowsOf(columns, groups, { ...wish, opened: new Set([5]) })]).toEqual([
      0, -2, 3, -4, 4, 5, 6, 7, 8, 9, 10, 11,
    ]);
    expect([...rowsOf(columns, groups, { ...wish, fold: false })]).toEqual(trace.map((_, at) => at));
    expect(rowOfEntry(folded, groups, 6)).toBe(3);
    expect([...rowsOf(columns, groups, { ...wish, shows: (at) => at === 6 })]).toEqual([6]);
  });

  test('each entry is in one group, each group in order; each shown entry has a row', () => {
    fc.assert(
      fc.property(
        entries,
        fc.boolean(),
        fc.array(fc.nat(60), { maxLength: 8 }),
        fc.nat(3),
        (all, fold, turned, hidden) => {
          const some = columnsOf(all);
          const of = groupsOf(some);
          let next = 0;
          for (let group = 0; group < of.count; group++) {
            expect(of.first[group]).toBe(next);
            for (let at = next; at <= (of.last[group] ?? -1); at++) expect(of.of[at]).toBe(group);
            next = (of.last[group] ?? 0) + 1;
          }
          expect(next).toBe(all.length);
          const shows = (at: number) => hidden === 0 || at % 4 !== hidden;
          const rows = rowsOf(some, of, { shows, fold, opened: new Set(turned) });
          for (let at = 0; at < all.length; at++) {
            const row = rows[rowOfEntry(rows, of, at)];
            if (!shows(at)) continue;
            expect(row === at || (row !== undefined && row < 0 && groupOfHead(row) === of.of[at])).toBe(true);
          }
        },
      ),
    );
  });

  test('picking by Shift and Ctrl; a function stands for all of its exchanges', () => {
    const rows = rowsOf(columns, groups, { shows: () => true, fold: true, opened: new Set() });
    let selection = moved(noSelection, rows, 0, undefined);
    expect(meantSeqs(columns, groups, selection)).toEqual([1]);
    selection = moved(selection, rows, 2, 'extend');
    expect(meantSeqs(columns, groups, selection)).toEqual([1, 2, 3, 4]);
    selection = moved(moved(selection, rows, 1, undefined), rows, 4, 'toggle');
    expect(meantSeqs(columns, groups, selection)).toEqual([2, 3, 10]);
    selection = moved(selection, rows, 1, 'toggle');
    expect(meantSeqs(columns, groups, selection)).toEqual([10]);
  });
});

describe('the waterfall', () => {
  const view = fc
    .record({
      total: fc.integer({ min: 1, max: 1_000_000 }),
      from: fc.double({ min: -10, max: 1_000_000, noNaN: true }),
      length: fc.double({ min: 0, max: 1_000_000, noNaN: true }),
    })
    .map(({ total, from, length }) => ({ total, view: clampView({ from, to: from + length }, total) }));
  const inside = ({ from, to }: { from: number; to: number }, total: number) => {
    expect(from).toBeGreaterThanOrEqual(0);
    expect(to).toBeLessThanOrEqual(Math.max(total, shortestView) + 1e-6);
    expect(to - from).toBeGreaterThanOrEqual(shortestView - 1e-6);
  };

  test('every view lies within the whole, whatever is done to it', () => {
    fc.assert(
      fc.property(
        view,
        fc.double({ min: 0.01, max: 100, noNaN: true }),
        fc.double({ min: -1e6, max: 1e6, noNaN: true }),
        ({ view: now, total }, factor, by) => {
          inside(now, total);
          inside(zoomView(now, factor, (now.from + now.to) / 2, total), total);
          inside(panView(now, by, total), total);
          const shown = revealView(now, Math.min(total, Math.abs(by)), Math.min(total, Math.abs(by)), total);
          inside(shown, total);
          expect(shown.from).toBeLessThanOrEqual(Math.min(total, Math.abs(by)) + 1e-6);
          expect(shown.to).toBeGreaterThanOrEqual(Math.min(total, Math.abs(by)) - 1e-6);
        },
      ),
    );
  });

  test('zooming in leaves the time under the pointer where it is; pixels and times are one another', () => {
    fc.assert(
      fc.property(
        view,
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0.2, max: 0.99, noNaN: true }),
        ({ view: now, total }, share, factor) => {
          const width = 800;
          const x = share * width;
          const time = timeAt(now, width, x);
          expect(placeAt(now, width, time)).toBeCloseTo(x, 3);
          const next = zoomView(now, factor, time, total);
          if ((now.to - now.from) * factor > shortestView)
            expect(Math.abs(placeAt(next, width, time) - x)).toBeLessThan(0.01);
        },
      ),
    );
  });

  test('marks of the axis are few, even and in sight', () => {
    fc.assert(
      fc.property(view, fc.integer({ min: 60, max: 4000 }), ({ view: now }, width) => {
        const { step, at } = ticksOf(now, width);
        expect(at.length).toBeLessThanOrEqual(width / 90 + 2);
        for (const one of at) {
          expect(one).toBeGreaterThanOrEqual(now.from - 1e-6);
          expect(one).toBeLessThanOrEqual(now.to + 1e-6);
          expect(Math.abs(one / step - Math.round(one / step))).toBeLessThan(1e-6);
        }
      }),
    );
  });

  test('every exchange in sight is painted where it was, at least as important; bars do not lie over each other', () => {
    const order = ['none', 'note', 'good', 'more', 'connect', 'bad'];
    fc.assert(
      fc.property(
        entries,
        fc.integer({ min: 20, max: 600 }),
        fc.nat(100),
        fc.nat(100),
        (all, width, a, b) => {
          const columns = columnsOf(all);
          const total = Math.max(1, columns.end - columns.start);
          const now = clampView(
            { from: (Math.min(a, b) / 100) * total, to: (Math.max(a, b) / 100) * total },
            total,
          );
          const longest = longestOf(columns);
          const bars = barsOf(columns, now, width, longest);
          for (const lane of lanes) {
            let end = 0;
            for (const bar of bars[lane]) {
              expect(bar.from).toBeGreaterThanOrEqual(end);
              expect(bar.to).toBeGreaterThan(bar.from);
              end = bar.to;
            }
            expect(end).toBeLessThanOrEqual(width);
          }
          for (let at = 0; at < columns.count; at++) {
            const x = Math.floor(placeAt(now, width, (columns.starts[at] ?? 0) - columns.start));
            if (x < 0 || x >= width) continue;
            const bar = bars[laneOf(columns, at)].find(({ from, to }) => x >= from && x < to);
            expect(order.indexOf(bar?.tone ?? 'none')).toBeGreaterThanOrEqual(
              order.indexOf(toneOf(columns, at)),
            );
            const hit = entryAt(columns, now, width, laneOf(columns, at), x + 0.5, longest);
            expect(hit).toBeGreaterThanOrEqual(0);
            expect(laneOf(columns, hit)).toBe(laneOf(columns, at));
          }
        },
      ),
    );
  });
});

describe('bytes and nodes', () => {
  const place = (from: number, to: number, seq = 1): TracePlace => ({ seq, part: 'request', from, to });
  const roots: TraceNode[] = [
    {
      label: 'Command',
      children: [
        {
          label: 'outer',
          places: [place(5, 15), place(5, 9, 2)],
          children: [
            { label: 'first', places: [place(7, 10)] },
            { label: 'second', places: [place(10, 15), place(5, 9, 2)] },
          ],
        },
      ],
    },
  ];
  test('a byte belongs to the innermost node that holds it, in whichever exchange; and that node has the byte', () => {
    const labelAt = (seq: number, at: number) => {
      const path = pathOfCell(roots, { seq, part: 'request', at });
      return path === undefined ? undefined : nodeAt(roots, path)?.label;
    };
    expect([4, 5, 7, 9, 10, 14, 15].map((at) => labelAt(1, at))).toEqual([
      undefined,
      'outer',
      'first',
      'first',
      'second',
      'second',
      undefined,
    ]);
    expect([5, 8, 9].map((at) => labelAt(2, at))).toEqual(['second', 'second', undefined]);
    expect(placesOfNode(roots[0])).toEqual([place(5, 15), place(5, 9, 2)]);
  });
});

describe('hits', () => {
  test('go round, in order', () => {
    const hits = new Hits();
    expect(hits.from(1, 1)).toBeUndefined();
    for (const seq of [3, 7, 9]) hits.add(seq, []);
    expect([0, 3, 8, 9].map((seq) => hits.from(seq, 1))).toEqual([3, 7, 9, 3]);
    expect([3, 4, 9, 100].map((seq) => hits.from(seq, -1))).toEqual([9, 3, 7, 9]);
    expect([3, 4, 9].map((seq) => hits.placeOf(seq))).toEqual([1, 0, 3]);
  });
  test('of headers are found in the columns, as the engine finds them', () => {
    const columns = columnsOf([apdu('81E2910003BF3E00', '6A88', 'ES10c.GetEID'), http, note]);
    const found = (query: string) =>
      [0, 1, 2].filter((at) => meets(columns, at, localTerms(query) ?? [])).map((at) => at);
    expect(found('sw:6Axx')).toEqual([0]);
    expect(found('fn:geteid 6A88')).toEqual([0]);
    expect(found('host:a.example')).toEqual([1]);
    expect(found('fn:quirk')).toEqual([2]);
    for (const query of ['tag:BF3E', 'hello', '', 'tag:XYZ']) expect(localTerms(query)).toBeUndefined();
  });
});

describe('lines that are looked at', () => {
  test('are asked for one page at a time, the wanted ones last, and kept', async () => {
    const asked: number[] = [];
    const cache = new LineCache((after, limit) => {
      asked.push(after);
      return Promise.resolve(
        Array.from({ length: limit }, (_, at) => ({
          kind: 'note' as const,
          seq: after + at + 1,
          startedAt: 0,
          code: 'x',
          params: {},
        })),
      );
    });
    cache.want('list', [1]);
    cache.want('list', [5_000]);
    cache.want('list', [9_950, 10_050]);
    await expect.poll(() => cache.get(10_050)?.seq).toBe(10_050);
    // The one that was scrolled past while the first was under way was never asked for.
    expect(asked).toEqual([0, 9_900, 10_000]);
    expect(cache.get(1)?.seq).toBe(1);
    cache.want('list', [2, 9_951]);
    expect(asked).toHaveLength(3);
  });
  test('that cannot be read leave the others', async () => {
    const cache = new LineCache((after) =>
      after === 0 ? Promise.reject(new Error('gone')) : Promise.resolve([]),
    );
    cache.want('list', [1, 150]);
    await expect.poll(() => cache.version()).toBe(1);
    expect(cache.get(1)).toBeUndefined();
  });
});

describe('the rows of the list', () => {
  const shown = (entry: TraceEntry) => {
    const columns = columnsOf([entry]);
    return entryCells(columns, 0, -1, undefined);
  };

  test('name function and instruction, or server; what is not there leaves no gap', () => {
    expect(shown(apdu('81E2910003BF3E00', '9000', 'ES10c.GetEID')).what).toBe('ES10c.GetEID · STORE DATA');
    expect(shown(apdu('0070000001', '019000', 'MANAGE CHANNEL')).what).toBe('MANAGE CHANNEL');
    expect(shown(apdu('81E2910003BF3E00', '9000', '')).what).toBe('STORE DATA');
    expect(shown(http)).toMatchObject({ what: 'ES9+.CancelSession', host: 'a.example:8443' });
    expect(shown({ ...http, url: 'no address' } as TraceEntry).what).toBe('ES9+.CancelSession');
  });

  test('what ended without a status word or status is a problem and says so', () => {
    const broken = apdu('81E2910003BF3E00', '90', 'ES10c.GetEID');
    expect(shown(broken)).toMatchObject({ result: 'no answer', tone: 'bad', bad: true });
    expect(toneOf(columnsOf([broken]), 0)).toBe('bad');
    expect(shown(apdu('81E2910003BF3E00', '9000', 'ES10c.GetEID'))).toMatchObject({
      result: '9000',
      bad: false,
    });
    const { status: _, ...unanswered } = http as TraceEntry & { kind: 'http' };
    expect(shown(unanswered)).toMatchObject({ result: 'no answer', bad: true });
    expect(shown(note)).toMatchObject({ result: undefined, bad: false });
  });
});

describe('the keys of a list', () => {
  test('stay within it, wherever they start', () => {
    const keys = ['ArrowDown', 'ArrowUp', 'PageDown', 'PageUp', 'Home', 'End'];
    fc.assert(
      fc.property(fc.nat(200), fc.nat(40), fc.constantFrom(...keys), fc.nat(), (count, page, key, seed) => {
        const from = (seed % (count + 1)) - 1;
        const to = rowOfKey(key, from, count, page + 1);
        if (count === 0) expect(to).toBeUndefined();
        else expect(to).toSatisfy((row: number) => row >= 0 && row < count);
      }),
    );
    expect(rowOfKey('ArrowDown', -1, 9, 4)).toBe(0);
    expect(rowOfKey('ArrowUp', -1, 9, 4)).toBe(0);
    expect(rowOfKey('PageDown', 6, 9, 4)).toBe(8);
    expect(rowOfKey('End', 0, 9, 4)).toBe(8);
    expect(rowOfKey('Enter', 0, 9, 4)).toBeUndefined();
  });
});
