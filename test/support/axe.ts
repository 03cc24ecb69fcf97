/** What axe finds on a page. */

import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { AxeResults, RunOptions } from 'axe-core';
import type { Page } from 'playwright-core';

let source: Promise<string> | undefined;

/**
 * A line for each finding: rule, place, why. Contrast and all rules of WCAG 2.2 A and AA, and what is good practice; or these rules
 * `only`.
 */
export async function axeFindings(page: Page, only?: readonly string[]): Promise<string[]> {
  // A list that is on its way has no rows yet; one that has none shows no grid.
  await page.waitForFunction(() =>
    [...document.querySelectorAll('.grid-body')].every((body) => body.querySelector('[role=row]') !== null),
  );
  // What fades or moves has no colour of its own yet. What never ends, as a spinner, is not waited for.
  await page.waitForFunction(() =>
    document
      .getAnimations()
      .every((one) => one.playState !== 'running' || one.effect?.getComputedTiming().endTime === Infinity),
  );
  source ??= readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  // Given by the protocol of the browser, which the policy of the page does not hold back.
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(await source);
  return await page.evaluate(async (rules) => {
    const { axe } = window as unknown as { axe: { run(options: RunOptions): Promise<AxeResults> } };
    const { violations } = await axe.run({
      // What is in order is not described, which would take most of the time.
      resultTypes: ['violations'],
      ...(rules === undefined ? {} : { runOnly: [...rules] }),
    });
    // The rows of a grid are reached by its own keys, which scroll it too: its body need be no stop of its own.
    const scrolledByGrid = (id: string, target: string) =>
      id === 'scrollable-region-focusable' &&
      document.querySelector(target)?.closest('[role=grid][tabindex="0"]') != null;
    return violations.flatMap(({ id, nodes }) =>
      nodes
        .filter(({ target }) => !scrolledByGrid(id, target.join(' ')))
        .map(({ target, failureSummary }) => `${id}: ${target.join(' ')}: ${failureSummary ?? ''}`),
    );
  }, only);
}
