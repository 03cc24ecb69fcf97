/**
 * Search in traces. What headers tell (status word, function, host) is read from the stored entries as they are, and only
 * that leaves; bytes and texts are looked for in the redacted view, so that nobody finds out a secret by searching.
 */

import { fromHex } from '../../src-shared/bytes.ts';
import { WorkbenchError } from '../../src-shared/errors/index.ts';
import type {
  TraceHit,
  TraceNode,
  TracePage,
  TracePlace,
  TraceSearch,
} from '../../src-shared/model/index.ts';
import type { TraceEntry } from '../../src-shared/trace.ts';
import { needsHeadersOnly, parseTraceQuery, type TraceTerm } from '../../src-shared/trace-query.ts';
import { swText } from '../card/apdu.ts';
import type { Piece } from '../decode/index.ts';
import type { OperationStore, Redacted, RedactedTraceEntry, StoredTraceEntry } from '../store/port.ts';
import { redactedText } from '../store/redact.ts';
import { chainAt, isApdu, isStoreData, requestPieces, responsePieces } from './trace-chains.ts';
import { hostOf } from './trace-outline.ts';
import { apduDetail, httpDetail, statusWord } from './trace-view.ts';

export interface SearchedStore extends Pick<OperationStore, 'redactedTrace' | 'listTrace'> {
  operationIds(before: number, limit: number): number[];
}

/** A page ends after this time, so that nobody waits and others come between. */
const pageMs = 300;
/** Entries that are unsealed at once; between them the time is looked at. */
const step = 2_000;
/** Places of one exchange that are told. */
const mostPlaces = 100;

/** @throws WorkbenchError trace_query_invalid */
export function searchTraces(store: SearchedStore, request: TraceSearch, monotonic: () => number): TracePage {
  const terms = parseTraceQuery(request.query);
  if (terms === undefined)
    throw new WorkbenchError('trace_query_invalid', { query: request.query.slice(0, 100) });
  const end = monotonic() + pageMs;
  const search = new Search(store, terms, request.limit, () => monotonic() > end);
  const { operationId, after } = request;
  let next: TracePage['next'];
  if (operationId !== undefined) next = search.operation(operationId, after?.seq ?? 0);
  else next = search.all(after);
  return {
    hits: search.hits,
    ...(next === undefined ? {} : { next }),
    searched: { exchanges: search.exchanges, operations: search.operations },
  };
}

class Search {
  readonly hits: TraceHit[] = [];
  exchanges = 0;
  operations = 0;
  readonly #store: SearchedStore;
  readonly #headers: readonly TraceTerm[];
  readonly #contents: readonly TraceTerm[];
  readonly #headersOnly: boolean;
  readonly #limit: number;
  readonly #late: () => boolean;

  constructor(store: SearchedStore, terms: readonly TraceTerm[], limit: number, late: () => boolean) {
    this.#store = store;
    this.#headersOnly = needsHeadersOnly(terms);
    this.#headers = terms.filter((term) => needsHeadersOnly([term]));
    this.#contents = terms.filter((term) => !needsHeadersOnly([term]));
    this.#limit = limit;
    this.#late = late;
  }

  all(after: TraceSearch['after']): TracePage['next'] {
    let before = (after?.operationId ?? Number.MAX_SAFE_INTEGER - 1) + 1;
    let from = after?.seq ?? 0;
    for (;;) {
      const ids = this.#store.operationIds(before, 100);
      for (const id of ids) {
        const next = this.operation(id, from);
        if (next !== undefined) return next;
        from = 0;
        before = id;
      }
      if (ids.length === 0) return undefined;
    }
  }

  /** Where to go on, where it did not come to the end of the operation. */
  operation(operationId: number, after: number): TracePage['next'] {
    const next = this.#headersOnly
      ? this.#byHeaders(operationId, after)
      : this.#byContents(operationId, after);
    if (next === undefined) this.operations += 1;
    return next === undefined ? undefined : { operationId, seq: next };
  }

  get #full(): boolean {
    return this.hits.length >= this.#limit || this.#late();
  }

  #byHeaders(operationId: number, after: number): number | undefined {
    for (let last = after; ; ) {
      const entries = this.#store.listTrace(operationId, last, step);
      for (const one of entries) {
        this.exchanges += 1;
        last = one.seq;
        if (this.#headersMatch(one.entry)) this.hits.push(hitOf(operationId, one, []));
        if (this.hits.length >= this.#limit) return last;
      }
      if (entries.length < step) return undefined;
      if (this.#full) return last;
    }
  }

  #byContents(operationId: number, after: number): number | undefined {
    const entries = this.#store.redactedTrace(operationId, 0, Number.MAX_SAFE_INTEGER);
    const first = entries.findIndex(({ seq }) => seq > after);
    for (let at = first < 0 ? entries.length : first; at < entries.length; at++) {
      const one = entries[at] as RedactedTraceEntry;
      this.exchanges += 1;
      const places = this.#headersMatch(one.entry) ? this.#contentPlaces(entries, at) : undefined;
      if (places !== undefined) this.hits.push(hitOf(operationId, one, places.slice(0, mostPlaces)));
      // One exchange at least is looked at each time.
      if (this.#full) return one.seq;
    }
    return undefined;
  }

  #headersMatch(entry: TraceEntry): boolean {
    return this.#headers.every(({ kind, value }) => {
      if (kind === 'fn') return purposeOf(entry).toLowerCase().includes(value);
      if (kind === 'host') return entry.kind === 'http' && hostOf(entry.url).includes(value);
      const sw = entry.kind === 'apdu' ? statusWord(entry.response) : undefined;
      if (sw === undefined) return false;
      const text = swText(sw);
      return [...value].every((digit, at) => digit === 'X' || digit === text[at]);
    });
  }

  /** The places of all terms; undefined where one of them is not met. */
  #contentPlaces(entries: readonly RedactedTraceEntry[], at: number): TracePlace[] | undefined {
    const out: TracePlace[] = [];
    for (const term of this.#contents) {
      const places = placesOf(term, entries, at);
      if (places === undefined) return undefined;
      out.push(...places);
    }
    return out;
  }
}

