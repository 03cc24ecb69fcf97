/** The page of a batch, in one browser window on one address, over two deaths of the engine: it comes back where it was. */

import { createServer } from 'node:net';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Batch } from '../../src-shared/model/index.ts';
import { driven } from '../summary/needs.ts';
import { attachTo, type Engine, layOut, tileOf } from '../support/technician-bench.ts';
import { type ServedWindow, serveWindow, windowMissing } from './served-window.ts';

/** A port that nobody has now; the engine is started on it again after it was killed. */
const freePort = () =>
  new Promise<number>((done) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => done(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });

describe('the page of a batch after the engine was gone', driven(windowMissing()), () => {
  let bench: ServedWindow;
  let engine: Engine;

  beforeAll(async () => {
    bench = await serveWindow('station-again', ['--port', String(await freePort())]);
    engine = await attachTo(bench.folder);
  }, 60_000);
  afterAll(async () => {
    await engine?.close();
    await bench?.end();
  });

  const shown = (page: Page) => page.evaluate(() => window.location.hash);
  const counts = async (id: number) => (await engine.call('batches.get', { id })).counts;
  /** Kills the engine, and opens the address that it prints then in the same window. */
  const again = async (page: Page) => {
    await engine.close();
    await bench.restart();
    engine = await attachTo(bench.folder);
    // As when it is pasted into the address bar: of the same page only what stands behind `#` is another one.
    await page.goto('about:blank');
    await page.goto(bench.served().address());
  };

  test('the view, the list of its lines and the batch are as they were; a pause holds', async () => {
    const { cards, codes } = await layOut(engine, { readers: 2, cards: 3, codes: 3 });
    const made = await engine.call('batches.create', {
      name: 'Twice interrupted',
      rows: codes.map((activationCode) => ({ activationCode })),
      readers: ['sim:0', 'sim:1'],
    });
    const id = (made.batch as Batch).id;
    await engine.call('batches.start', { id });
    const page = await bench.openPage();
    await page.evaluate((to) => {
      window.location.hash = to;
    }, `#/station/${id}`);
    await tileOf(page, 'sim:0').getByText('Put a card in').waitFor();
    await engine.call('simulator.cards.insert', { card: cards[0]?.card ?? 0, readerId: 'sim:0' });
    await tileOf(page, 'sim:0').and(page.locator('[data-phase=working]')).waitFor();
    await again(page);
    // The last view comes back, and the line that was broken off goes on with the card that is still there.
    await page.getByRole('heading', { level: 1, name: /^Twice interrupted/ }).waitFor();
    expect(await shown(page)).toBe(`#/station/${id}`);
    await expect.poll(async () => (await counts(id)).done, { timeout: 60_000 }).toBe(1);
    await tileOf(page, 'sim:0').getByText('Take it out').waitFor();

    await page.keyboard.press('Space');
    await page.getByRole('button', { name: /^Resume/ }).waitFor();
    await again(page);
    await page.getByRole('heading', { level: 1, name: /^Twice interrupted/ }).waitFor();
    // What was paused begins nothing, whatever is put in, and goes on at one key.
    await engine.call('simulator.cards.insert', { card: cards[1]?.card ?? 0, readerId: 'sim:1' });
    await tileOf(page, 'sim:1').getByText('Resting').waitFor();
    expect(await counts(id)).toMatchObject({ done: 1, running: 0, waiting: 2 });
    await page.getByRole('button', { name: /^Resume/ }).waitFor();
    await page.keyboard.press('Space');
    await expect.poll(async () => (await counts(id)).done, { timeout: 60_000 }).toBe(2);
    // The card whose line is done is not begun once more.
    const lines = await engine.call('batches.lines', { id });
    expect(lines.flatMap(({ cardEid }) => cardEid ?? [])).toEqual([cards[0]?.eid, cards[1]?.eid]);
    expect(lines.map(({ state }) => state)).toEqual(['done', 'done', 'waiting']);
  }, 180_000);
});
