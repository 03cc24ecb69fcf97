/** `node test/renderer/screenshots.ts FOLDER [only]`: pictures of every page in every state, to be looked at. */

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { launchChromium } from '../support/chromium.ts';
import { buildWindow } from './build-window.ts';
import type { Scenario } from './fixture-api.ts';
import { startFixtureServer } from './fixture-server.ts';
import { settled, watchCalls } from './settled.ts';
import { type Shot, shots } from './shots.ts';

const [out = '.tmp/screens', only = ''] = process.argv.slice(2);
await mkdir(out, { recursive: true });
const { folder, remove } = await buildWindow();

const sizes = [
  ['1280', { width: 1280, height: 800 }],
  ['1920', { width: 1920, height: 1080 }],
] as const;

async function take(browser: Browser, name: string, scenario: Scenario, shot: Shot): Promise<void> {
  for (const [size, viewport] of sizes)
    for (const colorScheme of ['light', 'dark'] as const) {
      const file = `${name}-${size}-${colorScheme}`;
      if (!only.split(',').some((part) => file.includes(part))) continue;
      const server = await startFixtureServer(folder, scenario, { pace: 60 });
      const context = await browser.newContext({ viewport, colorScheme, reducedMotion: 'no-preference' });
      const page = await context.newPage();
      watchCalls(page);
      page.on('console', (message) => {
        if (message.type() === 'error' || message.type() === 'warning') console.log(file, message.text());
      });
      page.on('pageerror', (error) => console.log(file, error.message));
      try {
        await page.goto(server.address());
        await settled(page);
        await shot(page);
        await page.screenshot({ path: join(out, `${file}.png`) });
      } catch (error) {
        console.log(file, String(error).slice(0, 600));
        await page.screenshot({ path: join(out, `${file}-broken.png`) });
      }
      await context.close();
      await server.close();
    }
}

const browser = await launchChromium();
for (const [name, scenario, shot] of shots) await take(browser, name, scenario, shot);
await browser.close();
await remove();
