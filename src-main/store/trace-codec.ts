/**
 * The payload of a row of trace entries as bytes, before it is sealed: length of the headers (4 bytes, big-endian), the
 * headers as JSON, then the byte strings of all entries one after the other. Bytes stay bytes: no base64, no copies but one.
 */

import { z } from 'zod';
import { WorkbenchError } from '../../src-shared/errors/index.ts';
import { errorData } from '../../src-shared/model/common.ts';
import type { TraceEntry } from '../../src-shared/trace.ts';
import { checked, corrupt, fromJson, type Place } from './sqlite.ts';

const size = z.int().nonnegative();
const sizes = z.array(size).min(1).max(2);
const headers = z.array(z.tuple([z.string(), z.string()]));
const exchange = { startedAt: z.number(), durationMs: z.number(), purpose: z.string(), sizes };

const header = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('apdu'), ...exchange, error: errorData.optional() }),
  z.object({
    kind: z.literal('http'),
    ...exchange,
    method: z.string(),
    url: z.string(),
    connectMs: z.number().optional(),
    requestHeaders: headers,
    status: z.int().optional(),
    responseHeaders: headers.optional(),
    error: errorData.optional(),
  }),
  z.object({
    kind: z.literal('note'),
    startedAt: z.number(),
    code: z.string(),
    params: errorData.shape.params,
  }),
]);
type Header = z.output<typeof header>;

const isSize = (value: unknown) => Number.isSafeInteger(value) && Number(value) >= 0;

/**
 * Whether a header is that of an APDU that did not fail itself, in words what `header` says of one: nearly every entry of a long
 * trace is, and the schema takes longer for it than all else that reading it does. What is anything else is for the schema.
 */
function isPlainApdu(head: unknown): head is Header & { kind: 'apdu' } {
  if (typeof head !== 'object' || head === null) return false;
  const { kind, startedAt, durationMs, purpose, sizes: of, error } = head as Record<string, unknown>;
  return (
    kind === 'apdu' &&
    Number.isFinite(startedAt) &&
    Number.isFinite(durationMs) &&
    typeof purpose === 'string' &&
    Array.isArray(of) &&
    (of.length === 1 || of.length === 2) &&
    of.every(isSize) &&
    error === undefined
  );
}

/** Throws store_corrupt. */
function headersOf(place: Place, given: unknown): readonly Header[] {
  if (Array.isArray(given) && given.length > 0 && given.every(isPlainApdu)) return given;
  return checked(place, 'payload', z.array(header).min(1), given);
}

/** What stood in columns of their own until version 3 of the database, as JSON. */
const olderColumns = z.object({
  kind: z.string(),
  purpose: z.string(),
  started_at: z.number(),
  duration_ms: z.number().nullable(),
});

function present(parts: readonly (Uint8Array | undefined)[]): Uint8Array[] {
  return parts.filter((part) => part !== undefined);
}

function partsOf(entry: TraceEntry): Uint8Array[] {
  if (entry.kind === 'note') return [];
  if (entry.kind === 'apdu') return present([entry.command, entry.response]);
  return present([entry.requestBody, entry.responseBody]);
}

/** The header of an entry, with names for its bytes in place of them. */
function headerOf(entry: TraceEntry, parts: readonly Uint8Array[]): object {
  if (entry.kind === 'note') return entry;
  const own = { ...entry, sizes: parts.map((part) => part.length) };
  return entry.kind === 'apdu'
    ? { ...own, command: undefined, response: undefined }
    : { ...own, requestBody: undefined, responseBody: undefined };
}

/** One or more entries, in their order. */
export function encodeTrace(entries: readonly TraceEntry[]): Uint8Array {
  const parts: Uint8Array[] = [];
  const heads = entries.map((entry) => {
    const own = partsOf(entry);
    parts.push(...own);
    return headerOf(entry, own);
  });
  const text = Buffer.from(JSON.stringify(heads));
  const length = Buffer.alloc(4);
  length.writeUInt32BE(text.length);
  return Buffer.concat([length, text, ...parts]);
}

/**
 * Throws store_corrupt. The byte strings are views of `payload`.
 * `older`: the columns of a row that was written before version 3, whose payload is of one entry.
 */
export function decodeTrace(place: Place, payload: Uint8Array, older: string | null = null): TraceEntry[] {
  const bytes = Buffer.from(payload.buffer, payload.byteOffset, payload.length);
  const headLength = bytes.length < 4 ? Number.POSITIVE_INFINITY : bytes.readUInt32BE(0);
  if (4 + headLength > bytes.length) throw corrupt(place, 'payload', 'cut off');
  const json = fromJson(place, 'payload', bytes.subarray(4, 4 + headLength).toString());
  const given = older === null ? json : [olderHeader(place, json, older)];
  const heads = headersOf(place, given);

  let at = 4 + headLength;
  const entries = heads.map((head) => {
    const own = (head.kind === 'note' ? [] : head.sizes).map((length) => {
      at += length;
      return payload.subarray(at - length, at);
    });
    return entryOf(head, own);
  });
  if (at !== payload.length) throw corrupt(place, 'payload', 'not of the announced length');
  return entries;
}

function olderHeader(place: Place, json: unknown, older: string): unknown {
  const columns = checked(place, 'older', olderColumns, fromJson(place, 'older', older));
  const own = typeof json === 'object' && json !== null ? json : {};
  if (!('kind' in own) || own.kind !== columns.kind)
    throw corrupt(place, 'older', 'another kind than its payload');
  const startedAt = columns.started_at;
  if (columns.kind === 'note') return { ...own, startedAt, code: columns.purpose };
  return { ...own, startedAt, purpose: columns.purpose, durationMs: columns.duration_ms ?? 0 };
}

function entryOf(head: Header, [first = new Uint8Array(0), second]: readonly Uint8Array[]): TraceEntry {
  if (head.kind === 'note') return head;
  const { startedAt, durationMs, purpose } = head;
  // A code of the catalogue, or `internal` where another version of the workbench has written it.
  const error =
    head.error && WorkbenchError.fromData(head.error as Parameters<typeof WorkbenchError.fromData>[0]);
  const common = {
    startedAt,
    durationMs,
    purpose,
    ...(error === undefined ? {} : { error: error.toData() }),
  };
  if (head.kind === 'apdu')
    return { kind: 'apdu', ...common, command: first, ...(second === undefined ? {} : { response: second }) };
  return {
    kind: 'http',
    ...common,
    method: head.method,
    url: head.url,
    ...(head.connectMs === undefined ? {} : { connectMs: head.connectMs }),
    requestHeaders: head.requestHeaders,
    requestBody: first,
    ...(head.status === undefined ? {} : { status: head.status }),
    ...(head.responseHeaders === undefined ? {} : { responseHeaders: head.responseHeaders }),
    ...(second === undefined ? {} : { responseBody: second }),
  };
}
