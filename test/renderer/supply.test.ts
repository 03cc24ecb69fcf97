import { readFile } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { hasCondition, withCondition } from '../../src-renderer/history/filters.ts';
import { fleetFields } from '../../src-shared/model/fleet.ts';
import { parseQuery } from '../../src-shared/query/index.ts';
import { compareNames } from '../../src-shared/texts.ts';
import { goTo, type OpenWindow, startBench, type WindowBench } from './bench.ts';
import { describeWindow } from './describe-window.ts';

describe('conditions that are switched on and off', () => {
  test('a condition comes and goes, and what it is added to keeps its meaning', () => {
    const failed = "status = 'failed'";
    expect(withCondition('', failed)).toBe(failed);
    const both = withCondition(failed, 'created > -1d');
    expect(both).toBe("status = 'failed' and created > -1d");
    expect(hasCondition(both, failed)).toBe(true);
    expect(withCondition(both, failed)).toBe('created > -1d');
    const either = "kind = 'enable' or kind = 'disable'";
    const narrowed = withCondition(either, failed);
    expect(parseQuery(narrowed, fleetFields.history)).toMatchObject({
      type: 'and',
      parts: [{ type: 'or' }, { type: 'condition', field: 'status' }],
    });
  });
});

let bench: WindowBench;

