import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Card, CardComparison, CardReading } from '../../src-shared/model/index.ts';
import { driven } from '../summary/needs.ts';
import { type ServedWindow, serveWindow, windowMissing } from './served-window.ts';

/** Presses Tab until what has the focus is of that name; as a person does who has no mouse. */
async function tabTo(page: Page, role: 'button' | 'link', name: string): Promise<void> {
  const wanted = page.getByRole(role, { name, exact: true }).first();
  await wanted.waitFor();
  for (let pressed = 0; pressed < 150; pressed++) {
    if (await wanted.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`the Tab key does not reach ${name}`);
}

async function command(page: Page, typed: string): Promise<void> {
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.keyboard.press('Control+k');
  await page.keyboard.type(typed);
  // Of the palette: a page may have lists of its own with that name.
  await page.locator('[role=option]').filter({ hasText: typed }).first().waitFor();
  await page.keyboard.press('Enter');
}

/** The whole product but the desktop, on the card of the simulated bench, without a mouse. */
describe('the page of a card, served by the engine, with the keyboard alone', driven(windowMissing()), () => {
  let bench: ServedWindow;
  let names: string[];

  beforeAll(async () => {
    bench = await serveWindow('card');
    const codes = await bench.json<
      { activationCode: string; profileName: string; confirmationCode?: string }[]
    >('simulator', 'codes');
    const plain = codes.filter((code) => code.confirmationCode === undefined).slice(0, 2);
    for (const { activationCode } of plain)
      await bench.json('profile', 'download', activationCode, '--yes', '-r', 'sim:0');
    names = plain.map(({ profileName }) => profileName);
  }, 120_000);
  afterAll(() => bench?.end());

  const card = () => bench.json<Card>('card', 'info', '-r', 'sim:0');

  test('enables, takes back, names, deletes, compares with before, and resets', async () => {
    const page = await bench.openPage();
    const [one = '', two = ''] = names;
    // The bench comes first; the palette leads from it to the reader.
    await command(page, 'Simulated reader 0');
    await page.getByRole('button', { name: `Enable ${one}` }).waitFor();

    await command(page, `Enable ${one}`);
    await page.getByRole('button', { name: `Disable ${one}` }).waitFor();
    await page.getByText(`${one} is enabled`).first().waitFor();
    await page.keyboard.press('Control+z');
    await page.getByRole('button', { name: `Enable ${one}` }).waitFor();
    await page.getByText('The profile is disabled.').first().waitFor();

    await tabTo(page, 'button', `Edit the nickname of ${one}`);
    await page.keyboard.press('Enter');
    await page.keyboard.type('By hand');
    await page.keyboard.press('Enter');
    await page.getByRole('listitem', { name: 'By hand' }).waitFor();
    await page.getByText('The nickname of the profile is changed.').first().waitFor();

    await command(page, 'Change the default SM-DP+ of this card');
    const dialog = page.getByRole('dialog', { name: 'Change the default SM-DP+' });
    await dialog.waitFor();
    await page.keyboard.press('Control+a');
    await page.keyboard.type('other.example');
    await page.keyboard.press('Enter');
    await page.getByRole('region', { name: 'Servers' }).getByText('other.example').waitFor();
    await page.getByText('The default SM-DP+ is changed').first().waitFor();

    const before = await card();
    const iccid = before.profiles.find(({ nickname }) => nickname !== 'By hand')?.iccid ?? '';
    await command(page, `Delete ${two}`);
    await page.getByRole('dialog', { name: 'Delete profile' }).waitFor();
    await page.keyboard.type(iccid.slice(-4));
    await page.keyboard.press('Enter');
    await page.getByRole('listitem', { name: two }).waitFor({ state: 'detached' });
    await page.getByText('The profile is deleted.').first().waitFor();
    await page.getByRole('dialog').waitFor({ state: 'detached' });

    // What the deletion has changed, from the readings.
    await page.keyboard.press('3');
    await page.getByRole('table', { name: 'Earlier readings' }).waitFor();
    const [newest] = await bench.json<CardReading[]>('card', 'readings', before.eid);
    await tabTo(page, 'link', `Compare with before: reading ${newest?.id}`);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Compare cards' }).waitFor();
    await page
      .getByRole('row', { name: /^Profile .* –$/ })
      .filter({ hasText: two })
      .waitFor();

    await command(page, 'Simulated reader 0');
    await page.getByRole('button', { name: 'More actions for this card' }).waitFor();
    await command(page, 'Reset the memory of this card');
    await page.getByRole('dialog', { name: 'Reset the memory of this card' }).waitFor();
    await page.keyboard.press('Space');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Space');
    await page.keyboard.press('Tab');
    await page.keyboard.type(before.eid.slice(-4));
    await page.keyboard.press('Enter');
    await page.getByText('No profiles on this card').waitFor();
    // The default SM-DP+ went with it, and the window knows.
    await page
      .getByRole('region', { name: 'Servers' })
      .getByText('other.example')
      .waitFor({ state: 'detached' });
    await page.getByText('The memory of the card is reset.').first().waitFor();

    const made = await bench.json<CardComparison>(
      ...['card', 'compare', `${before.eid}@${newest?.id}`, before.eid],
    );
    expect(made.rows.filter(({ equal }) => !equal).map(({ field }) => field)).toEqual(
      expect.arrayContaining(['freeNonVolatileMemory', 'defaultSmdpAddress', 'profile']),
    );
    expect(bench.problems).toEqual([]);
  }, 120_000);
});
