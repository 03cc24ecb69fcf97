/** What a page shows of text from outside: whether anything in it acts, and whether what is private is masked. */

import type { Page } from 'playwright-core';
import { expect } from 'vitest';

/** Characters that do something where they are shown as they are. */
export const acting =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\ufff9-\ufffb]/;

/** Text that would turn around what follows it, hide in it, or be markup. */
export const evil = '\u202Egpj.exe\u202C\u200B<img src=x onerror=alert(1)>\u2066x';

/** Fails where a page shows something that acts, in text, tooltip, name or choice; or is longer or wider than anybody reads. */
export async function harmless(page: Page, where = ''): Promise<void> {
  const shown = await page.evaluate(() => {
    const texts = [document.title];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    // What is typed into a field is the field's.
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode())
      if (node.parentElement?.closest('textarea, script, style') === null) texts.push(node.textContent ?? '');
    for (const element of document.querySelectorAll(
      '[title], [aria-label], [aria-description], [alt], option',
    ))
      texts.push(
        ...['title', 'aria-label', 'aria-description', 'alt'].map((name) => element.getAttribute(name) ?? ''),
        element.tagName === 'OPTION' ? (element.textContent ?? '') : '',
      );
    return texts.join('\n');
  });
  const found = acting.exec(shown);
  const around =
    found === null ? '' : JSON.stringify(shown.slice(Math.max(0, found.index - 60), found.index + 60));
  expect.soft(around, where).toBe('');
  expect.soft(shown.length, where).toBeLessThan(200_000);
  expect.soft(await page.locator('img[src=x]').count(), where).toBe(0);
  const wider = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect.soft(wider, where).toBeLessThanOrEqual(0);
}

/** The texts of a page that can be read though they hold one of `words` and are to be masked; each with the element that has it. */
export async function unmasked(page: Page, words: readonly string[]): Promise<readonly string[]> {
  return page.evaluate((all) => {
    const found = new Set<string>();
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const text = node.textContent ?? '';
      const parent = node.parentElement;
      if (parent === null || !all.some((word) => text.includes(word))) continue;
      if (parent.closest('.visually-hidden, [hidden], script, style, option') !== null) continue;
      if (!parent.checkVisibility()) continue;
      if (getComputedStyle(parent).getPropertyValue('-webkit-text-security') === 'disc') continue;
      found.add(`${parent.tagName.toLowerCase()}.${parent.className} ${text.slice(0, 80)}`);
    }
    return [...found];
  }, words);
}
