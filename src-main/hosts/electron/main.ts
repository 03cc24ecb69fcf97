/** The desktop application: one window, and an engine that it attaches to or starts. Knows no cards and no servers. */

import { join } from 'node:path';
import { app, type BrowserWindow, dialog, type IpcMainEvent, ipcMain, Menu, session } from 'electron';
import { requestFrame, type ServerFrame } from '../../../src-shared/api.ts';
import { describeError, toWorkbenchError } from '../../../src-shared/errors/index.ts';
import { resolveDataFolder } from '../../store/data-folder.ts';
import { localCaller } from '../engine/caller.ts';
import { dispatch } from '../engine/serve-frames.ts';
import { packageFolder } from '../engine/version.ts';
import { channels } from './channels.ts';
import { EngineHost } from './engine-host.ts';
import { appOptions } from './options.ts';
import { createWindow, isOurs, lockDown, registerScheme, serveFiles } from './window.ts';

const options = appOptions(process.argv.slice(app.isPackaged ? 1 : 2), (option) =>
  resolveDataFolder({ option }),
);

let window: BrowserWindow | undefined;

function send(channel: string, value: unknown): void {
  if (window && !window.isDestroyed()) window.webContents.send(channel, value);
}

const host = new EngineHost(options, {
  event: (event) => send(channels.frame, { event } satisfies ServerFrame),
  alive: (alive) => send(channels.engineState, alive),
});

/** Answers a request of the window. Anything that is no request of ours is dropped. */
async function answer(event: IpcMainEvent, value: unknown): Promise<void> {
  const { senderFrame } = event;
  if (senderFrame === null || senderFrame.parent !== null || !isOurs(senderFrame.url)) return;
  const parsed = requestFrame.safeParse(value);
  if (!parsed.success) return;
  const { id, call, input } = parsed.data;
  let frame: ServerFrame;
  try {
    frame = { id, ok: await dispatch(host.engine, call, input, localCaller('window')) };
  } catch (error) {
    const { code, params } = toWorkbenchError(error).toData();
    frame = { id, error: { code, params: { ...params } } };
  }
  if (!event.sender.isDestroyed()) event.sender.send(channels.frame, frame);
}

/** What a person reads when the engine cannot be started at all. */
function showFailure(thrown: unknown): void {
  const { message, remedy } = describeError(toWorkbenchError(thrown).toData());
  dialog.showErrorBox('eUICC Workbench cannot be started', `${message}\n\n${remedy}`);
}

/** Operations that closing the window would break off. */
async function runningOperations(): Promise<number> {
  if (!host.alive || !host.own) return 0;
  // Those that hold a reader: one that broke off long ago and waits for its card is not running.
  const readers = await host.engine.call('readers.list', {});
  return readers.filter(({ operationId }) => operationId !== undefined).length;
}

async function mayClose(closing: BrowserWindow): Promise<boolean> {
  const running = await runningOperations().catch(() => 0);
  if (running === 0) return true;
  const { response } = await dialog.showMessageBox(closing, {
    type: 'warning',
    message: running === 1 ? 'An operation is running.' : `${running} operations are running.`,
    detail:
      'If you close the window, what can be cancelled is cancelled. A profile that is being written is finished first.',
    buttons: ['Keep open', 'Close'],
    defaultId: 0,
    cancelId: 0,
    noLink: true,
  });
  return response === 1;
}

let agreed = false;
function askBeforeClosing(opened: BrowserWindow): void {
  let asking = false;
  opened.on('close', (event) => {
    if (agreed) return;
    event.preventDefault();
    if (asking) return;
    asking = true;
    void mayClose(opened).then((may) => {
      asking = false;
      if (!may) return;
      agreed = true;
      opened.close();
    });
  });
}

function menu(): Menu {
  return Menu.buildFromTemplate([
    ...(process.platform === 'darwin' ? [{ role: 'appMenu' as const }] : []),
    { role: 'fileMenu' },
    { role: 'editMenu' },
    {
      label: 'View',
      submenu: [
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { type: 'separator' },
        { role: 'togglefullscreen' },
        ...(app.isPackaged ? [] : [{ role: 'toggleDevTools' as const }]),
      ],
    },
    { role: 'windowMenu' },
  ]);
}

async function open(): Promise<void> {
  lockDown(session.defaultSession);
  serveFiles(session.defaultSession, join(packageFolder(), 'out', 'renderer'));
  Menu.setApplicationMenu(menu());
  ipcMain.on(channels.request, (event, value: unknown) => void answer(event, value));
  ipcMain.handle(channels.engineState, () => host.alive);
  try {
    await host.open();
  } catch (error) {
    showFailure(error);
    app.exit(1);
    return;
  }
  window = await createWindow();
  askBeforeClosing(window);
}

// One window per data folder: Chromium's own files, and with them the lock of the single instance, go there.
app.setPath('userData', join(options.dataFolder, 'window'));
app.enableSandbox();
registerScheme();

if (app.requestSingleInstanceLock()) {
  app.on('second-instance', () => {
    if (window?.isMinimized()) window.restore();
    window?.focus();
  });
  let ended = false;
  app.on('will-quit', (event) => {
    if (ended) return;
    event.preventDefault();
    void host.close().finally(() => {
      ended = true;
      app.quit();
    });
  });
  app.on('window-all-closed', () => app.quit());
  void app.whenReady().then(open);
} else app.quit();
