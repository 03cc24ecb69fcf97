/** When a shop is asked about an order: the cadence that Octopus Cards documents, and that Connect is spared with as well. */

import type { Entropy } from '../../src-shared/ports.ts';

const second = 1_000;
const minute = 60 * second;

interface Pace {
  /** As long as it is so long ago, in milliseconds, that the order was placed, or that it was delivered. */
  readonly until: number;
  readonly from: number;
  readonly to: number;
}

/** Every 30 to 60 s for ten minutes, every 5 to 10 minutes for an hour, then on demand. */
const documented: readonly Pace[] = [
  { until: 10 * minute, from: 30 * second, to: 60 * second },
  { until: 70 * minute, from: 5 * minute, to: 10 * minute },
];
/** Our own shop: nobody is to wait half a minute for a demonstration. */
const simulated: readonly Pace[] = [{ until: minute, from: 2 * second, to: 3 * second }, ...documented];

/**
 * How long an order that was sent, and whose answer was lost, is only looked up before it may be sent again, in milliseconds. Octopus
 * Cards works on an order for up to 60 s before it answers; its documentation does not say how soon its list has it.
 */
export const lookedUpFor = (isSimulated: boolean): number => (isSimulated ? 10 * second : 2 * minute);

/** A number from 0 to below 1. */
function chance(entropy: Entropy): number {
  const [a = 0, b = 0, c = 0] = entropy.bytes(3);
  return (a * 0x1_00_00 + b * 0x1_00 + c) / 0x1_00_00_00;
}

/** The time of the next question, or undefined where the shop is asked on demand only. All in milliseconds since 1970. */
export function nextPoll(options: {
  readonly since: number;
  readonly now: number;
  readonly isSimulated: boolean;
  readonly entropy: Entropy;
}): number | undefined {
  const { since, now, isSimulated, entropy } = options;
  const pace = (isSimulated ? simulated : documented).find(({ until }) => now - since < until);
  return pace && Math.round(now + pace.from + chance(entropy) * (pace.to - pace.from));
}
