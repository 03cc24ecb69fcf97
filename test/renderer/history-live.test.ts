import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { historyOrder, lineOf, merged } from '../../src-renderer/history/live.ts';
import { fleetFields, type HistoryEntry, historyEntry } from '../../src-shared/model/fleet.ts';
import { fleetBench, now } from '../store/fleet-support.ts';
import { startBench, type WindowBench } from './bench.ts';
import { describeWindow } from './describe-window.ts';
import { makeOperations } from './fixture-operations.ts';

const iso = (at: number) => new Date(at).toISOString();

function entry(id: number, created: number, iccid?: string): HistoryEntry {
  return historyEntry.parse({
    id,
    kind: 'read_card',
    status: 'successful',
    reader: 'sim:0',
    reader_name: 'r',
    simulated: true,
    ...(iccid === undefined ? {} : { iccid }),
    code_use: 'none',
    cause: 'request',
    created_by: 'ada',
    source: 'cli',
    pending: false,
    created: iso(created),
    updated: iso(created),
  });
}

describe('the places of lines', () => {
  test('the order of the window is the order of the store, for every field and both directions', () => {
    const bench = fleetBench();
    const words = ['a', 'B', 'b', '', null, 'Ä', 'ä', 'z'];
    for (let i = 0; i < 40; i++)
      bench.insert('operations', {
        kind: i % 3 === 0 ? 'read_card' : 'activate',
        status: i % 4 === 0 ? 'failed' : 'successful',
        reader_id: `sim:${i % 3}`,
        reader_name: words[i % 4] ?? '',
        eid: i % 5 === 0 ? null : `8904903200000000000000000000000${i % 5}`,
        carrier: words[i % words.length] ?? null,
        created_by: words[(i * 3) % 4] ?? '',
        created_at: now - (i % 7) * 1000,
        ended_at: i % 2 === 0 ? null : now + i,
      });
    for (const by of Object.keys(fleetFields.history))
      for (const direction of ['asc', 'desc'] as const) {
        const rows = bench
          .page('history', { orderby: `${by} ${direction}` })
          .list.map((row) => historyEntry.parse(row));
        // Texts that are unset in two ways stand apart in the store, and are one here.
        const known = rows.filter((row) => row[by as keyof HistoryEntry] !== undefined);
        expect(
          [...known].sort(historyOrder({ by, direction })).map(({ id }) => id),
          `${by} ${direction}`,
        ).toEqual(known.map(({ id }) => id));
      }
  });

  test('whatever comes, changes and goes: the list is as if it had been read anew', () => {
    const rows = fc.uniqueArray(
      fc.record({
        id: fc.integer({ min: 1, max: 60 }),
        at: fc.integer({ min: 0, max: 9 }),
        iccid: fc.option(fc.constantFrom('8949', '8950', '8951'), { nil: undefined }),
      }),
      { selector: ({ id }) => id, maxLength: 40 },
    );
    fc.assert(
      fc.property(
        rows,
        rows,
        fc.uniqueArray(fc.integer({ min: 1, max: 60 }), { maxLength: 10 }),
        fc.constantFrom('created', 'iccid', 'id'),
        fc.constantFrom('asc' as const, 'desc' as const),
        fc.boolean(),
        (before, came, left, by, direction, more) => {
          const order = historyOrder({ by, direction });
          const entries = (list: typeof before) => list.map(({ id, at, iccid }) => entry(id, at, iccid));
          const shown = entries(before).sort(order);
          const changed = entries(came).filter(({ id }) => !left.includes(id));
          const gone = new Set(left);
          const out = merged(shown, { changed, gone }, { by, direction }, more);
          const ids = new Set(changed.map(({ id }) => id));
          const last = shown.at(-1);
          const wanted = [...shown.filter(({ id }) => !gone.has(id) && !ids.has(id)), ...changed]
            .filter((row) => !more || last === undefined || order(row, last) <= 0)
            .sort(order);
          expect(out).toEqual(wanted);
        },
      ),
    );
  });

  test('the progress of an operation changes no line; its status does', () => {
    const [operation] = makeOperations(now);
    if (operation === undefined) throw new Error('no operation');
    const loading = {
      ...operation,
      progress: { step: 'load', bytesDone: 1, bytesTotal: 2 },
      updatedAt: now + 5,
    };
    expect(lineOf(loading)).toBe(lineOf(operation));
    expect(lineOf({ ...operation, status: 'starting' })).not.toBe(lineOf(operation));
  });
});

