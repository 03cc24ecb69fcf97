/** Finds byte strings over many pieces at once, also where they go from one piece into the next. */

import { type Needle, shortestNeedle } from './secrets.ts';

export type Mark = (from: number, to: number) => void;

interface Piece {
  readonly bytes: Uint8Array;
  readonly marks: Mark[];
  /** Position in the concatenation. */
  readonly at: number;
  /** Part of a sequence of blocks, of which some may be missing. */
  readonly block: boolean;
}

export interface SearchSpace {
  /** A piece on its own. `mark` is called for every range of it that belongs to a hit. */
  add(bytes: Uint8Array, mark: Mark): void;
  /** Pieces that are one logical payload. A piece with several marks is one that was sent several times. */
  addBlocks(blocks: readonly { readonly bytes: Uint8Array; readonly marks: Mark[] }[]): void;
  run(needles: readonly Needle[]): void;
}

function startsWith(
  bytes: Uint8Array,
  at: number,
  needle: Uint8Array,
  from: number,
  length: number,
): boolean {
  for (let i = 0; i < length; i++) if (bytes[at + i] !== needle[from + i]) return false;
  return true;
}

/** The beginning or the end of a secret that a block breaks off: its other half may never have been sent, or recorded. */
function markBroken({ bytes, marks }: Piece, needle: Uint8Array): void {
  const longest = Math.min(needle.length - 1, bytes.length);
  for (let length = longest; length >= shortestNeedle; length--)
    if (startsWith(bytes, bytes.length - length, needle, 0, length)) {
      for (const mark of marks) mark(bytes.length - length, bytes.length);
      break;
    }
  for (let length = longest; length >= shortestNeedle; length--)
    if (startsWith(bytes, 0, needle, needle.length - length, length)) {
      for (const mark of marks) mark(0, length);
      break;
    }
}

export function createSearchSpace(): SearchSpace {
  const pieces: Piece[] = [];
  let total = 0;

  function push(bytes: Uint8Array, marks: Mark[], block: boolean): void {
    pieces.push({ bytes, marks, at: total, block });
    total += bytes.length;
  }

  /** Index of the last piece that begins at or before a position. */
  function pieceAt(position: number): number {
    let low = 0;
    let high = pieces.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((pieces[middle]?.at ?? 0) <= position) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  function hit(from: number, to: number): void {
    for (let index = pieceAt(from); index < pieces.length; index++) {
      const piece = pieces[index];
      if (piece === undefined || piece.at >= to) return;
      const start = Math.max(0, from - piece.at);
      const end = Math.min(piece.bytes.length, to - piece.at);
      if (start < end) for (const mark of piece.marks) mark(start, end);
    }
  }

  return {
    add(bytes, mark) {
      push(bytes, [mark], false);
      total++;
    },
    addBlocks(blocks) {
      for (const { bytes, marks } of blocks) push(bytes, marks, true);
      // One byte between what does not belong together.
      total++;
    },
    run(needles) {
      const all = Buffer.alloc(total);
      for (const { bytes, at } of pieces) all.set(bytes, at);
      for (const { bytes, before, after, plain } of needles) {
        for (let at = all.indexOf(bytes); at >= 0; at = all.indexOf(bytes, at + 1))
          hit(Math.max(0, at - before), Math.min(total, at + bytes.length + after));
        if (!plain) continue;
        for (const piece of pieces) if (piece.block) markBroken(piece, bytes);
      }
    },
  };
}
