/** The HTTP exchanges of a trace as HAR 1.2, which the network panels of browsers read. */

import { STATUS_CODES } from 'node:http';
import { describeError } from '../../../src-shared/errors/index.ts';
import type { OperationDetail } from '../../../src-shared/model/index.ts';
import { operationKindText } from '../../../src-shared/texts.ts';
import type { HttpExchange } from '../../../src-shared/trace.ts';
import type { DisguisedEntry } from '../disguise/disguise.ts';
import type { EvidenceContext } from '../make.ts';

const headersOf = (headers: HttpExchange['requestHeaders']) =>
  headers.map(([name, value]) => ({ name, value }));

function header(headers: HttpExchange['requestHeaders'], name: string): string {
  return headers.find(([each]) => each.toLowerCase() === name)?.[1] ?? '';
}

/** Text, or what is none in base64. */
function contentOf(bytes: Uint8Array, mimeType: string) {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const text = buffer.toString();
  const whole = Buffer.from(text).equals(buffer);
  return {
    size: bytes.length,
    mimeType,
    ...(whole ? { text } : { text: buffer.toString('base64'), encoding: 'base64' }),
  };
}

function entryOf(entry: HttpExchange, pageref: string) {
  const { status = 0, responseHeaders = [], responseBody = new Uint8Array(0) } = entry;
  const httpVersion = 'HTTP/1.1';
  const failed = entry.error === undefined ? {} : { _error: describeError(entry.error).message };
  return {
    pageref,
    startedDateTime: new Date(entry.startedAt).toISOString(),
    time: entry.durationMs,
    request: {
      method: entry.method,
      url: entry.url,
      httpVersion,
      cookies: [],
      headers: headersOf(entry.requestHeaders),
      queryString: [],
      postData: {
        mimeType: header(entry.requestHeaders, 'content-type'),
        text: Buffer.from(entry.requestBody).toString(),
      },
      headersSize: -1,
      bodySize: entry.requestBody.length,
    },
    response: {
      status,
      statusText: STATUS_CODES[status] ?? '',
      httpVersion,
      cookies: [],
      headers: headersOf(responseHeaders),
      content: contentOf(responseBody, header(responseHeaders, 'content-type')),
      redirectURL: header(responseHeaders, 'location'),
      headersSize: -1,
      bodySize: responseBody.length,
      ...failed,
    },
    cache: {},
    // How long each part took is not known apart.
    timings: { send: 0, wait: entry.durationMs, receive: 0 },
    comment: entry.purpose,
  };
}

export function harOf(
  trace: readonly DisguisedEntry[],
  operation: OperationDetail,
  { workbench }: Pick<EvidenceContext, 'workbench'>,
): Buffer {
  const id = `operation-${operation.id}`;
  const har = {
    log: {
      version: '1.2',
      creator: { name: 'eUICC Workbench', version: workbench },
      pages: [
        {
          startedDateTime: new Date(operation.createdAt).toISOString(),
          id,
          title: operationKindText[operation.kind],
          pageTimings: {},
        },
      ],
      entries: trace.flatMap(({ entry }) => (entry.kind === 'http' ? [entryOf(entry, id)] : [])),
    },
  };
  return Buffer.from(`${JSON.stringify(har, null, 2)}\n`);
}
