/**
 * Payloads as they were meant, laid over the bytes in which they travelled: a value is found also where it goes from one
 * block into the next, and written back into each of them.
 */

import type { HiddenKind } from '../../../src-shared/model/index.ts';
import type { Needle } from './needles.ts';

/** Bytes that are being rewritten, and what of them was hidden. Half-open ranges, in no order. */
export class Target {
  readonly original: Uint8Array;
  readonly bytes: Uint8Array;
  readonly hidden: [from: number, to: number, kind: HiddenKind][] = [];

  constructor(original: Uint8Array) {
    this.original = original;
    this.bytes = Uint8Array.from(original);
  }

  write(at: number, replacement: Uint8Array, kind: HiddenKind): void {
    this.bytes.set(replacement, at);
    this.hidden.push([at, at + replacement.length, kind]);
  }
}

/** A part of a payload. The same part may have been sent several times. */
export interface Piece {
  readonly targets: readonly { readonly target: Target; readonly at: number }[];
  readonly length: number;
}

export function pieceOf(target: Target, from: number, to: number): Piece {
  return { targets: [{ target, at: from }], length: Math.max(0, to - from) };
}

export class View {
  readonly pieces: readonly Piece[];
  readonly whole: Buffer;

  constructor(pieces: readonly Piece[]) {
    this.pieces = pieces;
    const parts = pieces.map(({ targets: [first], length }) =>
      first === undefined
        ? new Uint8Array(length)
        : first.target.original.subarray(first.at, first.at + length),
    );
    this.whole = Buffer.concat(parts);
  }

  /** Writes over the bytes from `from` on. */
  write(from: number, replacement: Uint8Array, kind: HiddenKind): void {
    let at = 0;
    for (const { targets, length } of this.pieces) {
      const start = Math.max(from, at);
      const end = Math.min(from + replacement.length, at + length);
      if (start < end)
        for (const { target, at: place } of targets)
          target.write(place + start - at, replacement.subarray(start - from, end - from), kind);
      at += length;
      if (at >= from + replacement.length) return;
    }
  }

  /** The part of it from `from` to `to`, as a view of its own. */
  slice(from: number, to: number): Piece[] {
    const out: Piece[] = [];
    let at = 0;
    for (const { targets, length } of this.pieces) {
      const start = Math.max(from, at);
      const end = Math.min(to, at + length);
      if (start < end)
        out.push({
          targets: targets.map(({ target, at: place }) => ({ target, at: place + start - at })),
          length: end - start,
        });
      at += length;
    }
    return out;
  }
}

/** One buffer for all views, so that each value is looked for once. One byte lies between what does not belong together. */
export class Haystack {
  readonly #views: readonly View[];
  readonly #starts: number[] = [];
  readonly #all: Buffer;
  readonly #taken: Uint8Array;

  constructor(views: readonly View[]) {
    this.#views = views;
    let total = 0;
    for (const { whole } of views) {
      this.#starts.push(total);
      total += whole.length + 1;
    }
    this.#all = Buffer.alloc(total);
    for (const [index, { whole }] of views.entries()) this.#all.set(whole, this.#starts[index] ?? 0);
    this.#taken = new Uint8Array(total);
  }

  #viewAt(position: number): number {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] ?? 0) <= position) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** Replaces every needle wherever it stands, the first of those that overlap. Returns how often each kind was hit. */
  replace(needles: readonly Needle[], count: (needle: Needle) => void): void {
    for (const needle of needles) {
      const { bytes, replacement, kind } = needle;
      for (let at = this.#all.indexOf(bytes); at >= 0; at = this.#all.indexOf(bytes, at + 1)) {
        const index = this.#viewAt(at);
        const view = this.#views[index];
        const from = at - (this.#starts[index] ?? 0);
        if (view === undefined || from + bytes.length > view.whole.length) continue;
        if (this.#taken.subarray(at, at + bytes.length).includes(1)) continue;
        this.#taken.fill(1, at, at + bytes.length);
        view.write(from, replacement, kind);
        count(needle);
      }
    }
    this.#replaceBroken(needles);
  }

  /** The beginning of a value at the end of a payload that was cut off there, or the end of one at its beginning. */
  #replaceBroken(needles: readonly Needle[]): void {
    const [heads, tails] = [new Map<string, Needle[]>(), new Map<string, Needle[]>()];
    const keep = (map: Map<string, Needle[]>, key: string, needle: Needle) =>
      void (map.get(key)?.push(needle) ?? map.set(key, [needle]));
    let longest = 0;
    for (const needle of needles) {
      const { bytes } = needle;
      if (bytes.length <= brokenBytes) continue;
      longest = Math.max(longest, bytes.length - 1);
      keep(heads, bytes.toString('latin1', 0, brokenBytes), needle);
      keep(tails, bytes.toString('latin1', bytes.length - brokenBytes), needle);
    }
    for (const [index, view] of this.#views.entries()) {
      const start = this.#starts[index] ?? 0;
      this.#replaceBrokenEnd(view, start, heads, longest);
      this.#replaceBrokenBeginning(view, start, tails, longest);
    }
  }

  #replaceBrokenEnd(view: View, start: number, heads: ReadonlyMap<string, Needle[]>, longest: number): void {
    const { whole } = view;
    for (let from = Math.max(0, whole.length - longest); from + brokenBytes <= whole.length; from++) {
      const length = whole.length - from;
      for (const { bytes, replacement, kind } of heads.get(
        whole.toString('latin1', from, from + brokenBytes),
      ) ?? []) {
        if (length >= bytes.length || whole.compare(bytes, 0, length, from) !== 0) continue;
        if (this.#taken.subarray(start + from, start + whole.length).includes(1)) continue;
        this.#taken.fill(1, start + from, start + whole.length);
        view.write(from, replacement.subarray(0, length), kind);
      }
    }
  }

  #replaceBrokenBeginning(
    view: View,
    start: number,
    tails: ReadonlyMap<string, Needle[]>,
    longest: number,
  ): void {
    const { whole } = view;
    for (let length = Math.min(longest, whole.length); length >= brokenBytes; length--) {
      const key = whole.toString('latin1', length - brokenBytes, length);
      for (const { bytes, replacement, kind } of tails.get(key) ?? []) {
        const skip = bytes.length - length;
        if (skip <= 0 || whole.compare(bytes, skip, bytes.length, 0, length) !== 0) continue;
        if (this.#taken.subarray(start, start + length).includes(1)) continue;
        this.#taken.fill(1, start, start + length);
        view.write(0, replacement.subarray(skip), kind);
      }
    }
  }
}

const brokenBytes = 4;

/** The same in one text, as UTF-8. */
export function replaceInText(
  text: string,
  needles: readonly Needle[],
  count: (needle: Needle) => void,
): string {
  const source = Buffer.from(text);
  let out: Buffer | undefined;
  let taken: Uint8Array | undefined;
  for (const needle of needles) {
    if (needle.binaryOnly || needle.bytes.length > source.length) continue;
    for (let at = source.indexOf(needle.bytes); at >= 0; at = source.indexOf(needle.bytes, at + 1)) {
      taken ??= new Uint8Array(source.length);
      if (taken.subarray(at, at + needle.bytes.length).includes(1)) continue;
      taken.fill(1, at, at + needle.bytes.length);
      out ??= Buffer.from(source);
      needle.replacement.copy(out, at);
      count(needle);
    }
  }
  return out === undefined ? text : out.toString();
}
