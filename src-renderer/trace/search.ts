/** What a query finds in a trace, gathered while it is searched. */

import type { TracePlace } from '../../src-shared/model/index.ts';
import { needsHeadersOnly, parseTraceQuery, type TraceTerm } from '../../src-shared/trace-query.ts';
import type { TraceColumns } from './columns.ts';

/** More are not told apart by anybody; the search ends there and says so. */
export const mostHits = 20_000;

/** Whether what the columns hold tells, so that the engine need not be asked. */
export function localTerms(query: string): readonly TraceTerm[] | undefined {
  const terms = parseTraceQuery(query);
  return terms !== undefined && terms.length > 0 && needsHeadersOnly(terms) ? terms : undefined;
}

/** Whether an entry meets all terms; those of headers alone, as the engine takes them. */
export function meets(columns: TraceColumns, at: number, terms: readonly TraceTerm[]): boolean {
  return terms.every(({ kind, value }) => {
    if (kind === 'fn') return columns.nameOf(at).toLowerCase().includes(value);
    if (kind === 'host') return columns.http.get(at)?.host.includes(value) === true;
    const text = columns.kinds[at] === 0 ? columns.resultOf(at)?.text : undefined;
    return text !== undefined && [...value].every((digit, i) => digit === 'X' || digit === text[i]);
  });
}

/** Numbers of what was found, rising, with the places within where they are known. */
export class Hits {
  readonly #seqs: number[] = [];
  readonly #places = new Map<number, readonly TracePlace[]>();
  readonly #known = new Set<number>();

  get count(): number {
    return this.#seqs.length;
  }

  add(seq: number, places: readonly TracePlace[]): void {
    if (this.#known.has(seq) || this.#seqs.length >= mostHits) return;
    this.#known.add(seq);
    this.#seqs.push(seq);
    if (places.length > 0) this.#places.set(seq, places);
  }

  has(seq: number): boolean {
    return this.#known.has(seq);
  }

  placesIn(seqs: Iterable<number>): TracePlace[] {
    return [...seqs].flatMap((seq) => this.#places.get(seq) ?? []);
  }

  all(): readonly number[] {
    return this.#seqs;
  }

  /** The next one behind (1) or before (-1) a number, beginning anew at the other end. */
  from(seq: number, step: 1 | -1): number | undefined {
    const { length } = this.#seqs;
    if (length === 0) return undefined;
    const behind = this.#firstFrom(step === 1 ? seq + 1 : seq);
    const at = step === 1 ? behind % length : (behind - 1 + length) % length;
    return this.#seqs[at];
  }

  /** Which one it is, from 1; 0: none. */
  placeOf(seq: number): number {
    return this.#known.has(seq) ? this.#firstFrom(seq) + 1 : 0;
  }

  #firstFrom(seq: number): number {
    let low = 0;
    let high = this.#seqs.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#seqs[middle] ?? 0) < seq) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
