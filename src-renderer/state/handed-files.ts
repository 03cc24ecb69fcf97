/** Files that came to the window, until the page that is for them takes them. */

import { evidenceEnding } from '../../src-shared/model/index.ts';

/** What a file is for, as far as its name tells: evidence of an operation, a recording of another program, or what codes are in. */
export type FileKind = 'evidence' | 'recording' | 'codes';

export function kindOfFile({ name, type }: Pick<File, 'name' | 'type'>): FileKind | undefined {
  const lower = name.toLowerCase();
  if (lower.endsWith(evidenceEnding)) return 'evidence';
  if (/\.(log|pcap|pcapng|cap)$/.test(lower)) return 'recording';
  return /^image\//.test(type) || /\.(csv|tsv|pdf|png|jpe?g|webp|gif|bmp)$/.test(lower) ? 'codes' : undefined;
}

type Taker = (files: readonly File[]) => void;

class Handover {
  #waiting: readonly File[] = [];
  readonly #takers = new Set<Taker>();

  give(files: readonly File[]): void {
    const [taker] = this.#takers;
    if (taker === undefined) this.#waiting = [...this.#waiting, ...files];
    else taker(files);
  }

  /** Gives what waits and what comes to `taker`, until the returned function is called. */
  take(taker: Taker): () => void {
    this.#takers.add(taker);
    const files = this.#waiting;
    this.#waiting = [];
    if (files.length > 0) taker(files);
    return () => this.#takers.delete(taker);
  }
}

export const handedEvidence = new Handover();
export const handedRecordings = new Handover();
