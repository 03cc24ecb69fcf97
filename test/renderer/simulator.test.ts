import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { goTo, startBench, type WindowBench } from './bench.ts';
import { describeWindow } from './describe-window.ts';

let bench: WindowBench;

describeWindow('the simulator page', () => {
  beforeAll(async () => {
    bench = await startBench();
  });
  afterEach(() => bench.tidy());
  afterAll(() => bench.end());

  const open = async (scenario: 'full' | 'simulated' | 'none', hash: string) => {
    const opened = await bench.open(scenario);
    await goTo(opened.page, hash);
    return opened;
  };

  test('shows what each side holds, marks who disagrees and says about what, and the last exchanges', async () => {
    const { page, problems } = await open('full', '#/simulator');
    const card = page.getByRole('region', { name: 'Card', exact: true });
    await card.getByText('Enabled').waitFor();
    expect(await card.getByText('Disagrees').count()).toBe(1);
    // Text of a card is shown harmlessly.
    expect(await card.textContent()).not.toContain('\u202e');
    const smds = page.getByRole('region', { name: 'SM-DS', exact: true });
    expect(await smds.getByText('Disagrees').count()).toBe(0);
    await page.getByText(/Kite Fleet .* its notification still waits there/).waitFor();
    await page.getByRole('cell', { name: /8\.2\.6\/3\.8/ }).waitFor();
    expect(problems).toEqual([]);
  });

  test('a card is pulled out and comes back by undo; one is made; one is deleted after its consequences were told', async () => {
    const { page, server, problems } = await open('full', '#/simulator/cards');
    await page.getByRole('button', { name: 'Pull out Card 0' }).click();
    await page.getByRole('row', { name: /Card 0.*in no reader/ }).waitFor();
    await page.keyboard.press('Control+z');
    await page.getByRole('row', { name: /Card 0.*sim:0/ }).waitFor();
    await page.getByRole('button', { name: 'Make a card' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox', { name: 'Name' }).fill('Tiny');
    await dialog.getByRole('textbox', { name: 'Memory in bytes' }).fill('9000');
    await dialog.getByRole('checkbox', { name: /61xx/ }).check();
    await dialog.getByRole('combobox', { name: 'Protocols (ATR)' }).selectOption('T=0 only');
    await dialog.getByRole('button', { name: 'Make', exact: true }).click();
    await page.getByRole('row', { name: /Tiny/ }).waitFor();
    expect(server.workbench.calls.find(({ name }) => name === 'simulator.cards.make')?.input).toEqual({
      name: 'Tiny',
      settings: { nonVolatileMemory: 9000, atr: 'T=0', responseStyle: 'getResponse' },
    });
    await page.getByRole('button', { name: 'Actions for Card 0' }).click();
    await page.getByRole('menuitem', { name: 'Delete' }).click();
    await dialog
      .getByText(/Its profiles \(2\), its pending notifications \(2\) and its keys are gone/)
      .waitFor();
    await dialog.getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('row', { name: /Card 0/ }).waitFor({ state: 'detached' });
    await page.keyboard.press('Control+z');
    await page.getByRole('row', { name: /Card 0.*sim:0/ }).waitFor();
    await page.getByRole('button', { name: 'Actions for Card 0' }).click();
    await page.getByRole('menuitem', { name: 'Reset' }).click();
    await dialog.getByRole('button', { name: 'Reset' }).click();
    await dialog.waitFor({ state: 'detached' });
    const profiles = () =>
      page
        .getByRole('row', { name: /Card 0/ })
        .getByRole('cell')
        .nth(3)
        .innerText();
    await expect.poll(profiles).toBe('0');
    await page.keyboard.press('Control+z');
    await expect.poll(profiles).toBe('2');
    expect(problems).toEqual([]);
  });

  test('a reader that is taken away comes back by undo, with its card in it', async () => {
    const { page, problems } = await open('full', '#/simulator/cards');
    const reader = page.getByRole('listitem').filter({ hasText: 'sim:0' });
    await reader.getByText('Card 0').waitFor();
    await reader.getByRole('button', { name: /^Take away/ }).click();
    await reader.waitFor({ state: 'detached' });
    await page.keyboard.press('Control+z');
    await reader.getByText('Card 0').waitFor();
    expect(problems).toEqual([]);
  });

  test('a profile on a card is renamed and gets a nickname; one that is taken off comes back', async () => {
    const { page, server, problems } = await open('full', '#/simulator/cards');
    await page.getByRole('button', { name: 'Edit Card 0' }).click();
    const dialog = page.getByRole('dialog');
    await dialog
      .getByRole('button', { name: /^Rename/ })
      .first()
      .click();
    const nickname = dialog.getByRole('textbox', { name: 'Nickname' });
    await nickname.waitFor();
    expect(await nickname.evaluate((field) => field === document.activeElement)).toBe(true);
    await nickname.fill('Rig 4');
    await dialog
      .getByRole('form', { name: /^Rename/ })
      .getByRole('textbox', { name: 'Profile name' })
      .fill('Plan B');
    await page.keyboard.press('Enter');
    const row = dialog.getByRole('listitem').filter({ hasText: 'Rig 4' });
    await row.getByText('Plan B').waitFor();
    expect(
      server.workbench.calls.find(({ name }) => name === 'simulator.cards.changeProfile')?.input,
    ).toMatchObject({
      nickname: 'Rig 4',
      profileName: 'Plan B',
    });
    await row.getByRole('button', { name: /^Take off/ }).click();
    await row.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Undo' }).click();
    await row.waitFor();
    await row.getByRole('button', { name: /^Take off/ }).click();
    await row.waitFor({ state: 'detached' });
    await page.keyboard.press('Control+z');
    await row.waitFor();
    expect(problems).toEqual([]);
  });

  test('an order is made, shows its code as QR, changes its state, and comes back after it was removed', async () => {
    const { page, problems } = await open('full', '#/simulator/servers');
    await page.getByRole('button', { name: 'Make an order' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox', { name: 'Profile name' }).fill('Mine');
    await dialog.getByRole('button', { name: 'Make', exact: true }).click();
    await page.getByRole('button', { name: 'Show code: Mine' }).click();
    await dialog.getByRole('img', { name: 'QR code of the activation code' }).waitFor();
    await dialog.getByText(/^LPA:1\$/).waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    const act = async (name: string) => {
      await page.getByRole('button', { name: 'Actions for Mine' }).click();
      await page.getByRole('menuitem', { name, exact: true }).click();
    };
    await act('error');
    await page.getByRole('row', { name: /Mine.*error/ }).waitFor();
    await act('Set end…');
    await dialog.getByLabel('Ends at').fill('2020-01-02T03:04');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('row', { name: /Mine.*ended 2020-01-02 03:04/ }).waitFor();
    await act('Remove');
    await page.getByRole('row', { name: /Mine/ }).waitFor({ state: 'detached' });
    await page.keyboard.press('Control+z');
    await page.getByRole('row', { name: /Mine.*error/ }).waitFor();
    expect(problems).toEqual([]);
  });

  test('the library is searched, a rule is switched on with its conditions; the mark stays until all are cleared', async () => {
    const { page, problems } = await open('full', '#/simulator/faults');
    await page.getByText('328 of 328').waitFor();
    await page
      .getByRole('textbox', { name: 'Function, status code or text' })
      .fill('bindauth AuthenticateServer');
    await page.getByText('No fault has these words.').waitFor();
    await page
      .getByRole('textbox', { name: 'Function, status code or text' })
      .fill('ES10b.AuthenticateServer removal back=20ms');
    await page.getByRole('grid', { name: 'Library of faults' }).focus();
    await page.keyboard.press('ArrowDown');
    await page.getByRole('combobox', { name: 'How often' }).selectOption('Once');
    await page.getByRole('combobox', { name: 'Only for card' }).selectOption('Card 0');
    await page.getByText('The card was taken out of reader').first().waitFor();
    await page.getByRole('button', { name: /^Switch on apdu/ }).click();
    await page.getByRole('cell', { name: /removal back=20ms times=1 card=\d{32}/ }).waitFor();
    await page.getByRole('textbox', { name: 'Rule of your own' }).fill('nonsense');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').getByText('there is no fault nonsense').waitFor();
    await page.getByRole('textbox', { name: 'Rule of your own' }).fill('ES15 http=500');
    await page.keyboard.press('Enter');
    await page.getByText('Nobody on this bench calls this function').waitFor();
    await page.keyboard.press('Escape');
    await goTo(page, '#/codes');
    await page.getByRole('link', { name: '2 faults are on' }).click();
    await page.getByRole('button', { name: 'Clear all' }).click();
    await page.getByRole('link', { name: /faults? (is|are) on/ }).waitFor({ state: 'detached' });
    await page.keyboard.press('Control+z');
    await page.getByRole('link', { name: '2 faults are on' }).waitFor();
    expect(problems).toEqual([]);
  });

  test('says so where no bench runs, and what went wrong where it cannot be looked at', async () => {
    const { page, server } = await open('none', '#/simulator');
    // It broke down; then the workbench is started without one.
    await page.locator('main').getByRole('alert').getByText('The simulated bench does not run').waitFor();
    const { simulator: _, ...info } = await server.workbench.call('system.info', {});
    server.workbench.emit({ type: 'system', info: { ...info, simulator: { running: false } } });
    await page.getByText('No simulated bench runs beside this workbench').waitFor();
    await bench.tidy();
    const failing = await bench.open('full');
    failing.server.workbench.fail('simulator.picture');
    await goTo(failing.page, '#/simulator');
    await failing.page.getByRole('alert').getByRole('button').waitFor();
  });
});
