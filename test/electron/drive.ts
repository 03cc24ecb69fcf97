/**
 * Drives the desktop application: `node drive.ts ELECTRON DATA-FOLDER`. Runs as a program of its own, since the tests
 * start it as another user. Prints what it saw as one JSON document.
 */

import { join, resolve } from 'node:path';
import type {} from 'electron';
import type { ElectronApplication, Page } from 'playwright-core';
import { qrPng } from '../../src-main/codes/qr.ts';
import { lockDataFolder } from '../../src-main/store/data-folder.ts';
import { openApp } from './open-app.ts';
import { ask, type Bridge } from './window-call.ts';

const [executablePath, dataFolder] = process.argv.slice(2);
if (executablePath === undefined || dataFolder === undefined)
  throw new Error('usage: drive.ts ELECTRON DATA-FOLDER');
const project = resolve(import.meta.dirname, '../..');
const problems: string[] = [];

/** What the page could do that it must not be able to do. */
async function reach(page: Page): Promise<Record<string, unknown>> {
  // The clipboard is for a page that somebody has just used.
  await page.keyboard.press('a');
  return await page.evaluate(async () => {
    const global = globalThis as Record<string, unknown>;
    const refused = async (attempt: () => Promise<unknown>) => {
      try {
        await attempt();
        return false;
      } catch {
        return true;
      }
    };
    return {
      // First: to open a window uses up what the key allowed.
      clipboardWritten: !(await refused(() => navigator.clipboard.writeText('from the window'))),
      clipboardRead: await navigator.clipboard.readText().catch(String),
      node: ['require', 'process', 'Buffer', 'module'].filter((name) => global[name] !== undefined),
      bridge: Object.keys(global['euiccWorkbench'] as object).sort(),
      origin: location.origin,
      networkRefused: await refused(() => fetch('http://127.0.0.1:9/')),
      fileRefused: await refused(() => fetch('file:///etc/hostname')),
      windowRefused: window.open('https://example.com/') === null,
      permission: await Notification.requestPermission(),
      evalRefused: await refused(async () => new Function('return 1')()),
      inlineScriptRan: (() => {
        const script = document.createElement('script');
        script.textContent = 'globalThis.ran = true';
        document.head.append(script);
        return global['ran'] === true;
      })(),
      microphoneRefused: await refused(() => navigator.mediaDevices.getUserMedia({ audio: true })),
      webviewIsNothing: !('loadURL' in document.createElement('webview')),
    };
  });
}

async function download(page: Page): Promise<string | null> {
  await page.getByRole('link', { name: 'Simulated reader 0' }).click();
  await page.getByRole('heading', { level: 1, name: /Simulated reader 0/ }).waitFor();
  await page.getByRole('button', { name: 'Download profile' }).first().click();
  const offered = await ask<{ activationCode: string }[]>(page, 'simulator.codes', {});
  await page.getByRole('textbox', { name: 'Activation code' }).fill(offered[0]?.activationCode ?? '');
  await page.getByRole('button', { name: 'Start download' }).click();
  await page.getByRole('button', { name: 'Install', exact: true }).click();
  const done = page.getByText('The profile is on the card and enabled.').first();
  await done.waitFor();
  return await done.textContent();
}

/** What the engine's reading worker answers: a trace, an exchange of it, a picture. */
async function readings(page: Page): Promise<unknown> {
  const [operation] = await ask<{ id: number; kind: string }[]>(page, 'operations.list', { limit: 1 });
  const operationId = operation?.id;
  const lines = await ask<{ seq: number; purpose?: string }[]>(page, 'trace.list', { operationId });
  const at = lines.find((line) => line.purpose === 'ES10b.GetEUICCChallenge');
  const detail = await ask<{ response: { label: string }[] }>(page, 'trace.get', {
    operationId,
    seq: at?.seq,
  });
  const image = Buffer.from(await qrPng('LPA:1$smdp.example.com$FROM-A-PICTURE')).toString('base64');
  const code = await ask<{ matchingId: string }>(page, 'codes.fromImage', { image });
  return { label: detail.response[0]?.label, matchingId: code.matchingId };
}

