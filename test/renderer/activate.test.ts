import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { desktopChromiumPath, launchChromium } from '../support/chromium.ts';
import { goTo as open, startBench, type WindowBench } from './bench.ts';
import { describeWindow } from './describe-window.ts';
import { drawIcon } from './fixture-icon.ts';
import { startFixtureServer } from './fixture-server.ts';
import { pasteText } from './shots-activate.ts';

let bench: WindowBench;

const code = 'LPA:1$smdp.bench.localhost$BENCH-DATA-5G';
const field = (page: Page) => page.getByRole('textbox', { name: 'Activation code' });
const check = (page: Page, name: string) =>
  page.getByRole('listitem').filter({ hasText: new RegExp(`^${name}`) });
const at = (page: Page) => page.evaluate(() => window.location.hash);

/**
 * Types as a hand scanner does: key upon key, far faster than fingers. The keys bear times of their own, a few milliseconds apart
 * and the last of them now, so that no load of the machine makes a person of the scanner.
 */
async function scan(page: Page, text: string, end = 'Enter'): Promise<void> {
  await page.evaluate(
    ([typed, last]) => {
      const keys = [...(typed ?? ''), ...(last === '' ? [] : [last ?? ''])];
      const target = document.activeElement ?? document.body;
      let written = '';
      const first = performance.now() - 3 * (keys.length - 1);
      const keydown = (at: number, init: KeyboardEventInit) =>
        Object.defineProperty(
          new KeyboardEvent('keydown', { ...init, bubbles: true, cancelable: true }),
          'timeStamp',
          { value: first + 3 * at },
        );
      for (const [at, key] of keys.entries()) {
        const shiftKey = /^[A-Z:$]$/.test(key);
        if (shiftKey) target.dispatchEvent(keydown(at, { key: 'Shift' }));
        const event = keydown(at, { key, shiftKey });
        if (target.dispatchEvent(event) && key.length === 1) written += key;
      }
      // What nobody has kept from it, a field has.
      if (!(target instanceof HTMLInputElement)) return;
      target.setRangeText(written, 0, target.value.length, 'end');
      target.dispatchEvent(new InputEvent('input', { bubbles: true }));
    },
    [text, end],
  );
}

