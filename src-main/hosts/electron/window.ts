/** A window: our own files under a strict policy, no way out of them, no permission but those that it asks for by what it does. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { app, BrowserWindow, protocol, type Rectangle, type Session } from 'electron';
import { packageFolder } from '../engine/version.ts';
import { contentType, fileOf, securityHeaders } from '../engine/window-files.ts';

const scheme = 'app';
const home = `${scheme}://workbench/index.html`;

/**
 * As the server's, but for the policy about openers: no page can open ours and ours opens none, and for that policy Chromium starts a second
 * renderer in place of the one that is there (a tenth of the start).
 */
const { 'Cross-Origin-Opener-Policy': _, ...windowHeaders } = securityHeaders;

/** Where the window's files come from: the build, or in development Vite's server. */
function developmentAddress(): string | undefined {
  // From electron-vite. A packaged application takes no page from its environment.
  return app.isPackaged ? undefined : process.env['ELECTRON_RENDERER_URL'];
}

function origin(): string {
  const development = developmentAddress();
  return development === undefined ? `${scheme}://workbench` : new URL(development).origin;
}

/** Whether a frame may talk to the engine: ours alone. */
export function isOurs(url: string): boolean {
  return url === origin() || url.startsWith(`${origin()}/`);
}

/** Must be called before the application is ready. */
export function registerScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ]);
}

/**
 * Serves the window's files under `app://workbench/`. By the way that Electron calls outdated: the one that it offers in its place
 * loads Node's `fetch` for the first answer, which every start of the window would wait for (50 ms). Read at once, since few and
 * small files come from our own folder.
 */
export function serveFiles(session: Session, folder: string): void {
  const isServed = session.protocol.registerBufferProtocol(scheme, ({ url, method }, answer) => {
    const { host, pathname } = new URL(url);
    const file = host === 'workbench' && method === 'GET' ? fileOf(folder, pathname) : undefined;
    try {
      if (file === undefined) throw new Error('no file of the window');
      const type = contentType(file);
      answer({
        data: readFileSync(file),
        mimeType: type.replace(/;.*/, ''),
        headers: { ...windowHeaders, 'Content-Type': type },
      });
    } catch {
      answer({ statusCode: 404, data: Buffer.alloc(0), headers: { ...windowHeaders } });
    }
  });
  if (!isServed) throw new Error(`${scheme}: is somebody else's`);
}

/**
 * What our own page may do: put text on the clipboard, as its copy buttons do, read an activation code from it when a button is
 * pressed, and look through the camera for a QR code (pictures alone, no sound). Nobody may do anything else.
 */
export function isPermitted(
  permission: string,
  url: string | undefined,
  media: readonly string[] | undefined,
): boolean {
  if (url === undefined || !isOurs(url)) return false;
  if (permission === 'media') return media?.length === 1 && media[0] === 'video';
  return permission === 'clipboard-sanitized-write' || permission === 'clipboard-read';
}

/** Nothing from the network, no permission but those of `isPermitted`, no downloads of what the window did not make itself. */
export function lockDown(session: Session): void {
  session.setPermissionRequestHandler((_contents, permission, callback, details) =>
    callback(
      isPermitted(
        permission,
        details.requestingUrl,
        'mediaTypes' in details ? details.mediaTypes : undefined,
      ),
    ),
  );
  session.setPermissionCheckHandler((_contents, permission, origin, details) =>
    isPermitted(permission, origin, details.mediaType === undefined ? undefined : [details.mediaType]),
  );
  session.setDevicePermissionHandler(() => false);
  session.webRequest.onBeforeRequest((details, callback) => {
    const { protocol: kind } = new URL(details.url);
    const local = kind === 'blob:' || kind === 'data:' || kind === 'devtools:';
    // In development, Vite speaks over a WebSocket too.
    const ours = isOurs(details.url.replace(/^ws:/, 'http:'));
    callback({ cancel: !local && !ours });
  });
}

/** Opens a window on a page of ours (its fragment, or nothing for the first one); it is shown when it is painted. */
export function createWindow({
  hash = '',
  bounds,
}: {
  readonly hash?: string;
  readonly bounds?: Rectangle;
}): BrowserWindow {
  const window = new BrowserWindow({
    width: 1360,
    height: 860,
    ...bounds,
    minWidth: 640,
    minHeight: 400,
    show: false,
    title: 'eUICC Workbench',
    webPreferences: {
      preload: join(packageFolder(), 'out', 'preload', 'preload.cjs'),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      spellcheck: false,
      navigateOnDragDrop: false,
      webviewTag: false,
      // alert() and the like would hold the window up; ours are its own.
      disableDialogs: true,
    },
  });
  const { webContents } = window;
  webContents.setWindowOpenHandler(() => ({ action: 'deny' }));
  const stay = (event: { readonly url: string; preventDefault(): void }) => {
    if (!isOurs(event.url)) event.preventDefault();
  };
  webContents.on('will-navigate', stay);
  webContents.on('will-redirect', stay);
  webContents.on('will-frame-navigate', stay);
  webContents.on('will-attach-webview', (event) => event.preventDefault());
  window.once('ready-to-show', () => window.show());
  window.loadURL(`${developmentAddress() ?? home}${hash}`).catch((error: unknown) => {
    // One that is closed while it loads is no failure.
    if (!window.isDestroyed()) process.stderr.write(`The window cannot be loaded: ${String(error)}\n`);
  });
  return window;
}
