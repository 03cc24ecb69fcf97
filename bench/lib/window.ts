/** The window as it is served, in Chromium: what the parts of the bench about it have in common. */

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { projectFolder, type ServedWorkbench, serveProgram } from '../../test/hosts/run-program.ts';
import { desktopChromiumPath as chromiumPath } from '../../test/support/chromium.ts';

export function windowMissing(): string | undefined {
  if (chromiumPath === undefined) return 'Chromium is not here';
  if (!existsSync(join(projectFolder, 'out/renderer/index.html')))
    return 'the window is not built (npm run build)';
  return undefined;
}

export interface BenchWindow {
  readonly page: Page;
  /** Megabytes that the page's process holds for itself, as the system counts them. */
  memoryMb(): Promise<number>;
  close(): Promise<void>;
}

async function rendererMb(browser: Browser): Promise<number> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  const each = processInfo
    .filter(({ type }) => type === 'renderer')
    .map(({ id }) => /^Pss:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${id}/smaps_rollup`, 'utf8'))?.[1]);
  return Math.max(...each.map(Number)) / 1000;
}

/** Serves a data folder and opens the window on it. */
export async function openWindow(folder: string): Promise<BenchWindow> {
  const served: ServedWorkbench = await serveProgram(folder);
  let browser: Browser | undefined;
  const close = async () => {
    await browser?.close();
    await served.end();
  };
  try {
    browser = await chromium.launch({
      ...(chromiumPath === undefined ? {} : { executablePath: chromiumPath }),
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
    });
    const opened = browser;
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    const page = await context.newPage();
    await page.goto(served.address());
    await page.getByRole('heading', { level: 1 }).first().waitFor();
    return { page, memoryMb: () => rendererMb(opened), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Goes to an address of the window. */
export async function go(page: Page, hash: string): Promise<void> {
  await page.evaluate((to) => {
    globalThis.location.hash = to;
  }, hash);
}
