/**
 * A trace as a capture for Wireshark: each APDU with its answer as a GSMTAP packet of type SIM, and each HTTP exchange as a TCP
 * connection of its own, in clear. What travelled in TLS and over the contacts of a card is shown as if it had travelled so.
 */

import { STATUS_CODES } from 'node:http';
import { toHex } from '../../../src-shared/bytes.ts';
import { describeError } from '../../../src-shared/errors/index.ts';
import type { OperationDetail } from '../../../src-shared/model/index.ts';
import { operationKindText, remarkText, statusText } from '../../../src-shared/texts.ts';
import type { ApduExchange, HttpExchange } from '../../../src-shared/trace.ts';
import type { DisguisedEntry } from '../disguise/disguise.ts';
import type { EvidenceContext } from '../make.ts';
import { type Address, type Endpoint, tcpFlags, tcpPacket, udpPacket } from './ip.ts';
import { type Packet, writeCapture } from './pcapng.ts';

/** Addresses that are reserved for documentation (RFC 5737). */
const bench: Address = [192, 0, 2, 1];
const reader: Endpoint = { address: [192, 0, 2, 2], port: 4729 };
const serverAt = (index: number): Address => [198, 51, 100, 1 + (index % 250)];

/** Version 2, 4 words long, type 4: SIM; subtype 0: an APDU (osmocom, gsmtap.h). */
const gsmtap = Buffer.from([2, 4, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
/** A dissector takes the last two bytes for a status word; where there was none, this one, which no card has. */
const noStatusWord = Buffer.from([0, 0]);

/** Data of one segment on an Ethernet. */
const segmentBytes = 1460;
const http = 80;
/** Between packets of one exchange, in milliseconds. */
const gap = 0.001;

const interfaces = { apdu: 0, http: 1 } as const;

class Capture {
  readonly packets: Packet[] = [];
  readonly #servers = new Map<string, Address>();
  #id = 0;
  #port = 49_152;

  get names() {
    return [...this.#servers].map(([name, address]) => ({ name, address }));
  }

  #serverOf(host: string): Address {
    const known = this.#servers.get(host) ?? serverAt(this.#servers.size);
    this.#servers.set(host, known);
    return known;
  }

  apdu(entry: ApduExchange, comment: string): void {
    const { response = new Uint8Array(0), error } = entry;
    const whole = response.length >= 2;
    const told = [
      comment,
      entry.purpose,
      // Where the answer begins: a packet has it right behind its command. The import reads this line.
      `APDU: ${entry.command.length} bytes of command, ${whole ? response.length : 0} of answer`,
      ...(whole
        ? []
        : [`no answer with a status word (answer: ${toHex(response) || 'none'}); 0000 stands for it`]),
      ...(error === undefined ? [] : [describeError(error).message]),
    ];
    const data = Buffer.concat([gsmtap, entry.command, whole ? response : noStatusWord]);
    this.packets.push({
      interface: interfaces.apdu,
      at: entry.startedAt,
      bytes: udpPacket({ address: bench, port: 49_151 }, reader, this.#id++, data),
      outbound: true,
      comment: told.filter((line) => line !== '').join('\n'),
    });
  }

  http(entry: HttpExchange, comment: string): void {
    const host = hostOf(entry.url);
    const client: Endpoint = { address: bench, port: this.#port };
    this.#port = this.#port === 65_535 ? 49_152 : this.#port + 1;
    const server: Endpoint = { address: this.#serverOf(host), port: http };
    const sent = { client: 1000, server: 2000 };
    let at = entry.startedAt;
    const send = (who: 'client' | 'server', flags: number, data: Buffer = Buffer.alloc(0), told?: string) => {
      const [from, to] = who === 'client' ? [client, server] : [server, client];
      const other = who === 'client' ? 'server' : 'client';
      const first = flags === tcpFlags.syn;
      this.packets.push({
        interface: interfaces.http,
        at,
        bytes: tcpPacket(from, to, this.#id++, {
          sequence: sent[who],
          acknowledgement: first ? 0 : sent[other],
          flags,
          data,
        }),
        outbound: who === 'client',
        ...(told === undefined ? {} : { comment: told }),
      });
      sent[who] += data.length + (flags & (tcpFlags.syn | tcpFlags.fin) ? 1 : 0);
      at += gap;
    };
    const message = (who: 'client' | 'server', bytes: Buffer, told: string) => {
      for (let from = 0; from < bytes.length; from += segmentBytes) {
        const part = bytes.subarray(from, from + segmentBytes);
        const last = from + segmentBytes >= bytes.length;
        send(who, tcpFlags.ack | (last ? tcpFlags.psh : 0), part, from === 0 ? told : undefined);
        send(who === 'client' ? 'server' : 'client', tcpFlags.ack);
      }
    };
    send('client', tcpFlags.syn);
    send('server', tcpFlags.syn | tcpFlags.ack);
    send('client', tcpFlags.ack);
    const failed = entry.error === undefined ? '' : describeError(entry.error).message;
    const lines = [comment, entry.purpose, entry.url, failed].filter((line) => line !== '');
    message('client', requestOf(entry), lines.join('\n'));
    at = Math.max(at, entry.startedAt + entry.durationMs);
    if (entry.status !== undefined) message('server', responseOf(entry), entry.purpose);
    send('server', tcpFlags.fin | tcpFlags.ack);
    send('client', tcpFlags.fin | tcpFlags.ack);
    send('server', tcpFlags.ack);
  }
}

function hostOf(url: string): string {
  try {
    return new URL(url).hostname;
  } catch {
    return 'unknown';
  }
}

function pathOf(url: string): string {
  try {
    const { pathname, search } = new URL(url);
    return pathname + search;
  } catch {
    return '/';
  }
}

/** One line each, whatever stands in them; the length is that of the body that follows. */
function head(first: string, headers: HttpExchange['requestHeaders'], bodyBytes: number): Buffer {
  const oneLine = (text: string) => text.replace(/[\r\n]+/g, ' ');
  const kept = headers.filter(
    ([name]) => !/^(content-length|transfer-encoding|connection|keep-alive)$/i.test(name),
  );
  const lines = [
    first,
    ...kept.map(([name, value]) => `${oneLine(name)}: ${oneLine(value)}`),
    `Content-Length: ${bodyBytes}`,
    'Connection: close',
  ];
  return Buffer.from(`${lines.map(oneLine).join('\r\n')}\r\n\r\n`, 'latin1');
}

function requestOf(entry: HttpExchange): Buffer {
  const first = `${entry.method} ${pathOf(entry.url)} HTTP/1.1`;
  return Buffer.concat([head(first, entry.requestHeaders, entry.requestBody.length), entry.requestBody]);
}

function responseOf(entry: HttpExchange): Buffer {
  const { status = 0, responseHeaders = [] } = entry;
  // An answer of these has no body (RFC 9110 §15).
  const none = status < 200 || status === 204 || status === 304;
  const body = none ? new Uint8Array(0) : (entry.responseBody ?? new Uint8Array(0));
  const first = `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`.trimEnd();
  return Buffer.concat([head(first, responseHeaders, body.length), body]);
}

export function captureOf(
  trace: readonly DisguisedEntry[],
  operation: OperationDetail,
  { workbench }: Pick<EvidenceContext, 'workbench'>,
): Buffer {
  const capture = new Capture();
  let notes: string[] = [];
  for (const { entry } of trace) {
    if (entry.kind === 'note') {
      notes.push(remarkText(entry.code, entry.params));
      continue;
    }
    const comment = notes.join('\n');
    notes = [];
    if (entry.kind === 'apdu') capture.apdu(entry, comment);
    else capture.http(entry, comment);
  }
  return writeCapture(
    {
      application: `eUICC Workbench ${workbench}`,
      comment: [
        `Operation ${operation.id}: ${operationKindText[operation.kind]}, ${statusText[operation.status]}`,
        'APDUs are shown as GSMTAP, and HTTP over TLS as HTTP over TCP; addresses and ports are made up.',
      ].join('\n'),
      interfaces: [
        { name: 'apdu', description: `APDUs at ${operation.readerName}` },
        { name: 'http', description: 'ES9+ and ES11, out of TLS' },
      ],
      names: capture.names,
    },
    capture.packets,
  );
}
