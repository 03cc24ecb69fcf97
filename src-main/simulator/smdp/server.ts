import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import { toBase64 } from '../../../src-shared/bytes.ts';
import { WorkbenchError } from '../../../src-shared/errors/index.ts';
import { identityOf, type Pki } from '../pki/index.ts';
import { encodePrivateKey } from '../pki/private-key-file.ts';
import { maxRequestBytes, type Smdp } from './smdp.ts';

export interface SmdpServerOptions {
  readonly smdp: Pick<Smdp, 'handle'>;
  /** The PKI whose TLS certificate is shown. */
  readonly pki: Pki;
  /** 0 for any free port. */
  readonly port: number;
  /** Default 127.0.0.1; only loopback addresses are taken. */
  readonly host?: '127.0.0.1' | '::1';
}

export interface SmdpServer {
  readonly port: number;
  /** Ends all connections. */
  close(): Promise<void>;
}

function pem(label: string, der: Uint8Array): string {
  const lines = toBase64(der).match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
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

async function serve(
  smdp: Pick<Smdp, 'handle'>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = await readBody(request);
  if (body === undefined) {
    response.writeHead(413, { Connection: 'close' }).end();
    return;
  }
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, Array.isArray(value) ? value[0] : value]),
  );
  const path = (request.url ?? '').split('?', 1)[0] ?? '';
  const answer = smdp.handle({ method: request.method ?? '', path, headers, body });
  const length = answer.status === 204 ? {} : { 'Content-Length': String(answer.body.length) };
  response.writeHead(answer.status, { ...answer.headers, ...length }).end(answer.body);
}

/**
 * Serves an SM-DP+ on HTTPS, on loopback. Throws `smdp_port_unavailable`, or `pki_incomplete` where there is no TLS
 * certificate.
 */
export async function startSmdpServer(options: SmdpServerOptions): Promise<SmdpServer> {
  const { certificate, privateKey } = identityOf(options.pki, 'dpTls');
  const server: Server = createServer(
    {
      cert: pem('CERTIFICATE', certificate.der),
      key: pem('PRIVATE KEY', encodePrivateKey(privateKey)),
      minVersion: 'TLSv1.2',
      keepAlive: true,
      requestTimeout: 30_000,
      headersTimeout: 10_000,
      maxHeaderSize: 16 * 1024,
    },
    (request, response) => {
      serve(options.smdp, request, response).catch(() => response.destroy());
    },
  );
  server.maxConnections = 1000;
  const { port, host = '127.0.0.1' } = options;
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
        server.closeAllConnections();
      }),
  };
}
