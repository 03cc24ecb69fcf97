import * as asn1js from 'asn1js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bitsFromBytes,
  bitsToBytes,
  iccidFromBytes,
  iccidToBytes,
  integerFromBytes,
  integerToBytes,
  oidFromBytes,
  oidToBytes,
  textFromBytes,
  textFromBytesLeniently,
  textToBytes,
  unsignedFromBytes,
  versionFromBytes,
  versionToBytes,
} from '../../src-main/tlv/index.ts';
import { fromHex, toHex } from '../../src-shared/bytes.ts';

const hex = (bytes: Uint8Array | undefined) => (bytes === undefined ? undefined : toHex(bytes));

describe('integers', () => {
  it.each([
    [0, '00'],
    [1, '01'],
    [127, '7F'],
    [128, '0080'],
    [255, '00FF'],
    [256, '0100'],
    [32_768, '008000'],
    [-1, 'FF'],
    [-128, '80'],
    [-129, 'FF7F'],
    [2 ** 53 - 1, '1FFFFFFFFFFFFF'],
    [-(2 ** 53 - 1), 'E0000000000001'],
  ])('%d is %s', (value, bytes) => {
    expect(hex(integerToBytes(value))).toBe(bytes);
    expect(integerFromBytes(fromHex(bytes))).toBe(value);
  });

  it.each(['', '0000', '007F', 'FFFF', 'FF80', '20000000000000', '7FFFFFFFFFFFFFFF', '008000000000000000'])(
    '%s is none',
    (bytes) => expect(integerFromBytes(fromHex(bytes))).toBeUndefined(),
  );

  it('are those of asn1js', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), (value) => {
        const bytes = integerToBytes(value);
        expect(integerFromBytes(bytes)).toBe(value);
        expect(asn1js.Integer.fromBigInt(BigInt(value)).toBER().byteLength).toBe(2 + bytes.length);
        expect(toHex(new Uint8Array(asn1js.Integer.fromBigInt(BigInt(value)).toBER()).subarray(2))).toBe(
          toHex(bytes),
        );
      }),
    );
  });

  it('are whole and safe, or a mistake of the caller', () => {
    for (const value of [1.5, 2 ** 53, Number.NaN]) expect(() => integerToBytes(value)).toThrow(RangeError);
  });

  it('without a sign may be padded, as sizes on cards are', () => {
    expect(
      ['0007EA32', '000016E0', '00', 'FF', 'FFFFFFFF'].map((one) => unsignedFromBytes(fromHex(one))),
    ).toEqual([518_706, 5856, 0, 255, 4_294_967_295]);
    expect(['', 'FFFFFFFFFFFFFFFF'].map((one) => unsignedFromBytes(fromHex(one)))).toEqual([
      undefined,
      undefined,
    ]);
  });
});

describe('object identifiers', () => {
  it.each([
    ['1.2.840.10045.3.1.7', '2A8648CE3D030107'],
    ['2.23.146.1.2.1.4', '67811201020104'],
    ['2.999.10', '88370A'],
    ['0.0', '00'],
    ['0.39', '27'],
    ['1.0', '28'],
    ['1.39', '4F'],
    ['2.0', '50'],
  ])('%s is %s', (text, bytes) => {
    expect(hex(oidToBytes(text))).toBe(bytes);
    expect(oidFromBytes(fromHex(bytes))).toBe(text);
  });

  it.each(['', '80', '2A80', '2A8001', '2AFFFFFFFFFFFFFFFF7F', '2A86'])('%s is none', (bytes) =>
    expect(oidFromBytes(fromHex(bytes))).toBeUndefined(),
  );

  it.each(['', '1', '3.1', '1.40', '1..2', '1.2.', '1.02', '1.2.9007199254740993', 'a.b', '1.-2'])(
    'the text %j is none',
    (text) => expect(oidToBytes(text)).toBeUndefined(),
  );

  it('have a limit of arcs, the same in both directions', () => {
    const most = ['2', ...Array.from({ length: 31 }, () => '7')].join('.');
    const bytes = oidToBytes(most);
    expect(oidFromBytes(bytes ?? new Uint8Array(0))).toBe(most);
    expect(oidToBytes(`${most}.7`)).toBeUndefined();
    expect(oidFromBytes(Uint8Array.of(...(bytes ?? []), 7))).toBeUndefined();
  });

  it('are those of asn1js', () => {
    const arc = fc.oneof(fc.nat({ max: 200 }), fc.nat());
    const oid = fc
      .tuple(fc.integer({ min: 0, max: 2 }), fc.nat({ max: 39 }), fc.array(arc, { maxLength: 10 }))
      .map(([top, second, rest]) => [top, second, ...rest].join('.'));
    fc.assert(
      fc.property(oid, (text) => {
        const bytes = oidToBytes(text) ?? new Uint8Array(0);
        expect(oidFromBytes(bytes)).toBe(text);
        const theirs = new asn1js.ObjectIdentifier({ value: text });
        expect(toHex(new Uint8Array(theirs.toBER()).subarray(2))).toBe(toHex(bytes));
      }),
    );
  });
});

