import fc from 'fast-check';
import { describe, expect, expectTypeOf, it } from 'vitest';
import {
  bits,
  boolean,
  type Captured,
  captured,
  choice,
  decode,
  digits,
  encode,
  explicit,
  type Infer,
  iccid,
  integer,
  label,
  leadingTags,
  named,
  octets,
  oid,
  optional,
  raw,
  rawTagged,
  retag,
  type Schema,
  sequence,
  sequenceOf,
  utf8,
  version,
} from '../../src-main/tlv/index.ts';
import { fromHex, toHex } from '../../src-shared/bytes.ts';
import { WorkbenchError } from '../../src-shared/errors/index.ts';
import { failure } from '../support/errors.ts';
import { bytesOf, tree } from './trees.ts';

const Inner = sequence(0x30, { id: octets(0x80, { min: 1, max: 2 }), when: optional(integer(0x81)) });
const Outer = sequence(0xbf50, {
  inner: captured(Inner),
  first: raw(0x04),
  second: raw(0x04),
  state: optional(named({ off: 0, on: 1 }, 0x9f70)),
  flags: optional(bits(['a', 'b'], 0x82)),
  list: optional(sequenceOf(0xa3, utf8(0x0c), 2)),
  which: optional(explicit(0xa4, choice({ name: utf8(0x80), number: integer(0x81) }))),
});
const read = (hex: string) => decode(Outer, fromHex(hex), 'Outer');
const whole =
  'BF5000' +
  '300780020102810105' +
  '0401AA' +
  '0402BBCC' +
  '9F700101' +
  '82020640' +
  'A3060C01610C0162' +
  'A40381017F';

describe('a sequence', () => {
  it('gives its fields by name, captured ones with their bytes', () => {
    const bytes = fromHex(fixed(whole));
    const value = decode(Outer, bytes, 'Outer');
    expect(toHex(value.inner.raw)).toBe('300780020102810105');
    expect(value.inner.raw.buffer).toBe(bytes.buffer);
    expect(value).toMatchObject({
      inner: { value: { when: 5 } },
      state: 'on',
      flags: ['b'],
      list: ['a', 'b'],
      which: { number: 127 },
    });
    expect([toHex(value.first), toHex(value.second)]).toEqual(['0401AA', '0402BBCC']);
    expect(value).not.toHaveProperty('unknown');
    expect(toHex(encode(Outer, value))).toBe(toHex(bytes));
  });

  it('keeps what it does not declare, and writes it behind its own', () => {
    const value = read(fixed('BF5000' + '3003800101' + '5F200141' + '04000400' + '89020102'));
    expect(value.unknown?.map(toHex)).toEqual(['5F200141', '89020102']);
    expect(toHex(encode(Outer, value))).toBe(
      fixed('BF5000' + '3003800101' + '04000400' + '5F200141' + '89020102'),
    );
  });

  it('takes fields that come out of order', () => {
    const value = read(fixed('BF5000' + '9F700100' + '0401AA' + '3003800101' + '0401BB'));
    expect(value).toMatchObject({ state: 'off' });
    expect([toHex(value.first), toHex(value.second)].sort()).toEqual(['0401AA', '0401BB']);
  });

  it('refuses a field that comes twice, and a third of two that share a tag', () => {
    expect(failure(() => read(fixed('BF5000' + '3003800101' + '04000400' + '82010082' + '0100')))).toEqual({
      code: 'tlv_bad_value',
      path: 'Outer',
      reason: 'tag 82 comes twice',
    });
    expect(failure(() => read(fixed('BF5000' + '3003800101' + '040004000400')))).toMatchObject({
      path: 'Outer',
      reason: 'tag 04 comes twice',
    });
    expect(failure(() => read(fixed('BF5000' + '3006800101800102')))).toMatchObject({ path: 'Outer.inner' });
  });

  it('names the field that is missing, with path and tag', () => {
    expect(failure(() => read(fixed('BF5000' + '04000400')))).toEqual({
      code: 'tlv_missing',
      path: 'Outer',
      expected: 'inner (30)',
    });
    expect(failure(() => read(fixed('BF5000' + '3000' + '04000400')))).toEqual({
      code: 'tlv_missing',
      path: 'Outer.inner',
      expected: 'id (80)',
    });
    expect(failure(() => read(fixed('BF5000' + '3003800101' + '0400')))).toMatchObject({
      expected: 'second (04)',
    });
  });

  it('names the path of what is wrong inside', () => {
    const start = '300380010104000400';
    expect(failure(() => read(fixed(`BF5000${start}A3090C01610C01620C0163`)))).toMatchObject({
      code: 'tlv_bad_value',
      path: 'Outer.list',
      reason: 'more than 2 items',
    });
    expect(failure(() => read(fixed(`BF5000${start}A3060C01610C01FF`)))).toMatchObject({
      path: 'Outer.list.1',
    });
    expect(failure(() => read(fixed(`BF5000${start}A3030D0161`)))).toEqual({
      code: 'tlv_unexpected_tag',
      path: 'Outer.list.0',
      found: '0D',
      expected: '0C',
    });
    expect(failure(() => read(fixed(`BF5000${start}A403820101`)))).toEqual({
      code: 'tlv_unexpected_tag',
      path: 'Outer.which',
      found: '82',
      expected: '80|81',
    });
    expect(failure(() => read(fixed(`BF5000${start}A406800161800162`)))).toMatchObject({
      code: 'tlv_trailing',
      path: 'Outer.which',
    });
    expect(failure(() => read(fixed(`BF5000${start}A400`)))).toMatchObject({ code: 'tlv_truncated' });
    expect(failure(() => read(fixed('BF51003000')))).toMatchObject({ found: 'BF51', expected: 'BF50' });
    expect(failure(() => read(`${fixed(`BF5000${start}`)}00`))).toMatchObject({ code: 'tlv_trailing' });
  });

  it('stops at the depth limit', () => {
    const limits = { maxDepth: 1, maxLength: 100 };
    const bytes = fromHex(fixed('BF5000' + '3003800101' + '04000400'));
    expect(failure(() => decode(Outer, bytes, 'Outer', limits))).toEqual({
      code: 'tlv_too_deep',
      path: 'Outer.inner',
      limit: 1,
    });
  });
});

