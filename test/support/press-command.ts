import type { Page } from 'playwright-core';

/**
 * Presses the key of a command when the page offers the command: before that it is nobody's.
 * `command` is the `data-command` of the button that the key stands for.
 */
export async function pressCommand(page: Page, key: string, command: string): Promise<void> {
  await page.locator(`[data-command="${command}"]:not(:disabled)`).first().waitFor();
  await page.keyboard.press(key);
}
