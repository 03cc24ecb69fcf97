/** What the windows ask of the desktop beside the engine: menu, further windows, zoom, notes of the system. */

import { app, type BrowserWindow, Menu, type MenuItemConstructorOptions, Notification } from 'electron';
import type { FromDesktop, MenuItem, ToDesktop } from '../../../src-shared/desktop.ts';
import type { Language } from '../../../src-shared/language.ts';
import { speak, type Translations } from '../../../src-shared/texts/speak.ts';

const loaders: Readonly<Record<Language, () => Promise<{ readonly texts: Partial<Translations> }>>> = {
  en: async () => ({ texts: {} }),
  de: () => import('../../../src-shared/texts/de/index.ts'),
  zh: () => import('../../../src-shared/texts/zh/index.ts'),
};

/**
 * Speaks in dialogs as the windows do. Errors stay English here, since they go to the log, but `withErrors`: when one is shown
 * and the application ends after it.
 */
export async function speakIn(language: Language, withErrors = false): Promise<void> {
  const { texts } = await loaders[language]();
  const { shell, domain } = texts;
  speak(
    language,
    withErrors
      ? texts
      : {
          ...(shell === undefined ? {} : { shell }),
          ...(domain === undefined ? {} : { domain }),
        },
  );
}

export interface ShellPorts {
  /** To the window in front. */
  say(message: FromDesktop): void;
  openWindow(hash: string): void;
}

function menuEntry(item: MenuItem, say: ShellPorts['say']): MenuItemConstructorOptions {
  if ('separator' in item) return { type: 'separator' };
  if ('role' in item) return { role: item.role, label: item.label };
  return {
    label: item.label,
    ...(item.accelerator === undefined ? {} : { accelerator: item.accelerator }),
    click: () => say({ type: 'command', id: item.command }),
  };
}

/** The application's menu out of what a window has said. */
export function menuTemplate(
  { menus }: Extract<ToDesktop, { type: 'menu' }>,
  say: ShellPorts['say'],
  packaged: boolean,
): MenuItemConstructorOptions[] {
  return [
    ...(process.platform === 'darwin' ? [{ role: 'appMenu' as const }] : []),
    ...menus.map(({ label, items }) => ({
      label,
      submenu: items
        .filter((item) => !(packaged && 'role' in item && item.role === 'toggleDevTools'))
        .map((item) => menuEntry(item, say)),
    })),
  ];
}

/** Does what a window has said. */
export async function hear(message: ToDesktop, window: BrowserWindow, ports: ShellPorts): Promise<void> {
  switch (message.type) {
    case 'menu':
      Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(message, ports.say, app.isPackaged)));
      await speakIn(message.language);
      return;
    case 'window':
      ports.openWindow(message.hash);
      return;
    case 'zoom':
      window.webContents.setZoomFactor(message.percent / 100);
      return;
    case 'note': {
      if (!Notification.isSupported()) return;
      const note = new Notification({ title: message.title, body: message.body });
      note.on('click', () => {
        if (window.isDestroyed()) return;
        if (window.isMinimized()) window.restore();
        window.focus();
        ports.say({ type: 'go', hash: message.hash });
      });
      note.show();
    }
  }
}
