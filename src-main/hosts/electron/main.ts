/** The desktop application: its windows, and an engine that they attach to or start. Knows no cards and no servers. Loaded by `boot.ts`. */

import { app, type BrowserWindow, dialog, type IpcMainEvent, ipcMain, type UtilityProcess } from 'electron';
import type { CallInput, CallName, ServerFrame } from '../../../src-shared/api.ts';
import { type FromDesktop, toDesktop } from '../../../src-shared/desktop.ts';
import { describeError, toWorkbenchError } from '../../../src-shared/errors/index.ts';
import { requestFrame } from '../../../src-shared/frames.ts';
import { spokenLanguage, systemLanguage } from '../../../src-shared/language.ts';
import { shellText } from '../../../src-shared/texts.ts';
import { localCaller } from '../engine/caller.ts';
import { channels } from './channels.ts';
import { closingQuestion, endingOperations } from './closing.ts';
import { hear, speakIn } from './desktop-shell.ts';
import { EngineHost } from './engine-host.ts';
import { openWindow } from './open-window.ts';
import type { AppOptions } from './options.ts';
import { isOurs } from './window.ts';
import { Windows } from './windows.ts';

export interface DesktopOptions {
  readonly options: AppOptions;
  /** Where Chromium keeps its files, and we the places of our windows. */
  readonly windowFolder: string;
  /** A process for the engine that is on its way already. */
  readonly engine: UtilityProcess | undefined;
}

/** Whether a message comes from a page of ours, and from no frame within it. */
function isFromUs({ senderFrame }: Pick<IpcMainEvent, 'senderFrame'>): boolean {
  return senderFrame !== null && senderFrame.parent === null && isOurs(senderFrame.url);
}

/** What a person reads when the engine cannot be started at all. */
async function showFailure(thrown: unknown): Promise<void> {
  // In English where the texts themselves cannot be had.
  await speakIn(spokenLanguage(), true).catch(() => undefined);
  const { message, remedy } = describeError(toWorkbenchError(thrown).toData());
  dialog.showErrorBox(shellText.closing.notStarted, `${message}\n\n${remedy}`);
}

export class Desktop {
  readonly #windows: Windows;
  readonly #host: EngineHost;
  /** What the system has handed over before there was a window to take it, and an engine that the window could ask about it. */
  #waiting: readonly FromDesktop[] = [];
  /** Whether a window has said a word, and so hears what is said to it. */
  #listening = false;
  /** Whether somebody has agreed that the last window closes. */
  #agreed = false;

  constructor({ options, windowFolder, engine }: DesktopOptions) {
    this.#windows = new Windows(windowFolder);
    this.#host = new EngineHost(
      options,
      {
        event: (event) => this.#windows.send(channels.frame, { event } satisfies ServerFrame),
        alive: (alive) => {
          this.#windows.send(channels.engineState, alive);
          this.#sayWaiting();
        },
      },
      engine,
    );
  }

  /** Begins to serve the windows that are open; the engine is opened when `painted` resolves. */
  async open(windows: readonly BrowserWindow[], painted: Promise<unknown>): Promise<void> {
    ipcMain.on(channels.request, (event, value: unknown) => void this.#answer(event, value));
    ipcMain.on(channels.say, (event, value: unknown) => this.#heard(event, value));
    ipcMain.handle(channels.engineState, (event) => isFromUs(event) && this.#host.alive);
    for (const window of windows) this.#add(window);
    let closing = false;
    let ended = false;
    app.on('will-quit', (event) => {
      if (ended) return;
      closing = true;
      event.preventDefault();
      void this.#host.close().finally(() => {
        ended = true;
        app.quit();
      });
    });
    // Both take their time; the window says that it waits for the engine.
    const opened = painted.then(() => (closing ? undefined : this.#host.open()));
    opened.catch(async (error: unknown) => {
      // Nobody waits for it any more.
      if (closing) return;
      await showFailure(error);
      app.exit(1);
    });
    // Until a window says which language it speaks.
    await speakIn(systemLanguage(app.getPreferredSystemLanguages()));
  }

  /** To the window in front; kept for the first one where there is none yet. */
  say(message: FromDesktop): void {
    this.#waiting = [...this.#waiting, message].slice(-8);
    this.#sayWaiting();
  }

  toFront(): void {
    const { front } = this.#windows;
    if (front?.isMinimized()) front.restore();
    front?.focus();
  }

  #sayWaiting(): void {
    const { front } = this.#windows;
    if (!this.#host.alive || !this.#listening || front === undefined) return;
    for (const message of this.#waiting) front.webContents.send(channels.said, message);
    this.#waiting = [];
  }

  /** Answers a request of the window. Anything that is no request of ours is dropped. */
  async #answer(event: IpcMainEvent, value: unknown): Promise<void> {
    if (!isFromUs(event)) return;
    const parsed = requestFrame.safeParse(value);
    if (!parsed.success) return;
    const { id, call, input } = parsed.data;
    let frame: ServerFrame;
    try {
      // Whether there is such a call, and its input as it must be, the engine says.
      const engine = await this.#host.engineToCome();
      frame = {
        id,
        ok: await engine.call(call as CallName, input as CallInput<CallName>, localCaller('window')),
      };
    } catch (error) {
      const { code, params } = toWorkbenchError(error).toData();
      frame = { id, error: { code, params: { ...params } } };
    }
    if (!event.sender.isDestroyed()) event.sender.send(channels.frame, frame);
  }

  /** Does what a window says to the desktop. Anything that is no such message is dropped. */
  #heard(event: IpcMainEvent, value: unknown): void {
    const window = isFromUs(event) ? this.#windows.of(event.sender) : undefined;
    const parsed = toDesktop.safeParse(value);
    if (window === undefined || !parsed.success) return;
    // The first word of a window: from now on it hears what is said to it.
    if (parsed.data.type === 'menu') {
      this.#listening = true;
      this.#sayWaiting();
    }
    void hear(parsed.data, window, {
      say: (message) => this.say(message),
      openWindow: (hash) => this.#openWindow(hash),
    });
  }

  /** Whether the last window may close: at once where nothing would be broken off, else as somebody says. */
  async #mayClose(closing: BrowserWindow): Promise<boolean> {
    const host = this.#host;
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

  #askBeforeClosing(opened: BrowserWindow): void {
    let asking = false;
    opened.on('close', (event) => {
      // Another window goes on with what runs.
      if (this.#agreed || !this.#windows.isLast(opened)) return;
      event.preventDefault();
      if (asking) return;
      asking = true;
      void this.#mayClose(opened).then((may) => {
        asking = false;
        if (!may) return;
        this.#agreed = true;
        opened.close();
      });
    });
  }

  #openWindow(hash: string): void {
    if (!this.#windows.full) this.#add(openWindow({ hash }));
  }

  #add(window: BrowserWindow): void {
    this.#askBeforeClosing(window);
    this.#windows.add(window);
  }
}
