import { fromBase64 } from '../../src-shared/bytes.ts';
import { outlineKinds, type TraceLine, type TraceOutline } from '../../src-shared/model/index.ts';
import { statusWordClass } from '../../src-shared/texts.ts';

export type EntryKind = TraceLine['kind'];
export type ResultTone = 'good' | 'more' | 'bad';

/** Of an HTTP exchange, what has no column. */
interface HttpFacts {
  readonly method: string;
  readonly host: string;
  readonly connectMs?: number | undefined;
}

interface Result {
  readonly text: string;
  readonly tone: ResultTone;
}

function cardResult(statusWord: number): Result {
  const text = statusWord.toString(16).toUpperCase().padStart(4, '0');
  return { text, tone: statusWordClass(text) };
}

function httpResult(status: number): Result {
  return { text: String(status), tone: status < 300 ? 'good' : 'bad' };
}

/** A typed array with room to grow. */
function grown<T extends Float64Array | Float32Array | Int32Array | Uint32Array | Uint16Array | Uint8Array>(
  array: T,
  make: new (length: number) => T,
  length: number,
): T {
  if (length <= array.length) return array;
  const next = new make(Math.max(length, 2 * array.length));
  next.set(array);
  return next;
}

/** A column as it came; its bytes are little-endian, as every machine that a window runs on is. */
function column<T>(text: string, make: new (buffer: ArrayBuffer) => T): T {
  return new make(fromBase64(text).slice().buffer);
}

/**
 * A trace as the window holds it: columns that grow by its end, so that a hundred thousand entries are a few megabytes and
 * none of them is an object. An entry is meant by its place (from 0); its number within the operation is in `seqs`.
 */
export class TraceColumns {
  count = 0;
  seqs = new Int32Array(0);
  kinds = new Uint8Array(0);
  /** Milliseconds since 1970. */
  starts = new Float64Array(0);
  /** Milliseconds. */
  durations = new Float32Array(0);
  purposes = new Uint16Array(0);
  /** Status word or HTTP status; 0: none. */
  results = new Uint16Array(0);
  /** CLA, INS, P1, P2. */
  heads = new Uint32Array(0);
  sent = new Uint32Array(0);
  received = new Uint32Array(0);
  readonly names: string[] = [];
  readonly http = new Map<number, HttpFacts>();
  readonly errors = new Map<number, string>();
  /** When the first entry began, and when the last one ended: milliseconds since 1970. */
  start = 0;
  end = 0;
  /** A hundred thousand entries have a handful of results. */
  readonly #resultsSeen = new Map<number, Result>();
  readonly totals = { apdus: 0, apduMs: 0, https: 0, httpMs: 0 };

  append(page: TraceOutline): void {
    const { count: before } = this;
    const after = before + page.count;
    this.seqs = grown(this.seqs, Int32Array, after);
    this.kinds = grown(this.kinds, Uint8Array, after);
    this.starts = grown(this.starts, Float64Array, after);
    this.durations = grown(this.durations, Float32Array, after);
    this.purposes = grown(this.purposes, Uint16Array, after);
    this.results = grown(this.results, Uint16Array, after);
    this.heads = grown(this.heads, Uint32Array, after);
    this.sent = grown(this.sent, Uint32Array, after);
    this.received = grown(this.received, Uint32Array, after);
    this.seqs.set(column(page.seqs, Int32Array), before);
    this.kinds.set(column(page.kinds, Uint8Array), before);
    this.starts.set(column(page.starts, Float64Array), before);
    this.durations.set(column(page.durations, Float32Array), before);
    this.results.set(column(page.results, Uint16Array), before);
    this.heads.set(column(page.heads, Uint32Array), before);
    this.sent.set(column(page.sent, Uint32Array), before);
    this.received.set(column(page.received, Uint32Array), before);
    const places = page.names.map((name) => this.#nameAt(name));
    column(page.purposes, Uint16Array).forEach((name, at) => {
      this.purposes[before + at] = places[name] ?? 0;
    });
    for (const { at, ...facts } of page.http) this.http.set(before + at, facts);
    for (const { at, code } of page.errors) this.errors.set(before + at, code);
    this.count = after;
    this.#addUp(before);
  }

  #nameAt(name: string): number {
    const known = this.names.indexOf(name);
    return known === -1 ? this.names.push(name) - 1 : known;
  }

  #addUp(from: number): void {
    const { totals } = this;
    if (from === 0 && this.count > 0) this.start = this.starts[0] ?? 0;
    for (let at = from; at < this.count; at++) {
      const start = this.starts[at] ?? 0;
      const took = this.durations[at] ?? 0;
      this.start = Math.min(this.start, start);
      this.end = Math.max(this.end, start + took);
      if (this.kinds[at] === 0) {
        totals.apdus++;
        totals.apduMs += took;
      } else if (this.kinds[at] === 1) {
        totals.https++;
        totals.httpMs += took;
      }
    }
  }

  kindOf(at: number): EntryKind {
    return outlineKinds[this.kinds[at] ?? 0] ?? 'apdu';
  }

  nameOf(at: number): string {
    return this.names[this.purposes[at] ?? 0] ?? '';
  }

  /** `9000`, `204`; undefined where there was none. */
  resultOf(at: number): Result | undefined {
    const result = this.results[at] ?? 0;
    const kind = this.kinds[at] ?? 0;
    if (result === 0 || kind === 2) return undefined;
    const key = kind * 0x10000 + result;
    const known = this.#resultsSeen.get(key);
    if (known !== undefined) return known;
    const made = kind === 1 ? httpResult(result) : cardResult(result);
    this.#resultsSeen.set(key, made);
    return made;
  }

  /** It failed, was refused, or ended without an answer that says how. */
  isProblem(at: number): boolean {
    return this.errors.has(at) || (this.kinds[at] !== 2 && (this.resultOf(at)?.tone ?? 'bad') === 'bad');
  }

  /** The first four bytes of an APDU, as `instructionName` takes them. */
  headOf(at: number): string {
    return (this.heads[at] ?? 0).toString(16).toUpperCase().padStart(8, '0');
  }

  /** The place of an entry by its number, or -1. Numbers rise. */
  placeOf(seq: number): number {
    let low = 0;
    let high = this.count - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const found = this.seqs[middle] ?? 0;
      if (found === seq) return middle;
      if (found < seq) low = middle + 1;
      else high = middle - 1;
    }
    return -1;
  }
}
