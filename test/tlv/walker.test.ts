import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  checkNesting,
  encodeHeader,
  encodeTlv,
  isConstructed,
  readHeader,
  readSingleTlv,
  readTlv,
  readTlvs,
  tagText,
} from '../../src-main/tlv/index.ts';
import { concatBytes, fromHex, toHex } from '../../src-shared/bytes.ts';
import { WorkbenchError } from '../../src-shared/errors/index.ts';
import { failure } from '../support/errors.ts';

const read = (hex: string) => readSingleTlv(fromHex(hex), 'P');

describe('a single TLV', () => {
  it.each([
    // Universal, application, context, private; primitive and constructed; one to four tag bytes.
    ['0401AA', 0x04, 'AA'],
    ['3000', 0x30, ''],
    ['5A01AA', 0x5a, 'AA'],
    ['7F490100', 0x7f49, '00'],
    ['8000', 0x80, ''],
    ['BF3700', 0xbf37, ''],
    ['9F700101', 0x9f70, '01'],
    ['C101AA', 0xc1, 'AA'],
    ['E300', 0xe3, ''],
    ['BF7600', 0xbf76, ''],
    ['DF1F00', 0xdf1f, ''],
    ['DF810001BB', 0xdf8100, 'BB'],
    ['DF81F37001BB', 0xdf81f370, 'BB'],
    ['FFFFFF7F00', 0xffffff7f, ''],
  ])('%s', (hex, tag, value) => {
    const tlv = read(hex);
    expect({ tag: tlv.tag, value: toHex(tlv.value), raw: toHex(tlv.raw), offset: tlv.offset }).toEqual({
      tag,
      value,
      raw: hex,
      offset: 0,
    });
    expect(toHex(encodeTlv(tag, fromHex(value)))).toBe(hex);
  });

  it.each([
    ['127 bytes in one length byte', '047F', 127],
    ['128 in two', '048180', 128],
    ['255 in two', '0481FF', 255],
    ['256 in three', '04820100', 256],
    ['65,535 in three', '0482FFFF', 65_535],
    ['65,536 in four', '0483010000', 65_536],
  ])('%s', (_, header, length) => {
    const bytes = concatBytes(fromHex(header), new Uint8Array(length));
    expect(readSingleTlv(bytes).value.length).toBe(length);
    expect(toHex(encodeHeader(0x04, length))).toBe(header);
  });

  it.each([
    ['length 127 in two bytes', '04817F', 'not minimal'],
    ['length 0 in two bytes', '048100', 'not minimal'],
    ['length 255 in three bytes', '048200FF', 'not minimal'],
    ['length 65,535 in four bytes', '048300FFFF', 'not minimal'],
    ['indefinite length', '30800000', 'indefinite'],
    ['indefinite length of a primitive', '04800000', 'indefinite'],
    ['five length bytes', '04850000000001', '5 length bytes'],
    ['the reserved length FF', '04FF00', '127 length bytes'],
  ])('refuses %s', (_, hex, reason) => {
    expect(failure(() => read(hex))).toEqual({ code: 'tlv_bad_length', path: 'P', offset: 1, reason });
  });

  it.each([
    ['end of contents', '0000'],
    ['a constructed universal 0', '2000'],
    ['a number below 31 in two bytes', '1F1E00'],
    ['a number padded with 80', '9F807F00'],
    ['a tag of five bytes', 'DF8181810100'],
    ['a tag of six bytes', 'DF818181810100'],
  ])('refuses %s', (_, hex) => {
    expect(failure(() => read(hex))).toEqual({ code: 'tlv_bad_tag', path: 'P', offset: 0 });
  });

  it('refuses what follows it', () => {
    expect(failure(() => read('5A01AA00'))).toEqual({ code: 'tlv_trailing', path: 'P', count: 1, offset: 3 });
  });

  it.each(['BF2D81800102', 'DF81F37003AABBCC', '3003020105', '0482010000'])(
    'refuses %s cut at every byte',
    (hex) => {
      const bytes = fromHex(hex);
      for (let length = 0; length < bytes.length; length++) {
        const cut = bytes.subarray(0, length);
        expect(
          failure(() => readSingleTlv(cut, 'P')),
          `${length} bytes`,
        ).toEqual({
          code: 'tlv_truncated',
          path: 'P',
          offset: 0,
        });
      }
    },
  );

  it('names the offset of what is wrong further on', () => {
    expect(failure(() => readTlvs(fromHex('800101048101AA'), 'P'))).toMatchObject({
      code: 'tlv_bad_length',
      offset: 4,
    });
    expect(failure(() => readTlvs(fromHex('80010100'), 'P'))).toMatchObject({
      code: 'tlv_bad_tag',
      offset: 3,
    });
    expect(failure(() => readTlvs(fromHex('8001018102AA'), 'P'))).toMatchObject({
      code: 'tlv_truncated',
      offset: 3,
    });
  });

  it('reads one in the midst of others', () => {
    const bytes = fromHex('800101BF2D0281008200');
    const tlv = readTlv(bytes, 3);
    expect({ ...tlv, value: toHex(tlv.value), raw: toHex(tlv.raw) }).toEqual({
      tag: 0xbf2d,
      value: '8100',
      raw: 'BF2D028100',
      offset: 3,
    });
    expect(readHeader(fromHex('BF36820ADB'), 0, 'P')).toEqual({ tag: 0xbf36, length: 0xadb, valueAt: 5 });
  });
});

