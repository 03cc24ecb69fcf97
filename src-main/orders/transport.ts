/** One exchange over HTTP, as shops are asked. Injected into the connectors; this is the one that goes over the network. */

import { request as httpRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Clock } from '../../src-shared/ports.ts';

export interface ShopRequest {
  readonly method: 'GET' | 'POST' | 'PATCH';
  readonly url: URL;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly maxBytes: number;
  /** DNS, TCP and TLS together. */
  readonly connectMs: number;
  /** From the call to the last byte of the answer. */
  readonly totalMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** What came of an exchange. `sent`: the request was, or may have been, on its way when it failed. */
export type ShopExchange =
  | {
      readonly kind: 'answer';
      readonly status: number;
      /** Names in lower case. */
      readonly headers: Readonly<Record<string, string>>;
      readonly body: Uint8Array;
    }
  | {
      readonly kind: 'failure';
      readonly failure: 'unreachable' | 'broken' | 'timeout' | 'too_large' | 'aborted';
      readonly sent: boolean;
      /** For people; of the network, not of the shop. */
      readonly reason: string;
    };

/** Never rejects. Follows no redirect. */
export type ShopTransport = (request: ShopRequest) => Promise<ShopExchange>;

type Failure = Extract<ShopExchange, { kind: 'failure' }>;

const reasons: Readonly<Record<string, string>> = {
  ENOTFOUND: 'no such name',
  EAI_AGAIN: 'the name server does not answer',
  ECONNREFUSED: 'nothing listens there',
  ECONNRESET: 'the connection was closed',
  EPIPE: 'the connection was closed',
  EHOSTUNREACH: 'no route to the host',
  ENETUNREACH: 'no route to its network',
  ETIMEDOUT: 'no connection in time',
  CERT_HAS_EXPIRED: 'its certificate has run out',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is of its own making',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate leads to a root that is not known here',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate leads to no root that is known here',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its certificate leads to no root that is known here',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name',
};

/** Codes of Node and OpenSSL name what went wrong and hold nothing of the exchange. */
function reasonOf(error: Error): string {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : error.name;
  return reasons[code] ?? code.slice(0, 60);
}

function plainHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  const out: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers))
    if (value !== undefined) out[name] = Array.isArray(value) ? value.join(', ') : value;
  return out;
}

async function readBody(response: IncomingMessage, maxBytes: number): Promise<Uint8Array | 'too_large'> {
  if (Number(response.headers['content-length'] ?? 0) > maxBytes) return 'too_large';
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response as AsyncIterable<Uint8Array>) {
    length += chunk.length;
    if (length > maxBytes) return 'too_large';
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/**
 * Over Node's own HTTP and HTTPS, with the roots that Node brings (and NODE_EXTRA_CA_CERTS). Each exchange has a connection of
 * its own: on one that was kept it cannot be told whether a request was still read.
 */
export function createShopTransport(clock: Clock): ShopTransport {
  return async ({ method, url, headers, body, maxBytes, connectMs, totalMs, signal }) => {
    const end = new AbortController();
    let sent = false;
    let late: 'connect' | 'total' | undefined;
    const timer = (ms: number, what: 'connect' | 'total') =>
      void clock.sleep(ms, end.signal).then(
        () => {
          if (what === 'connect' && sent) return;
          late ??= what;
          end.abort();
        },
        () => undefined,
      );
    const onAbort = () => end.abort();
    signal?.addEventListener('abort', onAbort, { once: true });
    const failed = (failure: Failure['failure'], reason: string): Failure => ({
      kind: 'failure',
      failure,
      sent,
      reason,
    });
    try {
      if (signal?.aborted) return failed('aborted', 'it was cancelled');
      timer(connectMs, 'connect');
      timer(totalMs, 'total');
      const secure = url.protocol === 'https:';
      const response = await new Promise<IncomingMessage>((resolve, reject) => {
        const request = (secure ? httpsRequest : httpRequest)(url, {
          method,
          headers: {
            ...headers,
            ...(body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }),
          },
          agent: false,
          signal: end.signal,
        });
        request.on('socket', (socket) =>
          socket.once(secure ? 'secureConnect' : 'connect', () => {
            sent = true;
          }),
        );
        request.on('response', resolve);
        request.on('error', reject);
        request.end(body);
      });
      const content = await readBody(response, maxBytes);
      if (content === 'too_large') return failed('too_large', `more than ${maxBytes} bytes`);
      return {
        kind: 'answer',
        status: response.statusCode ?? 0,
        headers: plainHeaders(response.headers),
        body: content,
      };
    } catch (thrown) {
      if (late === 'connect') return failed('unreachable', 'no connection in time');
      if (late === 'total') return failed(sent ? 'timeout' : 'unreachable', 'no answer in time');
      if (signal?.aborted) return failed('aborted', 'it was cancelled');
      const reason = reasonOf(thrown instanceof Error ? thrown : new Error(String(thrown)));
      return failed(sent ? 'broken' : 'unreachable', reason);
    } finally {
      signal?.removeEventListener('abort', onAbort);
      end.abort();
    }
  };
}
