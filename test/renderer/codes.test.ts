import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { CallName } from '../../src-shared/api.ts';
import { goTo, startBench, type WindowBench } from './bench.ts';
import { describeWindow } from './describe-window.ts';

let bench: WindowBench;

describeWindow('the vault in the window', () => {
  beforeAll(async () => {
    bench = await startBench();
  });
  afterEach(() => bench.tidy());
  afterAll(() => bench.end());

  const open = async (hash = '#/codes') => {
    const opened = await bench.open('full');
    const { page, server } = opened;
    await page.getByRole('heading', { level: 1 }).waitFor();
    await (hash.startsWith('#/codes') ? go(page, hash) : goTo(page, hash));
    const last = (name: CallName) => server.workbench.calls.findLast((call) => call.name === name)?.input;
    return { ...opened, last };
  };
  const go = async (page: Page, hash: string) => {
    await goTo(page, hash);
    await page.getByRole('grid', { name: 'Activation codes' }).waitFor();
  };
  const rows = (page: Page) => page.getByRole('grid').getByRole('row');

  test('six hundred codes: few rows in the page, filtered by state, batch and text, paged while scrolling', async () => {
    const { page, server, problems, last } = await open();
    await page.getByText('Travel 640').waitFor();
    expect(await rows(page).count()).toBeLessThan(60);
    await page.getByText(/^Used up \d+/).click();
    await expect.poll(() => page.getByRole('gridcell').getByText('Free', { exact: true }).count()).toBe(0);
    expect(last('codes.list')).toMatchObject({ state: 'burned' });
    await page.getByText(/^All 640/).click();
    await page.getByRole('combobox', { name: 'Batch' }).selectOption('Autumn rollout');
    await expect.poll(() => last('codes.list')).toMatchObject({ batch: 'Autumn rollout' });
    await page.keyboard.press('Escape');
    await page.keyboard.press('/');
    await page.keyboard.type('travel 604');
    await expect.poll(() => rows(page).count()).toBe(2);
    await page.getByText('Travel 604').waitFor();
    await page.getByRole('textbox', { name: /^Find by/ }).fill('nothing of this name');
    await page.getByText('No code matches.').waitFor();
    await page.getByRole('textbox', { name: /^Find by/ }).fill('');
    await page.getByRole('combobox', { name: 'Batch' }).selectOption('');
    await page.getByText('Travel 640').waitFor();
    await page.getByRole('grid').focus();
    for (let pages = 0; pages < 3; pages++) {
      await page.keyboard.press('End');
      await page.waitForTimeout(150);
    }
    await expect
      .poll(() =>
        server.workbench.calls.some(
          (call) => call.name === 'codes.list' && JSON.stringify(call.input).includes('"after"'),
        ),
      )
      .toBe(true);
    expect(problems).toEqual([]);
  });

  test('moving through the list leaves no trail: Back leads to the page before, and to what was opened on purpose', async () => {
    const { page, problems } = await open('#/reports');
    const address = () => new URL(page.url()).hash;
    await go(page, '#/codes');
    const before = await page.evaluate(() => window.history.length);
    await page.getByRole('grid').focus();
    for (let step = 0; step < 5; step++) await page.keyboard.press('ArrowDown');
    await expect.poll(address).toMatch(/^#\/codes\/\d+$/);
    expect(await page.evaluate(() => window.history.length)).toBe(before);
    await page.goBack();
    await page.getByRole('heading', { level: 1, name: 'Reports' }).waitFor();
    await page.goForward();
    const moved = address();
    await rows(page).nth(9).click();
    await expect.poll(address).not.toBe(moved);
    await page.goBack();
    await expect.poll(address).toBe(moved);
    expect(problems).toEqual([]);
  });

  test('sorted over the whole vault by keys alone, not over what is here: said by aria-sort, kept when codes change', async () => {
    const { page, server, problems, last } = await open();
    await page.getByText('Travel 640').waitFor();
    const heading = (name: string) => page.getByRole('columnheader', { name });
    expect(await heading('Label').getAttribute('aria-sort')).toBe('none');
    expect(await heading('No.').getAttribute('aria-sort')).toBe('descending');
    expect(await heading('Pick').getAttribute('aria-sort')).toBeNull();
    await heading('No.').getByRole('button').focus();
    await page.keyboard.press('Enter');
    // The oldest, which was on no page that had been read.
    await page.getByRole('gridcell', { name: '1', exact: true }).waitFor();
    expect(await heading('No.').getAttribute('aria-sort')).toBe('ascending');
    expect(last('codes.list')).toMatchObject({ sort: { by: 'id', direction: 'asc' } });
    await page.keyboard.press('Tab');
    await page.keyboard.press(' ');
    await expect.poll(() => last('codes.list')).toMatchObject({ sort: { by: 'label', direction: 'asc' } });
    const first = page.locator('.codes-grid [aria-rowindex="2"]');
    await server.workbench.call('codes.add', {
      codes: [{ activationCode: 'LPA:1$smdp.example.com$FIRST', label: 'Aardvark' }],
    });
    await first.getByText('Aardvark').waitFor();
    expect(problems).toEqual([]);
  });

  test('by keys alone: walked through, picked, shown; what is free alone can be picked', async () => {
    const { page, problems } = await open();
    const grid = page.getByRole('grid');
    await page.getByText('Travel 640').waitFor();
    await grid.focus();
    await page.keyboard.press('ArrowDown');
    await page.getByRole('heading', { level: 2, name: 'Code 640' }).waitFor();
    await page.keyboard.press(' ');
    await page.getByText('1 picked').waitFor();
    for (let step = 0; step < 4; step++) await page.keyboard.press('ArrowDown');
    await page.getByRole('heading', { level: 2, name: 'Code 636' }).waitFor();
    await page.keyboard.press(' ');
    await page.getByText('1 picked').waitFor();
    const active = await grid.getAttribute('aria-activedescendant');
    expect(
      await page.evaluate((id) => document.getElementById(id ?? '')?.getAttribute('aria-selected'), active),
    ).toBe('true');
    await page.keyboard.press('Escape');
    await page.getByText('Choose a code to see').waitFor();
    expect(problems).toEqual([]);
  });

  test('a code is revealed on purpose, hidden by hand, and never there before', async () => {
    const { page, server, problems } = await open('#/codes/640');
    await page.getByRole('heading', { level: 2, name: 'Code 640' }).waitFor();
    const secret = await server.workbench.call('codes.reveal', { id: 640 });
    expect(await page.content()).not.toContain(secret.activationCode);
    await page.getByRole('button', { name: 'Reveal code' }).click();
    await page
      .getByRole('region', { name: 'Activation code', exact: true })
      .getByText(secret.activationCode)
      .waitFor();
    await page.getByRole('img', { name: /QR code/ }).waitFor();
    await page.getByText(/Hidden again in (30|2\d) s/).waitFor();
    await page.getByRole('button', { name: 'Hide' }).click();
    await page.getByRole('button', { name: 'Reveal code' }).waitFor();
    expect(await page.content()).not.toContain(secret.activationCode);
    expect(problems).toEqual([]);
  });

  test('what was shown hides itself again', async () => {
    const { page } = await open('#/codes/638');
    await page.clock.install();
    await page.getByRole('button', { name: 'Reveal code' }).click();
    await page.getByRole('region', { name: 'Activation code', exact: true }).waitFor();
    await page.clock.fastForward(31_000);
    await page.getByRole('region', { name: 'Activation code', exact: true }).waitFor({ state: 'detached' });
  });

  test('of a code that is used up the ICCID stays, and nothing can be revealed, printed or installed', async () => {
    const { page, problems } = await open('#/codes/634');
    await page.getByText('The code itself is gone').waitFor();
    await page.locator('[data-value="8949110000000006343"]').waitFor();
    for (const name of ['Reveal code', 'Labels', 'Install on reader…'])
      expect(await page.getByRole('button', { name }).count(), name).toBe(0);
    await page.getByRole('link', { name: 'Operation 2' }).click();
    await page.getByRole('heading', { level: 1, name: /Download and enable|#2/ }).waitFor();
    expect(problems).toEqual([]);
  });

  test('added by hand, checked as it is typed; what the vault has already is said', async () => {
    const { page, problems, last } = await open();
    await page.keyboard.press('n');
    const dialog = page.getByRole('dialog');
    const code = dialog.getByRole('textbox', { name: 'Activation code' });
    await code.fill('LPA:1$smdp.example.com');
    await dialog.getByRole('alert').waitFor();
    expect(await dialog.getByRole('button', { name: 'Add code' }).isDisabled()).toBe(true);
    await code.fill('LPA:1$smdp.example.com$BY-HAND');
    await dialog.getByText('BY-HAND', { exact: true }).waitFor();
    await dialog.getByRole('textbox', { name: 'ICCID' }).fill('8949 1100');
    expect(await dialog.getByRole('button', { name: 'Add code' }).isDisabled()).toBe(true);
    await dialog.getByRole('textbox', { name: 'ICCID' }).fill('8949 1100 0000 0000 015');
    await dialog.getByRole('textbox', { name: 'Label' }).fill('Bench spare');
    await code.press('Enter');
    await dialog.getByText('The code is in the vault, as number 641.').waitFor();
    expect(last('codes.add')).toEqual({
      source: 'hand',
      codes: [
        {
          activationCode: 'LPA:1$smdp.example.com$BY-HAND',
          iccid: '8949110000000000015',
          label: 'Bench spare',
        },
      ],
    });
    expect(await code.inputValue()).toBe('');
    await code.fill('LPA:1$smdp.example.com$BY-HAND');
    await dialog.getByText('BY-HAND', { exact: true }).waitFor();
    await code.press('Enter');
    await dialog.getByText(/The vault has this code already, as number 641/).waitFor();
    await page.keyboard.press('Escape');
    await page.getByText('Bench spare').waitFor();
    expect(problems).toEqual([]);
  });

  test('a list with a mistake: nothing where all was wanted, the rest where asked, reported by line', async () => {
    const { page, problems, last } = await open();
    await page.keyboard.press('n');
    const dialog = page.getByRole('dialog');
    await dialog.getByText('List or files').click();
    await dialog
      .getByRole('textbox', { name: 'List' })
      .fill('LPA:1$smdp.example.com$FIRST\nLPA:1$smdp.example.com\nLPA:1$smdp.example.com$THIRD');
    await dialog.getByRole('checkbox', { name: /All or nothing/ }).check();
    await dialog.getByRole('button', { name: 'Import', exact: true }).click();
    await dialog.getByText(/Nothing was kept.*Refused: 1/).waitFor();
    await dialog.getByRole('cell', { name: 'pasted list, line 2' }).waitFor();
    expect(last('codes.import')).toMatchObject({ allOrNothing: true });
    await dialog.getByRole('button', { name: 'Import the right ones (2)' }).click();
    await dialog.getByText('New in the vault: 2.').waitFor();
    await dialog.getByRole('button', { name: 'Import more' }).click();
    expect(await dialog.getByRole('textbox', { name: 'List' }).inputValue()).toBe('');
    expect(problems).toEqual([]);
  });

  test('files: several, one that is no list, one that is too large', async () => {
    const { page, problems } = await open();
    await page.keyboard.press('n');
    const dialog = page.getByRole('dialog');
    await dialog.getByText('List or files').click();
    const give = (name: string, content: Buffer) =>
      dialog
        .locator('input[type=file][accept]')
        .setInputFiles({ name, mimeType: 'text/csv', buffer: content });
    await give('rig.csv', Buffer.from('label,activation code\nRig A,LPA:1$smdp.example.com$RIG-A\n'));
    await give('notes.txt', Buffer.from('nothing of use\n'));
    await dialog.getByText('rig.csv').waitFor();
    await give('huge.csv', Buffer.alloc(6_000_000, 0x20));
    await dialog.getByRole('button', { name: 'Import', exact: true }).click();
    await dialog.getByText(/huge\.csv cannot be read, or is larger/).waitFor();
    await dialog.getByRole('button', { name: 'Take huge.csv out of the import' }).click();
    await dialog.getByRole('button', { name: 'Import', exact: true }).click();
    await dialog.getByText('New in the vault: 1.').waitFor();
    await dialog.getByRole('cell', { name: /notes\.txt/ }).waitFor();
    expect(problems).toEqual([]);
  });

  test('edited, released with a warning, removed', async () => {
    const { page, problems, last } = await open('#/codes/639');
    await page.getByRole('button', { name: 'Edit' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox', { name: 'Carrier' }).fill('');
    await dialog.getByRole('textbox', { name: 'Label' }).fill('Other name');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.waitFor({ state: 'detached' });
    expect(last('codes.update')).toEqual({ id: 639, label: 'Other name', carrier: null });
    await page.getByRole('gridcell', { name: /Other name/ }).waitFor();
    await go(page, '#/codes/636');
    await page.getByRole('heading', { level: 2, name: 'Code 636' }).waitFor();
    expect(await page.getByRole('button', { name: 'Remove' }).count()).toBe(0);
    await page.getByRole('button', { name: 'Release' }).click();
    await dialog.getByText(/Operation 5 holds this code/).waitFor();
    const release = dialog.getByRole('button', { name: 'Release' });
    expect(await release.isDisabled()).toBe(true);
    await dialog.getByRole('checkbox').check();
    await release.click();
    await dialog.waitFor({ state: 'detached' });
    await page.getByRole('complementary', { name: 'The chosen code' }).getByText('Doubtful').waitFor();
    await page.getByRole('button', { name: 'Remove' }).click();
    await dialog.getByRole('button', { name: 'Remove' }).click();
    await page.getByText('Choose a code to see').waitFor();
    await expect.poll(() => page.getByText('Travel 636').count()).toBe(0);
    expect(problems).toEqual([]);
  });

  test('removed in another window: it leaves the list, and its page says that it is gone', async () => {
    const { page, server } = await open('#/codes/639');
    await page.getByRole('heading', { level: 2, name: 'Code 639' }).waitFor();
    await server.workbench.call('codes.remove', { id: 639 });
    await page.getByText('There is no activation code 639 in the vault').waitFor();
    expect(await page.getByRole('gridcell', { name: '639', exact: true }).count()).toBe(0);
    expect(await page.getByRole('button', { name: 'Reveal code' }).count()).toBe(0);
  });

  test('labels: previewed, measured, printed alone on the paper, saved', async () => {
    const { page, problems, last } = await open('#/codes/638');
    await page.getByRole('button', { name: 'Labels' }).click();
    const dialog = page.getByRole('dialog', { name: /Label for code 638/ });
    await dialog.getByRole('img', { name: 'Page 1 of 1' }).waitFor();
    await dialog.getByRole('combobox', { name: 'Sheet' }).selectOption('own');
    await dialog.getByRole('textbox', { name: 'Measures' }).fill('A4 3x7 300x38');
    await dialog.getByRole('alert').waitFor();
    await dialog.getByRole('textbox', { name: 'Measures' }).fill('100x50 1x1 100x50');
    await dialog.getByRole('img', { name: 'Page 1 of 1' }).waitFor();
    await dialog.getByRole('alert').waitFor({ state: 'detached' });
    await expect
      .poll(() => last('codes.labels'))
      .toMatchObject({ sheet: '100x50 1x1 100x50', format: 'svg' });
    // What is printed goes at once; a copy of it stays to be looked at.
    await page.evaluate(() => {
      window.print = () => {
        const root = document.querySelector('.print-root');
        if (root !== null) document.body.append(root.cloneNode(true));
      };
    });
    await dialog.getByRole('button', { name: 'Print' }).click();
    const printed = page.locator('.print-root img');
    await printed.waitFor({ state: 'attached' });
    expect(await printed.isVisible()).toBe(false);
    await page.emulateMedia({ media: 'print' });
    expect(await printed.isVisible()).toBe(true);
    expect(await printed.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0);
    expect(await page.locator('main').isVisible()).toBe(false);
    await page.emulateMedia({ media: 'screen' });
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      dialog.getByRole('button', { name: 'Save QR pictures as PNG' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('code-638.png');
    expect(problems).toEqual([]);
  });

  test('installed straight from the vault, by its number alone', async () => {
    const { page, problems, last } = await open('#/codes/638');
    await page.getByRole('button', { name: 'Install on reader…' }).click();
    await page.getByText('Rig 638').first().waitFor();
    await page.getByRole('radio', { name: /Simulated reader 0/ }).check();
    // What stands in the checks is what the vault knows: its number, and no code.
    await page.getByText('Number 638 in the vault, free.').waitFor();
    await page.getByRole('button', { name: /^Start/ }).click();
    await page.getByText('The server offers this profile').first().waitFor();
    const started = last('operations.start');
    expect(started).toMatchObject({ kind: 'activate', readerId: 'sim:0', codeId: 638 });
    expect(started).not.toHaveProperty('activationCode');
    expect(problems).toEqual([]);
  });

  test('an empty vault says what it is for, one that cannot be read says why', async () => {
    const { page, server, problems } = await bench.open('none');
    await page.getByRole('link', { name: 'Codes' }).waitFor();
    await page.keyboard.press('c');
    await page.getByText('No activation codes yet').waitFor();
    server.workbench.fail('codes.list');
    await page.getByRole('textbox', { name: /^Find by/ }).fill('x');
    await page
      .getByRole('alert')
      .getByText(/another key|cannot be opened|key/i)
      .first()
      .waitFor();
    await page.getByRole('button', { name: 'Try again' }).waitFor();
    expect(problems).toEqual([]);
  });
});
