import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { goTo, type OpenWindow, startBench, type WindowBench } from './bench.ts';
import { describeWindow } from './describe-window.ts';
import { stationEid } from './fixture-station-data.ts';

let bench: WindowBench;

/** Notes that were played, by pitch; counted where the browser would make them heard. */
async function listen(page: Page): Promise<() => Promise<number[]>> {
  await page.evaluate(() => {
    const heard: number[] = [];
    Object.assign(window, { heard });
    // What the test does by the protocol of the browser counts as a gesture there; only keys are to.
    let hasBeenActive = false;
    window.addEventListener('keydown', () => {
      hasBeenActive = true;
    });
    Object.defineProperty(navigator, 'userActivation', { get: () => ({ hasBeenActive }) });
    const start = OscillatorNode.prototype.start;
    OscillatorNode.prototype.start = function (when) {
      heard.push(Math.round(this.frequency.value));
      start.call(this, when);
    };
  });
  return () => page.evaluate(() => (window as unknown as { heard: number[] }).heard);
}

/** As `expect.poll`, for as long as a loaded machine may take. */
const eventually = <T>(look: () => T) => expect.poll(look, { timeout: 10_000 });

/** Keys act on the page while nothing is typed; a question that waits has the focus at first. */
const leaveField = (page: Page) =>
  page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());

