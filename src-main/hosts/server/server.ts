/**
 * The workbench for a browser: the window's files, a session for whoever holds the printed token, the API over a WebSocket;
 * and for scripts a REST API and the fleet API. On loopback, or with TLS where that is asked for.
 */

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { z } from 'zod';
import type { WorkbenchApi } from '../../../src-shared/api.ts';
import { WorkbenchError } from '../../../src-shared/errors/index.ts';
import type { Clock } from '../../../src-shared/ports.ts';
import { systemClock } from '../../../src-shared/system-ports.ts';
import { localCaller } from '../engine/caller.ts';
import { limits } from '../engine/protocol.ts';
import { serveFrames } from '../engine/serve-frames.ts';
import { securityHeaders } from '../engine/window-files.ts';
import { Door } from './door.ts';
import { sendError } from './failures.ts';
import { answerFleet, sendFleetError } from './fleet/answer.ts';
import { isOfFleet } from './fleet/routes.ts';
import { OwnNames } from './names.ts';
import { openApiDocument } from './openapi.ts';
import { Patience } from './patience.ts';
import { leaveBody, readJson, sendEmpty, sendJson } from './requests.ts';
import { answerRest } from './rest.ts';
import { Sessions } from './sessions.ts';
import { sendFile } from './static.ts';

export interface ServerOptions {
  readonly workbench: WorkbenchApi;
  /** 0: any that is free. */
  readonly port: number;
  /** Default: 127.0.0.1. Another than a loopback address only with `tls`: the caller has asked `listenOptions`. */
  readonly address?: string;
  /** Certificate (with its chain) and key, PEM. Absent: plain HTTP. */
  readonly tls?: { readonly cert: string; readonly key: string };
  /** Names by which other machines know this one. */
  readonly hostNames?: readonly string[];
  /** The built window, and what is called with the address to open, now and whenever its token has been used up. Absent: APIs alone. */
  readonly window?: { readonly folder: string; readonly onAddress: (address: string) => void };
  readonly version: string;
  /** Browsers that may be connected at the same time. Default 16. */
  readonly mostClients?: number;
  /** Connections of all kinds at the same time. Default 256. */
  readonly mostConnections?: number;
  readonly clock?: Clock;
}

export interface RunningServer {
  readonly port: number;
  /** Where it is asked, without a path. */
  readonly address: string;
  close(): Promise<void>;
}

const sessionRequest = z.object({ token: z.string().max(128) }).strict();
const pingMs = 30_000;

/** Rejects with api_port_unusable. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { workbench, window, version, tls, hostNames = [], mostClients = 16 } = options;
  const listenAt = options.address ?? '127.0.0.1';
  const common = { maxHeaderSize: 16 * 1024, requestTimeout: 60_000, headersTimeout: 10_000 };
  const http = tls === undefined ? createServer(common) : createTlsServer({ ...common, ...tls });
  http.maxConnections = options.mostConnections ?? 256;
  const clock = options.clock ?? systemClock;
  const door = new Door(workbench, clock);
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: limits.requestBytes,
    perMessageDeflate: false,
  });

  await new Promise<void>((resolve, reject) => {
    http.once('error', (error) =>
      reject(
        new WorkbenchError(
          'api_port_unusable',
          { port: options.port, reason: error.message },
          { cause: error },
        ),
      ),
    );
    http.listen(options.port, listenAt, resolve);
  });
  const address = http.address();
  if (address === null || typeof address === 'string') throw new TypeError('no port');
  const { port } = address;
  const names = new OwnNames({ port, secure: tls !== undefined, hosts: [...hostNames, listenAt] });
  const patience = new Patience(clock);
  const sessions = new Sessions(port, tls !== undefined);
  const tellAddress = () => window?.onAddress(`${names.address}/#token=${sessions.token}`);

  async function openSession(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!names.isOrigin(request)) {
      sendEmpty(response, 403);
      return;
    }
    const parsed = sessionRequest.safeParse(await readJson(request, 1024));
    const cookie = await door.guard(request, () =>
      parsed.success ? sessions.open(parsed.data.token) : undefined,
    );
    if (cookie === undefined) {
      sendEmpty(response, 403);
      return;
    }
    sendEmpty(response, 204, { 'Set-Cookie': cookie });
    tellAddress();
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    for (const [name, value] of Object.entries(securityHeaders)) response.setHeader(name, value);
    if (!names.isHost(request)) {
      const { host = '' } = request.headers;
      throw new WorkbenchError('api_host', { host: host.slice(0, 300) });
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
      await answerRest(workbench, door, url, call, request, response);
    else if (isOfFleet(pathname)) await answerFleet({ workbench, door, version, url, request, response });
    else if (window === undefined) sendEmpty(response, 404);
    else if (method === 'GET' || method === 'HEAD')
      await sendFile(response, window.folder, pathname, method === 'HEAD');
    else sendEmpty(response, 405, { Allow: 'GET, HEAD, POST' });
  }

  function serveSocket(socket: WebSocket): void {
    const transport = {
      send: (text: string) => socket.send(text),
      unsent: () => socket.bufferedAmount,
      close: (error: WorkbenchError) => {
        socket.send(JSON.stringify({ id: -1, error: error.toData() }));
        socket.close(1008, error.code);
      },
    };
    const frames = serveFrames(workbench, transport, localCaller('window'));
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
      // Whoever keeps its own side open would keep the server from ending.
      socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`, () =>
        socket.destroy(),
      );
    socket.on('error', () => socket.destroy());
    if (!names.isHost(request)) refuse('421 Misdirected Request');
    else if (request.url !== '/api') refuse('404 Not Found');
    else if (!names.isOrigin(request) || !sessions.knows(request)) refuse('403 Forbidden');
    else if (sockets.clients.size >= mostClients) refuse('503 Service Unavailable');
    else sockets.handleUpgrade(request, socket, head, serveSocket);
  }

  http.on('request', (request, response) => {
    patience.watch(response);
    answer(request, response).catch((error: unknown) => {
      (isOfFleet(request.url ?? '') ? sendFleetError : sendError)(response, error);
      leaveBody(request);
    });
  });
  http.on('upgrade', upgrade);
  tellAddress();

  return {
    port,
    address: names.address,
    async close() {
      patience.close();
      for (const socket of sockets.clients) socket.terminate();
      sockets.close();
      await new Promise<void>((resolve) => {
        http.close(() => resolve());
        http.closeAllConnections();
      });
    },
  };
}