let bench: WindowBench;

describeWindow('the history grows by itself', () => {
  beforeAll(async () => {
    bench = await startBench();
  });
  afterEach(() => bench.tidy());
  afterAll(() => bench.end());

  const open = async () => {
    const opened = await bench.open('full');
    const { page, server } = opened;
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.evaluate(() => {
      window.location.hash = '#/history';
    });
    const grid = page.getByRole('grid', { name: 'Operations that match' });
    await grid.getByText('#11').waitFor();
    const start = async () => {
      const { id } = await server.workbench.call('operations.start', {
        kind: 'read_card',
        readerId: 'sim:0',
      });
      return id;
    };
    const asked = () => server.workbench.calls.filter(({ name }) => name === 'fleet.page').length;
    return { ...opened, grid, start, asked };
  };

  test('what begins comes at its place, and its line follows it to its end', async () => {
    const { page, grid, start, asked, problems } = await open();
    const before = asked();
    const id = await start();
    const first = page.locator('.history-grid [aria-rowindex="2"]');
    await first.getByText(`#${id}`).waitFor();
    await first.getByText('Successful').waitFor();
    expect(await grid.getByText(`#${id}`, { exact: true }).count()).toBe(1);
    // Asked for by its number: the list is not read again.
    expect(asked() - before).toBeLessThan(8);
    expect(problems).toEqual([]);
  });

  test('who has scrolled keeps what is read where it is, is told of what is new, and gets there', async () => {
    const { page, grid, start, problems } = await open();
    const body = page.locator('.history-grid .grid-body');
    await body.evaluate((element) => {
      element.scrollTop = 900;
    });
    const read = grid.getByText('#-5', { exact: true });
    const place = async () => (await read.boundingBox())?.y;
    await read.waitFor();
    const before = await place();
    const id = await start();
    const told = page.getByRole('button', { name: '1 new' });
    await told.waitFor();
    expect(await place()).toBe(before);
    await told.click();
    await grid.getByText(`#${id}`, { exact: true }).waitFor();
    await told.waitFor({ state: 'detached' });
    expect(problems).toEqual([]);
  });

  test('what does not match stays out, and what matches no longer goes', async () => {
    const { page, server, grid, start, problems } = await open();
    await page.getByRole('button', { name: 'To be reconciled' }).click();
    await grid.getByText('#5', { exact: true }).waitFor();
    const id = await start();
    await expect.poll(() => server.workbench.operations.get(id)?.status).toBe('successful');
    await server.workbench.call('operations.reconcile', { id: 5 });
    await grid.getByText('#5', { exact: true }).waitFor({ state: 'detached' });
    expect(await page.getByText(`#${id}`, { exact: true }).count()).toBe(0);
    expect(problems).toEqual([]);
  });

  test('what happened while the engine was gone is there when it is back, and the list stays where it was', async () => {
    const { page, server, grid, start } = await open();
    const body = page.locator('.history-grid .grid-body');
    await body.evaluate((element) => {
      element.scrollTop = 900;
    });
    const read = grid.getByText('#-5', { exact: true });
    await read.waitFor();
    const before = (await read.boundingBox())?.y;
    await server.kill();
    await page.getByText('The engine is gone.').waitFor();
    await start();
    await server.revive();
    await page.getByRole('button', { name: '1 new' }).waitFor();
    await page.getByText('The engine is gone.').waitFor({ state: 'detached' });
    expect((await read.boundingBox())?.y).toBe(before);
  });
});
