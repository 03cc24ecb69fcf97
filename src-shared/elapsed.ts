import type { Clock } from './ports.ts';

/** Milliseconds since `from` (of `clock.monotonic()`), to the microsecond: no clock of a computer here means more. */
export function elapsedMs(clock: Pick<Clock, 'monotonic'>, from: number): number {
  return Math.round((clock.monotonic() - from) * 1000) / 1000;
}
