import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { parseRoute } from '../../src-renderer/state/route.ts';
import { atAddress } from '../support/at-address.ts';
import { startBench, type WindowBench } from './bench.ts';
import { describeWindow } from './describe-window.ts';
import { eids, hostileName, iccid, profile } from './fixture-data.ts';

let bench: WindowBench;

/** What would act: controls but the white space that a page has, orders of direction, what has no width. */
const acting = /[\p{Cf}\u2028\u2029]|(?![\n\r\t])\p{Cc}/u;

describe('addresses of the page of a card', () => {
  test.each([
    ['#/compare', { page: 'compare' }],
    [`#/compare/${eids.three}`, { page: 'compare', a: { eid: eids.three } }],
    [
      `#/compare/${eids.three}@4/${eids.twelve}`,
      { page: 'compare', a: { eid: eids.three, reading: 4 }, b: { eid: eids.twelve } },
    ],
    [`#/compare/-/${eids.twelve}`, { page: 'compare', b: { eid: eids.twelve } }],
    [`#/compare/nonsense/${eids.twelve}@0`, { page: 'compare', b: { eid: eids.twelve } }],
    [`#/card/${eids.three}/abilities`, { page: 'card', eid: eids.three, part: 'abilities' }],
    ['#/reader/sim%3A0/readings', { page: 'reader', readerId: 'sim:0', part: 'readings' }],
    ['#/reader/sim%3A0/nonsense', { page: 'reader', readerId: 'sim:0' }],
  ])('%s', (address, route) => {
    expect(JSON.parse(JSON.stringify(parseRoute(address)))).toEqual(route);
  });
});

