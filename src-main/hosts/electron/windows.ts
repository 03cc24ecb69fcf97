/** The windows that are open, and those that were when the application ended: they come back where they were. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BrowserWindow, Rectangle } from 'electron';
import { z } from 'zod';
import { replaceFile } from '../../files/replace-file.ts';

const most = 12;
const length = z.int().min(-100_000).max(100_000);

/** A window as it is kept: where it stood on the screen, and on which page. */
export const keptWindow = z.object({
  bounds: z.object({ x: length, y: length, width: length.min(200), height: length.min(150) }),
  hash: z
    .string()
    .max(2000)
    .regex(/^(#\/\S*)?$/),
});
export type KeptWindow = z.infer<typeof keptWindow>;

/** The page of an address, or none where the address is not one that a window would have. */
export function hashOf(url: string): string {
  const at = url.indexOf('#');
  const hash = at === -1 ? '' : url.slice(at);
  return keptWindow.shape.hash.safeParse(hash).success ? hash : '';
}

/** Reads what was kept in `folder`; nothing where there is none, or where it is damaged. */
export function readWindows(folder: string): readonly KeptWindow[] {
  try {
    return z
      .array(keptWindow)
      .max(most)
      .parse(JSON.parse(readFileSync(join(folder, 'windows.json'), 'utf8')));
  } catch {
    return [];
  }
}

/** Keeps the windows; that they cannot be kept costs nobody anything but their places. */
export function writeWindows(folder: string, windows: readonly KeptWindow[]): void {
  try {
    replaceFile(join(folder, 'windows.json'), JSON.stringify(windows.slice(0, most)), 'nothing');
  } catch (error) {
    process.stderr.write(`The places of the windows cannot be kept: ${String(error)}\n`);
  }
}

/** Whether enough of a window would be seen on one of the screens for it to be taken hold of. */
export function isVisible(bounds: Rectangle, screens: readonly Rectangle[]): boolean {
  return screens.some(
    (screen) =>
      Math.min(bounds.x + bounds.width, screen.x + screen.width) - Math.max(bounds.x, screen.x) >= 120 &&
      bounds.y >= screen.y - 20 &&
      bounds.y <= screen.y + screen.height - 80,
  );
}

/** The windows that are open, by the order in which they were opened. */
export class Windows {
  readonly #open = new Set<BrowserWindow>();
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  get full(): boolean {
    return this.#open.size >= most;
  }

  /** Whether `window` is the only one: with it, the application ends. */
  isLast(window: BrowserWindow): boolean {
    return this.#open.size === 1 && this.#open.has(window);
  }

  add(window: BrowserWindow): void {
    this.#open.add(window);
    // The last one is kept with those that were open just before it; one that is closed among others is not.
    window.on('close', () => {
      if (this.isLast(window)) this.keep();
    });
    window.on('closed', () => this.#open.delete(window));
  }

  keep(): void {
    writeWindows(
      this.#folder,
      [...this.#open].map((window) => ({
        bounds: window.getNormalBounds(),
        hash: hashOf(window.webContents.getURL()),
      })),
    );
  }

  send(channel: string, value: unknown): void {
    for (const window of this.#open) if (!window.isDestroyed()) window.webContents.send(channel, value);
  }

  /** The one that has the focus, or the last one that was opened. */
  get front(): BrowserWindow | undefined {
    const open = [...this.#open];
    return open.find((window) => window.isFocused()) ?? open.at(-1);
  }

  of(contents: Electron.WebContents): BrowserWindow | undefined {
    return [...this.#open].find((window) => window.webContents === contents);
  }
}
