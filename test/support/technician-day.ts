/**
 * The technician's day, by keyboard alone: sixteen cards are activated from a CSV of codes in the station, with two codes among them that
 * their server refuses, a line that is no code, and one card that is pulled out too early. The same in Chromium and in Electron.
 */

import type { Page } from 'playwright-core';
import type { BatchLine, SimulatorPicture } from '../../src-shared/model/index.ts';
import { axeFindings } from './axe.ts';
import { type Engine, layOut, type Seen, workOff } from './technician-bench.ts';

const readers = ['sim:0', 'sim:1', 'sim:2', 'sim:3'];
const most = 16;

export interface TechnicianTools {
  readonly engine: Engine;
  /** Runs what makes the window save a file; gives its text. */
  saved(save: () => Promise<void>): Promise<string>;
}

export interface TechnicianDay {
  /** Views that were passed, in order, each with what axe found there. */
  readonly views: readonly (readonly [name: string, findings: readonly string[]])[];
  readonly preview: string;
  readonly seen: readonly Seen[];
  /** Numbers of the report, as it shows them. */
  readonly numbers: Readonly<Record<string, string>>;
  readonly csv: readonly string[];
  /** What the store has, and what the simulated SM-DP+ and its cards have. */
  readonly lines: readonly BatchLine[];
  readonly picture: SimulatorPicture;
  readonly orders: readonly string[];
  readonly pulledOut: string;
}

