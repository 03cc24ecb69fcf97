/** What every request to the local server has to pass, and how it is read and answered. */

import type { IncomingMessage, ServerResponse } from 'node:http';
import { WorkbenchError } from '../../../src-shared/errors/index.ts';

/** The names under which a browser on this machine reaches us. Anything else is a page that had its own name point here (DNS rebinding). */
export function ownOrigins(port: number): readonly string[] {
  return [`http://127.0.0.1:${port}`, `http://localhost:${port}`];
}

export function hostIsOurs(request: IncomingMessage, port: number): boolean {
  return ownOrigins(port).includes(`http://${request.headers.host ?? ''}`);
}

export function originIsOurs(request: IncomingMessage, port: number): boolean {
  return ownOrigins(port).includes(request.headers.origin ?? '');
}

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

export function sendJson(response: ServerResponse, status: number, value: unknown): void {
  if (response.headersSent || response.destroyed) return;
  response
    .writeHead(status, { 'Content-Type': 'application/json; charset=utf-8', 'Cache-Control': 'no-store' })
    .end(JSON.stringify(value));
}

export function sendEmpty(
  response: ServerResponse,
  status: number,
  headers: Readonly<Record<string, string>> = {},
): void {
  if (response.headersSent || response.destroyed) return;
  response.writeHead(status, { 'Cache-Control': 'no-store', ...headers }).end();
}
