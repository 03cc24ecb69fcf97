/**
 * What Electron must be told before it is ready, and what is begun as soon as it is. The rest of the application is loaded after
 * that: until then nobody waits for it, and the engine's process is on its way meanwhile.
 */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { app, type BrowserWindow, session } from 'electron';
import type { FromDesktop } from '../../../src-shared/desktop.ts';
import { resolveDataFolder } from '../../store/data-folder-place.ts';
import { engineFileName } from '../engine/engine-file.ts';
import { packageFolder } from '../engine/version.ts';
import { forkEngine } from './engine-fork.ts';
import type { Desktop } from './main.ts';
import { openWindow } from './open-window.ts';
import { codeOf, openedOf } from './opened.ts';
import { appOptions } from './options.ts';
import { lockDown, registerScheme, serveFiles } from './window.ts';
import { readWindows } from './windows.ts';

const options = appOptions(process.argv.slice(app.isPackaged ? 1 : 2), (option) =>
  resolveDataFolder({ option }),
);
const windowFolder = join(options.dataFolder, 'window');

// One application per data folder: Chromium's own files, and with them the lock of the single instance, go there.
app.setPath('userData', windowFolder);
app.enableSandbox();
registerScheme();

let desktop: Desktop | undefined;
/** What the system has handed over before there was anybody to take it. */
let handedOver: readonly FromDesktop[] = openedOf(process.argv.slice(1));

function handOver(messages: readonly FromDesktop[]): void {
  if (desktop === undefined) handedOver = [...handedOver, ...messages].slice(-8);
  else for (const message of messages) desktop.say(message);
}

/** A window that has not painted by then has something else the matter. */
const paintMs = 3_000;

/** When a window has been painted for the first time, or that takes too long. */
async function firstPicture(windows: readonly BrowserWindow[]): Promise<void> {
  const painted = windows.map(
    (window) => new Promise<void>((resolve) => window.once('ready-to-show', () => resolve())),
  );
  await Promise.race([...painted, sleep(paintMs)]);
}

async function open(): Promise<void> {
  const kept = readWindows(windowFolder);
  // A window that was open before shows its bench as it was last, and paints it before the engine takes the processors. Without
  // that, nothing can be shown before the engine is there. Where one runs, it is attached to.
  const remembers = kept.length > 0;
  const runs = existsSync(join(options.dataFolder, engineFileName));
  const engine = remembers || runs ? undefined : forkEngine();
  lockDown(session.defaultSession);
  serveFiles(session.defaultSession, join(packageFolder(), 'out', 'renderer'));
  const windows = (kept.length === 0 ? [{}] : kept).map(openWindow);
  const painted = remembers && !runs ? firstPicture(windows) : Promise.resolve();
  // Whatever the windows have to say, they say it later: this takes less time than a window to come up.
  const { Desktop } = await import('./main.ts');
  desktop = new Desktop({ options, windowFolder, engine });
  void desktop.open(windows, painted);
  handOver(handedOver);
}

if (app.requestSingleInstanceLock()) {
  app.on('second-instance', (_event, args) => {
    desktop?.toFront();
    handOver(openedOf(args.slice(1)));
  });
  // macOS hands over in these ways what others put on the command line.
  app.on('open-url', (event, url) => {
    event.preventDefault();
    const text = codeOf(url);
    if (text !== undefined) handOver([{ type: 'code', text }]);
  });
  app.on('open-file', (event, path) => {
    event.preventDefault();
    handOver(openedOf([path]));
  });
  app.on('window-all-closed', () => app.quit());
  void app.whenReady().then(open);
} else app.quit();