describe('bit strings', () => {
  it.each([
    [[], '00'],
    [[0], '0780'],
    [[1, 2], '0560'],
    [[0, 1, 2, 3], '04F0'],
    [[7], '0001'],
    [[8], '070080'],
    [[24], '0700000080'],
  ])('%j is %s', (positions, bytes) => {
    expect(hex(bitsToBytes(positions))).toBe(bytes);
    expect(bitsFromBytes(fromHex(bytes))).toEqual(positions);
  });

  it('may have zero bits at the end, as cards send them', () => {
    expect(['0000', '0240', '000600'].map((one) => bitsFromBytes(fromHex(one)))).toEqual([[], [1], [5, 6]]);
  });

  it.each(['', '01', '0800', '0781', '0401', 'FF80'])('%s is none', (bytes) =>
    expect(bitsFromBytes(fromHex(bytes))).toBeUndefined(),
  );

  it('of nonsensical length is none, and costs no memory', () => {
    expect(bitsFromBytes(new Uint8Array(125).fill(0xff, 1))).toHaveLength(992);
    expect(bitsFromBytes(new Uint8Array(126).fill(0xff, 1))).toBeUndefined();
  });

  it('are read as they were written', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat({ max: 991 })), (positions) => {
        const sorted = [...positions].sort((a, b) => a - b);
        expect(bitsFromBytes(bitsToBytes(positions))).toEqual(sorted);
      }),
    );
  });
});

describe('ICCIDs', () => {
  it.each([
    ['20 digits', '89014103211118510720', '98101430121181157002'],
    // As the card gave it to lpac in the recordings.
    ['19 digits', '8949449999999990023', '989444999999990920F3'],
    // lpac issue 457: came out a byte short there; EF ICCID has 10 bytes, whatever the number of digits.
    ['18 digits', '898600220000000001', '986800220000000010FF'],
  ])('of %s', (_, digits, bytes) => {
    expect(hex(iccidToBytes(digits))).toBe(bytes);
    expect(iccidFromBytes(fromHex(bytes))).toBe(digits);
  });

  it('with hexadecimal digits are kept, the padding is not', () => {
    expect(iccidFromBytes(fromHex('98680A0000000000A1FF'))).toBe('8986A000000000001A');
    expect(iccidFromBytes(new Uint8Array(10).fill(0xff))).toBe('');
  });

  it('of any length up to 20 come back', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[0-9]{1,20}$/), (digits) => {
        expect(iccidFromBytes(iccidToBytes(digits))).toBe(digits);
      }),
    );
  });

  it.each(['', '123456789012345678901', '89 01', '8901X'])('%j is none', (text) =>
    expect(() => iccidToBytes(text)).toThrow(RangeError),
  );
});

describe('versions', () => {
  it('are three bytes', () => {
    expect(versionFromBytes(fromHex('02000C'))).toBe('2.0.12');
    expect(hex(versionToBytes('2.0.12'))).toBe('02000C');
    expect(hex(versionToBytes('255.0.255'))).toBe('FF00FF');
  });

  it.each(['', '..', '2.5', '2.5.0.0', '2.256.0', '2.-1.0', '1e1.0.0', ' 2.5.0', '2.05.0', 'a.b.c'])(
    '%j is none',
    (text) => expect(versionToBytes(text)).toBeUndefined(),
  );
});

describe('text', () => {
  it('is UTF-8, byte order marks and control characters included', () => {
    for (const text of ['', 'Grüße 日本', '\uFEFFx', 'a\0b\n\u202E', '👍🏽']) {
      expect(textFromBytes(textToBytes(text))).toBe(text);
      expect(textFromBytesLeniently(textToBytes(text))).toBe(text);
    }
  });

  it.each(['FF', 'C3', 'E697', 'C080', 'EDA080', 'F4908080'])('%s is none', (bytes) => {
    expect(textFromBytes(fromHex(bytes))).toBeUndefined();
    expect(textFromBytesLeniently(fromHex(`41${bytes}`))).toMatch(/^A\uFFFD+$/);
  });
});
