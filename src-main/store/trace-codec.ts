/**
 * A trace entry's payload as bytes, before it is sealed: length of the header (4 bytes, big-endian), the header as
 * JSON, then the byte strings one after the other. Bytes stay bytes: no base64, no copies but one.
 */

import { z } from 'zod';
import { WorkbenchError } from '../../src-shared/errors/index.ts';
import { errorData } from '../../src-shared/model/common.ts';
import type { TraceEntry } from '../../src-shared/trace.ts';
import { checked, corrupt, fromJson, type Place } from './sqlite.ts';

const size = z.number().int().nonnegative();
const headers = z.array(z.tuple([z.string(), z.string()]));

const header = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('apdu'), sizes: z.array(size).min(1).max(2), error: errorData.optional() }),
  z.object({
    kind: z.literal('http'),
    sizes: z.array(size).min(1).max(2),
    method: z.string(),
    url: z.string(),
    requestHeaders: headers,
    status: z.number().int().optional(),
    responseHeaders: headers.optional(),
    error: errorData.optional(),
  }),
  z.object({ kind: z.literal('note'), params: errorData.shape.params }),
]);

/** The columns that are not sealed. */
export interface TraceColumns {
  readonly kind: string;
  readonly purpose: string;
  readonly started_at: number;
  readonly duration_ms: number | null;
}

export function traceColumns(entry: TraceEntry): TraceColumns {
  return {
    kind: entry.kind,
    purpose: entry.kind === 'note' ? entry.code : entry.purpose,
    started_at: Math.round(entry.startedAt),
    duration_ms: entry.kind === 'note' ? null : entry.durationMs,
  };
}

function present(parts: readonly (Uint8Array | undefined)[]): Uint8Array[] {
  return parts.filter((part) => part !== undefined);
}

function headerAndParts(entry: TraceEntry): [header: z.input<typeof header>, parts: Uint8Array[]] {
  if (entry.kind === 'note') return [{ kind: 'note', params: { ...entry.params } }, []];
  const error =
    entry.error === undefined ? {} : { error: { code: entry.error.code, params: { ...entry.error.params } } };
  if (entry.kind === 'apdu') {
    const parts = present([entry.command, entry.response]);
    return [{ kind: 'apdu', sizes: parts.map((part) => part.length), ...error }, parts];
  }
  const parts = present([entry.requestBody, entry.responseBody]);
  const pairs = (list: readonly (readonly [string, string])[]) =>
    list.map(([name, value]): [string, string] => [name, value]);
  return [
    {
      kind: 'http',
      sizes: parts.map((part) => part.length),
      method: entry.method,
      url: entry.url,
      requestHeaders: pairs(entry.requestHeaders),
      ...(entry.status === undefined ? {} : { status: entry.status }),
      ...(entry.responseHeaders === undefined ? {} : { responseHeaders: pairs(entry.responseHeaders) }),
      ...error,
    },
    parts,
  ];
}

export function encodeTrace(entry: TraceEntry): Uint8Array {
  const [head, parts] = headerAndParts(entry);
  const text = Buffer.from(JSON.stringify(head));
  const length = Buffer.alloc(4);
  length.writeUInt32BE(text.length);
  return Buffer.concat([length, text, ...parts]);
}

/** Throws store_corrupt. The byte strings are views of `payload`. */
export function decodeTrace(place: Place, columns: TraceColumns, payload: Uint8Array): TraceEntry {
  const bytes = Buffer.from(payload.buffer, payload.byteOffset, payload.length);
  const headLength = bytes.length < 4 ? Number.POSITIVE_INFINITY : bytes.readUInt32BE(0);
  if (4 + headLength > bytes.length) throw corrupt(place, 'payload', 'cut off');
  const text = bytes.subarray(4, 4 + headLength).toString();
  const head = checked(place, 'payload', header, fromJson(place, 'payload', text));
  if (head.kind !== columns.kind) throw corrupt(place, 'kind', 'another kind than its payload');

  const startedAt = columns.started_at;
  if (head.kind === 'note') return { kind: 'note', startedAt, code: columns.purpose, params: head.params };

  const parts: Uint8Array[] = [];
  let at = 4 + headLength;
  for (const length of head.sizes) {
    parts.push(payload.subarray(at, at + length));
    at += length;
  }
  const [first, second] = parts;
  if (at !== payload.length || first === undefined)
    throw corrupt(place, 'payload', 'not of the announced length');
  // A code of the catalogue, or `internal` where another version of the workbench has written it.
  const error =
    head.error && WorkbenchError.fromData(head.error as Parameters<typeof WorkbenchError.fromData>[0]);
  const common = {
    startedAt,
    durationMs: columns.duration_ms ?? 0,
    purpose: columns.purpose,
    ...(error === undefined ? {} : { error: error.toData() }),
  };
  if (head.kind === 'apdu')
    return { kind: 'apdu', ...common, command: first, ...(second === undefined ? {} : { response: second }) };
  return {
    kind: 'http',
    ...common,
    method: head.method,
    url: head.url,
    requestHeaders: head.requestHeaders,
    requestBody: first,
    ...(head.status === undefined ? {} : { status: head.status }),
    ...(head.responseHeaders === undefined ? {} : { responseHeaders: head.responseHeaders }),
    ...(second === undefined ? {} : { responseBody: second }),
  };
}
