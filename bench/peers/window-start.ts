/**
 * Starts the desktop application and an empty Electron window by turns: `node window-start.ts ELECTRON DATA-FOLDER ROUNDS`. Runs as
 * a program of its own, since it is started as another user. Prints milliseconds as one JSON document.
 */

import { join, resolve } from 'node:path';
import type { Page } from 'playwright-core';
import { systemClock } from '../../src-shared/system-ports.ts';
import { launch } from '../../test/electron/launch.ts';

export interface WindowStarts {
  /** From the start of the process to a window in which somebody can work. Milliseconds. */
  readonly ours: number[];
  /** To one that shows a heading. */
  readonly empty: number[];
}

const [executablePath = '', folder = '', rounds = ''] = process.argv.slice(2);
if (rounds === '') throw new Error('usage: window-start.ts ELECTRON DATA-FOLDER ROUNDS');

const project = resolve(import.meta.dirname, '../..');

async function start(args: string[], usable: (page: Page) => Promise<unknown>): Promise<number> {
  let began = 0;
  const app = await launch(executablePath, args, () => {
    began = systemClock.monotonic();
  });
  try {
    const page = await app.firstWindow();
    await usable(page);
    return systemClock.monotonic() - began;
  } finally {
    await app.close();
  }
}

/** The readers are there, and what is in them: then a card can be worked with. */
const ours = () =>
  start([project, '--data', join(folder, 'ours')], (page) => page.getByRole('gridcell').first().waitFor());
const empty = () =>
  start([join(import.meta.dirname, 'empty-window'), join(folder, 'empty')], (page) =>
    page.getByRole('heading', { level: 1 }).waitFor(),
  );

const starts: WindowStarts = { ours: [], empty: [] };
// The first start makes the data folder, and fills the caches of both.
for (let round = -1; round < Number(rounds); round++) {
  const pair =
    round % 2 === 0
      ? { ours: await ours(), empty: await empty() }
      : { empty: await empty(), ours: await ours() };
  if (round < 0) continue;
  starts.ours.push(pair.ours);
  starts.empty.push(pair.empty);
}
process.stdout.write(JSON.stringify(starts));
