/** How soon the window shows what is long: a trace of 100,000 APDUs, and a filter on a history of a million operations. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { writeLongTrace } from '../test/support/long-trace.ts';
import { fleetData, fleetMissing } from './lib/fleet-data.ts';
import { type Section, table } from './lib/report.ts';
import { median } from './lib/statistics.ts';
import { go, openWindow, windowMissing } from './lib/window.ts';

const apdus = 100_000;
const openTargetMs = 1000;
const frameTargetMs = 50;
const filterTargetMs = 100;
const rounds = 7;
const scrolledMs = 4000;

export const windowListsMissing = () => windowMissing() ?? fleetMissing();

/** In the page: until a frame is painted in which a condition holds. */
interface Measuring {
  untilPainted(holds: () => boolean): Promise<void>;
}

async function prepare(page: Page): Promise<void> {
  await page.evaluate(() => {
    const measuring: Measuring = {
      async untilPainted(holds) {
        do await new Promise(requestAnimationFrame);
        while (!holds());
        // What a frame shows is painted when the next task runs.
        await new Promise((done) => {
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = done;
          port2.postMessage(undefined);
        });
      },
    };
    Object.assign(globalThis, { measuring });
  });
}

/** Milliseconds until the rows of the long trace are there. */
async function openTrace(page: Page, id: number): Promise<number> {
  await go(page, '#/operations');
  await page.getByRole('heading', { level: 1, name: 'Operations' }).waitFor();
  return await page.evaluate(async (hash) => {
    const { measuring } = globalThis as unknown as { measuring: Measuring };
    const began = performance.now();
    globalThis.location.hash = hash;
    await measuring.untilPainted(() => {
      const list = document.querySelector('[role=treegrid]');
      return (
        Number(list?.getAttribute('aria-rowcount') ?? 0) > 1 &&
        list?.querySelector('[role=row][aria-rowindex="2"]') !== null
      );
    });
    return performance.now() - began;
  }, `#/operations/${id}/trace`);
}

/** The longest frame, in milliseconds, while a list is scrolled from its top to its end; of an idle page without an element. */
async function longestFrame(page: Page, selector: string | undefined): Promise<number> {
  return await page.evaluate(
    async ([found, ms]) => {
      const list = found === undefined ? null : document.querySelector(found);
      const began = performance.now();
      let longest = 0;
      let last = began;
      for (;;) {
        await new Promise(requestAnimationFrame);
        const now = performance.now();
        longest = Math.max(longest, now - last);
        last = now;
        if (now - began > ms) return longest;
        if (list !== null) list.scrollTop = ((now - began) / ms) * (list.scrollHeight - list.clientHeight);
      }
    },
    [selector, scrolledMs] as const,
  );
}

interface Filter {
  readonly query: string;
  /** What each of its rows says. */
  readonly says: string;
}
const filters: readonly Filter[] = [
  { query: "status = 'failed'", says: 'Failed' },
  { query: "kind = 'enable'", says: 'Enable' },
  { query: "carrier = 'Carrier B1'", says: 'Carrier B1' },
  { query: "kind = 'delete'", says: 'Delete' },
];

/** Milliseconds from the key to the rows that match. */
async function filter(page: Page, { query, says }: Filter): Promise<number> {
  const field = page.getByRole('combobox').first();
  await field.fill(query);
  await page.keyboard.press('Escape');
  const measured = page.evaluate(async (text) => {
    const { measuring } = globalThis as unknown as { measuring: Measuring };
    const began = await new Promise<number>((done) =>
      document.addEventListener('keydown', () => done(performance.now()), { capture: true, once: true }),
    );
    await measuring.untilPainted(() => {
      const rows = [...document.querySelectorAll<HTMLElement>('.grid-body [role=row]')];
      return rows.length > 0 && rows.every((row) => row.innerText.includes(text));
    });
    return performance.now() - began;
  }, says);
  await page.keyboard.press('Enter');
  return await measured;
}

async function timeTrace(): Promise<{ opens: number[]; scrolls: number[]; idles: number[] }> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-trace-'));
  try {
    const id = writeLongTrace(folder, apdus);
    const { page, close } = await openWindow(folder);
    try {
      await prepare(page);
      const opens: number[] = [];
      const scrolls: number[] = [];
      const idles: number[] = [];
      for (let round = -1; round < rounds; round++) {
        const opened = await openTrace(page, id);
        // A row for each APDU, where functions would be one.
        await page.getByRole('checkbox', { name: 'Fold functions' }).uncheck();
        await page.waitForTimeout(500);
        const idle = await longestFrame(page, undefined);
        const scrolled = await longestFrame(page, '[role=treegrid]');
        if (round < 0) continue;
        opens.push(opened);
        idles.push(idle);
        scrolls.push(scrolled);
      }
      return { opens, scrolls, idles };
    } finally {
      await close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function timeFilters(): Promise<{ readonly query: string; readonly ms: number }[]> {
  const { page, close } = await openWindow(fleetData((text) => process.stderr.write(`${text}\n`)));
  try {
    await prepare(page);
    await go(page, '#/history');
    await page.getByRole('heading', { level: 1, name: 'History' }).waitFor();
    const timed = filters.map(({ query }) => ({ query, all: [] as number[] }));
    // In the first round the pages of the database come from the disk.
    for (let round = -1; round < rounds; round++)
      for (const [at, one] of filters.entries()) {
        const ms = await filter(page, one);
        if (round >= 0) timed[at]?.all.push(ms);
        await page.waitForTimeout(100);
      }
    return timed.map(({ query, all }) => ({ query, ms: median(all) }));
  } finally {
    await close();
  }
}

export async function timeLists(): Promise<Section> {
  const { opens, scrolls, idles } = await timeTrace();
  const filtered = await timeFilters();
  return {
    name: 'Long lists in the window',
    checks: [
      {
        name: `a trace of ${apdus} APDUs, until its rows are painted`,
        measured: median(opens),
        target: openTargetMs,
        unit: ' ms',
      },
      {
        name: 'the longest frame while it is scrolled from end to end',
        measured: median(scrolls),
        target: frameTargetMs,
        unit: ' ms',
      },
      {
        name: 'a filter on a million operations, until its rows are painted, the slowest',
        measured: Math.max(...filtered.map(({ ms }) => ms)),
        target: filterTargetMs,
        unit: ' ms',
      },
    ],
    details: { opens, scrolls, idles, filtered },
    text: [
      `${rounds} rounds in Chromium without a graphics card, medians in ms; the longest frame of the page at rest: ${median(idles).toFixed(1)}`,
      '',
      ...table(
        ['filter', 'ms'],
        filtered.map(({ query, ms }) => [query, ms]),
      ),
    ],
  };
}
