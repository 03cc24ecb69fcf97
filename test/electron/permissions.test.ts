import type { Session } from 'electron';
import { afterEach, expect, test, vi } from 'vitest';
import { lockDown } from '../../src-main/hosts/electron/window.ts';

vi.mock('electron', () => ({ app: { isPackaged: false }, BrowserWindow: class {}, protocol: {} }));
afterEach(() => vi.unstubAllEnvs());

type Request = (contents: null, what: string, done: (granted: boolean) => void, details: object) => void;
type Check = (contents: null, what: string, origin: string, details: object) => boolean;

/** Whether a page may do something: when it asks, and when it merely wants to know. */
function permissions() {
  let request: Request = () => {};
  let check: Check = () => true;
  let device = (_details: object) => true;
  lockDown({
    setPermissionRequestHandler: (handler: Request) => {
      request = handler;
    },
    setPermissionCheckHandler: (handler: Check) => {
      check = handler;
    },
    setDevicePermissionHandler: (handler: typeof device) => {
      device = handler;
    },
    webRequest: { onBeforeRequest: () => {} },
  } as unknown as Session);
  return (what: string, url: string, mediaTypes?: readonly string[]) => {
    let granted: boolean | undefined;
    request(null, what, (answer) => (granted = answer), {
      requestingUrl: url,
      isMainFrame: true,
      ...(mediaTypes === undefined ? {} : { mediaTypes }),
    });
    return [
      granted,
      check(null, what, url, mediaTypes?.length === 1 ? { mediaType: mediaTypes[0] } : {}),
      device({ deviceType: 'usb', origin: url }),
    ];
  };
}

test('our own page may write text to the clipboard', () => {
  const may = permissions();
  for (const url of ['app://workbench', 'app://workbench/', 'app://workbench/index.html'])
    expect(may('clipboard-sanitized-write', url)).toEqual([true, true, false]);
  vi.stubEnv('ELECTRON_RENDERER_URL', 'http://localhost:5173/');
  expect(may('clipboard-sanitized-write', 'http://localhost:5173/')).toEqual([true, true, false]);
  expect(may('clipboard-sanitized-write', 'app://workbench/')).toEqual([false, false, false]);
});

test.each(['app://workbench.example.com/', 'app://other/', 'https://example.com/', 'file:///', 'null', ''])(
  'a page of %j may not',
  (url) => expect(permissions()('clipboard-sanitized-write', url)).toEqual([false, false, false]),
);

test('our own page may look through the camera, and not listen', () => {
  const may = permissions();
  const url = 'app://workbench/';
  expect(may('media', url, ['video'])).toEqual([true, true, false]);
  for (const media of [['audio'], ['audio', 'video'], []]) expect(may('media', url, media)[0]).toBe(false);
  expect(may('media', 'https://example.com/', ['video'])).toEqual([false, false, false]);
});

test('our own page may read a code from the clipboard, and no other page may', () => {
  const may = permissions();
  expect(may('clipboard-read', 'app://workbench/')).toEqual([true, true, false]);
  for (const url of ['app://other/', 'https://example.com/', 'file:///', ''])
    expect(may('clipboard-read', url)).toEqual([false, false, false]);
});

test.each(['notifications', 'media', 'geolocation', 'usb', 'fileSystem', 'openExternal'])(
  'nobody may do %s',
  (what) => expect(permissions()(what, 'app://workbench/')).toEqual([false, false, false]),
);
