import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';
import { rendererConfig } from '../../vite.config.ts';

/** The browser that Debian brings; elsewhere named by CHROMIUM. */
export const chromiumPath = [process.env['CHROMIUM'], '/usr/bin/chromium', '/usr/bin/google-chrome'].find(
  (path) => path !== undefined && existsSync(path),
);

/** Builds the window into a folder of its own, so that tests neither need nor disturb `out/`. */
export async function buildWindow(): Promise<{ readonly folder: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'euicc-workbench-window-'));
  await build({
    ...rendererConfig,
    configFile: false,
    logLevel: 'error',
    build: { ...rendererConfig.build, outDir: folder },
  });
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}
