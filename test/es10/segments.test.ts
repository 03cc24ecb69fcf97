import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { firstPart, segmentBoundProfilePackage } from '../../src-main/es10/index.ts';
import { encodeTlv } from '../../src-main/tlv/index.ts';
import { concatBytes, fromHex, toHex } from '../../src-shared/bytes.ts';
import { WorkbenchError } from '../../src-shared/errors/index.ts';
import { failure } from '../support/errors.ts';
import { describeWithVectors, readVector, readVectorBase64, readVectorHexLines } from '../support/vectors.ts';

const secured = encodeTlv(0xbf23, fromHex('820101'));
const items = (tag: number, values: readonly Uint8Array[]) => values.map((value) => encodeTlv(tag, value));

interface Parts {
  readonly first87: readonly Uint8Array[];
  readonly of88: readonly Uint8Array[];
  readonly second87?: readonly Uint8Array[] | undefined;
  readonly of86: readonly Uint8Array[];
}

function packageOf({ first87, of88, second87, of86 }: Parts): Uint8Array {
  return encodeTlv(
    0xbf36,
    secured,
    encodeTlv(0xa0, ...items(0x87, first87)),
    encodeTlv(0xa1, ...items(0x88, of88)),
    ...(second87 === undefined ? [] : [encodeTlv(0xa2, ...items(0x87, second87))]),
    encodeTlv(0xa3, ...items(0x86, of86)),
  );
}

const refusal = (bytes: Uint8Array) => failure(() => segmentBoundProfilePackage(bytes));

describeWithVectors(
  'packages from the field',
  () => {
    it.each(['1', '2'])('bpp-%s is cut as sbpp says', (number) => {
      const bpp = readVectorBase64(`bpp/bpp-${number}.txt`);
      const segments = segmentBoundProfilePackage(bpp);
      expect(segments.map(toHex)).toEqual(readVectorHexLines(`bpp/sbpp-${number}.txt`).map(toHex));
      expect(toHex(concatBytes(...segments))).toBe(toHex(bpp));
      for (const segment of segments) expect(segment.buffer).toBe(bpp.buffer);
      expect(toHex(segments[0] ?? new Uint8Array(0))).toMatch(new RegExp(`${toHex(firstPart(bpp))}$`));
    });
  },
  'bpp',
);

describeWithVectors(
  'the package of a session',
  () => {
    it('is its segments, one after the other', () => {
      const bpp = readVector('session/bound-profile-package.der');
      const segments = segmentBoundProfilePackage(bpp);
      expect(toHex(concatBytes(...segments))).toBe(toHex(bpp));
      expect(segments.map((one) => toHex(one.subarray(0, 1)))).toEqual(['BF', 'A0', 'A1', '88', 'A3', '86']);
    });
  },
  'session',
);

describe('any package', () => {
  const values = (min: number) =>
    fc.array(fc.uint8Array({ maxLength: 300 }), { minLength: min, maxLength: 4 });
  const parts = fc.record({
    first87: values(1),
    of88: values(0),
    second87: fc.option(values(1), { nil: undefined }),
    of86: values(0),
  });

  it('is cut by the rule of §2.5.5, and its segments are the package', () => {
    fc.assert(
      fc.property(parts, (one) => {
        const bpp = packageOf(one);
        const segments = segmentBoundProfilePackage(bpp);
        expect(toHex(concatBytes(...segments))).toBe(toHex(bpp));
        // Headers of BF36, A0 and A2 travel with what follows them; those of A1 and A3 alone.
        const { first87, of88, second87 = [], of86 } = one;
        const joined = [0xbf, 0xa0, ...first87.slice(1).map(() => 0x87)];
        const second = second87.length === 0 ? [] : [0xa2, ...second87.slice(1).map(() => 0x87)];
        expect(segments.map((segment) => segment[0])).toEqual([
          ...joined,
          0xa1,
          ...of88.map(() => 0x88),
          ...second,
          0xa3,
          ...of86.map(() => 0x86),
        ]);
      }),
      { numRuns: 100 },
    );
  });

  it('with a byte changed is cut whole or refused with a decode error', () => {
    const bpp = packageOf({
      first87: [fromHex('AABB')],
      of88: [fromHex('CC')],
      of86: [fromHex('DD'), fromHex('EE')],
    });
    for (let at = 0; at < bpp.length; at++) {
      for (let value = 0; value < 256; value++) {
        const changed = Uint8Array.from(bpp, (byte, i) => (i === at ? value : byte));
        try {
          expect(toHex(concatBytes(...segmentBoundProfilePackage(changed)))).toBe(toHex(changed));
        } catch (error) {
          if (!(error instanceof WorkbenchError)) throw error;
          expect(error.family).toBe('decode');
        }
      }
    }
  });
});

describe('a malformed package', () => {
  const good = { first87: [fromHex('AA')], of88: [fromHex('BB')], of86: [fromHex('CC')] };

  it('cut at any byte is refused', () => {
    const bpp = packageOf(good);
    for (let length = 0; length < bpp.length; length++)
      expect(refusal(bpp.subarray(0, length)).code).toBe('tlv_truncated');
  });

  it.each<[string, string, Record<string, unknown>]>([
    ['nothing', '', { code: 'tlv_truncated' }],
    ['HTML', '3C68746D6C3E', { code: 'tlv_truncated' }],
    ['another type', 'BF3700', { code: 'tlv_unexpected_tag', found: 'BF37', expected: 'BF36' }],
    ['an empty package', 'BF3600', { code: 'tlv_missing', expected: 'BF23' }],
    [
      'one that begins elsewhere',
      'BF3602A000',
      { code: 'tlv_unexpected_tag', found: 'A0', expected: 'BF23' },
    ],
    ['one that ends after BF23', 'BF3603BF2300', { code: 'tlv_missing', expected: 'A0' }],
    ['one without A1', 'BF3607BF2300A000A300', { code: 'tlv_unexpected_tag', found: 'A3', expected: 'A1' }],
    ['one without A3', 'BF3607BF2300A000A100', { code: 'tlv_missing', expected: 'A3' }],
    [
      'A3 twice',
      'BF360BBF2300A000A100A300A300',
      { code: 'tlv_unexpected_tag', found: 'A3', expected: 'the end' },
    ],
    ['A2 after A3', 'BF360BBF2300A000A100A300A200', { code: 'tlv_unexpected_tag', found: 'A2' }],
    [
      '86 among 87',
      'BF360CBF2300A0038601AAA100A300',
      { code: 'tlv_unexpected_tag', found: '86', expected: '87' },
    ],
    [
      '87 among 88',
      'BF360CBF2300A000A1038701AAA300',
      { code: 'tlv_unexpected_tag', found: '87', expected: '88' },
    ],
    ['bytes after its end', 'BF3600AA', { code: 'tlv_trailing', count: 1 }],
    ['an item that is longer than its part', 'BF360CBF2300A003870201A100A300', { code: 'tlv_truncated' }],
  ])('%s', (_, hex, expected) => {
    expect(refusal(fromHex(hex))).toMatchObject(expected);
  });
});