describeWindow('the page of a card', () => {
  beforeAll(async () => {
    bench = await startBench();
  });
  afterEach(() => bench.tidy());
  afterAll(() => bench.end());

  const go = (page: Awaited<ReturnType<WindowBench['open']>>['page'], hash: string) =>
    page.evaluate((next) => {
      window.location.hash = next;
    }, hash);

  /** The window on the card with three profiles. */
  const openCard = async (options: Parameters<WindowBench['open']>[1] = {}) => {
    const opened = await bench.open('full', options);
    await opened.page.getByRole('region', { name: 'Memory' }).waitFor();
    return opened;
  };

  /** One that closes takes the keys until it is gone. */
  const noDialog = (page: Awaited<ReturnType<WindowBench['open']>>['page']) =>
    page.getByRole('dialog').waitFor({ state: 'detached' });

  test('says who made the card, whether its check digits fit, and its ATR in words', async () => {
    const { page, problems } = await openCard();
    const identity = page.getByRole('region', { name: 'Identity' });
    await identity.getByText('Kigen').waitFor();
    await identity.getByText('fit', { exact: true }).waitFor();
    await identity.getByText('Parts of the EID').click();
    await identity.getByText('Country code').waitFor();
    await identity.getByText('Answer to reset in words').click();
    await identity.getByText('T=0', { exact: true }).waitFor();
    await identity.getByText('5 V, 3 V, 1.8 V').waitFor();
    // One whose check digits do not fit, in no reader.
    await go(page, `#/card/${eids.drawer}`);
    await identity.getByText('do not fit', { exact: true }).waitFor();
    await identity.getByText('Known only while the card is in a reader.').waitFor();
    expect(problems).toEqual([]);
  });

  test('tells how many profiles fit, by what profiles took on this card', async () => {
    const { page, problems } = await openCard();
    const memory = page.getByRole('region', { name: 'Memory' });
    await memory.getByText('Room for 7 more profiles').waitFor();
    await memory.getByText(/as 3 installations on this card took/).waitFor();
    await memory.getByRole('img', { name: '3 on the card, room for 7 more' }).waitFor();
    await memory.getByRole('img', { name: /^Free memory over time: .* free with 0 profiles/ }).waitFor();
    expect(problems).toEqual([]);
  });

  test('explains what the card says of itself, and what it has not', async () => {
    const { page, problems } = await openCard();
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.keyboard.press('2');
    await page.getByRole('row', { name: /Firmware 4\.6\.0 The operating system/ }).waitFor();
    await page.getByRole('row', { name: /AKA Milenage Has it Authenticates with Milenage/ }).waitFor();
    expect(await page.getByText('MULTOS').count()).toBe(0);
    await page.getByRole('switch', { name: 'Show what it has not' }).press('Space');
    await page.getByRole('row', { name: /MULTOS Has it not/ }).waitFor();
    await page.getByRole('row', { name: /RSP2 Root CI1 .* yes yes Trusted/ }).waitFor();
    await page.getByText('PPR1, PPR2 of 262-01, 310-410 GID1 A1').waitFor();
    await page.getByText('You are asked first, and have to agree expressly.').waitFor();
    // A card one of whose issuers is known and switched off, and one not known at all.
    await go(page, '#/reader/pcsc%3AAlcor%20Micro%20AU9540%2001%2000/abilities');
    await page.getByRole('row', { name: /Test CI .* yes – Switched off/ }).waitFor();
    await page.getByRole('row', { name: /Not known here .* yes – None/ }).waitFor();
    expect(problems).toEqual([]);
  });

  test('says that no server can be reached where no issuer of the card is trusted', async () => {
    const { page, server } = await openCard();
    await page.getByRole('heading', { level: 1 }).waitFor();
    server.workbench.updateCard(eids.three, (card) => ({
      ...card,
      ...(card.info === undefined
        ? {}
        : { info: { ...card.info, ciKeyIdsForVerification: ['C0BC70BA36929D43B467FF57570530E57AB8FCD8'] } }),
    }));
    await page.getByText('No issuer of this card has a root that is trusted here').waitFor();
  });

  test('where a profile came from and what happened to it since', async () => {
    const { page, problems } = await openCard();
    await page.getByRole('button', { name: 'Details: Lab main line' }).click();
    const history = page.locator('.profile-history');
    await history.getByText('Came from smdp-plus.example-carrier.com').waitFor();
    await history.getByRole('link', { name: 'Operation 2', exact: true }).waitFor();
    expect(await history.getByRole('listitem').count()).toBeGreaterThan(1);
    // One that was installed by an operation of which only reading the card again has told that.
    await page.getByRole('button', { name: 'Details: Voyage Travel' }).click();
    await history.last().getByText('Came from smdp-plus.example-carrier.com').waitFor();
    await page.getByRole('button', { name: 'Details: TS.48 v3 BER-TLV' }).click();
    await history.last().getByText('No installation of it was recorded here.').waitFor();
    expect(problems).toEqual([]);
  });

  test('what can be taken back is: the profile before, the default SM-DP+, with Ctrl+Z', async () => {
    const { page, server, problems } = await openCard();
    const requests = () =>
      server.workbench.calls.filter((call) => call.name === 'operations.start').map((call) => call.input);
    await page.getByRole('button', { name: 'Enable Voyage Travel' }).click();
    await page.getByText('Voyage Travel is enabled').first().waitFor();
    await page.keyboard.press('Control+z');
    await expect.poll(requests).toMatchObject([
      { kind: 'enable', profile: { iccid: iccid(2) } },
      { kind: 'enable', profile: { iccid: iccid(1) } },
    ]);
    await expect.poll(() => server.workbench.readers[0]?.operationId).toBeUndefined();
    await page.getByRole('button', { name: 'Change the default SM-DP+' }).click();
    const dialog = page.getByRole('dialog', { name: 'Change the default SM-DP+' });
    await dialog.getByText('Profiles and activation codes stay as they are.').waitFor();
    const field = dialog.getByRole('textbox', { name: 'Default SM-DP+' });
    await field.fill('no name');
    await dialog.getByText('That is no name of a server.').waitFor();
    expect(await dialog.getByRole('button', { name: 'Set' }).isDisabled()).toBe(true);
    await field.fill('other.example');
    await page.keyboard.press('Enter');
    await page.getByText('The default SM-DP+ is changed').first().waitFor();
    await noDialog(page);
    await page.keyboard.press('Control+z');
    await expect
      .poll(() => requests().at(-1))
      .toMatchObject({ kind: 'default_smdp', address: 'smdp-plus.example-carrier.com' });
    expect(problems).toEqual([]);
  });

  test('nothing is taken back on another card', async () => {
    const { page, server } = await openCard();
    await page.getByRole('button', { name: 'Enable Voyage Travel' }).click();
    await page.getByText('Voyage Travel is enabled').first().waitFor();
    const reader = server.workbench.readers[0];
    if (reader === undefined) throw new Error('no reader');
    server.workbench.plug(reader.id, { ...reader, eid: eids.drawer });
    await page.locator('.eid-line').getByText(eids.drawer.slice(-4)).waitFor();
    await page.keyboard.press('Control+z');
    await page
      .getByText(/is in no reader/)
      .first()
      .waitFor();
    expect(server.workbench.calls.filter(({ name }) => name === 'operations.start')).toHaveLength(1);
  });

  test('a profile that binds the card is asked about first, and is not taken back', async () => {
    const { page, server, problems } = await openCard();
    const started = () => server.workbench.calls.filter((call) => call.name === 'operations.start');
    await go(page, '#/reader/pcsc%3AAlcor%20Micro%20AU9540%2001%2000');
    await page.getByRole('button', { name: 'Enable Pelago Travel' }).click();
    const dialog = page.getByRole('dialog', { name: 'Enable this profile for good?' });
    await dialog.getByText(/you cannot disable it/).waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    expect(started()).toHaveLength(0);
    await page.getByRole('button', { name: 'Enable Pelago Travel' }).click();
    await dialog.getByRole('button', { name: 'Enable' }).click();
    await expect.poll(() => started().at(-1)?.input).toMatchObject({ kind: 'enable', refresh: true });
    await page.getByRole('button', { name: 'Disable Pelago Travel' }).waitFor();
    // It is enabled for good: nothing else can be.
    expect(
      await page.getByRole('button', { name: 'Disable Pelago Travel' }).getAttribute('aria-disabled'),
    ).toBe('true');
    const other = page.getByRole('button', { name: 'Enable Berlin office' });
    expect(await other.getAttribute('aria-disabled')).toBe('true');
    await other.hover();
    await page.getByText('Pelago Travel is enabled, and PPR1 forbids to disable it.').waitFor();
    await page.keyboard.press('Control+z');
    expect(started()).toHaveLength(1);
    expect(problems).toEqual([]);
  });

  test('without refresh; what waits for the card; a notification removed unsent', async () => {
    const { page, server, problems } = await openCard();
    const last = () => server.workbench.calls.findLast((call) => call.name === 'operations.start')?.input;
    const idle = () =>
      expect
        .poll(() => server.workbench.readers.every(({ operationId }) => operationId === undefined))
        .toBe(true);
    await page.getByRole('button', { name: 'More actions for Voyage Travel' }).click();
    await page.getByRole('menuitem', { name: /Enable without refresh The modem is not told/ }).click();
    await expect.poll(last).toMatchObject({ kind: 'enable', refresh: false });
    await idle();
    await page.getByRole('button', { name: 'Remove No. 42 Install' }).click();
    const dialog = page.getByRole('dialog', { name: 'Remove notification 42 unsent?' });
    await dialog.getByText(/believing that the profile was not installed/).waitFor();
    await dialog.getByRole('button', { name: 'Remove unsent' }).click();
    await expect.poll(last).toMatchObject({ kind: 'remove_notification', sequenceNumber: 42 });
    await page.getByRole('listitem', { name: 'No. 42 Install' }).waitFor({ state: 'detached' });
    await idle();
    await noDialog(page);
    await page.keyboard.press('5');
    const found = page.getByRole('region', { name: 'Waiting for this card' });
    await found.getByText('At smdp.bench.localhost, told by smds.bench.localhost').waitFor();
    await idle();
    await found.getByRole('button', { name: 'Install…' }).click();
    await expect.poll(last).toMatchObject({ kind: 'activate', event: { index: 0 } });
    // Its question is answered on the page that activates.
    await atAddress(page, /#\/activate\/operation\/\d+$/);
    expect(problems).toEqual([]);
  });

  test('readings, and one card at two times: what differs first, the rest folded, copied and saved', async () => {
    const { page, problems } = await openCard({
      context: { permissions: ['clipboard-read', 'clipboard-write'] },
    });
    await go(page, `#/card/${eids.twelve}`);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.keyboard.press('3');
    await page.getByRole('link', { name: 'Compare with now: reading 1' }).click();
    await page.getByRole('heading', { level: 1, name: 'Compare cards' }).waitFor();
    const table = page.getByRole('table', { name: /differences/ });
    await table.getByRole('row', { name: 'Firmware 4.5.2 4.6.0' }).waitFor();
    await table.getByRole('row', { name: /Profile .* – Alpenfunk IoT 50/ }).waitFor();
    // Equal parts are folded.
    expect(await page.getByRole('cell', { name: 'GI-BA-UP-0419' }).count()).toBe(0);
    await page.getByText(/things are the same/).click();
    await page.getByRole('row', { name: /SAS accreditation/ }).waitFor();
    await page.getByRole('button', { name: 'Copy as text' }).click();
    await page.getByRole('button', { name: 'Copied' }).waitFor();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    expect(copied).toContain(`A: ${eids.twelve}`);
    expect(copied).toContain('Firmware\t4.5.2\t4.6.0');
    expect(copied).not.toMatch(acting);
    const [csv] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Save as CSV' }).click(),
    ]);
    expect(csv.suggestedFilename()).toMatch(/^cards-\d{4}-\d\d-\d\d\.csv$/);
    await page.getByRole('button', { name: 'Exchange the sides' }).click();
    await table.getByRole('row', { name: 'Firmware 4.6.0 4.5.2' }).waitFor();
    expect(problems).toEqual([]);
  });

  test('two cards are chosen with the keyboard; a side that is the same, and a reading that is gone, are told', async () => {
    const { page, problems } = await openCard();
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.keyboard.press('4');
    const b = page.getByRole('combobox', { name: 'Card of side B' });
    // A card is known by the reader that it is in, and those at hand come first.
    const labels = await b.locator('option').allTextContents();
    expect(labels[1]).toMatch(/^HID Global OMNIKEY.* · …/);
    expect(labels.at(-1)).not.toContain('·');
    await b.focus();
    await b.selectOption(eids.three);
    await page.getByText('Both sides are the same.').waitFor();
    await b.selectOption(eids.twelve);
    await page.getByRole('row', { name: /^SGP\.22 version 2\.2\.2 3\.1\.0/ }).waitFor();
    await go(page, `#/compare/${eids.three}@77/${eids.twelve}`);
    await page.getByText(`There is no reading 77 of the card ${eids.three}`).waitFor();
    expect(problems).toEqual([]);
  });

  test('the palette does it too: profiles of the card by name, and its parts', async () => {
    const { page, server, problems } = await openCard();
    await page.getByRole('heading', { level: 1 }).waitFor();
    const choose = async (typed: string, name: RegExp) => {
      await page.keyboard.press('Control+k');
      await page.keyboard.type(typed);
      await page.getByRole('option', { name }).first().waitFor();
      await page.keyboard.press('Enter');
      await noDialog(page);
    };
    await choose('enable voyage', /^Enable Voyage Travel/);
    await expect
      .poll(() => server.workbench.calls.findLast(({ name }) => name === 'operations.start')?.input)
      .toMatchObject({ kind: 'enable', profile: { iccid: iccid(2) } });
    await choose('what it can do', /Card: what it can do/);
    await page.getByRole('region', { name: 'Versions and approvals' }).waitFor();
    await expect.poll(() => server.workbench.readers[0]?.operationId).toBeUndefined();
    await page.keyboard.press('Control+k');
    await page.keyboard.type('reset the memory');
    await page.getByRole('option', { name: /Reset the memory/ }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: /Reset the memory/ }).waitFor();
    expect(problems).toEqual([]);
  });

  test('hostile text of card and server is marked and acts nowhere: names, nicknames, addresses, versions', async () => {
    const { page, server, problems } = await openCard();
    const hostile = `\u200b\u2066\u0000${hostileName}\ufeff<script>alert(1)</script>`;
    const long = 'x'.repeat(1_000_000);
    server.workbench.updateCard(eids.three, (card) => ({
      ...card,
      ...(card.info === undefined
        ? {}
        : {
            info: {
              ...card.info,
              firmwareVersion: hostile,
              sasAccreditationNumber: long,
              defaultSmdpAddress: hostile,
              rootSmdsAddress: long,
              uiccCapabilities: [hostile],
              category: hostile,
            },
          }),
      profiles: [
        profile(1, { nickname: hostile, state: 'enabled', profileName: long, serviceProviderName: hostile }),
        profile(2, {
          profileName: long,
          smdpOid: hostile,
          notificationConfiguration: [{ events: ['install'], address: hostile }],
        }),
      ],
      notifications: [{ sequenceNumber: 1, event: 'install', address: hostile, attempts: 0 }],
      quirks: [hostile],
    }));
    server.workbench.updateOperation(2, { smdpAddress: hostile, createdBy: hostile });
    const check = async () => {
      await page.locator('.hostile-mark').first().waitFor();
      const shown = await page.evaluate(() => document.documentElement.outerHTML);
      expect(shown).not.toMatch(acting);
      expect(shown.length).toBeLessThan(400_000);
      expect(await page.locator('main script, main img[src="x"]').count()).toBe(0);
    };
    await page.getByText('‹RLO›').first().waitFor();
    // One that is open is named otherwise.
    for (let left = 2; left > 0; left--)
      await page
        .getByRole('button', { name: /^Details: / })
        .first()
        .click();
    await page
      .getByText(/Came from/)
      .first()
      .waitFor();
    await check();
    await page.getByRole('button', { name: 'Remove No. 1 Install' }).click();
    await page.getByRole('dialog').waitFor();
    await check();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.keyboard.press('2');
    await page.getByRole('region', { name: 'Versions and approvals' }).waitFor();
    await check();
    await go(page, `#/compare/${eids.three}/${eids.twelve}`);
    await page.getByRole('table', { name: /differences/ }).waitFor();
    await check();
    expect(problems).toEqual([]);
  });
});
