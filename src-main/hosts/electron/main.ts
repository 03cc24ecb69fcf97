/** The desktop application: its windows, and an engine that they attach to or start. Knows no cards and no servers. */

import { join } from 'node:path';
import { app, type BrowserWindow, dialog, type IpcMainEvent, ipcMain, screen, session } from 'electron';
import { requestFrame, type ServerFrame } from '../../../src-shared/api.ts';
import { type FromDesktop, toDesktop } from '../../../src-shared/desktop.ts';
import { describeError, toWorkbenchError } from '../../../src-shared/errors/index.ts';
import { systemLanguage } from '../../../src-shared/language.ts';
import { resolveDataFolder } from '../../store/data-folder.ts';
import { localCaller } from '../engine/caller.ts';
import { dispatch } from '../engine/serve-frames.ts';
import { packageFolder } from '../engine/version.ts';
import { channels } from './channels.ts';
import { closingQuestion, endingOperations } from './closing.ts';
import { hear, speakIn } from './desktop-shell.ts';
import { EngineHost } from './engine-host.ts';
import { codeOf, openedOf } from './opened.ts';
import { appOptions } from './options.ts';
import { createWindow, isOurs, lockDown, registerScheme, serveFiles } from './window.ts';
import { isVisible, type KeptWindow, readWindows, Windows } from './windows.ts';

const options = appOptions(process.argv.slice(app.isPackaged ? 1 : 2), (option) =>
  resolveDataFolder({ option }),
);

const windowFolder = join(options.dataFolder, 'window');
const windows = new Windows(windowFolder);

/** What the system has handed over before there was a window to take it, and an engine that the window could ask about it. */
let waiting: readonly FromDesktop[] = openedOf(process.argv.slice(1));
/** Whether a window has said a word, and so hears what is said to it. */
let listening = false;

/** To the window in front; kept for the first one where there is none yet. */
function say(message: FromDesktop): void {
  waiting = [...waiting, message].slice(-8);
  sayWaiting();
}

function sayWaiting(): void {
  const { front } = windows;
  if (!host.alive || !listening || front === undefined) return;
  for (const message of waiting) front.webContents.send(channels.said, message);
  waiting = [];
}

const host = new EngineHost(options, {
  event: (event) => windows.send(channels.frame, { event } satisfies ServerFrame),
  alive(alive) {
    windows.send(channels.engineState, alive);
    sayWaiting();
  },
});

/** Whether a message comes from a page of ours, and from no frame within it. */
function isFromUs({ senderFrame }: Pick<IpcMainEvent, 'senderFrame'>): boolean {
  return senderFrame !== null && senderFrame.parent === null && isOurs(senderFrame.url);
}

/** Answers a request of the window. Anything that is no request of ours is dropped. */
async function answer(event: IpcMainEvent, value: unknown): Promise<void> {
  if (!isFromUs(event)) return;
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

/** Does what a window says to the desktop. Anything that is no such message is dropped. */
function heard(event: IpcMainEvent, value: unknown): void {
  const window = isFromUs(event) ? windows.of(event.sender) : undefined;
  const parsed = toDesktop.safeParse(value);
  if (window === undefined || !parsed.success) return;
  // The first word of a window: from now on it hears what is said to it.
  if (parsed.data.type === 'menu') {
    listening = true;
    sayWaiting();
  }
  void hear(parsed.data, window, { say, openWindow: (hash) => openWindow({ hash }) });
}

/** Whether the last window may close: at once where nothing would be broken off, else as somebody says. */
async function mayClose(closing: BrowserWindow): Promise<boolean> {
  if (!host.alive || !host.own) return true;
  const question = closingQuestion(await endingOperations(() => host.engine.call('operations.ending', {})));
  if (question === undefined) return true;
  const { response } = await dialog.showMessageBox(closing, {
    type: 'warning',
    ...question,
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
    // Another window goes on with what runs.
    if (agreed || !windows.isLast(opened)) return;
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

function openWindow({ hash = '', bounds }: Partial<KeptWindow>): void {
  if (windows.full) return;
  const visible =
    bounds !== undefined &&
    isVisible(
      bounds,
      screen.getAllDisplays().map(({ workArea }) => workArea),
    );
  const window = createWindow({ hash, ...(visible ? { bounds } : {}) });
  askBeforeClosing(window);
  windows.add(window);
}

async function open(): Promise<void> {
  lockDown(session.defaultSession);
  serveFiles(session.defaultSession, join(packageFolder(), 'out', 'renderer'));
  ipcMain.on(channels.request, (event, value: unknown) => void answer(event, value));
  ipcMain.on(channels.say, (event, value: unknown) => heard(event, value));
  ipcMain.handle(channels.engineState, (event) => isFromUs(event) && host.alive);
  // Both take their time; the window says that it waits for the engine.
  host.open().catch((error: unknown) => {
    showFailure(error);
    app.exit(1);
  });
  // Until a window says which language it speaks.
  await speakIn(systemLanguage(app.getPreferredSystemLanguages()));
  const kept = readWindows(windowFolder);
  for (const one of kept.length === 0 ? [{}] : kept) openWindow(one);
}

// One application per data folder: Chromium's own files, and with them the lock of the single instance, go there.
app.setPath('userData', windowFolder);
app.enableSandbox();
registerScheme();

if (app.requestSingleInstanceLock()) {
  app.on('second-instance', (_event, args) => {
    const { front } = windows;
    if (front?.isMinimized()) front.restore();
    front?.focus();
    for (const message of openedOf(args.slice(1))) say(message);
  });
  // macOS hands over in these ways what others put on the command line.
  app.on('open-url', (event, url) => {
    event.preventDefault();
    const text = codeOf(url);
    if (text !== undefined) say({ type: 'code', text });
  });
  app.on('open-file', (event, path) => {
    event.preventDefault();
    for (const message of openedOf([path])) say(message);
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
