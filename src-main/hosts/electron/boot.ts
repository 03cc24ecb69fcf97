/**
 * What Electron must be told before it is ready, and what is begun as soon as it is. The rest of the application is loaded after
 * that: until then nobody waits for it, and the engine's process is on its way meanwhile.
 */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { app, session } from 'electron';
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

async function open(): Promise<void> {
  // Where an engine runs, it is attached to.
  const engine = existsSync(join(options.dataFolder, engineFileName)) ? undefined : forkEngine();
  lockDown(session.defaultSession);
  serveFiles(session.defaultSession, join(packageFolder(), 'out', 'renderer'));
  const kept = readWindows(windowFolder);
  const windows = (kept.length === 0 ? [{}] : kept).map(openWindow);
  // Whatever the windows have to say, they say it later: this takes less time than a window to come up.
  const { Desktop } = await import('./main.ts');
  desktop = new Desktop({ options, windowFolder, engine });
  void desktop.open(windows);
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
