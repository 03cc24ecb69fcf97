import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { buildWindow, chromiumPath } from './build-window.ts';
import type { Scenario } from './fixture-api.ts';
import { type FixtureServer, startFixtureServer } from './fixture-server.ts';

export interface OpenWindow {
  readonly page: Page;
  readonly server: FixtureServer;
  /** What the browser complained about: refused by the policy, thrown, failed to load. Must be empty. */
  readonly problems: string[];
}

export interface OpenOptions {
  readonly pace?: number;
  readonly context?: BrowserContextOptions;
  /** Where the window is, as `#/`. Default: at the first reader with a card, which is what most tests are about. */
  readonly at?: string;
}

export interface WindowBench {
  open(scenario: Scenario, options?: OpenOptions): Promise<OpenWindow>;
  /** Closes what was opened since the last call. */
  tidy(): Promise<void>;
  end(): Promise<void>;
  readonly folder: string;
  readonly browser: Browser;
}

/** Collects everything that a page complains about; a content security policy's refusals come as console errors. */
export function watchProblems(page: Page, problems: string[]): void {
  page.on('console', (message) => {
    // A connection that is refused is what some tests are about.
    if (message.type() === 'error' && !/Failed to load resource|WebSocket connection/.test(message.text()))
      problems.push(message.text());
  });
  page.on('pageerror', (error) => problems.push(error.message));
}

/**
 * Leads the window to an address, and waits until it stands there: the page of before is gone, and this one has its heading.
 * What is looked for or given after that is of the new page.
 */
export async function goTo(page: Page, hash: string): Promise<void> {
  await page.locator('.frame').waitFor();
  await page.evaluate((next) => {
    if (window.location.hash === next) return;
    // What hears of it was there before, and draws before the next task.
    const heard = new Promise<void>((resolve) =>
      window.addEventListener('hashchange', () => setTimeout(resolve, 0), { once: true }),
    );
    window.location.hash = next;
    return heard;
  }, hash);
  await page.locator('main h1').first().waitFor();
}

/** A browser and a freshly built window for a test file. */
export async function startBench(): Promise<WindowBench> {
  const { folder, remove } = await buildWindow();
  const browser = await chromium.launch({
    ...(chromiumPath === undefined ? {} : { executablePath: chromiumPath }),
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
  let cleanups: (() => Promise<unknown>)[] = [];
  const tidy = async () => {
    const now = cleanups;
    cleanups = [];
    for (const cleanup of now.reverse()) await cleanup();
  };
  return {
    folder,
    browser,
    tidy,
    open: async (scenario, options = {}) => {
      const server = await startFixtureServer(folder, scenario, { pace: options.pace ?? 8 });
      cleanups.push(() => server.close());
      const context = await browser.newContext({
        viewport: { width: 1280, height: 800 },
        ...options.context,
      });
      cleanups.push(() => context.close());
      const page = await context.newPage();
      page.setDefaultTimeout(10_000);
      const problems: string[] = [];
      watchProblems(page, problems);
      await page.goto(server.address());
      // The window with its data, or what is said instead.
      await page.locator('.frame, [role=alert]').first().waitFor();
      const { readers } = server.workbench;
      const first = (readers.find(({ eid }) => eid !== undefined) ?? readers[0])?.id;
      const at = options.at ?? (first === undefined ? '#/' : `#/reader/${encodeURIComponent(first)}`);
      await page.evaluate((hash) => window.history.replaceState(null, '', hash), at);
      await page.evaluate(() => window.dispatchEvent(new HashChangeEvent('hashchange')));
      return { page, server, problems };
    },
    end: async () => {
      await tidy();
      await browser.close();
      await remove();
    },
  };
}
