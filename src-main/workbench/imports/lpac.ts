/** The debug log of lpac 2: what LPAC_APDU_DEBUG and LPAC_HTTP_DEBUG (LIBEUICC_DEBUG_APDU, LIBEUICC_DEBUG_HTTP) print on stderr. */

import { concatBytes } from '../../../src-shared/bytes.ts';
import { httpPurpose, Purposes } from './purposes.ts';
import {
  Exchanges,
  hexBytes,
  type Line,
  linesOf,
  malformed,
  type ReadOptions,
  type Recording,
} from './recording.ts';

const mark = /^\[DEBUG\] \[(APDU|HTTP)\] \[([^\]]{1,20})\] (.*)$/;
const apduSent = /^CLA: (\w\w), INS: (\w\w), P1: (\w\w), P2: (\w\w), Lc: (\w\w), Data: ?(.*)$/;
const apduReceived = /^SW1: (\w\w), SW2: (\w\w), Data: ?(.*)$/;
const httpSent = /^url: (\S{1,4096}), data: ?(.*)$/i;
const httpReceived = /^rcode: (\d{1,5}), data: ?(.*)$/i;

export function isLpacLog(head: string): boolean {
  return /\[DEBUG\] \[(APDU|HTTP)\] \[TX\]/.test(head);
}

/** Bodies of lines that are put together, as the bytes that they were. */
const bodyOf = (text: string) => Uint8Array.from(Buffer.from(text, 'latin1'));

class LpacReader {
  readonly #file: string;
  readonly #begin: number;
  readonly #out: Exchanges;
  readonly #purposes = new Purposes();
  #command: Uint8Array | undefined;
  #request: { readonly url: string; readonly body: string } | undefined;
  /** An HTTP body may have line ends in it: what follows is put behind it. */
  #body: { readonly status: number | undefined; text: string; more: string[] } | undefined;
  left = 0;

  constructor({ fileName, begin }: ReadOptions) {
    this.#file = fileName;
    this.#begin = begin;
    this.#out = new Exchanges(fileName);
  }

  get entries() {
    return this.#out.list;
  }

  #fail(line: Line, reason: string): never {
    throw malformed(
      this.#file,
      `line ${line.number}`,
      line.whole ? reason : `${reason}; the file ends there`,
    );
  }

  #bytes(text: string, line: Line): Uint8Array {
    return hexBytes(text) ?? this.#fail(line, 'its data is not whole bytes in hexadecimal');
  }

  #at(): number {
    return this.#begin + this.#out.list.length;
  }

  line(line: Line): void {
    const [, kind, way, rest = ''] = mark.exec(line.text) ?? [];
    if (kind === undefined) {
      if (line.text.startsWith('[DEBUG] [APDU]') || line.text.startsWith('[DEBUG] [HTTP]'))
        this.#fail(line, 'it is no line of lpac');
      // Bodies are one line; what lpac itself prints on stdout may stand between if both went into one file.
      if (line.text === '') return;
      if (this.#body !== undefined && !line.text.startsWith('{"type":')) this.#body.more.push(line.text);
      else this.left += 1;
      return;
    }
    this.#endBody();
    if (kind === 'APDU' && way === 'TX') this.#apduSent(rest, line);
    else if (kind === 'APDU' && way === 'RX') this.#apduReceived(rest, line);
    else if (kind === 'HTTP' && way === 'TX') this.#httpSent(rest, line);
    else if (kind === 'HTTP' && way === 'RX') this.#httpReceived(rest, line);
    else this.left += 1;
  }

  #apduSent(text: string, line: Line): void {
    this.#endApdu(undefined);
    const [, cla, ins, p1, p2, p3 = '', data = ''] = apduSent.exec(text) ?? this.#fail(line, 'it is no APDU');
    const header = this.#bytes([cla, ins, p1, p2, p3].join(''), line);
    const body = this.#bytes(data, line);
    if (body.length > 0 && body.length < (header[4] ?? 0))
      this.#fail(line, `it announces ${header[4]} bytes and has ${body.length}`);
    this.#command = concatBytes(header, body);
  }

  #apduReceived(text: string, line: Line): void {
    const [, sw1, sw2, data = ''] = apduReceived.exec(text) ?? this.#fail(line, 'it is no answer to an APDU');
    if (this.#command === undefined) this.#fail(line, 'an answer without its APDU');
    this.#endApdu(concatBytes(this.#bytes(data, line), this.#bytes(`${sw1}${sw2}`, line)));
  }

  #endApdu(response: Uint8Array | undefined): void {
    const command = this.#command;
    this.#command = undefined;
    if (command === undefined) return;
    this.#out.add({
      kind: 'apdu',
      startedAt: this.#at(),
      durationMs: 0,
      purpose: this.#purposes.of(command),
      command,
      ...(response === undefined ? {} : { response }),
    });
  }

  #httpSent(text: string, line: Line): void {
    this.#endHttp(undefined, '');
    const [, url = '', body = ''] = httpSent.exec(text) ?? this.#fail(line, 'it is no HTTP request');
    if (!line.whole && body !== '' && !body.endsWith('}')) this.#fail(line, 'its body is cut');
    this.#request = { url, body };
  }

  #httpReceived(text: string, line: Line): void {
    const [, status = '', body = ''] = httpReceived.exec(text) ?? this.#fail(line, 'it is no answer of HTTP');
    if (this.#request === undefined) this.#fail(line, 'an answer without its request');
    if (!line.whole && body !== '' && !body.endsWith('}')) this.#fail(line, 'its body is cut');
    const code = Number(status);
    // Of a server that was not reached lpac tells 0.
    this.#body = { status: code === 0 ? undefined : code, text: body, more: [] };
  }

  #endBody(): void {
    const body = this.#body;
    this.#body = undefined;
    if (body === undefined) return;
    const whole = isJson(body.text) ? body.text : [body.text, ...body.more].join('\n');
    if (whole === body.text) this.left += body.more.length;
    this.#endHttp(body.status, whole);
  }

  #endHttp(status: number | undefined, body: string): void {
    const request = this.#request;
    this.#request = undefined;
    if (request === undefined) return;
    const url = /^https?:\/\//i.test(request.url) ? request.url : `https://${request.url}`;
    this.#out.add({
      kind: 'http',
      startedAt: this.#at(),
      durationMs: 0,
      purpose: httpPurpose('POST', url),
      method: 'POST',
      url,
      requestHeaders: [],
      requestBody: bodyOf(request.body),
      ...(status === undefined ? {} : { status, responseHeaders: [], responseBody: bodyOf(body) }),
    });
  }

  end(): void {
    this.#endBody();
    this.#endApdu(undefined);
    this.#endHttp(undefined, '');
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return text === '';
  }
}

/** Throws import_malformed, import_too_many. */
export function readLpacLog(bytes: Uint8Array, options: ReadOptions): Recording {
  const reader = new LpacReader(options);
  for (const line of linesOf(bytes, options.fileName)) reader.line(line);
  reader.end();
  return { format: 'lpac', entries: reader.entries, timed: false, left: reader.left };
}
