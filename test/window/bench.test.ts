import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Operation, Reader } from '../../src-shared/model/index.ts';
import { driven } from '../summary/needs.ts';
import { type ServedWindow, serveWindow, windowMissing } from './served-window.ts';

const tile = (page: Page, name: string | RegExp) =>
  page.getByRole('gridcell').filter({ has: page.getByRole('link', { name }) });

/** The real engine with sixteen simulated readers, of which several download at once while the bench is looked at. */
describe('the bench with sixteen simulated readers', driven(windowMissing()), () => {
  let bench: ServedWindow;

  beforeAll(async () => {
    bench = await serveWindow('bench', ['--simulator-cards', '16', '--simulator-delay', '20']);
  });
  afterAll(() => bench?.end());

  test('all are on one screen; several downloads run on it with bytes and time, and end; names and slots outlive the engine', async () => {
    const page = await bench.openPage();
    await page.getByRole('gridcell').nth(15).waitFor();
    await page.getByText('16 readers · 16 cards').waitFor();
    expect(await page.getByRole('gridcell').getByText('Simulated', { exact: true }).count()).toBe(16);
    const below = await page.evaluate(
      () =>
        [...document.querySelectorAll('.bench-tile')].filter(
          (one) => one.getBoundingClientRect().bottom > window.innerHeight,
        ).length,
    );
    expect(below).toBe(0);

    const codes = await bench.json<{ activationCode: string; confirmationCode?: string }[]>(
      'simulator',
      'codes',
    );
    // One that is in use is not given to a second reader.
    const plain = codes.filter(({ confirmationCode }) => confirmationCode === undefined);
    expect(plain.length).toBeGreaterThan(3);
    // Whatever is painted outside of the tiles, the head and the hints while they run.
    await page.evaluate(() => {
      const bytes = new Set<string>();
      const times = new Set<string>();
      Object.assign(window, { seen: { bytes, times } });
      new MutationObserver(() => {
        for (const one of document.querySelectorAll('.bench-numbers')) {
          const readerId =
            one.closest('.bench-tile')?.querySelector<HTMLElement>('[data-tile]')?.dataset['tile'] ?? '';
          if (/kB/.test(one.textContent ?? '')) bytes.add(readerId);
          if (/left|any moment/.test(one.textContent ?? '')) times.add(readerId);
        }
      }).observe(document.body, { subtree: true, childList: true, characterData: true });
    });
    const several = plain.slice(0, 4).map((_, at) => at);
    await Promise.all(
      several.map((at) =>
        bench.json(
          'profile',
          'download',
          plain[at]?.activationCode ?? '',
          '--reader',
          `sim:${at}`,
          '--enable',
          '--yes',
          '--accept-ppr',
        ),
      ),
    );
    for (const at of several)
      await tile(page, new RegExp(`Simulated reader ${at}$`))
        .getByText('Download and enable: done')
        .waitFor();
    const seen = await page.evaluate(() => {
      const { bytes, times } = (window as unknown as { seen: { bytes: Set<string>; times: Set<string> } })
        .seen;
      return { bytes: [...bytes].sort(), times: [...times].sort() };
    });
    expect(seen.bytes).toEqual(several.map((at) => `sim:${at}`));
    expect(seen.times).toEqual(several.map((at) => `sim:${at}`));
    const operations = await bench.json<Operation[]>('operation', 'list');
    expect(
      operations.filter(({ kind, status }) => kind === 'activate' && status === 'successful'),
    ).toHaveLength(several.length);

    await page.getByRole('link', { name: 'Simulated reader 7' }).focus();
    await page.keyboard.press('F2');
    await page.getByRole('dialog').getByRole('textbox', { name: 'Name' }).waitFor();
    await page.keyboard.type('By the window');
    await page.getByRole('textbox', { name: 'Slot' }).fill('1');
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: 'Slot 1, By the window' }).waitFor();
    // What was open is no window of the next engine, and would say so.
    await page.context().close();
    await bench.restart();
    const again = await bench.openPage();
    await again.getByRole('link', { name: 'Slot 1, By the window' }).waitFor();
    expect((await bench.json<Reader[]>('reader', 'list')).find(({ place }) => place === 1)).toMatchObject({
      id: 'sim:7',
      label: 'By the window',
    });
    expect(bench.problems.filter((problem) => !/WebSocket|ERR_CONNECTION/.test(problem))).toEqual([]);
  });
});
