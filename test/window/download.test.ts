import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Operation } from '../../src-shared/model/index.ts';
import { driven } from '../summary/needs.ts';
import { type ServedWindow, serveWindow, windowMissing } from './served-window.ts';

/** The whole product but the desktop: the served window in Chromium, the engine, the simulated bench, the command line. */
describe('the window in Chromium, served by the engine', driven(windowMissing()), () => {
  let bench: ServedWindow;

  beforeAll(async () => {
    bench = await serveWindow('download');
  });
  afterAll(() => bench?.end());

  test('downloads and enables a profile on the simulated bench', async () => {
    const page = await bench.openPage();
    await page.getByRole('link', { name: 'Simulated reader 0' }).click();
    await page.getByRole('heading', { level: 1, name: /Simulated reader 0/ }).waitFor();
    const [code] = await bench.json<{ activationCode: string; profileName: string }[]>('simulator', 'codes');
    if (code === undefined) throw new Error('no codes');

    await page.getByRole('button', { name: 'Download profile' }).first().click();
    await page.getByRole('textbox', { name: 'Activation code' }).fill(code.activationCode);
    await page.getByRole('button', { name: 'Start download' }).click();
    await page.getByRole('button', { name: 'Install', exact: true }).click();
    await page.getByText('The profile is on the card and enabled.').first().waitFor();
    await page.getByRole('button', { name: 'Open the trace' }).click();
    await page.getByRole('heading', { level: 1, name: /Trace of operation/ }).waitFor();
    await page.getByText('ES10b.LoadBoundProfilePackage').first().waitFor();

    // The command line attaches to the same engine and sees the same.
    const operations = await bench.json<Operation[]>('operation', 'list');
    expect(operations.find((operation) => operation.kind === 'activate')).toMatchObject({
      status: 'successful',
      profile: { profileName: code.profileName },
    });
    expect(bench.problems).toEqual([]);
  });

  test('its address is good once; the next one opens another window', async () => {
    const address = bench.served().address();
    const first = await bench.openPage();
    expect(first.url()).not.toContain('token');
    expect(bench.served().address()).not.toBe(address);
    const stranger = await bench.browser.newContext();
    const late = await stranger.newPage();
    await late.goto(address);
    await late
      .getByText(/address|token/i)
      .first()
      .waitFor();
    expect(await late.getByRole('button', { name: 'Download profile' }).count()).toBe(0);
    await bench.openPage();
  });

  test('ends in order on Ctrl-C', async () => {
    expect(await bench.served().end()).toBe(0);
    expect(existsSync(join(bench.folder, 'engine.sock'))).toBe(false);
  });
});
