import type { Page } from 'playwright-core';
import { expect } from 'vitest';

/** Until the window is at an address. Playwright's own `waitForURL` waits for a load, which a change of the fragment is not. */
export async function atAddress(page: Page, wanted: RegExp): Promise<void> {
  await expect.poll(() => page.url()).toMatch(wanted);
}
