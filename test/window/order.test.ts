/** From the shop to an enabled profile in the window, with the engine killed on the way: one order, one code, one profile. */

import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Code, Order, Profile, Reader } from '../../src-shared/model/index.ts';
import { projectFolder, runProgram, type ServedWorkbench, serveProgram } from '../hosts/run-program.ts';
import { chromiumPath } from '../renderer/build-window.ts';
import { needs } from '../summary/needs.ts';

function missing(): string | undefined {
  if (chromiumPath === undefined) return 'Chromium is not here';
  if (!existsSync(join(projectFolder, 'out/renderer/index.html')))
    return 'the window is not built (npm run build)';
  return undefined;
}

describe('an order in the window in Chromium', needs(missing()), () => {
  let folder: string;
  let served: ServedWorkbench;
  let browser: Browser;

  async function openPage(): Promise<Page> {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    const page = await context.newPage();
    await page.goto(served.address());
    await page.getByRole('heading', { level: 1 }).first().waitFor();
    return page;
  }

  async function restart(): Promise<void> {
    const ended = new Promise((resolve) => served.process.once('exit', resolve));
    served.process.kill('SIGKILL');
    await ended;
    served = await serveProgram(folder);
  }

  async function json<T>(...args: string[]): Promise<T> {
    return JSON.parse((await runProgram([...args, '--json', '--data', folder])).stdout) as T;
  }

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'window-order-'));
    [served, browser] = await Promise.all([
      serveProgram(folder),
      chromium.launch({
        ...(chromiumPath === undefined ? {} : { executablePath: chromiumPath }),
        args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
      }),
    ]);
  });
  afterAll(async () => {
    await browser?.close();
    await served?.end();
    if (folder) rmSync(folder, { recursive: true, force: true });
  });

  test.each([
    ['Simulated 1GLOBAL Connect', 'World 500 MB 30 days', 1],
    ['Simulated Octopus Cards', 'Japan 1 GB / 7 days', 2],
  ])(
    '%s: ordered, delivered and enabled, over two deaths of the engine',
    async (shop, product, count) => {
      let page = await openPage();
      await page.getByRole('navigation').getByText('Orders', { exact: true }).click();
      await page.getByRole('button', { name: 'Order…' }).click();
      const dialog = page.getByRole('dialog', { name: 'Order activation codes' });
      const account = dialog.getByLabel('Account');
      const option = await account.locator('option', { hasText: shop }).getAttribute('value');
      await account.selectOption(option);
      await dialog.getByRole('button', { name: new RegExp(product.replaceAll('/', '.')) }).click();
      await dialog.getByRole('button', { name: /^Order for / }).click();
      await dialog.waitFor({ state: 'detached' });
      await page.getByText(product).first().waitFor();
      await page.context().close();
      await restart();

      page = await openPage();
      await page.getByRole('navigation').getByText('Orders', { exact: true }).click();
      await page.getByText(product).first().click();
      const install = page.getByRole('button', { name: /^Install on reader/ });
      await install.waitFor({ timeout: 25_000 });
      await page.context().close();
      await restart();

      page = await openPage();
      await page.getByRole('navigation').getByText('Orders', { exact: true }).click();
      await page.getByText(product).first().click();
      await page.getByRole('button', { name: /^Install on reader/ }).click();
      const start = page.getByRole('dialog');
      await start.getByRole('button', { name: 'Start download' }).click();
      await page.getByRole('button', { name: 'Install', exact: true }).click();
      await page.getByText('The profile is on the card and enabled.').first().waitFor();
      await page.context().close();

      const orders = await json<Order[]>('order', 'list');
      expect(orders.map(({ accountLabel, status }) => [accountLabel, status])).toEqual(
        Array.from({ length: count }, () => [expect.any(String), 'delivered']),
      );
      const { codes } = await json<{ codes: Code[] }>('code', 'list');
      expect(codes.map(({ state }) => state)).toEqual(Array.from({ length: count }, () => 'ACTIVE'));
      const [code] = codes;
      const readers = await json<Reader[]>('reader', 'list');
      const holder = readers.find(({ eid }) => eid === code?.eid)?.id ?? '';
      const profiles = await json<Profile[]>('profile', 'list', '--reader', holder);
      expect(profiles.find(({ iccid }) => iccid === code?.iccid)).toMatchObject({ state: 'enabled' });
    },
    120_000,
  );
});
