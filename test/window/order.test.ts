/** From the shop to an enabled profile in the window, with the engine killed on the way: one order, one code, one profile. */

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Code, Order, Profile, Reader } from '../../src-shared/model/index.ts';
import { driven } from '../summary/needs.ts';
import { type ServedWindow, serveWindow, windowMissing } from './served-window.ts';

describe('an order in the window in Chromium', driven(windowMissing()), () => {
  let bench: ServedWindow;

  beforeAll(async () => {
    bench = await serveWindow('order');
  });
  afterAll(() => bench?.end());

  test.each([
    ['Simulated 1GLOBAL Connect', 'World 500 MB 30 days', 1],
    ['Simulated Octopus Cards', 'Japan 1 GB / 7 days', 2],
  ])(
    '%s: ordered, delivered and enabled, over two deaths of the engine',
    async (shop, product, count) => {
      let page = await bench.openPage();
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
      await bench.restart();

      page = await bench.openPage();
      await page.getByRole('navigation').getByText('Orders', { exact: true }).click();
      await page.getByText(product).first().click();
      const install = page.getByRole('button', { name: /^Install on reader/ });
      await install.waitFor({ timeout: 25_000 });
      await page.context().close();
      await bench.restart();

      page = await bench.openPage();
      await page.getByRole('navigation').getByText('Orders', { exact: true }).click();
      await page.getByText(product).first().click();
      await page.getByRole('button', { name: /^Install on reader/ }).click();
      await page.getByRole('button', { name: 'Start download' }).click();
      await page.getByRole('button', { name: 'Install', exact: true }).click();
      await page.getByText('The profile is on the card and enabled.').first().waitFor();
      await page.context().close();

      const orders = await bench.json<Order[]>('order', 'list');
      expect(orders.map(({ accountLabel, status }) => [accountLabel, status])).toEqual(
        Array.from({ length: count }, () => [expect.any(String), 'delivered']),
      );
      const { codes } = await bench.json<{ codes: Code[] }>('code', 'list');
      expect(codes.map(({ state }) => state)).toEqual(Array.from({ length: count }, () => 'ACTIVE'));
      const [code] = codes;
      const readers = await bench.json<Reader[]>('reader', 'list');
      const holder = readers.find(({ eid }) => eid === code?.eid)?.id ?? '';
      const profiles = await bench.json<Profile[]>('profile', 'list', '--reader', holder);
      expect(profiles.find(({ iccid }) => iccid === code?.iccid)).toMatchObject({ state: 'enabled' });
    },
    120_000,
  );
});
