import type { Page } from 'playwright-core';

const everyMs = 50;

/**
 * Until the window is at an address. Playwright's own `waitForURL` waits for a load, which a change of the fragment is not. Without
 * Vitest, since the programs that drive Electron use it too.
 */
export async function atAddress(page: Page, wanted: RegExp, patienceMs = 15_000): Promise<void> {
  for (let waited = 0; !wanted.test(page.url()); waited += everyMs) {
    if (waited >= patienceMs) throw new Error(`the window is at ${page.url()}, and not at ${wanted}`);
    await page.waitForTimeout(everyMs);
  }
}
