/** The card goes at each APDU of an activation in turn: whatever is told afterwards must be so. */

import { expect, it } from 'vitest';
import type { Operation } from '../../src-shared/model/index.ts';
import { address, type Bench, matchingIds, startBench } from '../support/fault-bench.ts';

const activationCode = `LPA:1$${address}$${matchingIds.plain}`;
const activate = (bench: Bench) =>
  bench.run({ kind: 'activate', readerId: 'sim:0', activationCode, acceptProfile: true });

/** More APDUs than an activation has. */
const enough = 200;

async function holdToTruth(bench: Bench, operation: Operation): Promise<void> {
  const { activationCodeUse, reconciliation } = operation;
  const onCard = bench.profilesOnCard() > 0;
  if (reconciliation.state === 'pending') {
    // Nothing is claimed, or what was seen on the card before.
    expect(activationCodeUse).not.toBe('unused');
    return;
  }
  expect(activationCodeUse).toBe(onCard ? 'used' : 'unused');
  if (onCard) return;
  expect(operation.status).toBe('failed');
  bench.clearRules();
  expect((await activate(bench)).status).toBe('successful');
}

it.each(['removal back=1ms', 'removal=after back=1ms', 'powerLoss', 'powerLoss=after'])(
  'fault %s at any APDU: the use of the code is told as it is, and an unused one can be used again',
  async (fault) => {
    let number = 1;
    for (let met = true; met && number < enough; number++) {
      const bench = await startBench();
      try {
        bench.addRules(`apdu ${number} ${fault}`);
        const operation = await activate(bench);
        met = bench.rules().some((one) => one.done > 0);
        if (met && fault.startsWith('removal')) expect(operation.reconciliation.state).not.toBe('pending');
        await holdToTruth(bench, operation);
      } catch (error) {
        throw new Error(`at APDU ${number}`, { cause: error });
      } finally {
        await bench.close();
      }
    }
    expect(number).toBeGreaterThan(40);
    expect(number).toBeLessThan(enough);
  },
);
