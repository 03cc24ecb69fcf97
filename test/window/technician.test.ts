/** The technician's day in Chromium, and an engine that is killed in the middle of a batch. */

import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { driven } from '../summary/needs.ts';
import { attachTo, layOut, tileOf, workOff } from '../support/technician-bench.ts';
import { disagreements, technicianDay } from '../support/technician-day.ts';
import { type ServedWindow, serveWindow, windowMissing } from './served-window.ts';

describe('the technician in Chromium', driven(windowMissing()), () => {
  let bench: ServedWindow;

  beforeAll(async () => {
    bench = await serveWindow('technician');
  }, 60_000);
  afterAll(() => bench?.end());

  test('activates sixteen cards from a CSV of codes, two of them bad and one card pulled out too early, by keyboard, with axe finding nothing', async () => {
    const engine = await attachTo(bench.folder);
    const page = await bench.openPage();
    const day = await technicianDay(page, {
      engine,
      async saved(save) {
        const [download] = await Promise.all([page.waitForEvent('download'), save()]);
        return readFileSync(await download.path(), 'utf8');
      },
    });
    await engine.close();
    expect(day.views.filter(([, findings]) => findings.length > 0)).toEqual([]);
    expect(day.views).toHaveLength(6);
    expect(day.preview).toContain('ends before');
    expect(day.lines.filter(({ state }) => state === 'done')).toHaveLength(16);
    expect(day.lines.filter(({ state }) => state === 'failed').map(({ error }) => error?.code)).toEqual([
      'es9_status',
      'es9_status',
    ]);
    expect(disagreements(day)).toEqual([]);
    // The card that was pulled out was asked for by name, and its line went on.
    const asked = day.seen.find(({ phase }) => phase === 'put_back');
    expect(asked?.words.replace(/\s/g, '')).toContain(day.pulledOut);
    expect(day.lines.find(({ cardEid }) => cardEid === day.pulledOut)?.state).toBe('done');
    expect(new Set(day.seen.map(({ readerId }) => readerId)).size).toBe(4);
    expect(bench.problems).toEqual([]);
  }, 300_000);

  test('the engine is killed while cards are at work: the window says so, and the batch goes on where it was', async () => {
    let engine = await attachTo(bench.folder);
    const { cards, codes } = await layOut(engine, { readers: 2, cards: 18, codes: 3 });
    const fresh = cards.slice(-2);
    const { batch } = await engine.call('batches.create', {
      name: 'Interrupted',
      rows: codes.map((activationCode) => ({ activationCode })),
      readers: ['sim:0', 'sim:1'],
    });
    const id = batch?.id ?? 0;
    await engine.call('batches.start', { id });
    const page = await bench.openPage();
    await page.evaluate((to) => {
      window.location.hash = to;
    }, `#/station/${id}`);
    await tileOf(page, 'sim:0').getByText('Put a card in').waitFor();
    for (const [at, { card }] of fresh.entries())
      await engine.call('simulator.cards.insert', { card, readerId: `sim:${at}` });
    await tileOf(page, 'sim:1').and(page.locator('[data-phase=working]')).waitFor();
    await tileOf(page, 'sim:0').and(page.locator('[data-phase=working]')).waitFor();
    const said = page.getByText('Leave the cards in: nothing is lost.');
    await Promise.all([said.waitFor(), bench.restart()]);

    // The new engine knows no window of before: one is opened with its address.
    engine = await attachTo(bench.folder);
    const again = await bench.openPage();
    await again.evaluate((to) => {
      window.location.hash = to;
    }, `#/station/${id}`);
    await again.getByRole('heading', { level: 1, name: /^Interrupted/ }).waitFor();
    // What was in the readers is in them still; whose line was broken off goes on with that card.
    const done = async () => (await engine.call('batches.get', { id })).counts.done;
    await expect.poll(done, { timeout: 60_000, interval: 200 }).toBe(2);
    for (const readerId of ['sim:0', 'sim:1'])
      await tileOf(again, readerId).getByText('Done', { exact: true }).waitFor();
    // No code was used twice, and none is lost.
    const picture = await engine.call('simulator.picture', {});
    const lines = await engine.call('batches.lines', { id });
    const iccids = lines.flatMap(({ iccid }) => iccid ?? []);
    expect(new Set(iccids).size).toBe(2);
    for (const { eid } of fresh) {
      const own = lines.find(({ cardEid }) => cardEid === eid)?.iccid;
      const card = picture.cards.find((one) => one.eid === eid);
      expect(card?.profiles.filter(({ preloaded }) => !preloaded).map(({ iccid }) => iccid)).toEqual([own]);
    }
    for (const { card } of fresh) await engine.call('simulator.cards.remove', { card });
    const [next] = cards.slice(0, 1);
    if (next === undefined) throw new Error('no card');
    await engine.call('simulator.cards.reset', { card: next.card });
    await workOff(again, engine, [next], ['sim:0']);
    await again.getByText('All lines have ended. Take the report.').waitFor();
    await engine.close();
  }, 180_000);
});