describe('values', () => {
  it.each<[string, Schema<unknown>, unknown, string]>([
    ['octets', octets(0x84, { length: 2 }), Uint8Array.of(1, 2), '84020102'],
    ['a named integer', named({ ok: 0 }), 'ok', '020100'],
    ['an integer without a name', named({ ok: 0 }), 9, '020109'],
    ['a boolean', boolean(), true, '0101FF'],
    ['a bit without a name', bits(['a']), ['a', 'bit9'], '0303068040'],
    ['an object identifier', oid(), '2.999.10', '060388370A'],
    ['a version', version(0x82), '2.5.0', '8203020500'],
    ['an ICCID', iccid(), '8949449999999990023', '5A0A989444999999990920F3'],
    ['an EID', digits(0x5a, 16), '89049032123451234512345678901235', '5A1089049032123451234512345678901235'],
    ['raw', raw(), fromHex('BF200100'), 'BF200100'],
    ['raw under another tag', rawTagged(0xa0, 0x30), fromHex('30020500'), 'A0020500'],
    ['a retagged type', retag(0xa5, sequence(0x30, {})), {}, 'A500'],
    ['a choice', choice({ a: integer(0x80), b: integer(0x81) }), { b: 3 }, '810103'],
    ['text', utf8(), 'Grüße', '0C074772C3BCC39F65'],
  ])('%s', (_, schema, value, hex) => {
    expect(toHex(encode(schema, value))).toBe(hex);
    expect(decode(schema, fromHex(hex), 'P')).toEqual(value);
  });

  it.each<[string, Schema<unknown>, string]>([
    ['octets too short', octets(0x84, { min: 2, max: 3 }), '840101'],
    ['octets too long', octets(0x84, { min: 2, max: 3 }), '840401020304'],
    ['an empty integer', integer(), '0200'],
    ['a padded integer', integer(), '02020001'],
    ['a boolean of two bytes', boolean(), '01020000'],
    ['a bit string without its first byte', bits([]), '0300'],
    ['an object identifier that breaks off', oid(), '06022A80'],
    ['a version of two bytes', version(0x82), '82020205'],
    ['an ICCID of nine bytes', iccid(), '5A09989444999999990920'],
    ['an EID with a letter', digits(0x5a, 2), '5A02123A'],
    ['an EID of another length', digits(0x5a, 2), '5A0112'],
    ['text that is no UTF-8', utf8(), '0C01FF'],
  ])('%s is refused', (_, schema, hex) => {
    expect(failure(() => decode(schema, fromHex(hex), 'P'))).toMatchObject({
      code: 'tlv_bad_value',
      path: 'P',
    });
  });

  it('any boolean but 00 is true, as cards send it', () => {
    expect(decode(boolean(0x81), fromHex('810101'), 'P')).toBe(true);
    expect(decode(boolean(0x81), fromHex('810100'), 'P')).toBe(false);
  });

  it('a label that was cut in the middle of a character stays readable', () => {
    expect(decode(label(0x91, 32), fromHex('910341C3BC'), 'P')).toBe('Aü');
    expect(decode(label(0x91, 32), fromHex('910241C3'), 'P')).toBe('A\uFFFD');
  });

  it('that do not fit their declaration are a mistake of the caller', () => {
    const misfits: [Schema<unknown>, unknown][] = [
      [octets(0x84, { length: 2 }), Uint8Array.of(1)],
      [octets(0x84), 'AB'],
      [utf8(0x0c, 2), 'abc'],
      [named({ ok: 0 }), 'nok'],
      [bits(['a']), ['c']],
      [oid(), '9.9'],
      [version(), '2.5'],
      [digits(0x5a, 2), '12345'],
      [raw(0x30), fromHex('3100')],
      [raw(0x30), fromHex('300000')],
      [rawTagged(0xa0, 0x30), fromHex('A000')],
      [choice({ a: integer() }), {}],
      [sequence(0x30, { a: integer() }), {}],
    ];
    for (const [schema, value] of misfits) expect(() => encode(schema, value)).toThrow(RangeError);
    expect(toHex(encode(utf8(0x0c, 2), '日本'))).toBe('0C06E697A5E69CAC');
  });

  it('a choice has no tag of its own to change', () => {
    expect(() => retag(0xa0, choice({ a: integer() }))).toThrow(TypeError);
    expect(leadingTags(choice({ a: integer(0x80), b: captured(raw(0x30)) }).definition)).toEqual([
      0x80, 0x30,
    ]);
    expect(leadingTags(choice({ a: integer(0x80), b: raw() }).definition)).toBeUndefined();
  });
});

