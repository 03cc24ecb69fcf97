/**
 * The workbench for a browser on this machine: the window's files, a session for whoever holds the printed token, the API
 * over a WebSocket, and a small REST API for scripts. On loopback only.
 */

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { z } from 'zod';
import type { WorkbenchApi } from '../../../src-shared/api.ts';
import { limits } from '../engine/protocol.ts';
import { serveFrames } from '../engine/serve-frames.ts';
import { securityHeaders } from '../engine/window-files.ts';
import { openApiDocument } from './openapi.ts';
import { hostIsOurs, originIsOurs, readJson, sendEmpty, sendJson } from './requests.ts';
import { answerRest, apiToken, sendError } from './rest.ts';
import { Sessions } from './sessions.ts';
import { sendFile } from './static.ts';

export interface ServerOptions {
  readonly workbench: WorkbenchApi;
  /** 0: any that is free. */
  readonly port: number;
  /** Where the built window lies. */
  readonly rendererFolder: string;
  readonly dataFolder: string;
  readonly version: string;
  /** Browsers that may be connected at the same time. Default 16. */
  readonly mostClients?: number;
  /** Called with the address to open, now and whenever its token has been used up. */
  readonly onAddress: (address: string) => void;
}

export interface RunningServer {
  readonly port: number;
  close(): Promise<void>;
}

const sessionRequest = z.object({ token: z.string().max(128) }).strict();
const pingMs = 30_000;

/** Rejects with the system's error where the port cannot be had. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { workbench, rendererFolder, dataFolder, version, onAddress, mostClients = 16 } = options;
  const restToken = apiToken(dataFolder);
  const http = createServer({ maxHeaderSize: 16 * 1024, requestTimeout: 60_000, headersTimeout: 10_000 });
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: limits.requestBytes,
    perMessageDeflate: false,
  });

  await new Promise<void>((resolve, reject) => {
    http.once('error', reject);
    http.listen(options.port, '127.0.0.1', resolve);
  });
  const address = http.address();
  if (address === null || typeof address === 'string') throw new TypeError('no port');
  const { port } = address;
  const sessions = new Sessions(port);
  const tellAddress = () => onAddress(`http://127.0.0.1:${port}/#token=${sessions.token}`);

  async function openSession(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!originIsOurs(request, port)) {
      sendEmpty(response, 403);
      return;
    }
    const parsed = sessionRequest.safeParse(await readJson(request, 1024));
    const cookie = parsed.success ? sessions.open(parsed.data.token) : undefined;
    if (cookie === undefined) {
      sendEmpty(response, 403);
      return;
    }
    sendEmpty(response, 204, { 'Set-Cookie': cookie });
    tellAddress();
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    for (const [name, value] of Object.entries(securityHeaders)) response.setHeader(name, value);
    if (!hostIsOurs(request, port)) {
      sendEmpty(response, 421);
      return;
    }
    const url = URL.parse(request.url ?? '/', 'http://localhost');
    if (url === null) {
      sendEmpty(response, 404);
      return;
    }
    const { pathname } = url;
    const { method } = request;
    const call = /^\/api\/v1\/([\w.]{1,64})$/.exec(pathname)?.[1];
    if (pathname === '/session' && method === 'POST') await openSession(request, response);
    else if (pathname === '/session' && method === 'GET')
      sendEmpty(response, sessions.knows(request) ? 204 : 401);
    else if (pathname === '/api/v1/openapi.json' && method === 'GET')
      sendJson(response, 200, openApiDocument(version));
    else if (call !== undefined && method === 'POST')
      await answerRest(workbench, restToken, call, request, response);
    else if (method === 'GET' || method === 'HEAD')
      await sendFile(response, rendererFolder, pathname, method === 'HEAD');
    else sendEmpty(response, 405, { Allow: 'GET, HEAD, POST' });
  }

  function serveSocket(socket: WebSocket): void {
    const frames = serveFrames(workbench, {
      send: (text) => socket.send(text),
      unsent: () => socket.bufferedAmount,
      close: (error) => {
        socket.send(JSON.stringify({ id: -1, error: error.toData() }));
        socket.close(1008, error.code);
      },
    });
    let alive = true;
    const timer = setInterval(() => {
      if (!alive) socket.terminate();
      alive = false;
      socket.ping();
    }, pingMs);
    socket.on('pong', () => {
      alive = true;
    });
    socket.on('message', (data, binary) => {
      if (binary) socket.close(1003);
      else frames.receive(data.toString());
    });
    // Too large a message, or no valid one: ws closes by itself.
    socket.on('error', () => {});
    socket.on('close', () => {
      clearInterval(timer);
      frames.end();
    });
  }

  function upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const refuse = (status: string) =>
      socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
    socket.on('error', () => socket.destroy());
    if (!hostIsOurs(request, port)) refuse('421 Misdirected Request');
    else if (request.url !== '/api') refuse('404 Not Found');
    else if (!originIsOurs(request, port) || !sessions.knows(request)) refuse('403 Forbidden');
    else if (sockets.clients.size >= mostClients) refuse('503 Service Unavailable');
    else sockets.handleUpgrade(request, socket, head, serveSocket);
  }

  http.on('request', (request, response) => {
    answer(request, response).catch((error: unknown) => {
      sendError(response, error);
      // What is left of a body that was too long is not read.
      if (!request.complete) response.once('finish', () => request.destroy());
    });
  });
  http.on('upgrade', upgrade);
  tellAddress();

  return {
    port,
    async close() {
      for (const socket of sockets.clients) socket.terminate();
      sockets.close();
      await new Promise<void>((resolve) => {
        http.close(() => resolve());
        http.closeAllConnections();
      });
    },
  };
}
