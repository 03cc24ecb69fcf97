/** A tab of before, its engine started anew, and the address of that: in whatever order they come to know of each other. */

import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { startBench, type WindowBench } from './bench.ts';
import { describeWindow } from './describe-window.ts';
import type { FixtureServer } from './fixture-server.ts';

let bench: WindowBench;

const whereItWas = (page: Page) => page.getByRole('heading', { level: 1, name: /HID Global OMNIKEY 3x21/ });
const gone = (page: Page) => page.getByRole('alert').getByText('The engine is gone.');

/** The next question for the session waits until it is answered here: by the server, or with what an engine says that does not know it. */
async function holdQuestion(page: Page): Promise<{ asked: Promise<void>; refuse(): Promise<void> }> {
  const asked = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  const answered = page.waitForResponse(
    (response) => response.url().endsWith('/session') && response.status() === 401,
  );
  let first = true;
  await page.route('**/session', async (route) => {
    if (route.request().method() !== 'GET' || !first) return await route.continue();
    first = false;
    asked.resolve();
    await released.promise;
    await route.fulfill({ status: 401 });
  });
  return {
    asked: asked.promise,
    async refuse() {
      released.resolve();
      await answered;
    },
  };
}

/** The window is connected: what changes at the readers is seen. */
async function hearsOf(page: Page, server: FixtureServer): Promise<void> {
  await gone(page).waitFor({ state: 'detached' });
  server.workbench.plug('pcsc:New', {
    id: 'pcsc:New',
    kind: 'pcsc',
    index: 9,
    name: 'A new reader',
    presence: 'mute',
  });
  await page.getByRole('link', { name: /A new reader/ }).waitFor();
  expect(await page.getByText('This window is not known to the engine').count()).toBe(0);
  expect(page.url()).not.toContain('token');
}

describeWindow('a new address in a tab of before', () => {
  beforeAll(async () => {
    bench = await startBench();
  });
  afterEach(() => bench.tidy());
  afterAll(() => bench.end());

  test('opened while the tab still asks for its old session: what it is told of that says nothing', async () => {
    const { page, server, problems } = await bench.open('full');
    await whereItWas(page).waitFor();
    await server.kill();
    await gone(page).waitFor();
    server.forget();
    const old = await holdQuestion(page);
    await server.revive();
    await old.asked;
    await page.goto(server.address());
    await gone(page).waitFor({ state: 'detached' });
    await old.refuse();
    await hearsOf(page, server);
    await whereItWas(page).waitFor();
    expect(problems).toEqual([]);
  });

  test('opened after the tab was refused: it is where it was', async () => {
    const { page, server, problems } = await bench.open('full');
    await whereItWas(page).waitFor();
    await server.kill();
    server.forget();
    await server.revive();
    await page.getByText('This window is not known to the engine').waitFor();
    await page.goto(server.address());
    await whereItWas(page).waitFor();
    await hearsOf(page, server);
    expect(problems).toEqual([]);
  });

  test('opened in another window of the browser: those that were refused are where they were, too', async () => {
    const { page, server } = await bench.open('full');
    await whereItWas(page).waitFor();
    const other = await page.context().newPage();
    await other.goto(server.origin);
    await whereItWas(other).waitFor();
    await server.kill();
    server.forget();
    await server.revive();
    for (const one of [page, other]) await one.getByText('This window is not known to the engine').waitFor();
    await other.goto(server.address());
    for (const one of [other, page]) await whereItWas(one).waitFor();
    await hearsOf(page, server);
  });

  test('opened before the tab knows that its engine is gone: it is good for the next one', async () => {
    const { page, server, problems } = await bench.open('full');
    await whereItWas(page).waitFor();
    await page.goto(server.address());
    await whereItWas(page).waitFor();
    await server.kill();
    server.forget();
    await gone(page).waitFor();
    await server.revive();
    await hearsOf(page, server);
    expect(problems).toEqual([]);
  });

  test('who does not wait for the next attempt while one is under way has one connection', async () => {
    const { page, server, problems } = await bench.open('full');
    await whereItWas(page).waitFor();
    await server.kill();
    await gone(page).waitFor();
    const old = await holdQuestion(page);
    let sockets = 0;
    page.on('websocket', () => sockets++);
    await server.revive();
    await old.asked;
    await page.getByRole('alert').getByRole('button', { name: 'Look now' }).click();
    await hearsOf(page, server);
    await old.refuse();
    await page.getByRole('link', { name: /A new reader/ }).click();
    await page.getByText('Turn it round, clean its contacts').waitFor();
    expect(sockets).toBe(1);
    expect(problems).toEqual([]);
  });
});
