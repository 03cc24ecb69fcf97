/**
 * The view of a trace that may leave the engine: secrets are placeholders of equal length, everything else is as it
 * travelled. A secret is recognised by its place (SGP.22's fields, names of JSON members and headers) and by its value,
 * in whatever writing and over whatever blocks; a value that was found by its place is then looked for everywhere.
 */

import type { ErrorData, ErrorParams } from '../../src-shared/errors/index.ts';
import type { ApduExchange, HttpExchange, TraceNote } from '../../src-shared/trace.ts';
import type { Redacted, RedactedTraceEntry, StoredTraceEntry } from './port.ts';
import { scanApdus } from './redact-apdu.ts';
import { createPart, markPart, type Part, placeholder, scanText, type TextScan } from './redact-text.ts';
import { type Range, secretInHeader, secretsInUrl } from './secret-places.ts';
import { createSearchSpace } from './secret-search.ts';
import { type Needle, needlesOf, type SecretContext, secretValues, shortestNeedle } from './secrets.ts';

export interface Redactor {
  /**
   * The entries of an operation, all of them and in order: what is spread over several is only found in all. `memory` is
   * the one of this operation's trace when it was shorter: what has been done already is not done again.
   */
  trace(entries: readonly StoredTraceEntry[], memory?: TraceMemory): RedactedTraceEntry[];
  text(text: string): string;
  params(params: ErrorParams): ErrorParams;
}

/** Upper-case hexadecimal; `XX` for each secret byte. Positions: of bytes, the end excluded. */
export function redactedHex(part: Redacted, from = 0, to = part.bytes.length): string {
  const hex = Buffer.from(part.bytes.subarray(from, to)).toString('hex').toUpperCase();
  let out = '';
  let at = from;
  for (const [start, end] of part.secret) {
    const first = Math.min(Math.max(start, at), to);
    const last = Math.max(first, Math.min(end, to));
    out += hex.slice(2 * (at - from), 2 * (first - from)) + 'XX'.repeat(last - first);
    at = last;
  }
  return out + hex.slice(2 * (at - from));
}

/** UTF-8 text; `*` for each secret byte, also within base64. */
export function redactedText({ bytes, secret }: Redacted): string {
  const shown = Uint8Array.from(bytes);
  for (const [from, to] of secret) shown.fill(placeholder, from, to);
  return Buffer.from(shown).toString();
}

/** Whether any byte of a range is secret. */
export function isRedacted({ secret }: Redacted, from: number, to: number): boolean {
  return secret.some(([start, end]) => start < to && from < end);
}

/**
 * What a base64 text within a redacted body says, with its secret bytes known again: for the tree of a body's member.
 * `text`: as it stands in the body (JSON without escapes), which must hold it once or alike everywhere. Undefined where
 * it is no base64.
 */
export function redactedBase64(body: Redacted, text: string): Redacted | undefined {
  if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return undefined;
  const { buffer, byteOffset, length } = body.bytes;
  const at = Buffer.from(buffer, byteOffset, length).indexOf(text);
  const bytes = new Uint8Array(Buffer.from(text, 'base64'));
  if (at < 0) return { bytes, secret: [] };
  const secret = new Uint8Array(text.length);
  for (const [from, to] of body.secret) secret.fill(1, Math.max(0, from - at), Math.max(0, to - at));
  const part = createPart(bytes);
  for (let byte = 0; byte < bytes.length; byte++) {
    const first = Math.floor((8 * byte) / 6);
    const last = Math.floor((8 * byte + 7) / 6);
    // Both characters: a neighbour of a secret shares only one with it.
    if (secret[first] === 1 && secret[last] === 1) part.mask[byte] = 1;
  }
  return { bytes, secret: rangesOf(part.mask) };
}

function rangesOf(mask: Uint8Array): Range[] {
  const out: Range[] = [];
  for (let from = mask.indexOf(1); from >= 0; ) {
    const end = mask.indexOf(0, from);
    const to = end < 0 ? mask.length : end;
    out.push([from, to]);
    from = mask.indexOf(1, to);
  }
  return out;
}

function finished(part: Part): Redacted {
  const { bytes } = part;
  if (part.untouched) return { bytes, secret: [] };
  const { mask, fill } = part;
  const secret = rangesOf(mask);
  if (secret.length === 0) return { bytes, secret };
  const shown = bytes.map((byte, at) => (mask[at] === 1 ? fill[at] || placeholder : byte));
  return { bytes: shown, secret };
}

/** A secret found by its place that is worth looking for elsewhere; so many at most, against a peer that sends thousands. */
const mostFound = 64;
const longestFound = 512;

