import { mkdtempSync, rmSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'vitest';
import { createEs9Client, type Es9Client, type Es9ClientOptions } from '../../src-main/es9/es9-client.ts';
import { openTrustStore, type TrustStore } from '../../src-main/es9/trust-store.ts';
import { type ErrorCode, WorkbenchError } from '../../src-shared/errors/index.ts';
import type { Clock } from '../../src-shared/ports.ts';
import { systemClock } from '../../src-shared/system-ports.ts';
import type { HttpExchange } from '../../src-shared/trace.ts';

type Cleanup = () => void | Promise<void>;
const cleanups: Cleanup[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});
export function later(cleanup: Cleanup): void {
  cleanups.push(cleanup);
}

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'es9-test-'));
  later(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export function trustStore(folder = temporaryFolder()): TrustStore {
  return openTrustStore({ dataFolder: folder, clock: systemClock });
}

export interface Received {
  readonly url: string;
  readonly method: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export interface TestServer {
  readonly port: number;
  readonly requests: Received[];
  /** TCP connections that were made. */
  connections(): number;
  /** TLS connections that were set up. */
  handshakes(): number;
  readonly sockets: Set<Socket>;
  onConnection(listener: (socket: Socket) => void): void;
}

export type Handler = (request: Received, response: ServerResponse) => void;

export async function serve(
  certificate: { readonly pem: string; readonly keyPem: string; readonly chain?: string },
  handler: Handler,
): Promise<TestServer> {
  const requests: Received[] = [];
  const sockets = new Set<Socket>();
  let connections = 0;
  let handshakes = 0;
  const server: Server = createServer(
    { cert: certificate.pem + (certificate.chain ?? ''), key: certificate.keyPem },
    (request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const received = {
          url: request.url ?? '',
          method: request.method ?? '',
          headers: request.headers,
          body: Buffer.concat(chunks).toString(),
        };
        requests.push(received);
        handler(received, response);
      });
    },
  );
  server.on('connection', (socket: Socket) => {
    connections++;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  server.on('secureConnection', () => handshakes++);
  server.on('tlsClientError', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  later(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return {
    port: (server.address() as AddressInfo).port,
    requests,
    connections: () => connections,
    handshakes: () => handshakes,
    sockets,
    onConnection: (listener) => void server.on('connection', listener),
  };
}

/** A client that reaches `smdp.example.com` (and any other name given) at a port of this machine. */
export function client(
  trust: TrustStore,
  port: number,
  options: Partial<Es9ClientOptions> & { readonly names?: readonly string[] } = {},
): { client: Es9Client; trace: HttpExchange[] } {
  const trace: HttpExchange[] = [];
  const { names = ['smdp.example.com'], ...rest } = options;
  const made = createEs9Client({
    trust,
    clock: systemClock,
    trace: (entry) => {
      if (entry.kind === 'http') trace.push(entry);
    },
    connectTo: new Map(names.map((name) => [name, { host: '127.0.0.1', port }])),
    ...rest,
  });
  later(() => made.close());
  return { client: made, trace };
}

export function json(value: unknown, status = 200): Handler {
  return (_request, response) => {
    response.writeHead(status, { 'Content-Type': 'application/json;charset=UTF-8' });
    response.end(typeof value === 'string' ? value : JSON.stringify(value));
  };
}

/** The error that a promise rejects with; fails where it resolves or rejects with something else than a WorkbenchError. */
export async function rejection(promise: Promise<unknown>, code?: ErrorCode): Promise<WorkbenchError> {
  const outcome = await promise.then(
    () => new Error('resolved instead of rejecting'),
    (thrown: unknown) => thrown,
  );
  if (!(outcome instanceof WorkbenchError)) throw outcome;
  if (code !== undefined && outcome.code !== code)
    throw new Error(`${outcome.code} instead of ${code}: ${outcome.message}`, { cause: outcome });
  return outcome;
}

export const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');

/** A clock whose sleepers wake when the test says so. */
export function manualClock(): Clock & { elapse(ms: number): void } {
  let elapsed = 0;
  const sleepers = new Set<{ until: number; wake: () => void }>();
  return {
    now: () => Date.now() + elapsed,
    monotonic: () => elapsed,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        const sleeper = { until: elapsed + ms, wake: resolve };
        sleepers.add(sleeper);
        signal?.addEventListener('abort', () => {
          sleepers.delete(sleeper);
          reject(signal.reason);
        });
      }),
    elapse(ms) {
      elapsed += ms;
      for (const sleeper of sleepers)
        if (sleeper.until <= elapsed) {
          sleepers.delete(sleeper);
          sleeper.wake();
        }
    },
  };
}
