/** When the window is where it was led to, and when it stands still. */

import type { Page } from 'playwright-core';

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

/** Calls that a window waits for the answers of, by their numbers. */
const unanswered = new WeakMap<Page, Set<string>>();

/** Counts the calls of a window from now on, for `settled`. To be called before it is loaded. */
export function watchCalls(page: Page): void {
  const waiting = new Set<string>();
  unanswered.set(page, waiting);
  const idOf = (payload: string | Buffer) => /^\{"id":(\d+)/.exec(String(payload.slice(0, 40)))?.[1];
  page.on('websocket', (socket) => {
    socket.on('framesent', ({ payload }) => {
      const id = idOf(payload);
      if (id !== undefined) waiting.add(id);
    });
    socket.on('framereceived', ({ payload }) => {
      const id = idOf(payload);
      if (id !== undefined) waiting.delete(id);
    });
    socket.on('close', () => waiting.clear());
  });
}

/** What may go on changing for ever, as an operation that runs does, is looked at after this. */
const patienceMs = 1500;

/** Until a window stands still: no call is unanswered, nothing moves that comes to an end, and nothing has changed for a moment. */
export async function settled(page: Page): Promise<void> {
  const begun = performance.now();
  for (;;) {
    const left = patienceMs - (performance.now() - begun);
    await page.evaluate(untilQuiet, Math.max(0, left));
    if (left <= 0 || (unanswered.get(page)?.size ?? 0) === 0) return;
  }
}

/** Runs in the page. Who has asked before knows since when it is quiet. */
function untilQuiet(mostMs: number): Promise<void> {
  const quietMs = 120;
  const scope = window as typeof window & { quietSince?: number };
  const begun = performance.now();
  if (scope.quietSince === undefined) {
    scope.quietSince = begun;
    const observer = new MutationObserver(() => {
      scope.quietSince = performance.now();
    });
    observer.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
  }
  const moves = () =>
    document
      .getAnimations()
      .some(
        ({ playState, effect }) =>
          playState === 'running' && Number.isFinite(effect?.getComputedTiming().endTime),
      );
  return new Promise((resolve) => {
    const look = () => {
      const now = performance.now();
      const quiet = now - (scope.quietSince ?? begun) >= quietMs && !moves();
      if (quiet || now - begun >= mostMs) resolve();
      else requestAnimationFrame(look);
    };
    // What was done before this is drawn by the second frame.
    requestAnimationFrame(() => requestAnimationFrame(look));
  });
}