function purposeOf(entry: TraceEntry): string {
  return entry.kind === 'note' ? entry.code : entry.purpose;
}

function hitOf(operationId: number, { seq, entry }: StoredTraceEntry, places: TracePlace[]): TraceHit {
  const sw = entry.kind === 'apdu' ? statusWord(entry.response) : undefined;
  const result =
    sw !== undefined
      ? swText(sw)
      : entry.kind === 'http' && entry.status !== undefined
        ? String(entry.status)
        : undefined;
  return {
    operationId,
    seq,
    kind: entry.kind,
    purpose: purposeOf(entry),
    ...(result === undefined ? {} : { result }),
    places,
  };
}

type Part = readonly [part: TracePlace['part'], bytes: Redacted];

function partsOf(one: RedactedTraceEntry): Part[] {
  const request = one.command ?? one.requestBody;
  const response = one.response ?? one.responseBody;
  return [
    ...(request === undefined ? [] : [['request', request] as const]),
    ...(response === undefined ? [] : [['response', response] as const]),
  ];
}

function placesOf(
  term: TraceTerm,
  entries: readonly RedactedTraceEntry[],
  at: number,
): TracePlace[] | undefined {
  const one = entries[at] as RedactedTraceEntry;
  switch (term.kind) {
    case 'tag':
      return tagPlaces(term.value, entries, at);
    case 'hex':
      return some(
        partsOf(one).flatMap(([part, bytes]) => bytePlaces(one.seq, part, bytes, fromHex(term.value))),
      );
    default:
      return textPlaces(term.value, one);
  }
}

const some = (places: TracePlace[]) => (places.length === 0 ? undefined : places);

/** Secret bytes are not found: their placeholders are no bytes of the trace. */
function bytePlaces(
  seq: number,
  part: TracePlace['part'],
  { bytes, secret }: Redacted,
  wanted: Uint8Array,
): TracePlace[] {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const out: TracePlace[] = [];
  for (
    let at = buffer.indexOf(wanted);
    at >= 0 && out.length < mostPlaces;
    at = buffer.indexOf(wanted, at + 1)
  ) {
    const to = at + wanted.length;
    if (!secret.some(([start, end]) => start < to && at < end)) out.push({ seq, part, from: at, to });
  }
  return out;
}

function textPlaces(wanted: string, one: RedactedTraceEntry): TracePlace[] | undefined {
  const { seq, entry } = one;
  const inHeaders = [
    purposeOf(entry),
    ...(entry.kind === 'http' ? [entry.url] : []),
    ...(entry.kind === 'note' ? Object.values(entry.params).map(String) : (entry.error?.code ?? [])),
  ];
  const places = partsOf(one).flatMap(([part, bytes]) => {
    const text = entry.kind === 'http' ? redactedText(bytes) : Buffer.from(bytes.bytes).toString('latin1');
    const at = text.toLowerCase().indexOf(wanted);
    return at < 0 ? [] : [{ seq, part, from: at, to: at + wanted.length }];
  });
  if (places.length > 0) return places;
  return inHeaders.some((text) => text.toLowerCase().includes(wanted)) ? [] : undefined;
}

/** A tag counts where it begins a TLV of a payload. A payload in blocks is told once, by its first block and by what answers. */
function tagPlaces(
  tag: string,
  entries: readonly RedactedTraceEntry[],
  at: number,
): TracePlace[] | undefined {
  const one = entries[at] as RedactedTraceEntry;
  if (one.entry.kind === 'note') return undefined;
  if (one.entry.kind === 'http') {
    const { request, response } = httpDetail(one.entry, one);
    return some([...withTag(request, tag), ...withTag(response, tag)]);
  }
  if (!isApdu(one)) return undefined;
  const chain = chainAt(entries, at);
  const { blocks } = chain;
  // Told where it begins; a GET RESPONSE or a further block has been told with the first.
  if (blocks[0] !== one && (isStoreData(one) || one.entry.command[1] === 0xc0)) return undefined;
  // Most payloads do not have its bytes at all, and need not be decoded.
  const wanted = Buffer.from(tag, 'hex');
  const held = (pieces: readonly Piece[]) =>
    Buffer.concat(pieces.map(({ shown, from, to }) => shown.bytes.subarray(from, to))).includes(wanted);
  if (!held(requestPieces(chain)) && !held(responsePieces(chain))) return undefined;
  const { request, response } = apduDetail(entries, at);
  return some([...withTag(request, tag), ...withTag(response, tag)]);
}

function withTag(nodes: readonly TraceNode[], tag: string): TracePlace[] {
  return nodes.flatMap((node) => [
    ...(node.tag === tag ? (node.places ?? []) : []),
    ...withTag(node.children ?? [], tag),
  ]);
}
