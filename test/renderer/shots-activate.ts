/** The page that activates, in each of its states. */

import type { Page } from 'playwright-core';
import { settled } from './settled.ts';
import type { Shot, ShotRow } from './shots-ways.ts';

/** Pastes text as a person does who has clicked nothing before. */
export async function pasteText(page: Page, text: string, selector = 'body'): Promise<void> {
  await page.evaluate(
    ([pasted, where]) => {
      const data = new DataTransfer();
      data.setData('text/plain', pasted ?? '');
      document
        .querySelector(where ?? 'body')
        ?.dispatchEvent(
          new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }),
        );
    },
    [text, selector],
  );
}

const paste =
  (text: string): Shot =>
  async (page) => {
    await page.getByRole('heading', { level: 1 }).waitFor();
    await pasteText(page, text);
    await page.getByRole('heading', { name: 'Checks beforehand' }).waitFor();
    await settled(page);
  };

const onSimulatedReader: Shot = async (page) => {
  await page.getByRole('radio', { name: /Simulated reader 0/ }).check();
};

/** A download on the simulated reader, until this is seen. */
export const startDownload =
  (code: string, until: RegExp): Shot =>
  async (page) => {
    await paste(code)(page);
    await onSimulatedReader(page);
    await settled(page);
    await page.getByRole('button', { name: /^Start/ }).click();
    await page.getByText(until).first().waitFor();
    await settled(page);
  };

const install =
  (code: string, until: RegExp): Shot =>
  async (page) => {
    await startDownload(code, /offers this profile/)(page);
    await page.getByRole('button', { name: 'Install' }).click();
    await page.getByText(until).first().waitFor();
    await settled(page);
  };

export const activateShots: readonly ShotRow[] = [
  [
    'activate-checks',
    'full',
    async (page) => {
      await paste(
        'https://esimsetup.example.com/qr?carddata=1%24smdp.bench.localhost%24BENCH-DATA-5G%24%241',
      )(page);
      await onSimulatedReader(page);
      await settled(page);
    },
  ],
  [
    'activate-stops',
    'full',
    async (page) => {
      await paste(
        'LPA:1$smdp.unknown-root.example$ONE\nLPA:1$smdp.voyage.example$TWO-2222\nLPA:1$smdp.example.com',
      )(page);
      await page.getByRole('button', { name: 'Device information' }).click();
      await settled(page);
    },
  ],
  ['activate-offer', 'full', startDownload('LPA:1$smdp.bench.localhost$BENCH-PPR', /offers this profile/)],
  ['activate-loading', 'full', install('LPA:1$smdp.bench.localhost$BENCH-STAYS', /5\.9 kB of 11\.8 kB/)],
  ['activate-done', 'full', install('LPA:1$smdp.bench.localhost$BENCH-DATA-5G', /Profile installed/)],
  ['activate-failed', 'full', install('LPA:1$smdp.bench.localhost$BENCH-FAILS', /No success/)],
];
