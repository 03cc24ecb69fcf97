/** HTTP/1.1 in the TCP connections of a capture (RFC 9112), put together from their segments. */

import type { HttpExchange } from '../../../src-shared/trace.ts';
import type { Datagram } from './packets.ts';
import { httpPurpose } from './purposes.ts';

interface Segment {
  readonly at: number;
  readonly comment: string;
  readonly sequence: number;
  readonly payload: Buffer;
}

interface Side {
  readonly segments: Segment[];
  /** Of the first byte. */
  first: number | undefined;
}

interface Connection {
  readonly begun: number;
  readonly opened: boolean;
  readonly server: { readonly address: string; readonly port: number };
  readonly client: string;
  readonly sides: { readonly toServer: Side; readonly toClient: Side };
}

const mostConnections = 20_000;

export class HttpStreams {
  readonly #open = new Map<string, Connection>();
  readonly #all: Connection[] = [];
  readonly #names: ReadonlyMap<string, string>;
  /** Connections that are no HTTP: encrypted, or another protocol. */
  left = 0;

  constructor(names: ReadonlyMap<string, string>) {
    this.#names = names;
  }

  add(one: Datagram, at: number, comment: string): void {
    const from = `${one.from}:${one.fromPort}`;
    const to = `${one.to}:${one.toPort}`;
    const key = from < to ? `${from} ${to}` : `${to} ${from}`;
    let connection = this.#open.get(key);
    const known =
      connection?.sides[connection.client === from ? 'toServer' : 'toClient'].segments.length ?? 0;
    // The ports are used again: a SYN of who has spoken before begins another connection.
    if (connection === undefined || (one.syn && connection.client === from && known > 0)) {
      if (this.#all.length >= mostConnections) return;
      connection = {
        begun: at,
        opened: one.syn,
        server: { address: one.to, port: one.toPort },
        client: from,
        sides: { toServer: { segments: [], first: undefined }, toClient: { segments: [], first: undefined } },
      };
      this.#open.set(key, connection);
      this.#all.push(connection);
    }
    const side = connection.sides[connection.client === from ? 'toServer' : 'toClient'];
    if (one.syn) side.first = (one.sequence + 1) >>> 0;
    if (one.payload.length === 0) return;
    side.first ??= one.sequence;
    side.segments.push({ at, comment, sequence: one.sequence, payload: one.payload });
  }

  exchanges(): HttpExchange[] {
    return this.#all.flatMap((connection) => {
      const { toServer, toClient } = connection.sides;
      if (toServer.segments.length + toClient.segments.length === 0) return [];
      const found = this.#exchangesOf(connection);
      if (found.length === 0) this.left += 1;
      return found;
    });
  }

  #exchangesOf({ begun, opened, server, sides }: Connection): HttpExchange[] {
    const sent = messagesOf(streamOf(sides.toServer), 'request');
    const received = messagesOf(streamOf(sides.toClient), 'response').filter(
      ({ status = 0 }) => status >= 200 || status === 101,
    );
    return sent.map((request, index): HttpExchange => {
      const response = received[index];
      const startedAt = index === 0 && opened ? begun : request.at;
      const { method = '', target = '' } = request;
      const url = this.#urlOf(request, server, target);
      return {
        kind: 'http',
        startedAt,
        durationMs: Math.max(0, (response?.at ?? request.at) - startedAt),
        purpose: httpPurpose(method, url),
        method,
        url,
        requestHeaders: request.headers,
        requestBody: Uint8Array.from(request.body),
        ...(response === undefined
          ? {}
          : {
              status: response.status ?? 0,
              responseHeaders: response.headers,
              responseBody: Uint8Array.from(response.body),
            }),
      };
    });
  }

  /** As a comment of the workbench's own export tells it; else of the host that was asked. */
  #urlOf(request: Message, { address, port }: Connection['server'], target: string): string {
    for (const line of request.comment.split('\n')) {
      if (!/^https?:\/\//.test(line)) continue;
      try {
        const { pathname, search } = new URL(line);
        if (pathname + search === target) return line;
      } catch {
        // A comment of somebody else.
      }
    }
    if (/^https?:\/\//i.test(target)) return target;
    const host = request.headers.find(([name]) => name.toLowerCase() === 'host')?.[1];
    const named = this.#names.get(address) ?? address;
    return `http://${host ?? (port === 80 ? named : `${named}:${port}`)}${target}`;
  }
}

interface Stream {
  readonly bytes: Buffer;
  /** Where the segments begin in it. */
  readonly marks: readonly { readonly offset: number; readonly at: number; readonly comment: string }[];
}

