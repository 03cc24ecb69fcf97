import { type BrowserWindow, screen } from 'electron';
import { createWindow } from './window.ts';
import { isVisible, type KeptWindow } from './windows.ts';

/** Opens a window; where it stood before, if that can still be seen. Electron must be ready. */
export function openWindow({ hash = '', bounds }: Partial<KeptWindow>): BrowserWindow {
  const screens = screen.getAllDisplays().map(({ workArea }) => workArea);
  const visible = bounds !== undefined && isVisible(bounds, screens);
  return createWindow({ hash, ...(visible ? { bounds } : {}) });
}
