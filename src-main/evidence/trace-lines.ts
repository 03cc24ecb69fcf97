/** Entries of a trace as lines of JSON, and back. */

import { fromHex, toHex } from '../../src-shared/bytes.ts';
import { type ErrorData, WorkbenchError } from '../../src-shared/errors/index.ts';
import type { HttpExchange, TraceEntry } from '../../src-shared/trace.ts';
import type { DisguisedEntry } from './disguise/disguise.ts';
import type { TraceEntryLine } from './format.ts';

type Body = Extract<TraceEntryLine, { kind: 'http' }>['requestBody'];

function bodyOf(bytes: Uint8Array): Body {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const text = buffer.toString();
  return Buffer.from(text).equals(buffer) ? { text } : { base64: buffer.toString('base64') };
}

function bytesOf(body: Body): Uint8Array {
  return new Uint8Array('text' in body ? Buffer.from(body.text) : Buffer.from(body.base64, 'base64'));
}

const headersOf = (headers: HttpExchange['requestHeaders']) =>
  headers.map(([name, value]): [string, string] => [name, value]);

const jsonError = (error: ErrorData | undefined) =>
  error === undefined ? {} : { error: { code: error.code, params: { ...error.params } } };

/** What `TraceEntryLine` says of an entry; `hidden` only where there is something. */
export function lineOf({ seq, entry, hidden }: DisguisedEntry): object {
  const marks = Object.keys(hidden).length === 0 ? {} : { hidden };
  if (entry.kind === 'note') return { seq, ...entry };
  const { startedAt, durationMs, purpose } = entry;
  const common = { seq, kind: entry.kind, startedAt, durationMs, purpose };
  if (entry.kind === 'apdu')
    return {
      ...common,
      command: toHex(entry.command),
      ...(entry.response && { response: toHex(entry.response) }),
      ...jsonError(entry.error),
      ...marks,
    };
  return {
    ...common,
    method: entry.method,
    url: entry.url,
    requestHeaders: headersOf(entry.requestHeaders),
    requestBody: bodyOf(entry.requestBody),
    ...(entry.status === undefined ? {} : { status: entry.status }),
    ...(entry.responseHeaders && { responseHeaders: headersOf(entry.responseHeaders) }),
    ...(entry.responseBody && { responseBody: bodyOf(entry.responseBody) }),
    ...jsonError(entry.error),
    ...marks,
  };
}

/** An error of the catalogue; `internal` where another version of the workbench has written it. */
function errorFrom(line: TraceEntryLine): { error?: ErrorData } {
  if (line.kind === 'note' || line.error === undefined) return {};
  return { error: WorkbenchError.fromData(line.error).toData() };
}

/** The entry that a line says. */
export function entryOf(line: TraceEntryLine): DisguisedEntry {
  const { seq } = line;
  if (line.kind === 'note') {
    const { startedAt, code, params } = line;
    return { seq, entry: { kind: 'note', startedAt, code, params }, hidden: {} };
  }
  const { startedAt, durationMs, purpose } = line;
  const common = { startedAt, durationMs, purpose, ...errorFrom(line) };
  const hidden = Object.fromEntries(
    Object.entries(line.hidden ?? {}).filter(([, ranges]) => ranges !== undefined),
  );
  if (line.kind === 'apdu')
    return {
      seq,
      entry: {
        kind: 'apdu',
        ...common,
        command: fromHex(line.command),
        ...(line.response === undefined ? {} : { response: fromHex(line.response) }),
      },
      hidden,
    };
  const entry: TraceEntry = {
    kind: 'http',
    ...common,
    method: line.method,
    url: line.url,
    requestHeaders: line.requestHeaders,
    requestBody: bytesOf(line.requestBody),
    ...(line.status === undefined ? {} : { status: line.status }),
    ...(line.responseHeaders === undefined ? {} : { responseHeaders: line.responseHeaders }),
    ...(line.responseBody === undefined ? {} : { responseBody: bytesOf(line.responseBody) }),
  };
  return { seq, entry, hidden };
}
