import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildWindow } from './build-window.ts';
import { firstLoad } from './first-load.ts';

let built: Awaited<ReturnType<typeof buildWindow>>;
beforeAll(async () => {
  built = await buildWindow();
});
afterAll(() => built.remove());

test('the window loads at most 500 kB (gzipped) before it is there, and no other language', () => {
  const files = firstLoad(built.folder);
  const bytes = [...files.values()].reduce((sum, size) => sum + size, 0);
  expect(files.size).toBeGreaterThan(2);
  expect(bytes).toBeLessThan(500_000);
  expect(bytes).toBeGreaterThan(50_000);
  expect([...files.keys()].filter((name) => /\/(de|zh)-/.test(name))).toEqual([]);
});
