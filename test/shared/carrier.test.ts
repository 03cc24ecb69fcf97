import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalizeCarrier, sameCarrier } from '../../src-shared/carrier.ts';

describe('normalizeCarrier', () => {
  it.each([
    ['AT&T', 'att'],
    ['  Telefónica   Móviles ', 'telefonicamoviles'],
    ['T-Mobile', 'tmobile'],
    ['t mobile', 'tmobile'],
    ['Fred’s Fast Wireless Service', 'fredsfastwirelessservice'],
    ['ＯＲＡＮＧＥ', 'orange'],
    ['Straße', 'strasse'],
    ['КИЇВСТАР', normalizeCarrier('київстар')],
    ['ΑΣ', normalizeCarrier('ας')],
    ['中国移动', '中国移动'],
    ['3', '3'],
    ['---', ''],
    ['', ''],
  ])('%s', (name, normalized) => {
    expect(normalizeCarrier(name)).toBe(normalized);
  });

  it('is at rest after the first time, whatever the name', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (name) => {
        const once = normalizeCarrier(name);
        expect(normalizeCarrier(once)).toBe(once);
        expect(normalizeCarrier(` ${name.toUpperCase()}.`)).toBe(normalizeCarrier(name.toUpperCase()));
        expect(once).not.toMatch(/[\s.,'’&\-_]/u);
      }),
    );
  });
});

describe('sameCarrier', () => {
  it('compares what is left of the names, of which there must be some', () => {
    expect(sameCarrier('Vodafone (DE)', 'VODAFONE DE')).toBe(true);
    expect(sameCarrier('Fred’s Fast Wireless Service', 'Mobile')).toBe(false);
    expect(sameCarrier('?', '!')).toBe(false);
    expect(sameCarrier('', '')).toBe(false);
  });
});
