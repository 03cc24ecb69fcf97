/**
 * Drives the desktop application: `node drive.ts ELECTRON DATA-FOLDER`. Runs as a program of its own, since the tests
 * start it as another user. Prints what it saw as one JSON document.
 */

import { join, resolve } from 'node:path';
import type {} from 'electron';
import { _electron, type ElectronApplication, type Page } from 'playwright-core';
import { qrPng } from '../../src-main/codes/qr.ts';

const [executablePath, dataFolder] = process.argv.slice(2);
if (executablePath === undefined || dataFolder === undefined)
  throw new Error('usage: drive.ts ELECTRON DATA-FOLDER');
const project = resolve(import.meta.dirname, '../..');
const problems: string[] = [];

/** What the page could do that it must not be able to do. */
async function reach(page: Page): Promise<Record<string, unknown>> {
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
      node: ['require', 'process', 'Buffer', 'module'].filter((name) => global[name] !== undefined),
      bridge: Object.keys(global['euiccWorkbench'] as object).sort(),
      origin: location.origin,
      networkRefused: await refused(() => fetch('http://127.0.0.1:9/')),
      fileRefused: await refused(() => fetch('file:///etc/hostname')),
      windowRefused: window.open('https://example.com/') === null,
      permission: await Notification.requestPermission(),
    };
  });
}

async function download(page: Page): Promise<string | null> {
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

interface Bridge {
  request(frame: object): void;
  onFrame(listener: (frame: { id: number; ok: unknown }) => void): () => void;
}

let lastId = 0;

/** A call as the window makes it. */
async function ask<T>(page: Page, call: string, input: object): Promise<T> {
  lastId -= 1;
  const answer = await page.evaluate(
    ({ id, call, input }) => {
      const bridge = (globalThis as unknown as { euiccWorkbench: Bridge }).euiccWorkbench;
      return new Promise<unknown>((done) => {
        const stop = bridge.onFrame((frame) => {
          if (frame.id !== id) return;
          stop();
          done(frame.ok);
        });
        bridge.request({ id, call, input });
      });
    },
    { id: lastId, call, input },
  );
  return answer as T;
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

const app = await _electron.launch({
  executablePath,
  args: [project, '--data', dataFolder],
  timeout: 60_000,
});
app.process().stderr?.pipe(process.stderr);
const page = await app.firstWindow();
page.setDefaultTimeout(30_000);
page.on('console', (message) => {
  if (message.type() === 'error') problems.push(message.text());
});
page.on('pageerror', (error) => problems.push(error.message));

const result = await download(page);
const seen = {
  result,
  readings: await readings(page),
  preferences: await preferences(app),
  problems: [...problems],
  reach: await reach(page),
};
const screenshot = process.env['SCREENSHOT'];
if (screenshot) await page.screenshot({ path: join(screenshot) });
await app.close();
process.stdout.write(`${JSON.stringify(seen)}\n`);
