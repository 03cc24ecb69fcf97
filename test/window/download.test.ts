import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Operation } from '../../src-shared/model/index.ts';
import { projectFolder, runProgram, type ServedWorkbench, serveProgram } from '../hosts/run-program.ts';
import { chromiumPath } from '../renderer/build-window.ts';
import { needs } from '../summary/needs.ts';

function missing(): string | undefined {
  if (chromiumPath === undefined) return 'Chromium is not here';
  if (!existsSync(join(projectFolder, 'out/renderer/index.html')))
    return 'the window is not built (npm run build)';
  return undefined;
}

/** The whole product but the desktop: the served window in Chromium, the engine, the simulated bench, the command line. */
describe('the window in Chromium, served by the engine', needs(missing()), () => {
  let folder: string;
  let served: ServedWorkbench;
  let browser: Browser;
  const problems: string[] = [];

  async function openPage(): Promise<Page> {
    const context = await browser.newContext();
    const page = await context.newPage();
    page.on('console', (message) => {
      if (message.type() === 'error') problems.push(message.text());
    });
    page.on('pageerror', (error) => problems.push(error.message));
    await page.goto(served.address());
    return page;
  }

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'window-'));
    [served, browser] = await Promise.all([
      serveProgram(folder),
      chromium.launch({
        ...(chromiumPath === undefined ? {} : { executablePath: chromiumPath }),
        args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
      }),
    ]);
  });
  afterAll(async () => {
    await browser?.close();
    await served?.end();
    if (folder) rmSync(folder, { recursive: true, force: true });
  });

  test('downloads and enables a profile on the simulated bench', async () => {
    const page = await openPage();
    await page.getByRole('heading', { level: 1, name: /Simulated reader 0/ }).waitFor();
    const listed = await runProgram(['simulator', 'codes', '--json', '--data', folder]);
    const [code] = JSON.parse(listed.stdout) as { activationCode: string; profileName: string }[];
    if (code === undefined) throw new Error('no codes');

    await page.getByRole('button', { name: 'Download profile' }).first().click();
    await page.getByRole('textbox', { name: 'Activation code' }).fill(code.activationCode);
    await page.getByRole('button', { name: 'Start download' }).click();
    await page.getByRole('button', { name: 'Install', exact: true }).click();
    await page.getByText('The profile is on the card and enabled.').first().waitFor();
    await page.getByRole('button', { name: 'Open trace' }).click();
    await page.getByRole('heading', { level: 1, name: /Trace of operation/ }).waitFor();
    await page.getByText('ES10b.LoadBoundProfilePackage').first().waitFor();

    // The command line attaches to the same engine and sees the same.
    const run = await runProgram(['operation', 'list', '--json', '--data', folder]);
    const operations = JSON.parse(run.stdout) as Operation[];
    expect(operations.find((operation) => operation.kind === 'activate')).toMatchObject({
      status: 'successful',
      profile: { profileName: code.profileName },
    });
    expect(problems).toEqual([]);
  });

  test('its address is good once; the next one opens another window', async () => {
    const address = served.address();
    const first = await openPage();
    await first.getByRole('heading', { level: 1 }).waitFor();
    expect(first.url()).not.toContain('token');
    expect(served.address()).not.toBe(address);
    const stranger = await browser.newContext();
    const late = await stranger.newPage();
    await late.goto(address);
    await late
      .getByText(/address|token/i)
      .first()
      .waitFor();
    expect(await late.getByRole('button', { name: 'Download profile' }).count()).toBe(0);
    const second = await openPage();
    await second.getByRole('heading', { level: 1 }).waitFor();
  });

  test('ends in order on Ctrl-C', async () => {
    expect(await served.end()).toBe(0);
    expect(existsSync(join(folder, 'engine.sock'))).toBe(false);
  });
});
