import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { inject } from 'vitest';
import { launchChromium } from '../support/chromium.ts';
import type { WindowKind } from './build-window.ts';
import type { Scenario } from './fixture-api.ts';
import { type FixtureServer, startFixtureServer } from './fixture-server.ts';
import { watchCalls } from './settled.ts';

export { goTo } from './settled.ts';

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
  readonly at?: string | undefined;
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

/** Runs in a page before its own scripts: an address that is remembered stays. */
function rememberPlace(hash: string): void {
  const place = 'euicc-workbench.route';
  // What a browser shows instead of a page has no storage.
  if (window.location.protocol === 'http:' && localStorage.getItem(place) === null)
    localStorage.setItem(place, hash);
}

/** The folder of the window, built for all test files of this run. */
export async function builtWindow(kind: WindowKind = 'production'): Promise<string> {
  const response = await fetch(`${inject('builtWindow')}/${kind}`);
  const text = await response.text();
  if (!response.ok) throw new Error(text);
  return text;
}

/** A browser for a test file, and the window as it is at present; with React's warnings, which are problems of a page too. */
export async function startBench(kind: WindowKind = 'development'): Promise<WindowBench> {
  const [folder, browser] = await Promise.all([builtWindow(kind), launchChromium()]);
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
      watchCalls(page);
      const { readers } = server.workbench;
      const first = (readers.find(({ eid }) => eid !== undefined) ?? readers[0])?.id;
      const at = options.at ?? (first === undefined ? '#/' : `#/reader/${encodeURIComponent(first)}`);
      // The window goes back to its last page: it begins there, and draws no other one before.
      await page.addInitScript(rememberPlace, at);
      await page.goto(server.address());
      // The window with its data, or what is said instead.
      await page.locator('.frame, [role=alert]').first().waitFor();
      return { page, server, problems };
    },
    end: async () => {
      await tidy();
      await browser.close();
    },
  };
}
