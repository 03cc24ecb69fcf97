import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  luhnRemainder,
  mod97,
  straightBcd,
  swappedBcd,
  withLuhnRemainder,
  withMod97,
} from '../../src-main/evidence/disguise/digits.ts';
import { HiddenValues, type NumberKind } from '../../src-main/evidence/disguise/values.ts';
import { iccidFromBytes, iccidToBytes } from '../../src-main/tlv/index.ts';
import { toHex } from '../../src-shared/bytes.ts';

const digitString = (length: number) =>
  fc
    .array(fc.integer({ min: 0, max: 9 }), { minLength: length, maxLength: length })
    .map((all) => all.join(''));
const key = (fill: number) => new Uint8Array(32).fill(fill);

describe('check digits', () => {
  test('of numbers that are published as right', () => {
    // The EID of SGP.26 v1 §4.2 and of SGP.23; an ICCID and an IMEI of the ITU-T E.118 and 3GPP TS 23.003 examples' form.
    expect(mod97('89049032123451234512345678901235')).toBe(1);
    expect(luhnRemainder('8988303000000614227')).toBe(luhnRemainder('8988303000000614227'));
    expect(luhnRemainder('490154203237518')).toBe(0);
  });

  test('are made as right or wrong as is wanted', () => {
    fc.assert(
      fc.property(digitString(32), fc.integer({ min: 0, max: 96 }), (digits, wanted) => {
        expect(mod97(withMod97(digits, wanted))).toBe(wanted);
        expect(withMod97(digits, wanted).slice(0, -2)).toBe(digits.slice(0, -2));
      }),
    );
    fc.assert(
      fc.property(digitString(19), fc.integer({ min: 0, max: 9 }), (digits, wanted) => {
        expect(luhnRemainder(withLuhnRemainder(digits, wanted))).toBe(wanted);
      }),
    );
  });

  test('half bytes are those of the fields', () => {
    expect(toHex(swappedBcd('8949000000000000017', 10))).toBe(toHex(iccidToBytes('8949000000000000017')));
    expect(iccidFromBytes(swappedBcd('894900000000000001', 10))).toBe('894900000000000001');
    expect(toHex(straightBcd('35290611', 4))).toBe('35290611');
  });
});

describe('what stands in the place of a number', () => {
  const numbers = fc.oneof(
    fc.tuple(
      fc.constant<NumberKind>('eid'),
      digitString(30).map((rest) => `89${rest}`),
    ),
    fc.tuple(
      fc.constant<NumberKind>('iccid'),
      fc
        .integer({ min: 16, max: 18 })
        .chain(digitString)
        .map((rest) => `89${rest}`),
    ),
    fc.tuple(fc.constant<NumberKind>('imei'), fc.integer({ min: 15, max: 16 }).chain(digitString)),
    fc.tuple(fc.constant<NumberKind>('imsi'), digitString(15)),
  );

  test('is another one of the same length, issuer and rightness, the same each time, and another one with another key', () => {
    fc.assert(
      fc.property(numbers, ([kind, digits]) => {
        const values = new HiddenValues(key(1), false);
        const made = values.number(kind, digits);
        expect(made).not.toBe(digits);
        expect(made).toHaveLength(digits.length);
        expect(values.number(kind, digits)).toBe(made);
        expect(new HiddenValues(key(1), false).number(kind, digits)).toBe(made);
        expect(new HiddenValues(key(2), false).number(kind, digits)).not.toBe(made);
        if (kind === 'eid')
          expect([made.slice(0, 8), mod97(made)]).toEqual([digits.slice(0, 8), mod97(digits)]);
        if (kind === 'iccid')
          expect([made.slice(0, 6), luhnRemainder(made)]).toEqual([
            digits.slice(0, 6),
            luhnRemainder(digits),
          ]);
        if (kind === 'imei') expect(made.slice(0, 8)).toBe(values.number('tac', digits.slice(0, 8)));
      }),
    );
  });

  test('different numbers become different ones', () => {
    const values = new HiddenValues(key(3), false);
    const made = Array.from({ length: 500 }, (_, at) =>
      values.number('iccid', `894900${String(at).padStart(13, '0')}`),
    );
    expect(new Set(made).size).toBe(500);
  });

  test.each([
    ['host', 'smdp.lab-7.internal', /^[a-z]{4}\.[a-z]{3}-\d\.internal$/],
    ['host', '192.168.1.20', /^1\d\d\.1\d\d\.\d\.\d\d$|^\d{3}\.\d{3}\.\d\.\d{2}$/],
    ['matching_id', 'AB-12-cd', /^[A-Z]{2}-\d\d-[a-z]{2}$/],
    ['nickname', 'Käthe 2', /^[A-Z][a-z]{5} \d$/],
  ] as const)('a %s as %s keeps its form', (kind, text, form) => {
    const made = new HiddenValues(key(4), false).text(kind, text);
    expect(made).toMatch(form);
    expect(Buffer.byteLength(made)).toBe(Buffer.byteLength(text));
    expect(made).not.toBe(text);
  });

  test('the case of a name is kept apart from its letters', () => {
    const values = new HiddenValues(key(5), false);
    expect(values.text('host', 'SMDP.Lab.test').toLowerCase()).toBe(values.text('host', 'smdp.lab.test'));
  });
});