const compressed = /^\s*(gzip|x-gzip|deflate|br|zstd|compress)\b/i;

function headerOf(headers: HttpExchange['requestHeaders'], name: string): string {
  return headers.find(([each]) => each.toLowerCase() === name)?.[1] ?? '';
}

/** What a trace's redaction keeps of exchanges that stand alone (HTTP, notes), by their numbers. APDUs hang together. */
export type TraceMemory = Map<number, LoneEntry>;

/** An entry that says the same whatever comes after it, as long as the same values are looked for. */
interface LoneEntry {
  /** Values found in it by their place. */
  readonly found: readonly Uint8Array[];
  redacted(search: Search): RedactedTraceEntry;
}

/** What is looked for. Searches of the same values are equal. */
interface Search {
  readonly values: string;
  readonly needles: readonly Needle[];
}

const keyOf = (value: Uint8Array) => Buffer.from(value).toString('latin1');

/** The values that were found by their place: each once, and so many at most. */
class Found {
  readonly #values = new Map<string, Uint8Array>();

  readonly add = (value: Uint8Array): void => {
    if (value.length < shortestNeedle || value.length > longestFound || this.#values.size >= mostFound)
      return;
    this.#values.set(keyOf(value), Uint8Array.from(value));
  };

  values(): Uint8Array[] {
    return [...this.#values.values()];
  }
}

/** Something that was scanned and awaits the search. */
interface Scanned<R> {
  readonly found: readonly Uint8Array[];
  /** To be called once. */
  finish(search: Search): R;
}

/** Scans what `body` adds; what `body` gives is called after the search. */
function scanned<R>(body: (scan: TextScan) => () => R): Scanned<R> {
  const found = new Found();
  const scan: TextScan = { space: createSearchSpace(), afterwards: [], found: found.add };
  const finish = body(scan);
  return {
    found: found.values(),
    finish({ needles }) {
      scan.space.run(needles);
      for (const action of scan.afterwards) action();
      return finish();
    },
  };
}

function loneEntry(body: (scan: TextScan) => () => RedactedTraceEntry): LoneEntry {
  const first = scanned(body);
  let fresh: Scanned<RedactedTraceEntry> | undefined = first;
  let done: { readonly values: string; readonly entry: RedactedTraceEntry } | undefined;
  return {
    found: first.found,
    redacted(search) {
      if (done?.values !== search.values) {
        done = { values: search.values, entry: (fresh ?? scanned(body)).finish(search) };
        fresh = undefined;
      }
      return done.entry;
    },
  };
}

export function createRedactor(context: SecretContext): Redactor {
  const known = secretValues(context);
  const knownKeys = new Set(known.map(keyOf));

  /** To look for what is known and what was found. */
  function searchFor(found: readonly Uint8Array[]): Search {
    const more = new Map(found.map((value) => [keyOf(value), value]));
    for (const key of knownKeys) more.delete(key);
    const values = JSON.stringify([...knownKeys, ...[...more.keys()].sort()]);
    return { values, needles: needlesOf([...known, ...more.values()]) };
  }

  function redact<R>(body: (scan: TextScan) => () => R): R {
    const one = scanned(body);
    return one.finish(searchFor(one.found));
  }

  function scanString(text: string, scan: TextScan, places: readonly Range[] = []): () => string {
    if (text === '') return () => text;
    // Places are of characters; beyond ASCII they would not be those of bytes.
    const bytes = Buffer.from(text);
    const ofBytes = places.map(
      ([from, to]): Range => [Buffer.byteLength(text.slice(0, from)), Buffer.byteLength(text.slice(0, to))],
    );
    const part = createPart(bytes);
    scanText(part, scan, ofBytes);
    return () => {
      const redacted = finished(part);
      return redacted.secret.length === 0 ? text : redactedText(redacted);
    };
  }

  function scanParams(params: ErrorParams, scan: TextScan): () => ErrorParams {
    const values = Object.entries(params).map(([name, value]) => {
      if (typeof value !== 'string') return [name, () => value] as const;
      return [name, scanString(value, scan)] as const;
    });
    return () => Object.fromEntries(values.map(([name, value]) => [name, value()]));
  }

  function scanError(error: ErrorData | undefined, scan: TextScan): () => { error?: ErrorData } {
    if (error === undefined) return () => ({});
    const params = scanParams(error.params, scan);
    return () => ({ error: { code: error.code, params: params() } });
  }

  function scanBody(body: Uint8Array, headers: HttpExchange['requestHeaders'], scan: TextScan): Part {
    const part = createPart(body);
    const first = body.find((byte) => byte > 0x20);
    if (compressed.test(headerOf(headers, 'content-encoding')) && first !== 0x7b && first !== 0x5b) {
      // Nobody can search it; so nothing of it is shown.
      markPart(part)(0, body.length);
      return part;
    }
    const form = /x-www-form-urlencoded/i.test(headerOf(headers, 'content-type'));
    const places = form
      ? secretsInUrl(`?${Buffer.from(body).toString('latin1')}`).map(
          ([from, to]): Range => [from - 1, to - 1],
        )
      : [];
    scanText(part, scan, places);
    return part;
  }

  function scanHeaders(headers: HttpExchange['requestHeaders'], scan: TextScan): () => [string, string][] {
    const values = headers.map(([name, value]) => {
      const place = secretInHeader(name, value);
      return [name, scanString(value, scan, place === undefined ? [] : [place])] as const;
    });
    return () => values.map(([name, value]) => [name, value()]);
  }

  function scanHttp(seq: number, entry: HttpExchange, scan: TextScan): () => RedactedTraceEntry {
    const url = scanString(entry.url, scan, secretsInUrl(entry.url));
    const requestHeaders = scanHeaders(entry.requestHeaders, scan);
    const responseHeaders = entry.responseHeaders && scanHeaders(entry.responseHeaders, scan);
    const request = scanBody(entry.requestBody, entry.requestHeaders, scan);
    const response = entry.responseBody && scanBody(entry.responseBody, entry.responseHeaders ?? [], scan);
    const error = scanError(entry.error, scan);
    return () => {
      const requestBody = finished(request);
      const responseBody = response && finished(response);
      return {
        seq,
        entry: {
          ...entry,
          url: url(),
          requestHeaders: requestHeaders(),
          requestBody: requestBody.bytes,
          ...(responseHeaders && { responseHeaders: responseHeaders() }),
          ...(responseBody && { responseBody: responseBody.bytes }),
          ...error(),
        },
        requestBody,
        ...(responseBody && { responseBody }),
      };
    };
  }

  interface ScannedApdu {
    readonly command: Part;
    readonly response: Part | undefined;
  }

  function finishApdu(
    seq: number,
    entry: ApduExchange,
    parts: ScannedApdu,
    error: () => { error?: ErrorData },
  ): RedactedTraceEntry {
    const command = finished(parts.command);
    const response = parts.response && finished(parts.response);
    return {
      seq,
      entry: { ...entry, command: command.bytes, ...(response && { response: response.bytes }), ...error() },
      command,
      ...(response && { response }),
    };
  }

  function scanNote(seq: number, entry: TraceNote, scan: TextScan): () => RedactedTraceEntry {
    const params = scanParams(entry.params, scan);
    return () => ({ seq, entry: { ...entry, params: params() } });
  }

  function loneEntryOf({ seq, entry }: StoredTraceEntry): LoneEntry | undefined {
    if (entry.kind === 'apdu') return undefined;
    return loneEntry((scan) =>
      entry.kind === 'http' ? scanHttp(seq, entry, scan) : scanNote(seq, entry, scan),
    );
  }

  /** The APDUs among the entries, by their numbers. */
  function scanAllApdus(
    entries: readonly StoredTraceEntry[],
    scan: TextScan,
  ): () => Map<number, RedactedTraceEntry> {
    const apdus: ScannedApdu[] = [];
    const finish: (() => RedactedTraceEntry)[] = [];
    for (const { seq, entry } of entries) {
      if (entry.kind !== 'apdu') continue;
      const parts = {
        command: createPart(entry.command),
        response: entry.response && createPart(entry.response),
      };
      apdus.push(parts);
      const error = scanError(entry.error, scan);
      finish.push(() => finishApdu(seq, entry, parts, error));
    }
    scanApdus(apdus, scan.space, scan.found);
    return () => new Map(finish.map((each) => each()).map((each) => [each.seq, each]));
  }

  return {
    trace(entries, memory = new Map()) {
      const found = new Found();
      const lone = entries.map((each) => {
        const one = memory.get(each.seq) ?? loneEntryOf(each);
        if (one === undefined) return undefined;
        memory.set(each.seq, one);
        for (const value of one.found) found.add(value);
        return one;
      });
      const apdus = scanned((scan) => scanAllApdus(entries, scan));
      for (const value of apdus.found) found.add(value);
      const search = searchFor(found.values());
      const exchanges = apdus.finish(search);
      return entries.flatMap(({ seq }, at) => lone[at]?.redacted(search) ?? exchanges.get(seq) ?? []);
    },
    text: (text) => redact((scan) => scanString(text, scan)),
    params: (params) => redact((scan) => scanParams(params, scan)),
  };
}
