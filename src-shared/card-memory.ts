/** How much of a card's memory a profile takes, and how many more fit. */

import type { CardReading } from './model/index.ts';

/**
 * Bytes that an operational profile takes where the card itself has not shown it: that of generic test profiles (TS.48) with USIM and ISIM is
 * 30 to 50 kB on cards.
 */
export const usualProfileBytes = 45_000;

export interface ProfileSize {
  readonly bytes: number;
  /** How many installations of this card it is the median of; 0: the usual size is taken. */
  readonly measured: number;
}

/**
 * What a profile has taken on this card: the median of what went where, from one reading to the next, profiles came and
 * EUICCInfo2 was read anew. `readings`: the newest first, as `cards.readings` gives them.
 */
export function profileSize(readings: readonly CardReading[]): ProfileSize {
  const sizes: number[] = [];
  const fresh = readings.filter((one, at) => {
    // A reading that kept the memory of the one before it says nothing about its own profiles.
    const older = readings[at + 1];
    return one.infoAt !== undefined && one.infoAt !== older?.infoAt;
  });
  for (const [at, after] of fresh.entries()) {
    const before = fresh[at + 1];
    if (before?.freeNonVolatileMemory === undefined || after.freeNonVolatileMemory === undefined) continue;
    const came = after.profiles - before.profiles;
    const taken = before.freeNonVolatileMemory - after.freeNonVolatileMemory;
    if (came > 0 && taken > 0) sizes.push(taken / came);
  }
  if (sizes.length === 0) return { bytes: usualProfileBytes, measured: 0 };
  sizes.sort((a, b) => a - b);
  return {
    bytes: Math.round(sizes[Math.floor(sizes.length / 2)] ?? usualProfileBytes),
    measured: sizes.length,
  };
}

/** How many more profiles of that size fit into `free` bytes. */
export function profilesThatFit(free: number, size: ProfileSize): number {
  return Math.max(0, Math.floor(free / size.bytes));
}
