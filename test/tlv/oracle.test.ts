/** asn1js, which shares nothing with our walker, as the judge of it. */

import * as asn1js from 'asn1js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeTlv, isConstructed, readSingleTlv, readTlvs, type Tlv } from '../../src-main/tlv/index.ts';
import { toHex } from '../../src-shared/bytes.ts';
import { bytesOf, type Tree, tagParts, tree } from './trees.ts';

interface Node {
  readonly tagClass: number;
  readonly number: number;
  readonly length: number;
  readonly hex: string;
  readonly children?: readonly Node[];
}

function asSeenByAsn1js(block: asn1js.BaseBlock): Node {
  // asn1js counts classes from 1.
  const { tagClass, tagNumber: number, isConstructed: constructed } = block.idBlock;
  const { value } = block.valueBlock as unknown as { readonly value?: readonly asn1js.BaseBlock[] };
  return {
    tagClass: tagClass - 1,
    number,
    length: block.lenBlock.length,
    hex: toHex(block.valueBeforeDecodeView),
    ...(constructed ? { children: (value ?? []).map(asSeenByAsn1js) } : {}),
  };
}

function asSeenByUs(tlv: Tlv): Node {
  const { tagClass, number, constructed } = tagParts(tlv.tag);
  return {
    tagClass,
    number,
    length: tlv.value.length,
    hex: toHex(tlv.raw),
    ...(constructed ? { children: readTlvs(tlv.value).map(asSeenByUs) } : {}),
  };
}

/** Whether the only universal types in it are OCTET STRING and SEQUENCE. */
function isPlain({ tagClass, number, children }: Node): boolean {
  const plain = tagClass !== 0 || number === (children === undefined ? 4 : 16);
  return plain && (children ?? []).every(isPlain);
}

function encodeTree(one: Tree): Uint8Array {
  const bytes = bytesOf(one);
  const { tag } = readSingleTlv(bytes);
  return one.content instanceof Uint8Array
    ? encodeTlv(tag, one.content)
    : encodeTlv(tag, ...one.content.map(encodeTree));
}

function asTree(tlv: Tlv): Tree {
  const { tagClass, number, constructed } = tagParts(tlv.tag);
  return { tagClass, number, content: constructed ? readTlvs(tlv.value).map(asTree) : tlv.value };
}

describe('random trees', () => {
  it('are read as they were made, and written as they were read', () => {
    fc.assert(
      fc.property(tree, (one) => {
        const bytes = bytesOf(one);
        expect(toHex(encodeTree(one))).toBe(toHex(bytes));
        expect(toHex(bytesOf(asTree(readSingleTlv(bytes))))).toBe(toHex(bytes));
      }),
      { numRuns: 300 },
    );
  });

  it('are the same tags, lengths and values to asn1js', () => {
    fc.assert(
      fc.property(tree, (one) => {
        const bytes = bytesOf(one);
        const { result, offset } = asn1js.fromBER(bytes);
        expect(offset).toBe(bytes.length);
        expect(asSeenByUs(readSingleTlv(bytes))).toEqual(asSeenByAsn1js(result));
      }),
      { numRuns: 300 },
    );
  });

  it('with a byte changed are refused by us or the same to both', () => {
    let accepted = 0;
    fc.assert(
      fc.property(tree, fc.nat(), fc.integer({ min: 1, max: 255 }), (one, where, change) => {
        const bytes = bytesOf(one);
        const at = where % Math.min(bytes.length, 24);
        bytes[at] = (bytes[at] ?? 0) ^ change;
        let ours: Node;
        try {
          ours = asSeenByUs(readSingleTlv(bytes));
        } catch {
          return;
        }
        // asn1js looks into the contents of universal types too, which is the schema layer's part here.
        if (!isPlain(ours)) return;
        const { result, offset } = asn1js.fromBER(bytes);
        expect(offset).toBe(bytes.length);
        accepted += 1;
        expect(ours).toEqual(asSeenByAsn1js(result));
      }),
      { numRuns: 1000 },
    );
    expect(accepted).toBeGreaterThan(100);
  });
});

describe('what asn1js writes', () => {
  const bytes = (max: number) => fc.uint8Array({ maxLength: max });
  const leaf: fc.Arbitrary<asn1js.BaseBlock> = fc.oneof(
    fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }).map((value) => new asn1js.Integer({ value })),
    bytes(200).map((valueHex) => new asn1js.OctetString({ valueHex })),
    fc.boolean().map((value) => new asn1js.Boolean({ value })),
    fc.string({ unit: 'grapheme', maxLength: 40 }).map((value) => new asn1js.Utf8String({ value })),
    fc.constant(null).map(() => new asn1js.Null()),
    fc
      .constantFrom('1.2.840.10045.3.1.7', '2.23.146.1.2.1.4', '0.9.2342')
      .map((value) => new asn1js.ObjectIdentifier({ value })),
    fc
      .tuple(bytes(140), fc.integer({ min: 0, max: 0x1fffff }), fc.constantFrom(2, 3, 4))
      .map(
        ([valueHex, tagNumber, tagClass]) =>
          new asn1js.Primitive({ idBlock: { tagClass, tagNumber }, valueHex }),
      ),
  );
  const nested = fc.letrec<{ node: asn1js.BaseBlock }>((tie) => ({
    node: fc.oneof(
      { depthSize: 'small' },
      leaf,
      fc
        .array(tie('node'), { maxLength: 5 })
        .map((value) => new asn1js.Sequence({ value }) as asn1js.BaseBlock),
      fc
        .tuple(fc.array(tie('node'), { maxLength: 4 }), fc.integer({ min: 0, max: 0x1fffff }))
        .map(([value, tagNumber]) => new asn1js.Constructed({ idBlock: { tagClass: 3, tagNumber }, value })),
    ),
  })).node;

  it('is read whole, and is written the same', () => {
    fc.assert(
      fc.property(nested, (node) => {
        const der = new Uint8Array(node.toBER());
        const rewritten = (one: Tlv): Uint8Array =>
          isConstructed(one.tag)
            ? encodeTlv(one.tag, ...readTlvs(one.value).map(rewritten))
            : encodeTlv(one.tag, one.value);
        expect(toHex(rewritten(readSingleTlv(der)))).toBe(toHex(der));
      }),
      { numRuns: 300 },
    );
  });

  it('and accepts without a word, we refuse: trailing bytes and lengths that are not minimal', () => {
    for (const bytes of [Uint8Array.of(4, 1, 0xaa, 0), Uint8Array.of(4, 0x81, 1, 0xaa)]) {
      expect(asn1js.fromBER(bytes).offset).not.toBe(-1);
      expect(() => readSingleTlv(bytes)).toThrow();
    }
  });
});
