import fc from 'fast-check';
import { expect, test } from 'vitest';
import { elapsedMs } from '../../src-shared/elapsed.ts';

test('durations are told to the microsecond', () => {
  expect(elapsedMs({ monotonic: () => 0.12231400000007397 }, 0)).toBe(0.122);
  expect(elapsedMs({ monotonic: () => 5 }, 5)).toBe(0);
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1e9, noNaN: true }), fc.nat(1_000_000), (from, took) => {
      const elapsed = elapsedMs({ monotonic: () => from + took / 7 }, from);
      return String(elapsed).replace(/^\d+\.?/, '').length <= 3 && Math.abs(elapsed - took / 7) < 0.001;
    }),
  );
});