describe('any bytes', () => {
  it('are a value or a WorkbenchError of the decode family', () => {
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 60 }), tree.map(bytesOf)), (bytes) => {
        for (const input of [bytes, fromHex(fixed(`BF5000${toHex(bytes)}`))]) {
          try {
            decode(Outer, input, 'Outer');
          } catch (error) {
            expect(error).toBeInstanceOf(WorkbenchError);
            expect((error as WorkbenchError).family).toBe('decode');
          }
        }
      }),
      { numRuns: 500 },
    );
  });
});

/** Hexadecimal of a TLV of tag BF50 or BF51, with the length that its content has. */
function fixed(hex: string): string {
  const content = hex.slice(6);
  const length = content.length / 2;
  const header = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return hex.slice(0, 4) + toHex(Uint8Array.from(header)) + content;
}

describe('types', () => {
  it('follow from the declarations (checked by tsc)', () => {
    type Value = Infer<typeof Outer>;
    expectTypeOf<Value['inner']>().toEqualTypeOf<Captured<Infer<typeof Inner>>>();
    expectTypeOf<Infer<typeof Inner>>().toEqualTypeOf<{
      readonly id: Uint8Array;
      readonly when?: number;
      readonly unknown?: readonly Uint8Array[];
    }>();
    expectTypeOf<Value['first']>().toEqualTypeOf<Uint8Array>();
    expectTypeOf<Exclude<Value['state'], undefined>>().toEqualTypeOf<'off' | 'on' | number>();
    expectTypeOf<Exclude<Value['flags'], undefined>>().toEqualTypeOf<
      readonly ('a' | 'b' | `bit${number}`)[]
    >();
    expectTypeOf<Exclude<Value['list'], undefined>>().toEqualTypeOf<readonly string[]>();
    expectTypeOf<Exclude<Value['which'], undefined>>().toEqualTypeOf<
      { readonly name: string } | { readonly number: number }
    >();
    // @ts-expect-error a required field is missing
    const incomplete: Value = { first: fromHex('0400'), second: fromHex('0400') };
    expect(incomplete).not.toHaveProperty('inner');
  });
});