describeWindow('the station', () => {
  beforeAll(async () => {
    bench = await startBench();
  });
  afterEach(() => bench.tidy());
  afterAll(() => bench.end());

  const go = ({ page }: OpenWindow, hash: string) => goTo(page, hash);
  const calls = ({ server }: OpenWindow, name: string) =>
    server.workbench.calls.filter((call) => call.name === name).map((call) => call.input);
  const codes = (count: number) =>
    Array.from({ length: count }, (_, at) => `LPA:1$smdp.bench.localhost$STATION-${at}`).join('\n');

  test('by keyboard alone: a list is pasted, what is refused is told, it is started, paused and resumed', async () => {
    const opened = await bench.open('full');
    const { page, problems } = opened;
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.keyboard.press('w');
    await page.getByRole('heading', { level: 1, name: 'Station' }).waitFor();
    await page.keyboard.press('n');
    await page.getByRole('textbox', { name: 'Codes, or card and code' }).waitFor();
    await page.keyboard.insertText(`${codes(3)}\nLPA:1$broken`);
    await page.getByRole('row', { name: /line 4.*ends before/ }).waitFor();
    // Real ones are taken by themselves, simulated ones are not.
    const group = (name: string) => page.getByRole('group', { name });
    await eventually(() =>
      group('Real readers').getByRole('checkbox', { checked: true }).count(),
    ).toBeGreaterThan(0);
    expect(await group('Simulated readers').getByRole('checkbox', { checked: true }).count()).toBe(0);
    const start = page.getByRole('button', { name: 'Start with 3 lines' });
    await start.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: /Batch \d+/ }).waitFor();
    expect(calls(opened, 'batches.create')).toMatchObject([
      { readers: expect.not.arrayContaining(['sim:0']), recipe: { enable: true } },
    ]);
    await page.getByText('Put a card in').first().waitFor();
    // The keys act on the page, not on what had the focus before.
    await page.keyboard.press('Space');
    await page.getByText('Paused. No card is at work.').waitFor();
    await page.keyboard.press('Enter');
    await page.getByText('Put a card in').first().waitFor();
    expect(calls(opened, 'batches.resume')).toHaveLength(1);
    // A hand scanner ends what it types with Enter: that pauses nothing.
    await page.keyboard.press('Enter');
    expect(calls(opened, 'batches.pause')).toHaveLength(1);
    await page.keyboard.press('Escape');
    await page.getByRole('heading', { level: 1, name: 'Station' }).waitFor();
    expect(problems).toEqual([]);
  });

  test('real and simulated readers go together only for who says so', async () => {
    const opened = await bench.open('full');
    const { page } = opened;
    await go(opened, '#/station/new');
    await page.getByRole('textbox', { name: 'Codes, or card and code' }).fill(codes(1));
    const start = page.getByRole('button', { name: 'Start with 1 line' });
    await start.waitFor();
    await page
      .getByRole('group', { name: 'Simulated readers' })
      .getByRole('checkbox', { name: 'All' })
      .check();
    await page.getByText('Real and simulated readers together').first().waitFor();
    expect(await start.isDisabled()).toBe(true);
    await page.getByRole('checkbox', { name: 'I want both' }).check();
    await start.click();
    await eventually(() => calls(opened, 'batches.start').length).toBe(1);
  });

  test('readers that a draft names are free for another batch; those of one that runs are not', async () => {
    const opened = await bench.open('full');
    const { page } = opened;
    const picked = () =>
      page.getByRole('group', { name: 'Real readers' }).getByRole('checkbox', { checked: true }).count();
    await go(opened, '#/station/new');
    await page.getByRole('textbox', { name: 'Codes, or card and code' }).fill(codes(1));
    await eventually(picked).toBeGreaterThan(0);
    const before = await picked();
    await page.getByRole('button', { name: 'Make, start later' }).click();
    await page.getByRole('heading', { level: 1, name: /Batch \d+/ }).waitFor();
    await go(opened, '#/station/new');
    await eventually(picked).toBe(before);
    await page.getByRole('textbox', { name: 'Codes, or card and code' }).fill(codes(2));
    await page.getByRole('button', { name: 'Start with 2 lines' }).click();
    await eventually(() => calls(opened, 'batches.start').length).toBe(1);
    await page.getByRole('heading', { level: 1, name: /Batch \d+/ }).waitFor();
    await go(opened, '#/station/new');
    await page
      .getByText(/^Takes part in Batch/)
      .first()
      .waitFor();
    expect(await picked()).toBe(0);
  });

  test('a list dropped on the list of batches begins one; a recipe is kept by name and taken again', async () => {
    const opened = await bench.open('full');
    const { page } = opened;
    await go(opened, '#/station');
    await page.evaluate(
      (text) => {
        const data = new DataTransfer();
        data.items.add(new File([text], 'monday.csv', { type: 'text/csv' }));
        document
          .querySelector('main .page')
          ?.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
      },
      `EID,activation code\n${stationEid(1)},LPA:1$smdp.bench.localhost$ONE\n`,
    );
    await page.getByText('monday.csv').first().waitFor();
    await page.getByText('1 is for one card').waitFor();
    await page.getByRole('textbox', { name: 'Carrier that is expected' }).fill('Voyage');
    await page.getByRole('button', { name: 'Keep recipe' }).click();
    await page.getByRole('textbox', { name: 'Name of the recipe' }).fill('Voyage only');
    await page.keyboard.press('Enter');
    await eventually(() => calls(opened, 'batches.keepRecipe')).toMatchObject([{ name: 'Voyage only' }]);
    const recipe = page.getByRole('combobox', { name: 'Recipe', exact: true });
    await eventually(() => recipe.inputValue()).toBe('Voyage only');
    await recipe.selectOption({ label: 'Standard' });
    await eventually(() => page.getByRole('textbox', { name: 'Carrier that is expected' }).inputValue()).toBe(
      '',
    );
    await recipe.selectOption('Voyage only');
    expect(await page.getByRole('textbox', { name: 'Carrier that is expected' }).inputValue()).toBe('Voyage');
    await page.getByRole('button', { name: 'More of the recipe' }).click();
    await page.getByRole('textbox', { name: 'Nickname' }).fill('Bench {line}');
    await page.getByRole('checkbox', { name: 'Ask for confirmation codes' }).check();
    await page.getByRole('button', { name: 'Start with 1 line' }).click();
    await eventually(() => calls(opened, 'batches.create')).toMatchObject([
      {
        recipe: { expect: { carrier: 'Voyage' }, nickname: 'Bench {line}', confirmationCode: 'ask' },
        files: [{ name: 'monday.csv' }],
      },
    ]);
  });

  test('codes of the vault are picked by keys and make a batch', async () => {
    const opened = await bench.open('full');
    const { page } = opened;
    await go(opened, '#/station/new');
    await page.getByRole('button', { name: 'From the vault…' }).click();
    const grid = page.getByRole('grid', { name: 'Codes of the vault' });
    await grid.getByRole('row').nth(2).waitFor();
    await grid.focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Space');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Space');
    await page.getByRole('button', { name: 'Take 2' }).click();
    await page.getByText('2 codes of the vault').waitFor();
    await page.getByRole('button', { name: 'Start with 2 lines' }).click();
    await eventually(() => calls(opened, 'batches.create')).toMatchObject([
      { rows: [{ codeId: expect.any(Number) }, { codeId: expect.any(Number) }], files: [] },
    ]);
  });

  test('a reader that changes is seen, said and heard; each end has a sound of its own, and off is off', async () => {
    const opened = await bench.open('station');
    const { page, server } = opened;
    await go(opened, '#/station/4');
    const tile = page.getByRole('listitem').filter({ hasText: 'Simulated reader 0' });
    await tile.getByText('Put a card in').waitFor();
    const heard = await listen(page);
    const show = (part: object) =>
      server.workbench.station.show({ batchId: 4, readerId: 'sim:0', phase: 'insert', ...part });
    // Nobody has pressed a key: the address came from the test.
    show({ phase: 'take_out', outcome: 'done', line: 15, eid: stationEid(15) });
    await tile.getByText('Done', { exact: true }).waitFor();
    expect(await heard()).toEqual([]);
    await leaveField(page);
    await page.keyboard.press('Shift');
    const sounds: string[] = [];
    for (const [outcome, word] of [
      ['failed', 'Failed'],
      ['done', 'Done'],
      ['not_in_list', 'Not in the list'],
    ] as const) {
      const before = (await heard()).length;
      show({ phase: 'take_out', outcome, line: 16, eid: stationEid(16) });
      await tile.getByText(word, { exact: true }).waitFor();
      await eventually(async () => (await heard()).length).toBeGreaterThan(before);
      sounds.push((await heard()).slice(before).join());
    }
    expect(new Set(sounds).size).toBe(3);
    await page.getByText('Simulated reader 0: Take it out. Not in the list').waitFor({ state: 'attached' });
    await page.keyboard.press('q');
    // A key is held back until it is clear that no scanner sent it.
    await page.getByRole('button', { name: 'Sound off' }).waitFor();
    const before = await heard();
    show({ phase: 'take_out', outcome: 'done', line: 17, eid: stationEid(17) });
    await tile.getByText('Done', { exact: true }).waitFor();
    expect(await heard()).toEqual(before);
  });

  test('after the last line no next card is asked for', async () => {
    const opened = await bench.open('station');
    const { page, server } = opened;
    await go(opened, '#/station/4');
    const tile = page.getByRole('listitem').filter({ hasText: 'Simulated reader 0' });
    const show = (expects: object) =>
      server.workbench.station.show({
        batchId: 4,
        readerId: 'sim:0',
        phase: 'take_out',
        outcome: 'done',
        line: 15,
        eid: stationEid(15),
        ...expects,
      });
    show({ expects: { kind: 'any', line: 16 } });
    await tile.getByText('Line 15 is done. Put the next card in.').waitFor();
    show({ expects: { kind: 'none' } });
    await tile.getByText('No further card is expected').waitFor();
    expect(await tile.getByText('Put the next card in').count()).toBe(0);
  });

  test('how a card of a batch ends lies over no tile of the station and the bench, and is told elsewhere', async () => {
    const opened = await bench.open('station');
    const { page, server } = opened;
    await go(opened, '#/station/4');
    await page.getByRole('listitem').filter({ hasText: 'Simulated reader 0' }).waitFor();
    const end = () => {
      const error = { code: 'card_removed', params: { reader: 'Simulated reader 0' } } as const;
      server.workbench.updateOperation(9001, { status: 'download', endedAt: undefined as never });
      server.workbench.updateOperation(9001, {
        source: 'station',
        status: 'failed',
        error,
        endedAt: Date.now(),
      });
    };
    const toasts = page.locator('.toast');
    for (const address of ['#/station/4', '#/']) {
      await go(opened, address);
      end();
      await page.waitForTimeout(400);
      expect([address, await toasts.count()]).toEqual([address, 0]);
    }
    await go(opened, '#/history');
    await page.getByRole('heading', { level: 1, name: 'History' }).waitFor();
    end();
    await toasts.first().getByText('card_removed').waitFor();
    // Whoever comes back to the tiles finds it there.
    await go(opened, '#/station/4');
    await toasts.first().waitFor({ state: 'detached' });
  });

  test('a confirmation code is asked for and given on the page; Space leads there and pauses nothing', async () => {
    const opened = await bench.open('station');
    const { page } = opened;
    await go(opened, '#/station/4');
    await page.getByText('A question waits').waitFor();
    await page.keyboard.press('Escape');
    await go(opened, '#/station/4');
    await leaveField(page);
    await page.keyboard.press('Space');
    await page.keyboard.type('2468');
    await page.keyboard.press('Enter');
    await eventually(() => calls(opened, 'operations.answer')).toEqual([
      { id: 9002, answer: { kind: 'confirmation_code', confirmationCode: '2468' } },
    ]);
    expect(calls(opened, 'batches.pause')).toEqual([]);
  });

  test('lines are found, retried and skipped; the skipped one comes back by undoing', async () => {
    const opened = await bench.open('station');
    const { page } = opened;
    await go(opened, '#/station/4');
    await page.locator('.station-lines-filter label', { hasText: 'Failed 1' }).click();
    const grid = page.getByRole('grid', { name: 'Lines' });
    await grid.focus();
    await page.keyboard.press('ArrowDown');
    await page.getByRole('heading', { name: 'Line 7' }).waitFor();
    await page.getByRole('button', { name: 'Retry', exact: true }).click();
    await eventually(() => calls(opened, 'batches.retry')).toEqual([{ id: 4, lines: [7] }]);
    await page.locator('.station-lines-filter label', { hasText: 'All 240' }).click();
    await page.getByRole('textbox', { name: /^Find by line/ }).fill('200');
    await eventually(() => grid.getByRole('row').count()).toBe(2);
    await grid.focus();
    await page.keyboard.press('ArrowDown');
    await page.getByRole('button', { name: 'Skip', exact: true }).click();
    await grid.getByText('Skipped').waitFor();
    await leaveField(page);
    await page.keyboard.press('Control+z');
    await eventually(() => calls(opened, 'batches.retry').at(-1)).toEqual({ id: 4, lines: [200] });
    // 240 lines, and only those in sight are in the page.
    await page.getByRole('textbox', { name: /^Find by line/ }).fill('');
    await eventually(() => grid.getAttribute('aria-rowcount')).toBe('241');
    expect(await grid.getByRole('row').count()).toBeLessThan(60);
  });

  test('a batch that has stopped after failures says why and what to do; all failed ones are retried at once', async () => {
    const opened = await bench.open('full');
    const { page } = opened;
    await go(opened, '#/station/2');
    const note = page.getByRole('alert');
    await note.getByText('Stopped after 3 failures').waitFor();
    await note.getByText('3 ×').waitFor();
    await note.getByText('Check the activation code letter by letter').waitFor();
    await note.getByRole('button', { name: 'Retry 3 failed lines' }).click();
    await eventually(() => calls(opened, 'batches.retry')).toEqual([
      { id: 2, lines: [2, 3, 4], partly: true },
    ]);
    // Nothing has failed any more: there is nothing to show and to retry.
    await note.getByRole('button').first().waitFor({ state: 'detached' });
    await leaveField(page);
    await page.keyboard.press('Space');
    await eventually(() => calls(opened, 'batches.resume')).toEqual([{ id: 2 }]);
  });

  test('stopping says what becomes of the cards at work', async () => {
    const opened = await bench.open('station');
    const { page } = opened;
    await go(opened, '#/station/4');
    await page.getByRole('button', { name: 'Stop…' }).click();
    await page.getByText('3 cards are at work: leave them in, they come to their end.').waitFor();
    await page.getByRole('button', { name: 'Stop', exact: true }).click();
    await page.getByText('Stopped. Resume it to go on where it was.').waitFor();
  });

  test('the engine goes and comes: the page says so, and what is at its readers is read anew', async () => {
    const opened = await bench.open('station');
    const { page, server } = opened;
    await go(opened, '#/station/4');
    await page.getByText('Put a card in').first().waitFor();
    await server.kill();
    await page.getByText('Leave the cards in: nothing is lost.').waitFor();
    server.workbench.station.show({ batchId: 4, readerId: 'sim:0', phase: 'put_back', eid: stationEid(77) });
    await server.revive();
    await page.getByText('The engine is back. The batch goes on where it was.').waitFor({ timeout: 30_000 });
    await page.getByText('1 card was at work').waitFor();
    const tile = page.getByRole('listitem').filter({ hasText: 'Simulated reader 0' });
    await tile.getByText('Put it back').waitFor();
  });

  test('a batch that is removed in another window leaves its page, the list and the bench', async () => {
    const opened = await bench.open('station');
    const { page, server } = opened;
    await go(opened, '#/station');
    const [name = ''] = (await server.workbench.call('batches.list', { limit: 100 })).flatMap((batch) =>
      batch.id === 4 ? [batch.name] : [],
    );
    const listed = page.locator('main').getByText(name, { exact: true });
    await listed.waitFor();
    const other = await page.context().newPage();
    await other.goto(`${server.origin}/#/station/4`);
    await other.getByText('Put a card in').first().waitFor();
    await server.workbench.call('batches.remove', { id: 4 });
    await other.getByText('This batch is not there any more.').waitFor();
    await listed.waitFor({ state: 'detached' });
  });

  test('has the whole window on wish, and gives it back with Escape', async () => {
    const opened = await bench.open('station');
    const { page } = opened;
    await go(opened, '#/station/4');
    await page.getByText('Put a card in').first().waitFor();
    await leaveField(page);
    await page.keyboard.press('f');
    await page.getByRole('navigation', { name: 'Main' }).waitFor({ state: 'hidden' });
    await page.keyboard.press('Escape');
    await page.getByRole('navigation', { name: 'Main' }).waitFor();
    await page.getByRole('heading', { level: 1, name: 'Monday' }).waitFor();
  });

  test('what is to be touched is 44 px high at least', async () => {
    const opened = await bench.open('station');
    const { page } = opened;
    await go(opened, '#/station/4');
    await page.getByText('Put a card in').first().waitFor();
    const small = await page.evaluate(() =>
      [...document.querySelectorAll('.station-acts button, .station-tile button, .station-note-acts button')]
        .map((button) => ({ text: button.textContent, ...button.getBoundingClientRect().toJSON() }))
        .filter(({ width, height }) => width < 44 || height < 44),
    );
    expect(small).toEqual([]);
  });

  test('the report has numbers and lines, is saved as CSV and JSON, and makes labels', async () => {
    const opened = await bench.open('full');
    const { page, problems } = opened;
    await go(opened, '#/station/1');
    await page.getByRole('button', { name: /^Report/ }).waitFor();
    await page.keyboard.press('Space');
    await page.getByRole('heading', { level: 1, name: /Report: Autumn rollout/ }).waitFor();
    await page.getByText('codes.csv, line 9').waitFor();
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Save CSV' }).click();
    expect((await download).suggestedFilename()).toBe('batch-1-Autumn-rollout.csv');
    await page.evaluate(() => {
      window.print = () => {
        document.body.dataset['printed'] = document.querySelector('.print-root')?.textContent ?? '';
      };
    });
    await page.getByRole('button', { name: 'Print', exact: true }).click();
    await eventually(() => page.evaluate(() => document.body.dataset['printed'])).toContain(
      `Report: Autumn rollout`,
    );
    await page.getByRole('button', { name: 'Labels of cards that are done' }).click();
    await page.getByRole('img', { name: /^Page 1/ }).waitFor();
    // Their codes are used up and erased.
    expect(await page.getByRole('checkbox', { name: /confirmation code|matching ID/ }).count()).toBe(0);
    expect(problems).toEqual([]);
  });

  test('without batches it says what to do; with an error it can be tried again', async () => {
    const none = await bench.open('none');
    await go(none, '#/station');
    await none.page.getByText('No batch yet').waitFor();
    const opened = await bench.open('full');
    opened.server.workbench.fail('batches.list');
    await go(opened, '#/station');
    await opened.page.getByRole('alert').getByRole('button', { name: 'Try again' }).waitFor();
    await go(opened, '#/station/99');
    await opened.page.getByText('This batch is not there any more.').waitFor();
  });
});
