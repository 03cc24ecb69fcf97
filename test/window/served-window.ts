/** What every test of this folder has: the engine that serves the window, and Chromium before it. */

import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { projectFolder, runProgram, type ServedWorkbench, serveProgram } from '../hosts/run-program.ts';
import { chromiumMissing, launchChromium } from '../support/chromium.ts';

/** Why the window cannot be tested here; undefined: it can. */
export function windowMissing(): string | undefined {
  if (chromiumMissing !== undefined) return chromiumMissing;
  if (!existsSync(join(projectFolder, 'out/renderer/index.html')))
    return 'the window is not built (npm run build)';
  return undefined;
}

export interface ServedWindow {
  readonly folder: string;
  readonly browser: Browser;
  /** What pages complained about: refused by the policy, thrown, failed to load. */
  readonly problems: string[];
  served(): ServedWorkbench;
  /** A window of its own, past its address that is good once. */
  openPage(): Promise<Page>;
  /** Kills the engine as `kill -9` does, and starts it anew. */
  restart(): Promise<void>;
  /** What the command line says as JSON; it attaches to the same engine. */
  json<T>(...args: string[]): Promise<T>;
  end(): Promise<void>;
}

/** Starts both over an empty data folder; `options` are those of `serve`. */
export async function serveWindow(name: string, options: readonly string[] = []): Promise<ServedWindow> {
  const folder = mkdtempSync(join(tmpdir(), `window-${name}-`));
  const problems: string[] = [];
  const [first, browser] = await Promise.all([serveProgram(folder, options), launchChromium()]);
  let served = first;
  return {
    folder,
    browser,
    problems,
    served: () => served,
    async openPage() {
      const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
      const page = await context.newPage();
      page.on('console', (message) => {
        if (message.type() === 'error') problems.push(message.text());
      });
      page.on('pageerror', (error) => problems.push(error.message));
      await page.goto(served.address());
      await page.getByRole('heading', { level: 1 }).first().waitFor();
      return page;
    },
    async restart() {
      const ended = new Promise((resolve) => served.process.once('exit', resolve));
      served.process.kill('SIGKILL');
      await ended;
      served = await serveProgram(folder, options);
    },
    async json<T>(...args: string[]) {
      return JSON.parse((await runProgram([...args, '--json', '--data', folder])).stdout) as T;
    },
    async end() {
      await browser.close();
      await served.end();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
