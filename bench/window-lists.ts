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
const openRounds = 5;
const scrollRounds = 3;
const filterRounds = 7;
/** Of each way to scroll, in each round. */
const scrolledMs = 1500;

export const windowListsMissing = () => windowMissing() ?? fleetMissing();

/** In the page: until a frame is painted in which a condition holds. */
interface Measuring {
  untilPainted(holds: () => boolean): Promise<void>;
}

async function prepare(page: Page): Promise<void> {
  await page.evaluate(() => {
    const measuring: Measuring = {
      async untilPainted(holds) {
        const end = performance.now() + 30_000;
        do {
          if (performance.now() > end) throw new Error(`not painted within 30 s: ${holds}`);
          await new Promise(requestAnimationFrame);
        } while (!holds());
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

interface Opened {
  /** Milliseconds until there are rows. */
  readonly rows: number;
  /** Until all of the trace is there. */
  readonly all: number;
}

async function openTrace(page: Page, id: number): Promise<Opened> {
  await go(page, '#/operations');
  await page.getByRole('heading', { level: 1, name: 'Operations' }).waitFor();
  return await page.evaluate(async (hash) => {
    const { measuring } = globalThis as unknown as { measuring: Measuring };
    const list = () => document.querySelector('[role=treegrid]');
    const began = performance.now();
    globalThis.location.hash = hash;
    await measuring.untilPainted(() => list()?.querySelector('[role=row][aria-rowindex="2"]') != null);
    const rows = performance.now() - began;
    await measuring.untilPainted(() => list()?.getAttribute('aria-busy') === 'false');
    return { rows, all: performance.now() - began };
  }, `#/operations/${id}/trace`);
}

/** The longest frame, in milliseconds, within some time. */
async function longestFrame(page: Page): Promise<number> {
  return await page.evaluate(async (ms) => {
    const began = performance.now();
    let longest = 0;
    let last = began;
    do {
      await new Promise(requestAnimationFrame);
      const now = performance.now();
      longest = Math.max(longest, now - last);
      last = now;
    } while (last - began < ms);
    return longest;
  }, scrolledMs);
}

const treegrid = '[role=treegrid]';

/** The ways to scroll a long list, each as long as the frames are watched; `idle` is the page at rest, to compare with. */
const ways: Readonly<Record<string, (page: Page) => Promise<void>>> = {
  idle: async () => {},
  /** The scrollbar, from one end of all to the other: in each frame other rows. */
  drag: (page) =>
    page.evaluate(
      async ([selector, ms]) => {
        const list = document.querySelector(selector);
        const began = performance.now();
        if (list === null) return;
        for (let part = 0; part < 1; ) {
          await new Promise(requestAnimationFrame);
          part = Math.min(1, (performance.now() - began) / ms);
          list.scrollTop = part * (list.scrollHeight - list.clientHeight);
        }
      },
      [treegrid, scrolledMs] as const,
    ),
  async wheel(page) {
    await page.locator(treegrid).hover();
    for (const end = performance.now() + scrolledMs; performance.now() < end; )
      await page.mouse.wheel(0, 240);
  },
  /** Held, as a keyboard repeats it; the exchange that it comes to is decoded beside the list. */
  async pageDown(page) {
    await page.locator(treegrid).focus();
    for (const end = performance.now() + scrolledMs; performance.now() < end; ) {
      await page.keyboard.down('PageDown');
      await page.waitForTimeout(30);
    }
    await page.keyboard.up('PageDown');
  },
};

async function scroll(page: Page, way: string): Promise<number> {
  const longest = longestFrame(page);
  await ways[way]?.(page);
  return await longest;
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
  // Before the key is pressed: the browser takes what is asked of the page and what is typed in whatever order.
  await page.evaluate(() => {
    const pressed = new Promise<number>((done) =>
      document.addEventListener('keydown', () => done(performance.now()), { capture: true, once: true }),
    );
    Object.assign(globalThis, { pressed });
  });
  await field.press('Enter');
  return await page.evaluate(async (text) => {
    const { measuring, pressed } = globalThis as unknown as {
      measuring: Measuring;
      pressed: Promise<number>;
    };
    const began = await pressed;
    await measuring.untilPainted(() => {
      const rows = [...document.querySelectorAll('.grid-body [role=row]')];
      // In narrow windows a column of them is not seen, and is there all the same.
      return rows.length > 0 && rows.every((row) => row.textContent.includes(text));
    });
    return performance.now() - began;
  }, says);
}

interface TimedTrace {
  /** With a reading thread that is started for it; the others are the rounds after. */
  readonly first: Opened;
  readonly opened: readonly Opened[];
  /** By the way to scroll, the longest frame of each round. */
  readonly scrolled: Readonly<Record<string, readonly number[]>>;
}

async function timeTrace(): Promise<TimedTrace> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-trace-'));
  try {
    const id = writeLongTrace(folder, apdus);
    const { page, close } = await openWindow(folder);
    try {
      await prepare(page);
      const first = await openTrace(page, id);
      const opened: Opened[] = [];
      for (let round = 0; round < openRounds; round++) opened.push(await openTrace(page, id));
      // A row for each APDU, where functions would be one.
      await page.getByRole('checkbox', { name: 'Fold functions' }).uncheck();
      const scrolled = Object.fromEntries(Object.keys(ways).map((way) => [way, [] as number[]]));
      for (let round = 0; round < scrollRounds; round++)
        for (const way of Object.keys(ways)) {
          // Without an exchange beside it, and at its top.
          await go(page, `#/operations/${id}/trace`);
          await page.locator(treegrid).evaluate((list) => list.scrollTo(0, 0));
          await page.waitForTimeout(200);
          scrolled[way]?.push(await scroll(page, way));
        }
      return { first, opened, scrolled };
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
    for (let round = -1; round < filterRounds; round++)
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
  const { first, opened, scrolled } = await timeTrace();
  const filtered = await timeFilters();
  const frames = Object.entries(scrolled).map(([way, longest]) => ({ way, ms: median(longest) }));
  return {
    name: 'Long lists in the window',
    checks: [
      {
        name: `a trace of ${apdus} APDUs, until all of it is there and painted`,
        measured: median(opened.map(({ all }) => all)),
        target: openTargetMs,
        unit: ' ms',
      },
      {
        name: 'the longest frame while it is scrolled, of the slowest way to scroll',
        measured: Math.max(...frames.map(({ ms }) => ms)),
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
    details: { first, opened, scrolled, filtered },
    text: [
      'In Chromium without a graphics card; medians, in ms',
      '',
      ...table(
        ['opened', 'first rows', 'all of it'],
        [
          ['the first time', first.rows, first.all],
          ['again', median(opened.map(({ rows }) => rows)), median(opened.map(({ all }) => all))],
        ],
      ),
      '',
      ...table(
        ['longest frame', 'ms'],
        frames.map(({ way, ms }) => [way, ms]),
      ),
      '',
      ...table(
        ['filter', 'ms'],
        filtered.map(({ query, ms }) => [query, ms]),
      ),
    ],
  };
}
