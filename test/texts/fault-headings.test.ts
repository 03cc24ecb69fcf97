import { afterEach, describe, expect, test } from 'vitest';
import { faultLibrary } from '../../src-shared/faults/library.ts';
import { searchFaults } from '../../src-shared/faults/search.ts';
import { texts as de } from '../../src-shared/texts/de/index.ts';
import { speak } from '../../src-shared/texts/speak.ts';
import { texts as zh } from '../../src-shared/texts/zh/index.ts';
import { faultHeading } from '../../src-shared/texts.ts';

afterEach(() => speak('en', {}));

describe('the library of faults', () => {
  test.each([
    ['de', de],
    ['zh', zh],
  ] as const)('has its headings in %s, all of them', (language, texts) => {
    const headings = new Set(faultLibrary().flatMap(({ chapter, section }) => [chapter, section]));
    for (const heading of headings) expect(faultHeading(heading)).toBe(heading);
    speak(language, texts);
    expect([...headings].filter((heading) => faultHeading(heading) === heading)).toEqual(['TLS']);
  });

  test('keeps the names of functions, and is found by its headings in either language', () => {
    const english = searchFaults(faultLibrary(), 'removal of the card').length;
    speak('de', de);
    expect(faultHeading('Errors of ES10c.EnableProfile (§5.7.16)')).toBe(
      'Fehler von ES10c.EnableProfile (§5.7.16)',
    );
    expect(faultHeading('A chapter of a newer engine')).toBe('A chapter of a newer engine');
    expect(english).toBeGreaterThan(0);
    expect(searchFaults(faultLibrary(), 'entnahme der karte')).toHaveLength(english);
    expect(searchFaults(faultLibrary(), 'removal of the card')).toHaveLength(english);
  });
});
