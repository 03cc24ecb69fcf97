/**
 * The QA engineer's day, by keyboard alone: why did the download fail? From the history to the operation, to the exchange that
 * says it; the evidence into a file; the file opened in another workbench and replayed there. The same in Chromium and in Electron.
 */

import type { Page } from 'playwright-core';
import { atAddress } from './at-address.ts';
import { axeFindings } from './axe.ts';
import { pressCommand } from './press-command.ts';

/** What the simulated SM-DP+ does wrong that day: it says that it does not know the matching id (SGP.22 v2.5 §5.7.13). */
export const faultOfTheDay = 'ES9+.AuthenticateClient status=8.2.6/3.8';
/** Subject and reason code, wherever they are shown. */
const codes = /8\.2\.6\D+3\.8/;

export interface QaTools {
  /** Runs what makes the window save a file; gives that file. */
  saved(save: () => Promise<void>): Promise<{ readonly name: string; readonly bytes: Buffer }>;
  /** The window of a workbench with an empty data folder. */
  openFresh(): Promise<Page>;
}

export interface QaDay {
  /** Views that were passed, in order, each with what axe found there. */
  readonly views: readonly (readonly [name: string, findings: readonly string[]])[];
  readonly fileName: string;
  readonly fileBytes: number;
  /** What the window says of the replay. */
  readonly verdict: string;
}

const isFocused = (page: Page, selector: string) =>
  page.evaluate((wanted) => document.activeElement?.matches(wanted) === true, selector);

/** Presses Tab until an element that fits has the focus. */
export async function tabTo(page: Page, selector: string, most = 80): Promise<void> {
  for (let i = 0; i < most; i++) {
    if (await isFocused(page, selector)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`the Tab key does not lead to ${selector}`);
}

async function tabToButton(page: Page, name: string, most = 80): Promise<void> {
  for (let i = 0; i < most; i++) {
    const at = await page.evaluate(() => document.activeElement?.textContent?.trim() ?? '');
    if (at === name) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`the Tab key does not lead to ${name}`);
}

const heading = (page: Page, name: RegExp) => page.getByRole('heading', { level: 1, name }).waitFor();

/** Goes to what the palette finds for a number. */
async function byPalette(page: Page, typed: string): Promise<void> {
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: /Commands, pages/ }).waitFor();
  await page.keyboard.type(typed);
  await page.getByRole('option').first().waitFor();
  await page.keyboard.press('Enter');
  // While it fades away, keys are still its own.
  await page.getByRole('dialog').waitFor({ state: 'detached' });
}

/** The operation that failed is known to the workbench of `page`, which may show any page. */
export async function qaDay(page: Page, tools: QaTools): Promise<QaDay> {
  const views: (readonly [string, readonly string[]])[] = [];
  const look = async (name: string, at: Page = page) => void views.push([name, await axeFindings(at)]);

  // The history, by query.
  await page.keyboard.press('h');
  await heading(page, /^History$/);
  await page.keyboard.press('/');
  await page.keyboard.type("status = 'failed' and kind = 'download'");
  await page.keyboard.press('Enter');
  await page.getByText(/^1 operations, all that match/).waitFor();
  await look('history');

  // The operation: why, in the terms of the specification, and when.
  await tabTo(page, '[role=grid]');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await heading(page, /^Download/);
  const id = /#\/operations\/(\d+)$/.exec(page.url())?.[1] ?? '';
  await page.getByRole('alert').getByText(codes).first().waitFor();
  await page.getByRole('region', { name: 'Timeline' }).getByText('ES9+.AuthenticateClient').waitFor();
  await look('operation');

  // The exchange that says so.
  await pressCommand(page, '!', 'operation.decisive');
  await atAddress(page, new RegExp(`#/operations/${id}/trace/\\d+`));
  await page
    .getByText(/8\.2\.6/)
    .first()
    .waitFor();
  await look('trace');

  // The file for the carrier: what is hidden in it is seen before it is saved.
  await byPalette(page, id);
  await heading(page, /^Download/);
  await pressCommand(page, 'v', 'operation.export');
  const dialog = page.getByRole('dialog', { name: /^Evidence of operation/ });
  await dialog.getByRole('row', { name: /^Matching ID \(removed\)/ }).waitFor();
  await page.keyboard.type('Fails with every card since Monday.');
  await dialog.getByText('It can be replayed from the file.').waitFor();
  await look('export');
  await tabToButton(page, 'Save file');
  const file = await tools.saved(() => page.keyboard.press('Enter'));
  await dialog
    .getByText(/is made: /)
    .first()
    .waitFor();
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });

  // Another workbench, which knows nothing of it.
  const fresh = await tools.openFresh();
  // Taken up before the key is pressed.
  fresh.on('filechooser', () => undefined);
  await fresh.keyboard.press('e');
  await heading(fresh, /^Evidence$/);
  await fresh.getByText('No evidence is open').waitFor();
  await look('evidence, empty', fresh);
  const [chooser] = await Promise.all([fresh.waitForEvent('filechooser'), fresh.keyboard.press('n')]);
  await chooser.setFiles({ name: file.name, mimeType: 'application/octet-stream', buffer: file.bytes });
  await heading(fresh, /^Evidence 1/);
  await fresh.getByText('Fails with every card since Monday.').first().waitFor();
  await fresh.getByRole('alert').getByText(codes).first().waitFor();
  await pressCommand(fresh, 'z', 'evidence.replay');
  const verdict = fresh.locator('.verdict');
  await verdict.waitFor();
  const said = (await verdict.textContent()) ?? '';
  await look('evidence, replayed', fresh);

  // The same exchange, in the recording.
  await tabTo(fresh, 'a[href="#/operations/-1/trace"]');
  await fresh.keyboard.press('Enter');
  await atAddress(fresh, /#\/operations\/-1\/trace/);
  await heading(fresh, /^Trace of evidence/);
  await fresh.getByText('ES9+.AuthenticateClient').first().waitFor();
  await look('trace of the evidence', fresh);
  return { views, fileName: file.name, fileBytes: file.bytes.length, verdict: said };
}
