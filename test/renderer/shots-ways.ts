/** How a shot comes to what it shows. */

import type { Page } from 'playwright-core';
import type { Scenario } from './fixture-api.ts';

export type Shot = (page: Page) => Promise<void>;
export type ShotRow = readonly [name: string, scenario: Scenario, shot: Shot];

export const go =
  (hash: string, then?: Shot): Shot =>
  async (page) => {
    await page.evaluate((next) => {
      window.location.hash = next;
    }, hash);
    await page.waitForTimeout(350);
    await then?.(page);
  };

export const press =
  (key: string): Shot =>
  async (page) => {
    await page.keyboard.press(key);
    await page.waitForTimeout(350);
  };
