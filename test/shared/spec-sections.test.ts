import { expect, test } from 'vitest';
import { es10Functions } from '../../src-main/es10/registry.ts';
import { sectionOf } from '../../src-shared/spec-sections.ts';

test('the sections that people are shown are those of the declarations', () => {
  expect(es10Functions.length).toBeGreaterThan(15);
  for (const { name, section } of es10Functions)
    expect([name, sectionOf(name)]).toEqual([name, `§${section}`]);
});
