import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { atAddress } from '../support/at-address.ts';
import { startBench, type WindowBench } from './bench.ts';
import { describeWindow } from './describe-window.ts';
import { eids } from './fixture-data.ts';
import { unmasked } from './unmasked.ts';

let bench: WindowBench;
const prefer = (page: Page, preferences: object) =>
  page.addInitScript(
    (value) => localStorage.setItem('euicc-workbench.window', value),
    JSON.stringify(preferences),
  );
const heading = (page: Page, name: string | RegExp) =>
  page.getByRole('heading', { level: 1, name }).waitFor();
const root = (page: Page, attribute: string) => page.locator('html').getAttribute(attribute);

describeWindow('what stands around the pages', () => {
  beforeAll(async () => {
    bench = await startBench();
  });
  afterEach(() => bench.tidy());
  afterAll(() => bench.end());

  test('the palette leads to pages, cards, operations and codes, by keyboard alone', async () => {
    const { page, problems } = await bench.open('full');
    await heading(page, /OMNIKEY/);
    const go = async (query: string) => {
      await page.keyboard.press('Control+k');
      await page.getByRole('combobox', { name: /Commands, pages/ }).waitFor();
      await page.keyboard.type(query);
      await page.getByRole('option').first().waitFor();
      await page.keyboard.press('Enter');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
    };
    await go('ordrs');
    await heading(page, 'Orders');
    await go(eids.drawer.slice(0, 20));
    await page.getByText('This card is in no reader').waitFor();
    await go('5');
    await atAddress(page, /#\/operations\/5$/);
    await page.keyboard.press('Control+k');
    await page.keyboard.type('nothing of this kind');
    await page.getByText('Nothing is found for this.').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    // What was used last comes first.
    await page.keyboard.press('Control+k');
    const first = page.getByRole('option').first();
    await expect.poll(() => first.textContent()).toContain('Operation 5');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await heading(page, 'Orders');
    expect(problems).toEqual([]);
  });

  test('what the window does comes before what it knows, and of that there is no flood', async () => {
    const { page } = await bench.open('full', { at: '#/codes' });
    await heading(page, 'Codes');
    await page.keyboard.press('Control+k');
    const field = page.getByRole('combobox', { name: /Commands, pages/ });
    const options = page.getByRole('dialog').getByRole('option');
    const kinds = async (query: string, first: RegExp) => {
      await field.fill(query);
      await expect.poll(() => options.first().textContent()).toMatch(first);
      return options.locator('.palette-kind').allTextContents();
    };
    // Hundreds of codes are called Travel and Example Carrier.
    await expect.poll(() => kinds('t', /./)).toContain('Code');
    const found = await kinds('t', /Trust|Tokens|Trace/);
    expect(found.filter((kind) => kind === 'Code')).toHaveLength(8);
    expect(found.slice(found.indexOf('Code'))).not.toContain('Page');
    // Letters that lie about in their labels find none of them.
    expect(await kinds('ordrs', /Orders/)).not.toContain('Code');
    expect(await kinds('tk', /Tokens/)).not.toContain('Code');
  });

  test('every page has its place in the navigation, its key and its line in the list of shortcuts', async () => {
    const { page, problems } = await bench.open('full');
    await heading(page, /OMNIKEY/);
    await page.keyboard.press('?');
    const list = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
    await list.waitFor();
    const rows = await list
      .locator('dl > div')
      .evaluateAll((found) =>
        found.map((row) => [
          [...row.querySelectorAll('kbd')].map((key) => key.textContent).join('+'),
          row.querySelector('dd')?.textContent ?? '',
        ]),
      );
    expect(new Set(rows.map(([keys]) => keys)).size).toBe(rows.length);
    await page.keyboard.press('Escape');
    await list.waitFor({ state: 'detached' });
    const pages = ['Operations', 'History', 'Codes', 'Orders', 'Tokens', 'Trust'];
    for (const title of pages) {
      const key = rows.find(([, what]) => what === title)?.[0] ?? '';
      await page.keyboard.press(key);
      await heading(page, title);
      expect(await page.title()).toBe(`${title} – eUICC Workbench`);
    }
    for (const title of ['Bench', 'Operations', 'History', 'Codes', 'Orders', 'Settings'])
      expect(
        await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: title }).count(),
      ).toBe(1);
    expect(problems).toEqual([]);
  });

  test('a key that comes before the page of a new address is drawn is of that page', async () => {
    const { page, problems } = await bench.open('full', { at: '#/history' });
    await heading(page, 'History');
    await page.evaluate(() => {
      window.location.hash = '#/operations/4';
      window.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape' }));
    });
    await atAddress(page, /#\/history$/);
    await heading(page, 'History');
    expect(problems).toEqual([]);
  });

  test('single keys can be switched off; those with Ctrl stay', async () => {
    const { page } = await bench.open('full');
    await page.getByRole('link', { name: 'Settings' }).click();
    await page.getByRole('link', { name: 'Keyboard and notes' }).click();
    await page.getByRole('switch', { name: 'Single keys act' }).press('Space');
    await page.locator('h1').click();
    await page.keyboard.press('o');
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox').waitFor();
    await heading(page, 'Keyboard and notes');
  });

  test('the language is that of the system until one is chosen, and is kept', async () => {
    const { page, problems } = await bench.open('full', { context: { locale: 'de-AT' } });
    await page.getByRole('link', { name: 'Vorgänge' }).waitFor();
    expect(await root(page, 'lang')).toBe('de');
    await page.getByRole('link', { name: 'Einstellungen' }).click();
    await page.getByRole('combobox', { name: 'Sprache' }).selectOption('zh');
    await page.getByRole('combobox', { name: '语言' }).waitFor();
    expect(await root(page, 'lang')).toBe('zh-Hans');
    await page.reload();
    await page.getByRole('combobox', { name: '语言' }).selectOption('en');
    await heading(page, 'Appearance');
    expect(await root(page, 'lang')).toBe('en');
    expect(problems).toEqual([]);
  });

  test('another window speaks it too, with the tiles of its readers', async () => {
    const { page, server } = await bench.open('full');
    const other = await page.context().newPage();
    await other.goto(`${server.origin}/#/compare`);
    const tiles = other.locator('.column .tiles').first();
    await tiles
      .getByText(/\d+ profiles/)
      .first()
      .waitFor();
    await page.getByRole('link', { name: 'Settings' }).click();
    await page.getByRole('combobox', { name: 'Language' }).selectOption('de');
    await tiles
      .getByText(/\d+ Profile/)
      .first()
      .waitFor();
    expect(await tiles.textContent()).not.toMatch(/profiles|Simulated(?! reader)/);
  });

  test('colours, density and motion are as chosen, in every window at once, and after a restart', async () => {
    const { page, server, problems } = await bench.open('full');
    const other = await page.context().newPage();
    await other.goto(server.origin);
    await heading(other, /OMNIKEY/);
    await page.getByRole('link', { name: 'Settings' }).click();
    await page.getByText('High contrast').click();
    await page.getByText('Comfortable', { exact: true }).click();
    await page.getByText('Less', { exact: true }).click();
    for (const window of [page, other]) {
      await expect.poll(() => root(window, 'data-contrast')).toBe('more');
      await expect.poll(() => root(window, 'data-density')).toBe('comfortable');
      await expect.poll(() => root(window, 'data-motion')).toBe('less');
    }
    await other.reload();
    await heading(other, /OMNIKEY/);
    expect(await root(other, 'data-contrast')).toBe('more');
    const low = await other.evaluate(() =>
      [...document.querySelectorAll<HTMLElement>('main button, .top button, .rail a, .tile')]
        .filter((element) => element.offsetParent !== null && element.getBoundingClientRect().height < 44)
        .map((element) => element.outerHTML.slice(0, 120)),
    );
    expect(low).toEqual([]);
    await page.bringToFront();
    await page.keyboard.press('Control+k');
    await page.keyboard.type('colours: dark');
    await page.keyboard.press('Enter');
    await expect.poll(() => root(page, 'data-mantine-color-scheme')).toBe('dark');
    expect(await root(page, 'data-contrast')).toBeNull();
    expect(problems).toEqual([]);
  });

  test('the mask covers the name of another profile in a reason, and of what was done in a message', async () => {
    const { page, server } = await bench.open('full');
    const card = (await server.workbench.call('cards.list', {})).find(({ eid }) => eid === eids.three);
    if (card === undefined) throw new Error('no card');
    const long = `Grandmother's ${'very '.repeat(20)}own`;
    server.workbench.emit({
      type: 'card',
      card: {
        ...card,
        profiles: card.profiles.map((one) =>
          one.state === 'enabled' ? { ...one, policyRules: ['ppr1'] } : { ...one, nickname: long },
        ),
      },
    });
    await page.keyboard.press('Control+Shift+M');
    const shut = page
      .locator('.profile-actions')
      .getByRole('button', { name: /^Enable/, disabled: true })
      .first();
    await shut.hover();
    const reason = page.getByRole('tooltip').filter({ hasText: /is enabled, and PPR1 forbids/ });
    await reason.waitFor();
    const covered = (text: string) =>
      page
        .getByText(text)
        .first()
        .evaluate((element) => getComputedStyle(element).getPropertyValue('-webkit-text-security'));
    expect(await reason.locator('bdi').textContent()).toBe('Lab main line');
    expect(
      await reason
        .locator('bdi')
        .evaluate((name) => getComputedStyle(name).getPropertyValue('-webkit-text-security')),
    ).toBe('disc');
    // What is cut is told whole by no tooltip.
    expect(await page.evaluate(unmasked, ["Grandmother's"])).toEqual([]);
    // The reason itself is read.
    expect(
      await reason.evaluate((element) => getComputedStyle(element).getPropertyValue('-webkit-text-security')),
    ).toBe('none');
    await page.getByRole('button', { name: 'Edit the nickname of Lab main line' }).click();
    await page.keyboard.type('Another');
    await page.keyboard.press('Enter');
    await page.locator('.toast').getByText('Nickname of Lab main line changed').waitFor();
    expect(await covered('Nickname of Lab main line changed')).toBe('disc');
  });

  test('the last view comes back in a new window of the same browser', async () => {
    const { page, server } = await bench.open('full');
    await page.getByRole('link', { name: 'Codes' }).click();
    await heading(page, 'Codes');
    const next = await page.context().newPage();
    await next.goto(server.address());
    await heading(next, 'Codes');
    // An address that says where to go is followed.
    const named = await page.context().newPage();
    await named.goto(`${server.origin}/#/history`);
    await heading(named, 'History');
  });

  test('the habits of a card are listed and forgotten', async () => {
    const { page, server, problems } = await bench.open('full');
    await page.getByRole('link', { name: 'Settings' }).click();
    await page.getByRole('link', { name: 'Habits of cards' }).click();
    await page.getByText('the basic channel is used').waitFor();
    await page.getByRole('button', { name: /^Forget the habits/ }).click();
    await page.getByText('No card with habits is known.').waitFor();
    // It can be taken back for a while; the engine is told when that is over, here because the page goes.
    const told = () => server.workbench.calls.some(({ name }) => name === 'cards.forgetQuirks');
    expect(told()).toBe(false);
    await page.evaluate(() => window.dispatchEvent(new Event('pagehide')));
    await expect.poll(told).toBe(true);
    expect(problems).toEqual([]);
  });

  test('a nickname is changed back by the message, or by its keys', async () => {
    const { page, server } = await bench.open('full');
    await heading(page, /OMNIKEY/);
    const names = () =>
      server.workbench.calls
        .filter(({ name }) => name === 'operations.start')
        .map(({ input }) => (input as { nickname?: string }).nickname);
    await page.getByRole('button', { name: 'Edit the nickname of Lab main line' }).click();
    await page.keyboard.type('Another');
    await page.keyboard.press('Enter');
    await page.getByText('Nickname of Lab main line changed').waitFor();
    await page.keyboard.press('Control+z');
    await expect.poll(() => names().at(-1)).toBe('Lab main line');
    await page.getByText('Nickname of Lab main line changed').waitFor({ state: 'detached' });
  });

  test('a browser shows no note without having been asked', async () => {
    const { page } = await bench.open('full');
    await page.getByRole('link', { name: 'Settings' }).click();
    await page.getByRole('link', { name: 'Keyboard and notes' }).click();
    const notes = page.getByRole('switch', { name: /long operation/ });
    expect(await notes.isChecked()).toBe(false);
    await notes.press('Space');
    // Headless Chromium refuses.
    await page.getByText('does not permit notes').waitFor();
    expect(await notes.isChecked()).toBe(false);
  });

  test('damaged settings cost only themselves', async () => {
    const { page, server, problems } = await bench.open('full');
    const next = await page.context().newPage();
    await prefer(next, { theme: 'purple', density: 'comfortable', zoom: 9000 });
    await next.goto(server.origin);
    await heading(next, /OMNIKEY/);
    expect([await root(next, 'data-contrast'), await root(next, 'data-density')]).toEqual([
      null,
      'comfortable',
    ]);
    expect(problems).toEqual([]);
  });
});
