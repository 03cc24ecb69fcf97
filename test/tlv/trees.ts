/** Random TLV trees for the property tests. */

import fc from 'fast-check';
import { concatBytes } from '../../src-shared/bytes.ts';

export interface Tree {
  /** 0 universal to 3 private. */
  readonly tagClass: number;
  readonly number: number;
  readonly content: Uint8Array | readonly Tree[];
}

/** Numbers around the places where the tag grows by a byte. */
const number = fc.oneof(
  fc.integer({ min: 0, max: 30 }),
  fc.integer({ min: 31, max: 127 }),
  fc.integer({ min: 128, max: 0x3fff }),
  fc.integer({ min: 0x4000, max: 0x1fffff }),
  fc.constantFrom(30, 31, 127, 128, 0x3fff, 0x4000, 0x1fffff),
);
/** Universal types say what their contents are, so only those that any bytes or TLVs suit. */
const octetString = fc.record({
  tagClass: fc.constant(0),
  number: fc.constant(4),
  content: fc.uint8Array({ maxLength: 300 }),
});
const primitive = fc.record({
  tagClass: fc.integer({ min: 1, max: 3 }),
  number,
  content: fc.uint8Array({ maxLength: 300 }),
});

export const tree: fc.Arbitrary<Tree> = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    primitive,
    octetString,
    fc.record({
      tagClass: fc.integer({ min: 1, max: 3 }),
      number,
      content: fc.array(tie('tree'), { maxLength: 5 }),
    }),
    fc.record({
      tagClass: fc.constant(0),
      number: fc.constant(16),
      content: fc.array(tie('tree'), { maxLength: 5 }),
    }),
  ),
})).tree;

/** The bytes of a tree, by a second writer that knows X.690 and nothing of ours. */
export function bytesOf(one: Tree): Uint8Array {
  const content = one.content instanceof Uint8Array ? one.content : concatBytes(...one.content.map(bytesOf));
  const first = (one.tagClass << 6) | (one.content instanceof Uint8Array ? 0 : 0x20);
  return concatBytes(identifier(first, one.number), lengthBytes(content.length), content);
}

function identifier(first: number, number: number): Uint8Array {
  if (number < 31) return Uint8Array.of(first | number);
  const groups = number.toString(2).length / 7;
  const out = [first | 0x1f];
  for (let i = Math.ceil(groups) - 1; i >= 0; i--)
    out.push(((number >> (7 * i)) & 0x7f) | (i > 0 ? 0x80 : 0));
  return Uint8Array.from(out);
}

function lengthBytes(length: number): Uint8Array {
  if (length < 128) return Uint8Array.of(length);
  const hex = length.toString(16);
  const digits = hex.length % 2 === 0 ? hex : `0${hex}`;
  const bytes = digits.match(/../g)?.map((pair) => Number.parseInt(pair, 16)) ?? [];
  return Uint8Array.from([0x80 | bytes.length, ...bytes]);
}

/** Class and number of a tag that is written as its bytes in one number. */
export function tagParts(tag: number): { tagClass: number; number: number; constructed: boolean } {
  const bytes: number[] = [];
  for (let rest = tag; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256);
  const [first = 0, ...more] = bytes;
  return {
    tagClass: first >> 6,
    constructed: (first & 0x20) !== 0,
    number: more.length === 0 ? first & 0x1f : more.reduce((sum, byte) => sum * 128 + (byte & 0x7f), 0),
  };
}
