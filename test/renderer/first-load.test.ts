import { expect, test } from 'vitest';
import { builtWindow } from './bench.ts';
import { firstLoad } from './first-load.ts';

test('the window loads at most 500 kB (gzipped) before it is there, and no other language', async () => {
  const files = firstLoad(await builtWindow());
  const bytes = [...files.values()].reduce((sum, size) => sum + size, 0);
  expect(files.size).toBeGreaterThan(2);
  expect(bytes).toBeLessThan(500_000);
  expect(bytes).toBeGreaterThan(50_000);
  expect([...files.keys()].filter((name) => /\/(de|zh)-/.test(name))).toEqual([]);
});