/** Presses Tab until what has the focus is called so. */
async function tabToNamed(page: Page, name: RegExp, presses = 90): Promise<void> {
  for (let at = 0; at < presses; at++) {
    const now = await page.evaluate(() => {
      const element = document.activeElement;
      const labels = element instanceof HTMLInputElement ? [...(element.labels ?? [])] : [];
      return [
        element?.getAttribute('aria-label'),
        ...labels.map((one) => one.textContent),
        element?.textContent,
      ]
        .filter((text) => text)
        .join(' ');
    });
    if (name.test(now)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`the Tab key does not lead to ${name}`);
}

const heading = (page: Page, name: RegExp) => page.getByRole('heading', { level: 1, name }).waitFor();

export async function technicianDay(page: Page, { engine, saved }: TechnicianTools): Promise<TechnicianDay> {
  const views: (readonly [string, readonly string[]])[] = [];
  const passed = async (name: string) => {
    views.push([name, await axeFindings(page)]);
  };
  const bench = await layOut(engine, { readers: readers.length, cards: most, codes: most });
  const { cards, codes, orders } = bench;
  const bad = ['NEVER-ISSUED-1', 'NEVER-ISSUED-2'].map((id) => (codes[0] ?? '').replace(/[^$]+$/, id));
  const list = [...codes.slice(0, 5), bad[0], ...codes.slice(5, 11), bad[1], ...codes.slice(11)];
  const csv = [
    'activation code;label',
    ...list.map((code, at) => `${code};Phone ${at + 1}`),
    'LPA:1$nonsense;Broken',
  ].join('\r\n');

  await page.keyboard.press('w');
  await heading(page, /^Station$/);
  await page.getByText('No batch yet').waitFor();
  await passed('station, empty');

  await page.keyboard.press('n');
  await page.getByRole('textbox', { name: 'Codes, or card and code' }).waitFor();
  // As Ctrl+V gives it.
  await page.keyboard.insertText(csv);
  await page.getByText('18 lines can be used').waitFor();
  const preview = await page.getByRole('row', { name: /line 20/ }).innerText();
  await tabToNamed(page, /^More of the recipe$/);
  await page.keyboard.press('Enter');
  await tabToNamed(page, /^After a bad code the card gets the next one/);
  await page.keyboard.press('Space');
  await tabToNamed(page, /^Name of the batch/);
  await page.keyboard.type('Monday');
  await passed('station, a batch is made');
  await page.keyboard.press('Enter');

  await heading(page, /^Monday/);
  await page.getByText('Put a card in').first().waitFor();
  await passed('station, cards are waited for');
  const pulledOut = cards[6]?.eid ?? '';
  const atWork = workOff(page, engine, cards, readers, pulledOut);
  await page.locator('.station-tile[data-phase=working]').first().waitFor();
  await passed('station, cards at work');
  const seen = await atWork;
  await page.getByText('All lines have ended. Take the report.').waitFor();
  await passed('station, all have ended');

  await page.keyboard.press('Space');
  await heading(page, /^Report: Monday/);
  await page.getByRole('grid', { name: 'Lines' }).getByRole('row').nth(5).waitFor();
  const facts = await page
    .locator('.station-report .fact')
    .evaluateAll((found) =>
      found.map((fact) => [
        fact.querySelector('dt')?.textContent ?? '',
        fact.querySelector('dd')?.textContent ?? '',
      ]),
    );
  await tabToNamed(page, /^Save CSV$/);
  const text = await saved(() => page.keyboard.press('Enter'));
  await passed('report');

  const [batch] = await engine.call('batches.list', {});
  const lines = await engine.call('batches.lines', { id: batch?.id ?? 0, limit: 1000 });
  const picture = await engine.call('simulator.picture', {});
  return {
    views,
    preview,
    seen,
    numbers: Object.fromEntries(facts) as Record<string, string>,
    csv: text.trim().split('\r\n'),
    lines,
    picture,
    orders,
    pulledOut,
  };
}

/** What the report, the store, the simulated SM-DP+ and the cards have to agree on; a line for each that they do not. */
export function disagreements({ csv, lines, numbers, picture, orders }: TechnicianDay): readonly string[] {
  const wrong: string[] = [];
  const is = (what: string, found: unknown, wanted: unknown) => {
    if (JSON.stringify(found) !== JSON.stringify(wanted))
      wrong.push(`${what}: ${JSON.stringify(found)} in place of ${JSON.stringify(wanted)}`);
  };
  const done = lines.filter(({ state }) => state === 'done');
  is('done in the report', numbers['Done'], String(done.length));
  is(
    'failed in the report',
    numbers['Failed'],
    String(lines.filter(({ state }) => state === 'failed').length),
  );
  is('refused in the report', numbers['Refused from the list'], '1');
  const [head = '', ...rows] = csv;
  const names = head.split(',');
  const cell = (row: string, name: string) => row.split(',')[names.indexOf(name)];
  is(
    'lines of the CSV',
    rows
      .slice(0, lines.length)
      .map((row) => [cell(row, 'line'), cell(row, 'state'), cell(row, 'eid'), cell(row, 'iccid')]),
    lines.map(({ line, state, cardEid, iccid }) => [String(line), state, cardEid ?? '', iccid ?? '']),
  );
  is(
    'what follows them',
    rows.slice(lines.length).map((row) => cell(row, 'state')),
    ['refused'],
  );
  const installed = picture.smdp.orders.filter(({ order }) => orders.includes(order));
  is(
    'orders that are installed',
    installed.map(({ state, installations }) => [state, installations]),
    orders.map(() => ['installed', 1]),
  );
  const pairs = (of: readonly (readonly [string | undefined, string | undefined])[]) =>
    of.map(([eid = '', iccid = '']) => `${eid} ${iccid}`).sort();
  const byStore = pairs(done.map(({ cardEid, iccid }) => [cardEid, iccid]));
  is('cards and profiles at the server', pairs(installed.map(({ eid, iccid }) => [eid, iccid])), byStore);
  const enabled = picture.cards.flatMap(({ eid, profiles }) =>
    profiles
      .filter(({ state, preloaded }) => state === 'enabled' && !preloaded)
      .map(({ iccid }) => [eid, iccid] as const),
  );
  is('profiles enabled on the cards', pairs(enabled), byStore);
  return wrong;
}
