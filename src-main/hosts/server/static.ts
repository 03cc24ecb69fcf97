/** The window's files, as the build left them in one folder. */

import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { extname, join, resolve, sep } from 'node:path';
import { sendEmpty } from './requests.ts';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
};

/** The file within `folder` that a URL's path names, or undefined where it names none that may be served. */
export function fileOf(folder: string, pathname: string): string | undefined {
  let path: string;
  try {
    path = decodeURIComponent(pathname);
  } catch {
    return undefined;
  }
  if (path.includes('\0') || path.includes('\\')) return undefined;
  const base = resolve(folder);
  const file = resolve(join(base, path === '/' ? 'index.html' : path));
  // Served by kind of file: what is not in the list is none of the window's.
  return file.startsWith(base + sep) && Object.hasOwn(types, extname(file)) ? file : undefined;
}

/** Answers with a file, or 404. `head`: without its content. */
export async function sendFile(
  response: ServerResponse,
  folder: string,
  pathname: string,
  head: boolean,
): Promise<void> {
  const file = fileOf(folder, pathname);
  const found = file === undefined ? undefined : await stat(file).catch(() => undefined);
  if (file === undefined || !found?.isFile()) {
    sendEmpty(response, 404);
    return;
  }
  // Vite names assets by their content.
  const named = /-[\w-]{8,}\.\w+$/.test(file) && !file.endsWith('.html');
  response.writeHead(200, {
    'Content-Type': types[extname(file)] ?? 'application/octet-stream',
    'Content-Length': found.size,
    'Cache-Control': named ? 'public, max-age=31536000, immutable' : 'no-cache',
  });
  if (head) {
    response.end();
    return;
  }
  createReadStream(file)
    .on('error', () => response.destroy())
    .pipe(response);
}