async function preferences(app: ElectronApplication): Promise<unknown> {
  return await app.evaluate(({ app: electron, BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows();
    // In no typings of Electron's, and in every Electron.
    const contents = window?.webContents as { getLastWebPreferences?(): Electron.WebPreferences } | undefined;
    const all = contents?.getLastWebPreferences?.();
    return {
      windows: BrowserWindow.getAllWindows().length,
      sandbox: all?.sandbox,
      contextIsolation: all?.contextIsolation,
      nodeIntegration: all?.nodeIntegration,
      webSecurity: all?.webSecurity,
      noSandboxSwitch: electron.commandLine.hasSwitch('no-sandbox'),
    };
  });
}

/** Where the page is after it was told to go elsewhere. */
async function stays(page: Page): Promise<string> {
  await page.evaluate(() => {
    for (const address of ['https://example.com/', 'file:///etc/hostname', 'data:text/html,gone']) {
      const link = document.createElement('a');
      link.href = address;
      document.body.append(link);
      link.click();
      link.remove();
      location.assign(address);
    }
  });
  await page.waitForTimeout(500);
  return await page.evaluate(() => location.origin);
}

/** Whether a page that is not ours is answered, by the very bridge that ours has; and what becomes of what is no message. */
async function strangers(app: ElectronApplication, page: Page): Promise<unknown> {
  const preload = join(project, 'out/preload/preload.cjs');
  const answered = await app.evaluate(async ({ BrowserWindow }, path) => {
    const stranger = new BrowserWindow({ show: false, webPreferences: { preload: path, sandbox: true } });
    await stranger.loadURL('data:text/html,stranger');
    const said: unknown = await stranger.webContents.executeJavaScript(`new Promise((done) => {
      euiccWorkbench.onFrame(() => done('answered'));
      euiccWorkbench.onEngineState((alive) => { if (alive) done('told'); });
      euiccWorkbench.request({ id: 1, call: 'system.info', input: {} });
      euiccWorkbench.say({ type: 'window', hash: '#/' });
      setTimeout(() => done('silent'), 1000);
    })`);
    const windows = BrowserWindow.getAllWindows().length;
    stranger.destroy();
    return { said, windows };
  }, preload);
  await page.evaluate(() => {
    const { say } = (globalThis as unknown as { euiccWorkbench: { say(message: unknown): void } })
      .euiccWorkbench;
    for (const message of [
      undefined,
      { type: 'menu', language: 'xx', menus: [] },
      { type: 'menu', language: 'en', menus: [{ label: 'x', items: [{ role: 'services', label: 'x' }] }] },
      { type: 'window', hash: 'https://example.com/' },
      { type: 'zoom', percent: 5000 },
      { type: 'quit' },
    ])
      say(message);
  });
  await page.waitForTimeout(300);
  const after = await app.evaluate(({ BrowserWindow, Menu }) => ({
    windows: BrowserWindow.getAllWindows().length,
    zoom: BrowserWindow.getAllWindows()[0]?.webContents.getZoomFactor(),
    menus: Menu.getApplicationMenu()?.items.length,
  }));
  return { ...answered, after };
}

/** Menu, a second window, zoom and language, as the window asks for them. */
async function desk(app: ElectronApplication, page: Page): Promise<unknown> {
  const menu = () =>
    app.evaluate(({ Menu }) => Menu.getApplicationMenu()?.items.map(({ label }) => label) ?? []);
  const click = (label: string) =>
    app.evaluate(({ Menu }, wanted) => {
      const items = Menu.getApplicationMenu()?.items.flatMap(({ submenu }) => submenu?.items ?? []) ?? [];
      items.find((item) => item.label === wanted)?.click();
    }, label);
  const english = await menu();
  await click('Codes');
  await page.getByRole('heading', { level: 1, name: 'Codes' }).waitFor();
  const opened = app.waitForEvent('window');
  await click('New window');
  const second = await opened;
  await second.getByRole('heading', { level: 1, name: 'Codes' }).waitFor();
  await click('Zoom in');
  await page.waitForFunction(() => window.devicePixelRatio > 1);
  const zoom = await page.evaluate(() => Math.round(window.devicePixelRatio * 100));
  await click('Zoom: 100 %');
  await page.waitForFunction(() => window.devicePixelRatio === 1);
  await page.evaluate(() => {
    window.location.hash = '#/settings';
  });
  await page.getByRole('combobox', { name: 'Language' }).selectOption('de');
  await page.getByRole('combobox', { name: 'Sprache' }).waitFor();
  await second.getByRole('link', { name: 'Einstellungen' }).waitFor();
  await page.waitForTimeout(300);
  const german = await menu();
  await page.getByRole('combobox', { name: 'Sprache' }).selectOption('en');
  await page.getByRole('combobox', { name: 'Language' }).waitFor();
  await second.close();
  return { english, german, zoom };
}

/** Kills the engine's process, as a crash would: the window must come back to life with a new one. */
async function engineKilled(app: ElectronApplication, page: Page): Promise<unknown> {
  const states = page.evaluate(
    () =>
      new Promise<boolean[]>((done) => {
        const bridge = (globalThis as unknown as { euiccWorkbench: Bridge }).euiccWorkbench;
        const seen: boolean[] = [];
        bridge.onEngineState((alive) => {
          if (seen.at(-1) !== alive) seen.push(alive);
          if (seen.includes(false) && alive) done(seen);
        });
      }),
  );
  const found = await app.evaluate(({ app: electron }) => {
    const name = 'eUICC Workbench engine';
    const engine = electron.getAppMetrics().find((one) => one.name === name || one.serviceName === name);
    if (engine) process.kill(engine.pid, 'SIGKILL');
    return engine !== undefined;
  });
  const seen = found ? await states : [];
  const operations = await ask<{ status: string }[]>(page, 'operations.list', { limit: 100 });
  return { found, states: seen, kept: operations.length > 0 };
}

/** Closes the window while an operation waits for an answer: kept open first, then closed all the same. */
async function closedInMidOperation(app: ElectronApplication, page: Page): Promise<unknown> {
  const codes = await ask<{ activationCode: string; confirmationCode?: string }[]>(
    page,
    'simulator.codes',
    {},
  );
  // The first one has been used above.
  const [, free] = codes.filter((code) => code.confirmationCode === undefined);
  const started = await ask<{ id: number }>(page, 'operations.start', {
    kind: 'download',
    readerId: 'sim:1',
    activationCode: free?.activationCode,
  });
  let state: { status: string; question?: object; error?: object };
  do {
    await page.waitForTimeout(50);
    state = await ask(page, 'operations.get', { id: started.id });
    if (state.status === 'failed') throw new Error(JSON.stringify(state.error));
  } while (state.question === undefined);
  const close = (answer: number) =>
    app.evaluate(async ({ BrowserWindow, dialog }, response) => {
      const asked = new Promise<string>((done) => {
        Object.assign(dialog, {
          showMessageBox: async (_window: unknown, options: { message: string; detail: string }) => {
            setImmediate(() => done(`${options.message}\n${options.detail}`));
            return { response };
          },
        });
      });
      BrowserWindow.getAllWindows()[0]?.close();
      return await asked;
    }, answer);
  const asked = await close(0);
  const keptOpen = await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length);
  const exited = new Promise<number | null>((done) => app.process().once('exit', done));
  await close(1).catch(() => undefined);
  return { asked, keptOpen, exit: await exited };
}

