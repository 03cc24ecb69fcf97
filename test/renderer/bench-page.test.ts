import type { Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type OpenWindow, startBench, type WindowBench } from './bench.ts';
import { describeWindow } from './describe-window.ts';
import { playBytes, sixteenNames } from './fixture-bench.ts';

let bench: WindowBench;
const omnikey = 'HID Global OMNIKEY 3x21 Smart Card Reader 00 00';

const tile = (page: Page, name: string | RegExp): Locator =>
  page.getByRole('gridcell').filter({ has: page.getByRole('link', { name }) });
const nameOf = (page: Page) =>
  page.evaluate(() => (document.activeElement as HTMLElement | null)?.dataset['tile']);
const said = (page: Page, text: string | RegExp) =>
  page.getByRole('status').filter({ hasText: text }).waitFor();
const open = (scenario: Parameters<WindowBench['open']>[0], pace = 60): Promise<OpenWindow> =>
  bench.open(scenario, { at: '#/', pace });

/** The names of the grid's cells in order, as a screen reader has them. */
const order = (page: Page) =>
  page
    .getByRole('gridcell')
    .evaluateAll((cells) =>
      cells.map((cell) => cell.querySelector('[data-tile]')?.textContent ?? cell.textContent ?? ''),
    );

describeWindow('the bench page in Chromium', () => {
  beforeAll(async () => {
    bench = await startBench();
  });
  afterEach(() => bench.tidy());
  afterAll(() => bench.end());

  test.each([
    [1280, 800],
    [1920, 1080],
  ])('sixteen tiles are on one screen of %i x %i pixels, with nothing cut off', async (width, height) => {
    const { page, problems } = await open('sixteen');
    await page.setViewportSize({ width, height });
    await page.getByRole('gridcell').nth(15).waitFor();
    const cut = await page.evaluate(() => {
      const main = document.getElementById('main');
      const tiles = [...document.querySelectorAll('.bench-tile')];
      return {
        tiles: tiles.length,
        scrolls: main !== null && main.scrollHeight > main.clientHeight,
        overflowing: tiles.filter((one) => one.scrollHeight > one.clientHeight + 1).length,
        below: tiles.filter((one) => one.getBoundingClientRect().bottom > window.innerHeight).length,
        wide: [...document.querySelectorAll('.bench-eid')].filter(
          (one) => one.scrollWidth > one.clientWidth + 1,
        ).length,
      };
    });
    expect(cut).toEqual({ tiles: 16, scrolls: false, overflowing: 0, below: 0, wide: 0 });
    expect(problems).toEqual([]);
  });

  test('a tile tells reader, card, carrier, what runs with step, bytes and time left, and how the last ended', async () => {
    const { page, server } = await open('sixteen');
    const first = tile(page, /Rack A 1/);
    await first.getByText('The profile is written to the card').waitFor();
    await first.getByText('2.4 kB of 11.8 kB').waitFor();
    await first.getByText(/^about \d+ s left$/).waitFor();
    playBytes(server.workbench, 100, 11_812);
    await first.getByText('11.8 kB of 11.8 kB').waitFor();
    await tile(page, /Rack A 2/)
      .getByText('Pelago · Pelago Travel')
      .waitFor();
    await tile(page, /Rack A 6/)
      .getByText('Take it out')
      .waitFor();
    await tile(page, /Rack A 8/)
      .getByText('Download and enable: done')
      .waitFor();
    await tile(page, /Rack B 1/)
      .getByText(/took longer than/)
      .waitFor();
    await tile(page, /Rack B 3/)
      .getByText('Put a card in')
      .waitFor();
    await tile(page, /Rack B 4/)
      .getByText('Card does not answer')
      .waitFor();
    // What is simulated says so in words.
    expect(await page.getByRole('gridcell').getByText('Simulated', { exact: true }).count()).toBe(3);
    // A reader without a name here is told by what tells it from others of its model.
    await page
      .getByRole('link', { name: sixteenNames[12] ?? '' })
      .getByText('248022', { exact: true })
      .waitFor();
  });

  test('readers and cards come and go by themselves, and it is said', async () => {
    const { page, server } = await open('full');
    await page.getByRole('gridcell').nth(3).waitFor();
    server.workbench.plug('pcsc:New reader 03 00', {
      id: 'pcsc:New reader 03 00',
      kind: 'pcsc',
      index: 4,
      name: 'New reader 03 00',
      presence: 'empty',
    });
    await tile(page, /New reader/)
      .getByText('No card')
      .waitFor();
    await said(page, 'Plugged in: New reader 03 00');
    server.workbench.plug('pcsc:New reader 03 00', {
      id: 'pcsc:New reader 03 00',
      kind: 'pcsc',
      index: 4,
      name: 'New reader 03 00',
      presence: 'present',
    });
    await tile(page, /New reader/)
      .getByText('Not read yet')
      .waitFor();
    await said(page, 'Card put in: New reader 03 00');
    server.workbench.plug('pcsc:New reader 03 00', undefined);
    await said(page, 'Unplugged: New reader 03 00');
    expect(await page.getByRole('gridcell').count()).toBe(4);
    // The last one gone, the page says what to do.
    for (const { id } of [...server.workbench.readers]) server.workbench.plug(id, undefined);
    await page.getByText('No readers', { exact: true }).waitFor();
  });

  test('the keyboard goes through the grid, opens a card, comes back, and finds the rest of a tile with Tab', async () => {
    const { page } = await open('sixteen');
    await page.getByText('Take it out').first().waitFor();
    await page.getByRole('link', { name: /Rack A 1$/ }).focus();
    const ids = sixteenNames.map((name, at) => (at >= 13 ? `sim:${at - 13}` : `pcsc:${name}`));
    const go = async (key: string, to: number) => {
      await page.keyboard.press(key);
      await expect.poll(() => nameOf(page)).toBe(ids[to]);
    };
    await go('ArrowRight', 1);
    await go('ArrowDown', 5);
    await go('ArrowLeft', 4);
    await go('End', 7);
    await go('Control+End', 15);
    await go('Control+Home', 0);
    await go('ArrowUp', 0);
    await go('j', 1);
    await go('k', 0);
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Rack A 2' }).waitFor();
    await page
      .getByRole('main')
      .getByText(sixteenNames[1] ?? '')
      .waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('heading', { level: 1, name: 'Bench' }).waitFor();
    await expect.poll(() => nameOf(page)).toBe(ids[1]);
    // One tile is a stop of the Tab key, with what can be pressed on it; the others are not.
    await page.keyboard.press('Tab');
    const focused = () =>
      page.evaluate(
        () => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent,
      );
    expect(await focused()).toBe('More for Rack A 2');
    await page.keyboard.press('Tab');
    expect(await focused()).toMatch(/#101/);
    await page.keyboard.press('Tab');
    expect(await focused()).toMatch(/^Cancel Download and enable/);
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.closest('[role=grid]'))).toBeNull();
  });

  test('everything of a tile is in its menu, which a right click and the menu key open', async () => {
    const { page, server } = await open('full');
    await page.getByRole('link', { name: omnikey }).focus();
    await page.keyboard.press('Shift+F10');
    await page.getByRole('menuitem', { name: 'Activate a profile…' }).waitFor();
    await page.keyboard.press('Escape');
    await tile(page, omnikey).click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Find out how operation 5 ended' }).click();
    await expect
      .poll(() => server.workbench.calls.find(({ name }) => name === 'operations.reconcile')?.input)
      .toEqual({ id: 5, readerId: `pcsc:${omnikey}` });
    await page.getByRole('button', { name: `More for ${omnikey}` }).click();
    await page.getByRole('menuitem', { name: 'Operations on this reader' }).click();
    await page.getByRole('dialog').getByRole('link', { name: 'Read card: #11' }).click();
    await page.getByRole('heading', { level: 1, name: /Read card/ }).waitFor();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  });

  test('a download is begun, watched, asked about and cancelled from its tile', async () => {
    const { page, server } = await open('full', 300);
    const sim = tile(page, /Simulated reader 0/);
    await sim.getByRole('button', { name: 'Activate a profile…' }).click();
    await page
      .getByRole('textbox', { name: 'Activation code' })
      .fill('LPA:1$smdp.bench.localhost$BENCH-DATA-5G');
    await page.getByRole('button', { name: 'Start download' }).click();
    await page.getByRole('button', { name: 'Install', exact: true }).waitFor();
    await page.evaluate(() => {
      window.location.hash = '#/';
    });
    await sim.getByText('Waits for your answer').waitFor();
    const hints = page.getByRole('region', { name: 'Waits for somebody' });
    await hints.getByText(/Your answer/).waitFor();
    await sim.getByRole('button', { name: 'Answer' }).click();
    await page.getByRole('button', { name: 'Install', exact: true }).click();
    await page.evaluate(() => {
      window.location.hash = '#/';
    });
    await sim.getByText(/kB of 11.8 kB/).waitFor();
    await sim.getByRole('button', { name: /^Cancel Download and enable on/ }).click();
    await sim.getByText('Download and enable: cancelled').waitFor();
    expect(server.workbench.calls.some(({ name }) => name === 'operations.cancel')).toBe(true);
  });

  test('a reader gets a name and a slot by its command, and loses them with Undo', async () => {
    const { page, server } = await open('full');
    await tile(page, 'Alcor Micro AU9540 01 00').getByRole('link').first().focus();
    await page.keyboard.press('F2');
    const dialog = page.getByRole('dialog');
    await dialog.getByText('3B9F96803FC7828031E073FE211B57AA8660F0010011FD').waitFor();
    await page.keyboard.type('Left rack');
    await dialog.getByRole('textbox', { name: 'Slot' }).fill('1x');
    await dialog.getByText('A whole number from 1 to 999').waitFor();
    expect(await dialog.getByRole('button', { name: 'Save' }).isDisabled()).toBe(true);
    await dialog.getByRole('textbox', { name: 'Slot' }).fill('3');
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: 'Slot 3, Left rack' }).waitFor();
    await dialog.waitFor({ state: 'detached' });
    // Its slot is the third; the two before it are shown empty.
    expect(await order(page)).toEqual(
      [
        'Slot 1No reader',
        'Slot 2No reader',
        'Slot 3, Left rack',
        omnikey,
        'ACS ACR38U 02 00',
        'Simulated reader 0',
      ].map((name) => expect.stringContaining(name)),
    );
    const palette = async (query: string) => {
      await page.keyboard.press('Control+k');
      await page.getByRole('combobox').fill(query);
    };
    await palette('slot 3');
    await page.getByRole('option', { name: /Go to reader Left rack/ }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.keyboard.press('Control+z');
    await expect.poll(() => server.workbench.readers[1]?.place).toBeUndefined();
    await page.keyboard.press('Control+z');
    await expect.poll(() => server.workbench.readers[1]?.label).toBeUndefined();
    await tile(page, 'Alcor Micro AU9540 01 00').waitFor();
  });

  test('tiles are put into slots with Shift and arrows, and dragged; whoever stands there changes places', async () => {
    const { page, server } = await open('sixteen');
    const places = () =>
      Object.fromEntries(server.workbench.readers.map(({ id, place }) => [id.slice(-5), place]));
    const before = places();
    await page.getByRole('link', { name: /Rack A 1$/ }).focus();
    await page.keyboard.press('Shift+ArrowDown');
    await page.getByRole('link', { name: 'Slot 5, Rack A 1' }).waitFor();
    await page.getByRole('link', { name: 'Slot 1, Rack A 5' }).waitFor();
    // The keyboard stays with the tile.
    await expect.poll(() => nameOf(page)).toBe(`pcsc:${sixteenNames[0]}`);
    await said(page, 'Rack A 1 stands in slot 5');
    await page.keyboard.press('Control+z');
    await page.getByRole('link', { name: 'Slot 1, Rack A 1' }).waitFor();
    expect(places()).toEqual(before);

    await page.getByRole('button', { name: 'Arrange slots' }).click();
    await tile(page, /Simulated reader 0/).dragTo(page.getByText('Slot 14', { exact: true }));
    await page.getByRole('link', { name: 'Slot 14, Simulated reader 0' }).waitFor();
    // Out of its slot again, among those that have none.
    await tile(page, /Simulated reader 0/).dragTo(tile(page, /Simulated reader 2/));
    await expect.poll(() => server.workbench.readers[13]?.place).toBeUndefined();
    await page.getByRole('button', { name: 'Number all in this order' }).click();
    await page.getByRole('link', { name: 'Slot 16, Simulated reader 2' }).waitFor();
    await page.getByRole('button', { name: 'Take all out of their slots' }).click();
    await page.getByRole('region', { name: 'Messages' }).getByText('All readers are in no slot').waitFor();
    expect(Object.values(places()).every((place) => place === undefined)).toBe(true);
    await page.keyboard.press('Control+z');
    await page.getByRole('link', { name: 'Slot 16, Simulated reader 2' }).waitFor();
  });

  test('the habits of a card go, and stay where that is taken back', async () => {
    const { page, server } = await open('full');
    const forgotten = () => server.workbench.calls.filter(({ name }) => name === 'cards.forgetQuirks').length;
    const menu = page.getByRole('button', { name: `More for ${omnikey}` });
    await menu.click();
    await page.getByRole('menuitem', { name: 'Forget the habits of the card' }).click();
    await menu.click();
    expect(await page.getByRole('menuitem', { name: 'Forget the habits of the card' }).count()).toBe(0);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Undo' }).click();
    await menu.click();
    await page.getByRole('menuitem', { name: 'Forget the habits of the card' }).click();
    expect(forgotten()).toBe(0);
    // Nobody took it back: the engine is told when the time is over, here because the page goes.
    await page.evaluate(() => window.dispatchEvent(new Event('pagehide')));
    await expect.poll(forgotten).toBe(1);
  });

  test('what waits for somebody is over the tiles, each a link to where it is done', async () => {
    const { page, server } = await open('sixteen');
    const hints = page.getByRole('region', { name: 'Waits for somebody' });
    await hints.getByText('Take out 2').waitFor();
    expect(await hints.getByRole('link', { name: 'Slot 10 Rack B 2' }).getAttribute('href')).toBe(
      '#/operations/94',
    );
    expect(await hints.getByRole('link', { name: 'Slot 7 Rack A 7' }).getAttribute('href')).toBe(
      '#/station/3',
    );
    await hints.getByRole('link', { name: 'Slot 9 Rack B 1' }).click();
    await page.getByRole('heading', { level: 1, name: /#93/ }).waitFor();
    await page.goBack();
    await hints.getByText('Take out 2').waitFor();
    // The card is out: nobody has to take it out any more.
    server.workbench.emit({
      type: 'station',
      slot: {
        batchId: 3,
        readerId: `pcsc:${sixteenNames[5]}`,
        phase: 'insert',
        expects: { kind: 'any', line: 20 },
      },
    });
    await hints.getByText('Take out 1').waitFor();
    // The batch has come to its end: its readers are readers again.
    const [batch] = await server.workbench.call('batches.list', {});
    if (batch === undefined) throw new Error('no batch');
    server.workbench.emit({ type: 'batch', batch: { ...batch, state: 'finished' } });
    await hints.getByText(/Take out/).waitFor({ state: 'detached' });
  });

  test('an empty bench says what to do, from the checks of the engine', async () => {
    const { page } = await open('none');
    await page.getByText('The socket of the PC/SC service').waitFor();
    await page.getByText(/Install and start pcscd/).waitFor();
    await page.getByRole('link', { name: 'All checks' }).click();
    await page.getByRole('heading', { level: 1, name: 'Upkeep' }).waitFor();
  });

  test('hostile names and what is private are shown as everywhere', async () => {
    const { page, server } = await open('full');
    const [reader] = server.workbench.readers;
    if (reader === undefined) throw new Error('no reader');
    server.workbench.plug(reader.id, { ...reader, name: 'Evil \u202Ereader\u0007 <img src=x>' });
    await page.getByText('‹RLO›').first().waitFor();
    await page.keyboard.press('Control+Shift+M');
    const isMasked = (selector: string) =>
      page
        .locator(selector)
        .first()
        .evaluate((one) => getComputedStyle(one).getPropertyValue('-webkit-text-security') === 'disc');
    expect(await isMasked('.bench-eid .mono')).toBe(true);
    expect(await isMasked('.bench-carrier .hostile')).toBe(true);
    expect(await isMasked('.bench-name .hostile')).toBe(false);
  });

  test('while sixteen readers report progress, only their tiles are painted, once a frame', async () => {
    const { page, server } = await open('sixteen');
    await page.getByRole('gridcell').nth(15).waitFor();
    const { workbench } = server;
    for (const { id } of workbench.readers.slice(5, 16))
      workbench.operations.set(200 + workbench.readers.findIndex((one) => one.id === id), {
        ...(workbench.operations.get(100) as NonNullable<ReturnType<typeof workbench.operations.get>>),
        id: 200 + workbench.readers.findIndex((one) => one.id === id),
        readerId: id,
      });
    const runs = [100, 101, 102, 103, 113, ...Array.from({ length: 11 }, (_, index) => 205 + index)];
    await page.evaluate(() => {
      const seen = { long: 0, tiles: 0, others: 0 };
      Object.assign(window, { seen });
      new PerformanceObserver((list) => {
        seen.long += list.getEntries().length;
      }).observe({ type: 'longtask' });
      new MutationObserver((records) => {
        for (const { target } of records) {
          const element = target instanceof Element ? target : target.parentElement;
          // Head and hints count what runs, and change with that.
          if (element?.closest('.bench-tile') != null) seen.tiles++;
          else if (element?.closest('.page-head, .bench-hints, .rail-badges, .visually-hidden') == null)
            seen.others++;
        }
      }).observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
    });
    const events = 60;
    for (let step = 1; step <= events; step++) {
      for (const id of runs) playBytes(workbench, id, Math.round((11_812 * step) / events));
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    await tile(page, /Rack A 1/)
      .getByText('11.8 kB of 11.8 kB')
      .waitFor();
    const seen = await page.evaluate(
      () => (window as unknown as { seen: { tiles: number; others: number } }).seen,
    );
    expect(seen.tiles).toBeGreaterThan(0);
    expect(seen.others).toBe(0);
  });
});
