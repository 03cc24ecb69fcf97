/** How a shot comes to what it shows. */

import type { Page } from 'playwright-core';
import type { Scenario } from './fixture-api.ts';
import { goTo, settled } from './settled.ts';

/**
 * Brings an open window to what it shows. `at`: where it leads first; a window that is opened there need not go. `acts`: it does
 * something there, as opening a dialog, which is left with the page.
 */
export interface Shot {
  (page: Page): Promise<void>;
  readonly at?: string;
  readonly acts?: boolean;
}
export type ShotRow = readonly [name: string, scenario: Scenario, shot: Shot];

/** Leads to an address. */
export const go = (hash: string, then?: Shot): Shot =>
  Object.assign(
    async (page: Page) => {
      await goTo(page, hash);
      await settled(page);
      await then?.(page);
    },
    { at: hash, acts: then !== undefined },
  );

export const press =
  (key: string): Shot =>
  async (page) => {
    await page.keyboard.press(key);
    await settled(page);
  };
