/** What every request to the local server has to pass, and how it is read and answered. */

import type { IncomingMessage, ServerResponse } from 'node:http';
import { WorkbenchError } from '../../../src-shared/errors/index.ts';
import type { JsonPieces } from '../../../src-shared/model/fleet.ts';

/** The body as JSON. Rejects with input_invalid, frame_too_large. */
export async function readJson(request: IncomingMessage, limit: number): Promise<unknown> {
  const invalid = (reason: string) =>
    new WorkbenchError('input_invalid', { what: 'request', path: 'body', reason });
  if (!/^application\/json\s*(;|$)/i.test(request.headers['content-type'] ?? ''))
    throw invalid('its content type is not application/json');
  const parts: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > limit) throw new WorkbenchError('frame_too_large', { limit });
    parts.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(parts).toString('utf8'));
  } catch {
    throw invalid('it is no JSON');
  }
}

const leftBytes = 1024 * 1024;

/** For a request that is refused before its body was read: a short rest is let pass, so that the client sees the answer. */
export function leaveBody(request: IncomingMessage): void {
  if (request.complete || request.destroyed) return;
  let left = leftBytes;
  request.on('error', () => {});
  request.on('data', (chunk: Buffer) => {
    left -= chunk.length;
    if (left < 0) request.destroy();
  });
}

export function sendJson(response: ServerResponse, status: number, value: unknown): void {
  sendText(response, status, JSON.stringify(value));
}

/** `pieces`: of one text that is JSON already, as text or UTF-8, sent as they are. */
export function sendText(response: ServerResponse, status: number, ...pieces: JsonPieces): void {
  if (response.headersSent || response.destroyed) return;
  response.cork();
  response.writeHead(status, {
    'Content-Type': 'application/json; charset=utf-8',
    'Cache-Control': 'no-store',
    'Content-Length': pieces.reduce((length, piece) => length + Buffer.byteLength(piece), 0),
  });
  for (const piece of pieces) response.write(piece);
  response.end();
  response.uncork();
}

export function sendEmpty(
  response: ServerResponse,
  status: number,
  headers: Readonly<Record<string, string>> = {},
): void {
  if (response.headersSent || response.destroyed) return;
  response.writeHead(status, { 'Cache-Control': 'no-store', ...headers }).end();
}
