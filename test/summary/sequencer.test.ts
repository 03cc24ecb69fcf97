import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { longest } from './sequencer.ts';

test('the files that are to begin first are there', () => {
  expect(longest.filter((name) => !existsSync(resolve(import.meta.dirname, '../..', name)))).toEqual([]);
  expect(new Set(longest).size).toBe(longest.length);
});
