/**
 * A server on loopback: HTTPS for RSP, plain HTTP for what has no certificates; bodies with limits, and answers that are
 * delivered as faults want them.
 */

import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { Server, Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { toBase64 } from '../../../src-shared/bytes.ts';
import { WorkbenchError } from '../../../src-shared/errors/index.ts';
import type { Identity } from '../pki/index.ts';
import { encodePrivateKey } from '../pki/private-key-file.ts';
import { maxRequestBytes, type RspHandler, type RspResponse } from './http.ts';

export interface ListenOptions {
  readonly handle: RspHandler;
  /** The certificate that is shown, with its key; without it the server speaks plain HTTP. */
  readonly tls?: Identity;
  /** 0 for any free port. */
  readonly port: number;
  /** Default 127.0.0.1; only loopback addresses are taken. */
  readonly host?: '127.0.0.1' | '::1';
  /** CAs of clients in PEM: with them clients are asked for a certificate, and functions can tell those that have one. */
  readonly clientCas?: readonly string[];
  /** Asked at every connection: another certificate to show, or undefined. */
  readonly otherTls?: () => Identity | undefined;
  /** A client that has not sent its headers by then is cut off. Default 10 seconds. */
  readonly headersTimeoutMs?: number;
}

export interface RspListener {
  readonly port: number;
  /** Ends all connections. */
  close(): Promise<void>;
}

/** A DER object in PEM (RFC 7468). */
export function pem(label: 'CERTIFICATE' | 'PRIVATE KEY', der: Uint8Array): string {
  const lines = toBase64(der).match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}

/** What node's TLS wants to know of an identity. */
export function tlsIdentity({ certificate, privateKey }: Identity): {
  readonly cert: string;
  readonly key: string;
} {
  return {
    cert: pem('CERTIFICATE', certificate.der),
    key: pem('PRIVATE KEY', encodePrivateKey(privateKey)),
  };
}

/** The body, or undefined where it is larger than any request may be. */
async function readBody(request: IncomingMessage): Promise<Uint8Array | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > maxRequestBytes) return undefined;
    chunks.push(chunk);
  }
  return new Uint8Array(Buffer.concat(chunks));
}

const slowStepMs = 50;

/** Sends the body at a rate; stops where the client has gone. */
function sendSlowly(response: ServerResponse, body: Uint8Array, bytesPerSecond: number): void {
  const step = Math.max(1, Math.round((bytesPerSecond * slowStepMs) / 1000));
  let at = 0;
  const timer = setInterval(() => {
    if (response.destroyed) clearInterval(timer);
    else if (at >= body.length) {
      clearInterval(timer);
      response.end();
    } else {
      response.write(body.subarray(at, at + step));
      at += step;
    }
  }, slowStepMs);
  timer.unref();
}

function deliver(response: ServerResponse, answer: RspResponse): void {
  const { delivery, body, status, headers } = answer;
  const { socket } = response;
  const length = status === 204 ? {} : { 'Content-Length': String(body.length) };
  const cut = (sent: number) => {
    response.writeHead(status, { ...headers, ...length });
    response.write(body.subarray(0, Math.max(0, sent)));
  };
  switch (delivery?.kind) {
    case undefined:
      response.writeHead(status, { ...headers, ...length }).end(body);
      return;
    case 'hang':
      return;
    case 'reset':
      // What was written has to be on its way before the connection goes.
      if (delivery.afterBytes === undefined || delivery.afterBytes === 0) resetSocket(socket);
      else {
        cut(delivery.afterBytes);
        setTimeout(() => resetSocket(socket), slowStepMs).unref();
      }
      return;
    case 'truncate':
      cut(body.length - delivery.bytes);
      setTimeout(() => socket?.end(), slowStepMs).unref();
      return;
    case 'slow': {
      const { delayMs, bytesPerSecond } = delivery;
      setTimeout(() => {
        if (response.destroyed) return;
        response.writeHead(status, { ...headers, ...length });
        if (bytesPerSecond === undefined) response.end(body);
        else sendSlowly(response, body, bytesPerSecond);
      }, delayMs).unref();
    }
  }
}

/** RST in place of FIN, as far as the runtime lets us. */
function resetSocket(socket: Socket | null): void {
  const raw = (socket as (Socket & { readonly _parent?: Socket }) | null)?._parent ?? socket;
  if (raw === null) return;
  if (typeof raw.resetAndDestroy === 'function') raw.resetAndDestroy();
  socket?.destroy();
}

async function serve(handle: RspHandler, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await readBody(request);
  if (body === undefined) {
    response.writeHead(413, { Connection: 'close' }).end();
    return;
  }
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, Array.isArray(value) ? value[0] : value]),
  );
  const [path = '', ...rest] = (request.url ?? '').split('?');
  const query = rest.join('?');
  const clientTrusted = (request.socket as TLSSocket).authorized === true;
  deliver(
    response,
    await handle({ method: request.method ?? '', path, query, headers, body, clientTrusted }),
  );
}

function makeServer(options: ListenOptions, identity: Identity | undefined): Server {
  const { clientCas = [], headersTimeoutMs = 10_000 } = options;
  const ca = [...clientCas];
  const mutual = ca.length === 0 ? {} : { ca, requestCert: true, rejectUnauthorized: false };
  const limits = {
    keepAlive: true,
    requestTimeout: 30_000,
    headersTimeout: headersTimeoutMs,
    connectionsCheckingInterval: Math.min(5_000, headersTimeoutMs),
    maxHeaderSize: 16 * 1024,
  };
  const answer = (request: IncomingMessage, response: ServerResponse) => {
    serve(options.handle, request, response).catch(() => response.destroy());
  };
  return identity === undefined
    ? createHttpServer(limits, answer)
    : createServer({ ...tlsIdentity(identity), ...mutual, minVersion: 'TLSv1.2', ...limits }, answer);
}

/** Listens. Throws `smdp_port_unavailable`. */
export async function listen(options: ListenOptions): Promise<RspListener> {
  const { port, host = '127.0.0.1', otherTls } = options;
  const server = makeServer(options, options.tls);
  const sockets = new Set<Socket>();
  // TLS begins where the server sees a connection: before that it is decided which certificate is shown.
  const beginTls = server.listeners('connection');
  server.removeAllListeners('connection');
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    const other = otherTls?.();
    if (other !== undefined) makeServer(options, other).emit('connection', socket);
    else for (const begin of beginTls) Reflect.apply(begin, server, [socket]);
  });
  server.maxConnections = 1000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const reason = cause.code ?? cause.message;
      reject(new WorkbenchError('smdp_port_unavailable', { port, reason }, { cause }));
    });
    server.listen(port, host, resolve);
  });
  const bound = server.address();
  return {
    port: typeof bound === 'object' && bound !== null ? bound.port : port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