describeWindow('activating in the window', () => {
  beforeAll(async () => {
    bench = await startBench();
  });
  afterEach(() => bench.tidy());
  afterAll(() => bench.end());

  test('a code that is pasted on any page leads here, out of a link and a mail', async () => {
    const { page, problems } = await bench.open('full');
    for (const [hash, text] of [
      ['#/operations', code],
      ['#/history', `Hello,\nyour code is ${code}.\nBye`],
      [
        '#/trust',
        `https://esimsetup.apple.com/esim_qrcode_provisioning?carddata=${encodeURIComponent(code)}`,
      ],
    ] as const) {
      await open(page, hash);
      await pasteText(page, text);
      await expect.poll(() => at(page)).toBe('#/activate');
      await expect.poll(() => field(page).inputValue()).toBe(code);
      await page.getByRole('main').getByText('Pasted', { exact: true }).waitFor();
    }
    // The address names no code: it is a secret.
    expect(await at(page)).toBe('#/activate');
    expect(problems).toEqual([]);
  });

  test('into a field it stays there, and can be opened', async () => {
    const { page, problems } = await bench.open('full');
    await open(page, '#/operations');
    await page.getByRole('textbox', { name: /^Find by id/ }).focus();
    await pasteText(page, code, 'main input');
    await page.getByText('An activation code was pasted').waitFor();
    expect(await at(page)).toBe('#/operations');
    await page.getByRole('button', { name: 'Open', exact: true }).click();
    await expect.poll(() => field(page).inputValue()).toBe(code);
    // What is no code is nobody's concern.
    await open(page, '#/operations');
    await pasteText(page, 'It costs 1$ or 2$');
    expect(await at(page)).toBe('#/operations');
    expect(problems).toEqual([]);
  });

  test('a scanner is recognised on any page, and none of its keys is a shortcut', async () => {
    const { page, problems } = await bench.open('full');
    for (const hash of ['#/operations', '#/codes', '#/operations/2']) {
      await open(page, hash);
      await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
      // With letters of many shortcuts in it.
      await scan(
        page,
        'https://esimsetup.android.com/esim_qrcode_provisioning?carddata=LPA:1$smdp.bench.localhost$bdiochj',
      );
      await expect.poll(() => field(page).inputValue()).toBe('LPA:1$smdp.bench.localhost$bdiochj');
      expect(await at(page)).toBe('#/activate');
      await page.getByRole('main').getByText('Scanned', { exact: true }).waitFor();
    }
    // Nothing was started by its Enter.
    await scan(page, code);
    await expect.poll(() => field(page).inputValue()).toBe(code);
    expect(await page.getByRole('heading', { name: 'Checks beforehand' }).isVisible()).toBe(true);
    expect(problems).toEqual([]);
  });

  test('a scanner that writes into another field leaves it as it is; one without an end is told of', async () => {
    const { page, server, problems } = await bench.open('full');
    await open(page, '#/operations');
    await page.getByRole('textbox', { name: /^Find by id/ }).focus();
    await scan(page, code);
    await page.getByText('An activation code was scanned').waitFor();
    expect(await page.getByRole('textbox', { name: /^Find by id/ }).inputValue()).toBe(code);
    await page.getByRole('textbox', { name: /^Find by id/ }).blur();
    await scan(page, '4006381333931');
    await page.getByText('What was scanned holds no activation code.').waitFor();
    await scan(page, 'horadiobc', '');
    await page.getByText('Set it to send Enter after each code.').waitFor();
    expect(await at(page)).toBe('#/operations');
    expect(server.workbench.calls.filter(({ name }) => name === 'operations.start')).toEqual([]);
    expect(problems).toEqual([]);
  });

  test('a field for lists of codes is left to whoever scans or pastes into it', async () => {
    const { page, problems } = await bench.open('full');
    await open(page, '#/codes');
    await page.keyboard.press('n');
    await page.getByRole('dialog').getByText('List or files').click();
    const list = page.getByRole('dialog').locator('textarea');
    await list.focus();
    // The Enter of the scanner begins the next line, so nobody may take it.
    const kept = await list.evaluate((target, text) => {
      let prevented = false;
      for (const key of [...text, 'Enter'])
        prevented ||= !target.dispatchEvent(
          new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }),
        );
      return !prevented;
    }, code);
    expect(kept).toBe(true);
    expect(await page.getByText('An activation code was scanned').count()).toBe(0);
    expect(problems).toEqual([]);
  });

  test('letters of a person are shortcuts as before, one upon the other too', async () => {
    const { page, problems } = await bench.open('full');
    await page.keyboard.press('o');
    await expect.poll(() => at(page)).toBe('#/operations');
    await page.keyboard.press('i');
    await page.getByRole('heading', { level: 1, name: 'Activate' }).waitFor();
    await page.keyboard.press('Escape');
    await scan(page, 'ch', '');
    await expect.poll(() => at(page)).toBe('#/history');
    expect(problems).toEqual([]);
  });

  test('keys that a busy window hears of late are typed in their order, and the Enter with them', async () => {
    const { page } = await bench.open('full');
    await open(page, '#/history');
    await page.getByRole('heading', { level: 1, name: 'History' }).waitFor();
    const keyboard = await page.context().newCDPSession(page);
    const query = page.getByRole('combobox', { name: 'Query' });
    await query.waitFor();
    // Nobody waits for an answer: the window is to hear of all of them at once, when it is free again.
    const busy = page.evaluate(() => {
      const from = performance.now();
      while (performance.now() - from < 700);
    });
    const sent: Promise<unknown>[] = [];
    const send = async (key: string, pauseMs: number) => {
      const text = key === 'Enter' ? '\r' : key;
      sent.push(keyboard.send('Input.dispatchKeyEvent', { type: 'keyDown', key, text }));
      sent.push(keyboard.send('Input.dispatchKeyEvent', { type: 'keyUp', key }));
      await page.waitForTimeout(pauseMs);
    };
    await send('/', 100);
    for (const key of "kind='enable'") await send(key, 2);
    await send('Enter', 0);
    await Promise.all([busy, ...sent]);
    await expect.poll(() => at(page)).toBe("#/history/kind%3D'enable'");
    expect(await query.inputValue()).toBe("kind='enable'");
  });

  test('what follows a key that leads into a field is typed there, however fast', async () => {
    const { page, problems } = await bench.open('full');
    await open(page, '#/codes');
    await scan(page, '/rig', '');
    await expect.poll(() => page.getByRole('textbox', { name: /^Find by/ }).inputValue()).toBe('rig');
    expect(await at(page)).toBe('#/codes');
    expect(problems).toEqual([]);
  });

  test('a picture and a text that are dropped anywhere are read', async () => {
    const { page, problems } = await bench.open('full');
    await open(page, '#/operations');
    const drop = (kind: string, data: string) =>
      page.evaluate(
        ([type, given]) => {
          const transfer = new DataTransfer();
          if (type === 'text/plain') transfer.setData(type, given ?? '');
          else {
            const bytes = Uint8Array.from(atob(given ?? ''), (character) => character.charCodeAt(0));
            transfer.items.add(new File([bytes], 'dropped', { type: type ?? '' }));
          }
          for (const name of ['dragover', 'drop'])
            document.body.dispatchEvent(
              new DragEvent(name, { dataTransfer: transfer, bubbles: true, cancelable: true }),
            );
        },
        [kind, data],
      );
    await drop('image/png', drawIcon(10, 3));
    await expect.poll(() => field(page).inputValue()).toBe('LPA:1$smdp.bench.localhost$FROM-PICTURE');
    await page.getByRole('main').getByText('Dropped', { exact: true }).waitFor();
    await drop('text/csv', btoa(`code\n${code}\n`));
    await expect.poll(() => field(page).inputValue()).toBe(code);
    await open(page, '#/operations');
    await drop('text/plain', 'nothing in it');
    await page.getByText('There is no activation code in what was dropped.').waitFor();
    expect(problems).toEqual([]);
  });

  test('several codes are a list: one to install, all for the vault or the station', async () => {
    const { page, server, problems } = await bench.open('full');
    const codes = ['LPA:1$a.example$ONE-1', 'LPA:1$b.example$TWO-2', 'LPA:1$c.example'];
    await pasteText(page, codes.join('\n'));
    const list = page.getByRole('region', { name: '3 codes came in one go' });
    await list.getByText('before its matching id').waitFor();
    await list.getByRole('button', { name: 'Install this one' }).first().click();
    await expect.poll(() => field(page).inputValue()).toBe(codes[1]);
    await list.getByRole('button', { name: 'Keep all in the vault' }).click();
    await list.getByText(/codes are in the vault|One code is in the vault/).waitFor();
    expect(server.workbench.calls.find(({ name }) => name === 'codes.add')?.input).toMatchObject({
      codes: codes.map((activationCode) => ({ activationCode })),
    });
    expect(problems).toEqual([]);
  });

  test('every check has its line, its reason and what to do, and follows the reader that is chosen', async () => {
    const { page, server, problems } = await bench.open('full');
    await pasteText(page, 'LPA:1$smdp.bench.localhost$BENCH-DATA-5G$$1');
    await page.getByRole('radio', { name: /HID Global/ }).check();
    await check(page, 'SM-DP\\+ address').getByText('the card is a real one').waitFor();
    await page.getByText('One thing stops it.').waitFor();
    await page.getByRole('button', { name: 'Start all the same' }).waitFor();
    await page.getByRole('radio', { name: /Simulated reader 0/ }).check();
    await check(page, 'SM-DP\\+ address').getByText('a server of the simulated bench').waitFor();
    await check(page, 'Confirmation code').getByText('none is given yet').waitFor();
    await page.getByRole('textbox', { name: 'Confirmation code' }).fill('2468 ');
    await check(page, 'Confirmation code').getByText('begins or ends with a space').waitFor();
    await page.getByRole('textbox', { name: 'Confirmation code' }).fill('2468');
    await check(page, 'Confirmation code').getByText('It is given.').waitFor();
    for (const name of [
      'Activation code',
      'Vault',
      'Reader',
      'Card',
      'Memory',
      'Policy rules',
      'Duplicates',
      'Server',
    ])
      await check(page, name).first().waitFor();
    await check(page, 'Server').getByText('its certificate is trusted').waitFor();
    // A reader without a card cannot be started on, and says what to do.
    await page.getByRole('radio', { name: /ACS ACR38U/ }).check();
    await check(page, 'Reader').getByText('Put a card in.').waitFor();
    expect(await page.getByRole('button', { name: /^Start/ }).isDisabled()).toBe(true);
    // A server that is named by its number is not connected to unasked.
    await field(page).fill('LPA:1$192.0.2.7$X');
    await check(page, 'Server').getByText('It was not connected to.').waitFor();
    expect(
      server.workbench.calls.filter(
        ({ name, input }) => name === 'activation.reach' && JSON.stringify(input).includes('192.0.2.7'),
      ),
    ).toEqual([]);
    await page.getByRole('button', { name: 'Connect now' }).click();
    await check(page, 'Server').getByText('its certificate is trusted').waitFor();
    await field(page).fill('LPA:1$smdp.unknown-root.example$X');
    await check(page, 'Server').getByRole('link', { name: 'Open trust' }).waitFor();
    expect(problems).toEqual([]);
  });

  test('hostile text in a code is shown harmlessly, and its server is not connected to', async () => {
    const { page, server, problems } = await bench.open('full');
    const asked = () => server.workbench.calls.filter(({ name }) => name === 'activation.reach').length;
    for (const evil of [
      'LPA:1$\u202Eelpmaxe.live$X',
      'LPA:1$<img/src=x/onerror=alert(1)>$X',
      'LPA:1$smdp.example$\u0000\u001B[2J',
      `LPA:1$${'a'.repeat(60_000)}$X`,
      `LPA:1$smdp.example$A${'\u200B'.repeat(200)}B`,
    ]) {
      await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
      await open(page, '#/operations');
      const before = asked();
      await pasteText(page, evil);
      await page.getByRole('heading', { name: 'Checks beforehand' }).waitFor();
      await page.getByRole('alert').first().waitFor();
      const shown = await page.locator('main').innerText();
      for (const acting of ['\u202E', '\u0000', '\u001B', '\u200B']) expect(shown).not.toContain(acting);
      expect(await page.getByRole('button', { name: /^Start/ }).isDisabled()).toBe(true);
      expect(asked()).toBe(before);
    }
    expect(problems).toEqual([]);
  });

  test('cancelling says what it would mean now', async () => {
    const { page, problems } = await bench.open('simulated', { pace: 40 });
    await pasteText(page, code);
    await page.getByRole('button', { name: /^Start/ }).click();
    await page.getByText('Cancelling now tells card and server that it is postponed.').waitFor();
    await page.getByRole('button', { name: 'Install', exact: true }).click();
    await page.getByText('It cannot be broken off now').waitFor();
    await page.getByText('Profile installed').waitFor();
    expect(problems).toEqual([]);
  });

  test('the clipboard gives its code at a button and by the palette; a refusal says what to do', async () => {
    const { page, problems } = await bench.open('full', {
      context: { permissions: ['clipboard-read', 'clipboard-write'] },
    });
    const copy = (text: string) => page.evaluate((copied) => navigator.clipboard.writeText(copied), text);
    await page.keyboard.press('i');
    await field(page).waitFor();
    await copy(`Your code: ${code}.`);
    await page.getByRole('button', { name: 'From the clipboard' }).click();
    await expect.poll(() => field(page).inputValue()).toBe(code);
    await page.getByRole('main').getByText('From the clipboard', { exact: true }).nth(1).waitFor();
    await copy('no code');
    await page.getByRole('button', { name: 'From the clipboard' }).click();
    await page.getByText('There is no activation code in the clipboard.').waitFor();
    await copy('LPA:1$a.example$ONE-1\nLPA:1$b.example$TWO-2');
    await open(page, '#/history');
    await page.keyboard.press('Control+k');
    await page.keyboard.type('clipboard');
    await page.getByRole('option', { name: 'Take a code from the clipboard' }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('region', { name: '2 codes came in one go' }).waitFor();
    await page.context().clearPermissions();
    await page.getByRole('button', { name: 'From the clipboard' }).click();
    await page.getByText('The clipboard may not be read. Press Ctrl+V instead.').waitFor();
    expect(problems).toEqual([]);
  });

  test('the camera is asked for when it is wanted, and a refusal is explained', async () => {
    const { page, problems } = await bench.open('full');
    await page.keyboard.press('i');
    await page.getByRole('button', { name: 'Camera', exact: true }).click();
    await page.getByText(/The camera may not be used|There is no camera/).waitFor();
    expect(problems).toEqual([]);
  });

  test('a code before the camera is taken, and the camera is given back', async () => {
    // Its headless shell has no camera to play.
    const browser = await launchChromium(['--use-fake-device-for-media-stream'], desktopChromiumPath);
    const server = await startFixtureServer(bench.folder, 'full', { pace: 8 });
    try {
      const context = await browser.newContext({ permissions: ['camera'] });
      const page = await context.newPage();
      await page.goto(server.address());
      await page.locator('.frame').waitFor();
      await page.keyboard.press('i');
      await page.getByRole('button', { name: 'Camera', exact: true }).click();
      await expect.poll(() => field(page).inputValue()).toContain('FROM-PICTURE');
      await page.getByText('Seen by the camera').waitFor();
      expect(await page.locator('video').count()).toBe(0);
    } finally {
      await browser.close();
      await server.close();
    }
  });

  test('from 320 pixels on everything is there, and nothing has to be pushed sideways', async () => {
    const { page, problems } = await bench.open('full', {
      context: { viewport: { width: 320, height: 700 } },
    });
    await pasteText(page, code);
    await page.getByRole('heading', { name: 'Checks beforehand' }).waitFor();
    const wide = () =>
      page.evaluate(() => {
        const main = document.querySelector('main');
        return (main?.scrollWidth ?? 0) - (main?.clientWidth ?? 0);
      });
    expect(await wide()).toBeLessThanOrEqual(0);
    await page.getByRole('radio', { name: /Simulated reader 0/ }).check();
    await page.getByRole('button', { name: /^Start/ }).click();
    await page.getByText('The server offers this profile').first().waitFor();
    expect(await wide()).toBeLessThanOrEqual(0);
    // The states stand there as a list.
    await expect.poll(() => page.locator('.mstate-name').allTextContents()).toContain('Verify download');
    expect(problems).toEqual([]);
  });
});
