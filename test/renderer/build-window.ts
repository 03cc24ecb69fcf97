import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const root = resolve(import.meta.dirname, '../..');

/** `development`: with the parts of React that complain of mistakes, and take several times as long. */
export type WindowKind = 'production' | 'development';

export interface BuiltWindow {
  readonly folder: string;
  remove(): Promise<void>;
}

/** Builds the window into a folder of its own, so that tests neither need nor disturb `out/`. */
export async function buildWindow(kind: WindowKind = 'production'): Promise<BuiltWindow> {
  const folder = await mkdtemp(join(tmpdir(), 'euicc-workbench-window-'));
  const remove = () => rm(folder, { recursive: true, force: true });
  const vite = join(root, 'node_modules/vite/bin/vite.js');
  try {
    // In a program of its own: the kind is told by its environment, and that of a test says `test`.
    await promisify(execFile)(
      process.execPath,
      [vite, 'build', '--outDir', folder, '--emptyOutDir', '--logLevel', 'error'],
      { cwd: root, env: { ...process.env, NODE_ENV: kind } },
    );
  } catch (error) {
    await remove();
    throw error;
  }
  return { folder, remove };
}
