/**
 * Starts the desktop application and an empty Electron window by turns: `node window-start.ts ELECTRON DATA-FOLDER ROUNDS`. Runs as
 * a program of its own, since it is started as another user. Prints milliseconds as one JSON document.
 */

import { join, resolve } from 'node:path';
import type { Page } from 'playwright-core';
import { systemClock } from '../../src-shared/system-ports.ts';
import { launch } from '../../test/electron/launch.ts';

export interface WindowStarts {
  /** From the start of the process to a window in which somebody can work: what is asked of it is done as soon as it can be. Milliseconds. */
  readonly ours: number[];
  /** To one in which the engine has told how the readers are now. */
  readonly told: number[];
  /** To one that shows a heading. */
  readonly empty: number[];
}

const [executablePath = '', folder = '', rounds = ''] = process.argv.slice(2);
if (rounds === '') throw new Error('usage: window-start.ts ELECTRON DATA-FOLDER ROUNDS');

const project = resolve(import.meta.dirname, '../..');

/** Milliseconds to each of `reached`, which are waited for one after the other. */
async function start(
  args: string[],
  reached: readonly ((page: Page) => Promise<unknown>)[],
): Promise<readonly number[]> {
  let began = 0;
  const app = await launch(executablePath, args, () => {
    began = systemClock.monotonic();
  });
  try {
    const page = await app.firstWindow();
    const times: number[] = [];
    for (const wait of reached) {
      await wait(page);
      times.push(systemClock.monotonic() - began);
    }
    return times;
  } finally {
    await app.close();
  }
}

/** The readers are there, and what is in them, as they were last and then as they are. */
const ours = () =>
  start(
    [project, '--data', join(folder, 'ours')],
    [
      (page) => page.getByRole('gridcell').first().waitFor(),
      (page) => page.locator('[role=grid][aria-busy=false]').waitFor(),
    ],
  );
const empty = () =>
  start(
    [join(import.meta.dirname, 'empty-window'), join(folder, 'empty')],
    [(page) => page.getByRole('heading', { level: 1 }).waitFor()],
  );

const starts: WindowStarts = { ours: [], told: [], empty: [] };
// The first start makes the data folder, and fills the caches of both.
for (let round = -1; round < Number(rounds); round++) {
  const pair =
    round % 2 === 0
      ? { ours: await ours(), empty: await empty() }
      : { empty: await empty(), ours: await ours() };
  if (round < 0) continue;
  const [seen = Number.NaN, told = Number.NaN] = pair.ours;
  starts.ours.push(seen);
  starts.told.push(told);
  starts.empty.push(...pair.empty);
}
process.stdout.write(JSON.stringify(starts));
