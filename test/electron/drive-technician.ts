/**
 * The technician's day in the desktop application: `node drive-technician.ts ELECTRON DATA-FOLDER`. As `drive.ts`, a program of its own
 * that prints what it saw as one JSON document. Then a second batch, in the middle of which the engine's process is killed.
 */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type {} from 'electron';
import type { Page } from 'playwright-core';
import { attachTo, type Engine, layOut, tileOf } from '../support/technician-bench.ts';
import { disagreements, technicianDay } from '../support/technician-day.ts';
import { openApp } from './open-app.ts';

const [executablePath = '', dataFolder = ''] = process.argv.slice(2);
if (executablePath === '' || dataFolder === '')
  throw new Error('usage: drive-technician.ts ELECTRON DATA-FOLDER');

const problems: string[] = [];
const { app, page } = await openApp(executablePath, dataFolder, { problems });

/** Saves where the test can read it, without a dialog. */
async function saved(save: () => Promise<void>): Promise<string> {
  const path = join(dataFolder, 'saved.csv');
  const done = app.evaluate(
    ({ session }, to) =>
      new Promise<string>((resolveState) => {
        session.defaultSession.once('will-download', (_event, item) => {
          item.setSavePath(to);
          item.once('done', (_done, state) => resolveState(state));
        });
      }),
    path,
  );
  await page.waitForTimeout(200);
  await save();
  await done;
  return readFileSync(path, 'utf8');
}

/** Kills the engine's process while both readers are at work; gives what the window said, and how the batch ended. */
async function killedInTheMiddle(window: Page, first: Engine): Promise<object> {
  const { cards, codes } = await layOut(first, { readers: 2, cards: 18, codes: 2 });
  const fresh = cards.slice(-2);
  const { batch } = await first.call('batches.create', {
    name: 'Interrupted',
    rows: codes.map((activationCode) => ({ activationCode })),
    readers: ['sim:0', 'sim:1'],
  });
  const id = batch?.id ?? 0;
  await first.call('batches.start', { id });
  await window.evaluate((to) => {
    globalThis.location.hash = to;
  }, `#/station/${id}`);
  await tileOf(window, 'sim:0').getByText('Put a card in').waitFor();
  for (const [at, { card }] of fresh.entries())
    await first.call('simulator.cards.insert', { card, readerId: `sim:${at}` });
  for (const readerId of ['sim:0', 'sim:1'])
    await tileOf(window, readerId).and(window.locator('[data-phase=working]')).waitFor();
  const lost = window
    .getByText('Leave the cards in: nothing is lost.')
    .waitFor()
    .then(() => true);
  await app.evaluate(({ app: electron }) => {
    const name = 'eUICC Workbench engine';
    const engine = electron.getAppMetrics().find((one) => one.name === name || one.serviceName === name);
    if (engine === undefined) throw new Error('the engine has no process');
    process.kill(engine.pid, 'SIGKILL');
  });
  const saidLost = await lost;
  await window.getByText('The engine is back. The batch goes on where it was.').waitFor();
  await window.getByText('All lines have ended. Take the report.').waitFor({ timeout: 60_000 });
  const engine = await attachTo(dataFolder);
  const lines = await engine.call('batches.lines', { id });
  const { cards: now } = await engine.call('simulator.picture', {});
  const onCards = fresh.map(({ eid }) =>
    now
      .find((one) => one.eid === eid)
      ?.profiles.filter(({ preloaded }) => !preloaded)
      .map(({ iccid }) => iccid),
  );
  await engine.close();
  return {
    saidLost,
    states: lines.map(({ state }) => state),
    asTheStoreHasIt: fresh.map(({ eid }) =>
      lines.flatMap(({ cardEid, iccid }) => (cardEid === eid ? (iccid ?? []) : [])),
    ),
    onCards,
  };
}

const engine = await attachTo(dataFolder);
const day = await technicianDay(page, { engine, saved });
const { views, lines, seen, pulledOut } = day;
const told = [...problems];
const killed = await killedInTheMiddle(page, engine);
process.stdout.write(
  `${JSON.stringify({
    views,
    states: lines.map(({ state }) => state),
    putBack: seen.filter(({ phase }) => phase === 'put_back').map(({ words }) => words),
    pulledOut,
    disagreements: disagreements(day),
    problems: told,
    killed,
  })}\n`,
);
await app.close();