/** Segments in their order, each byte once; up to the first that is missing. */
function streamOf({ segments, first }: Side): Stream {
  if (first === undefined) return { bytes: Buffer.alloc(0), marks: [] };
  // Sequence numbers begin anew at 2^32: distances from the first are told by their sign.
  const placed = segments
    .map((segment) => ({ ...segment, from: (segment.sequence - first) | 0 }))
    .sort((a, b) => a.from - b.from);
  const parts: Buffer[] = [];
  const marks: { offset: number; at: number; comment: string }[] = [];
  let length = 0;
  for (const { from, payload, at, comment } of placed) {
    if (from > length) break;
    const fresh = payload.subarray(length - from);
    if (fresh.length === 0) continue;
    marks.push({ offset: length, at, comment });
    parts.push(fresh);
    length += fresh.length;
  }
  return { bytes: Buffer.concat(parts), marks };
}

interface Message {
  readonly at: number;
  readonly comment: string;
  readonly method?: string;
  readonly target?: string;
  readonly status?: number;
  readonly headers: [string, string][];
  readonly body: Buffer;
}

const longestHead = 64 * 1024;
const mostHeaders = 200;
/** What belongs to one connection and says nothing of the message. */
const hopByHop = /^(content-length|transfer-encoding|connection|keep-alive)$/i;

function messagesOf({ bytes, marks }: Stream, kind: 'request' | 'response'): Message[] {
  const out: Message[] = [];
  let mark = 0;
  for (let at = 0; at < bytes.length; ) {
    const end = bytes.indexOf('\r\n\r\n', at);
    if (end < 0 || end - at > longestHead) return out;
    const [first = '', ...lines] = bytes.toString('latin1', at, end).split('\r\n');
    const start =
      kind === 'request'
        ? /^([A-Z]{1,16}) (\S{1,8192}) HTTP\/1\.[01]$/.exec(first)
        : /^HTTP\/1\.[01] (\d{3})(?: .*)?$/.exec(first);
    if (start === null || lines.length > mostHeaders) return out;
    const headers = lines.flatMap((line): [string, string][] => {
      const colon = line.indexOf(':');
      return colon < 1 ? [] : [[line.slice(0, colon), line.slice(colon + 1).trim()]];
    });
    const body = bodyOf(bytes, end + 4, headers, kind, Number(start[1]));
    while (mark + 1 < marks.length && (marks[mark + 1]?.offset ?? 0) <= at) mark++;
    const { at: time = 0, comment = '' } = marks[mark] ?? {};
    out.push({
      at: time,
      comment,
      headers: headers.filter(([name]) => !hopByHop.test(name)),
      body: body.bytes,
      ...(kind === 'request'
        ? { method: start[1] ?? '', target: start[2] ?? '' }
        : { status: Number(start[1]) }),
    });
    at = body.end;
  }
  return out;
}

function bodyOf(
  bytes: Buffer,
  from: number,
  headers: readonly (readonly [string, string])[],
  kind: 'request' | 'response',
  status: number,
): { readonly bytes: Buffer; readonly end: number } {
  const header = (name: string) => headers.find(([own]) => own.toLowerCase() === name)?.[1] ?? '';
  if (kind === 'response' && (status < 200 || status === 204 || status === 304))
    return { bytes: Buffer.alloc(0), end: from };
  if (/\bchunked\b/i.test(header('transfer-encoding'))) return chunked(bytes, from);
  const length = header('content-length');
  // A response without a length goes to the end of its connection.
  const end = /^\d{1,10}$/.test(length) ? from + Number(length) : kind === 'response' ? bytes.length : from;
  return { bytes: bytes.subarray(from, Math.min(end, bytes.length)), end: Math.max(from, end) };
}

function chunked(bytes: Buffer, from: number): { readonly bytes: Buffer; readonly end: number } {
  const parts: Buffer[] = [];
  for (let at = from; ; ) {
    const line = bytes.indexOf('\r\n', at);
    const [, size] =
      /^([0-9a-f]{1,8})\s*(?:;.*)?$/i.exec(
        line < 0 ? '' : bytes.toString('latin1', at, Math.min(line, at + 256)),
      ) ?? [];
    if (size === undefined) return { bytes: Buffer.concat(parts), end: bytes.length };
    const begin = line + 2;
    const end = begin + Number.parseInt(size, 16);
    if (end === begin) {
      const trailer = bytes.indexOf('\r\n', begin);
      return { bytes: Buffer.concat(parts), end: trailer < 0 ? bytes.length : trailer + 2 };
    }
    parts.push(bytes.subarray(begin, Math.min(end, bytes.length)));
    at = end + 2;
  }
}
