/** The pages of the bench, with text from card, server, list and person that would act, and with the privacy mask over them. */

import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { BatchDetail } from '../../src-shared/model/index.ts';
import { pasteText } from '../renderer/shots-activate.ts';
import { driven } from '../summary/needs.ts';
import { evil, harmless, unmasked } from '../support/harmless.ts';
import { attachTo, type Engine } from '../support/technician-bench.ts';
import { type ServedWindow, serveWindow, windowMissing } from './served-window.ts';

const server = 'smdp.hidden-lab.example';
/** Short enough for a name on a card (SGP.22 v2.5 §4.4: 32 bytes of UTF-8 for the provider, 64 for the profile). */
const evilProvider = '\u202EevilOp\u202C\u200B<b>x';
const evilName = '\u202Eelforp\u202C\u2066Hidden\u0000\u001B[2J<img src=x>';
const evilNick = '\u2067kcin\u2069\uFEFF\u200FHidden';

describe('what comes from outside, on the pages of the bench', driven(windowMissing()), () => {
  let bench: ServedWindow;
  let engine: Engine;
  let page: Page;
  let batch: BatchDetail;
  let eid: string;
  let iccid: string;
  let activationCode: string;

  beforeAll(async () => {
    bench = await serveWindow('hostile', ['--simulator-cards', '3']);
    engine = await attachTo(bench.folder);
    const readers = await engine.call('readers.list', {});
    for (const { id } of readers)
      await engine.call('readers.name', { readerId: id, name: `${evil} ${id}`.slice(-40) });
    const { cards } = await engine.call('simulator.picture', {});
    const [card] = cards;
    if (card === undefined) throw new Error('no card');
    const changed = await engine.call('simulator.cards.addProfile', {
      card: card.card,
      serviceProviderName: evilProvider,
      profileName: evilName,
      notificationAddress: server,
    });
    iccid = changed.profiles.at(-1)?.iccid ?? '';
    eid = card.eid;
    await engine.call('simulator.cards.changeProfile', {
      card: card.card,
      iccid,
      nickname: evilNick,
      state: 'enabled',
    });
    const [plain] = (await engine.call('simulator.library', {})).filter(
      ({ profileClass, policyRules }) => profileClass === 'operational' && policyRules.length === 0,
    );
    const { order } = await engine.call('simulator.orders.make', {
      from: { kind: 'library', profile: plain?.profile ?? '' },
      serviceProviderName: evilProvider,
      profileName: evilName,
    });
    ({ activationCode } = await engine.call('simulator.orders.code', { order }));
    for (const { id } of readers) await bench.json('card', 'info', '-r', id);
    await engine.call('codes.add', {
      codes: [
        {
          activationCode: `LPA:1$${server}$HIDDEN-1`,
          label: evil,
          carrier: evil,
          batch: evil,
        },
      ],
    });
    const made = await engine.call('batches.create', {
      name: evil,
      rows: [
        { activationCode: `LPA:1$${server}$HIDDEN-2`, eid },
        { activationCode: `LPA:1$${server}$HIDDEN-3` },
      ],
      files: [
        {
          name: `${evil}.csv`,
          data: Buffer.from(`activation code,label,${evil}\nLPA:1$${evil}$X,${evil},x\n`).toString('base64'),
        },
      ],
      recipe: { expect: { carrier: evil } },
      readers: ['sim:0', 'sim:1'],
    });
    batch = await engine.call('batches.get', { id: made.batch?.id ?? 0 });
    await engine.call('batches.start', { id: batch.id });
    page = await bench.openPage();
  }, 120_000);
  afterAll(async () => {
    await engine?.close();
    await bench?.end();
  });

  const open = async (hash: string) => {
    await page.evaluate((to) => {
      window.location.hash = to;
    }, hash);
    await page.getByRole('heading', { level: 1 }).first().waitFor();
    await page.waitForTimeout(300);
  };
  const addresses = () =>
    [
      '#/',
      '#/reader/sim%3A0',
      '#/reader/sim%3A0/abilities',
      '#/reader/sim%3A0/readings',
      `#/card/${eid}`,
      '#/activate',
      '#/codes',
      '#/codes/1',
      '#/orders',
      '#/station',
      '#/station/new',
      `#/station/${batch.id}`,
      `#/station/${batch.id}/report`,
      '#/operations',
      '#/history',
    ] as const;

  test('acts nowhere: names of readers, profiles and batches, nicknames, labels, files and reasons', async () => {
    const further = [
      '#/simulator',
      '#/simulator/cards',
      '#/simulator/orders',
      '#/console',
      '#/reports',
      '#/settings',
    ];
    for (const address of [...addresses(), ...further]) {
      await open(address);
      await harmless(page, address);
    }
    // What is folded, asked and offered on the page of a card.
    await open('#/reader/sim%3A0');
    await page.getByText('‹RLI›').first().waitFor();
    await page
      .getByRole('button', { name: /^Details: / })
      .first()
      .click();
    await harmless(page, 'details of a profile');
    await page
      .getByRole('button', { name: /^Edit the nickname/ })
      .first()
      .click();
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox').fill('Hidden');
    await page.getByRole('option').first().waitFor();
    await harmless(page, 'palette');
    await page.keyboard.press('Escape');
    await open('#/');
    await page.locator('[data-tile-menu]').first().click();
    await page.getByRole('menu').waitFor();
    await harmless(page, 'menu of a tile');
    await page.keyboard.press('Escape');
    expect(bench.problems).toEqual([]);
  }, 120_000);

  test('acts nowhere: what a server offers, and how its installation ended', async () => {
    await open('#/operations');
    await pasteText(page, activationCode);
    await page.getByRole('radio', { name: /sim:2/ }).check();
    await harmless(page, 'checks');
    await page.getByRole('button', { name: /^Start/ }).click();
    const install = page.getByRole('button', { name: 'Install', exact: true });
    await install.waitFor();
    await harmless(page, 'offer');
    await install.click();
    await page.getByText('The profile is on the card and enabled.').first().waitFor();
    await harmless(page, 'end');
    // A server that nobody knows, by several ways.
    for (const code of [`LPA:1$${server}$X`, `LPA:1$${evil}$X`, `LPA:1$smdp.example$A\u200B\u202EB`]) {
      await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
      await open('#/operations');
      await pasteText(page, code);
      await page.getByRole('heading', { name: 'Checks beforehand' }).waitFor();
      await harmless(page, code);
    }
    expect(bench.problems).toEqual([]);
  }, 120_000);

  test('the privacy mask covers cards, profiles, names and servers on all of them', async () => {
    await page.evaluate(() =>
      localStorage.setItem('euicc-workbench.window', JSON.stringify({ masked: true })),
    );
    await page.reload();
    const last = (digits: string) => [digits, digits.slice(-8), digits.slice(-8).replace(/(.{4})/, '$1 ')];
    const words = ['Hidden', 'HIDDEN', 'evilOp', 'elforp', 'gpj.exe', server, ...last(eid), ...last(iccid)];
    for (const address of addresses()) {
      await open(address);
      expect.soft([address, await unmasked(page, words)]).toEqual([address, []]);
    }
    await open('#/reader/sim%3A0');
    await page
      .getByRole('button', { name: /^Details: / })
      .first()
      .click();
    expect.soft(await unmasked(page, words)).toEqual([]);
    await pasteText(page, `LPA:1$${server}$HIDDEN-4\nLPA:1$${server}$HIDDEN-5`);
    await page.getByText('not known to DNS').first().waitFor();
    expect.soft(await unmasked(page, words)).toEqual([]);
  }, 120_000);
});
