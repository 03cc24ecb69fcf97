import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { startBench, type WindowBench, watchProblems } from './bench.ts';
import { describeWindow } from './describe-window.ts';
import { policy } from './fixture-server.ts';

let bench: WindowBench;
const omnikey = 'HID Global OMNIKEY 3x21 Smart Card Reader 00 00';

describeWindow('the pages of the window', () => {
  beforeAll(async () => {
    bench = await startBench();
  });
  afterEach(() => bench.tidy());
  afterAll(() => bench.end());

  test('the policy would report what it refuses: a page with an inline style is caught', async () => {
    const { page, problems } = await bench.open('full');
    await page.getByRole('heading', { level: 1 }).waitFor();
    expect(policy).not.toContain('unsafe');
    await page.evaluate(() => {
      const style = document.createElement('style');
      style.textContent = 'body { color: red }';
      document.head.append(style);
    });
    await expect.poll(() => problems.length).toBe(1);
  });

  test('the token leaves the address bar, works once, and its cookie serves a reload', async () => {
    const { page, server, problems } = await bench.open('full');
    await page.getByRole('heading', { level: 1, name: omnikey }).waitFor();
    expect(page.url()).not.toContain('token');
    await page.reload();
    await page.getByRole('heading', { level: 1, name: omnikey }).waitFor();
    const stranger = await bench.browser.newContext();
    const other = await stranger.newPage();
    await other.goto(`${server.origin}/#token=t1`);
    await other.getByText('This window is not known to the engine').waitFor();
    expect(other.url()).not.toContain('token');
    await stranger.close();
    expect(problems).toEqual([]);
  });

  test('readers come and go while one looks', async () => {
    const { page, server, problems } = await bench.open('full');
    const tiles = page.getByRole('complementary', { name: /Readers and the cards/ }).getByRole('link');
    await expect.poll(() => tiles.count()).toBe(5);
    server.workbench.plug('pcsc:New', {
      id: 'pcsc:New',
      kind: 'pcsc',
      index: 9,
      name: 'A new reader',
      presence: 'mute',
    });
    await page.getByRole('link', { name: /A new reader/ }).click();
    await page.getByText('Turn it round, clean its contacts').waitFor();
    server.workbench.plug('pcsc:New', undefined);
    await expect.poll(() => tiles.count()).toBe(5);
    expect(problems).toEqual([]);
  });

  test('what is simulated is marked on tile, page, dialog and operation', async () => {
    const { page, problems } = await bench.open('full');
    await page.getByRole('link', { name: /Simulated reader 0/ }).click();
    await page.locator('main .page.simulated').waitFor();
    await page.getByRole('heading', { level: 1 }).getByText('Simulated', { exact: true }).waitFor();
    await page.keyboard.press('d');
    await page.getByRole('heading', { level: 1, name: 'Activate' }).waitFor();
    await page.locator('main .page.simulated').waitFor();
    await page.goBack();
    const marked = page.locator('.dialog.simulated').getByText('Simulated', { exact: true }).first();
    await page.getByRole('button', { name: 'More actions for this card' }).click();
    await page.getByRole('menuitem', { name: /Reset memory/ }).click();
    await marked.waitFor();
    await page.keyboard.press('Escape');
    await marked.waitFor({ state: 'detached' });
    await page
      .getByRole('button', { name: /^More actions for (?!this card)/ })
      .first()
      .click();
    await page.getByRole('menuitem', { name: /Delete/ }).click();
    await marked.waitFor();
    await page.keyboard.press('Escape');
    await marked.waitFor({ state: 'detached' });
    await page.evaluate(() => {
      window.location.hash = '#/operations/8';
    });
    await page
      .getByRole('heading', { level: 1, name: /Read card/ })
      .getByText('Simulated', { exact: true })
      .waitFor();
    // And what is real is not.
    await page.evaluate((id) => {
      window.location.hash = `#/reader/${encodeURIComponent(id)}`;
    }, `pcsc:${omnikey}`);
    await page.getByRole('heading', { level: 1, name: omnikey }).waitFor();
    expect(await page.locator('main .page.simulated').count()).toBe(0);
    // What is reserved for future use is no capability.
    await page.getByRole('link', { name: 'What it can do' }).click();
    await page.getByText('AKA Milenage').waitFor();
    expect(await page.getByText(/rfu\d/i).count()).toBe(0);
    expect(problems).toEqual([]);
  });

  test('with the simulated bench alone, the banner says so and why', async () => {
    const { page, problems } = await bench.open('simulated');
    await page.getByText('Simulated bench only').waitFor();
    await page.getByRole('button', { name: 'Why there are no real readers' }).click();
    await page.getByText(/libpcsclite\.so\.1 was not found/).waitFor();
    expect(problems).toEqual([]);
  });

  test('a simulated bench that does not run is told, with its reason', async () => {
    const { page, problems } = await bench.open('none');
    const alert = page.getByRole('alert').filter({ hasText: 'The simulated bench does not run' });
    await alert.waitFor();
    expect(await alert.textContent()).toContain('the state file is damaged');
    expect(problems).toEqual([]);
  });

  test('hostile text stays text: no element of it, no character of it that acts', async () => {
    const { page, problems } = await bench.open('full');
    await page.getByRole('link', { name: /Alcor/ }).click();
    const row = page.locator('.profile', { hasText: 'Eve' });
    await row.getByText('‹RLO›').first().waitFor();
    await row.getByRole('button', { name: /^Details/ }).click();
    expect(await page.locator('img[src=x]').count()).toBe(0);
    const shown = await page.evaluate(() => document.body.textContent ?? '');
    expect(shown).toContain('<img src=x');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
    expect(shown).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u202a-\u202e\u2066-\u2069]/);
    expect(await row.locator('bdi').count()).toBeGreaterThan(1);
    expect(problems).toEqual([]);
  });

  test('enable, nickname, notifications and default SM-DP+ ask the workbench for the right thing', async () => {
    const { page, server, problems } = await bench.open('full');
    const requests = () =>
      server.workbench.calls.filter((call) => call.name === 'operations.start').map((call) => call.input);
    const idle = () =>
      expect
        .poll(() => server.workbench.readers.every((reader) => reader.operationId === undefined))
        .toBe(true);
    const row = page.getByRole('listitem', { name: 'Voyage Travel' });
    await row.getByRole('button', { name: /^Enable/ }).click();
    await row.getByText('Enabled', { exact: true }).waitFor();
    expect(requests().at(-1)).toMatchObject({ kind: 'enable', profile: { iccid: '8949110000000000023' } });
    await idle();
    await page.getByRole('button', { name: 'Edit the nickname of Voyage Travel' }).click();
    await page.getByRole('textbox', { name: 'Nickname' }).fill('Second line');
    await page.keyboard.press('Enter');
    await page.getByRole('listitem', { name: 'Second line' }).waitFor();
    await idle();
    await page.getByRole('button', { name: 'Send No. 43 Enable' }).click();
    await page.getByRole('listitem', { name: 'No. 43 Enable' }).waitFor({ state: 'detached' });
    expect(requests().at(-1)).toMatchObject({ kind: 'send_notifications', sequenceNumber: 43 });
    await idle();
    await page.getByRole('button', { name: 'Change the default SM-DP+' }).click();
    await page.getByRole('textbox', { name: 'Default SM-DP+' }).fill('other.example');
    await page.keyboard.press('Enter');
    await page.getByText('other.example').waitFor();
    expect(requests().at(-1)).toMatchObject({ kind: 'default_smdp', address: 'other.example' });
    expect(problems).toEqual([]);
  });

  test('a nickname of more than 64 bytes is not sent', async () => {
    const { page, server } = await bench.open('full');
    await page.getByRole('button', { name: 'Edit the nickname of Voyage Travel' }).click();
    await page.getByRole('textbox', { name: 'Nickname' }).fill('ä'.repeat(33));
    await page.keyboard.press('Enter');
    await page.getByText('66 / 64 B').waitFor();
    expect(server.workbench.calls.some((call) => call.name === 'operations.start')).toBe(false);
  });

  test('delete and memory reset want to be confirmed in typing', async () => {
    const { page, server, problems } = await bench.open('full');
    const started = () => server.workbench.calls.filter((call) => call.name === 'operations.start');
    await page.getByRole('button', { name: 'More actions for TS.48 v3 BER-TLV' }).click();
    await page.getByRole('menuitem', { name: /Delete/ }).click();
    const dialog = page.getByRole('dialog', { name: 'Delete profile' });
    const confirm = dialog.getByRole('button', { name: 'Delete profile' });
    await dialog.getByRole('textbox').fill('0000');
    expect(await confirm.isDisabled()).toBe(true);
    await page.keyboard.press('Enter');
    expect(started()).toHaveLength(0);
    await dialog.getByRole('textbox').fill('0031');
    await confirm.click();
    await page.getByRole('listitem', { name: 'TS.48 v3 BER-TLV' }).waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'More actions for this card' }).click();
    await page.getByRole('menuitem', { name: /Reset memory/ }).click();
    const reset = page.getByRole('dialog', { name: /Reset the memory/ });
    await reset.getByRole('textbox').fill('5634');
    expect(await reset.getByRole('button', { name: 'Reset memory' }).isDisabled()).toBe(true);
    await reset.getByRole('checkbox', { name: 'Delete all operational profiles' }).check();
    await reset.getByRole('button', { name: 'Reset memory' }).click();
    await page.getByText('No profiles on this card').waitFor();
    expect(started().at(-1)?.input).toMatchObject({
      kind: 'reset_memory',
      options: ['deleteOperationalProfiles'],
    });
    expect(problems).toEqual([]);
  });

  test('what another window deletes or sends meanwhile is not asked about any more', async () => {
    const { page, server, problems } = await bench.open('full');
    const eid = [...server.workbench.cards.values()].find(({ profiles }) =>
      profiles.some(({ iccid }) => iccid.endsWith('0031')),
    )?.eid;
    if (eid === undefined) throw new Error('no card has the profile');
    await page.getByRole('button', { name: 'More actions for TS.48 v3 BER-TLV' }).click();
    await page.getByRole('menuitem', { name: /Delete/ }).click();
    const dialog = page.getByRole('dialog', { name: 'Delete profile' });
    await dialog.getByRole('textbox').fill('0031');
    server.workbench.updateCard(eid, (card) => ({
      ...card,
      profiles: card.profiles.filter(({ iccid }) => !iccid.endsWith('0031')),
    }));
    await dialog.waitFor({ state: 'detached' });
    await page
      .getByRole('button', { name: /^Remove No\. / })
      .first()
      .click();
    const removal = page.getByRole('dialog', { name: /^Remove notification/ });
    await removal.waitFor();
    server.workbench.updateCard(eid, (card) => ({ ...card, notifications: [] }));
    await removal.waitFor({ state: 'detached' });
    expect(problems).toEqual([]);
  });

  test('what policy rules and state forbid cannot be chosen, and says why', async () => {
    const { page, server } = await bench.open('full');
    await page.getByRole('button', { name: 'More actions for Voyage Travel' }).click();
    const item = page.getByRole('menuitem', { name: /PPR2 forbids to delete/ });
    expect(await item.isDisabled()).toBe(true);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'More actions for Lab main line' }).click();
    await page.getByText('disable it first').waitFor();
    expect(server.workbench.calls.some((call) => call.name === 'operations.start')).toBe(false);
  });

  test('the engine goes and comes back: said clearly, and what is shown is read again', async () => {
    const { page, server } = await bench.open('full');
    await page.getByRole('heading', { level: 1, name: omnikey }).waitFor();
    await server.kill();
    await page.getByText('The engine is gone.').waitFor();
    await page.getByText(/Looking again/).waitFor();
    server.workbench.readers = server.workbench.readers.slice(1);
    await server.revive();
    await page.getByText('The engine is gone.').waitFor({ state: 'detached' });
    await page.getByText('Engine connected').waitFor();
    await expect.poll(() => page.getByRole('link', { name: new RegExp(omnikey) }).count()).toBe(0);
  });

  test('an operation is found, opened, reconciled', async () => {
    const { page, server, problems } = await bench.open('full');
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.keyboard.press('o');
    await page.getByRole('heading', { level: 1, name: 'Operations' }).waitFor();
    await page.keyboard.press('/');
    // Keys that come at once are a scanner's.
    await expect
      .poll(() => page.evaluate(() => document.activeElement instanceof HTMLInputElement))
      .toBe(true);
    await page.keyboard.type('card_removed');
    await expect.poll(() => page.locator('[role=row] a').count()).toBe(1);
    await page.getByRole('link', { name: '#5' }).click();
    await page.getByText('Put the same card back').waitFor();
    await page.getByText('It is not known whether the activation code is used up').waitFor();
    await page.getByRole('button', { name: 'Reconcile now' }).click();
    await page.getByText('The profile is not on the card.').waitFor();
    await page.getByText('The activation code is not used up').waitFor();
    expect(server.workbench.calls.findLast((call) => call.name === 'operations.reconcile')?.input).toEqual({
      id: 5,
      readerId: `pcsc:${omnikey}`,
    });
    expect(problems).toEqual([]);
  });

  test('roots are switched, added from a file and removed', async () => {
    const { page, server, problems } = await bench.open('full');
    await page.getByRole('link', { name: 'Settings' }).click();
    await page.getByRole('link', { name: 'Trust' }).click();
    await page.getByRole('switch', { name: 'Trust Test CI' }).press('Space');
    await expect.poll(() => page.getByRole('switch', { name: 'Trust Test CI' }).isChecked()).toBe(true);
    await page.locator('input[type=file]').setInputFiles({
      name: 'x.der',
      mimeType: 'application/x-x509-ca-cert',
      buffer: Buffer.from('too short'),
    });
    await page.getByText(/it is too short/).waitFor();
    await page.locator('input[type=file]').setInputFiles({
      name: 'x.der',
      mimeType: 'application/x-x509-ca-cert',
      buffer: Buffer.alloc(400, 0x30),
    });
    await page.getByRole('listitem', { name: 'Dropped Root' }).waitFor();
    await page.getByRole('button', { name: 'Remove Dropped Root' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
    await page.getByRole('listitem', { name: 'Dropped Root' }).waitFor({ state: 'detached' });
    expect(server.workbench.calls.some((call) => call.name === 'trust.remove')).toBe(true);
    await page.keyboard.press('Control+z');
    await page.getByRole('listitem', { name: 'Dropped Root' }).waitFor();
    expect(problems).toEqual([]);
  });

  test('the APIs for scripts are switched on at a port, with what is wrong with it', async () => {
    const { page, server, problems } = await bench.open('full');
    await page.goto(`${page.url().split('#')[0]}#/settings/apis`);
    const apis = page.getByRole('form', { name: 'APIs for scripts' });
    const port = apis.getByRole('textbox', { name: 'Port' });
    await expect.poll(() => port.inputValue()).toBe('8080');
    const status = apis.getByRole('status');
    expect(await status.textContent()).toBe('They are not served.');
    await apis.getByRole('switch', { name: 'Serve the APIs' }).press('Space');
    for (const wrong of ['', '0', '65536', '80.5', 'x']) {
      await port.fill(wrong);
      expect(await apis.getByText('A number from 1 to 65535').isVisible()).toBe(true);
      expect(await apis.getByRole('button', { name: 'Apply' }).isDisabled()).toBe(true);
    }
    await port.fill('81');
    await page.keyboard.press('Enter');
    await apis.getByText('The APIs cannot be served at port 81').waitFor();
    await port.fill('8081');
    await apis.getByRole('button', { name: 'Apply' }).click();
    await expect.poll(() => status.textContent()).toBe('They are served at http://127.0.0.1:8081');
    expect(await apis.getByRole('alert').count()).toBe(0);
    await apis.getByRole('switch', { name: 'Serve the APIs' }).press('Space');
    await apis.getByRole('button', { name: 'Apply' }).click();
    await expect.poll(() => status.textContent()).toBe('They are not served.');
    expect(
      server.workbench.calls.filter(({ name }) => name === 'apis.set').map(({ input }) => input),
    ).toEqual([
      { enabled: true, port: 81 },
      { enabled: true, port: 8081 },
      { enabled: false, port: 8081 },
    ]);
    expect(server.workbench.calls.some(({ name }) => name === 'settings.set')).toBe(false);
    expect(problems).toEqual([]);
  });

  test('what the bench tells about the device is set once, and filled in for a single download', async () => {
    const { page, server, problems } = await bench.open('full');
    await page.getByRole('link', { name: 'Settings' }).click();
    await page.getByRole('link', { name: 'Device' }).click();
    const tac = page.getByRole('textbox', { name: /^TAC/ });
    await expect.poll(() => tac.inputValue()).toBe('35290611');
    await tac.fill('1234');
    expect(await page.getByRole('button', { name: 'Save' }).isDisabled()).toBe(true);
    await tac.fill('35209900');
    const smds = page.getByRole('textbox', { name: 'SM-DSs to ask' });
    await smds.fill('smds.example.com\nno name at all!');
    await page.getByText('Each line must be the name of a server').waitFor();
    expect(await page.getByRole('button', { name: 'Save' }).isDisabled()).toBe(true);
    await smds.fill('smds.example.com\nother.example.com\n');
    await tac.focus();
    await page.keyboard.press('Enter');
    await page.getByText('The settings are saved.').waitFor({ state: 'attached' });
    expect(server.workbench.calls.find((call) => call.name === 'settings.set')?.input).toMatchObject({
      deviceInfo: { tac: '35209900', capabilities: { nr5gcSupportedRelease: '15.0.0' } },
      smdsAddresses: ['smds.example.com', 'other.example.com'],
    });
    await page.getByRole('link', { name: 'Bench' }).click();
    await page.getByRole('button', { name: 'Activate a profile…' }).first().click();
    await page.getByRole('textbox', { name: 'Activation code' }).fill('LPA:1$smdp.example.com$X');
    await page.getByRole('button', { name: 'Device information' }).click();
    await page.getByRole('textbox', { name: 'GSM' }).fill('14.0.0');
    await page.getByRole('button', { name: 'Start download' }).click();
    await page.getByText('The server offers this profile').first().waitFor();
    expect(server.workbench.calls.find((call) => call.name === 'operations.start')?.input).toMatchObject({
      deviceInfo: {
        tac: '35209900',
        capabilities: { gsmSupportedRelease: '14.0.0', nr5gcSupportedRelease: '15.0.0' },
      },
    });
    expect(problems).toEqual([]);
  });

  test('nothing there, and nothing readable: each says what to do', async () => {
    const none = await bench.open('none');
    await none.page.getByText('No readers', { exact: true }).waitFor();
    expect(none.problems).toEqual([]);
    const error = await bench.open('error');
    await error.page.getByText('The workbench could not be read').waitFor();
    await error.page.getByRole('button', { name: 'Try again' }).waitFor();
    expect(error.problems).toEqual([]);
  });

  test('light and dark follow the system and can be chosen; the choice stays', async () => {
    const { page, problems } = await bench.open('full', { context: { colorScheme: 'dark' } });
    const scheme = () => page.evaluate(() => document.documentElement.dataset['mantineColorScheme']);
    const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    await page.getByRole('heading', { level: 1 }).waitFor();
    expect(await scheme()).toBe('dark');
    expect(await ground()).toBe('rgb(18, 22, 26)');
    await page.getByRole('button', { name: 'Colours' }).click();
    await page.getByRole('menuitem', { name: 'Light' }).click();
    await page.reload();
    await page.getByRole('heading', { level: 1 }).waitFor();
    expect(await scheme()).toBe('light');
    expect(await ground()).toBe('rgb(238, 240, 243)');
    expect(problems).toEqual([]);
  });

  test('through the bridge of Electron: frames both ways, the engine gone and back', async () => {
    const { server } = await bench.open('full');
    const context = await bench.browser.newContext();
    const page = await context.newPage();
    const problems: string[] = [];
    watchProblems(page, problems);
    await page.exposeFunction(
      'testRequest',
      async (frame: { id: number; call: 'readers.list'; input: Record<string, never> }) => {
        const ok = await server.workbench.call(frame.call, frame.input);
        await page.evaluate(
          (answer) => (window as unknown as { deliver(f: unknown): void }).deliver(answer),
          { id: frame.id, ok },
        );
      },
    );
    await page.addInitScript(() => {
      const scope = window as unknown as Record<string, unknown>;
      let listener: (frame: unknown) => void = () => {};
      scope['deliver'] = (frame: unknown) => listener(frame);
      scope['euiccWorkbench'] = {
        request: (frame: unknown) => (scope['testRequest'] as (f: unknown) => void)(frame),
        onFrame: (next: (frame: unknown) => void) => {
          listener = next;
          return () => {};
        },
        onEngineState: (next: (alive: boolean) => void) => {
          scope['engine'] = next;
          next(true);
          return () => {};
        },
      };
    });
    await page.goto(`${server.origin}/#/reader/${encodeURIComponent(`pcsc:${omnikey}`)}`);
    await page.getByRole('heading', { level: 1, name: omnikey }).waitFor();
    await page.evaluate(() => (window as unknown as { engine(alive: boolean): void }).engine(false));
    await page.getByText('The engine is gone.').waitFor();
    await page.evaluate(() => (window as unknown as { engine(alive: boolean): void }).engine(true));
    await page.getByText('The engine is gone.').waitFor({ state: 'detached' });
    // A frame that keeps to no contract changes nothing.
    await page.evaluate(() =>
      (window as unknown as { deliver(f: unknown): void }).deliver({
        event: { type: 'readers', readers: [{ id: 1 }] },
      }),
    );
    await page.getByRole('link', { name: new RegExp(omnikey) }).waitFor();
    expect(problems).toEqual([]);
    await context.close();
  });
});
