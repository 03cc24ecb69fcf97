import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { sorted, withNames } from '../../src-renderer/ui/sort.ts';
import { texts as de } from '../../src-shared/texts/de/index.ts';
import { speak } from '../../src-shared/texts/speak.ts';
import { texts as zh } from '../../src-shared/texts/zh/index.ts';
import { compareNames } from '../../src-shared/texts.ts';

afterEach(() => speak('en', {}));

const rows = (...names: (string | undefined)[]) => names.map((name, id) => ({ id, name }));
const order = (direction: 'asc' | 'desc', ...names: (string | undefined)[]) =>
  sorted(rows(...names), direction, ({ name }) => name).map(({ name }) => name);

describe('names in a list', () => {
  test('stand in the order of the language, and numbers in them by their value', () => {
    expect(order('asc', 'Pallet 10', 'pallet 9', 'Östra', 'Zebra', 'apple', 'Pallet 2')).toEqual([
      'apple',
      'Östra',
      'Pallet 2',
      'pallet 9',
      'Pallet 10',
      'Zebra',
    ]);
    speak('de', de);
    expect(order('asc', 'Zürich', 'Äther', 'Apfel', 'Ofen', 'Öl', 'Zoll')).toEqual([
      'Apfel',
      'Äther',
      'Ofen',
      'Öl',
      'Zoll',
      'Zürich',
    ]);
    speak('zh', zh);
    // By their sound: Běijīng, Guǎngzhōu, Shànghǎi.
    expect(order('asc', '上海', '广州', '北京')).toEqual(['北京', '广州', '上海']);
  });

  test('without a value come last in both directions, and the newest of the same first', () => {
    expect(order('asc', undefined, 'b', 'a')).toEqual(['a', 'b', undefined]);
    expect(order('desc', undefined, 'b', 'a')).toEqual(['b', 'a', undefined]);
    const same = sorted(rows('May', 'may', 'MAY'), 'asc', ({ name }) => name);
    expect(same.map(({ id }) => id)).toEqual([2, 1, 0]);
    expect(sorted(rows('a', 'b'), 'desc', ({ id }) => id).map(({ id }) => id)).toEqual([1, 0]);
  });

  test('are each there once, and the same list where none is new', () => {
    const known = withNames([], ['May 10', 'May 9', 'May 10']);
    expect(known).toEqual(['May 9', 'May 10']);
    expect(withNames(known, ['May 9'])).toBe(known);
    expect(withNames(known, ['April'])).toEqual(['April', 'May 9', 'May 10']);
  });

  test('have one order: it is total, whatever they are', () => {
    const name = fc.string({ unit: 'grapheme', maxLength: 12 });
    fc.assert(
      fc.property(name, name, name, (a, b, c) => {
        expect(Math.sign(compareNames(a, b))).toBe(-Math.sign(compareNames(b, a)) + 0);
        if (compareNames(a, b) <= 0 && compareNames(b, c) <= 0)
          expect(compareNames(a, c)).toBeLessThanOrEqual(0);
      }),
    );
  });
});