describe('limits', () => {
  const limits = { maxDepth: 3, maxLength: 300, maxItems: 3 };

  it('a value over the limit is refused before it is there', () => {
    expect(failure(() => readHeader(fromHex('0484FFFFFFFF'), 0, 'P'))).toMatchObject({
      code: 'tlv_too_large',
      length: 0xffffffff,
    });
    expect(failure(() => readSingleTlv(fromHex('0482012D'), 'P', limits))).toEqual({
      code: 'tlv_too_large',
      path: 'P',
      length: 301,
      limit: 300,
    });
    expect(readSingleTlv(encodeTlv(0x04, new Uint8Array(300)), 'P', limits).value.length).toBe(300);
  });

  it('more elements side by side than the limit are refused', () => {
    expect(readTlvs(fromHex('800080008000'), 'P', limits)).toHaveLength(3);
    expect(failure(() => readTlvs(fromHex('8000800080008000'), 'P', limits))).toEqual({
      code: 'tlv_too_many',
      path: 'P',
      limit: 3,
    });
    const flood = new Uint8Array(2 * 70_000).map((_, i) => (i % 2 === 0 ? 0x87 : 0));
    expect(failure(() => readTlvs(flood, 'P'))).toMatchObject({ code: 'tlv_too_many', limit: 65_536 });
  });

  it('nesting is followed to the limit and no further', () => {
    checkNesting(fromHex('3004A002A100'), 'P', { ...limits, maxDepth: 4 });
    expect(failure(() => checkNesting(fromHex('3004A002A100'), 'P', limits))).toEqual({
      code: 'tlv_too_deep',
      path: 'P/30/A0/A1',
      limit: 3,
    });
    expect(failure(() => checkNesting(fromHex('3003A00181'), 'P'))).toMatchObject({
      code: 'tlv_truncated',
      path: 'P/30/A0',
    });
    // What is primitive may hold anything.
    checkNesting(fromHex('30038001FF'), 'P');
    const deep = Array.from({ length: 40 }).reduce<Uint8Array>(
      (inner) => encodeTlv(0x30, inner),
      new Uint8Array(0),
    );
    expect(failure(() => checkNesting(deep))).toMatchObject({ code: 'tlv_too_deep', limit: 32 });
  });
});

describe('bytes', () => {
  it('are views of the input, at every level', () => {
    const bytes = concatBytes(fromHex('FFFF'), fromHex('BF2D08A0065A0401020304'), fromHex('FF')).subarray(
      2,
      -1,
    );
    const outer = readSingleTlv(bytes);
    const [inner] = readTlvs(outer.value);
    const [leaf] = readTlvs(inner?.value ?? new Uint8Array(0));
    for (const view of [outer.value, outer.raw, inner?.value, inner?.raw, leaf?.value, leaf?.raw])
      expect(view?.buffer).toBe(bytes.buffer);
    bytes[bytes.length - 1] = 0x99;
    expect(toHex(leaf?.value ?? new Uint8Array(0))).toBe('01020399');
  });

  it('may be any: a WorkbenchError of the decode family or whole TLVs that are the input', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        try {
          const tlvs = readTlvs(bytes);
          expect(toHex(concatBytes(...tlvs.map((tlv) => tlv.raw)))).toBe(toHex(bytes));
          for (const tlv of tlvs) expect(toHex(encodeTlv(tlv.tag, tlv.value))).toBe(toHex(tlv.raw));
        } catch (error) {
          expect(error).toBeInstanceOf(WorkbenchError);
          expect((error as WorkbenchError).family).toBe('decode');
        }
      }),
      { numRuns: 2000 },
    );
  });
});

describe('tags', () => {
  it('tell whether they are constructed, whatever their length', () => {
    const constructed = [0x30, 0xa0, 0xe3, 0xbf37, 0x7f49, 0xbf8101, 0xffffff7f];
    const primitive = [0x04, 0x5a, 0x9f70, 0x5f37, 0xdf1f, 0xdf8100, 0xdf81f370];
    expect(constructed.filter(isConstructed)).toEqual(constructed);
    expect(primitive.filter(isConstructed)).toEqual([]);
  });

  it('are written as their bytes', () => {
    expect([0x04, 0x5a, 0xbf2d, 0xdf8100, 0xdf81f370].map(tagText)).toEqual([
      '04',
      '5A',
      'BF2D',
      'DF8100',
      'DF81F370',
    ]);
  });
});
