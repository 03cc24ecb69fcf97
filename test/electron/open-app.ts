/** The built application with its window in front, for the programs that drive it. */

import { resolve } from 'node:path';
import type { ElectronApplication, Page } from 'playwright-core';
import { launch } from './launch.ts';

export interface OpenedApp {
  readonly app: ElectronApplication;
  readonly page: Page;
}

/** Opens it on a data folder and waits for its pages, which it shows when its engine is there. `problems` takes what the window complains about. */
export async function openApp(
  executablePath: string,
  dataFolder: string,
  { args = [], problems = [] }: { readonly args?: readonly string[]; readonly problems?: string[] } = {},
): Promise<OpenedApp> {
  const app = await launch(executablePath, [
    resolve(import.meta.dirname, '../..'),
    '--data',
    dataFolder,
    ...args,
  ]);
  app.process().stderr?.pipe(process.stderr);
  const page = await app.firstWindow();
  page.setDefaultTimeout(30_000);
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
  page.on('pageerror', (error) => problems.push(error.message));
  await page.getByRole('navigation', { name: 'Main' }).waitFor();
  return { app, page };
}
