/** The window's files over HTTP. */

import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { contentType, fileOf } from '../engine/window-files.ts';
import { sendEmpty } from './requests.ts';

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
    'Content-Type': contentType(file),
    'Content-Length': found.size,
    'Cache-Control': named ? 'public, max-age=31536000, immutable' : 'no-cache',
  });
  if (head) {
    response.end();
    return;
  }
  // Whoever leaves in the middle leaves no open file behind; what cannot be read to its end is broken off.
  await pipeline(createReadStream(file), response).catch(() => response.destroy());
}
