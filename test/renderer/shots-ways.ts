/** How a shot comes to what it shows. */

import type { Page } from 'playwright-core';
import type { Scenario } from './fixture-api.ts';
import { goTo, settled } from './settled.ts';

export type Shot = (page: Page) => Promise<void>;
export type ShotRow = readonly [name: string, scenario: Scenario, shot: Shot];

/** Leads to an address. */
export const go =
  (hash: string, then?: Shot): Shot =>
  async (page) => {
    await goTo(page, hash);
    await settled(page);
    await then?.(page);
  };

export const press =
  (key: string): Shot =>
  async (page) => {
    await page.keyboard.press(key);
    await settled(page);
  };
