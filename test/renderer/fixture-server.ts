/** Serves the built window with the fixture behind it, as a host would: one-time token, cookie, WebSocket, strict policy. */

import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { WebSocketServer } from 'ws';
import type { CallName, ServerFrame } from '../../src-shared/api.ts';
import { toWorkbenchError } from '../../src-shared/errors/index.ts';
import { requestFrame } from '../../src-shared/frames.ts';
import { FixtureWorkbench, type Scenario } from './fixture-api.ts';

/** What a host may at most allow the window. */
export const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

export interface FixtureServer {
  readonly workbench: FixtureWorkbench;
  /** The address with its token; it works once. */
  address(): string;
  readonly origin: string;
  /** Cuts every connection and refuses new ones: the engine is gone. */
  kill(): Promise<void>;
  /** Listens again on the same port, with the same sessions. */
  revive(): Promise<void>;
  /** Knows no session any more, as an engine that was started anew. */
  forget(): void;
  close(): Promise<void>;
}

export async function startFixtureServer(
  folder: string,
  scenario: Scenario,
  options: { readonly pace?: number; readonly port?: number; readonly now?: () => number } = {},
): Promise<FixtureServer> {
  const workbench = new FixtureWorkbench(scenario, options.pace ?? 120, options.now);
  const tokens = new Set<string>();
  const sessions = new Set<string>();
  let count = 0;
  const known = (request: IncomingMessage) =>
    sessions.has(/(?:^|;\s*)session=(\w+)/.exec(request.headers.cookie ?? '')?.[1] ?? '');

  const onRequest = async (request: IncomingMessage, response: ServerResponse) => {
    response.setHeader('Content-Security-Policy', policy);
    response.setHeader('X-Content-Type-Options', 'nosniff');
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    if (path === '/session') {
      if (request.method === 'GET') {
        response.writeHead(known(request) ? 204 : 401).end();
        return;
      }
      let body = '';
      for await (const part of request) body += String(part);
      const { token } = JSON.parse(body) as { token: string };
      if (!tokens.delete(token)) {
        response.writeHead(403).end();
        return;
      }
      const session = `s${++count}`;
      sessions.add(session);
      response
        .writeHead(204, { 'Set-Cookie': `session=${session}; HttpOnly; SameSite=Strict; Path=/` })
        .end();
      return;
    }
    const file = normalize(join(folder, path === '/' ? 'index.html' : path));
    try {
      if (!file.startsWith(normalize(folder))) throw new Error('outside');
      const content = await readFile(file);
      response
        .writeHead(200, { 'Content-Type': types[extname(file)] ?? 'application/octet-stream' })
        .end(content);
    } catch {
      response.writeHead(404).end();
    }
  };

  const sockets = new WebSocketServer({ noServer: true });
  sockets.on('connection', (socket) => {
    const send = (frame: ServerFrame) => socket.send(JSON.stringify(frame));
    const stop = workbench.subscribe((event) => send({ event }));
    socket.on('close', stop);
    socket.on('message', (data) => {
      const frame = requestFrame.parse(JSON.parse(String(data)));
      workbench.call(frame.call as CallName, frame.input as never).then(
        (ok) => send({ id: frame.id, ok }),
        (thrown: unknown) => send({ id: frame.id, error: toWorkbenchError(thrown).toData() }),
      );
    });
  });
  const server = createServer((request, response) => void onRequest(request, response));
  server.on('upgrade', (request, socket, head) => {
    if (request.url !== '/api' || !known(request)) socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
    else
      sockets.handleUpgrade(request, socket, head, (opened) => sockets.emit('connection', opened, request));
  });
  const listen = (port: number) =>
    new Promise<number>((resolve) =>
      server.listen(port, '127.0.0.1', () => {
        const address = server.address();
        resolve(typeof address === 'object' && address !== null ? address.port : 0);
      }),
    );
  const shut = () =>
    new Promise<void>((resolve) => {
      for (const client of sockets.clients) client.terminate();
      server.close(() => resolve());
      server.closeAllConnections();
    });
  const port = await listen(options.port ?? 0);
  const origin = `http://127.0.0.1:${port}`;
  return {
    workbench,
    origin,
    address: () => {
      const token = `t${++count}`;
      tokens.add(token);
      return `${origin}/#token=${token}`;
    },
    kill: shut,
    revive: async () => void (await listen(port)),
    forget: () => sessions.clear(),
    close: shut,
  };
}