/**
 * A window that comes back while the data folder is still held, as by an engine that is just ending: what it shows and takes until its own
 * is there.
 */
async function comesBack(): Promise<unknown> {
  const held = lockDataFolder(dataFolder as string);
  const { app: again, page: window } = await openApp(executablePath as string, dataFolder as string);
  try {
    const grid = window.getByRole('grid', { name: 'Readers of the bench' });
    await window.getByRole('link', { name: 'Bench' }).first().click();
    await grid.waitFor();
    const before = {
      busy: await grid.getAttribute('aria-busy'),
      said: await window.getByText('As it was last').count(),
      tiles: await grid.getByRole('gridcell').count(),
    };
    // Asked before there is anybody to answer.
    const asked = ask<{ id: string }[]>(window, 'readers.list', {});
    const answered = await Promise.race([
      asked.then(() => true),
      window.waitForTimeout(300).then(() => false),
    ]);
    held.release();
    const readers = (await asked).map(({ id }) => id);
    await window.locator('[role=grid][aria-busy=false]').waitFor();
    return { before, answered, readers, said: await window.getByText('As it was last').count() };
  } finally {
    held.release();
    await again.close();
  }
}

const { app, page } = await openApp(executablePath, dataFolder, { problems });

const result = await download(page);
const seen = {
  result,
  readings: await readings(page),
  preferences: await preferences(app),
  problems: [...problems],
  reach: await reach(page),
  stays: await stays(page),
  strangers: await strangers(app, page),
  desk: await desk(app, page),
};
const screenshot = process.env['SCREENSHOT'];
if (screenshot) await page.screenshot({ path: join(screenshot) });
const killed = await engineKilled(app, page);
const closed = await closedInMidOperation(app, page);
const back = await comesBack();
process.stdout.write(`${JSON.stringify({ ...seen, killed, closed, back })}\n`);
