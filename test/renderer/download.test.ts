import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { startBench, type WindowBench } from './bench.ts';
import { describeWindow } from './describe-window.ts';
import { drawIcon } from './fixture-icon.ts';
import { go } from './shots-ways.ts';

let bench: WindowBench;

describeWindow('downloading in the window', () => {
  beforeAll(async () => {
    bench = await startBench();
  });
  afterEach(() => bench.tidy());
  afterAll(() => bench.end());

  test('by keyboard alone: code, confirmation code (wrong, then right), result', async () => {
    const { page, server, problems } = await bench.open('simulated');
    await page.getByRole('heading', { level: 1, name: /Simulated reader 0/ }).waitFor();
    await page.keyboard.press('d');
    await page.getByRole('heading', { level: 1, name: 'Activate' }).waitFor();
    // The field has the focus: typing goes there.
    await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).toBe('TEXTAREA');
    await page.keyboard.type('LPA:1$smdp.bench.localhost$BENCH-CONFIRM$$1');
    await page.getByText('Will be asked for').waitFor();
    await page.keyboard.press('Enter');
    await page.getByText('The server offers this profile').first().waitFor();
    const install = page.getByRole('button', { name: 'Install', exact: true });
    expect(await install.isDisabled()).toBe(true);
    await page.keyboard.type('1111');
    await page.keyboard.press('Enter');
    await page.getByText('That code was refused; the server says: "2 attempts left".').waitFor();
    await page.keyboard.type('2468');
    await page.keyboard.press('Enter');
    await page.getByText('Profile installed').waitFor();
    await page.getByText('The profile is on the card and enabled.').first().waitFor();
    // What follows is under the finger: another code; the card is one key away.
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe('Another code');
    await go('#/reader/sim%3A0')(page);
    const row = page.getByRole('listitem', { name: 'Bench Data 5G' });
    await row.getByText('Enabled').waitFor();
    const started = server.workbench.calls.find((call) => call.name === 'operations.start');
    expect(started?.input).toEqual({
      kind: 'activate',
      readerId: 'sim:0',
      activationCode: 'LPA:1$smdp.bench.localhost$BENCH-CONFIRM$$1',
    });
    // What happened was told to a screen reader as well.
    expect(await page.locator('[role=status][aria-live=polite]').textContent()).toContain('Successful');
    expect(problems).toEqual([]);
  });

  test('what waits for the card is asked for, chosen and downloaded by its place', async () => {
    const { page, server, problems } = await bench.open('simulated');
    await page.getByRole('button', { name: 'Download profile' }).click();
    await page.getByText('What waits for the card').click();
    expect(await page.getByRole('button', { name: 'Start download' }).isDisabled()).toBe(true);
    await page.getByRole('button', { name: 'Ask the SM-DSs' }).click();
    await page.getByRole('button', { name: /smdp\.bench\.localhost/ }).click();
    await page.getByRole('button', { name: 'Start download' }).click();
    await page.getByText('The server offers this profile').first().waitFor();
    const started = server.workbench.calls.filter((call) => call.name === 'operations.start');
    expect(started.map((call) => call.input)).toMatchObject([
      { kind: 'discover', readerId: 'sim:0' },
      { kind: 'activate', readerId: 'sim:0', event: { index: 0 } },
    ]);
    expect(problems).toEqual([]);
  });

  test('a wrong code is explained while it is typed, and cannot be started', async () => {
    const { page, problems } = await bench.open('full');
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.keyboard.press('d');
    const field = page.getByRole('textbox', { name: 'Activation code' });
    await field.fill('LPA:1$smdp.example.com');
    await page.getByText('The activation code ends before its matching id').waitFor();
    expect(await page.getByRole('button', { name: 'Start download' }).isDisabled()).toBe(true);
    await field.fill('1$smdp.example.com$X ');
    await page.getByText('The prefix LPA: is missing').waitFor();
    expect(await page.getByRole('button', { name: 'Start download' }).isEnabled()).toBe(true);
    expect(problems).toEqual([]);
  });

  test('a picture of a QR code is taken by choosing, dropping and pasting', async () => {
    const { page, server, problems } = await bench.open('simulated');
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.keyboard.press('d');
    const field = page.getByRole('textbox', { name: 'Activation code' });
    await field.waitFor();
    const png = drawIcon(10, 3);
    const found = /FROM-PICTURE/;
    await page
      .locator('input[type=file]')
      .setInputFiles({ name: 'qr.png', mimeType: 'image/png', buffer: Buffer.from(png, 'base64') });
    await expect.poll(() => field.inputValue()).toMatch(found);
    for (const kind of ['drop', 'paste']) {
      await field.fill('');
      await page.evaluate(
        ([event, data]) => {
          const bytes = Uint8Array.from(atob(data ?? ''), (character) => character.charCodeAt(0));
          const transfer = new DataTransfer();
          transfer.items.add(new File([bytes], 'qr.png', { type: 'image/png' }));
          const target = document.querySelector('textarea');
          target?.dispatchEvent(
            event === 'drop'
              ? new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true })
              : new ClipboardEvent('paste', { clipboardData: transfer, bubbles: true, cancelable: true }),
          );
        },
        [kind, png],
      );
      await expect.poll(() => field.inputValue()).toMatch(found);
    }
    expect(server.workbench.calls.filter((call) => call.name === 'codes.fromImage')).toHaveLength(3);
    // A kind that the engine does not read is painted again as PNG.
    await page.locator('input[type=file]').setInputFiles({
      name: 'qr.svg',
      mimeType: 'image/gif',
      buffer: Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64'),
    });
    await expect
      .poll(() => JSON.stringify(server.workbench.calls.at(-1)?.input).slice(0, 20))
      .toBe('{"image":"iVBORw0KGg');
    expect(problems).toEqual([]);
  });

  test('the codes of the simulated SM-DP+ are offered, and the statuses go by in order', async () => {
    const { page, problems } = await bench.open('simulated', { pace: 25 });
    await page.getByRole('button', { name: 'Download profile' }).click();
    await page.getByRole('button', { name: /Bench Bound/ }).click();
    await page.getByText('Download only').click();
    await page.getByRole('button', { name: 'Start download' }).click();
    await page.getByText('The server offers this profile').first().waitFor();
    await page.getByText('This profile cannot be deleted.').first().waitFor();
    // What a profile forbids has to be agreed to before it can be installed.
    await page.getByText('you cannot disable it, nor enable another profile of this card').waitFor();
    expect(await page.getByRole('button', { name: 'Install', exact: true }).isDisabled()).toBe(true);
    await page.getByRole('checkbox', { name: 'I agree to what this profile forbids' }).check();
    await page.getByRole('button', { name: 'Install', exact: true }).click();
    const bar = page.getByRole('main').getByRole('progressbar');
    await expect
      .poll(async () => Number(await bar.getAttribute('aria-valuenow').catch(() => '0')))
      .toBeGreaterThan(0);
    await page.getByText('The profile is on the card, disabled.').first().waitFor();
    expect(await page.locator('.mstate-name').allTextContents()).toEqual([
      'Starting',
      'Download',
      'Verify download',
      'Successful',
    ]);
    await page.getByRole('button', { name: 'Open the trace' }).click();
    await page.getByRole('heading', { level: 1, name: /Trace of operation/ }).waitFor();
    expect(problems).toEqual([]);
  });

  test('rejecting, postponing and cancelling end the operation; the answer says which', async () => {
    const { page, server, problems } = await bench.open('simulated');
    for (const [button, decision] of [
      ['Reject', 'reject'],
      ['Later', 'postpone'],
    ] as const) {
      await page.getByRole('button', { name: 'Download profile' }).click();
      await page.getByRole('button', { name: /^Bench Data 5G/ }).click();
      await page.getByRole('button', { name: 'Start download' }).click();
      await page.getByRole('button', { name: button, exact: true }).click();
      await page.getByRole('main').getByText('The operation was cancelled').waitFor();
      await page.getByText('The activation code is not used up').waitFor();
      expect(
        server.workbench.calls.findLast((call) => call.name === 'operations.answer')?.input,
      ).toMatchObject({
        answer: { kind: 'install', decision },
      });
      await page.getByRole('button', { name: 'Another code' }).click();
      await go('#/reader/sim%3A0')(page);
    }
    await page.getByRole('button', { name: 'Download profile' }).click();
    await page.getByRole('button', { name: /^Bench Data 5G/ }).click();
    await page.getByRole('button', { name: 'Start download' }).click();
    await page.getByRole('button', { name: 'Cancel download' }).click();
    await page.getByRole('main').getByText('The operation was cancelled').waitFor();
    expect(server.workbench.calls.filter((call) => call.name === 'operations.cancel')).toHaveLength(1);
    expect(problems).toEqual([]);
  });

  test('a failure in mid-load says what, what next, and that the code can be tried again', async () => {
    const { page, problems } = await bench.open('simulated');
    await page.getByRole('button', { name: 'Download profile' }).click();
    await page.getByRole('button', { name: /fails in mid-load/ }).click();
    await page.getByRole('button', { name: 'Start download' }).click();
    await page.getByRole('button', { name: 'Install', exact: true }).click();
    await page
      .getByRole('main')
      .getByText(/status word 6A84/)
      .first()
      .waitFor();
    // The reason as the specification has it, and where.
    await page.getByText('SGP.22 v2.5 §5.7.6').waitFor();
    await page.getByText('The activation code is not used up: it can be tried again.').waitFor();
    await expect.poll(() => page.locator('.mstate-broken .mstate-name').textContent()).toBe('Download');
    // The same code is still there to be tried again.
    await page.getByRole('button', { name: 'Try the same code again' }).click();
    await expect
      .poll(() => page.getByRole('textbox', { name: 'Activation code' }).inputValue())
      .toContain('BENCH-FAILS');
    expect(problems).toEqual([]);
  });

  test('goes on in the background, asks from the reader column, and is answered from there', async () => {
    const { page, problems } = await bench.open('simulated');
    await page.getByRole('button', { name: 'Download profile' }).click();
    await page.getByRole('button', { name: /^Bench Data 5G/ }).click();
    await page.getByRole('button', { name: 'Start download' }).click();
    await page.getByText('The server offers this profile').first().waitFor();
    await go('#/')(page);
    await page.getByRole('button', { name: 'Answer', exact: true }).click();
    await page.getByRole('button', { name: 'Install', exact: true }).click();
    await page.getByText('Profile installed').waitFor();
    expect(problems).toEqual([]);
  });
});
