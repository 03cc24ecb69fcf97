/**
 * Switches the APIs on and off in the running application: `node drive-apis.ts ELECTRON DATA-FOLDER`. As `drive.ts`, a program
 * of its own that prints what it saw as one JSON document.
 */

import { createServer, type Server } from 'node:net';
import type {} from 'electron';
import type { Page } from 'playwright-core';
import { openApp } from './open-app.ts';
import { ask } from './window-call.ts';

const [executablePath = '', dataFolder = ''] = process.argv.slice(2);
if (executablePath === '' || dataFolder === '') throw new Error('usage: drive-apis.ts ELECTRON DATA-FOLDER');

const open = (...args: string[]) => openApp(executablePath, dataFolder, { args });

async function listen(port = 0): Promise<{ readonly server: Server; readonly port: number }> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(port, '127.0.0.1', done));
  const address = server.address();
  return { server, port: typeof address === 'object' && address !== null ? address.port : 0 };
}

const closed = (server: Server) => new Promise((done) => server.close(done));

/** What a person does in the settings; gives what they say then: where the APIs are, and what is wrong. */
async function setInDialog(
  page: Page,
  wish: { readonly on: boolean; readonly port?: number },
): Promise<object> {
  const settings = await openSettings(page);
  await settings.getByRole('switch', { name: 'Serve the APIs' }).setChecked(wish.on, { force: true });
  if (wish.port !== undefined) await settings.getByRole('textbox', { name: 'Port' }).fill(String(wish.port));
  await settings.getByRole('button', { name: 'Apply' }).click();
  // Busy until it is done.
  await settings.locator('button[data-loading]').waitFor({ state: 'detached' });
  await page.waitForTimeout(200);
  return await readSettings(page);
}

async function openSettings(page: Page) {
  await page.evaluate(() => {
    window.location.hash = '#/settings/apis';
  });
  const settings = page.getByRole('form', { name: 'APIs for scripts' });
  await settings.getByRole('status').waitFor();
  return settings;
}

async function readSettings(page: Page): Promise<{ readonly status: string; readonly alerts: string[] }> {
  const settings = page.getByRole('form', { name: 'APIs for scripts' });
  const status = (await settings.getByRole('status').textContent()) ?? '';
  const alerts = await settings.getByRole('alert').allTextContents();
  await page.evaluate(() => {
    window.location.hash = '#/';
  });
  await settings.waitFor({ state: 'detached' });
  return { status, alerts };
}

async function lookInSettings(page: Page) {
  await openSettings(page);
  return await readSettings(page);
}

/** The status of an answer of the fleet API, or that nobody listens. */
async function statusAt(port: number, secret: string): Promise<number | string> {
  return await fetch(`http://127.0.0.1:${port}/ws/v1/esim_profiles/inventory`, {
    headers: { Authorization: `Bearer ${secret}`, Connection: 'close' },
  }).then(
    ({ status }) => status,
    () => 'nobody listens',
  );
}

const { server: own, port } = await listen();
await closed(own);
const { server: stranger, port: taken } = await listen();

let { app, page } = await open();
const { secret } = await ask<{ secret: string }>(page, 'tokens.create', { name: 'script' });
const before = { settings: await lookInSettings(page), answer: await statusAt(port, secret) };
const on = { settings: await setInDialog(page, { on: true, port }), answer: await statusAt(port, secret) };
const wrongToken = await statusAt(port, `${secret}x`);
const refused = {
  settings: await setInDialog(page, { on: true, port: taken }),
  answer: await statusAt(port, secret),
};
await app.close();
const ended = await statusAt(port, secret);

({ app, page } = await open());
const again = { settings: await lookInSettings(page), answer: await statusAt(port, secret) };
await app.close();

// Somebody else's meanwhile: the window is there all the same and says so.
const { server: thief } = await listen(port);
({ app, page } = await open());
const stolen = { settings: await lookInSettings(page) };
await closed(thief);
const had = { settings: await setInDialog(page, { on: true }), answer: await statusAt(port, secret) };
const off = { settings: await setInDialog(page, { on: false }), answer: await statusAt(port, secret) };
await app.close();

({ app, page } = await open());
const stillOff = { settings: await lookInSettings(page), answer: await statusAt(port, secret) };
await app.close();
({ app, page } = await open('--api-port', String(port)));
const told = { settings: await lookInSettings(page), answer: await statusAt(port, secret) };
await app.close();
stranger.close();

process.stdout.write(
  `${JSON.stringify({ port, taken, before, on, wrongToken, refused, ended, again, stolen, had, off, stillOff, told })}\n`,
);