describeWindow('history, orders and tokens', () => {
  beforeAll(async () => {
    bench = await startBench();
  });
  afterEach(() => bench.tidy());
  afterAll(() => bench.end());

  const go = ({ page }: OpenWindow, hash: string) => goTo(page, hash);
  const calls = ({ server }: OpenWindow, name: string) =>
    server.workbench.calls.filter((call) => call.name === name).map((call) => call.input);

  test('a query is typed with completion by keyboard alone, and run', async () => {
    const opened = await bench.open('full');
    const { page, problems } = opened;
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.keyboard.press('h');
    await page.getByRole('heading', { level: 1, name: 'History' }).waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('sta');
    await page.getByRole('option', { name: /^status/ }).waitFor();
    await page.keyboard.press('Tab');
    const field = page.getByRole('combobox', { name: 'Query' });
    await expect.poll(() => field.inputValue()).toBe('status ');
    await page.keyboard.type("= 'fai");
    await page.getByRole('option', { name: /failed/ }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await expect.poll(() => field.inputValue()).toBe("status = 'failed' ");
    await page.keyboard.press('Escape');
    await page.keyboard.press('Enter');
    await expect
      .poll(() => calls(opened, 'fleet.page').at(-1))
      .toMatchObject({ query: "status = 'failed'", orderby: 'id desc' });
    const table = page.getByRole('grid', { name: 'Operations that match' });
    await table.getByText('Failed').first().waitFor();
    await expect.poll(() => table.getByText('Successful').count()).toBe(0);
    expect(problems).toEqual([]);
  });

  test('what is wrong with a query is shown at its place, and the list before stays', async () => {
    const opened = await bench.open('full');
    const { page } = opened;
    await go(opened, '#/history');
    const field = page.getByRole('combobox', { name: 'Query' });
    await field.fill("status = 'failed' und");
    await page.getByRole('button', { name: 'Search' }).click();
    await page.getByRole('alert').getByText('at character 19').waitFor();
    expect(await page.locator('.query-mark mark').textContent()).toContain('und');
    expect(await field.getAttribute('aria-invalid')).toBe('true');
    await page.getByText('#11').waitFor();
    await field.fill("status = 'failed'");
    await page.keyboard.press('Enter');
    await page.getByRole('alert').waitFor({ state: 'detached' });
  });

  test('pages come while scrolling, columns sort, a chip narrows, a filter is kept over a reload', async () => {
    const opened = await bench.open('full');
    const { page, problems } = opened;
    await go(opened, '#/history');
    const table = page.getByRole('grid', { name: 'Operations that match' });
    await table.focus();
    await page.keyboard.press('End');
    await expect
      .poll(() => calls(opened, 'fleet.page').filter((input) => JSON.stringify(input).includes('cursor')))
      .not.toEqual([]);
    await page.getByRole('button', { name: 'ICCID' }).click();
    await expect.poll(() => calls(opened, 'fleet.page').at(-1)).toMatchObject({ orderby: 'iccid asc' });
    await page.getByRole('button', { name: 'Real cards' }).click();
    await expect.poll(() => calls(opened, 'fleet.page').at(-1)).toMatchObject({ query: 'simulated = false' });
    await page.getByRole('button', { name: 'Save filter' }).click();
    await page.getByRole('textbox', { name: 'Name of the filter' }).fill('hardware');
    await page.keyboard.press('Enter');
    await page.reload();
    await page.getByRole('button', { name: 'hardware', exact: true }).click();
    await expect.poll(() => calls(opened, 'fleet.page').at(-1)).toMatchObject({ query: 'simulated = false' });
    await table.getByRole('link', { name: '#11' }).click();
    await page.getByRole('heading', { level: 1, name: /Read card/ }).waitFor();
    expect(problems).toEqual([]);
  });

  test('the exported CSV has every line that matches, and no formula', async () => {
    const opened = await bench.open('full');
    const { page } = opened;
    await go(opened, '#/history');
    await page.getByText('#11').waitFor();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Export CSV' }).click(),
    ]);
    const lines = (await readFile(await download.path(), 'utf8')).trimEnd().split('\r\n');
    expect(lines[0]).toBe(Object.keys(fleetFields.history).join(','));
    expect(lines).toHaveLength(1 + 11 + 420);
    expect(lines.join('\n')).toContain("'=cmd()");
    expect(lines.join('\n')).not.toMatch(/,=cmd/);
  });

  test('an order is placed at the price that was seen, once, and only after it was agreed to', async () => {
    const opened = await bench.open('full');
    const { page, problems } = opened;
    await go(opened, '#/orders');
    await page.keyboard.press('n');
    const dialog = page.getByRole('dialog', { name: /Order activation codes/ });
    await dialog.getByLabel('Account').selectOption('2');
    await dialog.getByRole('textbox', { name: 'Find a product' }).fill('japan');
    await dialog.getByRole('button', { name: /Travel eSIM Japan/ }).click();
    const order = dialog.getByRole('button', { name: 'Order for 9.80 USD' });
    expect(await order.isDisabled()).toBe(true);
    await dialog.getByRole('checkbox', { name: /I have seen the price/ }).check();
    await order.dblclick();
    await dialog.waitFor({ state: 'detached' });
    expect(calls(opened, 'orders.place')).toEqual([
      {
        accountId: 2,
        key: expect.stringMatching(/^[0-9a-f-]{36}$/),
        productId: '1/9.80',
        operationType: 'ACTIVATION',
        expectedPrice: { amount: '9.80', currency: 'USD' },
      },
    ]);
    await page.getByRole('heading', { level: 2, name: 'Order 7' }).waitFor();
    expect(problems).toEqual([]);
  });

  test('an order is followed live, and its code goes to a reader', async () => {
    const opened = await bench.open('full');
    const { page } = opened;
    await go(opened, '#/orders/6');
    await page
      .getByText(/Asked again in \d+ s/)
      .first()
      .waitFor();
    await page.getByRole('button', { name: 'Ask the shop now' }).click();
    const side = page.getByRole('region', { name: 'Order 6' });
    await side.getByText('Delivered').first().waitFor();
    await page.getByRole('button', { name: 'Install on reader' }).click();
    await page.getByRole('heading', { level: 1, name: 'Activate' }).waitFor();
    await page.getByRole('main').getByText('Code 1 of the vault').waitFor();
  });

  test('an order of unknown outcome says what is at stake, and is settled by who has looked', async () => {
    const opened = await bench.open('full');
    const { page, problems } = opened;
    await go(opened, '#/orders/5');
    await page.getByRole('button', { name: 'Say what became of it' }).click();
    const dialog = page.getByRole('dialog', { name: 'What became of order 5?' });
    await dialog.getByText(/what is ordered anew is paid anew/).waitFor();
    const settle = dialog.getByRole('button', { name: 'Settle' });
    await dialog.getByRole('radio', { name: 'It was never taken' }).check();
    expect(await settle.isDisabled()).toBe(true);
    await dialog.getByRole('radio', { name: 'It is there' }).check();
    await dialog.getByRole('textbox', { name: 'Its number at the shop' }).fill('ord_9001');
    await settle.click();
    await expect
      .poll(() => calls(opened, 'orders.resolve'))
      .toEqual([{ id: 5, found: { remoteId: 'ord_9001' } }]);
    await page.getByRole('region', { name: 'Order 5' }).getByText('ord_9001').waitFor();
    expect(problems).toEqual([]);
  });

  test('moving through orders leaves no trail', async () => {
    const opened = await bench.open('full');
    const { page, problems } = opened;
    await go(opened, '#/tokens');
    await go(opened, '#/orders');
    await page.locator('.orders-grid [role=gridcell]').first().waitFor();
    await page.getByRole('grid').focus();
    for (let step = 0; step < 4; step++) await page.keyboard.press('ArrowDown');
    await expect.poll(() => new URL(page.url()).hash).toMatch(/^#\/orders\/\d+$/);
    await page.goBack();
    await expect.poll(() => new URL(page.url()).hash).toBe('#/tokens');
    expect(problems).toEqual([]);
  });

  test('orders and tokens are sorted by their headings; what is sorted or found is so of all orders', async () => {
    const opened = await bench.open('full');
    const { page, problems } = opened;
    await go(opened, '#/orders');
    const product = page.getByRole('columnheader', { name: 'Product' });
    await product.getByRole('button').click();
    expect(await product.getAttribute('aria-sort')).toBe('ascending');
    const names = page.locator('.orders-grid [role=gridcell].col-product .cell-main');
    const shown = async () => (await names.allTextContents()).map((name) => name.toLowerCase());
    expect(await shown()).toEqual([...(await shown())].sort(compareNames));
    await product.getByRole('button').click();
    expect(await shown()).toEqual([...(await shown())].sort(compareNames).reverse());
    await go(opened, '#/tokens');
    const name = page.getByRole('columnheader', { name: 'Name' });
    await name.getByRole('button').press('Enter');
    expect(await name.getAttribute('aria-sort')).toBe('ascending');
    expect(await page.locator('.tokens-table tbody th').allTextContents()).toEqual(['dashboard', 'line 3']);
    await name.getByRole('button').press('Enter');
    expect(await page.locator('.tokens-table tbody th').allTextContents()).toEqual(['line 3', 'dashboard']);
    expect(problems).toEqual([]);
  });

  test("a shop's token is typed into a password field, sent once and nowhere to be seen again", async () => {
    const opened = await bench.open('full');
    const { page, problems } = opened;
    await go(opened, '#/orders');
    await page.getByRole('button', { name: 'Accounts' }).click();
    const dialog = page.getByRole('dialog', { name: 'Accounts at shops' });
    await dialog.getByRole('button', { name: 'Add account' }).click();
    await dialog.getByRole('textbox', { name: 'Name' }).fill('Second');
    await dialog.getByRole('textbox', { name: 'Address' }).fill('https://shop.example');
    const field = dialog.getByLabel('Token', { exact: true });
    expect(await field.getAttribute('type')).toBe('password');
    await field.fill('top-secret-token');
    await dialog.getByRole('button', { name: 'Add account' }).click();
    await dialog.getByRole('listitem', { name: 'Second' }).waitFor();
    expect(await page.content()).not.toContain('top-secret-token');
    await dialog.getByRole('button', { name: 'Remove Second' }).click();
    await dialog.getByText('its orders stay').waitFor();
    await dialog.getByRole('button', { name: 'Remove', exact: true }).click();
    await dialog.getByRole('listitem', { name: 'Second' }).waitFor({ state: 'detached' });
    expect(problems).toEqual([]);
  });

  test('an account of Octopus Cards takes an API key and its secret, or a token, and says how long that lasts', async () => {
    const opened = await bench.open('full');
    const { page, problems } = opened;
    await go(opened, '#/orders');
    await page.getByRole('button', { name: 'Accounts' }).click();
    const dialog = page.getByRole('dialog', { name: 'Accounts at shops' });
    await dialog.getByText(/Token 4[12] min \d\d s left/).waitFor();
    await dialog.getByRole('button', { name: 'Add account' }).click();
    await dialog.getByLabel('Shop', { exact: true }).selectOption('octopus');
    await dialog.getByRole('textbox', { name: 'Name' }).fill('By itself');
    await dialog.getByRole('textbox', { name: 'Address' }).fill('https://shop.example');
    const add = dialog.getByRole('button', { name: 'Add account' });
    for (const [label, text] of [
      ['API key', 'key-topsecret'],
      ['API secret', 'word-topsecret'],
    ] as const) {
      expect(await add.isDisabled()).toBe(true);
      const field = dialog.getByLabel(label, { exact: true });
      expect(await field.getAttribute('type')).toBe('password');
      await field.fill(text);
    }
    await add.click();
    await dialog.getByRole('listitem', { name: 'By itself' }).getByText('Token renews itself').waitFor();
    const account = { connector: 'octopus', label: 'By itself', baseUrl: 'https://shop.example' };
    const login = { username: 'key-topsecret', password: 'word-topsecret' };
    expect(calls(opened, 'shops.add')).toEqual([{ ...account, login }]);
    expect(await page.content()).not.toContain('topsecret');
    await dialog.getByRole('button', { name: /New token Lab, prepaid/ }).click();
    await dialog.getByLabel('Access').selectOption('token');
    await dialog.getByLabel('Token', { exact: true }).fill('another');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.getByText('New token, or API key').waitFor({ state: 'detached' });
    expect(calls(opened, 'shops.update')).toEqual([{ id: 2, token: 'another' }]);
    expect(problems).toEqual([]);
  });

  test('a token of the APIs is shown once, and gone with its dialog; a revoked one stays in the list', async () => {
    const opened = await bench.open('full');
    const { page, problems } = opened;
    await go(opened, '#/tokens');
    await page.getByText('dashboard').waitFor();
    await page.keyboard.press('n');
    await page.getByRole('textbox', { name: 'Name' }).fill('line 4');
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'This is the token line 4' });
    const secret = dialog.getByLabel('Token', { exact: true });
    expect(await secret.inputValue()).toBe('ewb_fixture-secret-4');
    expect(await secret.getAttribute('type')).toBe('password');
    expect(calls(opened, 'tokens.create')).toEqual([{ name: 'line 4', readOnly: true }]);
    expect(await dialog.getByText('curl').textContent()).not.toContain('fixture-secret');
    await dialog.getByRole('button', { name: 'I have copied it' }).click();
    await dialog.waitFor({ state: 'detached' });
    expect(await page.content()).not.toContain('fixture-secret');
    await page.getByRole('button', { name: 'Revoke dashboard' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke', exact: true }).click();
    await page.getByRole('row', { name: /dashboard/ }).waitFor({ state: 'detached' });
    await page.getByRole('checkbox', { name: 'Show revoked ones' }).check();
    await page.getByRole('row', { name: /dashboard.*Revoked/ }).waitFor();
    expect(problems).toEqual([]);
  });

  test('with nothing there yet, each page says so and what to do', async () => {
    const opened = await bench.open('none');
    const { page, problems } = opened;
    for (const [hash, words] of [
      ['#/history', 'Nothing has been done yet'],
      ['#/orders', 'Nothing has been ordered yet'],
      ['#/tokens', 'No tokens yet'],
    ] as const) {
      await go(opened, hash);
      await page.getByText(words).waitFor();
    }
    expect(problems).toEqual([]);
  });
});
