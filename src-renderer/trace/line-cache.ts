import type { TraceLine } from '../../src-shared/model/index.ts';

const PAGE = 100;
/** Pages that are kept: more than are in sight at once. */
const MOST = 60;

/**
 * The lines that are looked at, with their bytes: asked for page by page where they come into sight, and forgotten again. One
 * page is asked for at a time, always of what was wanted last, so that whoever scrolls fast asks for little.
 */
export class LineCache {
  readonly #ask: (after: number, limit: number) => Promise<readonly TraceLine[]>;
  /** The least recently used one first. */
  readonly #pages = new Map<number, ReadonlyMap<number, TraceLine>>();
  readonly #listeners = new Set<() => void>();
  /** Pages by who wants them. */
  readonly #wanted = new Map<string, readonly number[]>();
  #busy = false;
  #version = 0;

  constructor(ask: (after: number, limit: number) => Promise<readonly TraceLine[]>) {
    this.#ask = ask;
  }

  readonly listen = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly version = (): number => this.#version;

  /** A line by its number, where it is here. */
  get(seq: number): TraceLine | undefined {
    return this.#pages.get(pageOf(seq))?.get(seq);
  }

  /** `who` wants these lines, and those that it wanted before no more. */
  want(who: 'list' | 'detail', seqs: Iterable<number>): void {
    const pages = new Set<number>();
    for (const seq of seqs) if (this.get(seq) === undefined) pages.add(pageOf(seq));
    this.#wanted.set(who, [...pages]);
    void this.#next();
  }

  #taken(): number | undefined {
    for (const who of ['detail', 'list'] as const) {
      const [page, ...rest] = this.#wanted.get(who) ?? [];
      if (page === undefined) continue;
      this.#wanted.set(who, rest);
      return page;
    }
    return undefined;
  }

  async #next(): Promise<void> {
    if (this.#busy) return;
    const page = this.#taken();
    if (page === undefined) return;
    this.#busy = true;
    try {
      const lines = await this.#ask(page * PAGE, PAGE);
      this.#pages.delete(page);
      this.#pages.set(page, new Map(lines.map((line) => [line.seq, line])));
      for (const oldest of this.#pages.keys()) if (this.#pages.size > MOST) this.#pages.delete(oldest);
      this.#version++;
      for (const listener of this.#listeners) listener();
    } catch {
      // The rows stand without their bytes; who opens one is told why.
    }
    this.#busy = false;
    void this.#next();
  }
}

/** Numbers count from 1. */
const pageOf = (seq: number) => Math.floor((seq - 1) / PAGE);
