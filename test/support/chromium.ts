/** The browser that tests drive. */

import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const named = process.env['CHROMIUM'];
const desktop = ['/usr/bin/chromium', '/usr/bin/google-chrome'];
const firstOf = (...paths: readonly (string | undefined)[]) =>
  paths.find((path) => path !== undefined && existsSync(path));

/** The browser that people have: Debian's, elsewhere named by CHROMIUM. */
export const desktopChromiumPath = firstOf(named, ...desktop);

/** Before that its headless shell: the same engine without the desktop around it, which opens and ends pages far sooner. */
const chromiumPath = firstOf(named, '/usr/bin/chromium-headless-shell', ...desktop);

export const chromiumMissing = chromiumPath === undefined ? 'Chromium is not here' : undefined;

/** Starts it, or another one, with further `args` where a test is about what they are for. */
export async function launchChromium(args: readonly string[] = [], path = chromiumPath): Promise<Browser> {
  return await chromium.launch({
    ...(path === undefined ? {} : { executablePath: path }),
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', ...args],
  });
}
