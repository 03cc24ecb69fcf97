/**
 * The tester's day, in the window and with the keyboard alone: makes a card and an order, sets up a fault, runs a download and
 * watches it handled, clears the fault and watches it succeed. Run in Chromium and in Electron.
 */

import type { Locator, Page } from 'playwright-core';
import { settled } from '../renderer/settled.ts';
import { axeFindings } from './axe.ts';

/** What the tester saw; both programs that run it expect the same. */
export interface TesterDay {
  /** What axe found, by the view that it looked at. */
  readonly axe: Readonly<Record<string, readonly string[]>>;
  /** The mark in the top bar while the fault was on, and when it was cleared. */
  readonly mark: readonly [on: string, off: number];
  readonly faulty: Seen;
  readonly clean: Seen;
  /** Of the rule: how often it was met, and what it made. */
  readonly rule: string;
}

interface Seen {
  readonly card: string;
  readonly lpa: string;
  readonly smdp: string;
  readonly verdict: string;
}

const cardName = 'Tester card';
const profileName = 'Nordlicht Basis';
const fault = 'ES9+.GetBoundProfilePackage http=500';

/** Walks to an element with the Tab key, as a person without a mouse does. */
async function walkTo(page: Page, target: Locator): Promise<void> {
  await target.waitFor();
  const isThere = () => target.evaluate((element) => element === document.activeElement);
  for (let step = 0; step < 300; step++) {
    if (await isThere()) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`the Tab key does not lead to ${String(target)}`);
}

async function press(page: Page, target: Locator): Promise<void> {
  await walkTo(page, target);
  await page.keyboard.press('Enter');
}

async function type(page: Page, target: Locator, text: string): Promise<void> {
  await walkTo(page, target);
  await page.keyboard.type(text);
}

/** Chooses in a closed list of choices by its keys. */
async function choose(page: Page, target: Locator, label: RegExp): Promise<void> {
  await walkTo(page, target);
  const shown = () =>
    target.evaluate((element) => (element as HTMLSelectElement).selectedOptions[0]?.textContent ?? '');
  for (let step = 0; step < 40 && !label.test(await shown()); step++) await page.keyboard.press('ArrowDown');
  if (!label.test(await shown())) throw new Error(`there is no choice ${String(label)}`);
}

/** @param page a window that shows its first page */
export async function testerDay(page: Page): Promise<TesterDay> {
  const axe: Record<string, readonly string[]> = {};
  const look = async (view: string) => {
    await settled(page);
    axe[view] = await axeFindings(page);
  };
  const part = (name: string) =>
    page.getByRole('link', { name, exact: false }).and(page.locator('.sim-parts a'));
  const dialog = page.getByRole('dialog');
  const gone = () => dialog.waitFor({ state: 'detached' });

  const side = async (name: string) =>
    ((await page.getByRole('region', { name, exact: true }).textContent()) ?? '').replace(/\s+/g, ' ');
  const picture = async (): Promise<Seen> => {
    await press(page, part('Picture'));
    await choose(page, page.getByRole('combobox', { name: 'Picture of card' }), new RegExp(cardName));
    await settled(page);
    return {
      card: await side('Card'),
      lpa: await side('LPA (this workbench)'),
      smdp: await side('SM-DP+'),
      verdict: ((await page.locator('.sim-verdict').textContent()) ?? '').trim(),
    };
  };
  const download = async (until: RegExp) => {
    await press(page, part('Orders and events'));
    await press(page, page.getByRole('button', { name: `Show code: ${profileName} of the tester` }));
    await press(page, dialog.getByRole('button', { name: 'Download it' }));
    await page.getByRole('heading', { level: 1, name: 'Activate' }).waitFor();
    await press(page, page.getByRole('button', { name: /^Start/ }));
    const install = page.getByRole('button', { name: 'Install', exact: true });
    const end = page.getByText(until).first();
    await Promise.race([install.waitFor(), end.waitFor()]);
    if (await install.isVisible()) await press(page, install);
    await end.waitFor();
    await look(`end of a download: ${String(until)}`);
    await page.keyboard.press('m');
    await page.getByRole('heading', { level: 1, name: 'Simulator' }).waitFor();
  };

  // A reader, a card in it, and an order for that card alone.
  await page.keyboard.press('m');
  await page.getByRole('heading', { level: 1, name: 'Simulator' }).waitFor();
  await page.getByRole('region', { name: 'What each side holds' }).waitFor();
  await look('picture');
  await press(page, part('Cards and readers'));
  await press(page, page.getByRole('button', { name: 'Add a reader' }));
  await page.getByRole('button', { name: /^sim:2$/ }).waitFor();
  await look('cards');
  await press(page, page.getByRole('button', { name: 'Make a card' }));
  await type(page, dialog.getByRole('textbox', { name: 'Name' }), cardName);
  await choose(page, dialog.getByRole('combobox', { name: 'Put into' }), /sim:2/);
  await look('card dialog');
  await press(page, dialog.getByRole('button', { name: /^Make/ }));
  await gone();
  await page.getByRole('row', { name: new RegExp(`${cardName}.*sim:2`) }).waitFor();
  await press(page, part('Orders and events'));
  await press(page, page.getByRole('button', { name: 'Make an order' }));
  await dialog.waitFor();
  await type(page, dialog.getByRole('textbox', { name: 'Profile name' }), `${profileName} of the tester`);
  await choose(page, dialog.getByRole('combobox', { name: 'For one card only' }), new RegExp(cardName));
  await look('order dialog');
  await press(page, dialog.getByRole('button', { name: /^Make/ }));
  await gone();
  await page.getByRole('row', { name: new RegExp(`${profileName} of the tester.*released`) }).waitFor();
  await look('orders');

  // The fault, and a download that meets it.
  await press(page, part('Faults'));
  const search = page.getByRole('textbox', { name: 'Function, status code or text' });
  await type(page, search, fault);
  const library = page.getByRole('grid', { name: 'Library of faults' });
  await walkTo(page, library);
  await page.keyboard.press('ArrowDown');
  await press(page, page.getByRole('button', { name: /^Switch on ES9/ }));
  const mark = page.getByRole('link', { name: /fault is on/ });
  await mark.waitFor();
  const on = ((await mark.textContent()) ?? '').trim();
  await look('faults');
  await download(/answered ES9\+\.GetBoundProfilePackage with HTTP status 500/);
  const faulty = await picture();
  await look('picture of a failed download');
  await press(page, part('Faults'));
  const row = page.getByRole('table', { name: 'Rules in force' }).getByRole('row').nth(1);
  await row.waitFor();
  const rule = (await row.getByRole('cell').allTextContents()).slice(0, 3).join(' | ');

  // Cleared, the same code succeeds.
  await press(page, page.getByRole('button', { name: 'Clear all' }));
  await mark.waitFor({ state: 'detached' });
  const off = await mark.count();
  await download(/The profile is on the card and enabled/);
  await page.waitForTimeout(1000);
  const clean = await picture();
  await look('picture of a download');
  return { axe, mark: [on, off], faulty, clean, rule };
}
