/** Where the bytes of a tree come from: how they are shown, and at which places of which exchanges they lie. */

import { concatBytes, toHex } from '../../src-shared/bytes.ts';
import type { TraceNode, TracePlace } from '../../src-shared/model/trace.ts';

/** Bytes of which some may be secret: then they are placeholders, and the ranges say where. */
export interface ShownBytes {
  readonly bytes: Uint8Array;
  readonly secret: readonly (readonly [from: number, to: number])[];
}

/** Views that are asked about must be of the source's own memory. */
export interface Source {
  readonly bytes: Uint8Array;
  /** The hexadecimal of a view; `XX` for each secret byte. */
  show(view: Uint8Array): Pick<TraceNode, 'hex' | 'secret'>;
  places(view: Uint8Array): TracePlace[];
}

/** A run of bytes of one exchange. `at`: where it begins in that part; `scale`: how many places a run of bytes takes there. */
export interface Piece {
  readonly shown: ShownBytes;
  readonly seq: number;
  readonly part: TracePlace['part'];
  /** Of `shown`: [from, to). */
  readonly from: number;
  readonly to: number;
}

function secretHex({ bytes, secret }: ShownBytes, from: number, to: number): string {
  let out = '';
  let at = from;
  for (const [start, end] of secret) {
    const first = Math.min(Math.max(start, at), to);
    const last = Math.max(first, Math.min(end, to));
    out += toHex(bytes.subarray(at, first)) + 'XX'.repeat(last - first);
    at = last;
  }
  return out + toHex(bytes.subarray(at, to));
}

function createSource(shown: ShownBytes, placesOf: (from: number, to: number) => TracePlace[]): Source {
  const { bytes, secret } = shown;
  const rangeOf = (view: Uint8Array): [number, number] => {
    const from = view.byteOffset - bytes.byteOffset;
    if (view.buffer !== bytes.buffer || from < 0 || from + view.length > bytes.length)
      throw new RangeError('a view of other bytes than the source has');
    return [from, from + view.length];
  };
  return {
    bytes,
    show(view) {
      const [from, to] = rangeOf(view);
      const hidden = secret.some(([start, end]) => start < to && from < end);
      return hidden ? { hex: secretHex(shown, from, to), secret: true } : { hex: toHex(view) };
    },
    places: (view) => placesOf(...rangeOf(view)),
  };
}

/** Bytes that nobody has anything to hide of, as `decode.bytes` gets them. `at`: where they begin in what was given. */
export function plainSource(bytes: Uint8Array, at = 0): Source {
  return createSource({ bytes, secret: [] }, (from, to) => [
    { seq: 0, part: 'request', from: at + from, to: at + to },
  ]);
}

/** Several runs put together: the blocks of a command, the chunks of an answer. */
export function joinedSource(pieces: readonly Piece[]): Source {
  const secret: [number, number][] = [];
  const starts: number[] = [];
  let length = 0;
  for (const { shown, from, to } of pieces) {
    starts.push(length);
    for (const [start, end] of shown.secret) {
      const first = Math.max(start, from);
      const last = Math.min(end, to);
      if (first < last) secret.push([length + first - from, length + last - from]);
    }
    length += to - from;
  }
  const bytes = concatBytes(...pieces.map(({ shown, from, to }) => shown.bytes.subarray(from, to)));
  return createSource({ bytes, secret }, (from, to) =>
    pieces.flatMap((piece, index) => {
      const start = starts[index] ?? 0;
      const first = Math.max(from, start);
      const last = Math.min(to, start + piece.to - piece.from);
      if (first >= last) return [];
      const shift = piece.from - start;
      return [{ seq: piece.seq, part: piece.part, from: first + shift, to: last + shift }];
    }),
  );
}

/** What a base64 text says. `at`: where the text begins in the part of the exchange, in characters. */
export function base64Source(
  shown: ShownBytes,
  place: { readonly seq: number; readonly part: TracePlace['part']; readonly at: number } | undefined,
): Source {
  return createSource(shown, (from, to) =>
    place === undefined
      ? []
      : [
          {
            seq: place.seq,
            part: place.part,
            from: place.at + Math.floor((8 * from) / 6),
            to: place.at + Math.ceil((8 * to) / 6),
          },
        ],
  );
}
