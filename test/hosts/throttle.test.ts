import { expect, test } from 'vitest';
import { Throttle } from '../../src-main/hosts/server/throttle.ts';
import { handClock } from '../workbench/support.ts';

const stays = () => false;
const wrong = () => undefined;
/** After what is under way, as far as it goes without the clock. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

test('addresses that tried tokens are not remembered without end, and those that are being served are not forgotten', async () => {
  const clock = handClock();
  const throttle = new Throttle(clock);
  const answers: Promise<unknown>[] = [throttle.guard('first', stays, wrong)];
  for (let count = 0; count < 2_500; count++) {
    answers.push(throttle.guard(`10.0.${count >> 8}.${count & 255}`, stays, wrong));
    await settled();
    clock.forward(50);
  }
  await Promise.all(answers);
  expect(throttle.size).toBe(1_000);
});

test('whoever leaves while waiting keeps no place, and is not looked at', async () => {
  const clock = handClock();
  const throttle = new Throttle(clock);
  const looked: string[] = [];
  const guard = (name: string, gone: () => boolean) =>
    throttle.guard('one', gone, () => {
      looked.push(name);
      return name === 'right' ? name : undefined;
    });
  for (let count = 0; count < 16; count++) void guard('wrong', stays);
  for (let count = 0; count < 64; count++) void guard('left', () => true);
  const right = guard('right', stays);
  await settled();
  expect(looked).toHaveLength(16);
  clock.forward(5_000);
  expect(await right).toBe('right');
  expect(looked.filter((name) => name === 'left')).toEqual([]);
});

test('a place is free again when a look fails, and an address begins anew after a minute', async () => {
  const clock = handClock();
  const throttle = new Throttle(clock);
  for (let count = 0; count < 40; count++)
    await expect(throttle.guard('one', stays, () => Promise.reject(new Error('gone')))).rejects.toThrow(
      'gone',
    );
  const slept: number[] = [];
  const timed = new Throttle({
    ...clock,
    sleep: async (ms) => {
      slept.push(ms);
    },
  });
  for (let count = 0; count < 3; count++) await timed.guard('one', stays, wrong);
  clock.forward(60_000);
  await timed.guard('one', stays, wrong);
  expect(slept).toEqual([50, 100, 200, 50]);
});
