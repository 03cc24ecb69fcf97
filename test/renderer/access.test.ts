import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { atAddress } from '../support/at-address.ts';
import { startBench, type WindowBench } from './bench.ts';
import { describeWindow } from './describe-window.ts';
import { eids } from './fixture-data.ts';

let bench: WindowBench;

describeWindow('the window for everyone', () => {
  beforeAll(async () => {
    bench = await startBench();
  });
  afterEach(() => bench.tidy());
  afterAll(() => bench.end());

  test('everything that can be operated has a role and a name, on every page', async () => {
    const { page, problems } = await bench.open('full');
    await page.getByRole('heading', { level: 1 }).waitFor();
    const session = await page.context().newCDPSession(page);
    await session.send('Accessibility.enable');
    const operable = new Set([
      'button',
      'link',
      'textbox',
      'checkbox',
      'switch',
      'radio',
      'combobox',
      'menuitem',
      'option',
      'treeitem',
      'listbox',
      'grid',
      'tree',
      'dialog',
      'progressbar',
      'table',
      'radiogroup',
      'img',
    ]);
    interface Node {
      readonly ignored: boolean;
      readonly role?: { readonly value: string };
      readonly name?: { readonly value: string };
    }
    const nameless = async () => {
      const { nodes } = (await session.send('Accessibility.getFullAXTree')) as { nodes: Node[] };
      const relevant = nodes.filter((node) => !node.ignored && operable.has(node.role?.value ?? ''));
      return {
        count: relevant.length,
        without: relevant
          .filter((node) => (node.name?.value ?? '').trim() === '')
          .map((node) => node.role?.value),
      };
    };
    const go = async (hash: string, wait: string) => {
      await page.evaluate((next) => {
        window.location.hash = next;
      }, hash);
      await page.getByText(wait).first().waitFor();
    };
    const check = async (what: string) => {
      await expect.poll(async () => (await nameless()).count, { message: what }).toBeGreaterThan(5);
      const { without } = await nameless();
      expect(without, what).toEqual([]);
      expect(await page.getByRole('heading', { level: 1 }).count(), what).toBe(1);
      for (const role of ['banner', 'main'] as const)
        expect(await page.getByRole(role).count(), `${what}: ${role}`).toBe(1);
      // The settings have their sections beside the pages, a card has its parts.
      const navigations = /^(trust|tokens|upkeep|settings|card)/.test(what) ? 2 : 1;
      await expect
        .poll(() => page.getByRole('navigation').count(), { message: `${what}: navigation` })
        .toBe(navigations);
      // Two landmarks of a kind are told apart by their names.
      const names = await page
        .getByRole('navigation')
        .evaluateAll((found) => found.map((one) => one.getAttribute('aria-label') ?? ''));
      expect(names, `${what}: names of navigations`).not.toContain('');
      expect(new Set(names).size, `${what}: names of navigations`).toBe(navigations);
    };
    await check('card');
    await go(`#/card/${eids.drawer}`, 'This card is in no reader');
    await check('card in no reader');
    await go('#/operations', 'Took');
    await check('operations');
    await go('#/operations/5', 'Reconcile now');
    await check('operation');
    await go('#/operations/3/trace/7', 'Command');
    await check('trace');
    await go('#/trust', 'Add root certificate');
    await check('trust');
    await go('#/history', 'more as you scroll');
    await check('history');
    await go('#/codes/640', 'Came here');
    await check('codes');
    await go('#/orders/5', 'No answer that says');
    await check('orders');
    await go('#/tokens', 'dashboard');
    await check('tokens');
    await go('#/reports', 'Real cards');
    await check('reports');
    await go('#/upkeep', 'Check again');
    await check('upkeep');
    for (const [section, wait] of [
      ['', 'Density'],
      ['/keyboard', 'Single keys act'],
      ['/device', 'TAC'],
      ['/accounts', 'Add or change'],
      ['/quirks', 'Forget'],
      ['/apis', 'Serve the APIs'],
      ['/keys', 'Check the keys'],
    ] as const) {
      await go(`#/settings${section}`, wait);
      await check(`settings${section}`);
    }
    await go('#/codes/640', 'Came here');
    for (const [opener, wait] of [
      [/^Add codes/, /^Add code$/],
      [/^Labels/, /^Print$/],
      [/^Edit/, /^Save$/],
    ] as const) {
      await page.getByRole('button', { name: opener }).click();
      await page.getByRole('dialog').getByRole('button', { name: wait }).waitFor();
      expect((await nameless()).without, String(opener)).toEqual([]);
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
    }
    await page.keyboard.press('d');
    await atAddress(page, /#\/activate/);
    await page.getByRole('heading', { level: 1, name: 'Activate' }).waitFor();
    await check('activate');
    expect(problems).toEqual([]);
  });

  test('the focus stays in the dialog, returns to where it came from, and goes round in order', async () => {
    const { page } = await bench.open('full');
    await page.evaluate(() => {
      window.location.hash = '#/codes/640';
    });
    const opener = page.getByRole('button', { name: /^Edit/ });
    await opener.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    // It takes the focus when it is drawn.
    await page.locator('[role=dialog] :focus').waitFor();
    for (let i = 0; i < 30; i++) {
      await page.keyboard.press('Tab');
      expect(await page.evaluate(() => document.activeElement?.closest('[role=dialog]') !== null)).toBe(true);
    }
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await expect.poll(() => opener.evaluate((button) => document.activeElement === button)).toBe(true);
    const fresh = (await bench.open('full')).page;
    await fresh.getByRole('heading', { level: 1 }).waitFor();
    await fresh.keyboard.press('Tab');
    expect(await fresh.evaluate(() => document.activeElement?.textContent)).toBe('Skip to the page');
    await fresh.keyboard.press('Enter');
    expect(await fresh.evaluate(() => document.activeElement?.id)).toBe('main');
  });

  test('an identifier is copied without its groups, also where writing to the clipboard is not permitted', async () => {
    const { page } = await bench.open('full');
    const copied = () =>
      page.evaluate(() => {
        let text = '';
        document.addEventListener('copy', () => {
          text = document.getSelection()?.toString() || (document.activeElement as HTMLTextAreaElement).value;
          document.body.dataset['copied'] = text;
        });
      });
    await copied();
    await page.getByRole('button', { name: 'Copy EID' }).waitFor();
    await page.evaluate(() => {
      Object.defineProperty(navigator, 'clipboard', {
        value: { writeText: () => Promise.reject(new DOMException('denied', 'NotAllowedError')) },
      });
    });
    await page.getByRole('button', { name: 'Copy EID' }).click();
    await expect.poll(() => page.evaluate(() => document.body.dataset['copied'])).toBe(eids.three);
    await page.getByRole('button', { name: 'Copied' }).waitFor();
  });

  test('who asks for less motion gets none', async () => {
    const { page } = await bench.open('full', { context: { reducedMotion: 'reduce' } });
    await page.getByRole('button', { name: 'Read again' }).waitFor();
    const longest = await page.evaluate(() => {
      const probe = document.createElement('div');
      probe.className = 'spin';
      document.body.append(probe);
      const duration = Number.parseFloat(getComputedStyle(probe).animationDuration);
      probe.remove();
      return duration;
    });
    expect(longest).toBeLessThan(0.001);
  });

  test('nothing is wider than the window, at its least and its usual sizes', async () => {
    for (const width of [640, 760, 1000, 1280, 1920]) {
      const { page } = await bench.open('full', {
        context: { viewport: { width, height: Math.round(width * 0.6) } },
      });
      await page.getByRole('heading', { level: 1 }).waitFor();
      for (const hash of [
        '#/reader/pcsc%3AAlcor%20Micro%20AU9540%2001%2000',
        '#/operations',
        '#/operations/5',
        '#/operations/3/trace/7',
        '#/history',
        '#/codes/640',
        '#/orders/5',
        '#/tokens',
        '#/reports',
        '#/upkeep',
        '#/trust',
        '#/settings',
        '#/settings/device',
        '#/settings/quirks',
        '#/settings/retention',
      ]) {
        await page.evaluate((next) => {
          window.location.hash = next;
        }, hash);
        await page.waitForFunction((wanted) => window.location.hash === wanted, hash);
        await page.getByRole('heading', { level: 1 }).waitFor();
        const overflow = await page.evaluate(() => {
          const main = document.querySelector('main');
          const { scrollWidth, clientWidth } = document.documentElement;
          return main === null ? -1 : main.scrollWidth - main.clientWidth + scrollWidth - clientWidth;
        });
        expect(overflow, `${hash} at ${width}`).toBe(0);
      }
    }
  }, 90_000);
});
