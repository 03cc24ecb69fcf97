/** The window of the real program, reloaded and left alone by its engine in the middle of an operation: nothing is lost, and it says so. */

import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { driven } from '../summary/needs.ts';
import { attachTo, type Engine, orderProfile } from '../support/technician-bench.ts';
import { type ServedWindow, serveWindow, windowMissing } from './served-window.ts';

describe('a window in mid-operation, in Chromium', driven(windowMissing()), () => {
  let bench: ServedWindow;
  let engine: Engine;

  beforeAll(async () => {
    bench = await serveWindow('restart');
    engine = await attachTo(bench.folder);
  });
  afterAll(async () => {
    await engine?.close();
    await bench?.end();
  });

  const answerOf = (page: Page) => page.locator('main').getByRole('button', { name: 'Answer', exact: true });

  /** A download that waits for somebody to agree; its page is shown. */
  async function waiting(page: Page, readerId: string): Promise<number> {
    const { activationCode } = await orderProfile(engine);
    const { id } = await engine.call('operations.start', { kind: 'download', readerId, activationCode });
    await page.evaluate((to) => {
      window.location.hash = to;
    }, `#/operations/${id}`);
    await answerOf(page).waitFor();
    return id;
  }

  test('reloaded: it shows the same page, and the question that waits is answered there', async () => {
    const page = await bench.openPage();
    const id = await waiting(page, 'sim:0');
    await page.reload();
    await answerOf(page).click();
    await page.getByRole('button', { name: 'Install', exact: true }).click();
    await page.getByText('The profile is on the card').first().waitFor();
    const { status } = await engine.call('operations.get', { id });
    expect(status).toBe('successful');
    expect(bench.problems).toEqual([]);
    await page.context().close();
  });

  test('its engine is killed and started again: it says so, and tells what became of the operation once it is opened again', async () => {
    const page = await bench.openPage();
    const id = await waiting(page, 'sim:1');
    const said = page.getByRole('alert').getByText('The engine is gone.');
    await Promise.all([said.waitFor(), bench.restart()]);
    // An engine lets nobody in whom it has not given an address.
    const again = await bench.openPage();
    await again.evaluate((to) => {
      window.location.hash = to;
    }, `#/operations/${id}`);
    // The card is asked what is on it before anything is claimed.
    await again.getByText('The activation code is not used up').first().waitFor();
    await engine.close();
    engine = await attachTo(bench.folder);
    expect(await engine.call('operations.get', { id })).toMatchObject({
      status: 'failed',
      error: { code: 'interrupted' },
      activationCodeUse: 'unused',
      reconciliation: { state: 'done' },
    });
    await page.context().close();
  });

  test('the new address, opened in the same tab: at once, or after that was refused, it goes on where it was', async () => {
    const page = await bench.openPage();
    await page.evaluate(() => {
      window.location.hash = '#/codes';
    });
    const codes = page.getByRole('heading', { level: 1, name: 'Codes' });
    await codes.waitFor();
    for (const refusedFirst of [false, true]) {
      await Promise.all([
        page.getByRole('alert').getByText('The engine is gone.').waitFor(),
        bench.restart(),
      ]);
      if (refusedFirst) await page.getByText('This window is not known to the engine').waitFor();
      await page.goto(bench.served().address());
      await codes.waitFor();
      await expect.poll(() => page.getByRole('alert').count()).toBe(0);
      expect(page.url()).toMatch(/\/#\/codes$/);
      // It is the engine of now that the window hears of.
      await engine.close();
      engine = await attachTo(bench.folder);
      const label = refusedFirst ? 'After it was refused' : 'At once';
      const { activationCode } = await orderProfile(engine);
      await engine.call('codes.add', { codes: [{ activationCode, label }] });
      await page.getByText(label).first().waitFor();
    }
    await page.context().close();
  });
});
