import type { Page } from 'playwright-core';
import QRCode from 'qrcode';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Operation } from '../../src-shared/model/index.ts';
import { pasteText } from '../renderer/shots-activate.ts';
import { driven } from '../summary/needs.ts';
import { drawnPage, pdf } from '../support/pdf.ts';
import { pngOf, qrGrid } from '../support/png.ts';
import { type ServedWindow, serveWindow, windowMissing } from './served-window.ts';

interface SimulatedCode {
  readonly activationCode: string;
  readonly confirmationCode?: string;
  readonly profileName: string;
}

/** The page that activates on the real program and its simulated bench, in each way in which a code comes. */
describe('activating in the served window', driven(windowMissing()), () => {
  let bench: ServedWindow;
  let page: Page;
  let codes: SimulatedCode[];

  beforeAll(async () => {
    bench = await serveWindow('activate');
    codes = await bench.json<SimulatedCode[]>('simulator', 'codes');
    page = await bench.openPage();
  });
  afterAll(() => bench?.end());

  /** A code that nothing has been done with yet. */
  const take = (confirmed = false) => {
    const at = codes.findIndex(({ confirmationCode }) => (confirmationCode !== undefined) === confirmed);
    const [code] = codes.splice(at, 1);
    if (at < 0 || code === undefined) throw new Error('the simulated SM-DP+ has no more codes');
    return code;
  };
  const chooseReader = (index: number) =>
    page.getByRole('radio', { name: new RegExp(`Simulated reader ${index}`) }).check();
  const check = (name: string) => page.getByRole('listitem').filter({ hasText: new RegExp(`^${name}`) });
  const start = async () => {
    await page.getByRole('button', { name: /^Start/ }).click();
    const install = page.getByRole('button', { name: 'Install', exact: true });
    await install.waitFor();
    // One of the simulated profiles comes with rules that have to be agreed to.
    const agree = page.getByRole('checkbox', { name: 'I agree to what this profile forbids' });
    if ((await agree.count()) > 0) await agree.check();
    await install.click();
  };
  const installed = async () => {
    await page.getByText('The profile is on the card and enabled.').first().waitFor();
    // The picture has each state of the machine behind it.
    expect(await page.locator('.mstate-passed').count()).toBe(5);
    await page.keyboard.press('o');
    await page.getByRole('heading', { level: 1, name: 'Operations' }).waitFor();
  };

  test('by paste, with every check good before it', async () => {
    const code = take();
    await page.keyboard.press('o');
    await page.getByRole('heading', { level: 1, name: 'Operations' }).waitFor();
    await pasteText(page, `Your code is ${code.activationCode}`);
    await chooseReader(0);
    await check('Certificate issuers').getByText('trust a common issuer').waitFor();
    await check('Server').getByText('its certificate is trusted').waitFor();
    await start();
    await installed();
    // The same code again: the vault knows what became of it.
    await pasteText(page, code.activationCode);
    await check('Vault').getByText('has been used up').waitFor();
    await check('Duplicates').getByText('is on this card already').waitFor();
  });

  test('a code of a megabyte is refused for its length', async () => {
    await page.keyboard.press('o');
    await page.getByRole('heading', { level: 1, name: 'Operations' }).waitFor();
    await pasteText(page, `LPA:1$smdp.example.com$${'A'.repeat(1_000_000)}`);
    await page
      .getByText(/The activation code has \d+ characters; 255 are allowed/)
      .first()
      .waitFor();
    expect(await page.getByText('codes.parse').count()).toBe(0);
  });

  const dropFile = (name: string, type: string, file: Uint8Array) =>
    page.evaluate(
      ([title, kind, data]) => {
        const bytes = Uint8Array.from(atob(data), (character) => character.charCodeAt(0));
        const transfer = new DataTransfer();
        transfer.items.add(new File([bytes], title, { type: kind }));
        document.body.dispatchEvent(
          new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true }),
        );
      },
      [name, type, Buffer.from(file).toString('base64')] as const,
    );

  test('a picture or a PDF file with several codes lets one be chosen', async () => {
    const sheet = ['ONE', 'TWO', 'THREE'].map((id) => `LPA:1$smdp.sheet.example$SHEET-${id}`);
    const field = page.getByRole('textbox', { name: 'Activation code' });
    await dropFile('sheet.png', 'image/png', pngOf(qrGrid([...sheet, 'https://example.com'], 2, 4)));
    const several = page.getByRole('region', { name: '3 codes came in one go' });
    await several.getByText('SHEET-TWO').waitFor();
    await several.getByRole('listitem').filter({ hasText: 'SHEET-THREE' }).getByRole('button').click();
    await expect.poll(() => field.inputValue()).toBe(sheet[2]);
    const pages = pdf(sheet.slice(0, 2).map((code) => drawnPage(code, 2)));
    await dropFile('sheet.pdf', 'application/pdf', pages);
    await page.getByRole('region', { name: '2 codes came in one go' }).waitFor();
    await expect.poll(() => field.inputValue()).toBe(sheet[0]);
    // A list with server and matching id in columns of their own.
    const csv = 'SM-DP+ address,matching id\nsmdp.list.example,LIST-1\n';
    await dropFile('list.csv', 'text/csv', new TextEncoder().encode(csv));
    await expect.poll(() => field.inputValue()).toBe('LPA:1$smdp.list.example$LIST-1');
    await dropFile('empty.png', 'image/png', pngOf(qrGrid(['just words', 'others'], 2, 4)));
    await page.getByText('There are 2 different QR codes in the picture').waitFor();
    await page.getByRole('button', { name: 'Dismiss' }).click();
  });

  test('by a dropped picture of its QR code, with a link in it', async () => {
    const code = take();
    const link = `https://esimsetup.apple.com/esim_qrcode_provisioning?carddata=${code.activationCode}`;
    await dropFile('qr.png', 'image/png', await QRCode.toBuffer(link, { type: 'png', width: 400 }));
    await expect
      .poll(() => page.getByRole('textbox', { name: 'Activation code' }).inputValue())
      .toBe(code.activationCode);
    await chooseReader(1);
    await start();
    await installed();
  });

  test('by a hand scanner, and its Enter starts nothing', async () => {
    const code = take();
    await page.evaluate((text) => {
      for (const key of [...text, 'Enter'])
        document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
    }, code.activationCode);
    await page.getByRole('main').getByText('Scanned', { exact: true }).waitFor();
    expect(await page.getByRole('button', { name: /^Start/ }).isVisible()).toBe(true);
    await chooseReader(0);
    await start();
    await installed();
  });

  test('with a confirmation code, which is nowhere to be read afterwards', async () => {
    const code = take(true);
    await pasteText(page, code.activationCode);
    await chooseReader(1);
    await check('Confirmation code').getByText('none is given yet').waitFor();
    await page.getByRole('textbox', { name: 'Confirmation code' }).fill(code.confirmationCode ?? '');
    await check('Confirmation code').getByText('It is given.').waitFor();
    await start();
    await installed();
    const [operation] = await bench.json<Operation[]>('operation', 'list');
    expect(JSON.stringify(operation)).not.toContain(code.confirmationCode);
  });

  test('a check that fails says why before anything is begun', async () => {
    await pasteText(page, 'LPA:1$smdp.nowhere.invalid$ABC-1');
    await chooseReader(0);
    await check('Server')
      .getByText(/is not known to DNS|cannot be reached/)
      .waitFor();
    await page.getByRole('button', { name: 'Start all the same' }).waitFor();
    const before = await bench.json<Operation[]>('operation', 'list');
    expect(before.filter(({ smdpAddress }) => smdpAddress === 'smdp.nowhere.invalid')).toEqual([]);
  });

  test('an end that failed has its sentence, the codes of the specification, and the next step', async () => {
    const [, smdp] = (codes[0]?.activationCode ?? '').split('$');
    await pasteText(page, `LPA:1$${smdp}$NOBODY-KNOWS-THIS`);
    await chooseReader(0);
    await page.getByRole('button', { name: /^Start/ }).click();
    await page.getByRole('alert').getByText('No success').waitFor();
    await page.getByText(/subject code 8\.2\.6, reason code 3\.8/).waitFor();
    await page.getByText('SGP.22 v2.5 §5.6.3').waitFor();
    await expect.poll(() => page.locator('.mstate-broken .mstate-name').textContent()).toBe('Download');
    await page.getByRole('button', { name: 'Another code' }).click();
    await page.getByRole('textbox', { name: 'Activation code' }).waitFor();
    expect(bench.problems).toEqual([]);
  });
});
